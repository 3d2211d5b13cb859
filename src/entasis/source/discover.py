"""What there is to review: the only reader of the tree's structure.

Files that the user names are taken as they are. Directories are walked with an explicit stack and byte names
(any name survives); what a reviewer would not read by default is left out and counted by reason. The result
does not depend on the order of the paths or of the directory entries.

Symbolic links met on the way are not followed. One that stays in the tree leads to what is found in its own
place anyway; one that leaves it must not widen a review to files that only a hostile tree names. So there are
no loops, and each real file comes once, however many paths lead to it.
"""

# pathlib has no byte paths, and any name must survive.
# ruff: noqa: PTH116, PTH118, PTH119, PTH120
import os
import stat
from collections import Counter
from collections.abc import Iterator, Sequence
from operator import attrgetter

from msgspec import Struct, field
from msgspec.structs import replace

from entasis.finding import Problem, ProblemKind, Role
from entasis.source.access import head, not_a_file, unreadable
from entasis.source.display import counted_parts, shown_name, shown_path
from entasis.source.exclude import (
    ENVIRONMENT_MARK,
    VERSION_CONTROL,
    Reason,
    directory_reason,
    file_reason,
    is_bundle,
)
from entasis.source.file import Candidate, Selection
from entasis.source.ignore import Ignores, outer_ignores, own_ignores
from entasis.source.recognise import (
    SCRIPT_SUFFIXES,
    TEMPLATE_FOLDER,
    TEMPLATE_SUFFIXES,
    has_python_shebang,
)
from entasis.source.roles import directory_role, file_role

_SUFFIXES = (b".py", b".pyw", b".PY", b".PYW")
_PAGES = tuple(suffix.encode() for suffix in TEMPLATE_SUFFIXES)
_SCRIPTS = tuple(suffix.encode() for suffix in SCRIPT_SUFFIXES)
_DATA = (b".yaml", b".yml", b".json")
_STDIN = "-"


def discover(paths: Sequence[str]) -> Selection:
    """The files that `paths` (files, directories, "-" for standard input) mean. Never raises.

    A named path that does not exist is a problem of kind MISSING, and only a named one is. What the user
    names is never left out; naming a directory that would be left out (say `vendor`) also takes what lies
    below it and would be left out for the same reason.
    """
    found = _Found()
    for path in paths:
        _take(path, found)
    return found.selection()


class _Found(Struct):
    """What was met so far, by real path, so that no file counts twice."""

    candidates: dict[bytes, Candidate] = field(default_factory=dict)
    excluded: dict[bytes, Reason] = field(default_factory=dict)
    problems: set[Problem] = field(default_factory=set)
    data: dict[bytes, Candidate] = field(default_factory=dict)
    pages: dict[bytes, Candidate] = field(default_factory=dict)

    def add(self, candidate: Candidate) -> None:
        known = self.candidates.get(candidate.location)
        if known is not None:
            # The shortest way to write a path is shown, whichever was given first.
            first = min(candidate, known, key=lambda one: (len(one.path), one.path, one.role.value))
            candidate = replace(first, named=candidate.named or known.named)
        self.candidates[candidate.location] = candidate

    def exclude(self, location: bytes, reason: Reason) -> None:
        known = self.excluded.get(location, reason)
        self.excluded[location] = min(known, reason, key=lambda one: one.value)

    def selection(self) -> Selection:
        reasons = Counter(
            reason.value for location, reason in self.excluded.items() if location not in self.candidates
        )
        return Selection(
            tuple(sorted(self.candidates.values(), key=attrgetter("path", "location"))),
            tuple(sorted(self.problems, key=attrgetter("path", "line", "message"))),
            tuple(sorted(reasons.items())),
            tuple(sorted(self.data.values(), key=attrgetter("path", "location"))),
            tuple(sorted(self.pages.values(), key=attrgetter("path", "location"))),
        )


