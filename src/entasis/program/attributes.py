"""What attributes of objects, classes and modules can be: fields and members along the resolution order.

class Base:                              Store().db    what any class of the order assigns to `self.db`
name = "base"                        Store().name  the nearest class member, or what methods assign
def save(self): self.db.commit()     Store().save  Bound(Base.save, Store())
class Store(Base):
def __init__(self): self.db = connect()
"""

from typing import TYPE_CHECKING, Final

from entasis.ir.instructions import UNBOUND, Const
from entasis.models.stubs import FunctionKind as StubKind
from entasis.models.stubs import StubAttribute, StubClass, StubFunction
from entasis.program.behind import is_left, own_behind
from entasis.program.decorators import made_class, method_kind
from entasis.program.facts import is_unbound
from entasis.program.forwarding import forwarded_to
from entasis.program.hierarchy import UNSEEN, Node
from entasis.program.kept import kept_in
from entasis.program.names import module_member, outside
from entasis.program.records import is_enumeration, is_kept_by_objects
from entasis.program.rows import named_class, own_rows, own_rows_outside, related
from entasis.program.solver import union
from entasis.program.symbols import (
    NOTHING,
    OTHER,
    UNKNOWN,
    Api,
    Bound,
    ClassSymbol,
    FunctionSymbol,
    Instance,
    ModuleSymbol,
    Partial,
    Super,
    Thing,
    Unsettled,
    Value,
    Wrapped,
)

if TYPE_CHECKING:
    from entasis.program.evaluate import Evaluator

_OBJECT: Final = "builtins.object"
_TYPE: Final = "builtins.type"
_OF_EACH_CLASS: Final = frozenset({"__new__", "__init__"})
_FUNCTION: Final = "types.FunctionType"


def each_attribute(evaluator: "Evaluator", value: Value, name: str) -> Value:
    """What `.name` of the value can be. Whatever goes on after it was read was not read from None."""
    none = evaluator.things.none
    if len(value) == 1 and value[0] is not none:
        return attribute(evaluator, value[0], name)
    return (
        union([attribute(evaluator, thing, name) for thing in value if thing is not none])
        if value
        else UNKNOWN
    )


def attribute(evaluator: "Evaluator", thing: Thing, name: str) -> Value:
    """What `thing.name` can be."""
    match thing:
        case Instance() | ClassSymbol() | ModuleSymbol():
            return evaluator.ask(thing, name)
        case Api() | FunctionSymbol() if name in {"__func__", "__wrapped__"}:
            return (thing,)
        case Api():
            found = outside(evaluator, f"{thing.path}.{name}")
            return own_rows_outside(evaluator, thing.path, found) if name in evaluator.reading else found
        case Super():
            return super_member(evaluator, thing, thing.of, name)
        case Partial():
            return (thing.function,) if name == "func" else UNKNOWN
        case Bound() if name == "__func__":
            return (thing.function,)
        case FunctionSymbol() if thing.decorators and (made := made_class(evaluator, thing)):
            return outside_member(evaluator, made, name, evaluator.things.instance(made))
        case FunctionSymbol() if evaluator.stub_member(_FUNCTION, name) is not None:
            return outside_member(evaluator, _FUNCTION, name, evaluator.things.instance(_FUNCTION))
        case Unsettled():
            return (thing,)
        case _:
            return UNKNOWN


def member(evaluator: "Evaluator", owner: Instance | ClassSymbol | ModuleSymbol, name: str) -> Value:
    """What the attribute `name` of an object, a class or a module is found to be."""
    if isinstance(owner, ModuleSymbol):
        return module_member(evaluator, owner, name)
    if isinstance(owner, ClassSymbol):
        return _of_class(evaluator, owner, name)
    of = owner.of
    if name == "__class__":
        return (of if isinstance(of, ClassSymbol) else evaluator.things.api(of),)
    if name in evaluator.related:
        led = related(evaluator, of, name)
        if led:
            return led
    if isinstance(of, str):
        return kept_in(evaluator, of, name) or outside_member(evaluator, of, name, owner)
    inner = forwarded_to(evaluator, owner, name)
    if inner:
        return union([each_attribute(evaluator, inner, name), UNKNOWN])
    if name in _OF_EACH_CLASS and _TYPE in evaluator.mro(of):
        return UNKNOWN  # an object of a metaclass is a class: what it has itself comes first
    return _member(evaluator, evaluator.mro(of), name, owner)


