"""Calls and assignments that a model's `[[use]]` row says are wrong, with the values that make them so.

A row holds only where each of its conditions surely does: the API is reached by import or by the object's class,
never by its name alone, and a value counts through variables, module constants and parameter defaults.
"""

import re
from collections.abc import Iterator
from typing import Final

from msgspec import Struct
from msgspec.structs import replace

from entasis.analyses.given_settings import given_setting
from entasis.analyses.spread_mappings import spread_value
from entasis.analyses.view import View
from entasis.ir.instructions import NONE, Call, GetField, Instruction, SetField, SetItem, Store, Terminator
from entasis.models.ports import Condition, Port, PortKind, holds
from entasis.models.rows import Making, Mend, Use
from entasis.program.calls import CallKind, CallSite
from entasis.program.symbols import Api, Bound, ClassSymbol, FunctionSymbol, Instance, ModuleSymbol

# What the name of a module of settings says that a developer runs.
_DEVELOPING: Final = frozenset(
    {"dev", "devel", "develop", "developer", "development", "devproject", "devserver", "local", "localhost"}
    | {"test", "tests", "testing", "ci", "integration", "debug"}
    | {"example", "examples", "sample", "samples", "template"}
)


class Misuse(Struct, frozen=True):
    """One use that a row condemns. `values` are the ports that decided, with their registers.

    `edit` mends what this row and all others of its kind have against the step; None if one of them cannot say how.
    `place` is the register that decided, with its function, where that is an attribute of a class or a module.
    """

    use: Use
    api: str
    step: Call | SetField | SetItem | Store
    values: tuple[tuple[Port, int], ...]
    edit: Mend | None
    data: int = NONE
    place: tuple[FunctionSymbol, int] | None = None


def misuses(view: View, kind: str) -> Iterator[Misuse]:
    """The uses in `view` whose row has this kind; the first row that applies to a call is the one given."""
    if kind not in _used_kinds(view):
        return
    given: set[int] = set()
    for site, api, uses in _candidates(view):
        if id(site.call) in given:
            continue
        found = misused_call(view, site, api, [use for use in uses if use.kind == kind])
        if found is not None and view.is_live(site.call):
            given.add(id(site.call))
            yield found
    for base, name, value in view.function.fields:
        found = _misused_field(view, base, name, value, kind)
        if found is not None:
            yield found
    yield from _misused_items(view, kind)
    yield from _misused_names(view, kind)


def _used_kinds(view: View) -> frozenset[str]:
    """The kinds of all rows that speak of something in `view`: almost every function has none."""
    if view.used_kinds is None:
        models, evaluator = view.program.models, view.program.evaluator
        kinds = {use.kind for _, _, uses in (*_candidates(view), *_item_candidates(view)) for use in uses}
        for base, name, _ in view.function.fields:
            for api in evaluator.field_paths(view.function, base, name):
                kinds.update(use.kind for use in models.assigned(api))
        path = settings_path(view)
        for step in view.steps_of(Store) if path else ():
            kinds.update(use.kind for use in models.assigned(f"{path}.{step.name}"))
        view.used_kinds = frozenset(kinds)
    return view.used_kinds


def settings_path(view: View) -> str:
    """The settings of a framework that the body of the module assigns, or ""; not the framework's own defaults."""
    module, told_by = view.function.module, view.program.evaluator.told_by
    if view.function.function.index or not told_by:
        return ""
    if not _DEVELOPING.isdisjoint(re.split(r"[._-]", module.name.lower())):
        return ""
    path = next((told_by[name] for name in sorted(told_by) if (0, name) in module.bindings), "")
    if path and is_for_developing(view):
        return ""
    return "" if module.name.partition(".")[0] == path.partition(".")[0] else path


def _misused_names(view: View, kind: str) -> Iterator[Misuse]:
    """Names of a module from which a framework reads its settings: assignments to attributes of its settings.

    Such a module is told by a name that it assigns, as the models say. What is assigned again, here or in another module
    of the program, is not decided here.
    """
    path = settings_path(view)
    for step in view.steps_of(Store) if path else ():
        if step.owner:
            continue
        for use in view.program.models.assigned(f"{path}.{step.name}"):
            value = (
                view.element(step.value, use.at) if use.kind == kind and use.assigned is not None else None
            )
            if value is None or use.assigned is None or not holds(use.assigned, view.known_value(value)):
                continue
            names = [(step.name, use.assigned, use.at), *((name, given, ()) for name, given in use.beside)]
            if all(_is_assigned_once(view, *each) for each in names):
                yield Misuse(use, step.name, step, ((Port(PortKind.VALUE), value),), None)


def _is_assigned_once(view: View, name: str, condition: Condition, at: tuple[str, ...]) -> bool:
    """Whether the module, and no other of the program, assigns such a value to the name, and no second one.

    `at` is where in what is written out the value stands.
    """
    own = view.function.module.bindings.get((0, name), ())
    if len(own) != 1 or own[0][0] is not view.function or _is_followed_by_others(view, own[0][1]):
        return False
    others = any(
        (0, name) in module.bindings
        for module in view.program.modules
        if module is not view.function.module and _may_replace(view, module)
    )
    return not others and holds(condition, view.known_below(own[0][1], at)) is True


