"""Collects what one typeshed defines into entries that remember in which environments each alternative exists."""

import ast
from collections.abc import Iterator
from dataclasses import dataclass, field

from msgspec.structs import replace

from entasis.models.stubs.entries import Alternative, FunctionKind
from entasis.signature import Parameter, ParameterKind, Signature
from typeshed_source import ClassBody, Definition, Imported, Scope, Typeshed, Value, environments
from typeshed_types import NEVER, UNKNOWN, VARIABLES, alternative_of, bases_of, decorators_of, find, types_of

LINUX = environments(platforms=("linux",))
PROPERTIES = {
    "property",
    "cached_property",
    "abstractproperty",
    "_magic_enum_attr",
    "_builtins_property",
    "classonly",
}
ACCESSORS = {"setter", "deleter", "getter"}
TRANSPARENT = {
    "overload",
    "abstractmethod",
    "type_check_only",
    "deprecated",
    "final",
    "override",
    "contextmanager",
    "asynccontextmanager",
}
SILENT = {"__all__", "__slots__", "__match_args__", "__hash__"}  # say nothing that the index is asked for


@dataclass(slots=True)
class Entry:
    """What a name is. A name that is one thing on one version and another on the next has several parts."""

    mask: int = 0  # where it exists at all
    kind: FunctionKind | None = None
    alternatives: list[tuple[int, Alternative]] = field(default_factory=list)
    targets: dict[str, int] = field(default_factory=dict)  # another name for these paths, and where
    types: dict[str, None] = field(default_factory=dict)
    is_class: bool = False
    bases: dict[str, None] = field(default_factory=dict)
    metaclass: str = ""
    members: dict[str, "Entry"] = field(default_factory=dict)

    def is_known(self) -> bool:
        """Whether there is anything to say; a setter or a type variable of the stub's own leaves nothing."""
        return bool(self.alternatives or self.targets or self.types or self.is_class)


def entries_of(typeshed: Typeshed, module: Scope) -> dict[str, Entry]:
    """What a module offers at run time, by name."""
    entries: dict[str, Entry] = {}
    names = [*module.names, *typeshed.starred(module)]
    for name in dict.fromkeys(names):
        entry = Entry()
        for mask, what in module.names.get(name, ()):
            is_hidden = isinstance(what, Imported) and not (what.is_exported or name in module.exports)
            if not is_hidden:
                _add(typeshed, entry, module, name, (mask, what))
        if name in typeshed.starred(module) and name not in module.names:
            _add_targets(entry, typeshed, module, name, typeshed.supported)
        if entry.is_known():
            entries[name] = entry
    return entries


def _add_targets(entry: Entry, typeshed: Typeshed, scope: Scope, name: str, wanted: int) -> None:
    for mask, where, definition in typeshed.lookup(scope, name, wanted):
        path = where.path if definition is None else f"{where.path}.{_name(definition, name)}"
        entry.targets[path] = entry.targets.get(path, 0) | mask
        entry.mask |= mask


def _name(definition: Definition, name: str) -> str:
    what = definition[1]
    if isinstance(what, ClassBody):
        return what.node.name
    return name if isinstance(what, Imported) else what.name


def _add(typeshed: Typeshed, entry: Entry, scope: Scope, name: str, definition: Definition) -> None:
    mask, what = definition
    entry.mask |= mask
    match what:
        case Imported():
            _add_targets(entry, typeshed, scope, name, mask)
        case ClassBody():
            _add_class(typeshed, entry, what, mask)
        case Value():
            _add_value(typeshed, entry, scope, what, mask)
        case ast.FunctionDef() | ast.AsyncFunctionDef():
            _add_function(typeshed, entry, scope, what, mask)


