"""What a call does with taint: summaries of the program's functions, rows of the models, and the built-in collections.

What is not known keeps the default: the result of an outside call may hold every argument and the receiver, unless
all it can return are numbers and the like; an outside call changes none of its arguments.
"""

from collections.abc import Iterator
from typing import TYPE_CHECKING, Final

from entasis.analyses.misuse import call_apis
from entasis.analyses.taint.held import CLEAN, Held, join
from entasis.analyses.taint.hooks import HOOKS
from entasis.analyses.taint.summary import (
    Flow,
    PortOrigin,
    Selectors,
    SharedOrigin,
    SourceOrigin,
    Summary,
)
from entasis.ir.instructions import NONE, Call, GetField, Instruction
from entasis.models.ports import Port, PortKind, holds
from entasis.program.calls import CallKind, CallSite
from entasis.program.symbols import Api, Bound, ClassSymbol, FunctionSymbol, Instance, Super

if TYPE_CHECKING:
    from entasis.analyses.taint.function import FunctionTaint

# Classes whose objects carry no text: what a call gives of them is clean.
_HARMLESS: Final = frozenset(
    {"builtins.int", "builtins.float", "builtins.bool", "builtins.complex", "types.NoneType", "uuid.UUID"}
    | {"datetime.datetime", "datetime.date", "datetime.timedelta", "decimal.Decimal"}
)
Binding = dict[int, int]  # parameter index → register of what is passed


def call(state: "FunctionTaint", step: Call) -> Held:
    """What the call gives; its sinks and effects are noted on the way."""
    site = state.view.site_of.get(id(step))
    if step.decorates:
        return state.read(step.arguments[0])
    if site is None or not site.targets:
        return _outside(state, step, [])
    results: list[Held] = []
    for thing in site.targets:
        match thing:
            case FunctionSymbol():
                results.append(
                    apply_summary(state, step, thing, bind(state, step, thing, receiver=NONE), site)
                )
            case Bound() if isinstance(thing.function, FunctionSymbol):
                receiver = _receiver(state, step, thing)
                results.append(
                    apply_summary(
                        state,
                        step,
                        thing.function,
                        bind(state, step, thing.function, receiver=receiver),
                        site,
                    )
                )
            case ClassSymbol():
                results.append(_construct(state, step, thing, site))
            case Instance() if isinstance(thing.of, ClassSymbol):
                results.append(_call_object(state, step, thing, site))
            case Api() | Bound():
                results.append(_outside(state, step, call_apis(state.view, site)))
            case _:
                continue
    return join(results) if results else CLEAN


def _receiver(state: "FunctionTaint", step: Call, thing: Bound) -> int:
    """The register of the object a method is called on; -2 for `super()`, which passes the first parameter on."""
    callee = state.view.definitions[step.callee]
    if isinstance(thing.receiver, Super):
        return next(
            (i for i, d in enumerate(state.view.definitions) if d is not None and d.op == 1 and d.index == 0),
            NONE,
        )  # type: ignore[attr-defined]
    return callee.object if isinstance(callee, GetField) else NONE


def bind(state: "FunctionTaint", step: Call, function: FunctionSymbol, *, receiver: int) -> Binding:
    """Which argument register goes to which parameter; star arguments go to every parameter left."""
    key = (id(step), function, receiver)
    found = state.bound.get(key)
    if found is None:
        found = state.bound[key] = _bind(state, step, function, receiver)
    return found


def _bind(state: "FunctionTaint", step: Call, function: FunctionSymbol, receiver: int) -> Binding:
    parameters = function.function.parameters
    is_bound = receiver != NONE or _is_bound(state, step)
    bound: Binding = {0: receiver} if is_bound and parameters else {}
    positional = list(step.arguments[: len(step.arguments) - len(step.names)])
    at = 1 if is_bound else 0
    for i, register in enumerate(positional):
        if i in step.stars:
            for rest in range(at, len(parameters)):
                bound.setdefault(rest, register)
            break
        while at < len(parameters) and parameters[at].kind.name in {"KEYWORD_ONLY", "VAR_KEYWORD"}:
            at += 1
        if at >= len(parameters):
            break
        bound.setdefault(at, register)
        if parameters[at].kind.name != "VAR_POSITIONAL":
            at += 1
    index = {parameter.name: i for i, parameter in enumerate(parameters)}
    extra = next((i for i, p in enumerate(parameters) if p.kind.name == "VAR_KEYWORD"), None)
    for name, register in zip(step.names, step.arguments[len(positional) :], strict=True):
        if not name:
            for i in range(at, len(parameters)):
                bound.setdefault(i, register)
        elif name in index:
            bound[index[name]] = register
        elif extra is not None:
            bound.setdefault(extra, register)
    return bound


