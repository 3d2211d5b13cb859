"""A call of what is not in the program: rows of the models, hooks of the built-in collections, else the default.

What is not known keeps the default: the result of an outside call may hold every argument and the receiver, unless
all it can return are numbers and the like; an outside call changes none of its arguments. Where nothing at all is known
of what is called, that is a guess, for an audit (remade.py).
"""

from typing import Final

from entasis.analyses.taint import patterns
from entasis.analyses.taint.asked import asked, kept_whole
from entasis.analyses.taint.attributes import of_other_make
from entasis.analyses.taint.calling import call_passed, filtered
from entasis.analyses.taint.caught import without_texts
from entasis.analyses.taint.command_words import command_of, reach_by_words
from entasis.analyses.taint.declared import of_field
from entasis.analyses.taint.entities import is_saved
from entasis.analyses.taint.filed import opened_by_name, opened_to_write, write_file
from entasis.analyses.taint.heap import CONTENT
from entasis.analyses.taint.held import CLEAN, Held, join
from entasis.analyses.taint.hooks import HOOKS
from entasis.analyses.taint.implicit import special_method, text_of
from entasis.analyses.taint.lookups import fills_template, looks_something_up, passed_through
from entasis.analyses.taint.markup import REPLACING, replaced_in_page
from entasis.analyses.taint.matching import asked_groups, regex_call
from entasis.analyses.taint.nearby import is_set_up
from entasis.analyses.taint.pages import rendered
from entasis.analyses.taint.quantities import number_of
from entasis.analyses.taint.rebuilt import rebuild
from entasis.analyses.taint.records import record
from entasis.analyses.taint.remade import answered, of_unknown_make
from entasis.analyses.taint.remembered import remembered
from entasis.analyses.taint.saved import is_kept_above, kept_above, saved
from entasis.analyses.taint.secrets import TEXT_METHODS, secret_of
from entasis.analyses.taint.sections import section_hook
from entasis.analyses.taint.sinks import reach_attributes, reach_outside
from entasis.analyses.taint.state import State
from entasis.analyses.taint.stored import fetched, is_distrusted, kept
from entasis.analyses.taint.summary import SourceOrigin
from entasis.analyses.taint.textual import filled, of_method
from entasis.ir.instructions import NONE, Call, GetField, Instruction
from entasis.models.ports import Port, PortKind, holds
from entasis.program.harmless import HARMLESS
from entasis.program.options import text_options
from entasis.program.symbols import Api, ClassSymbol, Instance, Other, Thing, Value

_HOLDERS: Final = ("builtins.", "collections.", "io.", "_io.", "queue.", "typing.")

_ARCHIVE: Final = "archive"
_SERVICE: Final = "service"
_PARSED: Final = "argparse.Namespace"
_ANSWERS: Final = frozenset(
    {"startswith", "endswith", "isalnum", "isalpha", "isascii", "isdecimal", "isdigit", "isidentifier"}
    | {"islower", "isnumeric", "isprintable", "isspace", "istitle", "isupper", "count"}
)


def outside(state: State, step: Call, apis: list[str]) -> Held:
    """A call of what is not in the program: rows of the models, hooks, else the default."""
    callee = state.view.definitions[step.callee]
    receiver = callee.object if isinstance(callee, GetField) else NONE
    rows = fetched(state, step, apis, receiver)
    if rows is not None and not is_distrusted(state):
        for api in apis:
            reach_outside(state, step, api)
            reach_by_words(state, step, command_of(state, step, api), api)
        return rows
    made = call_passed(state, step, apis, _by_itself(state, step, apis))
    if apis == ["builtins.filter"]:
        made = filtered(state, step, made)
    if apis and apis[0].rpartition(".")[2] in state.around.stores.remembering:
        made = remembered(state, step, apis, made)
    kept(state, step, apis, receiver, made)
    return made if rows is None else join([made, rows])


def _is_of_a_service(state: State, register: int) -> bool:
    """Whether all that is known to lie in the object is what a service answered: whoever runs that chose it."""
    groups = state.kinds.groups(state.deep(state.read(register)))
    origins = [state.origins[number] for number, _ in groups]
    return bool(origins) and all(
        isinstance(origin, SourceOrigin) and origin.source.kind == _SERVICE for origin in origins
    )


