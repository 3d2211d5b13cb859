r"""Which handler of the program an address means that a script of its pages asks.

fetch("/api/servers/" + number)           @app.route("/api/servers/<int:number>")
fetch("{{ url_for('servers.one') }}")     the handler `one`
$.get("/shop/list/?page=2")               path("list/", views.listing), below an address that is said elsewhere

What is not written out of the address, or of the pattern, stands for one segment. An address that several handlers have
is that of each of them: they differ in the method.
"""

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from typing import Final, final

from entasis.ir.instructions import NONE, Binary, Build, Const, Load
from entasis.limits import ASKED_HANDLERS, VALUE_DEPTH
from entasis.program.entrance import Entrance
from entasis.program.evaluate import Evaluator
from entasis.program.passing import argument
from entasis.program.symbols import Api, FunctionSymbol, ModuleSymbol

_NAMED: Final = re.compile(r"(?:url_for|url)=([\w.:-]*?)_*=")
_PLACEHOLDER: Final = re.compile(r"<[^<>]*>|\{[^{}]*\}|\((?:[^()]|\([^()]*\))*\)")
_OPEN: Final = "\0"  # what is not written out
_ANY: Final = "~"


@final
class Addresses:
    """Made once; asks for the addresses of handlers only if a script asks one."""

    def __init__(
        self,
        evaluator: Evaluator,
        modules: Sequence[ModuleSymbol],
        entrances: Mapping[FunctionSymbol, tuple[Entrance, ...]],
    ) -> None:
        self._evaluator = evaluator
        self._entrances = entrances
        self._patterns: list[tuple[str, str, FunctionSymbol]] | None = None
        self.limits: Counter[str] = Counter()  # how often which was hit
        self.asked: dict[int, tuple[FunctionSymbol, ...]] = {}  # by the id of the call
        for module in modules:
            for function in module.functions:
                if function.function.is_script:
                    self._ask(function)

    def _ask(self, function: FunctionSymbol) -> None:
        """Note the handlers that the function asks: whoever asks one has to know what it gives."""
        models, evaluator = self._evaluator.models, self._evaluator
        for call in function.calls:
            for thing in evaluator.value(function, call.callee):
                source = models.source(thing.path) if isinstance(thing, Api) else None
                if source is None or source.asks is None:
                    continue
                text = _text(function, argument(call, source.asks), 0)
                found = tuple(dict.fromkeys(self._find(text)))
                if len(found) > ASKED_HANDLERS.bound:
                    self.limits[ASKED_HANDLERS.name] += 1
                elif found:
                    self.asked[id(call)] = found
                    given = evaluator.injected.setdefault(function, {})
                    given[NONE] = (*given.get(NONE, ()), *found)

    def _find(self, text: str) -> Iterator[FunctionSymbol]:
        named = _NAMED.search(text)
        patterns = self._all()
        if named is not None:
            name = re.split(r"[.:]", named[1])[-1]
            yield from (function for known, _, function in patterns if known == name)
            return
        wanted = re.split(r"[?#]", text.strip(), maxsplit=1)[0].replace(_OPEN, _ANY).strip("/").split("/")
        if "://" in text or not any(part.strip(_ANY) for part in wanted):
            return
        fitting: dict[tuple[bool, int], list[FunctionSymbol]] = {}
        for _, pattern, function in patterns:
            parts = pattern.split("/")
            # Another one is put below one more, which says what stands before.
            is_whole = len(parts) == len(wanted)
            written = sum(_ANY not in part for part in parts)
            if (is_whole or written) and _fits(wanted[-len(parts) :], parts):
                fitting.setdefault((is_whole, written), []).append(function)
        yield from fitting[max(fitting)] if fitting else ()

    def _all(self) -> list[tuple[str, str, FunctionSymbol]]:
        """Name, pattern and function of each handler whose address is written out."""
        if self._patterns is None:
            self._patterns = []
            for function, entrances in self._entrances.items():
                for entrance in entrances:
                    self._patterns += _pattern_of(function, entrance)
        return self._patterns


def _pattern_of(function: FunctionSymbol, entrance: Entrance) -> Iterator[tuple[str, str, FunctionSymbol]]:
    call, caller, port = entrance.call, entrance.caller, entrance.row.route
    if call is None or caller is None or port is None:
        return
    definitions = caller.function.definitions
    register = argument(call, port)
    step = definitions[register] if register != NONE else None
    if not isinstance(step, Const) or not isinstance(step.value, str):
        return
    name = function.function.name
    for keyword, value in zip(
        call.names, call.arguments[len(call.arguments) - len(call.names) :], strict=True
    ):
        said = definitions[value]
        if keyword in {"name", "endpoint"} and isinstance(said, Const) and isinstance(said.value, str):
            name = said.value
    pattern = step.value.removeprefix("^").removesuffix("$")
    yield name, _PLACEHOLDER.sub(_ANY, pattern).strip("/"), function


def _fits(wanted: Sequence[str], parts: Sequence[str]) -> bool:
    """Whether each part is the other one, or whatever lies in a placeholder."""
    return len(wanted) == len(parts) and all(
        part == other or _ANY in other for part, other in zip(wanted, parts, strict=True)
    )


def _text(function: FunctionSymbol, register: int, depth: int) -> str:
    """The text of an address, as far as it is written out."""
    if register == NONE or depth > VALUE_DEPTH.bound:
        return _OPEN
    step = function.function.definitions[register]
    match step:
        case Const(value=str() as value):
            return value
        case Build(kind="text", operands=pieces):
            return "".join(_text(function, piece, depth + 1) for piece in pieces)
        case Binary(operator="+", left=left, right=right):
            return _text(function, left, depth + 1) + _text(function, right, depth + 1)
        case Load(owner=owner, name=name) if owner:
            stored = function.module.stored(owner, name)
            return _text(*stored[0], depth + 1) if len(stored) == 1 else _OPEN
        case _:
            return _OPEN
