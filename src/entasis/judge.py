"""Runs the rules over the functions of a program, in one process or several (workers.py), with the same result.

What a module's review finds does not depend on which modules were looked at before, and results are put together in
the order of the modules, so the number of workers changes nothing but the time.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping

from msgspec import Struct

from entasis.analyses.constants import ModuleConstants
from entasis.analyses.view import View
from entasis.answer import Text, findings_of
from entasis.failure import failed, one_a_file
from entasis.finding import Finding, Problem, ProblemKind, Role, Tier
from entasis.limits import FUNCTION_STEPS, OPAQUE
from entasis.program.calls import CallKind, CallSite, Unresolved
from entasis.program.program import Program
from entasis.program.symbols import FunctionSymbol, ModuleSymbol, TooMany
from entasis.rules.rule import Rule


class Verdict(Struct, frozen=True):
    """What the review of one module gave. Plain data, so that workers can send it."""

    findings: tuple[Finding, ...]
    problems: tuple[Problem, ...]
    functions: int
    calls: int
    resolved: int
    kinds: Mapping[str, int]
    reasons: Mapping[str, int]
    limits: Mapping[str, int]
    too_many: frozenset[TooMany]


class Case(Struct, frozen=True):
    """Everything the rules need: the program, the texts of its files, the rules by the role of the modules that they
    are for, and which tier is wanted.

    `sites` are the calls of those functions for which they are known already.
    """

    program: Program
    constants: ModuleConstants
    texts: Mapping[str, Text]
    rules: Mapping[Role, tuple[Rule, ...]]
    level: Tier
    sites: Mapping[FunctionSymbol, list[CallSite]]


def by_role(rules: Iterable[Rule]) -> Mapping[Role, tuple[Rule, ...]]:
    """The rules by the role of the modules that they are for."""
    listed = tuple(rules)
    return {role: tuple(rule for rule in listed if role in rule.roles) for role in Role}


def judge(case: Case, jobs: int, progress: Callable[[int, int], None]) -> Iterator[Verdict]:
    """The verdicts on the reviewed modules, in their order."""
    reviewed = [
        index
        for index, module in enumerate(case.program.modules)
        if case.texts[module.module.path].is_reviewed
    ]
    verdicts: Iterator[Verdict] = (verdict(case, index) for index in reviewed)
    if jobs > 1 and len(reviewed) > 1:
        from entasis import workers  # noqa: PLC0415 - small reviews need none, and pay 20 ms for it

        if workers.may_fork():
            verdicts = workers.verdicts(case, reviewed, jobs)
    for done, found in enumerate(verdicts):
        progress(done, len(reviewed))
        yield found


def verdict(case: Case, index: int) -> Verdict:
    """What the rules say of the module of that number."""
    program = case.program
    module = program.modules[index]
    text = case.texts[module.module.path]
    running = case.rules[module.role]
    findings: list[Finding] = []
    problems: list[Problem] = []
    kinds: dict[CallKind, int] = {}
    reasons: dict[Unresolved, int] = {}
    limits = Counter(module.module.limits)
    calls = resolved = 0
    for function in module.functions:
        view = View(program, case.constants, function, case.sites.get(function))
        try:
            sites = view.sites
        except Exception as error:  # noqa: BLE001 - as below
            sites = view.sites = []
            line = text.number(function.function.line)
            problems.append(failed(text.source.path, line, function.function.qualified_name, error))
        calls += len(sites)
        for site in sites:
            if site.targets:
                resolved += 1
            if site.reason is None:
                kinds[site.kind] = kinds.get(site.kind, 0) + 1
            else:
                reasons[site.reason] = reasons.get(site.reason, 0) + 1
        for rule in running if not function.function.is_script else ():  # they are about Python
            try:
                for match in rule.find(view):
                    findings.extend(findings_of(rule, match, function, case.texts, case.level))
            except Exception as error:  # noqa: BLE001 - one function must not cost the review of the others
                line = text.number(function.function.line)
                name = f"{rule.id} in {function.function.qualified_name}"
                problems.append(failed(text.source.path, line, name, error))
        for limit in view.hit:
            limits[limit.name] += 1
    text.forget_code()
    limits[OPAQUE.name] += sum(module.module.opaque.values())
    return Verdict(
        findings=tuple(dict.fromkeys(findings)),
        problems=(*one_a_file(problems), *_unfinished(module, case.constants, text)),
        functions=len(module.functions),
        calls=calls,
        resolved=resolved,
        kinds={kind.value: count for kind, count in kinds.items()},
        reasons={reason.value: count for reason, count in reasons.items()},
        limits=dict(limits),
        too_many=frozenset(program.evaluator.too_many),
    )


def _unfinished(module: ModuleSymbol, constants: ModuleConstants, text: Text) -> Iterator[Problem]:
    for function in module.functions:
        if constants.is_bounded(function):
            message = f"{function.function.qualified_name} is larger than {FUNCTION_STEPS.bound} steps: not followed"
            yield Problem(module.module.path, text.number(function.function.line), ProblemKind.LIMIT, message)
