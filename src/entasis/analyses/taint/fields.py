"""Fields of objects, classes and modules, and variables that outlive a call: what is left there and read again."""

from typing import Final

from entasis.analyses.taint.addresses import has_fixed_address
from entasis.analyses.taint.caught import less_than_text
from entasis.analyses.taint.construct import declared_fields
from entasis.analyses.taint.content_type import is_put_in_no_page
from entasis.analyses.taint.declared import held_declared, less_than_declared
from entasis.analyses.taint.heap import KEYS, NOTHING, bits_of
from entasis.analyses.taint.held import CLEAN, Held, join
from entasis.analyses.taint.kept_mappings import gives_mapping, kept_mapping, lasting
from entasis.analyses.taint.mapped import in_columns
from entasis.analyses.taint.media import said
from entasis.analyses.taint.objects import without_whole
from entasis.analyses.taint.own_fields import puts_in_itself
from entasis.analyses.taint.properties import got, set_by_code
from entasis.analyses.taint.said_by_classes import is_said_by_class
from entasis.analyses.taint.sent_keys import held_under_keys
from entasis.analyses.taint.sinks import reach
from entasis.analyses.taint.state import State
from entasis.analyses.taint.stored import keep_field, query_of
from entasis.analyses.taint.summary import SharedOrigin, SourceOrigin
from entasis.analyses.taint.validated import as_declared, is_any_size, is_converted, is_one_text, validated
from entasis.ir.function import FunctionKind
from entasis.ir.instructions import NONE, Build, Call, GetField, Import, Load, SetField, Store
from entasis.models.data import Source
from entasis.models.ports import PortKind
from entasis.models.rows import ThreatModel
from entasis.program.evaluate import Evaluator
from entasis.program.harmless import is_harmless
from entasis.program.names import module_of
from entasis.program.symbols import (
    Api,
    ClassSymbol,
    FunctionSymbol,
    Instance,
    ModuleSymbol,
    Super,
    Value,
)

_COLLECTIONS: Final = frozenset(
    {"builtins.list", "builtins.dict", "builtins.set"}
    | {"collections.defaultdict", "collections.OrderedDict", "collections.deque", "collections.Counter"}
)


def get_field(state: State, step: GetField) -> Held:
    """What the field holds: what was put there here, what other code left there, what a property gives."""
    if is_said_by_class(state, step):
        return CLEAN
    base = state.read_part(step.object)
    if base.taint and state.view.program.composed.is_apart(f".{step.name}"):
        base = Held(0, base.objects)
    given = got(state, step)
    if given is not None:
        return given
    held = state.field(base, f".{_field_name(state, step)}", step.result)
    taint = less_than_text(state, step, held.taint)
    for source in _sources(state, step):
        declared = held_declared(state, step, source) if source.declared else None
        if declared is not None:
            return declared
        keyed = held_under_keys(state, step, source)
        if keyed is not None:
            return join([Held(held.taint, held.objects), keyed])
        taint |= less_than_declared(state, step, state.taint_from(step, source))
    is_shared = state.around.memory.may_be_tainted(step.name)
    for of in (
        holders(state.evaluator, state.evaluator.value(state.function, step.object)) if is_shared else ()
    ):
        if state.around.memory.is_tainted(SharedOrigin(of, step.name)):
            taint |= _shared_field(state, base, of, step.name)
        origin = SharedOrigin(of, step.name, is_class=True)
        if state.around.memory.is_tainted(origin) and not _is_surely_set(state, base, step.name):
            taint |= state.taint_of(origin)
    if is_shared and state.around.stores.names:
        taint |= in_columns(state, step, base)
    taint = without_whole(state, step.result, taint)
    if taint and is_converted(state, step):
        return Held(state.kinds.limit(taint, state.kinds.numbers)) if is_any_size(state, step) else CLEAN
    taint = as_declared(state, step, taint) if taint else 0
    if taint and _is_number(state, step):
        taint = state.kinds.limit(taint, state.kinds.numbers)
    taint = _without_numbers(state, step, taint)
    if step.name in state.evaluator.kept_names:
        mapping = lasting(state, step, CLEAN)
        if mapping.objects:
            return mapping
    objects = held.objects | _of_class(state, step, base) | query_of(state, step)
    seen = validated(state, step, base, taint) if taint else None
    if seen is not None:
        return Held(_cleaned(state, step, seen), 0 if is_one_text(state, step) else objects)
    left = _cleaned(state, step, taint) if taint else 0
    return Held(left, 0 if left != taint and is_one_text(state, step) else objects)


