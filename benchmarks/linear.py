"""Whether the cost of a review grows in proportion to the code: measures growing parts of one tree, and draws them.

    python benchmarks/linear.py TREE [--kloc 10,50,200,600] [--steps parse,lower,facts,rules] [--svg FILE]

Both axes of the plot are logarithmic, so what grows in proportion is a straight line parallel to the grey ones, and
its distance from the lowest line is its ratio to bare `ast.parse`. The parts are nested, mixed from the whole tree.
The exponent compares the largest part with the smallest that is at least a tenth of it, because the fixed cost of a
run (models, stubs) is most of a small one: 1.00 is proportional.
"""

import argparse
import math
import statistics
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from entasis.explain import columns
from measure import STAGES, cost_of_stage, size_of

NAMES = {
    "parse": "ast.parse",
    "lower": "+ lowering",
    "facts": "+ program facts",
    "rules": "+ rules",
    "flow": "facts + data flow",
}
COLOURS = {"parse": "#666666", "lower": "#1b6ca8", "facts": "#2a9d55", "rules": "#c7762b", "flow": "#a8324a"}
WIDTH, HEIGHT, LEFT, RIGHT, TOP, BOTTOM = 640, 420, 60, 140, 20, 50


@dataclass(frozen=True, slots=True)
class Point:
    """A part of the tree and the CPU seconds that a step took over it."""

    lines: int
    seconds: float


Curves = dict[str, list[Point]]


def measured(tree: str, kloc: Sequence[int], steps: Sequence[str], runs: int) -> Curves:
    """For each step the points by growing size; a part larger than the tree is the tree."""
    sizes = sorted({size_of(tree, each * 1000)[1] for each in kloc})
    curves: Curves = {step: [] for step in steps}
    for lines in sizes:
        costs: dict[str, list[float]] = {step: [] for step in steps}
        for _ in range(runs):
            for step in steps:
                costs[step].append(cost_of_stage(step, tree, lines).seconds)
        for step in steps:
            curves[step].append(Point(lines, statistics.median(costs[step])))
    return curves


def exponent(curve: Sequence[Point]) -> float:
    """The growth between the largest part and the smallest that is at least a tenth of it; nan for one size."""
    last = curve[-1]
    first = next(point for point in curve if point.lines * 10 >= last.lines)
    if first.lines == last.lines:
        return math.nan
    return math.log(last.seconds / first.seconds) / math.log(last.lines / first.lines)


def drawn(curves: Curves) -> str:
    """The plot, as SVG."""
    points = [point for curve in curves.values() for point in curve]
    x_axis = _Axis([point.lines / 1000 for point in points], LEFT, WIDTH - RIGHT)
    y_axis = _Axis([point.seconds for point in points], HEIGHT - BOTTOM, TOP)
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}">',
        '<g font-family="sans-serif" font-size="12" fill="#444444">',
        f'<rect width="{WIDTH}" height="{HEIGHT}" fill="white"/>',
        *_grid(x_axis, y_axis),
    ]
    labels = _apart([(y_axis.at(curve[-1].seconds), step) for step, curve in curves.items()])
    for step, curve in curves.items():
        colour = COLOURS[step]
        places = [(x_axis.at(point.lines / 1000), y_axis.at(point.seconds)) for point in curve]
        path = " ".join(f"{x:.1f},{y:.1f}" for x, y in places)
        parts.append(f'<polyline points="{path}" fill="none" stroke="{colour}" stroke-width="2"/>')
        parts.extend(f'<circle cx="{x:.1f}" cy="{y:.1f}" r="3.5" fill="{colour}"/>' for x, y in places)
        x = places[-1][0] + 10
        parts.append(f'<text x="{x:.1f}" y="{labels[step] + 4:.1f}" fill="{colour}">{NAMES[step]}</text>')
    return "\n".join([*parts, "</g>", "</svg>", ""])


