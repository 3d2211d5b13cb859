"""One candidate to source files: read once, decoded, and recognised as Python or as a review request.

A file is read in one go from one open handle, so a file that changes during the run is reviewed as it was at
one moment. Whatever goes wrong is a problem of that file and never an exception.
"""

from pathlib import PurePosixPath

from entasis import limits
from entasis.finding import Problem, ProblemKind
from entasis.source.access import contents, too_large
from entasis.source.decode import decode
from entasis.source.file import Candidate, SourceFile
from entasis.source.recognise import (
    count_definitions,
    has_python_shebang,
    is_program,
    is_script_name,
    is_template_name,
)
from entasis.source.request import parse_request

_PYTHON_SUFFIXES = frozenset({".py", ".pyi", ".pyw"})
_TEXT_SUFFIXES = frozenset({"", ".log", ".markdown", ".md", ".rst", ".text", ".txt"})

_Result = tuple[tuple[SourceFile, ...], tuple[Problem, ...]]


def read(candidate: Candidate, stdin: bytes | None = None) -> _Result:
    """The texts of a candidate and what was wrong with it. `stdin` is what standard input held, for "-".

    A file that was found in a directory is one Python file. One that the user named, and standard input, may
    be a review request instead, with one or several texts. Never raises.
    """
    path = candidate.path
    data = contents(candidate.location, path) if candidate.location else stdin or b""
    if isinstance(data, Problem):
        return (), (data,)
    if len(data) > limits.FILE_BYTES.bound:
        return (), (too_large(path),)
    text, problems = decode(data, path)
    if text is None:
        return (), problems
    if is_template_name(path):
        request = parse_request(text, path) if candidate.named else None
        if request is not None:
            return request[0], problems + request[1]
        return (SourceFile(path, text, candidate.role, is_template=True),), problems
    if is_script_name(path):
        return (SourceFile(path, text, candidate.role, is_script=True),), problems
    if candidate.named and not has_python_shebang(data):
        request = _request(text, path)
        if request is not None:
            return request[0], problems + request[1]
    return (SourceFile(path, text, candidate.role),), problems


def read_data(candidate: Candidate) -> str:
    """The text of a file that is no program, "" where it cannot be read: nothing is reviewed in it."""
    data = contents(candidate.location, candidate.path)
    return data.decode("utf-8-sig", "replace") if isinstance(data, bytes) else ""


def _request(text: str, path: str) -> _Result | None:
    """The code of a named text that is no plain Python, or that there is none; `None` for Python.

    A suffix that is neither Python's nor that of plain text says that the file is something else (a notebook,
    a configuration), and much of that happens to parse as Python. Only definitions speak against it.
    """
    suffix = PurePosixPath(path).suffix.lower()
    if suffix in _PYTHON_SUFFIXES:
        return parse_request(text, path, has_prose=False)
    request = parse_request(text, path)
    if request is not None or not text.strip():
        return request
    if is_program(text) if suffix in _TEXT_SUFFIXES else count_definitions(text) > 0:
        return None
    message = "holds no Python code: no program, no numbered lines and no block of code"
    return (), (Problem(path, 0, ProblemKind.SYNTAX, message),)
