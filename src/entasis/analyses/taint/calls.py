"""What a call does with taint, by what it reaches: a function, a method, a class or an object of the program, or else."""

from typing import Final

from entasis.analyses.misuse import call_apis
from entasis.analyses.taint.apply import apply_summary, call_method, call_value, defer, reach_target
from entasis.analyses.taint.binding import bind, passed_by, receiver_of
from entasis.analyses.taint.callables import find, lies_in_field
from entasis.analyses.taint.construct import construct, initialised, methods_for
from entasis.analyses.taint.heap import bits_of
from entasis.analyses.taint.held import CLEAN, Held, join
from entasis.analyses.taint.hooks import HOOKS
from entasis.analyses.taint.one_of import one_of
from entasis.analyses.taint.outside import outside
from entasis.analyses.taint.sinks import reach_outside
from entasis.analyses.taint.state import State
from entasis.analyses.taint.stored import is_distrusted
from entasis.analyses.taint.summary import CallOrigin, SharedOrigin, SourceOrigin
from entasis.analyses.taint.textual import filled
from entasis.analyses.taint.wrapping import pass_to_decorated
from entasis.ir.instructions import NONE, Call, GetField
from entasis.program.calls import CallKind, CallSite
from entasis.program.symbols import Api, Bound, ClassSymbol, FunctionSymbol, Instance, Partial, Super, Thing

_GUESSED: Final = frozenset({CallKind.BY_NAME, CallKind.CONSTRUCTED})


def call(state: State, step: Call) -> Held:
    """What the call gives; its sinks and effects are noted on the way."""
    site = state.view.site_of.get(id(step))
    if step.decorates:
        passed = state.read(step.arguments[0])
        return Held(passed.taint, passed.objects | state.new_object(step.result))
    callee = state.view.definitions[step.callee]
    if state.queries and isinstance(callee, GetField):
        own = _of_row(state, step, callee)
        if own is not None:
            return own
    if site is None or not site.targets:
        return _unresolved(state, step)
    if site.kind in _GUESSED and isinstance(callee, GetField):
        return _guessed(state, step, callee, site)
    if state.models.own_packages:
        said = _as_said(state, step, site)
        if said is not None:
            return said
    results = one_of(state, site.targets, lambda thing: _reached(state, step, thing, site))
    return join(results) if results else CLEAN


def _reached(state: State, step: Call, thing: Thing, site: CallSite) -> Held:
    """What a call of the thing gives."""
    match thing:
        case FunctionSymbol():
            held = apply_summary(state, step, thing, bind(state, step, thing, receiver=NONE), site)
            if held.taint and state.around.joining.separator(thing) is not None:
                held = Held(held.taint & filled(state, step, held.taint), held.objects)
            return held
        case Bound(function=FunctionSymbol() as function):
            return _method(state, step, thing, function, site)
        case ClassSymbol():
            return construct(state, step, thing, passed_by(step), apply_summary, site)
        case Instance(of=ClassSymbol() as of):
            methods = methods_for(state, of, "__call__")
            return join(
                one_of(state, methods, lambda method: _applied(state, step, method, step.callee, site))
            )
        case Partial():
            found = call_value(state, step, step.callee, passed_by(step))
            return outside(state, step, []) if found is None else found
        case Bound(function=Api(path=path), receiver=Super() as above) if path.endswith(".__init__"):
            return initialised(state, step, above, path)
        case Api() | Bound():
            return outside(state, step, call_apis(state.view, site))
        case Instance(of=str() as path):
            return outside(state, step, [f"{path}.__call__"])
        case _:
            return CLEAN


def _applied(
    state: State, step: Call, function: FunctionSymbol, receiver: int, site: CallSite | None = None
) -> Held:
    return apply_summary(state, step, function, bind(state, step, function, receiver=receiver), site)


def _as_said(state: State, step: Call, site: CallSite) -> Held | None:
    """What the user's own models say of a function of the program; None if they say nothing of its result."""
    if not any(isinstance(thing, FunctionSymbol | Bound | ClassSymbol) for thing in site.targets):
        return None
    apis = call_apis(state.view, site)
    models = state.models
    for api in apis:
        reach_outside(state, step, api)
    if any(models.sanitizers(api) or models.flows(api) or models.source(api) for api in apis):
        return outside(state, step, apis)
    return None