def _is_bound(state: "FunctionTaint", step: Call) -> bool:
    site = state.view.site_of.get(id(step))
    return site is not None and any(isinstance(thing, Bound) for thing in site.targets)


def bindings(state: "FunctionTaint", site: CallSite) -> Iterator[tuple[FunctionSymbol, Binding]]:
    """The functions of the program that the call may reach, with what they are passed."""
    for thing in site.targets:
        if isinstance(thing, FunctionSymbol):
            yield thing, bind(state, site.call, thing, receiver=NONE)
        elif isinstance(thing, Bound) and isinstance(thing.function, FunctionSymbol):
            yield (
                thing.function,
                bind(state, site.call, thing.function, receiver=_receiver(state, site.call, thing)),
            )


def apply_summary(
    state: "FunctionTaint",
    step: Instruction,
    function: FunctionSymbol,
    bound: Binding,
    site: CallSite | None = None,
) -> Held:
    """The effect of a function of the program on this one."""
    if not _matters(state, function, bound):
        return Held(0, state.new_object(step.result))
    summary = state.around.summary_of(function)
    is_weak = site is not None and site.kind is CallKind.BY_NAME
    for origin, flow in summary.shared:
        state.share(origin, instantiate(state, flow, bound, function))
    for index, at, flow in summary.effects:
        taint = instantiate(state, flow, bound, function)
        register = bound.get(index, NONE)
        if taint and register != NONE:
            _write_at(state, state.read(register), at, Held(taint), step)
    for use in summary.sinks:
        taint = instantiate(state, ((use.origin, use.group),), bound, function)
        if taint:
            register = bound.get(use.origin.index, NONE) if isinstance(use.origin, PortOrigin) else NONE
            state.reach(
                step, use.api, use.kind, use.says, register, taint, is_weak=is_weak or use.is_weak, inner=use
            )
    return _result(state, step, summary, bound, function)


def _matters(state: "FunctionTaint", function: FunctionSymbol, bound: Binding) -> bool:
    """Whether the summary is worth having: something may go in, or the function may bring something itself."""
    if state.around.brings(function):
        return True
    return any(state.deep(state.read(register)) for register in set(bound.values()) if register >= 0)


def _result(
    state: "FunctionTaint", step: Instruction, summary: Summary, bound: Binding, function: FunctionSymbol
) -> Held:
    made = state.new_object(step.result)
    result = Held(0, made)
    for index in summary.aliases:
        register = bound.get(index, NONE)
        if register != NONE:
            result = Held(0, result.objects | state.read(register).objects)
    taint = 0
    for at, flow in summary.returns:
        found = instantiate(state, flow, bound, function)
        if not found:
            continue
        if at:
            _write_at(state, Held(0, made), at, Held(found), step)
        else:
            taint |= found
    return Held(taint, result.objects)


def _write_at(state: "FunctionTaint", base: Held, at: Selectors, value: Held, step: Instruction) -> None:
    for depth, selector in enumerate(at[:-1]):
        inner = state.field(base, selector, step.result if step.result != NONE else 0)
        if not inner.objects:
            made = state.new_object(max(step.result, 0), f"{id(step)}{at[: depth + 1]}")
            state.write(base, selector, Held(inner.taint, made), is_added=True)
            inner = Held(inner.taint, made)
        base = Held(0, inner.objects)
    state.write(base, at[-1], value, source=step.result, is_added=True)