def _add_function(
    typeshed: Typeshed, entry: Entry, scope: Scope, node: ast.FunctionDef | ast.AsyncFunctionDef, mask: int
) -> None:
    decorators = decorators_of(node)
    if ACCESSORS & set(decorators):
        return
    kind = _kind(scope, node.name, decorators)
    found = alternative_of(typeshed, scope, node, mask, decorators)
    if entry.kind in (None, kind):
        entry.kind = kind
        entry.alternatives.append((mask, found))
        return
    # A method of the class here, of its objects there: as a class method, with what either way has to be given.
    entry.alternatives = [
        (there, either) for there, a in entry.alternatives for either in _as_class_method(entry.kind, a)
    ]
    entry.kind = FunctionKind.CLASS_METHOD
    entry.alternatives += [(mask, either) for either in _as_class_method(kind, found)]


def _as_class_method(kind: FunctionKind | None, alternative: Alternative) -> list[Alternative]:
    given = Parameter("cls", ParameterKind.POSITIONAL_ONLY)
    shifted = replace(alternative, signature=Signature((given, *alternative.signature.parameters)))
    if kind is FunctionKind.STATIC_METHOD:
        return [shifted]
    return [alternative, shifted] if kind is FunctionKind.METHOD else [alternative]


def _kind(scope: Scope, name: str, decorators: list[str]) -> FunctionKind:
    kinds = {
        "staticmethod": FunctionKind.STATIC_METHOD,
        "classmethod": FunctionKind.CLASS_METHOD,
        **dict.fromkeys(PROPERTIES, FunctionKind.PROPERTY),
    }
    for decorator in decorators:
        if decorator in kinds:
            return kinds[decorator]
        if decorator not in TRANSPARENT:
            raise ValueError(f"{scope.path}.{name} has an unknown decorator: {decorator}")
    if not scope.qualname:
        return FunctionKind.FUNCTION
    if name == "__new__":
        return FunctionKind.STATIC_METHOD
    if name in ("__init_subclass__", "__class_getitem__"):
        return FunctionKind.CLASS_METHOD
    return FunctionKind.METHOD


def _add_class(typeshed: Typeshed, entry: Entry, body: ClassBody, mask: int) -> None:
    node, scope = body.node, body.scope
    entry.is_class = True
    for base in node.bases:
        entry.bases.update(dict.fromkeys(bases_of(typeshed, scope.parent or scope, base, mask)))
    for keyword in node.keywords:
        if keyword.arg == "metaclass":
            entry.metaclass = next(iter(bases_of(typeshed, scope.parent or scope, keyword.value, mask)), "")
    is_enum = _is_enum(typeshed, body, mask)
    for name, definitions in scope.names.items():
        if name in SILENT:
            continue
        member = entry.members.setdefault(name, Entry())
        for here, what in definitions:
            if is_enum and isinstance(what, Value) and what.annotation is None:
                member.types[scope.path] = None
            else:
                _add(typeshed, member, scope, name, (here, what))
    if "typing.NamedTuple" in entry.bases:
        _add_maker(entry, "__new__", "_cls", _fields(scope))
    if "dataclass" in decorators_of(node):
        _add_maker(entry, "__init__", "self", _fields(scope), by_keyword=_is_kw_only(node))
    for name in [name for name, member in entry.members.items() if not member.is_known()]:
        del entry.members[name]


def _is_enum(typeshed: Typeshed, body: ClassBody, mask: int) -> bool:
    for base in body.node.bases:
        for here, where, what in find(typeshed, body.scope.parent or body.scope, base, mask):
            if isinstance(what, ClassBody) and (
                (where.path == "enum" and what.node.name == "Enum") or _is_enum(typeshed, what, here)
            ):
                return True
    return False


def _fields(scope: Scope) -> list[tuple[int, str, bool]]:
    return [
        (mask, name, what.value is not None)
        for name, definitions in scope.names.items()
        for mask, what in definitions
        if isinstance(what, Value) and what.annotation is not None
    ]


def _is_kw_only(node: ast.ClassDef) -> bool:
    return any("kw_only=True" in ast.unparse(decorator) for decorator in node.decorator_list)


