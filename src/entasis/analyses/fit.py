"""Calls that cannot work: whatever they may reach refuses their arguments, so each one raises TypeError.

    class Cell:
        def revert(self, server, *, force=False): ...
    cell.revert(server, True)      every revert the object can have takes one argument; two are given

A call is wrong only if *all* it may reach refuses it: every value of the callee, every override in a subclass,
every overload and every supported Python version of a library function.
"""

from collections.abc import Iterator
from typing import Final

from msgspec import Struct
from msgspec.structs import replace

from entasis.analyses.handlers import is_expected, is_second_try
from entasis.analyses.makers import is_kept_by_class, maker_of
from entasis.analyses.replaced import is_of_other_library, may_be_replaced, takes_other_arguments
from entasis.analyses.said import (
    classes_below,
    is_said_wrongly,
    is_structural,
    lets_take_names,
    takes_more_names,
)
from entasis.analyses.shape_of_calls import arguments_of, signatures
from entasis.analyses.unreached import is_behind_an_end
from entasis.analyses.view import View
from entasis.ir.instructions import Call, GetField, Import, Load, MakeClass
from entasis.models.stubs import FunctionKind as StubKind
from entasis.models.stubs import StubClass, StubFunction
from entasis.program.calls import CallKind, CallSite
from entasis.program.modules import PAGE_SUFFIXES
from entasis.program.records import synthesised
from entasis.program.symbols import Api, Bound, ClassSymbol, FunctionSymbol, Instance, Partial, Super, Thing
from entasis.signature import (
    Arguments,
    Misfit,
    MisfitKind,
    Signature,
    misfit,
    misfit_of_all,
    takes,
)

_OBJECT_NEW: Final = "builtins.object.__new__"
# What may stand above a class that is no interface.
_PLAIN: Final = frozenset({"builtins.object", "abc.ABC", "typing.Generic"})
_SIGNATURES: Final = frozenset({"inspect.signature", "inspect.getfullargspec", "inspect.getargspec"})
# Classes of whose own no object is, but for functions.
_INTERFACES: Final = ("typing.", "collections.abc.", "_typeshed.")


class Refused(Struct, frozen=True):
    """A call that its callee refuses. `callee` is its name as a reader would say it, `definition` the function of the
    program, if it is one, `protocol` the class that was inferred to be its base.
    """

    site: CallSite
    misfit: Misfit
    callee: str
    signature: Signature
    definition: FunctionSymbol | None
    protocol: str = ""


def refused_calls(view: View) -> list[Refused]:
    """The calls of `view` that cannot work, in order."""
    if view.refused is None:
        # How a template calls is for its language to say: the calls that stand for that have other arguments.
        is_page = view.function.module.module.path.endswith(PAGE_SUFFIXES)
        view.refused = [] if is_page else list(_refused_calls(view))
    return view.refused


def _refused_calls(view: View) -> Iterator[Refused]:
    for site in view.sites:
        if site.kind is CallKind.BY_NAME or site.is_open or site.call.decorates or not site.targets:
            continue
        if _is_taken(view, site):
            continue
        arguments = arguments_of(site.call)
        first: Refused | None = None
        for thing in site.targets:
            refusal = _refusal(view, site, thing, arguments)
            if refusal is None:
                break
            first = first or refusal
        else:
            if first is not None and _is_refused(view, site, arguments):
                yield first


def _is_taken(view: View, site: CallSite) -> bool:
    """Whether the first of what is called plainly takes the arguments: what most calls are.

    Of a library's function that is found out once for all calls that pass as much under the same names.
    """
    call, thing = site.call, site.targets[0]
    is_bound = isinstance(thing, Bound)
    function = thing.function if isinstance(thing, Bound) else thing
    if call.stars or "" in call.names:
        return False
    if isinstance(function, ClassSymbol):
        maker = maker_of(view, function)
        if not isinstance(maker, FunctionSymbol):
            return maker is None
        function, is_bound = maker, True
    if isinstance(function, FunctionSymbol):
        return not call.names and takes(signatures(function)[is_bound], len(call.arguments))
    if not isinstance(function, Api):
        return False
    fits = view.modules.fits
    key = (function.path, is_bound, len(call.arguments), call.names)
    found = fits.get(key)
    if found is None:
        found = fits[key] = _fits(view, site, function.path, is_bound=is_bound)
    return found or (not is_bound and is_kept_by_class(view, call))