def _of_class(evaluator: "Evaluator", symbol: ClassSymbol, name: str) -> Value:
    if name == "__class__":
        return UNKNOWN
    order = evaluator.mro(symbol)
    if name in evaluator.told_by and _is_told(evaluator, order, name):
        return outside_member(evaluator, evaluator.told_by[name], name, symbol)
    value = _member(evaluator, order, name, symbol)
    # What every object has, the class has of its own: that is then not known, but surely not that of its metaclass.
    if (
        value
        or evaluator.stub_member(_TYPE, name) is None
        or evaluator.stub_member(_OBJECT, name) is not None
    ):
        return value
    return outside_member(evaluator, _TYPE, name, evaluator.things.instance(_TYPE))


def _is_told(evaluator: "Evaluator", order: tuple[Node, ...], name: str) -> bool:
    """Whether the name can only be a member of a class that is not there."""
    is_own = any(isinstance(node, ClassSymbol) and name in node.members for node in order)
    return not is_own and any(_is_unknown(evaluator, node) for node in order)


def _is_unknown(evaluator: "Evaluator", node: Node) -> bool:
    """Whether nothing is known of the class but, at most, its name."""
    if not isinstance(node, str):
        return False
    return node == UNSEEN or not (evaluator.stubs.is_class(node) or evaluator.models.are_about(node))


def method_result(evaluator: "Evaluator", thing: Instance, names: tuple[str, ...]) -> Value | None:
    """What calling the first of the methods `names` that the object has gives; None if none is known of it."""
    for name in names:
        found: list[Value] = []
        for method in attribute(evaluator, thing, name):
            match method:
                case Bound(function=FunctionSymbol() as function):
                    found.append(evaluator.result(function))
                case Bound(function=Api(path=path)):
                    returned = evaluator.models.returns(path)
                    entry = evaluator.stubs.find(path)
                    if returned is not None:
                        found.append((evaluator.things.instance(returned),))
                    elif isinstance(entry, StubFunction):
                        found.append(stub_types(evaluator, entry.returns, thing))
                case Unsettled():
                    found.append((method,))
                case _:
                    found.append(UNKNOWN)
        if found:
            return union(found)
    return None


def super_member(evaluator: "Evaluator", thing: Super, of: ClassSymbol, name: str) -> Value:
    """What `super().name` finds for an object of the class `of`."""
    order = evaluator.mro(of)
    if thing.after not in order:
        return UNKNOWN
    return _member(evaluator, order[order.index(thing.after) + 1 :], name, thing)


def _member(evaluator: "Evaluator", order: tuple[Node, ...], name: str, receiver: Thing) -> Value:
    """What `receiver.name` finds along the resolution order `order`.

    A field that any class of the order sets on its objects hides what the classes hold, wherever it is set. Where
    nothing, or only None, is found, subclasses define it.
    """
    found = _class_member(evaluator, order, name, receiver)
    values = [] if found is None else [found]
    if isinstance(receiver, Instance):
        values += _stored_fields(evaluator, order, name)
    is_known = any(value and value[0] is not evaluator.things.none for value in values)
    if not is_known and not isinstance(receiver, Super) and _is_placeholder(order, name):
        values += _below(evaluator, receiver, name)
    return union(values) if values else UNKNOWN


def _is_placeholder(order: tuple[Node, ...], name: str) -> bool:
    """Whether no class of the order assigns anything but None to the name."""
    for node in order:
        if isinstance(node, ClassSymbol) and node.body is not None:
            stored = [(node.body, register) for register in node.stored(name)]
            for function, register in [*stored, *node.fields.get(name, ())]:
                step = function.function.definitions[register]
                if not isinstance(step, Const) or not (step.value is None or step.value is UNBOUND):
                    return False
    return True