def instantiate(state: "FunctionTaint", flow: Flow, bound: Binding, function: FunctionSymbol) -> int:
    """The taint here of what a summary says in terms of its own origins."""
    taint = 0
    for origin, group in flow:
        match origin:
            case PortOrigin():
                register = bound.get(origin.index, NONE)
                if register == NONE:
                    continue
                taint |= state.kinds.limit(_at(state, register, origin.selectors), group)
            case SourceOrigin() | SharedOrigin():
                taint |= state.taint_of(origin, group)
    del function
    return taint


def _at(state: "FunctionTaint", register: int, selectors: Selectors) -> int:
    """The taint at `selectors` of what the register holds."""
    held = state.read(register)
    for i, selector in enumerate(selectors):
        if selector == "**":
            return state.deep(held)
        held = state.field(held, selector, _scratch(state, register, i))
    return held.taint


def _scratch(state: "FunctionTaint", register: int, depth: int) -> int:
    del state, depth
    return register


def raised(state: "FunctionTaint", step: Call) -> int:
    """The taint that exceptions out of the call may carry."""
    site = state.view.site_of.get(id(step))
    taint = 0
    for function, bound in bindings(state, site) if site is not None else ():
        if _matters(state, function, bound):
            taint |= instantiate(state, state.around.summary_of(function).raises, bound, function)
    return taint


def _construct(state: "FunctionTaint", step: Call, symbol: ClassSymbol, site: CallSite) -> Held:
    made = Held(0, state.new_object(step.result))
    state.held[step.result] = Held(
        state.held[step.result].taint, made.objects | state.held[step.result].objects
    )
    makers = [
        thing.function
        for thing in state.evaluator.attribute(symbol.instance, "__init__")
        if isinstance(thing, Bound) and isinstance(thing.function, FunctionSymbol)
    ]
    for maker in makers:
        apply_summary(state, step, maker, bind(state, step, maker, receiver=step.result), site)
    if not makers:
        _fill_fields(state, step, symbol, made)
    return made


def _fill_fields(state: "FunctionTaint", step: Call, symbol: ClassSymbol, made: Held) -> None:
    """A class without an `__init__` of its own that takes arguments keeps them in its declared fields."""
    names: list[str] = []
    for node in reversed(state.evaluator.mro(symbol)):
        if isinstance(node, ClassSymbol) and node.body is not None:
            names.extend(name for name in node.body.function.annotations if name not in names)
    positional = step.arguments[: len(step.arguments) - len(step.names)]
    for name, register in [
        *zip(names, positional, strict=False),
        *zip(step.names, step.arguments[len(positional) :], strict=True),
    ]:
        if name:
            value = state.read(register)
            state.write(made, f".{name}", value, source=register)
            taint = state.deep(value)
            if taint:
                state.share(SharedOrigin(symbol, name), taint)


def _call_object(state: "FunctionTaint", step: Call, thing: Instance, site: CallSite) -> Held:
    results = [
        apply_summary(
            state, step, bound.function, bind(state, step, bound.function, receiver=step.callee), site
        )
        for bound in state.evaluator.attribute(thing, "__call__")
        if isinstance(bound, Bound) and isinstance(bound.function, FunctionSymbol)
    ]
    return join(results) if results else CLEAN


# Outside the program