class _Axis:
    """A logarithmic axis between two places of the plot that holds all `values`."""

    def __init__(self, values: Sequence[float], start: float, end: float) -> None:
        self.low, self.high = min(values) / 1.4, max(values) * 1.4
        self._start, self._end = start, end

    def at(self, value: float) -> float:
        share = math.log(value / self.low) / math.log(self.high / self.low)
        return self._start + share * (self._end - self._start)

    def marks(self) -> list[float]:
        decades = range(math.floor(math.log10(self.low)), math.ceil(math.log10(self.high)) + 1)
        all_marks = [digit * 10.0**power for power in decades for digit in (1, 2, 5)]
        return [mark for mark in all_marks if self.low <= mark <= self.high]


def _grid(x_axis: _Axis, y_axis: _Axis) -> list[str]:
    parts = []
    bottom, right = HEIGHT - BOTTOM, WIDTH - RIGHT
    for mark in x_axis.marks():
        x = x_axis.at(mark)
        parts.append(f'<line x1="{x:.1f}" y1="{bottom}" x2="{x:.1f}" y2="{bottom + 5}" stroke="#444444"/>')
        parts.append(f'<text x="{x:.1f}" y="{bottom + 18}" text-anchor="middle">{mark:g}</text>')
    for mark in y_axis.marks():
        y = y_axis.at(mark)
        parts.append(f'<line x1="{LEFT - 5}" y1="{y:.1f}" x2="{LEFT}" y2="{y:.1f}" stroke="#444444"/>')
        parts.append(f'<text x="{LEFT - 8}" y="{y + 4:.1f}" text-anchor="end">{mark:g}</text>')
    parts.extend(_proportions(x_axis, y_axis))
    parts.append(
        f'<polyline points="{LEFT},{TOP} {LEFT},{bottom} {right},{bottom}" fill="none" stroke="#444444"/>'
    )
    middle = (LEFT + right) / 2
    parts.append(f'<text x="{middle}" y="{HEIGHT - 12}" text-anchor="middle">thousand lines</text>')
    height = (TOP + bottom) / 2
    parts.append(
        f'<text transform="translate(16 {height}) rotate(-90)" text-anchor="middle">CPU seconds</text>'
    )
    return parts


def _proportions(x_axis: _Axis, y_axis: _Axis) -> Iterator[str]:
    """The lines on which cost is in proportion to size: one for each decade of the rate, as far as in the plot."""
    rates = (y_axis.low / x_axis.high, y_axis.high / x_axis.low)
    for rate in (10.0**power for power in range(*(math.ceil(math.log10(each)) for each in rates))):
        low, high = max(x_axis.low, y_axis.low / rate), min(x_axis.high, y_axis.high / rate)
        ends = [(x_axis.at(x), y_axis.at(x * rate)) for x in (low, high)]
        path = " ".join(f"{x:.1f},{y:.1f}" for x, y in ends)
        yield f'<polyline points="{path}" stroke="#dddddd"/>'


def _apart(wanted: Sequence[tuple[float, str]], gap: float = 15) -> dict[str, float]:
    """Heights for labels as near to those wanted as their own height allows."""
    placed: dict[str, float] = {}
    lowest = -gap
    for height, step in sorted(wanted):
        lowest = max(height, lowest + gap)
        placed[step] = lowest
    return placed


def main() -> int:
    """Measure, print and draw."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("tree")
    parser.add_argument("--kloc", default="10,50,200,600")
    parser.add_argument("--steps", default="parse,lower,facts,rules", help=f"some of {','.join(STAGES)}")
    parser.add_argument("--runs", type=int, default=3, metavar="N")
    parser.add_argument("--svg", type=Path, default=Path(__file__).with_name("linear.svg"))
    arguments = parser.parse_args()
    steps = arguments.steps.split(",")
    if set(steps) - set(STAGES):
        parser.error(f"no such step: {', '.join(sorted(set(steps) - set(STAGES)))}")
    curves = measured(
        arguments.tree, [int(each) for each in arguments.kloc.split(",")], steps, arguments.runs
    )
    sizes = [point.lines for point in curves[steps[0]]]
    head = ("CPU MS A KLOC", *(f"{lines / 1000:,.0f} KLOC" for lines in sizes), "EXPONENT")
    rows = [
        (
            NAMES[step],
            *(f"{1e6 * point.seconds / point.lines:.1f}" for point in curve),
            f"{exponent(curve):.2f}",
        )
        for step, curve in curves.items()
    ]
    print(columns([head, *rows]), end="")
    arguments.svg.write_text(drawn(curves), encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
