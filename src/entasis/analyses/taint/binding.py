"""Which argument, or default, reaches which parameter, and what is packed into `*args` and `**kwargs` on the way."""

from collections.abc import Iterator
from typing import Final

from entasis.analyses.taint.held import Held, join
from entasis.analyses.taint.sequences import move_elements
from entasis.analyses.taint.state import Passed, State
from entasis.analyses.taint.summary import SharedOrigin
from entasis.ir.instructions import NONE, Call, GetField, Instruction, MakeFunction, Param
from entasis.models.stubs import FunctionKind as StubKind
from entasis.program.calls import CallSite
from entasis.program.symbols import Bound, ClassSymbol, FunctionSymbol, Instance, Super
from entasis.signature import ParameterKind

_SHIFT: Final = "shift "  # instead of a selector: the elements of a collection, so many places further on

Binding = dict[int, int]  # parameter index → register of what is passed


def receiver_of(state: State, step: Call, thing: Bound) -> int:
    """The register of the object a method is called on; `super()` passes the first parameter on."""
    callee = state.view.definitions[step.callee]
    if isinstance(thing.receiver, Super):
        parameters = (step for step in state.view.definitions if isinstance(step, Param) and step.index == 0)
        return next((step.result for step in parameters), NONE)
    return callee.object if isinstance(callee, GetField) else NONE


def passed_by(step: Call) -> Passed:
    """The arguments of the call as they are written."""
    count = len(step.arguments) - len(step.names)
    named = tuple(zip(step.names, step.arguments[count:], strict=True))
    return Passed(step.arguments[:count], step.stars, named)


def bind(state: State, step: Call, function: FunctionSymbol, *, receiver: int) -> Binding:
    """Which argument register goes to which parameter; star arguments go to every parameter left."""
    key = (id(step), function, receiver, None)
    found = state.bound.get(key)
    if found is None:
        is_bound = receiver != NONE or _is_bound(state, step)
        first = NONE if receiver >= 0 and _is_given_class(state, function, receiver) else receiver
        found = bind_passed(state, step, function, first if is_bound else None, passed_by(step))
        state.bound[key] = found
    return found


def bind_passed(
    state: State, step: Instruction, function: FunctionSymbol, receiver: int | None, passed: Passed
) -> Binding:
    """The same for arguments that are not those of the step; without a receiver the first parameter is one of them."""
    parameters = function.function.parameters
    bound: Binding = {0: receiver} if receiver is not None and parameters else {}
    slots = [i for i, p in enumerate(parameters) if p.kind <= ParameterKind.POSITIONAL and i not in bound]
    names = {p.name: i for i, p in enumerate(parameters) if p.kind != ParameterKind.VAR_POSITIONAL}
    rest = next((i for i, p in enumerate(parameters) if p.kind == ParameterKind.VAR_POSITIONAL), NONE)
    others = next((i for i, p in enumerate(parameters) if p.kind == ParameterKind.VAR_KEYWORD), NONE)
    spread: set[int] = set()
    for i, register in enumerate(passed.positional):
        if i in passed.stars:
            for at, slot in enumerate(slots[i:]):
                if slot not in bound:
                    bound[slot] = _pack(state, step, register, f"[{at}]")
                    spread.add(slot)
            if rest != NONE:
                _spread(state, step, bound, rest, i - len(slots), register)
            break
        if i < len(slots):
            bound[slots[i]] = register
        elif rest != NONE:
            _put(state, step, bound, rest, f"[{i - len(slots)}]", register)
    for name, register in passed.named:
        if not name:
            for key, slot in names.items():
                if slot not in bound and slot != others:
                    bound[slot] = _pack(state, step, register, f"[{key!r}]")
                elif slot in spread:  # either of the two may hold it
                    state.also.setdefault(bound[slot], []).append((register, f"[{key!r}]"))
                    _refresh(state, bound[slot], *state.packs[-2 - bound[slot]][2:])
            if others != NONE:
                bound.setdefault(others, register)
        elif name in names and names[name] != others:
            bound[names[name]] = register
            spread.discard(names[name])
        elif others != NONE:
            _put(state, step, bound, others, f"[{name!r}]", register)
    return bound