def _field_name(state: State, step: GetField) -> str:
    """The name of the field; a class pattern's first position is the first field that its class declares."""
    if not step.name.startswith("<match "):
        return step.name
    position = int(step.name[7:-1])
    for thing in state.evaluator.value_at(state.function, step, step.object):
        if isinstance(thing, Instance) and isinstance(thing.of, ClassSymbol):
            names = declared_fields(state, thing.of)[0]
            if position < len(names):
                return names[position]
    return step.name


def _of_class(state: State, step: GetField, base: Held) -> int:
    """The object that a class holds under the name for all of its objects, where nothing else is ever put there."""
    for thing in state.evaluator.value(state.function, step.object):
        if isinstance(thing, ModuleSymbol):
            made = state.new_object(-1, f"{thing.name} {step.name}")
            state.outlives(made.bit_length() - 1, SharedOrigin(thing, step.name))
            state.registers.setdefault(made.bit_length() - 1, step.result)
            return made
        of = thing.of if isinstance(thing, Instance) else thing
        if not isinstance(of, ClassSymbol):
            continue
        order = [node for node in state.evaluator.mro(of) if isinstance(node, ClassSymbol)]
        if any(step.name in node.fields for node in order) or _is_surely_set(state, base, step.name):
            return 0
        for node in order:
            if step.name in node.members:
                if not _is_collection(state, node, step.name):
                    return 0
                made = state.new_object(-1, f"{node.path} {step.name}")
                state.outlives(made.bit_length() - 1, SharedOrigin(node, step.name, is_class=True))
                return made
    return 0


def _is_collection(state: State, symbol: ClassSymbol, name: str) -> bool:
    """Whether the class makes the collection itself; `field(default_factory=list)` makes one for each object."""
    body = symbol.body
    for register in symbol.members[name] if body is not None else ():
        step = body.function.definitions[register] if body is not None else None
        if isinstance(step, Build) and step.kind in {"list", "dict", "set"}:
            return True
        if isinstance(step, Call) and not step.decorates and body is not None:
            made_by = state.evaluator.value(body, step.callee)
            return any(isinstance(thing, Api) and thing.path in _COLLECTIONS for thing in made_by)
    return False


def _is_surely_set(state: State, base: Held, name: str) -> bool:
    rest = base.objects
    while rest:
        bit = rest & -rest
        rest ^= bit
        if not _is_set_here(state, bit.bit_length() - 1, name):
            return False
    return bool(base.objects)


def _cleaned(state: State, step: GetField, taint: int) -> int:
    """What is left of the taint where the field is a property that cleans."""
    for api in state.evaluator.field_paths(state.function, step.object, step.name):
        for row in state.models.sanitizers(api):
            if not row.when:
                taint = state.kinds.clear(taint, state.kinds.mask(row.clears))
    return taint


def _is_number(state: State, step: GetField) -> bool:
    """Whether it is a field of a library's objects that holds no text: a size, a time, a flag."""
    evaluator = state.evaluator
    of = [thing.of for thing in evaluator.value(state.function, step.object) if isinstance(thing, Instance)]
    is_of_library = bool(of) and all(isinstance(each, str) for each in of)
    return is_of_library and is_harmless(evaluator, evaluator.value(state.function, step.result))


