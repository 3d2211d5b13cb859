"""What a review costs, in one run on one machine, measured by bare `ast.parse` of the same files.

    python benchmarks/speed.py TREE [--runs N] [--steps STEP,...] [--no-bandit] [--json]

Each step is run N times in processes of its own, the steps in turn, and the median counts (Bandit, by far the slowest,
is run once). Times are CPU seconds, user and system, so that other work on the machine hardly matters; what can be
compared between machines is the ratio. The garbage collector is off in all stages, and on in Bandit, which leaves it
on.
"""

import argparse
import importlib.util
import json
import platform
import statistics
import sys
from dataclasses import asdict, dataclass

from entasis.explain import columns
from measure import STAGES, Cost, compile_ahead, cost_of_command, cost_of_stage, size_of

REVIEW_CODES = (0, 1, 4)

STEPS = {
    "parse": "ast.parse",
    "lower": "parsing, lowering",
    "facts": "… and program facts, call sites",
    "rules": "… and rules on one function",
    "flow": "program facts and data flow",
    "review": "entasis review, whole",
    "bandit": "Bandit, whole",
}


@dataclass(frozen=True, slots=True)
class Measured:
    """One step: the median of its CPU seconds, that over bare parsing, its peak memory in bytes, and each run."""

    step: str
    seconds: float
    ratio: float
    peak: int
    runs: tuple[float, ...]


def measured(tree: str, steps: list[str], runs: int) -> list[Measured]:
    """Every step, each but Bandit `runs` times, in turn. `steps` begins with "parse"."""
    costs: dict[str, list[Cost]] = {step: [] for step in steps}
    for turn in range(runs):
        for step in steps:
            if step != "bandit" or turn == 0:
                costs[step].append(cost(step, tree))
    floor = statistics.median(each.seconds for each in costs["parse"])
    return [_summary(step, costs[step], floor) for step in steps]


def cost(step: str, tree: str) -> Cost:
    """What one run of a step costs."""
    if step in STAGES:
        return cost_of_stage(step, tree)
    python = sys.executable
    if step == "review":
        command = [python, "-m", "entasis", "review", tree, "-j", "1", "--quiet", "--format", "json"]
        return cost_of_command(command, REVIEW_CODES)
    return cost_of_command([python, "-m", "bandit", "-r", tree, "-q", "-f", "json"], (0, 1), is_noisy=True)


def _summary(step: str, costs: list[Cost], floor: float) -> Measured:
    seconds = statistics.median(each.seconds for each in costs)
    runs = tuple(round(each.seconds, 3) for each in costs)
    return Measured(
        step, round(seconds, 3), round(seconds / floor, 2), max(each.peak for each in costs), runs
    )


def main() -> int:
    """Measure and print."""
    arguments = _arguments()
    compile_ahead()
    files, lines = size_of(arguments.tree)
    if not files:
        print(f"no Python file in {arguments.tree}", file=sys.stderr)
        return 2
    found = measured(arguments.tree, arguments.steps, arguments.runs)
    if arguments.json:
        version = platform.python_version()
        steps = [asdict(each) for each in found]
        print(json.dumps({"python": version, "files": files, "lines": lines, "steps": steps}, indent=1))
        return 0
    print(
        f"{files:,} files, {lines:,} lines; Python {platform.python_version()}; median of {arguments.runs}\n"
    )
    head = ("STEP", "CPU S", "X AST.PARSE", "KLOC/S", "PEAK MIB")
    print(columns([head, *(_row(each, lines) for each in found)]), end="")
    return 0


def _row(each: Measured, lines: int) -> tuple[str, ...]:
    return (
        STEPS[each.step],
        f"{each.seconds:.2f}",
        f"{each.ratio:.2f}",
        f"{lines / 1000 / each.seconds:.1f}",
        f"{each.peak / 2**20:,.0f}",
    )


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("tree")
    parser.add_argument("--runs", type=int, default=3, metavar="N")
    parser.add_argument("--steps", default=",".join(STEPS), help=f"some of {','.join(STEPS)}")
    parser.add_argument("--no-bandit", action="store_true")
    parser.add_argument("--json", action="store_true")
    arguments = parser.parse_args()
    asked = set(arguments.steps.split(","))
    if asked - set(STEPS):
        parser.error(f"no such step: {', '.join(sorted(asked - set(STEPS)))}")
    asked.add("parse")  # the yardstick
    if arguments.no_bandit or importlib.util.find_spec("bandit") is None:
        asked.discard("bandit")
    arguments.steps = [step for step in STEPS if step in asked]
    return arguments


if __name__ == "__main__":
    sys.exit(main())