def _pack(state: State, step: Instruction, register: int, selector: str) -> int:
    """A number under which what lies at `selector` of the register can be read."""
    number = -2 - len(state.packs)
    state.packs.append((number, step, register, selector))
    _refresh(state, number, register, selector)
    return number


def _put(state: State, step: Instruction, bound: Binding, slot: int, selector: str, register: int) -> None:
    """Let the collection that the parameter `slot` gets hold the register's value at `selector`."""
    if slot not in bound:
        number = -2 - len(state.packs)
        made = state.new_object(max(step.result, 0), f"pack {slot} {id(step)}")
        state.packs.append((number, step, NONE, ""))
        state.packed[number] = Held(0, made)
        bound[slot] = number
    state.collected.setdefault((id(step), bound[slot]), []).append((selector, register))


def _spread(state: State, step: Instruction, bound: Binding, slot: int, shift: int, register: int) -> None:
    """Let the collection that the parameter `slot` gets hold the elements of the register, each `shift` further on.

    def keep(first, *rest): ...        keep(*names): `rest[0]` is `names[1]`
    """
    if slot not in bound and shift == 0:
        bound[slot] = register
    else:
        _put(state, step, bound, slot, f"{_SHIFT}{shift}", register)


def fill(state: State, step: Instruction, bound: Binding) -> None:
    """Bring what is packed for this call up to date with the registers."""
    for number in bound.values():
        if number >= NONE:
            continue
        _, _, register, selector = state.packs[-2 - number]
        if register != NONE:
            _refresh(state, number, register, selector)
        for at, source in state.collected.get((id(step), number), ()):
            value = state.read(source)
            if at.startswith(_SHIFT):
                move_elements(state, value, state.packed[number], int(at.removeprefix(_SHIFT)), source)
            elif value.taint or value.objects:
                state.write(state.packed[number], at, value, source=source)


def _refresh(state: State, number: int, register: int, selector: str) -> None:
    found = [state.field(state.read(register), selector, max(register, 0))]
    for other, at in state.also.get(number, ()):
        found.append(state.field(state.read(other), at, max(other, 0)))
    state.packed[number] = join(found)


def _is_given_class(state: State, function: FunctionSymbol, receiver: int) -> bool:
    """Whether it is a class method that is called on an object: it is handed the class, which holds nothing of it."""
    value = state.evaluator.value(state.function, receiver) if function.decorators else ()
    return (
        bool(value)
        and all(isinstance(thing, Instance) for thing in value)
        and state.evaluator.method_kind(function) is StubKind.CLASS_METHOD
    )


def _is_bound(state: State, step: Call) -> bool:
    site = state.view.site_of.get(id(step))
    return site is not None and any(isinstance(thing, Bound) for thing in site.targets)


def bindings(state: State, site: CallSite) -> Iterator[tuple[FunctionSymbol, Binding]]:
    """The functions of the program that the call may reach, with what they are passed."""
    for thing in site.targets:
        if isinstance(thing, FunctionSymbol):
            yield thing, bind(state, site.call, thing, receiver=NONE)
        elif isinstance(thing, Bound) and isinstance(thing.function, FunctionSymbol):
            yield (
                thing.function,
                bind(state, site.call, thing.function, receiver=receiver_of(state, site.call, thing)),
            )
        elif isinstance(thing, Instance) and isinstance(thing.of, ClassSymbol):
            for bound in state.evaluator.attribute(thing, "__call__"):
                function = getattr(bound, "function", None)
                if isinstance(function, FunctionSymbol):
                    yield function, bind(state, site.call, function, receiver=site.call.callee)


def share_defaults(state: State, step: MakeFunction) -> None:
    """What calls get that do not pass the parameter."""
    function = state.function.module.functions[step.function]
    for name, register in step.defaults:
        taint = state.deep(state.read(register))
        if taint:
            state.share(SharedOrigin(function, f"={name}"), taint)
