"""Classes whose constructor nobody writes: dataclasses, attrs classes, named tuples, pydantic models; and enumerations.

    @dataclass
    class Point(Named):          Point(name, x, y=..., *, unit=...): the fields of the bases first
        x: int
        y: int = 0
        unit: str = field(default="m", kw_only=True)
        _: ClassVar[int] = 3

Only what is written out is told; where a field may or may not be there, the signature is not known.
"""

from typing import TYPE_CHECKING, Final

from msgspec import Struct

from entasis.ir.instructions import Build, Call, Const, GetField, Instruction
from entasis.program.annotations import TypeText, parse_annotation
from entasis.program.symbols import Api, ClassSymbol, FunctionSymbol, Value
from entasis.signature import Parameter, ParameterKind, Signature

if TYPE_CHECKING:
    from entasis.program.evaluate import Evaluator

_DATACLASS: Final = frozenset({"dataclasses.dataclass", "pydantic.dataclasses.dataclass"})
_ATTRS: Final = frozenset({"attr.s", "attr.attrs", "attr.attributes"})
_DEFINE: Final = frozenset(
    {f"{package}.{name}" for package in ("attr", "attrs") for name in ("define", "frozen", "mutable")}
    | {"attr.dataclass"}
)
_FIELD: Final = frozenset(
    {
        "dataclasses.field",
        "attr.ib",
        "attr.attrib",
        "attr.attr",
        "attr.field",
        "attrs.field",
        "pydantic.Field",
    }
    | {"pydantic.fields.Field"}
)
HARMLESS: Final = frozenset(
    {"functools.total_ordering", "typing.final", "typing_extensions.final", "typing.runtime_checkable"}
    | {"enum.unique", "dataclasses.dataclass"}
)
PLAIN_BASES: Final = frozenset({"abc.ABC", "typing.Generic", "typing.Protocol", "builtins.object"})
_MODELS: Final = frozenset({"pydantic.BaseModel", "pydantic.main.BaseModel"})
_NAMED_TUPLE: Final = "typing.NamedTuple"
RECORDS: Final = _DATACLASS | _ATTRS | _DEFINE  # what makes a class one whose text shows its fields
RECORD_BASES: Final = _MODELS | {_NAMED_TUPLE}
_ANY_NAMES: Final = Signature((Parameter("data", ParameterKind.VAR_KEYWORD),))


class Record(Struct, frozen=True):
    """A class that a call makes: its fields, and the class outside that it derives from."""

    names: tuple[str, ...]
    base: str
    signature: Signature


class Synthesised(Struct, frozen=True):
    """The constructor that a class gets without writing it, without `self`; None where that cannot be told."""

    signature: Signature | None


class _Field(Struct, frozen=True):
    has_default: bool
    is_keyword_only: bool
    is_given: bool = True  # whether the constructor takes it


def is_enumeration(evaluator: "Evaluator", symbol: ClassSymbol) -> bool:
    """Whether the class is an enumeration, whose members are its objects."""
    return any(node == "enum.Enum" for node in evaluator.mro(symbol))


def synthesised(evaluator: "Evaluator", symbol: ClassSymbol) -> Synthesised | None:
    """The constructor of a record class; None if its constructor is a written one."""
    order = evaluator.mro(symbol)
    for node in order:
        if node in PLAIN_BASES:
            continue
        if isinstance(node, str):
            return Synthesised(_ANY_NAMES) if node in _MODELS else None
        if "__init__" in node.members or "__new__" in node.members:
            return None
        signature = _synthesised(evaluator, node)
        if signature is not None:
            is_odd = any(
                isinstance(other, ClassSymbol) and has_metaclass(evaluator, other) for other in order
            )
            return Synthesised(None) if is_odd else signature
    return None


def _synthesised(evaluator: "Evaluator", symbol: ClassSymbol) -> Synthesised | None:
    if symbol.record is not None:
        return Synthesised(symbol.record.signature)
    if _NAMED_TUPLE in _base_paths(evaluator, symbol):
        return Synthesised(_named_tuple(symbol))
    for path, call in decorators_of(evaluator, symbol):
        if path in _DATACLASS | _ATTRS | _DEFINE and _flag(symbol, call, "init") is not False:
            return Synthesised(_record_signature(evaluator, symbol))
    return None


def is_made_specially(evaluator: "Evaluator", symbol: ClassSymbol) -> bool:
    """Whether a decorator, a metaclass or a computed base may change how objects of the class are made."""
    outer = symbol.outer
    if outer is None:
        return symbol.record is None
    if has_metaclass(evaluator, symbol):
        return True
    if any(path not in HARMLESS for path, _ in decorators_of(evaluator, symbol)):
        return True
    for register in symbol.bases:
        if isinstance(
            outer.function.definitions[register], Call
        ):  # a base that a call makes: six.with_metaclass
            value = evaluator.value(outer, register)
            if not (len(value) == 1 and isinstance(value[0], ClassSymbol) and value[0].record is not None):
                return True
    return False