def _add_maker(
    entry: Entry, name: str, first: str, fields: list[tuple[int, str, bool]], *, by_keyword: bool = False
) -> None:
    """What a class with fields gets written for it: a `__new__` or `__init__` that takes them in order.

    Fields that only some environments have give one alternative each.
    """
    kind = ParameterKind.KEYWORD_ONLY if by_keyword else ParameterKind.POSITIONAL
    maker = Entry(kind=FunctionKind.STATIC_METHOD if name == "__new__" else FunctionKind.METHOD)
    for here in dict.fromkeys(mask for mask, _, _ in fields):
        given = [Parameter(field, kind, has_default) for mask, field, has_default in fields if mask & here]
        signature = Signature((Parameter(first, ParameterKind.POSITIONAL_ONLY), *given))
        maker.alternatives.append(
            (here, Alternative(signature, ("Self",) if name == "__new__" else ("None",)))
        )
    entry.members.setdefault(name, maker)


def _add_value(typeshed: Typeshed, entry: Entry, scope: Scope, what: Value, mask: int) -> None:
    annotation, value = what.annotation, what.value
    if annotation is not None and ast.unparse(annotation).endswith("Final"):
        annotation = None
    if what.name in SILENT:
        return
    is_alias = annotation is None or ast.unparse(annotation).endswith("TypeAlias")
    if is_alias and isinstance(value, ast.Name | ast.Attribute):
        for path, here in _paths(typeshed, scope, value, mask):
            entry.targets[path] = entry.targets.get(path, 0) | here
        if entry.targets:
            return
    if is_alias and isinstance(value, ast.Call) and ast.unparse(value.func).rpartition(".")[2] in VARIABLES:
        if not what.name.startswith("_"):
            entry.types[UNKNOWN] = None
        return
    if is_alias and annotation is not None and what.name.startswith("_"):
        return  # a type alias of the stub's own
    if annotation is not None and not is_alias:
        found = types_of(typeshed, scope, annotation, mask)
        types = tuple(UNKNOWN if name == NEVER else name for name in found)
    elif isinstance(value, ast.Constant) and value.value is not ...:
        types = ("None" if value.value is None else f"builtins.{type(value.value).__name__}",)
    elif isinstance(value, ast.UnaryOp):
        types = ("builtins.int",)
    elif isinstance(value, ast.List | ast.Tuple | ast.Dict):
        types = (f"builtins.{type(value).__name__.lower()}",)
    else:
        types = _enumeration(typeshed, scope, value, mask)
    entry.types.update(dict.fromkeys(types))


def _enumeration(typeshed: Typeshed, scope: Scope, value: ast.expr | None, mask: int) -> tuple[str, ...]:
    """The type of a value that is written as a member of an enum."""
    if isinstance(value, ast.Attribute):
        for here, _, what in find(typeshed, scope, value.value, mask):
            if isinstance(what, ClassBody) and _is_enum(typeshed, what, here):
                return (what.scope.path,)
    return (UNKNOWN,)


def _paths(typeshed: Typeshed, scope: Scope, value: ast.expr, mask: int) -> Iterator[tuple[str, int]]:
    """The dotted paths of the functions, classes and modules that an alias stands for."""
    for here, where, what in find(typeshed, scope, value, mask):
        match what:
            case None:
                yield where.path, here
            case ClassBody(scope=body):
                yield body.path, here
            case ast.FunctionDef(name=name) | ast.AsyncFunctionDef(name=name):
                yield f"{where.path}.{name}", here
    if isinstance(value, ast.Attribute) and isinstance(value.value, ast.Name):
        # `random = _inst.random`: a method of a variable's value, found through the variable's type
        for here, where, what in find(typeshed, scope, value.value, mask):
            if isinstance(what, Value) and what.annotation is not None:
                yield f"{where.path}.{what.name}.{value.attr}", here
