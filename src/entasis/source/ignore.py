"""Which paths a repository's ignore files leave out, without ever running git.

git itself would know best, but `git status` in a hostile tree runs what the tree's own configuration names
(`core.fsmonitor`, filters, hooks), so the files are read here. `.gitignore` files nest: the innermost one
that says anything about a path decides, and within a file the last line that matches.
"""

# pathlib has no byte paths, and any name must survive.
# ruff: noqa: PTH113, PTH114, PTH118, PTH119, PTH120
import os
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import Self

from entasis import limits
from entasis.finding import Problem, ProblemKind
from entasis.source.access import contents
from entasis.source.display import shown_name
from entasis.source.pattern import Patterns, parse_pattern
from entasis.source.tracked import Tracked


@dataclass(frozen=True, slots=True)
class Ignores:
    """The ignore files that count in one directory, innermost first, each with the path from it to there.

    `tracked` is what the repository tracks whatever they say, `above` the path from its root to there. In a
    directory that is ignored, but holds something tracked, `only_tracked` files count.
    """

    files: tuple[tuple[Patterns, tuple[str, ...]], ...] = ()
    tracked: Tracked | None = None
    above: str = ""
    only_tracked: bool = False

    def is_ignored(self, name: bytes) -> bool:
        """Whether the file `name` of this directory is left out."""
        if not self.files:
            return False
        is_ignored = self.only_tracked or self._is_matched(os.fsdecode(name), is_directory=False)
        return is_ignored and not self._is_tracked(name)

    def below(self, name: bytes) -> Self | None:
        """What counts in the sub-directory `name`; `None` if it is left out."""
        step = os.fsdecode(name)
        is_ignored = self.only_tracked or self._is_matched(step, is_directory=True)
        if is_ignored and not self._is_tracked(name + b"/"):
            return None
        files = tuple((patterns, (*above, step)) for patterns, above in self.files)
        return type(self)(files, self.tracked, f"{self.above}{step}/", is_ignored)

    def inside(self, patterns: Patterns) -> Self:
        """With the ignore file of this very directory."""
        return replace(self, files=((patterns, ()), *self.files)) if patterns else self

    def _is_tracked(self, name: bytes) -> bool:
        return self.tracked is not None and self.tracked.holds(os.fsencode(self.above) + name)

    def _is_matched(self, name: str, *, is_directory: bool) -> bool:
        for patterns, above in self.files:
            verdict = patterns.verdict((*above, name), is_directory=is_directory)
            if verdict is not None:
                return verdict
        return False


def parse_ignores(data: bytes, path: str) -> tuple[Patterns, tuple[Problem, ...]]:
    """The patterns of an ignore file, and the problem if there were too many to honour."""
    text = data.removeprefix(b"\xef\xbb\xbf").decode("utf-8", "surrogateescape")
    patterns = [pattern for line in text.split("\n") if (pattern := parse_pattern(line))]
    bound = limits.IGNORE_PATTERNS.bound
    if len(patterns) <= bound:
        return Patterns(patterns), ()
    message = f"only the first {bound} ignore patterns are honoured"
    return Patterns(patterns[:bound]), (Problem(path, 0, ProblemKind.LIMIT, message, incomplete=False),)


def own_ignores(
    location: bytes,
    prefix: str,
    inherited: Ignores,
    names: set[bytes],
    problems: set[Problem],
    *,
    is_root: bool,
) -> Ignores:
    """What counts in the directory at `location`, which holds `names`.

    A repository inside another one knows nothing of the outer one's files. A named directory (`is_root`)
    whose own file leaves out all of it, as tools write into what they make, is reviewed all the same.
    """
    ignores = inherited
    if b".git" in names:
        git = os.path.join(location, b".git")
        patterns = _read(os.path.join(git, b"info", b"exclude"), f"{prefix}.git/info/exclude", problems)
        ignores = Ignores(tracked=Tracked(os.path.join(git, b"index"))).inside(patterns)
    if b".gitignore" in names:
        patterns = _read(os.path.join(location, b".gitignore"), f"{prefix}.gitignore", problems)
        if not (is_root and patterns.is_all_left_out()):
            ignores = ignores.inside(patterns)
    return ignores


def outer_ignores(location: bytes, problems: set[Problem]) -> Ignores:
    """What the ignore files above a named directory, up to its repository's root, say about what it holds.

    Nothing, if it is in no repository. Those that leave out the directory itself do not count: it was named.
    """
    above: list[bytes] = [location]
    while not os.path.lexists(os.path.join(above[-1], b".git")):
        parent = os.path.dirname(above[-1])
        if parent == above[-1]:
            return Ignores()
        above.append(parent)
    ignores = Ignores()
    for directory, child in pairwise(reversed(above)):
        names = {name for name in (b".git", b".gitignore") if os.path.lexists(os.path.join(directory, name))}
        prefix = os.path.join(os.fsdecode(directory), "")
        ignores = own_ignores(
            directory, shown_name(os.fsencode(prefix)), ignores, names, problems, is_root=False
        )
        name = os.path.basename(child)
        inner = ignores.below(name)
        if inner is None or inner.only_tracked:
            inner = Ignores(tracked=ignores.tracked, above=f"{ignores.above}{os.fsdecode(name)}/")
        ignores = inner
    return ignores


def _read(location: bytes, path: str, problems: set[Problem]) -> Patterns:
    """An ignore file's patterns. Like git, no link is followed: it may lead anywhere."""
    if not os.path.isfile(location) or os.path.islink(location):
        return Patterns(())
    data = contents(location, path)
    if isinstance(data, Problem):
        problems.add(replace(data, message=f"ignore file {data.message}", incomplete=False))
        return Patterns(())
    patterns, complaints = parse_ignores(data, path)
    problems.update(complaints)
    return patterns
