"""What a call does with taint, by what it reaches: a function, a method, a class or an object of the program, or else."""

from entasis.analyses.misuse import call_apis
from entasis.analyses.taint.apply import apply_summary
from entasis.analyses.taint.binding import bind, receiver_of
from entasis.analyses.taint.held import CLEAN, Held, join
from entasis.analyses.taint.outside import outside
from entasis.analyses.taint.state import State
from entasis.analyses.taint.summary import SharedOrigin
from entasis.ir.instructions import NONE, Call
from entasis.program.calls import CallSite
from entasis.program.symbols import Api, Bound, ClassSymbol, FunctionSymbol, Instance


def call(state: State, step: Call) -> Held:
    """What the call gives; its sinks and effects are noted on the way."""
    site = state.view.site_of.get(id(step))
    if step.decorates:
        return state.read(step.arguments[0])
    if site is None or not site.targets:
        return outside(state, step, [])
    results: list[Held] = []
    for thing in site.targets:
        match thing:
            case FunctionSymbol():
                results.append(
                    apply_summary(state, step, thing, bind(state, step, thing, receiver=NONE), site)
                )
            case Bound() if isinstance(thing.function, FunctionSymbol):
                receiver = receiver_of(state, step, thing)
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
                results.append(outside(state, step, call_apis(state.view, site)))
            case _:
                continue
    return join(results) if results else CLEAN


def _construct(state: State, step: Call, symbol: ClassSymbol, site: CallSite) -> Held:
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


def _fill_fields(state: State, step: Call, symbol: ClassSymbol, made: Held) -> None:
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


def _call_object(state: State, step: Call, thing: Instance, site: CallSite) -> Held:
    results = [
        apply_summary(
            state, step, bound.function, bind(state, step, bound.function, receiver=step.callee), site
        )
        for bound in state.evaluator.attribute(thing, "__call__")
        if isinstance(bound, Bound) and isinstance(bound.function, FunctionSymbol)
    ]
    return join(results) if results else CLEAN