def _without_numbers(state: State, step: GetField, taint: int) -> int:
    """Less what comes out of a database, where the field is the name of columns of numbers only."""
    if not taint or not state.view.program.columns.are_numbers(step.name):
        return taint
    stored = [
        (origin, group)
        for number, group in state.kinds.groups(taint)
        if isinstance(origin := state.origins[number], SourceOrigin)
        and state.models.kinds[origin.source.kind].threat_model is ThreatModel.DATABASE
    ]
    for origin, group in stored:
        taint &= ~state.taint_of(origin, group)
    return taint


def _shared_field(state: State, base: Held, of: ClassSymbol | ModuleSymbol | Api, name: str) -> int:
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
            if source is None or source.port.kind is not PortKind.VALUE or not state.is_trusted(source.kind):
                continue
            if source.unless_overrides and puts_in_itself(state, step, source.unless_overrides):
                continue
            if not source.is_address or not has_fixed_address(
                state.view.program, state.around, state.function
            ):
                found.append(source)
    return found


def set_field(state: State, step: SetField) -> None:
    """Put the value into the field."""
    if set_by_code(state, step):
        return
    base, value = state.read(step.object), state.read(step.value)
    state.write(base, f".{step.name}", value, source=step.value)
    taint = state.deep(value)
    if taint:
        things = state.evaluator.value(state.function, step.object)
        is_class = any(isinstance(thing, ClassSymbol) for thing in things)
        for of in holders(state.evaluator, things):
            if isinstance(of, Api) and state.models.source(f"{of.path}.{step.name}") is not None:
                continue  # `sys.argv`: each process is given its own, and that is a source itself
            for origin in state.written(SharedOrigin(of, step.name, is_class=is_class), base.objects):
                state.share(origin, taint)
                if isinstance(origin.of, ClassSymbol) and not is_class:
                    keep_field(state, origin.of, step.name, taint)
        for index in bits_of(base.objects) if state.queries else ():
            if index in state.queries:
                keep_field(state, state.queries[index], step.name, taint)
    for api in state.evaluator.field_paths(state.function, step.object, step.name) if taint else ():
        for sink in state.models.assigned_sinks(api):
            if sink.is_page and "page" not in said(state.view):
                continue
            kind = "html.other" if sink.kind == "html" and is_put_in_no_page(state, step) else sink.kind
            reach(state, step, api, kind, sink.says, step.value, taint)


def holders(evaluator: Evaluator, value: Value) -> list[ClassSymbol | ModuleSymbol | Api]:
    """The classes and modules of the program, and the objects that libraries have under a name (`flask.g`), whose
    memory the fields of the value are.
    """
    found: list[ClassSymbol | ModuleSymbol | Api] = []
    for thing in value:
        of = thing.of if isinstance(thing, Instance | Super) else thing
        if isinstance(of, ClassSymbol | ModuleSymbol) or (isinstance(of, Api) and "(" not in of.path):
            found.append(of)
        elif isinstance(of, str) and (row := evaluator.models.class_of(of)) is not None and row.keeps:
            found.append(evaluator.things.api(of))
    return found


def imported(state: State, step: Import) -> Held:
    """What a module of the program, or one outside that is a source, holds under the imported name."""
    module = state.function.module
    source = module_of(state.evaluator, module, step)
    if source is None and not step.level and step.name in state.around.source_names:
        return _imported_source(state, step)
    if source is None or source is module:
        return CLEAN
    origin = SharedOrigin(source, step.name)
    named = state.new_object(step.result)
    state.outlives(step.result, origin)
    taint = state.taint_of(origin) if state.around.memory.is_tainted(origin) else 0
    return Held(without_whole(state, step.result, taint), named)


def _imported_source(state: State, step: Import) -> Held:
    """`from sys import argv` is the same list as `sys.argv`."""
    source = state.models.source(f"{step.module}.{step.name}")
    if source is None or source.port.kind is not PortKind.VALUE or not state.is_trusted(source.kind):
        return CLEAN
    return Held(state.taint_from(step, source), state.new_object(step.result))