def _below(evaluator: "Evaluator", receiver: Thing, name: str) -> list[Value]:
    """What subclasses define, where the class itself leaves the name to them; there may be more of them elsewhere."""
    symbol = receiver.of if isinstance(receiver, Instance) else receiver
    if not isinstance(symbol, ClassSymbol):
        return []
    found: list[Value] = []
    for subclass in evaluator.subclasses.get(symbol, ()):
        if isinstance(receiver, Instance):
            found += _stored_fields(evaluator, (subclass,), name)
        own = _own_member(evaluator, subclass, name, receiver)
        if own is not None:
            found.append(own)
    return [*found, UNKNOWN] if found else []


def _class_member(
    evaluator: "Evaluator", order: tuple[Node, ...], name: str, receiver: Thing
) -> Value | None:
    """What the nearest class of the order that has the member gives; None if none is seen to have it."""
    is_dynamic = False
    for at, node in enumerate(order):
        if isinstance(node, str):
            if not _may_have(evaluator, node, name) or is_left(evaluator, order[at:], name):
                continue
            own = own_behind(evaluator, order[at:], name)
            if own is not None:
                return union([_own_member(evaluator, own, name, receiver) or UNKNOWN, UNKNOWN])
            return outside_member(evaluator, node, name, receiver)
        found = _own_member(evaluator, node, name, receiver)
        if found is not None:
            return found
        is_dynamic = is_dynamic or "__getattr__" in node.members
    if evaluator.stub_member(_OBJECT, name) is not None:
        return outside_member(evaluator, _OBJECT, name, receiver)
    return UNKNOWN if is_dynamic else None


def _may_have(evaluator: "Evaluator", path: str, name: str) -> bool:
    """Whether the class outside at `path` has the member, as far as is known of it, and not only as `object` has it."""
    found = evaluator.stub_member(path, name)
    return (
        not evaluator.stubs.is_class(path)
        or (found is not None and found != evaluator.stub_member(_OBJECT, name))
        or evaluator.models.value(f"{path}.{name}") is not None
        or evaluator.stub_member(path, "__getattr__") is not None
    )


def _stored_fields(evaluator: "Evaluator", order: tuple[Node, ...], name: str) -> list[Value]:
    """What methods of the classes assign to the field; declared types where an assignment declares one."""
    values: list[Value] = []
    for node in order:
        for function, register in node.fields.get(name, ()) if isinstance(node, ClassSymbol) else ():
            if is_unbound(function.function.definitions, register):
                continue
            text = function.function.annotations.get(f"self.{name}", "")
            declared = evaluator.annotated(function, text) if text else UNKNOWN
            values.append(declared or evaluator.value(function, register))
    return values


def _own_member(evaluator: "Evaluator", symbol: ClassSymbol, name: str, receiver: Thing) -> Value | None:
    """What the class body of `symbol` itself gives for the name; None if it has no such member."""
    if symbol.record is not None:
        return UNKNOWN if name in symbol.record.names else None
    body = symbol.body
    assert body is not None
    registers = symbol.stored(name) if name in symbol.members else []
    annotation = body.function.annotations.get(name)
    if not registers:
        return None if annotation is None else evaluator.annotated(body, annotation)
    found: list[Value] = []
    is_member = not name.startswith("_") and is_enumeration(evaluator, symbol)
    for register in registers:
        value = evaluator.value(body, register)
        if is_member:
            found.append(_enumerated(evaluator, symbol, value, receiver))
        elif value and is_kept_by_objects(evaluator, symbol, annotation, value):
            found.append(value)
        elif value:
            found += [_reached(evaluator, thing, receiver) for thing in value]
        else:
            found.append(UNKNOWN)
    joined = union(found)
    declared = UNKNOWN if annotation is None else evaluator.annotated(body, annotation)
    return union([joined, declared]) if joined and declared else joined or declared


def _enumerated(evaluator: "Evaluator", symbol: ClassSymbol, value: Value, receiver: Thing) -> Value:
    """A member of an enumeration is an object of it; what is no value (a method, a nested class) stays what it is."""
    kept = [
        _reached(evaluator, thing, receiver)
        for thing in value
        if isinstance(thing, FunctionSymbol | ClassSymbol | Wrapped | Unsettled)
    ]
    return union(kept) if kept else (symbol.instance,)


