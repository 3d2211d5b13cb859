"""What a reviewer does not read by default, and why: installed, vendored, generated, a tool's own files.

The marks are names and first lines that tools agree on. Leaving out is always counted and never silent,
because a hostile change may set any of these marks.
"""

# pathlib has no byte paths, and any name must survive.
# ruff: noqa: PTH118, PTH119
import itertools
import os
import re
from enum import Enum

from entasis.source.roles import VENDORED_DIRECTORIES


class Reason(Enum):
    """Why a file is left out, as one word that reads after a count: "12 ignored, 3 vendored"."""

    GENERATED = "generated"
    IGNORED = "ignored"
    INSTALLED = "installed"
    LINKED = "linked"
    MINIFIED = "minified"
    TOOLING = "tooling"
    VENDORED = "vendored"


# Version control keeps no source files of its own, so nothing is counted in there.
VERSION_CONTROL = frozenset({b".bzr", b".git", b".hg", b".jj", b".svn"})
ENVIRONMENT_MARK = b"pyvenv.cfg"
_TOOLING = frozenset(
    {
        b".eggs",
        b".hypothesis",
        b".ipynb_checkpoints",
        b".mypy_cache",
        b".nox",
        b".pytest_cache",
        b".pytype",
        b".ruff_cache",
        b".tox",
        b"__pycache__",
    }
)
_INSTALLED = frozenset({b"__pypackages__", b"dist-packages", b"node_modules", b"site-packages"})
_REASONS = {
    **dict.fromkeys(VERSION_CONTROL | _TOOLING, Reason.TOOLING),
    **dict.fromkeys(_INSTALLED, Reason.INSTALLED),
    **dict.fromkeys((name.encode() for name in VENDORED_DIRECTORIES), Reason.VENDORED),
}
# What a program carries along lies in such a folder, which is no package itself, and there are many packages in it: more
# than programs have there of their own (ten, and five, in two that were looked at; one that carries libraries had 63). A
# digit is the version of the language, where there is a folder for each.
_BUNDLES = re.compile(rb"(?:ext|externals|libs?)[23]?")
_BUNDLED = 24
_PACKAGE = b"__init__.py"
_GENERATED_NAMES = (b"_pb2.py", b"_pb2_grpc.py")
_HEAD_LINES = 5
# Scripts of others that lie in the tree: what a packer makes, and names and notices that come with a release.
_SCRIPT = re.compile(rb"\.m?js\Z")
_PACKED = re.compile(rb"[.-](?:min|pack|packed|bundle|umd|slim)\.m?js\Z|\.(?:chunk|prod)\.")
_RELEASED = re.compile(rb"[-.]v?\d+(?:\.\d+)+(?:[.-][\w.-]+)?\.m?js\Z")
_NOTICE = re.compile(rb"\s*/\*!|[^\0]{0,400}?@(?:license|licstart|preserve)\b")
_SCRIPTS_OF_OTHERS = frozenset(
    {"bower_components", "dist", "lib", "libs", "third-party", "thirdparty", "vendors"}
)  # below the static files
_LONG = 400  # bytes; a first line of code this long was not written by hand
_COMMENT = re.compile(rb"^[ \t]*#.*", re.MULTILINE)


def directory_reason(name: bytes) -> Reason | None:
    """Why a directory of this name is left out, with all below it."""
    return _REASONS.get(name)


def is_bundle(location: bytes, names: set[bytes]) -> bool:
    """Whether the directory, which holds entries of these names, is where a program keeps the libraries that it carries."""
    if not _BUNDLES.fullmatch(os.path.basename(location)) or _PACKAGE in names:
        return False
    packages = (name for name in names if os.path.lexists(os.path.join(location, name, _PACKAGE)))
    return len(list(itertools.islice(packages, _BUNDLED))) == _BUNDLED


def file_reason(name: bytes, head: bytes, folders: tuple[str, ...] = ()) -> Reason | None:
    """Why a file that begins with `head`, in folders of these names, is left out.

    The marks of generated code count in comments of the first lines only, so that a program about generated
    code is none. "Do not edit" alone is what people write over settings; a generator also names itself.
    """
    if _SCRIPT.search(name):
        if _PACKED.search(name) or max(map(len, head.split(b"\n"))) > _LONG:
            return Reason.MINIFIED
        if _RELEASED.search(name) or _NOTICE.match(head) or not _SCRIPTS_OF_OTHERS.isdisjoint(folders):
            return Reason.VENDORED
    if name.endswith(_GENERATED_NAMES):
        return Reason.GENERATED
    if b"enerated" not in head and b"ENERATED" not in head:
        return None
    first_lines = b"\n".join(head.split(b"\n", _HEAD_LINES)[:_HEAD_LINES])
    marks = b"\n".join(_COMMENT.findall(first_lines)).lower()
    if b"@generated" in marks or (b"generated" in marks and b"do not edit" in marks):
        return Reason.GENERATED
    return None
