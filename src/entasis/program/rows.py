"""Of which class of the program the rows are that a query finds, and what leads from one row to others.

Post.objects.filter(...).first()      a Post
session.query(Post)                   a query for Posts
post.comments.all()                   Comments, where `Comment.post` is declared to lead back so
"""

from typing import TYPE_CHECKING, Final

from entasis.ir.instructions import Call, GetField
from entasis.models.rows import ThreatModel
from entasis.program.hierarchy import Node
from entasis.program.symbols import (
    UNKNOWN,
    Bound,
    ClassSymbol,
    FunctionSymbol,
    Instance,
    Listed,
    Super,
    Thing,
    Value,
)

if TYPE_CHECKING:
    from entasis.program.evaluate import Evaluator

# Methods that give several rows, or all, of what a query finds.
_MANY: Final = frozenset(
    {"all", "fetchall", "fetchmany", "fetch_all", "get_list_or_404", "iterator", "unique"}
)
_OTHERS: Final = frozenset(
    {"values", "values_list", "in_bulk", "aggregate", "with_entities", "with_only_columns"}
)
_PAIRS: Final = frozenset({"get_or_create", "update_or_create", "aget_or_create", "aupdate_or_create"})
_LIST: Final = "builtins.list"


def class_of_rows(thing: Thing) -> Node | None:
    """The class whose rows a query, or a list of them, holds; None if it is none, or of no class that is known."""
    match thing:
        case Instance(content=Listed(of=of, is_first=False)):
            return of
        case _:
            return None


def queried(
    evaluator: "Evaluator",
    path: str,
    returned: str | None,
    receiver: Thing | None,
    function: FunctionSymbol | None = None,
    step: Call | None = None,
) -> Value:
    """What the call of `path` gives if that is a query for rows of a known class, or rows; nothing if it is neither."""
    name = path.rpartition(".")[2]
    if name not in evaluator.reading or name in _OTHERS:
        return UNKNOWN
    is_query = returned is not None and evaluator.models.is_query_class(returned)
    if not is_query and (returned is not None or not _reads(evaluator, path)):
        return UNKNOWN
    of = _asked_for(evaluator, receiver, function, step)
    if of is None:
        return UNKNOWN
    things = evaluator.things
    if returned is not None:
        return (things.listed(of, returned),)
    if name in _PAIRS:
        return (things.led_by(of),)
    return (things.listed(of) if name in _MANY else things.instance(of),)


def _reads(evaluator: "Evaluator", path: str) -> bool:
    source = evaluator.models.source(path)
    return source is not None and evaluator.models.kinds[source.kind].threat_model is ThreatModel.DATABASE


def _asked_for(
    evaluator: "Evaluator", receiver: Thing | None, function: FunctionSymbol | None, step: Call | None
) -> Node | None:
    """The class of the rows: of the query or class that the method is one of, or of what is passed first."""
    found = [] if receiver is None else [receiver]
    callee = function.function.definitions[step.callee] if function is not None and step is not None else None
    if function is not None and isinstance(callee, GetField) and receiver is None:
        found += evaluator.value(function, callee.object)
    if function is not None and step is not None and step.arguments and not step.stars:
        found += evaluator.value(function, step.arguments[0])
    for thing in found:
        of = thing if isinstance(thing, ClassSymbol) else class_of_rows(thing)
        if of is not None:
            return of
    return None


def own_rows(evaluator: "Evaluator", held: str, receiver: Thing) -> Value:
    """The attribute of a class that is a query for its own objects: `Post.objects`."""
    of = receiver.of if isinstance(receiver, Instance) else receiver
    if isinstance(of, ClassSymbol) and evaluator.models.is_query_class(held):
        return (evaluator.things.listed(of, held),)
    return UNKNOWN


def own_rows_outside(evaluator: "Evaluator", path: str, held: Value) -> Value:
    """The same of a class of a library, where the program's rows lead to its rows or from there."""
    root = root_of(evaluator, path)
    if not any(root in of for of in evaluator.related.values()):
        return held
    return tuple(
        evaluator.things.listed(root, thing.of)
        if isinstance(thing, Instance)
        and isinstance(thing.of, str)
        and evaluator.models.is_query_class(thing.of)
        else thing
        for thing in held
    )


def named_class(evaluator: "Evaluator", receiver: Thing | None, names: tuple[str, ...]) -> list[Node]:
    """The class that the object names itself by the first of these attributes that says one: it, or a query for its rows."""
    of = receiver.of.instance if isinstance(receiver, Super) else receiver
    for name in names if isinstance(of, Instance) else ():
        assert of is not None
        things: list[Thing] = []
        for thing in evaluator.attribute(of, name):
            inner = thing.function if isinstance(thing, Bound) else thing
            things += evaluator.result(inner) if isinstance(inner, FunctionSymbol) else (thing,)
        found = [_class_said(thing) for thing in things]
        known = [node for node in found if node is not None]
        if known:
            return list(dict.fromkeys(known)) if len(known) == len(things) else []
    return []


def _class_said(thing: Thing) -> Node | None:
    if isinstance(thing, Instance) and isinstance(thing.of, ClassSymbol):
        return thing.of
    return thing if isinstance(thing, ClassSymbol) else class_of_rows(thing)


def related(evaluator: "Evaluator", of: Node, name: str) -> Value:
    """What lies in the field of a row by which it leads to others; nothing if it does not."""
    holders = evaluator.related[name]
    for node in evaluator.mro(of) if isinstance(of, ClassSymbol) else (of,):
        found = holders.get(root_of(evaluator, node) if isinstance(node, str) else node)
        if found is not None:
            return found
    return UNKNOWN


def root_of(evaluator: "Evaluator", path: str) -> Node:
    """The class that stands for that of a library: the one that the program derives, where it derives one from it."""
    todo = [evaluator.models.canonical(path)]
    for one in todo:
        row = evaluator.models.class_of(one)
        if row is not None and row.subclassed:
            return evaluator.things.subclassed.get(one, one)
        todo += [base for base in row.bases if base not in todo] if row is not None else []
    return path
