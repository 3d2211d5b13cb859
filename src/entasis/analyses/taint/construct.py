"""Objects of the program's classes, made by calling the class: `__init__`, or what fills the fields without one."""

from typing import Final, Protocol

from entasis.analyses.misuse import call_apis
from entasis.analyses.taint.binding import Binding, bind_passed, passed_by
from entasis.analyses.taint.held import CLEAN, Held, join
from entasis.analyses.taint.sequences import copy_elements, elements
from entasis.analyses.taint.sinks import reach_outside
from entasis.analyses.taint.state import Passed, State
from entasis.analyses.taint.stored import keep_field
from entasis.analyses.taint.summary import SharedOrigin
from entasis.ir.instructions import NONE, Call, Instruction
from entasis.program.calls import CallSite
from entasis.program.records import is_enumeration, is_field
from entasis.program.symbols import Bound, ClassSymbol, FunctionSymbol, Super

_MAPPINGS: Final = frozenset(
    {
        "builtins.dict",
        "collections.OrderedDict",
        "collections.UserDict",
        "typing.TypedDict",
        "collections.defaultdict",
    }
)
_TEXTS: Final = frozenset({"builtins.str", "builtins.bytes"})
_COLLECTIONS: Final = _MAPPINGS | {
    "builtins.list",
    "builtins.set",
    "builtins.frozenset",
    "collections.UserList",
    "collections.deque",
}


class Apply(Protocol):
    """How a summary is applied."""

    def __call__(
        self,
        state: State,
        step: Instruction,
        function: FunctionSymbol,
        bound: Binding,
        site: CallSite | None = None,
    ) -> Held:
        """The effect of the function."""


def methods_for(state: State, symbol: ClassSymbol, name: str) -> list[FunctionSymbol]:
    """The methods of that name that an object of the class has, as far as they are of the program."""
    return [
        thing.function
        for thing in state.evaluator.attribute(symbol.instance, name)
        if isinstance(thing, Bound) and isinstance(thing.function, FunctionSymbol)
    ]


def class_methods(state: State, symbol: ClassSymbol, own: str, meta: str) -> list[FunctionSymbol]:
    """The functions that a special method of the class itself is: `own` in its body, or `meta` of its metaclass."""
    evaluator = state.evaluator
    for node in evaluator.mro(symbol):
        if not isinstance(node, ClassSymbol):
            continue
        if own and own in node.members and node.body is not None:
            things = [thing for r in node.stored(own) for thing in evaluator.value(node.body, r)]
            return [thing for thing in things if isinstance(thing, FunctionSymbol)]
        for name, register in node.keywords if node.outer is not None else ():
            for thing in evaluator.value(node.outer, register) if name == "metaclass" and node.outer else ():
                if isinstance(thing, ClassSymbol) and any(
                    isinstance(above, ClassSymbol) and meta in above.members for above in evaluator.mro(thing)
                ):
                    return methods_for(state, thing, meta)
    return []


def construct(
    state: State,
    step: Instruction,
    symbol: ClassSymbol,
    passed: Passed,
    apply: Apply,
    site: CallSite | None = None,
) -> Held:
    """A new object of the class; of an enumeration, one of those that stand in the code."""
    if is_enumeration(state.evaluator, symbol):
        return CLEAN
    makers = class_methods(state, symbol, "__new__", "__call__")
    if makers:
        class_ = state.keep(step, "class", CLEAN)
        given = [
            apply(state, step, maker, bind_once(state, step, maker, class_, passed), site) for maker in makers
        ]
        made = join(given)
        if state.evaluator.value(state.function, max(step.result, 0)) and methods_for(
            state, symbol, "__init__"
        ):
            initialise(state, step, symbol, state.keep(step, "made", made), passed, apply, site)
        return made
    made = Held(0, state.new_object(step.result))
    receiver = step.result
    if receiver >= 0:
        state.built.add(receiver)
        old = state.held[receiver]
        state.held[receiver] = Held(old.taint, made.objects | old.objects)
        if state.held[receiver] != old:
            state.grown.append(receiver)
    else:
        receiver = state.keep(step, "made", made)
    _, bases = declared_fields(state, symbol)
    if bases & _TEXTS:
        given = [state.read(register) for register in passed.positional[:1]]
        return Held(join(given).taint if given else 0, made.objects)
    if "builtins.BaseException" in bases:
        _fill_arguments(state, step, made, passed)
    if not initialise(state, step, symbol, receiver, passed, apply, site):
        _fill_fields(state, step, symbol, made, passed)
        if isinstance(step, Call) and site is not None:
            for api in call_apis(state.view, site):  # the constructor of a class outside takes the arguments
                reach_outside(state, step, api)
                if state.models.sinks(api):  # that of the nearest one
                    break
        for method in methods_for(state, symbol, "__post_init__"):
            apply(state, step, method, _variables(state, symbol, method, receiver, passed), site)
    return made


def initialise(
    state: State,
    step: Instruction,
    symbol: ClassSymbol,
    receiver: int,
    passed: Passed,
    apply: Apply,
    site: CallSite | None,
) -> bool:
    """Run `__init__` on the object, if the program has one."""
    makers = methods_for(state, symbol, "__init__")
    for maker in makers:
        apply(state, step, maker, bind_once(state, step, maker, receiver, passed), site)
    return bool(makers)