def has_metaclass(evaluator: "Evaluator", symbol: ClassSymbol) -> bool:
    """Whether the class has a metaclass, or another keyword, that may do anything."""
    outer = symbol.outer
    for name, register in symbol.keywords if outer is not None else ():
        assert outer is not None
        if name != "metaclass" or _path(evaluator, outer, register) != "abc.ABCMeta":
            return True
    return False


def decorators_of(evaluator: "Evaluator", symbol: ClassSymbol) -> list[tuple[str, Call | None]]:
    """The API path of each decorator of the class, "" if unknown, and the call that configures it."""
    outer = symbol.outer
    found: list[tuple[str, Call | None]] = []
    for register in symbol.decorators if outer is not None else ():
        assert outer is not None
        step = outer.function.definitions[register]
        call = step if isinstance(step, Call) else None
        found.append((_path(evaluator, outer, register if call is None else call.callee), call))
    return found


def _path(evaluator: "Evaluator", function: FunctionSymbol, register: int) -> str:
    value = evaluator.value(function, register)
    return value[0].path if len(value) == 1 and isinstance(value[0], Api) else ""


def _base_paths(evaluator: "Evaluator", symbol: ClassSymbol) -> list[str]:
    outer = symbol.outer
    return [] if outer is None else [_path(evaluator, outer, register) for register in symbol.bases]


def _flag(symbol: ClassSymbol, call: Call | None, name: str) -> object:
    """The constant given for the keyword `name` of a decorator's call; None if it is not given."""
    if call is None or symbol.outer is None:
        return None
    return _keyword(symbol.outer, call, name)


def _keyword(function: FunctionSymbol, call: Call, name: str) -> object:
    """The constant given for the keyword `name`: None if it is not given, the step itself if it is no constant."""
    if name not in call.names:
        return None
    register = call.arguments[len(call.arguments) - len(call.names) + call.names.index(name)]
    step = function.function.definitions[register]
    return step.value if isinstance(step, Const) else step


# Signatures


def _record_signature(evaluator: "Evaluator", symbol: ClassSymbol) -> Signature | None:
    fields: dict[str, _Field] = {}
    for node in reversed(evaluator.mro(symbol)):
        if isinstance(node, str):
            if node not in PLAIN_BASES and node not in _MODELS:
                return None
            continue
        decorators = decorators_of(evaluator, node)
        known = [(path, call) for path, call in decorators if path in _DATACLASS | _ATTRS | _DEFINE]
        if not known and not decorators and not node.keywords:
            continue  # a plain class: its annotations are no fields
        if len(known) != 1 or len(decorators) != 1 or is_configured(node, known[0][1]):
            return None
        own = _own_fields(evaluator, node, *known[0])
        if own is None:
            return None
        if known[0][0] not in _DATACLASS:
            for name in own:
                fields.pop(name, None)  # attrs moves a redefined field behind the others
        fields.update(own)
    return _signature(fields)


def is_configured(symbol: ClassSymbol, call: Call | None) -> bool:
    """Whether the decorator is given something that changes the fields in a way that is not followed."""
    if call is None:
        return False
    followed = {"init", "kw_only", "frozen", "slots", "eq", "order", "repr", "hash", "unsafe_hash", "cmp"}
    followed |= {"auto_attribs", "weakref_slot", "match_args", "str", "cache_hash", "config"}
    is_plain = all(
        isinstance(_flag(symbol, call, name), bool | None) for name in ("init", "kw_only", "auto_attribs")
    )
    return (
        not is_plain
        or bool(call.stars)
        or len(call.arguments) != len(call.names)
        or not followed >= {*call.names}
    )


def _own_fields(
    evaluator: "Evaluator", symbol: ClassSymbol, path: str, call: Call | None
) -> dict[str, _Field] | None:
    body = symbol.body
    if body is None or len(body.function.blocks) != 1:
        return None
    is_keyword_only = _flag(symbol, call, "kw_only") is True
    if is_keyword_only and path not in _DATACLASS:
        return None  # whether it holds for inherited fields as well depends on the release of attrs
    annotations = body.function.annotations
    made = {name: _field_call(evaluator, symbol, registers) for name, registers in symbol.members.items()}
    if (
        path in _DATACLASS
        or (path in _ATTRS and _flag(symbol, call, "auto_attribs") is True)
        or (path in _DEFINE and all(name in annotations for name, field in made.items() if field is not None))
    ):
        names = list(annotations)
    else:
        names = [name for name, field in made.items() if field is not None]
    fields: dict[str, _Field] = {}
    for name in names:
        declared = parse_annotation(annotations.get(name, ""))
        if _is_named(declared, "ClassVar"):
            continue
        if _is_named(declared, "KW_ONLY"):
            is_keyword_only = True
            continue
        field = _field(symbol, body, name, made.get(name), is_keyword_only=is_keyword_only)
        if field is None:
            return None
        fields[name if path in _DATACLASS else name.lstrip("_")] = field
    return fields


def _field_call(evaluator: "Evaluator", symbol: ClassSymbol, registers: list[int]) -> Call | None:
    body = symbol.body
    step = None if body is None else body.function.definitions[registers[0]]
    if body is None or not isinstance(step, Call) or _path(evaluator, body, step.callee) not in _FIELD:
        return None
    return step