def load(state: State, step: Load) -> Held:
    """What the variable of a module or of an enclosing function holds."""
    module = state.function.module
    of = module.functions[step.owner] if step.owner else module
    local = state.places.get(-1 - step.owner, NOTHING).get(step.name)
    if local is not None:
        return local
    is_kept = not step.owner and gives_mapping(state.evaluator, state.function, step)
    kept = kept_mapping(state.evaluator, state.function, step.result) if is_kept else None
    origin = kept or SharedOrigin(of, step.name)
    named = state.new_object(-1 - step.owner, step.name)  # the same object each time it is named
    state.registers.setdefault(named.bit_length() - 1, step.result)
    state.outlives(named.bit_length() - 1, origin)
    # What a variable of an enclosing function holds, that function knows whenever it calls this one.
    is_cell = isinstance(of, FunctionSymbol) and of is not state.function
    taint = state.taint_of(origin) if is_cell or state.around.memory.is_tainted(origin) else 0
    return Held(without_whole(state, step.result, taint), named)


def store(state: State, step: Store) -> None:
    """Put the value into the variable."""
    value = state.read(step.value)
    state.put(-1 - step.owner, step.name, value)
    if value.taint or value.objects:
        origin = variable(state, step.owner, step.name)
        state.share(origin, value.taint)
        _share_content(state, origin, value, is_whole=not state.is_receiver(value))


def variable(state: State, owner: int, name: str) -> SharedOrigin:
    """The memory behind a variable: a module's, a function's, or what a class holds if it is one of its body."""
    module = state.function.module
    if (
        owner
        and owner == state.function.function.index
        and state.function.function.kind is FunctionKind.CLASS
    ):
        symbol = module.classes[state.function.function.class_index]
        return SharedOrigin(symbol, name, is_class=True)
    return SharedOrigin(module.functions[owner] if owner else module, name)


def share_what_lies_there(state: State) -> None:
    """At the end of the function: what was put into objects that outlive it."""
    for index, inside in sorted(state.places.items()):
        if index < 0:
            for name, held in sorted(inside.items()):
                _share_content(state, variable(state, -1 - index, name), held, is_whole=False)
        elif index in state.shared_objects:
            _share_content(state, state.shared_objects[index], Held(0, 1 << index), is_whole=False)


def _share_content(state: State, origin: SharedOrigin, held: Held, *, is_whole: bool) -> None:
    """What lies in the objects outlives the call: elements apart where their keys are written out.

    Fields are shared with all objects of their class anyway; with `is_whole` they count here too.
    """
    rest = held.objects
    while rest:
        bit = rest & -rest
        rest ^= bit
        for selector, inside in sorted(state.places.get(bit.bit_length() - 1, NOTHING).items()):
            if selector[0] == "[" or selector == KEYS:
                state.share(origin._replace(key=selector), _shared(state, origin, inside))
            elif selector[0] == "*":
                state.share(origin, _shared(state, origin, inside))
            elif selector[0] != "." or is_whole:
                state.share(origin, state.deep(inside))
        port = state.ports.get(bit.bit_length() - 1)
        if port is not None and is_whole:
            state.share(origin, state.deep(Held(0, bit)))


def _shared(state: State, origin: SharedOrigin, element: Held) -> int:
    """The taint of an element, without what lies in fields of objects that their own class keeps: these it shares.

    Of what anything else keeps, nobody knows the class where it is taken out again.
    """
    taint, others = element.taint, 0
    for index in bits_of(element.objects):
        if not _is_kept_by_its_class(state, origin, index):
            others |= 1 << index
            continue
        for selector, inside in state.places.get(index, NOTHING).items():
            if selector[0] != ".":
                taint |= state.deep(inside)
    return state.deep(Held(taint, others))


def _is_kept_by_its_class(state: State, origin: SharedOrigin, index: int) -> bool:
    register = index if index < len(state.view.definitions) else state.registers.get(index, NONE)
    value = state.evaluator.value(state.function, register) if register >= 0 else ()
    return bool(value) and all(
        isinstance(thing, Instance)
        and isinstance(thing.of, ClassSymbol)
        and origin.of in state.evaluator.mro(thing.of)
        for thing in value
    )
