"""What a call does with taint: summaries of the program's functions, rows of the models, and the built-in collections.

What is not known keeps the default: the result of an outside call may hold every argument and the receiver, unless
all it can return are numbers and the like; an outside call changes none of its arguments.
"""

from collections.abc import Iterator
from typing import TYPE_CHECKING, Final

from entasis.analyses.misuse import call_apis
from entasis.analyses.taint import patterns
from entasis.analyses.taint.guards import regex_call
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
from entasis.ir.instructions import NONE, Call, GetField, Instruction, Param, SetField, SetItem
from entasis.models.ports import Port, PortKind, holds
from entasis.program.calls import CallKind, CallSite
from entasis.program.symbols import Api, Bound, ClassSymbol, FunctionSymbol, Instance, Super
from entasis.signature import ParameterKind

if TYPE_CHECKING:
    from entasis.analyses.taint.function import FunctionTaint

# Classes whose objects carry no text: what a call gives of them is clean.
_HARMLESS: Final = frozenset(
    {"builtins.int", "builtins.float", "builtins.bool", "builtins.complex", "types.NoneType", "uuid.UUID"}
    | {"datetime.datetime", "datetime.date", "datetime.timedelta", "decimal.Decimal"}
)
_TYPE_FIELDS: Final = frozenset({"content_type", "mimetype", "media_type"})
_REBUILDING: Final = frozenset(
    {"list", "tuple", "set", "frozenset", "dict", "sorted", "reversed", "iter", "enumerate", "zip"}
    | {"copy.copy", "copy.deepcopy"}
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
    """The register of the object a method is called on; `super()` passes the first parameter on."""
    callee = state.view.definitions[step.callee]
    if isinstance(thing.receiver, Super):
        parameters = (step for step in state.view.definitions if isinstance(step, Param) and step.index == 0)
        return next((step.result for step in parameters), NONE)
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
    positional = step.arguments[: len(step.arguments) - len(step.names)]
    slots = [i for i, p in enumerate(parameters) if p.kind <= ParameterKind.POSITIONAL and i not in bound]
    names = {p.name: i for i, p in enumerate(parameters) if p.kind != ParameterKind.VAR_POSITIONAL}
    rest = next((i for i, p in enumerate(parameters) if p.kind == ParameterKind.VAR_POSITIONAL), NONE)
    others = next((i for i, p in enumerate(parameters) if p.kind == ParameterKind.VAR_KEYWORD), NONE)
    for i, register in enumerate(positional):
        if i in step.stars:
            for at, slot in enumerate(slots[i:]):
                bound.setdefault(slot, _pack(state, step, register, f"[{at}]"))
            if rest != NONE:
                bound.setdefault(rest, register)
            break
        if i < len(slots):
            bound[slots[i]] = register
        elif rest != NONE:
            _put(state, step, bound, rest, f"[{i - len(slots)}]", register)
    for name, register in zip(step.names, step.arguments[len(positional) :], strict=True):
        if not name:
            for key, slot in names.items():
                if slot not in bound and slot != others:
                    bound[slot] = _pack(state, step, register, f"[{key!r}]")
            if others != NONE:
                bound.setdefault(others, register)
        elif name in names and names[name] != others:
            bound[names[name]] = register
        elif others != NONE:
            _put(state, step, bound, others, f"[{name!r}]", register)
    return bound


def _pack(state: "FunctionTaint", step: Call, register: int, selector: str) -> int:
    """A number under which what lies at `selector` of the register can be read."""
    number = -2 - len(state.packs)
    state.packs.append((number, step, register, selector))
    _refresh(state, number, register, selector)
    return number


def _put(state: "FunctionTaint", step: Call, bound: Binding, slot: int, selector: str, register: int) -> None:
    """Let the collection that the parameter `slot` gets hold the register's value at `selector`."""
    if slot not in bound:
        number = -2 - len(state.packs)
        made = state.new_object(max(step.result, 0), f"pack {slot} {id(step)}")
        state.packs.append((number, step, NONE, ""))
        state.packed[number] = Held(0, made)
        bound[slot] = number
    state.collected.setdefault((id(step), bound[slot]), []).append((selector, register))


def fill(state: "FunctionTaint", step: Instruction, bound: Binding) -> None:
    """Bring what is packed for this call up to date with the registers."""
    for number in bound.values():
        if number >= NONE:
            continue
        _, _, register, selector = state.packs[-2 - number]
        if register != NONE:
            _refresh(state, number, register, selector)
        for at, source in state.collected.get((id(step), number), ()):
            value = state.read(source)
            if value.taint or value.objects:
                state.write(state.packed[number], at, value, source=source)


def _refresh(state: "FunctionTaint", number: int, register: int, selector: str) -> None:
    state.packed[number] = state.field(state.read(register), selector, max(register, 0))


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
    fill(state, step, bound)
    if not _matters(state, function, bound):
        return Held(0, state.new_object(step.result))
    summary = state.around.summary_of(function)
    is_weak = site is not None and site.kind is CallKind.BY_NAME
    for origin, flow in summary.shared:
        state.share(origin, instantiate(state, flow, bound, function))
    values = [
        (index, at, Held(instantiate(state, flow, bound, function), _objects(state, ports, bound)))
        for index, at, flow, ports in summary.effects
    ]
    is_only = site is not None and len(site.targets) == 1 and not site.is_open
    for index, selector in summary.kills if is_only else ():
        state.forget(state.read(bound.get(index, NONE)), selector)
    for index, at, value in values:
        register = bound.get(index, NONE)
        if (value.taint or value.objects) and register != NONE:
            _write_at(state, state.read(register), at, value, step)
    for use in summary.sinks:
        taint = instantiate(state, ((use.origin, use.group),), bound, function)
        if taint:
            port = use.origin if isinstance(use.origin, PortOrigin) else getattr(use.origin, "via", None)
            register = bound.get(port.index, NONE) if port is not None else NONE
            state.reach(
                step, use.api, use.kind, use.says, register, taint, is_weak=is_weak or use.is_weak, inner=use
            )
    return _result(state, step, summary, bound, function)


def _matters(state: "FunctionTaint", function: FunctionSymbol, bound: Binding) -> bool:
    """Whether the summary is worth having: something may go in, or the function may bring something itself."""
    if state.around.brings(function):
        return True
    return any(state.deep(state.read(register)) for register in set(bound.values()) if register != NONE)


def _result(
    state: "FunctionTaint", step: Instruction, summary: Summary, bound: Binding, function: FunctionSymbol
) -> Held:
    made = state.new_object(step.result)
    taint, objects = 0, made
    for at, flow, ports in summary.returns:
        value = Held(instantiate(state, flow, bound, function), _objects(state, ports, bound))
        if at:
            _write_at(state, Held(0, made), at, value, step)
        else:
            taint |= value.taint
            objects |= value.objects
    return Held(taint, objects)


def _objects(state: "FunctionTaint", ports: tuple[PortOrigin, ...], bound: Binding) -> int:
    """The objects here that the callee's ports are."""
    objects = 0
    for port in ports:
        register = bound.get(port.index, NONE)
        if register != NONE:
            held = state.read(register)
            for selector in port.selectors:
                held = state.field(held, selector, max(register, 0))
            objects |= held.objects
    return objects


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
                taint |= state.kinds.limit(at_selectors(state, register, origin.selectors), group)
            case SharedOrigin():
                taint |= _shared(state, origin, group, bound)
            case SourceOrigin():
                taint |= state.taint_of(origin, group)
    del function
    return taint


def _shared(state: "FunctionTaint", origin: SharedOrigin, group: int, bound: Binding) -> int:
    """What lies in the field of the object that is passed, as far as it is not known here."""
    if origin.via is None:
        return state.taint_of(origin, group)
    register = bound.get(origin.via.index, NONE)
    if register == NONE:
        return state.taint_of(origin.plain, group)
    held = state.read(register)
    for selector in origin.via.selectors:
        held = state.field(held, selector, max(register, 0))
    taint, rest = 0, held.objects
    if not rest:
        return state.taint_of(origin.plain, group)
    while rest:
        bit = rest & -rest
        rest ^= bit
        index = bit.bit_length() - 1
        port = state.ports.get(index)
        if port is not None:
            taint |= state.taint_of(SharedOrigin(origin.of, origin.name, port), group)
        elif not state.is_made_here(index):
            taint |= state.taint_of(origin.plain, group)
    return taint


def at_selectors(state: "FunctionTaint", register: int, selectors: Selectors) -> int:
    """The taint at `selectors` of what the register holds."""
    held = state.read(register)
    for selector in selectors:
        if selector == "**":
            return state.deep(held)
        held = state.field(held, selector, register)
    return held.taint


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
    state.built.add(step.result)
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
    is_tuple = False
    for node in reversed(state.evaluator.mro(symbol)):
        is_tuple = is_tuple or node == "typing.NamedTuple"
        if isinstance(node, ClassSymbol) and node.body is not None:
            names.extend(name for name in node.body.function.annotations if name not in names)
    positional = step.arguments[: len(step.arguments) - len(step.names)]
    if not names and positional:  # an exception, or another class whose base takes the arguments
        arguments = Held(0, state.new_object(step.result, "args"))
        state.write(made, ".args", arguments)
        for i, register in enumerate(positional):
            state.write(arguments, f"[{i}]", state.read(register), source=register)
    for name, register in [
        *zip(names, positional, strict=False),
        *zip(step.names, step.arguments[len(positional) :], strict=True),
    ]:
        if name:
            value = state.read(register)
            state.write(made, f".{name}", value, source=register)
            if is_tuple and name in names:
                state.write(made, f"[{names.index(name)}]", value, source=register)
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
    if _is_harmless_match(state, step):
        return Held(taint, state.new_object(step.result))
    attribute = _attribute_call(state, step, apis)
    if attribute is not None:
        return attribute
    name = callee.name if isinstance(callee, GetField) else ""
    hook = HOOKS.get(name) if receiver != NONE and _is_collection(state, receiver) else None
    if hook is not None:
        held = hook(state, step, receiver)
        if held is not None:
            return Held(held.taint | taint, held.objects)
    given = _given(state, step, apis, receiver)
    for api in apis:
        for row in state.models.sanitizers(api):
            if all(holds(condition, state.view.known(step, port)) for port, condition in row.when):
                given = state.kinds.clear(given, state.kinds.mask(row.clears))
    made = Held(taint | given, state.new_object(step.result))
    rebuilt = _rebuilt(state, step, apis)
    return made if rebuilt is None else Held(taint | rebuilt.taint, rebuilt.objects)


def _rebuilt(state: "FunctionTaint", step: Call, apis: list[str]) -> Held | None:
    """`list(x)`, `sorted(x)`, `enumerate(x)` and their like: new collections of the same elements."""
    name = apis[0].removeprefix("builtins.") if len(apis) == 1 else ""
    if name not in _REBUILDING or "" in step.names or step.stars:
        return None
    made = Held(0, state.new_object(step.result, "rebuilt"))
    index = made.objects.bit_length() - 1
    state.places.pop(index, None)
    positional = step.arguments[: len(step.arguments) - len(step.names)]
    if name == "dict":
        for register in positional:
            state.copy_elements(state.read(register), made, register)
        for key, register in zip(step.names, step.arguments[len(positional) :], strict=True):
            state.write(made, f"[{key!r}]", state.read(register), source=register)
        return made
    values = [state.read(register) for register in positional]
    if not values:
        return made
    if name in {"enumerate", "zip"}:
        pair = state.new_object(step.result, "pair")
        parts = [CLEAN, *values[:1]] if name == "enumerate" else values
        for i, value in enumerate(parts):
            inside = state.elements(value, step.result) if value is not CLEAN else CLEAN
            state.put(pair.bit_length() - 1, f"[{i}]", Held(inside.taint | value.taint, inside.objects))
        state.write(made, "*", Held(0, pair), is_added=True)
        return made
    length = state.known_length(values[0])
    if name in {"list", "tuple", "copy.copy", "copy.deepcopy", "iter"} and length >= 0:
        state.append_all(made, values[0], length, 0)
        state.lengths[index] = length
        return Held(values[0].taint, made.objects)
    if name in {"copy.copy", "copy.deepcopy"}:
        state.copy_elements(values[0], made, positional[0])
        return Held(values[0].taint, made.objects | values[0].objects)
    state.write(made, "*", state.elements(values[0], step.result), source=positional[0], is_added=True)
    return Held(values[0].taint, made.objects)


def _is_harmless_match(state: "FunctionTaint", step: Call) -> bool:
    """Whether a regex call gives only harmless characters: matches of a harmless pattern, or a text without others."""
    found = regex_call(state.view, step)
    if found is None:
        return False
    name, pattern, _ = found
    if name in {"sub", "subn"}:
        return patterns.finds_unsafe(pattern)
    return name != "split" and patterns.matches_safely(pattern)


def _attribute_call(state: "FunctionTaint", step: Call, apis: list[str]) -> Held | None:
    """`getattr` and `setattr` with a constant name are what they stand for."""
    if not apis or apis[0] not in {"builtins.getattr", "builtins.setattr"} or len(step.arguments) < 2:
        return None
    name = state.view.constants.value(step.arguments[1])
    if not isinstance(name, str):
        return None
    base = state.read(step.arguments[0])
    if apis[0] == "builtins.getattr":
        found = state.field(base, f".{name}", step.result)
        return join([found, *(state.read(register) for register in step.arguments[2:3])])
    if len(step.arguments) > 2:
        state.write(base, f".{name}", state.read(step.arguments[2]), source=step.arguments[2])
    return CLEAN


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
        if sink.kind == "html" and _is_no_page(state, step):
            continue
        if sink.port.kind is PortKind.SELF:
            callee = state.view.definitions[step.callee]
            register: int | None = callee.object if isinstance(callee, GetField) else NONE
        else:
            register = state.view.argument(step, sink.port)
            if register is None:
                register = _spread(step)
        if register is not None and register != NONE:
            state.reach(
                step, api, sink.kind, sink.says, register, at_selectors(state, register, sink.port.selectors)
            )


def _is_no_page(state: "FunctionTaint", step: Call) -> bool:
    """Whether what the call makes is said to be something other than HTML, in the call or on its result later.

    A browser runs nothing in a body of type `application/json`; headers are set by item, types by field.
    """
    definitions = state.view.definitions
    for name, register in zip(
        step.names, step.arguments[len(step.arguments) - len(step.names) :], strict=True
    ):
        if name in _TYPE_FIELDS and _is_other_type(state, register):
            return True
    for user in state.view.steps():
        if isinstance(user, SetField) and user.object == step.result and user.name in _TYPE_FIELDS:
            return _is_other_type(state, user.value)
        if isinstance(user, SetItem):
            headers = definitions[user.object]
            is_ours = (
                isinstance(headers, GetField) and headers.name == "headers" and headers.object == step.result
            )
            if is_ours or user.object == step.result:
                key = state.view.constants.value(user.key)
                if isinstance(key, str) and key.lower() == "content-type":
                    return _is_other_type(state, user.value)
    return False


def _is_other_type(state: "FunctionTaint", register: int) -> bool:
    cell = state.view.constants.value(register)
    return isinstance(cell, str) and not cell.lower().startswith(
        ("text/html", "application/xhtml", "image/svg")
    )


def _spread(step: Call) -> int:
    """The first argument that is spread with `*` or `**`: it may hold what a port asks for."""
    if step.stars:
        return step.arguments[step.stars[0]]
    if "" in step.names:
        return step.arguments[len(step.arguments) - len(step.names) + step.names.index("")]
    return NONE