def _take(path: str, found: _Found) -> None:
    """One path as the user wrote it."""
    if path == _STDIN:
        found.candidates[b""] = Candidate(_STDIN, b"", named=True, role=Role.APPLICATION)
        return
    try:
        written = os.fsencode(path)
        status = os.stat(written)
        location = os.path.realpath(written)
    except (FileNotFoundError, NotADirectoryError, ValueError):
        shown = path.encode("utf-8", "backslashreplace").decode()
        found.problems.add(Problem(shown, 0, ProblemKind.MISSING, "no such file or directory"))
        return
    except OSError as error:
        found.problems.add(unreadable(shown_path(os.fsencode(path)), error))
        return
    shown = shown_path(written)
    counted = counted_parts(shown)
    above = _chain_role(counted[:-1])
    if stat.S_ISDIR(status.st_mode):
        walk = _Walk(found, location, _overruled(location, counted))
        prefix = "" if shown == "." else shown.rstrip("/") + "/"
        parent, name = ("", "", *counted)[-2:]
        outer = outer_ignores(location, found.problems)
        walk.run(_Directory(location, prefix, parent, name, above, outer))
    elif stat.S_ISREG(status.st_mode):
        role = file_role(above, counted[-1])
        found.add(Candidate(shown, location, named=True, role=role))
    else:
        found.problems.add(not_a_file(shown, status.st_mode))


def _chain_role(parts: tuple[str, ...]) -> Role:
    """The role of the files in the directory that `parts` lead to from where the user is."""
    role = Role.APPLICATION
    for depth, name in enumerate(parts):
        is_package = os.path.lexists("/".join((*parts[: depth + 1], "__init__.py")))
        role = directory_role(role, parts[depth - 1] if depth else "", name, is_package=is_package)
    return role


def _overruled(location: bytes, counted: tuple[str, ...]) -> frozenset[Reason]:
    """The reasons to leave something out that the user has overruled by naming this directory."""
    reasons = {directory_reason(os.fsencode(part)) for part in counted}
    ancestor = location
    while True:
        has_mark = os.path.lexists(os.path.join(ancestor, ENVIRONMENT_MARK))
        if has_mark or directory_reason(os.path.basename(ancestor)) is Reason.INSTALLED:
            reasons.add(Reason.INSTALLED)
        ancestor, below = os.path.dirname(ancestor), ancestor
        if ancestor == below:
            return frozenset(reason for reason in reasons if reason)


class _Directory(Struct, frozen=True):
    """A directory to be walked: its real path, the display prefix of its entries, and what it inherits."""

    location: bytes
    prefix: str
    parent: str
    name: str
    above: Role
    ignores: Ignores