def _is_followed_by_others(view: View, register: int) -> bool:
    """Whether the module takes all the names of another one after it has assigned the register: these may replace it."""
    assigned = view.definitions[register]
    return any(
        function is view.function
        and (taken := function.function.definitions[star]) is not None
        and assigned is not None
        and taken.start > assigned.start
        for function, star in view.function.module.stars
    )


def is_for_developing(view: View) -> bool:
    """Whether a folder of the program, in which the module lies, says that it is an example or for developers alone."""
    own = view.function.module.directory
    shared = len(own)
    for module in view.program.modules:
        shared = next(
            (at for at in range(shared) if module.directory[at : at + 1] != own[at : at + 1]), shared
        )
    return not _DEVELOPING.isdisjoint(name.lower() for name in own[shared:])


def _may_replace(view: View, module: ModuleSymbol) -> bool:
    """Whether the settings of the other module may be those of the same project: it lies in the folder, or below it.

    So does what stands in another folder above them, where one of them is part of the other.
    """
    own, other = view.function.module.directory, module.directory
    shared = min(len(own), len(other))
    return own[:shared] == other[:shared]


def _misused_items(view: View, kind: str) -> Iterator[Misuse]:
    """Items that are assigned under a constant key: calls of the method behind them, with the key and the value."""
    for step, api, uses in _item_candidates(view):
        given = (step.key, step.value)
        for use in uses:
            known = [
                (port, given[port.position], condition)
                for port, condition in use.when
                if port.position in (0, 1)
            ]
            if use.kind != kind or len(known) < len(use.when) or not known:
                continue
            if all(holds(condition, view.known_value(register)) for _, register, condition in known):
                if view.is_live(step):
                    yield Misuse(
                        use, api, step, tuple((port, r) for port, r, _ in known if r == step.value), None
                    )
                break


def _item_candidates(view: View) -> list[tuple[SetItem, str, tuple[Use, ...]]]:
    if view.used_items is None:
        view.used_items = [
            (step, path, uses)
            for step in view.steps_of(SetItem)
            if step.key != NONE
            for path in view.program.evaluator.field_paths(view.function, step.object, "__setitem__")
            if (uses := view.modules.uses_of(path)) and isinstance(view.written_text(step.key), str)
        ]
    return view.used_items


def item_uses(view: View, kind: str) -> Iterator[SetItem]:
    """The item assignments in `view` that are uses of this kind: rows speak of the method behind them."""
    evaluator = view.program.evaluator
    for step in view.steps_of(SetItem):
        if step.key != NONE:
            paths = evaluator.field_paths(view.function, step.object, "__setitem__")
            if any(use.kind == kind for path in paths for use in view.modules.uses_of(path)):
                yield step


def misuse_at(view: View, step: Instruction | Terminator, kind: str) -> Misuse | None:
    """The use of `kind` that the call at `step` is, if it is one."""
    site = view.site_of.get(id(step))
    for api in call_apis(view, site) if site is not None else ():
        uses = [use for use in view.modules.uses_of(api) if use.kind == kind]
        found = misused_call(view, site, api, uses) if site is not None and uses else None
        if found is not None:
            return found
    return None


def _candidates(view: View) -> list[tuple[CallSite, str, tuple[Use, ...]]]:
    """The calls that some row is about; found once a view, since almost every function has none."""
    if view.used is None:
        uses_of = view.modules.uses_of
        view.used = [
            (site, api, uses)
            for site in view.sites
            if site.kind is not CallKind.BY_NAME and not site.is_open and not site.call.decorates
            for api in call_apis(view, site)
            if (uses := uses_of(api))
        ]
    return view.used


def call_apis(view: View, site: CallSite) -> list[str]:
    """The API paths that a call reaches; a method also under the classes outside that its object derives from."""
    found: list[str] = []
    for thing in site.targets:  # of all calls there are: the most frequent first
        function = thing.function if isinstance(thing, Bound) else thing
        if isinstance(function, FunctionSymbol):
            if view.program.models.own_packages:
                found += _own(view, function.path)
        elif isinstance(function, Api):
            found.append(function.path)
        elif isinstance(thing, ClassSymbol):
            found += _own(view, thing.path)
            order = view.program.evaluator.mro(thing)
            found.extend(node for node in order if isinstance(node, str) and node)
        elif isinstance(thing, Instance) and isinstance(thing.of, str):
            found.append(f"{thing.of}.__call__")
    return found


def _own(view: View, path: str) -> tuple[str, ...]:
    """The path of something in the program, where the user's own models speak of it."""
    return (path,) if path.partition(".")[0] in view.program.models.own_packages else ()


