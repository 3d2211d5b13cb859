"""Taint as one int: for each origin a group of bits, one per kind of sink, set while the data is dangerous to it.

    kinds sql=1 html=2 path.raw=4 path.normal=8, so groups are 4 bits wide
    source 0 reaches x              x = 0b1111
    x = html.escape(x)              x = 0b1101        the bit of `html` is cleared, nothing else
    y = x + parameter 1             y = 0b1111_1101
    sql(y)                          y & 0b0001_0001 is not 0: origins 0 and 1 reach the sink

Join is `|`, clearing is `& ~mask`, and both work on all origins at once. A flow state is a kind whose bit is cleared
by one operation and whose neighbour's bit is cleared only afterwards: `path.raw` goes when a path is normalised,
`path.normal` when it is checked to lie in a folder, but only if `path.raw` is gone already.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import lru_cache
from types import MappingProxyType
from typing import Final, final

# (the state that an operation leads out of, the state that only a later check clears)
_STATES: Final = (("path.raw", "path.normal"),)
# What is no scheme of a redirect is none of a link either.
_IMPLIED: Final = (("redirect.scheme", "address"),)
# Bits that no sink asks for. Once all of a group are gone from an origin, kinds are harmless that are beside it.
_TOGETHER: Final = (
    # it does not lead up, nor does it begin at the root: what it is put behind is where it stays
    (("~up", "~root"), ("path",)),
    (
        ("~up", "~parts"),
        ("path",),
    ),  # nor has it several parts: it is a name, and not that of the folder above
    # it begins with the quote, ends with it, and has none within: a text of the language and nothing else
    *(((f"~begins {q}", f"~ends {q}", f"~within {q}"), ("code", "sql", "xpath")) for q in "'\""),
)
# Set while the data is what was sent, or what something that is known has made of it. What something unknown gives may
# be a text that was made of it; an object with fields and methods of its own was not sent. The last bit of its group.
_SENT: Final = "~sent"
# Set while all that it has come through is known: what a function does of which nothing is known is a guess.
_KNOWN: Final = "~known"


@lru_cache(maxsize=4096)
def repeated(mask: int, width: int, count: int) -> int:
    """`mask` in each of `count` groups of `width` bits."""
    return mask * (((1 << (width * count)) - 1) // ((1 << width) - 1))


@final
class Kinds:
    """The kinds of sinks of one review, in a fixed order.

    At those in `confidential` harm is done not by what a sender may write, but by what is read there. A name in
    `alike` has no bit of its own: what it stands for is dangerous there. `kept_by` are kinds with the beginnings of the
    APIs that give on what does harm there.
    """

    def __init__(
        self,
        names: Iterable[str],
        confidential: Iterable[str] = (),
        alike: Mapping[str, str] = MappingProxyType({}),
        kept_by: Sequence[tuple[str, tuple[str, ...]]] = (),
    ) -> None:
        aside = [*(name for group, _ in _TOGETHER for name in group), _KNOWN, _SENT]
        self.names = (*sorted(set(names) - alike.keys()), *aside)
        self._alike = alike
        self.kept_by = kept_by
        self.width = max(1, len(self.names))
        self.all = (1 << self.width) - 1
        self._bit = {name: 1 << i for i, name in enumerate(self.names)}
        self._masks: dict[str, int] = {}
        self._implied = [
            (self._bit[a], self._bit[b]) for a, b in _IMPLIED if a in self._bit and b in self._bit
        ]
        self.whole = self.mask(["url", "redirect"])  # what is said of a text, not of its parts
        # What a text can do no harm at whose characters are harmless one by one: who chose it is another matter.
        self.numbers = self.mask(["size"])  # what a number can do harm at
        self.plain = self.mask(["operator"])  # what a text, in which nothing else lies, can do no harm at
        self.known = self.mask([_KNOWN])
        self.characters = self.all & ~self.mask(["session"]) & ~self.numbers & ~self.known
        self.confidential = self.mask(confidential)
        self._together = [(self.mask(group), self.mask(cleared)) for group, cleared in _TOGETHER]
        self.aside = self.mask(aside)
        self.sent = self.mask([_SENT])
        self._pairs = [(self._bit[a], self._bit[b]) for a, b in _STATES if a in self._bit and b in self._bit]

    def mask(self, names: Iterable[str]) -> int:
        """The bits of `names`; a name without its state is every state of it, unknown ones are nothing.

        `*` is all but what a number can do harm at: it is said of what has the form of one. What follows from a check
        or a cleaning of these is among them.
        """
        mask = self._plain(names)
        for bit, implied in self._implied:
            mask |= implied if mask & bit else 0
        return mask

    def _plain(self, names: Iterable[str]) -> int:
        mask = 0
        for name in names:
            if name == "*":
                return self.all & ~self.numbers
            name = self._alike.get(name, name)  # noqa: PLW2901 - the same kind of data by its own name
            mask |= self._bit.get(name, 0)
            if name not in self._bit:
                for known, bit in self._bit.items():
                    if known.startswith(f"{name}."):
                        mask |= bit
        return mask

    def mask_of(self, name: str) -> int:
        """The bits of one name, which is asked for again and again."""
        found = self._masks.get(name)
        if found is None:
            found = self._masks[name] = self._plain([name])
        return found

    def is_clean(self, mask: int) -> bool:
        """Whether a check for the kinds in `mask` leaves nothing that characters could do."""
        return mask & self.characters == self.characters

    def clear(self, taint: int, mask: int) -> int:
        """`taint` after a check or a cleaning of the kinds in `mask`, as far as its states allow."""
        if not taint or not mask:
            return taint
        count = -(-taint.bit_length() // self.width)
        kept = taint & ~repeated(mask, self.width, count)
        for before, after in self._pairs:
            if mask & after and not mask & before:
                # Where the earlier state is still there, the check was made too soon and clears nothing.
                early = taint & repeated(before, self.width, count)
                shift = after.bit_length() - before.bit_length()
                moved = early << shift if shift > 0 else early >> -shift
                kept |= taint & moved & repeated(after, self.width, count)
        if mask & self.aside and not self.is_clean(mask):
            for together, cleared in self._together:
                if mask & together:
                    kept = self.clear_without(kept, together, cleared)
        return kept

    def clear_without(self, taint: int, needed: int, mask: int) -> int:
        """`taint` without the kinds in `mask`, of those origins for which no kind in `needed` is left."""
        for number, group in self.groups(taint):
            if not group & needed:
                taint &= ~(mask << (number * self.width))
        return taint

    def restore(self, taint: int, mask: int) -> int:
        """`taint` with the kinds in `mask` dangerous again, of each origin of which there is more than a number."""
        return self.again(taint, mask | (self.aside & ~self.known))

    def again(self, taint: int, mask: int) -> int:
        """`taint` with what `mask` says no longer known to be gone, of each origin."""
        for number, group in self.groups(taint):
            taint |= mask << (number * self.width) if group & ~self.numbers else 0
        return taint

    def as_sent(self, taint: int) -> int:
        """What of `taint` is not just what something unknown gives."""
        count = -(-taint.bit_length() // self.width)
        sent = repeated(self.sent, self.width, count)
        # With one less than the last bit added, it is set in each group that has any other.
        unsent = ((taint & ~sent) + repeated(self.sent - 1, self.width, count)) & sent & ~taint
        return self.clear_without(taint, self.sent, self.all) if unsent else taint

    def limit(self, taint: int, group: int) -> int:
        """What is left of `taint` after a flow that keeps only the kinds in `group`."""
        if not taint or group == self.all:
            return taint
        return taint & repeated(group, self.width, -(-taint.bit_length() // self.width))

    def is_guess(self, group: int) -> bool:
        """Whether it is a guess that the data gets there. Numbers are none of it: what is a guess is no number."""
        return group & self.known == 0 and group & ~self.aside & ~self.numbers != 0

    def guessed(self, taint: int) -> int:
        """What is left of `taint` of what something gives of which nothing is known."""
        return self.clear(taint, self.known | self.numbers)

    def only(self, taint: int, mask: int) -> int:
        """What is left of `taint` of the kinds in `mask`, as well known as it is."""
        found = self.limit(taint, mask)
        for number, _ in self.groups(found):
            found |= taint & (self.known << (number * self.width))
        return found

    def groups(self, taint: int) -> Iterator[tuple[int, int]]:
        """(origin, bits) for each origin in `taint`."""
        origin = 0
        while taint > 0:
            low = (taint & -taint).bit_length() - 1
            skipped = low // self.width
            origin += skipped
            taint >>= skipped * self.width
            yield origin, taint & self.all
            taint >>= self.width
            origin += 1
