"""What `--stats` prints: how calls were resolved, what following data took, what was hit, and where the time went.

    calls            167
      unresolved       3   1.8 %
        member         2   1.2 %
    seconds         0.41
      reading       0.22  53.7 %

The counts are in the JSON and SARIF answers too. The times are nowhere else: they differ from run to run.
"""

from collections.abc import Callable, Iterator, Sequence

from entasis.finding import Review

Row = tuple[int, str, str, str]  # depth, name, figure, share

Progress = Callable[[str, int, int], None]


class Stopwatch:
    """Notes when each phase of a review begins; called like a progress line, which may be `shown` at the same time."""

    def __init__(self, clock: Callable[[], float]) -> None:
        self.shown: Progress | None = None
        self._clock = clock
        self._began = clock()
        self._phase = ""
        self._spent: dict[str, float] = {}

    def __call__(self, phase: str, done: int, total: int) -> None:
        """`done` of `total` units of `phase` are finished."""
        self.turn(phase)
        if self.shown is not None:
            self.shown(phase, done, total)

    def turn(self, phase: str) -> None:
        """What is done from now on is `phase`."""
        if phase != self._phase:
            now = self._clock()
            if self._phase:
                self._spent[self._phase] = self._spent.get(self._phase, 0.0) + now - self._began
            self._phase, self._began = phase, now

    def stop(self) -> tuple[tuple[str, float], ...]:
        """The phases in the order in which they began, each with its seconds."""
        self.turn("")
        return tuple(self._spent.items())


def account(review: Review, phases: Sequence[tuple[str, float]]) -> Iterator[str]:
    """The lines of `--stats`."""
    rows = [*_calls(review), *_flow(review), *_limits(review), *_times(phases)]
    names = [f"{'  ' * depth}{name}" for depth, name, _, _ in rows]
    wide = max(map(len, names), default=0)
    digits = max((len(figure) for _, _, figure, _ in rows), default=0)
    for name, (_, _, figure, share) in zip(names, rows, strict=True):
        yield f"{name:<{wide}}  {figure:>{digits}}  {share:>7}".rstrip()


def _calls(review: Review) -> Iterator[Row]:
    ways = (("resolved", review.statistics.resolved), ("unresolved", review.statistics.unresolved))
    total = sum(count for _, counts in ways for _, count in counts)
    yield 0, "calls", f"{total:,}", ""
    for name, counts in ways:
        subtotal = sum(count for _, count in counts)
        yield 1, name, f"{subtotal:,}", _share(subtotal, total)
        for kind, count in sorted(counts, key=lambda item: (-item[1], item[0])):
            yield 2, kind, f"{count:,}", _share(count, total)


def _flow(review: Review) -> Iterator[Row]:
    yield 0, "data flow", "", ""
    for name, count in review.statistics.flow:
        yield 1, name, f"{count:,}", ""


def _limits(review: Review) -> Iterator[Row]:
    limits = review.coverage.limits
    yield 0, "limits hit", f"{sum(count for _, count in limits):,}", ""
    for name, count in limits:
        yield 1, name, f"{count:,}", ""


def _times(phases: Sequence[tuple[str, float]]) -> Iterator[Row]:
    total = sum(seconds for _, seconds in phases)
    yield 0, "seconds", f"{total:.2f}", ""
    for phase, seconds in phases:
        yield 1, phase, f"{seconds:.2f}", _share(seconds, total)


def _share(part: float, whole: float) -> str:
    return f"{100 * part / whole:.1f} %" if whole else ""
