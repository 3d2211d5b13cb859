"""The text to review: found, read, decoded and cut out of review requests. The only reader of the tree.

    selection = discover(["src", "request.txt", "-"])
    for candidate in selection.candidates:
        files, problems = read(candidate, stdin)

Everything below works on `SourceFile.text` and asks a `LineIndex` for places in it.
"""

from entasis.source.configured import configurations
from entasis.source.decode import decode
from entasis.source.discover import discover
from entasis.source.file import Candidate, Selection, SourceFile
from entasis.source.lines import LineIndex
from entasis.source.read import read, read_data

__all__ = [
    "Candidate",
    "LineIndex",
    "Selection",
    "SourceFile",
    "configurations",
    "decode",
    "discover",
    "read",
    "read_data",
]
