"""How many calls are resolved, and why the others are not; which files are lost, and whether anything crashed.

    python benchmarks/resolution.py TREE... [--all-roles] [--json]

Counted are the call sites in code that is no test. *Resolved* is a call whose callee is a function or class of the
program, or an API path outside it; *by name* are those of them that rest on the name of the method alone (at most
three candidates). The unresolved are counted by their reason (see `Unresolved` in `entasis.program.calls`).

A file is *lost* when nothing of it is analysed, *partial* when a part of it could not be parsed. Every exception that
leaves a function of ours is a crash: it is printed with its place, and the exit code is 1.
"""

import argparse
import gc
import json
import sys
import traceback
from collections import Counter
from collections.abc import Sequence
from dataclasses import asdict, dataclass, field

from entasis.explain import columns
from entasis.finding import Role
from entasis.frontends.python.lower import lower_module
from entasis.frontends.python.parse import parse
from entasis.ir.function import Module
from entasis.limits import NESTING
from entasis.models.loader import load_models
from entasis.models.stubs import StubIndex
from entasis.program.calls import CallKind, Unresolved
from entasis.program.program import Program
from entasis.source import SourceFile, discover, read


@dataclass(slots=True)
class Resolution:
    """What was counted in one tree. `recovered` files were refused by `ast` and read all the same."""

    tree: str
    files: int = 0
    lines: int = 0
    lost: int = 0
    recovered: int = 0
    partial: int = 0
    calls: int = 0
    resolved: dict[str, int] = field(default_factory=dict)
    unresolved: dict[str, int] = field(default_factory=dict)
    crashes: list[str] = field(default_factory=list)


def counted(tree: str, roles: frozenset[Role]) -> Resolution:
    """The figures of one tree, over the calls in files of these roles."""
    answer = Resolution(tree.rstrip("/").rpartition("/")[2])
    lowered: list[tuple[Module, Role]] = []
    for candidate in discover((tree,)).candidates:
        try:
            files, problems = read(candidate)
            python = [
                file for file in files if not file.is_template and not file.is_script
            ]  # pages and their scripts call nothing that is counted
            lowered.extend((_lowered(file, answer), file.role) for file in python)
        except Exception as error:  # noqa: BLE001 - what this program is for
            answer.crashes.append(_described(error))
            answer.lost += 1
            continue
        answer.lost += not files and any(problem.incomplete for problem in problems)
    _count_calls(lowered, roles, answer)
    return answer


def _lowered(file: SourceFile, answer: Resolution) -> Module:
    parsed = parse(file.text)
    answer.files += 1
    answer.lines += file.text.count("\n")
    answer.recovered += parsed.recovered and not parsed.problems
    answer.partial += bool(parsed.problems)
    return lower_module(parsed.tree, file.path, walruses=parsed.walruses)


def _count_calls(lowered: Sequence[tuple[Module, Role]], roles: frozenset[Role], answer: Resolution) -> None:
    resolved: Counter[str] = Counter({kind.value: 0 for kind in CallKind})
    unresolved: Counter[str] = Counter({reason.value: 0 for reason in Unresolved})
    program = Program(lowered, StubIndex.load(), load_models())
    for module in program.modules:
        for function in module.functions if module.role in roles else ():
            try:
                sites = program.call_sites(function)
            except Exception as error:  # noqa: BLE001 - as above
                answer.crashes.append(f"{function.path}: {_described(error)}")
                continue
            resolved.update(site.kind.value for site in sites if site.reason is None)
            unresolved.update(site.reason.value for site in sites if site.reason is not None)
    answer.calls = resolved.total() + unresolved.total()
    answer.resolved = dict(resolved)
    answer.unresolved = dict(unresolved)


def _described(error: Exception) -> str:
    last = traceback.extract_tb(error.__traceback__)[-1]
    return f"{type(error).__name__}: {error} ({last.name}, line {last.lineno})"


def table(answers: Sequence[Resolution]) -> str:
    """One column a tree, shares in percent of all its counted calls."""
    counts = ("files", "lines", "lost", "recovered", "partial", "calls")
    kinds = [kind.value for kind in CallKind]
    reasons = [reason.value for reason in Unresolved]
    rows = {
        "": [answer.tree for answer in answers],
        **{name: [f"{getattr(answer, name):,}" for answer in answers] for name in counts},
        "crashes": [str(len(answer.crashes)) for answer in answers],
        "resolved": [_share(sum(answer.resolved.values()), answer) for answer in answers],
        **{f"  {name}": [_share(answer.resolved[name], answer) for answer in answers] for name in kinds},
        "unresolved": [_share(sum(answer.unresolved.values()), answer) for answer in answers],
        **{f"  {name}": [_share(answer.unresolved[name], answer) for answer in answers] for name in reasons},
    }
    return columns([(name, *cells) for name, cells in rows.items()])


def _share(count: int, answer: Resolution) -> str:
    return f"{100 * count / answer.calls:.1f} %" if answer.calls else "-"


def main() -> int:
    """Count and print."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("trees", metavar="TREE", nargs="+")
    parser.add_argument("--all-roles", action="store_true", help="count the calls in tests as well")
    parser.add_argument("--json", action="store_true")
    arguments = parser.parse_args()
    roles = frozenset(Role) if arguments.all_roles else frozenset(Role) - {Role.TEST}
    sys.setrecursionlimit(NESTING.bound * 6)
    answers = []
    for tree in arguments.trees:
        gc.disable()
        answers.append(counted(tree, roles))
        gc.enable()
        gc.collect()
    if arguments.json:
        print(json.dumps([asdict(answer) for answer in answers], indent=1))
    else:
        print(table(answers), end="")
    for answer in answers:
        for crash in answer.crashes:
            print(f"{answer.tree}: {crash}", file=sys.stderr)
    return int(any(answer.crashes for answer in answers))


if __name__ == "__main__":
    sys.exit(main())
