"""Runs the rules over the functions of a program, in one process or several, with the same result.

Workers are forked once the program is complete: they see it without a copy being made or sent, and send back
findings only. What a module's review finds does not depend on which modules a worker has seen before, and results
are put together in the order of the modules, so the number of workers changes nothing but the time.
"""

import multiprocessing
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from dataclasses import dataclass
from multiprocessing.context import ForkContext

from entasis.analyses.constants import ModuleConstants
from entasis.analyses.view import View
from entasis.answer import Text, findings_of
from entasis.failure import failed, one_a_file
from entasis.finding import Finding, Problem, ProblemKind, Tier
from entasis.limits import FUNCTION_STEPS, OPAQUE
from entasis.program.calls import CallSite
from entasis.program.program import Program
from entasis.program.symbols import FunctionSymbol, ModuleSymbol
from entasis.rules.rule import Rule


@dataclass(frozen=True, slots=True)
class Verdict:
    """What the review of one module gave. Plain data, so that workers can send it."""

    findings: tuple[Finding, ...]
    problems: tuple[Problem, ...]
    functions: int
    calls: int
    resolved: int
    kinds: Mapping[str, int]
    reasons: Mapping[str, int]
    limits: Mapping[str, int]
    too_many: frozenset[tuple[str, int, int]]


@dataclass(frozen=True, slots=True)
class Case:
    """Everything the rules need: the program, the texts of its files, the rules, and which tier is wanted."""

    program: Program
    constants: ModuleConstants
    texts: Mapping[str, Text]
    rules: tuple[Rule, ...]
    level: Tier
    sites: Mapping[FunctionSymbol, list[CallSite]]


def judge(case: Case, jobs: int, progress: Callable[[int, int], None]) -> Iterator[Verdict]:
    """The verdicts on the reviewed modules, in their order."""
    reviewed = [
        index
        for index, module in enumerate(case.program.modules)
        if case.texts[module.module.path].is_reviewed
    ]
    may_fork = "fork" in multiprocessing.get_all_start_methods()
    if jobs > 1 and len(reviewed) > 1 and may_fork:
        verdicts = _in_processes(case, reviewed, jobs)
    else:
        verdicts = (_verdict(case, index) for index in reviewed)
    for done, verdict in enumerate(verdicts):
        progress(done, len(reviewed))
        yield verdict


def _in_processes(case: Case, reviewed: list[int], jobs: int) -> Iterator[Verdict]:
    context = multiprocessing.get_context("fork")
    _CASE.append(case)  # what workers inherit
    done = 0
    try:
        with ProcessPoolExecutor(jobs, mp_context=context) as pool:
            size = max(1, len(reviewed) // (jobs * 8))
            for verdict in pool.map(_inherited, reviewed, chunksize=size):
                done += 1
                yield verdict
    except BrokenProcessPool:  # the system has ended a worker, for the memory it took as a rule
        for index in reviewed[done:]:
            yield _alone(case, index, context)
    finally:
        _CASE.pop()


def _alone(case: Case, index: int, context: ForkContext) -> Verdict:
    """The verdict on one module, by a process of its own: if that ends as well, this was the one that ended it."""
    with ProcessPoolExecutor(1, mp_context=context) as pool:
        try:
            return pool.submit(_inherited, index).result()
        except BrokenProcessPool as error:
            problem = failed(case.program.modules[index].module.path, 1, "", error)
            return Verdict((), (problem,), 0, 0, 0, {}, {}, {}, frozenset())


_CASE: list[Case] = []  # set only while workers are forked: the one thing they cannot be sent


def _inherited(index: int) -> Verdict:
    return _verdict(_CASE[-1], index)


def _verdict(case: Case, index: int) -> Verdict:
    program = case.program
    module = program.modules[index]
    text = case.texts[module.module.path]
    running = [rule for rule in case.rules if module.role in rule.roles]
    findings: list[Finding] = []
    problems: list[Problem] = []
    kinds: Counter[str] = Counter()
    reasons: Counter[str] = Counter()
    limits = Counter(module.module.limits)
    calls = resolved = 0
    for function in module.functions:
        sites = case.sites[function]
        calls += len(sites)
        resolved += sum(1 for site in sites if site.targets)
        kinds.update(site.kind.value for site in sites if site.reason is None)
        reasons.update(site.reason.value for site in sites if site.reason is not None)
        view = View(program, case.constants, function, sites)
        for rule in running:
            try:
                for match in rule.find(view):
                    findings.extend(findings_of(rule, match, function, case.texts, case.level))
            except Exception as error:  # noqa: BLE001 - one function must not cost the review of the others
                line = text.number(function.function.line)
                name = f"{rule.id} in {function.function.qualified_name}"
                problems.append(failed(text.source.path, line, name, error))
        limits.update(limit.name for limit in view.hit)
    text.forget_code()
    limits[OPAQUE.name] += sum(module.module.opaque.values())
    return Verdict(
        findings=tuple(dict.fromkeys(findings)),
        problems=(*one_a_file(problems), *_unfinished(module, case.constants, text)),
        functions=len(module.functions),
        calls=calls,
        resolved=resolved,
        kinds=dict(kinds),
        reasons=dict(reasons),
        limits=dict(limits),
        too_many=frozenset(program.evaluator.too_many),
    )


def _unfinished(module: ModuleSymbol, constants: ModuleConstants, text: Text) -> Iterator[Problem]:
    for function in module.functions:
        if constants.is_bounded(function):
            message = f"{function.function.qualified_name} is larger than {FUNCTION_STEPS.bound} steps: not followed"
            yield Problem(module.module.path, text.number(function.function.line), ProblemKind.LIMIT, message)