def _by_itself(state: State, step: Call, apis: list[str]) -> Held:
    callee = state.view.definitions[step.callee]
    receiver = callee.object if isinstance(callee, GetField) else _fetched_from(state, callee)
    taint = 0
    for api in apis:
        source = state.models.source(api) if api.rpartition(".")[2] in state.around.source_names else None
        if source is None or source.port.kind is PortKind.VALUE or not state.is_trusted(source.kind):
            continue
        if source.unless_set_up and is_set_up(state.view, step, source.unless_set_up):
            continue
        if source.asks is not None:
            return asked(state, step)
        if source.port.kind is PortKind.RETURN:
            is_answer = source.kind == _ARCHIVE and receiver != NONE and _is_of_a_service(state, receiver)
            taint |= 0 if is_answer else state.taint_from(step, source)
        else:
            _write_port(state, step, source.port, receiver, state.taint_from(step, source))
    if apis == ["builtins.next"] and step.arguments:
        taint |= special_method(state, step, step.arguments[0], "__next__")
    if isinstance(callee, GetField) and callee.name == "get" and step.arguments:
        taint |= secret_of(state, step, receiver, step.arguments[0])
    passed = [receiver, *step.arguments] if receiver != NONE else list(step.arguments)
    is_touched = any(state.held[r].taint or state.held[r].objects for r in passed)
    made = Held(taint, state.new_object(step.result))
    if taint:
        made = _by_options(state, made, apis)
        taint = made.taint
    if getattr(callee, "name", "") == "open":
        made = opened_by_name(state, step, apis, made)
        taint = made.taint
        opened_to_write(state, step, apis, made)
    if not is_touched:
        return made
    for api in apis:
        reach_outside(state, step, api)
        reach_by_words(state, step, command_of(state, step, api), api)
    reach_attributes(state, step)
    page = rendered(state, step, apis)
    if page is not None:
        return page
    if _is_harmless_match(state, step):
        return Held(taint, state.new_object(step.result))
    special = _attribute_call(state, step, apis) or record(state, step, apis) or kept_whole(state, step, apis)
    if special is not None:
        return special
    name = callee.name if isinstance(callee, GetField) else ""
    is_collection = receiver != NONE and _is_collection(state, receiver)
    if is_collection and len(step.arguments) > 1 and not state.evaluator.value(state.function, receiver):
        is_collection = not looks_something_up(state.view, step)  # nobody knows whether it is one
    hook = HOOKS.get(name) if is_collection else None
    if hook is None and receiver != NONE:
        hook = section_hook(state, name, receiver)
    if hook is not None:
        held = hook(state, step, receiver)
        if held is not None and step.arguments and name in {"get", "pop"}:
            held = of_field(state, step, receiver, step.arguments[0], held)
        if held is not None:
            return Held(held.taint | taint, held.objects)
    if name in REPLACING:
        replaced_in_page(state, step, name)
    if receiver != NONE and is_saved(state.view, step) and not _is_said(state, apis):
        return saved(state, step, receiver)
    if receiver != NONE and is_kept_above(state, step):
        return kept_above(state, step)
    given = _given(state, step, apis, receiver)
    for api in apis:
        for row in state.models.sanitizers(api):
            if all(holds(condition, state.view.known(step, port)) for port, condition in row.when):
                given = state.kinds.clear(given, state.kinds.mask(row.clears))
    groups = asked_groups(state.view, step) if given else []
    if all(groups) and groups:
        given = 0
    elif len(groups) > 1:
        for index, is_harmless in enumerate(groups):
            state.write(made, f"[{index}]", Held(0 if is_harmless else given))
        given = 0
    made = Held(taint | given, made.objects)
    rebuilt = rebuild(state, step, apis)
    return made if rebuilt is None else Held(taint | rebuilt.taint, rebuilt.objects)


def _is_said(state: State, apis: list[str]) -> bool:
    """Whether rows say what flows through the call."""
    return any(True for api in apis for _ in state.models.flows(api))


def _by_options(state: State, made: Held, apis: list[str]) -> Held:
    """A command line or a form of which the program declares all options holds data where one may be any text."""
    for api in apis:
        source = state.models.source(api)
        option = state.models.option(source.options) if source is not None and source.options else None
        names = text_options(state.evaluator, state.function, option) if option is not None else None
        for name in sorted(names or ()):
            state.write(made, f".{name}", Held(made.taint))
            state.write(made, f"[{name!r}]", Held(made.taint))
        if names is not None:
            return Held(0, made.objects)
    return made


def _fetched_from(state: State, callee: Instruction | None) -> int:
    """The object whose method `getattr` has fetched, or NONE."""
    if not isinstance(callee, Call) or len(callee.arguments) < 2 or callee.decorates:
        return NONE
    makers = state.evaluator.value(state.function, callee.callee)
    is_fetched = any(isinstance(thing, Api) and thing.path == "builtins.getattr" for thing in makers)
    return callee.arguments[0] if is_fetched else NONE


def _is_harmless_match(state: State, step: Call) -> bool:
    """Whether a regex call gives only harmless characters: matches of a harmless pattern, or a text without others."""
    found = regex_call(state.view, step)
    if found is None:
        return False
    name, pattern, _ = found
    if name in {"sub", "subn"}:
        return patterns.finds_unsafe(pattern)
    return name != "split" and patterns.matches_safely(pattern)


def _attribute_call(state: State, step: Call, apis: list[str]) -> Held | None:
    """`getattr` and `setattr` with a constant name are what they stand for, and so is `vars` of parsed options."""
    if apis == ["builtins.vars"] and len(step.arguments) == 1:
        value = state.evaluator.value(state.function, step.arguments[0])
        is_parsed = any(isinstance(thing, Instance) and thing.of == _PARSED for thing in value)
        return state.read(step.arguments[0]) if is_parsed else None
    if not apis or apis[0] not in {"builtins.getattr", "builtins.setattr"} or len(step.arguments) < 2:
        return None
    name = state.view.constants.value(step.arguments[1])
    if not isinstance(name, str):
        return None
    base = state.read(step.arguments[0])
    if apis[0] == "builtins.getattr":
        found = state.field(base, f".{name}", step.result)
        found = Held(without_texts(state, name, found.taint), found.objects)
        return join([found, *(state.read(register) for register in step.arguments[2:3])])
    if len(step.arguments) > 2:
        state.write(base, f".{name}", state.read(step.arguments[2]), source=step.arguments[2])
    return CLEAN