def _field(
    symbol: ClassSymbol, body: FunctionSymbol, name: str, call: Call | None, *, is_keyword_only: bool
) -> _Field | None:
    """How the constructor takes the field; None if that cannot be told."""
    if call is None:
        return _Field(has_default=name in symbol.members, is_keyword_only=is_keyword_only)
    given = {keyword: _keyword(body, call, keyword) for keyword in ("init", "kw_only")}
    if call.stars or "" in call.names or "alias" in call.names or "this" in call.names:
        return None
    if not all(isinstance(value, bool | None) for value in given.values()):
        return None
    has_default = (
        not {"default", "default_factory", "factory"}.isdisjoint(call.names)
        or len(call.arguments) > len(call.names)
        or _is_given_default(body, call)
    )
    return _Field(
        has_default,
        is_keyword_only=is_keyword_only if given["kw_only"] is None else given["kw_only"] is True,
        is_given=given["init"] is not False,
    )


def _is_given_default(body: FunctionSymbol, call: Call) -> bool:
    """Whether a method of the class gives the default: `@x.default`."""
    return any(
        isinstance(step, GetField) and step.name == "default" and step.object == call.result
        for step in body.function.definitions
    )


def is_field(annotation: str) -> bool:
    """Whether what is declared so is a field of each object: not one of the class, nor the mark before keywords."""
    may_be_none = "ClassVar" in annotation or "KW_ONLY" in annotation
    declared = parse_annotation(annotation) if may_be_none else None
    return not (_is_named(declared, "ClassVar") or _is_named(declared, "KW_ONLY"))


def is_kept_by_objects(
    evaluator: "Evaluator", symbol: ClassSymbol, annotation: str | None, value: Value
) -> bool:
    """Whether it is a function that is the default of a field of a record: each object has it, and it is bound to none.

    @dataclass
    class Splitter:
        length: Callable[[str], int] = count_words      self.length(text)   calls count_words(text)
    """
    if annotation is None or not any(isinstance(thing, FunctionSymbol) for thing in value):
        return False
    return is_field(annotation) and synthesised(evaluator, symbol) is not None


def _is_named(node: TypeText | None, name: str) -> bool:
    return node is not None and node.last == name


def _signature(fields: dict[str, _Field]) -> Signature | None:
    given = [(name, field) for name, field in fields.items() if field.is_given]
    positional = [(name, field) for name, field in given if not field.is_keyword_only]
    defaults = [field.has_default for _, field in positional]
    if defaults != sorted(defaults):
        return None  # Python refuses the class
    named = [(name, field) for name, field in given if field.is_keyword_only]
    return Signature(
        (
            *(Parameter(name, ParameterKind.POSITIONAL, field.has_default) for name, field in positional),
            *(Parameter(name, ParameterKind.KEYWORD_ONLY, field.has_default) for name, field in named),
        )
    )


def _named_tuple(symbol: ClassSymbol) -> Signature | None:
    body = symbol.body
    if body is None or len(body.function.blocks) != 1:
        return None
    return _signature(
        {
            name: _Field(has_default=name in symbol.members, is_keyword_only=False)
            for name in body.function.annotations
        }
    )


# Classes that a call makes


def record_of(function: FunctionSymbol, call: Call, path: str) -> Record | None:
    """The record class that a call of `namedtuple` or `NamedTuple` makes, if its fields are written out."""
    if call.stars or "" in call.names or len(call.arguments) - len(call.names) < 2:
        return None
    names = _names(function, call.arguments[1], is_typed=path == _NAMED_TUPLE)
    if names is None or "rename" in call.names:
        return None
    defaults = 0
    if "defaults" in call.names:
        step = _keyword(function, call, "defaults")
        if not isinstance(step, Build) or step.stars or step.kind not in {"list", "tuple"}:
            return None
        defaults = len(step.operands)
    required = len(names) - defaults
    parameters = [Parameter(name, ParameterKind.POSITIONAL, i >= required) for i, name in enumerate(names)]
    return Record(names, _NAMED_TUPLE, Signature(tuple(parameters)))


def _names(function: FunctionSymbol, register: int, *, is_typed: bool) -> tuple[str, ...] | None:
    definitions = function.function.definitions
    step = definitions[register]
    if isinstance(step, Const) and isinstance(step.value, str) and not is_typed:
        return tuple(step.value.replace(",", " ").split())
    if not isinstance(step, Build) or step.kind not in {"list", "tuple"} or step.stars:
        return None
    elements = [definitions[operand] for operand in step.operands]
    if is_typed:
        elements = [_first(definitions, element) for element in elements]
    names = [e.value for e in elements if isinstance(e, Const) and isinstance(e.value, str)]
    return tuple(names) if len(names) == len(elements) else None


def _first(definitions: list[Instruction | None], element: Instruction | None) -> Instruction | None:
    is_pair = isinstance(element, Build) and element.kind == "tuple" and len(element.operands) == 2
    return definitions[element.operands[0]] if is_pair and isinstance(element, Build) else None
