"""What OpenAPI 2 and 3 say of the functions behind an interface: their names, and what a request passes to them."""

import re
from collections.abc import Iterator
from typing import Final

from entasis.frontends.descriptions.tree import Tree, read_tree
from entasis.ir.description import Description, Operation

_METHODS: Final = ("get", "put", "post", "delete", "options", "head", "patch", "trace")
_CONTROLLER: Final = ("x-openapi-router-controller", "x-swagger-router-controller")
_CLEAN: Final = frozenset({"integer", "number", "boolean"})
_PLACE: Final = re.compile(r"\{[^{}]*\}")
_FORM: Final = frozenset({"application/x-www-form-urlencoded", "multipart/form-data"})
# A pattern from end to end of characters that do nothing.
_HARMLESS: Final = re.compile(r"\^(?:\\d|\\w|\[(?:[\w-]|\\d|\\w)+\]|\w|[+*?]|\{\d*,?\d*\})+\$")


def read_description(text: str, path: str) -> Description | None:
    """The operations that the text describes, or None where it describes no interface."""
    if "paths" not in text or ("openapi" not in text and "swagger" not in text):
        return None
    tree = read_tree(text)
    if not isinstance(tree, dict) or not ("openapi" in tree or "swagger" in tree):
        return None
    reader = _Reader(tree)
    return Description(path, tuple(reader.operations()))


class _Reader:
    def __init__(self, root: dict[str, Tree]) -> None:
        self._root = root

    def operations(self) -> Iterator[Operation]:
        for address, item in self._mapping(self._root.get("paths")).items():
            described = self._mapping(item)
            for method in _METHODS:
                if method in described:
                    yield self._operation(address, method, described, self._mapping(described[method]))

    def _operation(
        self, address: str, method: str, around: dict[str, Tree], operation: dict[str, Tree]
    ) -> Operation:
        controllers = (one.get(key) for one in (operation, around) for key in _CONTROLLER)
        controller = next((one for one in controllers if isinstance(one, str)), "")
        named = operation.get("operationId")
        name = named if isinstance(named, str) else ""
        parameters: dict[str, bool] = {}
        for one in (*self._list(around.get("parameters")), *self._list(operation.get("parameters"))):
            parameters.update(self._parameter(one))
        parameters.update(self._body(operation))
        return Operation(
            f"{controller}.{name}" if controller and name else name,
            _addressed(address, method),
            {_sanitised(key): is_text for key, is_text in parameters.items()},
        )

    def _parameter(self, described: Tree) -> dict[str, bool]:
        """A parameter by name. Headers and cookies are not passed on."""
        parameter = self._mapping(described)
        name, where = parameter.get("name"), parameter.get("in")
        if not isinstance(name, str) or where not in {"path", "query", "body", "formData"}:
            return {}
        return {name: self._is_text(parameter.get("schema", parameter))}

    def _body(self, operation: dict[str, Tree]) -> dict[str, bool]:
        """What of the body is passed: all of it under one name, and files under their own."""
        body = self._mapping(operation.get("requestBody"))
        found: dict[str, bool] = {}
        for media, content in self._mapping(body.get("content")).items():
            schema = self._mapping(self._mapping(content).get("schema"))
            name = body.get("x-body-name", schema.get("x-body-name", "body"))
            found[name if isinstance(name, str) else "body"] = self._is_text(schema)
            if media in _FORM:
                for key, value in self._mapping(schema.get("properties")).items():
                    is_file = self._mapping(value).get("format") in {"binary", "base64"}
                    found.update({key: True} if is_file else {})
        return found

    def _is_text(self, described: Tree) -> bool:
        """Whether what fits the schema may hold any text; a request with what does not fit is refused."""
        schema = self._mapping(described)
        if schema.get("type") == "array" and "items" in schema:
            schema = self._mapping(schema["items"])
        kind, pattern = schema.get("type"), schema.get("pattern")
        is_clean = isinstance(kind, str) and kind in _CLEAN
        is_harmless = isinstance(pattern, str) and _HARMLESS.fullmatch(pattern) is not None
        return not (is_clean or "enum" in schema or is_harmless)

    def _mapping(self, value: Tree | None) -> dict[str, Tree]:
        """The mapping that the value is or refers to; what lies beside the reference counts as well."""
        found: dict[str, Tree] = {}
        followed: set[str] = set()
        while isinstance(value, dict):
            found = {**value, **found}
            reference = value.get("$ref")
            if not isinstance(reference, str) or not reference.startswith("#/") or reference in followed:
                break
            followed.add(reference)
            value = self._at(reference.split("/")[1:])
        return found

    def _at(self, parts: list[str]) -> Tree | None:
        value: Tree | None = self._root
        for part in parts:
            name = part.replace("~1", "/").replace("~0", "~")
            value = value.get(name) if isinstance(value, dict) else None
        return value

    def _list(self, value: Tree | None) -> list[Tree]:
        return value if isinstance(value, list) else []


def _addressed(address: str, method: str) -> str:
    """The function that serves the address where only its place tells: `servers.search`, `servers.post`."""
    parts = [part for part in address.split("/") if part]
    fixed = [part for part in parts if not _PLACE.fullmatch(part)]
    is_collection = bool(fixed) and method == "get" and _PLACE.fullmatch(parts[-1]) is None
    return ".".join([*(part.replace("-", "_") for part in fixed), "search" if is_collection else method])


def _sanitised(name: str) -> str:
    """The name as a parameter of Python's is called."""
    bare = re.sub(r"[^0-9a-zA-Z_]", "", re.sub(r"\[(?!\])", "_", name))
    return re.sub(r"^[^a-zA-Z_]+", "", bare)