def _reached(evaluator: "Evaluator", thing: Thing, receiver: Thing) -> Value:
    """A thing found in a class, as reached through `receiver`: functions are bound, descriptors asked."""
    match thing:
        case FunctionSymbol():
            kind = method_kind(evaluator, thing)
            if kind is None:
                return NOTHING
            if kind is StubKind.STATIC_METHOD:
                return (thing,)
            if kind is StubKind.PROPERTY:
                return UNKNOWN if isinstance(receiver, ClassSymbol) else evaluator.result(thing)
            if kind is StubKind.CLASS_METHOD or isinstance(receiver, Instance | Super):
                return (evaluator.things.bound(thing, receiver),)
            return (thing,)
        case Api(path=path) if isinstance(receiver, Instance | Super):
            found = evaluator.stubs.find(path)
            is_method = isinstance(found, StubFunction) and found.kind is StubKind.METHOD
            return (evaluator.things.bound(thing, receiver) if is_method else thing,)
        case Wrapped():
            return _unwrapped(evaluator, thing, receiver)
        case Instance(of=ClassSymbol() as of):
            if not any(
                isinstance(node, ClassSymbol) and "__get__" in node.members for node in evaluator.mro(of)
            ):
                return (thing,)
            return method_result(evaluator, thing, ("__get__",)) or UNKNOWN
        case Instance(of=str() as of):
            if evaluator.stubs.is_class(of):
                return UNKNOWN if evaluator.stub_member(of, "__get__") is not None else (thing,)
            is_known = isinstance(receiver, ClassSymbol) or evaluator.models.class_of(of) is not None
            return (thing,) if is_known else (thing, OTHER)  # it may be a descriptor
        case _:
            return (thing,)


def _unwrapped(evaluator: "Evaluator", thing: Wrapped, receiver: Thing) -> Value:
    function = thing.function
    if not isinstance(function, FunctionSymbol):
        return (function,) if thing.wrapper == "builtins.staticmethod" else UNKNOWN
    if thing.wrapper == "builtins.staticmethod":
        return (function,)
    if thing.wrapper == "builtins.classmethod":
        return (evaluator.things.bound(function, receiver),)
    return UNKNOWN if isinstance(receiver, ClassSymbol) else evaluator.result(function)


# Classes outside


def outside_member(evaluator: "Evaluator", path: str, name: str, receiver: Thing) -> Value:
    """What the class outside at `path` gives for a member name."""
    if not path:
        return UNKNOWN
    api = f"{path}.{name}"
    held = evaluator.models.value(api)
    if held is not None:
        if name in evaluator.reading and (own := own_rows(evaluator, held, receiver)):
            return own
        row = evaluator.models.type_of(api)
        named = named_class(evaluator, receiver, row.of_class) if row is not None and row.of_class else []
        return tuple(map(evaluator.things.instance, named)) or (evaluator.things.own(held),)
    found = evaluator.stub_member(path, name)
    reached = evaluator.things.api(api)
    through_object = isinstance(receiver, Instance | Super)
    match found:
        case None:
            if through_object and not evaluator.models.is_known(api):
                made_up = evaluator.models.returns(f"{path}.__getattr__")
                if made_up is not None:
                    return (evaluator.things.instance(made_up),)
            if not _may_have(evaluator, path, name):
                return UNKNOWN
        case StubFunction(kind=StubKind.PROPERTY, returns=returns):
            return stub_types(evaluator, returns, receiver)
        case StubFunction():
            pass
        case StubAttribute(types=types):
            return stub_types(evaluator, types, receiver) or (reached,)
        case StubClass(path=inner):
            return (evaluator.things.api(inner),)
        case _:
            return UNKNOWN
    return (evaluator.things.bound(reached, receiver),) if through_object else (reached,)


def stub_types(evaluator: "Evaluator", types: tuple[str, ...], receiver: Thing) -> Value:
    """Objects of the stub types; what may also be None counts as the rest."""
    found: list[Value] = []
    for name in types:
        if name == "None":
            found.append((evaluator.things.none,))
        elif not name:
            found.append(UNKNOWN)
        elif name == "Self":
            found.append((receiver,) if isinstance(receiver, Instance) else UNKNOWN)
        else:
            found.append((evaluator.things.instance(name),))
    return union(found) if found else UNKNOWN