def _outside(state: "FunctionTaint", step: Call, apis: list[str]) -> Held:
    """A call of what is not in the program: rows of the models, hooks, else the default."""
    callee = state.view.definitions[step.callee]
    receiver = callee.object if isinstance(callee, GetField) else NONE
    taint = 0
    for api in apis:
        source = state.models.source(api) if api.rpartition(".")[2] in state.around.source_names else None
        if source is not None and source.port.kind is PortKind.RETURN and state.is_trusted(source.kind):
            taint |= state.taint_of(SourceOrigin(state.function, step, source))
    passed = [receiver, *step.arguments] if receiver != NONE else list(step.arguments)
    is_touched = any(state.held[r].taint or state.held[r].objects for r in passed)
    if not is_touched:
        return Held(taint, state.new_object(step.result))
    for api in apis:
        _sinks(state, step, api)
    name = callee.name if isinstance(callee, GetField) else ""
    hook = HOOKS.get(name) if receiver != NONE and _is_collection(state, receiver) else None
    if hook is not None:
        held = hook(state, step, receiver)
        if held is not None:
            return Held(held.taint | taint, held.objects)
    given = _given(state, step, apis, receiver)
    if not taint and not given and not _is_copy(apis):
        return Held(0, state.new_object(step.result))
    for api in apis:
        for row in state.models.sanitizers(api):
            if all(holds(condition, state.view.known(step, port)) for port, condition in row.when):
                given = state.kinds.clear(given, state.kinds.mask(row.clears))
    made = Held(taint | given, state.new_object(step.result))
    if _is_copy(apis) and step.arguments:
        state.copy_elements(state.read(step.arguments[0]), made, step.arguments[0])
        return Held(taint | state.read(step.arguments[0]).taint, made.objects)
    return made


def _is_copy(apis: list[str]) -> bool:
    return any(
        api
        in {
            "builtins.list",
            "builtins.tuple",
            "builtins.set",
            "builtins.dict",
            "builtins.sorted",
            "copy.copy",
        }
        or api in {"builtins.reversed", "builtins.frozenset", "copy.deepcopy", "builtins.iter"}
        for api in apis
    )


def _is_collection(state: "FunctionTaint", receiver: int) -> bool:
    """Whether the methods of the receiver may be those of a built-in collection or text buffer."""
    value = state.evaluator.value(state.function, receiver)
    return all(
        isinstance(thing, Instance)
        and isinstance(thing.of, str)
        and thing.of.startswith(("builtins.", "collections.", "io.", "_io.", "queue.", "typing."))
        for thing in value
        if thing is not None
    )


def _given(state: "FunctionTaint", step: Call, apis: list[str], receiver: int) -> int:
    """The taint of the result by the rows about flows, or by the default."""
    rows = [row for api in apis for row in state.models.flows(api)]
    if rows:
        taint = 0
        for row in rows:
            if row.is_none:
                continue
            moved = 0
            for port in row.sources:
                moved |= _port_taint(state, step, port, receiver)
            if row.target.kind is PortKind.RETURN:
                taint |= moved
            elif moved:
                _write_port(state, step, row.target, receiver, moved)
        return taint
    result = state.evaluator.value(state.function, step.result)
    if result and all(isinstance(t, Instance) and t.of in _HARMLESS for t in result):
        return 0
    taint = 0
    for register in (receiver, *step.arguments):
        if register != NONE:
            taint |= state.deep(state.read(register))
    return taint


def _port_taint(state: "FunctionTaint", step: Call, port: Port, receiver: int) -> int:
    register: int | None = receiver if port.kind is PortKind.SELF else state.view.argument(step, port)
    return 0 if register is None or register == NONE else state.deep(state.read(register))


def _write_port(state: "FunctionTaint", step: Call, port: Port, receiver: int, taint: int) -> None:
    register: int | None = receiver if port.kind is PortKind.SELF else state.view.argument(step, port)
    if register is not None and register != NONE:
        state.write(
            state.read(register), "*", Held(taint), source=step.arguments[0] if step.arguments else NONE
        )


def _sinks(state: "FunctionTaint", step: Call, api: str) -> None:
    for sink in state.models.sinks(api):
        if any(holds(condition, state.view.known(step, port)) is False for port, condition in sink.when):
            continue
        if sink.port.kind is PortKind.SELF:
            callee = state.view.definitions[step.callee]
            register: int | None = callee.object if isinstance(callee, GetField) else NONE
        else:
            register = state.view.argument(step, sink.port)
            if register is None:
                register = _spread(step)
        if register is not None and register != NONE:
            state.reach(step, api, sink.kind, sink.says, register, state.deep(state.read(register)))


def _spread(step: Call) -> int:
    """The first argument that is spread with `*` or `**`: it may hold what a port asks for."""
    if step.stars:
        return step.arguments[step.stars[0]]
    if "" in step.names:
        return step.arguments[len(step.arguments) - len(step.names) + step.names.index("")]
    return NONE
