r"""What a match of a regular expression checks, or that there is none.

re.fullmatch(r"[a-z]+", name)      `name`, for all kinds
re.match(r"\w", name)             `name` is no option of a program, and a text
re.match(r"^[\w.]+$", name)       `name`, for what takes other characters than those
re.match(r"/[a-z]", target)       `target` leads to another page of the site
re.match(r".*\.acme\.com$", host)  the host of an address is one that the program knows
re.search(r"[^a-z]", name)         without a match `name`, for all kinds
re.search(r"[/\\]|\.\.", name)      without a match `name`, for what takes one of these
"""

from collections.abc import Iterator
from typing import TYPE_CHECKING, Final

from entasis.analyses.taint import characters, derived, patterns, suffixes, urls
from entasis.analyses.taint.matching import regex_call
from entasis.ir.instructions import Call

if TYPE_CHECKING:
    from entasis.analyses.taint.guards import Checked, Guards

_MATCHING: Final = frozenset({"match", "fullmatch", "search"})
_ASKING: Final = _MATCHING | {"findall"}


def matched(guards: "Guards", step: Call, *, is_true: bool) -> Iterator[tuple["Checked", int]]:
    """A match of the whole text by a harmless pattern, or no match of what is not harmless."""
    found = regex_call(guards.view, step)
    if found is None:
        return
    name, pattern, text = found
    if name in _MATCHING:  # what is no text raises
        yield text, guards.kinds.mask(["operator"])
    at_start = name in {"match", "fullmatch"} or patterns.begins_at_start(pattern)
    if is_true and at_start and patterns.begins_otherwise(pattern, "-"):
        yield from derived.implied(guards, text, guards.kinds.mask(["option"]))
    if is_true and at_start and name in _ASKING:
        mask = urls.prefixed(guards.kinds, [patterns.beginning(pattern)], is_true=True)
        for slash, state in (("/", "redirect.host"), ("\\", "redirect.backslash")):
            mask |= guards.kinds.mask([state]) if patterns.is_path_without(pattern, slash) else 0
        yield from derived.implied(guards, text, mask)
    if is_true and patterns.ends_with_suffix(pattern):
        yield from derived.implied(guards, text, guards.kinds.mask([suffixes.KIND]))
    if is_true and name in _ASKING:
        if name == "fullmatch" or patterns.is_anchored(pattern, at_start=name == "search"):
            yield text, _matched_whole(guards, pattern)
        if patterns.ends_as_host(pattern):
            yield from urls.known_part(guards, text)
    elif not is_true and name == "search" and patterns.finds_unsafe(pattern):
        yield text, guards.kinds.all
    elif not is_true and name in {"search", "findall"}:
        for refused in sorted(patterns.refused(pattern)):
            yield from derived.implied(guards, text, characters.absent(guards.kinds, refused))


def _matched_whole(guards: "Guards", pattern: object) -> int:
    """The kinds for which a text is harmless that the pattern matches from its beginning to its end."""
    if patterns.matches_safely(pattern):
        return guards.kinds.all
    among = patterns.characters_of(pattern)
    return 0 if among is None else characters.among(guards.kinds, among)