class _Walk:
    """The walk below one named directory."""

    __slots__ = ("_found", "_inside", "_overruled", "_root", "_stack")

    def __init__(self, found: _Found, root: bytes, overruled: frozenset[Reason]) -> None:
        self._found = found
        self._root = root
        self._inside = os.path.join(root, b"")
        self._overruled = overruled
        self._stack: list[_Directory] = []

    def run(self, root: _Directory) -> None:
        self._stack.append(root)
        while self._stack:
            self._enter(self._stack.pop())

    def _enter(self, directory: _Directory) -> None:
        problems = self._found.problems
        shown = directory.prefix.rstrip("/") or directory.prefix or "."
        try:
            with os.scandir(directory.location) as listing:
                entries = list(listing)
        except (FileNotFoundError, NotADirectoryError):
            problems.add(Problem(shown, 0, ProblemKind.VANISHED, "vanished during the run"))
            return
        except OSError as error:
            problems.add(unreadable(shown, error))
            return
        names = {entry.name for entry in entries}
        if ENVIRONMENT_MARK in names and Reason.INSTALLED not in self._overruled:
            self._leave_out(directory.location, Reason.INSTALLED)
            return
        is_named = directory.location == self._root or Reason.VENDORED in self._overruled
        if not is_named and is_bundle(directory.location, names):
            self._leave_out(directory.location, Reason.VENDORED)
            return
        is_package = b"__init__.py" in names
        role = directory_role(directory.above, directory.parent, directory.name, is_package=is_package)
        ignores = own_ignores(
            directory.location,
            directory.prefix,
            directory.ignores,
            names,
            problems,
            is_root=directory.location == self._root,
        )
        for entry in entries:
            try:
                self._entry(directory, entry, role, ignores)
            except OSError as error:
                problems.add(unreadable(_below(directory.prefix, entry.name), error))

    def _entry(self, directory: _Directory, entry: os.DirEntry[bytes], role: Role, ignores: Ignores) -> None:
        name = entry.name
        is_python = name.endswith(_SUFFIXES)
        if entry.is_symlink():
            if not ignores.is_ignored(name):
                self._link(directory, entry, role)
        elif entry.is_dir(follow_symlinks=False):
            self._directory(directory, entry, role, ignores)
        elif is_python or b"." not in name or _is_page(directory, name):
            if entry.is_file(follow_symlinks=False):
                is_ignored = ignores.is_ignored(name)
                self._file(directory, entry, role, is_ignored=is_ignored)
            elif is_python:
                mode = entry.stat(follow_symlinks=False).st_mode
                self._found.problems.add(not_a_file(_below(directory.prefix, name), mode))
        elif name.endswith((*_DATA, *_PAGES)) and not ignores.is_ignored(name):
            if not entry.is_file(follow_symlinks=False):
                return
            shown = _below(directory.prefix, name)
            kept = self._found.pages if name.endswith(_PAGES) else self._found.data
            kept[entry.path] = Candidate(shown, entry.path, named=False, role=role)

    def _directory(
        self, directory: _Directory, entry: os.DirEntry[bytes], role: Role, ignores: Ignores
    ) -> None:
        reason = directory_reason(entry.name)
        below = ignores.below(entry.name)
        if reason and reason not in self._overruled:
            self._leave_out(entry.path, reason)
        elif below is None:
            self._leave_out(entry.path, Reason.IGNORED)
        else:
            own = shown_name(entry.name)
            prefix = f"{directory.prefix}{own}/"
            self._stack.append(_Directory(entry.path, prefix, directory.name, own, role, below))

    def _file(
        self, directory: _Directory, entry: os.DirEntry[bytes], role: Role, *, is_ignored: bool
    ) -> None:
        """A regular file with the suffix of Python, of a page's template or of a script, or with none."""
        name, location = entry.name, entry.path
        is_script = name.endswith(_SCRIPTS)
        is_python = is_script or name.endswith((*_SUFFIXES, *_PAGES))
        if is_ignored:
            if is_python:
                self._found.exclude(location, Reason.IGNORED)
            return
        start = head(location)
        shown = _below(directory.prefix, name)
        if not is_python:
            if start is None:
                message = "cannot be read, so it is not known whether it is a Python program"
                problem = Problem(shown, 0, ProblemKind.UNREADABLE, message, incomplete=False)
                self._found.problems.add(problem)
            if not has_python_shebang(start or b""):
                return
        reason = file_reason(name, start or b"", tuple(directory.prefix.split("/")) if is_script else ())
        if reason:
            self._found.exclude(location, reason)
        else:
            self._found.add(Candidate(shown, location, named=False, role=file_role(role, shown_name(name))))

    def _link(self, directory: _Directory, entry: os.DirEntry[bytes], role: Role) -> None:
        """Links are counted if they lead out; one that gives a file of the tree a Python name is that file."""
        name, location = entry.name, entry.path
        is_python = name.endswith(_SUFFIXES)
        try:
            mode = os.stat(location).st_mode
        except OSError:  # it leads nowhere or to itself
            if is_python:
                self._found.exclude(location, Reason.LINKED)
            return
        target = os.path.realpath(location)
        is_inside = target == self._root or target.startswith(self._inside)
        if not is_inside and (stat.S_ISDIR(mode) or is_python or target.endswith(_SUFFIXES)):
            self._found.exclude(location, Reason.LINKED)
        elif is_inside and is_python and stat.S_ISREG(mode) and not target.endswith(_SUFFIXES):
            shown = _below(directory.prefix, name)
            own = file_role(role, shown_name(name))
            self._found.add(Candidate(shown, target, named=False, role=own))

    def _leave_out(self, location: bytes, reason: Reason) -> None:
        """Count the Python files of a directory without looking into them."""
        if os.path.basename(location) in VERSION_CONTROL:
            return
        if reason is Reason.IGNORED and os.path.lexists(os.path.join(location, ENVIRONMENT_MARK)):
            reason = Reason.INSTALLED
        for path in _python_files(location):
            self._found.exclude(path, reason)


def _python_files(location: bytes) -> Iterator[bytes]:
    """The files with a Python suffix below a directory that is left out; what cannot be listed has none."""
    stack = [location]
    while stack:
        try:
            with os.scandir(stack.pop()) as entries:
                for entry in entries:
                    if entry.name.endswith(_SUFFIXES) and entry.is_file(follow_symlinks=False):
                        yield entry.path
                    elif entry.is_dir(follow_symlinks=False) and entry.name not in VERSION_CONTROL:
                        stack.append(entry.path)
        except OSError:
            continue


def _is_page(directory: _Directory, name: bytes) -> bool:
    """Whether it is the template of a page, or a script of pages."""
    if name.endswith(_SCRIPTS):
        return True
    return name.endswith(_PAGES) and TEMPLATE_FOLDER in directory.prefix.split("/")


def _below(prefix: str, name: bytes) -> str:
    """The display path of an entry. A file called "-" must not look like standard input."""
    shown = prefix + shown_name(name)
    return shown if shown != _STDIN else f"./{_STDIN}"