def _method(state: State, step: Call, thing: Bound, function: FunctionSymbol, site: CallSite) -> Held:
    """A method of the program; where subclasses override it, callers may know better which one it is."""
    receiver = receiver_of(state, step, thing)
    if site.kind is CallKind.HIERARCHY and len(site.targets) == 1:
        methods = _methods_for_it(state, function, receiver)
        if methods:
            return join(one_of(state, methods, lambda method: _applied(state, step, method, receiver)))
    result = _applied(state, step, function, receiver, site)
    if (
        site.kind is not CallKind.HIERARCHY
        or receiver < 0
        or len(site.targets) > 1
        or not state.evaluator.is_overridden(function)
    ):
        return result
    objects = state.read(receiver).objects
    ports = state.ports_in(objects)
    if not ports or len(ports) > 1 or objects & (objects - 1):
        return result
    name = function.function.name
    left = defer(state, step, ports[0], name, function, passed_by(step))
    origin = CallOrigin(state.function, step)
    if origin not in state.calls:
        return result
    settled = 0
    for number, group in state.kinds.groups(result.taint):
        of = state.origins[number]
        if isinstance(of, SourceOrigin) or (isinstance(of, SharedOrigin) and of.via is None):
            settled |= state.taint_of(of, group)
    return Held(settled | state.taint_of(origin), left.objects | result.objects)


def _methods_for_it(state: State, function: FunctionSymbol, receiver: int) -> tuple[FunctionSymbol, ...]:
    """What puts the method into practice, where nobody can know better which one it is: it is not an object that was
    made here, nor one that a caller passes.
    """
    methods = state.around.implementations(function)
    objects = state.read(receiver).objects if methods and receiver >= 0 else 0
    if state.ports_in(objects):
        return () if state.around.callers.get(state.function) else methods
    return () if objects and all(_is_of_known_class(state, index) for index in bits_of(objects)) else methods


def _is_of_known_class(state: State, index: int) -> bool:
    """Whether the object was made here, by a call of no other class: of one that was looked up, others may be meant."""
    made = state.view.definitions[index] if index < len(state.view.definitions) else None
    site = state.view.site_of.get(id(made)) if isinstance(made, Call) else None
    return state.is_made_here(index) and not (site is not None and site.is_open)


def _of_row(state: State, step: Call, callee: GetField) -> Held | None:
    """A method of an object that was read from the table of its class: `Post.query.get(number).shown()`."""
    if not state.view.program.has_method(callee.name):
        return None
    objects = state.read(callee.object).objects
    symbols = [state.queries.get(index) for index in bits_of(objects)]
    if not symbols or (None in symbols and not is_distrusted(state)):
        return None  # a row that is distrusted as a whole is joined with what else a library may give
    classes = dict.fromkeys(symbol for symbol in symbols if symbol is not None)
    methods = dict.fromkeys(m for symbol in classes for m in methods_for(state, symbol, callee.name))
    results = one_of(state, methods, lambda method: _applied(state, step, method, callee.object))
    return join(results) if results else None


def _guessed(state: State, step: Call, callee: GetField, site: CallSite) -> Held:
    """A method that is known by its name, or by what such objects are made with: what this object is known to be,
    else whatever it may be.
    """
    found = find(state, step, state.read(callee.object), callee.name)
    if found.targets:
        passed = passed_by(step)
        return join(one_of(state, found.targets, lambda target: reach_target(state, step, target, passed)))
    inner = (thing.function if isinstance(thing, Bound) else thing for thing in site.targets)
    functions = [thing for thing in inner if isinstance(thing, FunctionSymbol)]
    results = one_of(state, functions, lambda thing: _applied(state, step, thing, callee.object, site))
    # What it brings from elsewhere, or leaves there, is for those to say who know the object.
    if found.ports and any(
        state.around.brings(thing) or state.around.summary_of(thing).shared for thing in functions
    ):
        results += [defer(state, step, port, callee.name, None, passed_by(step)) for port in found.ports]
    return join(results) if results else CLEAN


def _unresolved(state: State, step: Call) -> Held:
    """A call of something that types do not tell: what lies there may."""
    callee = state.view.definitions[step.callee]
    pass_to_decorated(state, step, callee)
    if not isinstance(callee, GetField) or lies_in_field(state, callee.name, callee.object):
        found = call_value(state, step, step.callee, passed_by(step))
        return outside(state, step, []) if found is None else found
    held = state.read(callee.object)
    is_ours = state.view.program.has_method(callee.name) or state.has_place(held, f".{callee.name}")
    results = call_method(state, step, held, callee.name, passed_by(step)) if is_ours else []
    if not results or callee.name in HOOKS:
        results.append(outside(state, step, []))
    return join(results)