def _fits(view: View, site: CallSite, path: str, *, is_bound: bool) -> bool:
    """Whether what is outside at `path` takes what the call passes, of whatever class below a method's the object is."""
    arguments = arguments_of(site.call)
    if not is_bound:
        return _by_library(view, site, path, arguments) is None
    owner, _, name = path.rpartition(".")
    member = view.program.stubs.member(owner, name)
    return not isinstance(member, StubFunction) or member.misfit(arguments, through_object=True) is None


def _is_refused(view: View, site: CallSite, arguments: Arguments) -> bool:
    """Whether the call raises TypeError where all that it is known to reach refuse it."""
    if any(isinstance(thing, Api) for thing in site.targets) and _is_class_of_object(view, site.call):
        return False
    if any(_is_of_any_class(thing) for thing in site.targets):
        return False
    return (
        _overrides_refuse(view, site, arguments)
        and not may_be_replaced(view, site.call)
        and not is_of_other_library(view, site.call)
        and not is_said_wrongly(view, site)
        and not is_expected(view, site.call, "TypeError")
        and not is_second_try(view, site.call, "TypeError")
        and not _asks_for_signatures(view)
        and view.is_live(site.call)
        and not is_behind_an_end(view, site.call)
    )


def _is_of_any_class(thing: Thing) -> bool:
    """Whether it is a method of a class that only says what its objects have at least: those are of other classes,
    whose methods may take more.
    """
    inner = thing.function if isinstance(thing, Bound) else thing
    owner = inner.path.rpartition(".")[0] if isinstance(inner, Api) else ""
    return owner.startswith(_INTERFACES) and not owner.endswith("IO")  # of which files are


def _asks_for_signatures(view: View) -> bool:
    """Whether the function looks at what others take: it calls each as that one wants to be called."""
    return any(
        isinstance(thing, Api) and thing.path in _SIGNATURES for site in view.sites for thing in site.targets
    )


def _is_class_of_object(view: View, call: Call) -> bool:
    """Whether the class of an object is called, `type(items)(…)`: it may be any class below a library's."""
    step = view.definitions[call.callee]
    if isinstance(step, GetField):
        return step.name == "__class__"
    if not isinstance(step, Call) or len(step.arguments) != 1:
        return False
    things = view.program.evaluator.value(view.function, step.callee)
    return any(isinstance(thing, Api) and thing.path == "builtins.type" for thing in things)


def _refusal(view: View, site: CallSite, thing: Thing, arguments: Arguments) -> Refused | None:
    """Why `thing` refuses the arguments, or None if it may take them."""
    match thing:
        case FunctionSymbol():
            return _by_function(view, site, thing, arguments, is_bound=False)
        case Bound():
            if isinstance(thing.function, FunctionSymbol):
                return _by_function(view, site, thing.function, arguments, is_bound=True)
            return _by_method(view, site, thing.function.path, thing.receiver, arguments)
        case Api():
            return _by_library(view, site, thing.path, arguments)
        case ClassSymbol():
            return _by_constructor(view, site, thing, arguments)
        case Partial():
            return (
                None
                if "" in thing.names
                else _refusal(view, site, thing.function, _completed(thing, arguments))
            )
        case Instance(of=ClassSymbol()):
            methods = view.program.evaluator.attribute(thing, "__call__")
            refusals = [_refusal(view, site, m, arguments) for m in methods if isinstance(m, Bound)]
            return refusals[0] if len(methods) == 1 == len(refusals) else None
        case _:
            return None