def provided(state: State, step: Instruction, provider: FunctionSymbol, apply: Apply) -> Held:
    """What a function gives that a library calls to fill a parameter; of `__init__`, the new object."""
    if provider.owner is None or provider.name != "__init__":
        return apply(state, step, provider, {})
    made = Held(0, state.new_object(step.result, "provided"))
    apply(state, step, provider, {0: state.keep(step, f"provided {provider.path}", made)})
    return made


def bind_once(
    state: State, step: Instruction, function: FunctionSymbol, receiver: int | None, passed: Passed
) -> Binding:
    """What the function is passed; the same at each visit."""
    key = (id(step), function, NONE if receiver is None else receiver, passed)
    bound = state.bound.get(key)
    if bound is None:
        bound = state.bound[key] = bind_passed(state, step, function, receiver, passed)
    return bound


def _variables(
    state: State,
    symbol: ClassSymbol,
    method: FunctionSymbol,
    receiver: int,
    passed: Passed,
) -> Binding:
    """What `__post_init__` gets: those arguments that its parameters name and that are no fields."""
    names = declared_fields(state, symbol)[0]
    given = dict([*zip(names, passed.positional, strict=False), *passed.named])
    bound: Binding = {0: receiver}
    for i, parameter in enumerate(method.function.parameters[1:], 1):
        if parameter.name in given:
            bound[i] = given[parameter.name]
    return bound


def _fill_fields(state: State, step: Instruction, symbol: ClassSymbol, made: Held, passed: Passed) -> None:
    """A class without an `__init__` of its own that takes arguments keeps them in its declared fields."""
    names, bases = declared_fields(state, symbol)
    is_tuple = "typing.NamedTuple" in bases
    if bases & _COLLECTIONS and _fill_collection(state, made, passed, bases):
        return
    if not names and passed.positional:  # another class whose base takes the arguments
        _fill_arguments(state, step, made, passed)
    spread = [(name, register) for key, register in passed.named if not key for name in names]
    for name, register in spread:
        value = state.field(state.read(register), f"[{name!r}]", max(register, 0))
        if value.taint or value.objects:
            state.write(made, f".{name}", value, source=max(register, NONE))
    for name, register in [*zip(names, passed.positional, strict=False), *passed.named]:
        if name:
            value = state.read(register)
            state.write(made, f".{name}", value, source=max(register, NONE))
            if is_tuple and name in names:
                state.write(made, f"[{names.index(name)}]", value, source=max(register, NONE))
            taint = state.deep(value)
            if taint:
                state.share(SharedOrigin(symbol, name), taint)
                keep_field(state, symbol, name, taint)
    for key, register in passed.named:
        for name in symbol.members if not key and state.around.stores.is_kept(symbol) else ():
            inside = state.field(state.read(register), f"[{name!r}]", max(register, 0))
            keep_field(state, symbol, name, state.deep(inside))


def initialised(state: State, step: Call, of: Super, path: str) -> Held:
    """`super().__init__(...)` of a class outside: an exception or a collection takes what it is passed.

    What can be read from objects whose class the models describe is said there.
    """
    receiver, passed = state.own_receiver(), passed_by(step)
    _, bases = declared_fields(state, of.of)
    own = state.read(receiver)
    if "builtins.BaseException" in bases:
        _fill_arguments(state, step, own, passed)
    elif bases & _COLLECTIONS:
        _fill_collection(state, own, passed, bases)
    elif path == "builtins.object.__init__":
        if passed.positional or passed.named:  # only the constructor of a record takes any
            _fill_fields(state, step, of.of, own, passed)
    elif any(map(state.models.class_of, sorted(bases))):
        _fill_arguments(state, step, own, passed)
    else:
        for number in (*passed.positional, *(number for _, number in passed.named)):
            value = state.read(number)
            if value.taint or value.objects:
                state.write(own, "*", Held(state.deep_here(value), value.objects), source=number)
    return CLEAN


def _fill_arguments(state: State, step: Instruction, made: Held, passed: Passed) -> None:
    """What an exception is made of is its `args`."""
    arguments = Held(0, state.new_object(step.result, "args"))
    state.write(made, ".args", arguments)
    for i, register in enumerate(passed.positional):
        state.write(arguments, f"[{i}]", state.read(register), source=max(register, NONE))


def declared_fields(state: State, symbol: ClassSymbol) -> tuple[list[str], set[str]]:
    """The declared fields of the class in their order, and the classes outside that it derives from."""
    names: list[str] = []
    bases: set[str] = set()
    for node in reversed(state.evaluator.mro(symbol)):
        if isinstance(node, str):
            bases.add(node)
        elif node.body is not None:
            declared = node.body.function.annotations
            names.extend(name for name in declared if name not in names and is_field(declared[name]))
    return names, bases


def _fill_collection(state: State, made: Held, passed: Passed, bases: set[str]) -> bool:
    """An object of a class that derives from a built-in collection holds what such a collection would."""
    is_mapping = bool(bases & _MAPPINGS)
    for register in passed.positional:
        value = state.read(register)
        if is_mapping:
            copy_elements(state, value, made, max(register, NONE))
        elif value.taint or value.objects:
            inside = elements(state, value, max(register, 0))
            state.write(made, "*", inside, source=max(register, NONE))
    for name, register in passed.named if is_mapping else ():
        value = state.read(register)
        if name and (value.taint or value.objects):
            state.write(made, f"[{name!r}]", value, source=max(register, NONE))
    return True