def _is_collection(state: State, receiver: int) -> bool:
    """Whether the methods of the receiver may be those of a built-in collection or text buffer."""
    value = state.evaluator.value(state.function, receiver)
    return all(_holds_like_one(state, thing) for thing in value if not isinstance(thing, Other))


def _holds_like_one(state: State, thing: Thing) -> bool:
    if not isinstance(thing, Instance):
        return False
    row = state.models.class_of(thing.of) if isinstance(thing.of, str) else None
    above = row.bases if row is not None and row.keeps else ()  # what else one gives, rows say
    order = state.evaluator.mro(thing.of) if isinstance(thing.of, ClassSymbol) else (thing.of, *above)
    return any(
        isinstance(node, str) and node.startswith(_HOLDERS) and node != "builtins.object" for node in order
    )


def _given(state: State, step: Call, apis: list[str], receiver: int) -> int:
    """The taint of the result by the rows about flows, or by the default."""
    rows = [row for api in apis for row in state.models.flows(api)]
    if rows:
        taint = 0
        for row in rows:
            if row.is_none:
                continue
            moved = 0
            restored = state.kinds.mask(row.restores)
            for port in row.sources:
                moved |= _port_taint(state, step, port, receiver, restored)
            if moved and row.relative:
                naming = state.kinds.mask_of("redirect.scheme") | state.kinds.mask_of("redirect.host")
                moved = state.kinds.clear_without(moved, naming, state.kinds.mask(row.relative))
            if row.target.kind is PortKind.RETURN:
                taint |= moved
            elif moved:
                _write_port(state, step, row.target, receiver, moved)
        return taint
    result = state.evaluator.value(state.function, step.result)
    if result and all(isinstance(t, Instance) and t.of in HARMLESS for t in result):
        return number_of(state, step, apis)
    callee = state.view.definitions[step.callee]
    if isinstance(callee, GetField) and callee.name in _ANSWERS:
        return 0  # True, False or a number, whatever it is asked of
    if apis == ["builtins.str"] and len(step.arguments) == 1 and not step.stars and not step.names:
        return text_of(state, step, step.arguments[0])
    taint = 0
    # What `()` gives is not known; and what may be a mapping or something unknown gives what lies there under the key,
    # as a mapping among the settings does.
    is_known = any(
        state.models.are_about(api)
        and "()" not in api
        and not state.models.is_setting(api)
        and not (len(apis) > 1 and api.startswith(_HOLDERS))
        for api in apis
    )
    for register in step.arguments if is_known else passed_through(state.view, step, apis):
        taint |= state.taint_of_text(register)
    taint = filled(state, step, answered(state, step, apis, taint))
    asked = callee.name if isinstance(callee, GetField) and state.columns else ""
    if receiver != NONE and not (asked and state.is_related(state.read(receiver), asked)):
        taint |= of_method(state, step, receiver)
    taint = of_unknown_make(state, step, apis, of_other_make(state, step, apis, taint))
    if taint and fills_template(state.view, step, apis, is_known=is_known):
        taint = state.kinds.clear(taint, state.kinds.mask(["html"]))
    return taint if _is_told(state, step, result) else state.kinds.clear(taint, state.kinds.confidential)


def _is_told(state: State, step: Call, result: Value) -> bool:
    """Whether the call gives a text, a collection, or an object of a library that may show what it was given.

    Of what else comes out of a call that takes a password, such as the user, nobody says that it holds the password.
    """
    callee = state.view.definitions[step.callee]
    if isinstance(callee, GetField) and callee.name in TEXT_METHODS:
        return True
    return bool(result) and all(
        isinstance(thing, Instance)
        and isinstance(thing.of, str)
        and (thing.of.startswith("builtins.") or state.models.class_of(thing.of) is not None)
        for thing in result
    )


def _port_taint(state: State, step: Call, port: Port, receiver: int, restored: int) -> int:
    register: int | None = receiver if port.kind is PortKind.SELF else state.view.argument(step, port)
    if register is None or register == NONE:
        return 0
    if port.selectors:
        return state.taint_at(register, port.selectors)
    return state.read_decoded(register, restored) if restored else state.taint_of_text(register)


def _write_port(state: State, step: Call, port: Port, receiver: int, taint: int) -> None:
    """Put the taint into what lies at the port."""
    register: int | None = receiver if port.kind is PortKind.SELF else state.view.argument(step, port)
    if register is not None and register != NONE and port.selectors == (CONTENT,):
        write_file(state, register, Held(taint), step)
    elif register is not None and register != NONE:
        state.write(
            state.read(register), "*", Held(taint), source=step.arguments[0] if step.arguments else NONE
        )
