"""What classes whose objects are rows say of how these lead to each other.

class Comment(models.Model):
    post = models.ForeignKey("Post", related_name="comments")      `comment.post` is a Post, `post.comments` finds Comments
class Post(Base):
    comments = relationship("Comment", backref="post")             the same

Which calls declare such columns, and how they are told what they lead to, is said by the `[[relation]]` rows.
"""

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Final, final

from entasis.ir.instructions import NONE, Call, Const, Instruction
from entasis.models.names import query_names
from entasis.models.related import Relation
from entasis.program.annotations import TypeText, parse_annotation
from entasis.program.hierarchy import Node
from entasis.program.passing import argument, callee_name
from entasis.program.rows import root_of
from entasis.program.solver import union
from entasis.program.symbols import Api, Bound, ClassSymbol, ModuleSymbol, Value

if TYPE_CHECKING:
    from entasis.program.evaluate import Evaluator

_ITSELF: Final = frozenset({"self", "this"})


def tell_relations(evaluator: "Evaluator", modules: Sequence[ModuleSymbol]) -> None:
    """Tell the evaluator which fields of rows lead to which others, by name."""
    packages = {"builtins"}.union(*(module.imported for module in modules))
    libraries = evaluator.models.files.reached(packages)
    evaluator.reading = query_names(evaluator.models)
    names = {row.api.rpartition(".")[2] for library in libraries for row in library.relations}
    if names:
        _Relations(evaluator, modules, names).tell()


@final
class _Relations:
    """The classes of one program, by their small names too."""

    def __init__(self, evaluator: "Evaluator", modules: Sequence[ModuleSymbol], names: set[str]) -> None:
        self._evaluator = evaluator
        self._names = names
        self._modules = modules
        self._by_name: dict[str, list[ClassSymbol]] = {}
        for module in modules:
            for symbol in module.classes if not module.is_test else ():
                if symbol.bases:
                    self._by_name.setdefault(symbol.ir.name, []).append(symbol)

    def tell(self) -> None:
        """Tell it of each."""
        found: dict[str, dict[Node, list[Value]]] = {}
        for module in self._modules:
            for symbol in module.classes if not module.is_test else ():
                for name, relation, call in self._declared(symbol):
                    of = self._target(symbol, name, relation, call)
                    if of is None:
                        continue
                    found.setdefault(name, {}).setdefault(symbol, []).append(
                        self._value(relation, relation.gives, of)
                    )
                    back = self._back(symbol, relation, call)
                    if back.isidentifier():
                        value = self._value(relation, relation.back_gives, symbol)
                        found.setdefault(back, {}).setdefault(of, []).append(value)
        self._evaluator.related = {
            name: {node: union(values) for node, values in of.items()} for name, of in found.items()
        }

    def _declared(self, symbol: ClassSymbol) -> Iterator[tuple[str, Relation, Call]]:
        body = symbol.body
        for name, registers in symbol.members.items() if body is not None else ():
            step = body.function.definitions[registers[-1]] if body is not None and registers else None
            if body is None or not isinstance(step, Call) or step.decorates:
                continue
            if callee_name(body, step) not in self._names:
                continue
            for thing in self._evaluator.value(body, step.callee):
                inner = thing.function if isinstance(thing, Bound) else thing
                row = self._evaluator.models.relation(inner.path) if isinstance(inner, Api) else None
                if row is not None:
                    yield name, row, step

    def _value(self, relation: Relation, gives: tuple[str, ...], of: Node) -> Value:
        things = self._evaluator.things
        found = {"one": things.instance(of), "many": things.listed(of, relation.many)}
        return tuple(found[each] for each in gives)

    def _target(self, symbol: ClassSymbol, name: str, relation: Relation, call: Call) -> Node | None:
        """The class to whose rows the column leads."""
        body = symbol.body
        assert body is not None
        register = argument(call, relation.to)
        if register == NONE:
            text = body.function.annotations.get(name, "")
            return self._annotated(symbol, relation, parse_annotation(text) if text else None)
        step: Instruction | None = body.function.definitions[register]
        if isinstance(step, Const):
            return self._named(symbol, step.value) if isinstance(step.value, str) else None
        for thing in self._evaluator.value(body, register):
            if isinstance(thing, ClassSymbol):
                return thing
            if isinstance(thing, Api):
                return root_of(self._evaluator, self._evaluator.models.itself(thing.path) or thing.path)
        return None

    def _annotated(self, symbol: ClassSymbol, relation: Relation, declared: TypeText | None) -> Node | None:
        """The class in `Mapped[list["Comment"]]`."""
        if declared is None or declared.last != relation.annotated:
            return None
        while declared.arguments:
            declared = declared.arguments[0]
        return self._named(symbol, declared.name)

    def _named(self, symbol: ClassSymbol, text: str) -> Node | None:
        """The class of that name, nearest to the one that says it; "app.Class" and "module.Class" end so as well."""
        name = text.rpartition(".")[2]
        if name in _ITSELF:
            return symbol
        found = self._by_name.get(name, [])
        if not found:
            return self._of_library(name)
        here = symbol.module.directory
        return min(
            found, key=lambda other: (other.module is not symbol.module, other.module.directory != here)
        )

    def _of_library(self, name: str) -> Node | None:
        """The class of a library that programs derive their own from, called so: `"auth.User"`."""
        for library in self._evaluator.models.files.read():
            for row in library.classes:
                root = root_of(self._evaluator, row.api) if row.api.rpartition(".")[2] == name else row.api
                if root != row.api:
                    return root
        return None

    def _back(self, symbol: ClassSymbol, relation: Relation, call: Call) -> str:
        """What the field is called by which those rows lead back, or ""."""
        body = symbol.body
        register = argument(call, relation.back) if relation.back is not None else NONE
        if register == NONE or body is None:
            return relation.unnamed.format(symbol.ir.name.lower())
        step = body.function.definitions[register]
        if isinstance(step, Call) and step.arguments:  # `backref=backref("post", lazy=True)`
            step = body.function.definitions[step.arguments[0]]
        return step.value if isinstance(step, Const) and isinstance(step.value, str) else ""
