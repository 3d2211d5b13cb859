"""The stages of a review, each run alone in a process of its own, so that its time and memory are its own.

    python benchmarks/stages.py STAGE TREE [--lines N]     prints one line of JSON

A stage includes those below it, as in a review: `lower` parses too, `facts` also lowers. Reading the files is not
timed, the interpreter's start neither. `--lines` takes part of the tree: files in an order that has nothing to do
with their places, so that each part is as mixed as the whole, and each smaller part lies in every larger one.
"""

import argparse
import ast
import gc
import json
import os
import sys
import time
import warnings
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from hashlib import blake2b

from entasis.analyses.constants import ModuleConstants
from entasis.analyses.taint.flows import FlowAnalysis
from entasis.answer import Text
from entasis.engine import Options
from entasis.finding import Role, Tier
from entasis.frontends.python.lower import lower_module
from entasis.frontends.python.parse import parse
from entasis.ir.function import Module
from entasis.judge import Case, by_role, judge
from entasis.limits import NESTING
from entasis.models.loader import load_models
from entasis.models.stubs import StubIndex
from entasis.program.calls import CallSite
from entasis.program.program import Program
from entasis.program.symbols import FunctionSymbol
from entasis.rules import all_rules
from entasis.rules.rule import Rule
from entasis.source import Candidate, SourceFile, discover, read


def candidates(tree: str, lines: int = 0) -> list[Candidate]:
    """The files that a review of `tree` reads; where `lines` is given, a part of about so many lines."""
    found = discover((tree,)).candidates
    if not lines:
        return list(found)
    mixed = sorted(found, key=lambda candidate: blake2b(candidate.path.encode()).digest())
    taken: list[Candidate] = []
    for candidate in mixed:
        taken.append(candidate)
        lines -= sum(source.text.count("\n") for source in read(candidate)[0])
        if lines <= 0:
            break
    return taken


def sources(tree: str, lines: int = 0) -> Iterator[SourceFile]:
    """The texts of `candidates` that are Python: what a page's template costs cannot be told in runs of `ast.parse`."""
    for candidate in candidates(tree, lines):
        yield from (source for source in read(candidate)[0] if not source.is_template)


@dataclass(slots=True)
class Clock:
    """CPU seconds of this process while it runs, and what was worked on."""

    seconds: float = 0.0
    files: int = 0
    lines: int = 0

    def __enter__(self) -> None:
        self.seconds -= time.process_time()

    def __exit__(self, *error: object) -> None:
        self.seconds += time.process_time()


def parse_only(files: Iterator[SourceFile], clock: Clock) -> None:
    """`ast.parse` and nothing else: the floor that everything is measured by."""
    warnings.simplefilter("ignore")
    for source in files:
        with clock:
            try:
                ast.parse(source.text)
            except (SyntaxError, ValueError, RecursionError):
                continue


Lowered = list[tuple[Module, Role]]
Sites = dict[FunctionSymbol, list[CallSite]]


def lower(files: Iterator[SourceFile], clock: Clock) -> Lowered:
    """Our parser and the lowering to the IR."""
    lowered: Lowered = []
    for source in files:
        with clock:
            parsed = parse(source.text)
            module = lower_module(parsed.tree, source.path, walruses=parsed.walruses)
            lowered.append((module, source.role))
    return lowered


def facts(files: Iterator[SourceFile], clock: Clock) -> tuple[Program, Sites]:
    """The program with all its call sites."""
    lowered = lower(files, clock)
    with clock:
        program = Program(lowered, StubIndex.load(), load_models())
        functions = [function for module in program.modules for function in module.functions]
        return program, {function: program.call_sites(function) for function in functions}


def rules(files: Iterator[SourceFile], clock: Clock) -> None:
    """Every rule that looks at one function at a time."""
    kept = list(files)
    program, sites = facts(iter(kept), clock)
    with clock:
        texts = {source.path: Text(source, is_reviewed=True) for source in kept}
        wanted = by_role(rule for rule in all_rules() if isinstance(rule, Rule))
        case = Case(program, ModuleConstants(program), texts, wanted, Tier.DEFAULT, sites)
        for _ in judge(case, 1, lambda _done, _total: None):
            pass


def flow(files: Iterator[SourceFile], clock: Clock) -> None:
    """Data flow through the whole program as far as a review at the default level follows it, without any other rule."""
    program, sites = facts(files, clock)
    with clock:
        models = frozenset(Options(()).threat_models)
        constants = ModuleConstants(program)
        FlowAnalysis(program, constants, sites, models, with_tests=False, only_sure=True).run()


STAGES: dict[str, Callable[[Iterator[SourceFile], Clock], object]] = {
    "parse": parse_only,
    "lower": lower,
    "facts": facts,
    "rules": rules,
    "flow": flow,
}


def _counted(files: Iterator[SourceFile], clock: Clock) -> Iterator[SourceFile]:
    for source in files:
        clock.files += 1
        clock.lines += source.text.count("\n")
        yield source


def main() -> None:
    """Run one stage and print what it cost."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("stage", choices=STAGES)
    parser.add_argument("tree")
    parser.add_argument("--lines", type=int, default=0, metavar="N")
    arguments = parser.parse_args()
    gc.disable()  # as a review does: the IR has no cycles
    sys.setrecursionlimit(NESTING.bound * 6)
    clock = Clock()
    kept = STAGES[arguments.stage](_counted(sources(arguments.tree, arguments.lines), clock), clock)
    print(json.dumps({"seconds": clock.seconds, "files": clock.files, "lines": clock.lines}), flush=True)
    del kept
    os._exit(0)  # taking millions of objects apart is nobody's cost


if __name__ == "__main__":
    main()
