"""Fields of objects, classes and modules, and variables that outlive a call: what is left there and read again."""

from entasis.analyses.taint.apply import apply_summary
from entasis.analyses.taint.held import CLEAN, Held, join
from entasis.analyses.taint.sinks import reach
from entasis.analyses.taint.state import NOTHING, State
from entasis.analyses.taint.summary import SharedOrigin, SourceOrigin
from entasis.ir.instructions import GetField, Import, Load, SetField, Store
from entasis.models.ports import PortKind
from entasis.models.rows import Source
from entasis.models.stubs import FunctionKind
from entasis.program.evaluate import Evaluator
from entasis.program.harmless import is_harmless
from entasis.program.symbols import ClassSymbol, FunctionSymbol, Instance, ModuleSymbol, Super, Value


def get_field(state: State, step: GetField) -> Held:
    """What the field holds: what was put there here, what other code left there, what a property gives."""
    base = state.read_part(step.object)
    getters = _getters_of(state, step)
    if getters:
        return join([apply_summary(state, step, getter, {0: step.object}) for getter in getters])
    held = state.field(base, f".{step.name}", step.result)
    taint = held.taint
    for source in _sources(state, step):
        taint |= state.taint_of(SourceOrigin(state.function, step, source))
    for of in _owners(state, step.object):
        if state.around.is_shared_tainted(SharedOrigin(of, step.name)):
            taint |= _shared_field(state, base, of, step.name)
    if taint and _is_converted(state, step):
        return CLEAN
    return Held(taint, held.objects)


def _is_converted(state: State, step: GetField) -> bool:
    """Whether the field is declared to hold no text, by a class that converts what it is made from."""
    evaluator = state.evaluator
    if not is_harmless(evaluator, evaluator.value(state.function, step.result)):
        return False
    classes = [
        thing.of for thing in evaluator.value(state.function, step.object) if isinstance(thing, Instance)
    ]
    return all(isinstance(of, ClassSymbol) and evaluator.is_validated(of) for of in classes)


def _shared_field(state: State, base: Held, of: ClassSymbol | ModuleSymbol, name: str) -> int:
    """The taint that other code may have left in the field, unless it is known what this object holds."""
    taint = 0
    rest = base.objects or 1 << len(state.view.definitions) + (1 << 20)
    while rest:
        bit = rest & -rest
        rest ^= bit
        index = bit.bit_length() - 1
        port = state.ports.get(index)
        if _is_set_here(state, index, name):
            continue
        if port is not None and isinstance(of, ClassSymbol):
            taint |= state.taint_of(SharedOrigin(of, name, port))
        elif not state.is_made_here(index):
            taint |= state.taint_of(SharedOrigin(of, name))
    return taint


def _is_set_here(state: State, index: int, name: str) -> bool:
    """Whether this function itself has surely set the field, so that what others left there is gone."""
    selector = f".{name}"
    return selector in state.places.get(index, NOTHING) and (index, selector) not in state.unset


def _sources(state: State, step: GetField) -> list[Source]:
    found: list[Source] = []
    if step.name in state.around.source_names:
        for api in state.evaluator.field_paths(state.function, step.object, step.name):
            source = state.models.source(api)
            if source is not None and source.port.kind is PortKind.VALUE and state.is_trusted(source.kind):
                found.append(source)
    return found


def _owners(state: State, register: int) -> list[ClassSymbol | ModuleSymbol]:
    """The classes and modules of the program whose field is meant; a field belongs to every class of the order."""
    return owners(state.evaluator, state.evaluator.value(state.function, register))


def _getters_of(state: State, step: GetField) -> list[FunctionSymbol]:
    """The functions of the program behind a property."""
    found: list[FunctionSymbol] = []
    for thing in state.evaluator.value(state.function, step.object):
        if isinstance(thing, Instance) and isinstance(thing.of, ClassSymbol):
            found.extend(_getters(state.evaluator, thing.of, step.name))
    return found


def set_field(state: State, step: SetField) -> None:
    """Put the value into the field."""
    base, value = state.read(step.object), state.read(step.value)
    state.write(base, f".{step.name}", value, source=step.value)
    taint = state.deep(value)
    if taint:
        for of in _owners(state, step.object)[:1]:
            state.share(SharedOrigin(of, step.name), taint)
    for api in state.evaluator.field_paths(state.function, step.object, step.name) if taint else ():
        for sink in state.models.assigned_sinks(api):
            reach(state, step, api, sink.kind, sink.says, step.value, taint)


def owners(evaluator: Evaluator, value: Value) -> list[ClassSymbol | ModuleSymbol]:
    """The classes and modules of the program that hold the fields of the value, a class with all of its order."""
    found: list[ClassSymbol | ModuleSymbol] = []
    for thing in value:
        if isinstance(thing, ModuleSymbol):
            found.append(thing)
        elif isinstance(thing, Instance | ClassSymbol | Super):
            of = thing if isinstance(thing, ClassSymbol) else thing.of
            if isinstance(of, ClassSymbol):
                found.extend(node for node in evaluator.mro(of) if isinstance(node, ClassSymbol))
    return found


def _getters(evaluator: Evaluator, symbol: ClassSymbol, name: str) -> list[FunctionSymbol]:
    """The property functions that the nearest class with the member has under `name`."""
    for node in evaluator.mro(symbol):
        if isinstance(node, ClassSymbol) and name in node.members:
            body = node.body
            things = [thing for r in node.members[name] for thing in evaluator.value(body, r)] if body else []
            return [
                thing
                for thing in things
                if isinstance(thing, FunctionSymbol) and evaluator.method_kind(thing) is FunctionKind.PROPERTY
            ]
    return []


def imported(state: State, step: Import) -> Held:
    """What a module of the program holds under the imported name."""
    module, index = state.function.module, state.evaluator.index
    source = (
        index.relative(module, step.level, step.module) if step.level else index.absolute(module, step.module)
    )
    if source is None or source is module:
        return CLEAN
    origin = SharedOrigin(source, step.name)
    named = state.new_object(step.result)
    return Held(state.taint_of(origin) if state.around.is_shared_tainted(origin) else 0, named)


def load(state: State, step: Load) -> Held:
    """What the variable of a module or of an enclosing function holds."""
    module = state.function.module
    of = module.functions[step.owner] if step.owner else module
    local = state.places.get(-1 - step.owner, NOTHING).get(step.name)
    if local is not None:
        return local
    origin = SharedOrigin(of, step.name)
    named = state.new_object(-1 - step.owner, step.name)  # the same object each time it is named
    return Held(state.taint_of(origin) if state.around.is_shared_tainted(origin) else 0, named)


def store(state: State, step: Store) -> None:
    """Put the value into the variable."""
    value = state.read(step.value)
    module = state.function.module
    of = module.functions[step.owner] if step.owner else module
    state.put(-1 - step.owner, step.name, value)
    definition = state.view.definitions[step.value]
    if value.taint or value.objects:
        del definition
        state.share(SharedOrigin(of, step.name), state.deep(value))