def misused_call(view: View, site: CallSite, api: str, uses: list[Use]) -> Misuse | None:
    """What the rows `uses`, all of `api`, have against the call: the first that applies."""
    callee = view.definitions[site.call.callee]
    receiver = callee.object if isinstance(callee, GetField) else NONE
    found: list[tuple[Use, tuple[tuple[Port, int], ...]]] = []
    for use in uses:
        if use.unless_overrides and _overrides(view, site, use.unless_overrides):
            continue
        if use.before is not None and not _is_allowed(view, *use.before):
            continue
        if use.unless_set and _is_set(view, use.unless_set):
            continue
        values = _deciding_values(view, site.call, use)
        if values is not None and _is_made_right(view, receiver, use):
            found.append((use, values))
    if not found:
        return None
    use, values = found[0]
    data = None if use.data is None else view.argument(site.call, use.data)
    places = [
        _given_place(view, site.call, port)
        if port.selectors[:1] and port.selectors[0][0] == "."
        else spread_value(view, site.call, port)
        for port, _ in use.when
    ]
    place = next((each for each in places if each is not None), None)
    edit = _joined([use.edit for use, _ in found]) if place is None else None
    return Misuse(use, api, site.call, values, edit, NONE if data is None else data, place)


def _is_set(view: View, name: str) -> bool:
    """Whether the program gives a setting of the name a value: in a module, in a class of settings, or under a key."""
    return name in view.program.evaluator.items or any(
        (0, name) in module.bindings or any(name in symbol.members for symbol in module.classes)
        for module in view.program.modules
        if not module.is_test
    )


def _is_allowed(view: View, library: str, release: tuple[int, ...]) -> bool:
    """Whether the project says that it runs with releases of the library before this one."""
    oldest = view.program.requirements.oldest(view.function.module, library)
    return oldest is not None and oldest < release


def _joined(edits: list[Mend | None]) -> Mend | None:
    """One edit that carries out all of `edits`, if each is known and they do not contradict each other."""
    known = [edit for edit in edits if edit is not None]
    if len(known) < len(edits) or len({edit.callee for edit in known}) > 1:
        return None
    changes = dict.fromkeys(change for edit in known for change in edit.set)
    removed = dict.fromkeys(port for edit in known for port in edit.remove)
    return Mend(set=tuple(changes), remove=tuple(removed), callee=known[0].callee, value=known[0].value)


def _overrides(view: View, site: CallSite, names: tuple[str, ...]) -> bool:
    """Whether a class of the program that is called or called upon defines one of the methods `names` itself."""
    for thing in site.targets:
        receiver = thing.receiver if isinstance(thing, Bound) else thing
        of = receiver if isinstance(receiver, ClassSymbol) else getattr(receiver, "of", None)
        if isinstance(of, ClassSymbol):
            order = view.program.evaluator.mro(of)
            if any(
                isinstance(node, ClassSymbol) and name in node.members for node in order for name in names
            ):
                return True
    return False


def _deciding_values(view: View, call: Call, use: Use) -> tuple[tuple[Port, int], ...] | None:
    decided: list[tuple[Port, int]] = []
    for port, condition in use.when:
        if port.selectors and port.selectors[0].startswith("."):
            place = _given_place(view, call, port)
            if place is None or not holds(condition, view.beside(place[0]).known_value(place[1])):
                return None
            continue
        spread = spread_value(view, call, port)
        if spread is not None and holds(condition, view.beside(spread[0]).known_value(spread[1])):
            continue
        if not holds(condition, view.known(call, port)):
            return None
        register = view.argument(call, port)
        if register is not None and register != NONE and port.kind is PortKind.ARGUMENT:
            decided.append((port, register))
    return tuple(decided)


def _given_place(view: View, call: Call, port: Port) -> tuple[FunctionSymbol, int] | None:
    """What lies in the attribute, that the port names, of the class or the module that is passed."""
    register = view.argument(call, replace(port, selectors=()))
    if register is None or register == NONE:
        return None
    return given_setting(view, register, port.selectors[0][1:])


def _is_made_right(view: View, receiver: int, use: Use) -> bool:
    """Whether the object in `receiver` was made as the row asks; of one made elsewhere nothing is known."""
    if not use.made and not use.unless_made:
        return True
    calls = view.made_calls(receiver) if receiver != NONE else []

    def is_by(makings: tuple[Making, ...]) -> bool:
        return any(
            making.api == path
            and all(holds(condition, maker.known(call, port)) for port, condition in making.when)
            for making in makings
            for path, maker, call in calls
        )

    return not is_by(use.unless_made) and (not use.made or is_by(use.made))


def _misused_field(view: View, base: int, name: str, value: int, kind: str) -> Misuse | None:
    models = view.program.models
    evaluator = view.program.evaluator
    for api in evaluator.field_paths(view.function, base, name):
        if models.is_setting(api) and any(isinstance(t, Api) for t in evaluator.value(view.function, base)):
            continue  # what a command changes while it runs is no setting of the server
        for use in models.assigned(api):
            if (
                use.kind != kind
                or use.assigned is None
                or not holds(use.assigned, view.known_below(value, use.at))
            ):
                continue
            if _is_made_right(view, base, use):
                step = next(
                    s
                    for s in view.steps()
                    if isinstance(s, SetField) and s.object == base and s.name == name and s.value == value
                )
                if view.is_live(step):
                    inner = view.element(value, use.at)
                    found = value if inner is None else inner
                    return Misuse(use, api, step, ((Port(PortKind.VALUE), found),), use.edit)
    return None