def _completed(partial: Partial, arguments: Arguments) -> Arguments:
    """The arguments with those that `functools.partial` was given; a keyword given again is replaced."""
    return replace(
        arguments,
        positional=arguments.positional + partial.given,
        leading=arguments.leading + partial.given,
        keywords=tuple(dict.fromkeys((*partial.names, *arguments.keywords))),
    )


def _by_function(
    view: View, site: CallSite, function: FunctionSymbol, arguments: Arguments, *, is_bound: bool
) -> Refused | None:
    signature = signatures(function)[is_bound]
    found = misfit(signature, arguments)
    if found is None or not view.program.evaluator.keeps_signature(function):
        return None
    if takes_other_arguments(function.module, function.function.name):
        return None
    if is_bound and (not function.function.parameters or _is_of_interface(view, function)):
        return None
    return Refused(site, found, function.function.qualified_name, signature, function)


def _is_of_interface(view: View, function: FunctionSymbol) -> bool:
    """Whether the method is one of an interface, as libraries have them: it is written without the object."""
    if function.owner is None or function.function.parameters[0].name in {"self", "cls", "mcs"}:
        return False
    order = view.program.evaluator.mro(function.owner)
    return any(not isinstance(node, ClassSymbol) and node not in _PLAIN for node in order)


def _by_library(view: View, site: CallSite, path: str, arguments: Arguments) -> Refused | None:
    stubs = view.program.stubs
    entry = stubs.find(path)
    if isinstance(entry, StubFunction):
        if entry.path == _OBJECT_NEW != path:
            return None  # a class in C that leaves what it is made with to `__init__`, as `list` does
        return _by_stub(site, path, entry, arguments, through_object=False)
    if isinstance(entry, StubClass):
        alternatives = stubs.constructor(path)
        if alternatives is None:
            return None
        signatures = tuple(alternative.signature for alternative in alternatives)
        found = misfit_of_all(signatures, arguments)
        return None if found is None else Refused(site, found, _shown(path), signatures[0], None)
    return None


def _by_method(
    view: View, site: CallSite, path: str, receiver: Thing, arguments: Arguments
) -> Refused | None:
    owner, _, name = path.rpartition(".")
    member = view.program.stubs.member(owner, name)
    if not isinstance(member, StubFunction):
        return None
    found = _by_stub(site, path, member, arguments, through_object=True)
    if (
        found is None
        or not isinstance(receiver, Instance | Super)
        or not isinstance(receiver.of, ClassSymbol)
    ):
        return found
    if found.misfit.kind is MisfitKind.UNEXPECTED_KEYWORD and lets_take_names(
        view.program, receiver.of, owner
    ):
        return None
    order = view.program.evaluator.mro(receiver.of)
    above = [node for node in order[1:] if isinstance(node, ClassSymbol)]
    if name in {"__init__", "__new__"} and any(synthesised(view.program.evaluator, node) for node in above):
        return None  # a record above has a constructor that nobody has written
    for node in order:
        if isinstance(node, str):
            library_class = view.program.models.class_of(node)
            for redefined, signature in () if library_class is None else library_class.redefines:
                if redefined == name and misfit(signature, arguments) is None:
                    return None
    protocol = next(
        (c.inferred_base for c in order if isinstance(c, ClassSymbol) and c.inferred_base in order), ""
    )
    if protocol:
        return _by_protocol(view, found, protocol, name, arguments)
    return found


def _by_protocol(
    view: View, found: Refused, protocol: str, name: str, arguments: Arguments
) -> Refused | None:
    """What an inferred base refuses: its known subclasses must refuse it too, and names are not held against it."""
    row = next(p for p in view.program.models.protocols if p.class_path == protocol)
    if found.misfit.kind is MisfitKind.UNEXPECTED_KEYWORD:
        return None
    if any(misfit(signature, arguments) is None for signature in row.variants_of(name)):
        return None
    return Refused(found.site, found.misfit, found.callee, found.signature, None, protocol)


