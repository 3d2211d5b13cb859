"""What passes between discovery, reading and the rest: a file to be read, and a text to be reviewed."""

from msgspec import Struct

from entasis.finding import Problem, Role


class SourceFile(Struct, frozen=True):
    r"""One text to review.

    `path` is the display path: forward slashes, as the user would write it from where they are, "-" for standard
    input; `is_template` says that the text is a page's template, `is_script` that it is a script of pages; else it
    is Python. `text` has no byte order mark, only `\n` as line end, and can be encoded as UTF-8. `numbers[i]` is
    the number the reader sees for text line i + 1; `None` means the lines count from 1.
    """

    path: str
    text: str
    role: Role
    numbers: tuple[int, ...] | None = None
    is_template: bool = False
    is_script: bool = False


class Candidate(Struct, frozen=True):
    """A file that should be read: cheap to sort, to compare and to send to a worker.

    `location` is the absolute, link-free file system path (`b""` for standard input); `named` says that the
    user named this very file, so that it may also be a review request.
    """

    path: str
    location: bytes
    named: bool
    role: Role


class Selection(Struct, frozen=True):
    """What discovery found. `excluded` counts Python files left out by default, by reason, sorted.

    `data` are files that may describe an interface: they are read only where a program needs them. `pages` are such that
    may be templates though their folder does not say so: they are read where a program names them.
    """

    candidates: tuple[Candidate, ...]
    problems: tuple[Problem, ...]
    excluded: tuple[tuple[str, int], ...]
    data: tuple[Candidate, ...] = ()
    pages: tuple[Candidate, ...] = ()
