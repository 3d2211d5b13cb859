"""Whether the program tells a library once, somewhere, that its pages escape nothing.

aiohttp_jinja2.setup(app, autoescape=False)      a call
app.jinja_env.autoescape = False                 an attribute
app.jinja_options["autoescape"] = False          an item
TEMPLATES = [{"OPTIONS": {"autoescape": False}}] a setting

Which of these there are is said by the rows of the calls that make the pages. Whatever the order in which they run, all
pages are meant.
"""

from collections.abc import Callable, Iterator, Mapping
from typing import final

from entasis.analyses.misuse import call_apis, settings_path
from entasis.analyses.view import View
from entasis.ir.instructions import NONE, SetItem, Store
from entasis.models.ports import Known, Port, PortKind, holds
from entasis.models.rows import Making
from entasis.program.calls import CallSite
from entasis.program.symbols import FunctionSymbol

_ITEM = ".__setitem__"


@final
class Escaping:
    """The settings of one program; each is looked for when a page is made that it is about."""

    def __init__(
        self, sites: Mapping[FunctionSymbol, list[CallSite]], view: Callable[[FunctionSymbol], View]
    ) -> None:
        self._sites = sites
        self._view = view
        self._known: dict[tuple[Making, ...], bool] = {}

    def is_off(self, settings: tuple[Making, ...]) -> bool:
        """Whether one of the settings is made anywhere."""
        if not settings:
            return False
        found = self._known.get(settings)
        if found is None:
            names = {_name(setting.api) for setting in settings}
            found = self._known[settings] = any(
                setting.api == api and all(holds(condition, known(port)) for port, condition in setting.when)
                for function in self._sites
                if not function.module.is_test
                for api, known in self._set_in(function, names)
                for setting in settings
            )
        return found

    def _set_in(
        self, function: FunctionSymbol, names: set[str]
    ) -> Iterator[tuple[str, Callable[[Port], Known]]]:
        """What the function calls or assigns to under one of the names: the API, and what is known at a port."""
        for site in self._sites[function]:
            if getattr(function.function.definitions[site.call.callee], "name", "") in names:
                view = self._view(function)
                for api in call_apis(view, site):
                    yield (
                        view.program.models.canonical(api),
                        lambda port, view=view, site=site: view.known(site.call, port),  # type: ignore[misc]
                    )
        for base, name, value in function.fields:
            if name in names:
                view = self._view(function)
                for api in view.program.evaluator.field_paths(function, base, name):
                    yield api, lambda port, view=view, value=value: view.known_below(value, port.selectors)  # type: ignore[misc]
        yield from self._items(function, names)
        if not function.function.index and any(
            isinstance(step, Store) and step.name in names for step in _steps(function)
        ):
            view = self._view(function)
            path = settings_path(view)
            for step in view.steps_of(Store) if path else ():
                yield (
                    f"{path}.{step.name}",
                    lambda port, view=view, value=step.value: view.known_below(value, port.selectors),  # type: ignore[misc]
                )

    def _items(
        self, function: FunctionSymbol, names: set[str]
    ) -> Iterator[tuple[str, Callable[[Port], Known]]]:
        for step in _steps(function):
            if isinstance(step, SetItem) and step.key != NONE:
                of = function.function.definitions[step.object]
                if getattr(of, "name", "") in names:
                    view = self._view(function)
                    given = (step.key, step.value)
                    for api in view.program.evaluator.field_paths(function, step.object, _ITEM[1:]):
                        yield api, lambda port, view=view, given=given: _given(view, given, port)  # type: ignore[misc]


def _given(view: View, given: tuple[int, int], port: Port) -> Known:
    if port.kind is PortKind.ARGUMENT and port.position is not None and port.position < len(given):
        return view.known_value(given[port.position])
    return Known(passed=None)


def _name(api: str) -> str:
    return api.removesuffix(_ITEM).rpartition(".")[2]


def _steps(function: FunctionSymbol) -> Iterator[object]:
    for block in function.function.blocks:
        yield from block.instructions