def _by_stub(
    site: CallSite, path: str, entry: StubFunction, arguments: Arguments, *, through_object: bool
) -> Refused | None:
    found = entry.misfit(arguments, through_object=through_object)
    if found is None:
        return None
    signature = entry.signatures(through_object=through_object)[0]
    is_member = entry.kind is not StubKind.FUNCTION
    return Refused(site, found, _shown(path, is_member=is_member), signature, None)


def _shown(path: str, *, is_member: bool = False) -> str:
    """How a text names what is outside at `path`: `os.path.join`, `len`, and `TestCase.fail` for a method."""
    parts = path.split(".")
    return ".".join(parts[-2:]) if is_member else path.removeprefix("builtins.")


def _by_constructor(view: View, site: CallSite, symbol: ClassSymbol, arguments: Arguments) -> Refused | None:
    if "__init__" in view.modules.replaced_names(view.function.module):
        return None  # that of some class, and nobody says of which
    maker = maker_of(view, symbol)
    name = symbol.ir.qualified_name
    if isinstance(maker, FunctionSymbol):
        refused = _by_function(view, site, maker, arguments, is_bound=True)
        return None if refused is None else Refused(site, refused.misfit, name, refused.signature, maker)
    found = None if maker is None else misfit_of_all(maker, arguments)
    if found is None or not maker or takes_other_arguments(symbol.module, symbol.ir.name):
        return None
    return Refused(site, found, name, maker[0], None)


def _overrides_refuse(view: View, site: CallSite, arguments: Arguments) -> bool:
    """Whether every subclass that the object may be of refuses the call as well."""
    callee = view.definitions[site.call.callee]
    name = callee.name if isinstance(callee, GetField) else ""
    for thing in site.targets:
        given = arguments
        if isinstance(thing, Partial):
            given = _completed(thing, arguments)
            thing = thing.function  # noqa: PLW2901
        if isinstance(thing, ClassSymbol):
            subclasses = [] if _is_named(view, site, thing) else view.program.subclasses.get(thing, ())
            if any(_by_constructor(view, site, subclass, given) is None for subclass in subclasses):
                return False
        elif isinstance(thing, Instance):
            if not _all_refuse(view, site, thing, None, "__call__", given):
                return False
        elif isinstance(thing, Bound):
            own = thing.function.function.name if isinstance(thing.function, FunctionSymbol) else name
            if not _all_refuse(view, site, thing.receiver, thing.function, name or own, given):
                return False
    return True


def _all_refuse(
    view: View,
    site: CallSite,
    receiver: Thing,
    function: FunctionSymbol | Api | None,
    name: str,
    arguments: Arguments,
) -> bool:
    """Whether what subclasses of the receiver's class put in the place of the method `function` refuses as well."""
    evaluator = view.program.evaluator
    of = receiver if isinstance(receiver, ClassSymbol) else getattr(receiver, "of", None)
    if not isinstance(of, ClassSymbol):
        return not takes_more_names(view.program, of, arguments) and not any(
            _refusal(view, site, method, arguments) is None
            for subclass in classes_below(view.program, of, name)
            for method in evaluator.attribute(subclass.instance, name)
        )
    if is_structural(view, of):
        return False
    for subclass in view.program.subclasses.get(of, ()):
        if isinstance(receiver, Super):
            others = evaluator.super_member(receiver, subclass, name)
        else:
            others = evaluator.attribute(subclass.instance, name)
        for other in others:
            if isinstance(other, Bound) and other.function is function:
                continue
            if _refusal(view, site, other, arguments) is None:
                return False
    return True


def _is_named(view: View, site: CallSite, symbol: ClassSymbol) -> bool:
    """Whether the call names this very class; `cls(...)` and `type(self)(...)` may make an object of a subclass."""
    step = view.definitions[site.call.callee]
    return isinstance(step, Load | Import | MakeClass) or (
        isinstance(step, GetField) and step.name == symbol.ir.name
    )
