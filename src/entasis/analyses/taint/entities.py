"""Objects that stand for a row of a database: what a look-up, a mapper, a form or a serializer gives.

user = get_object_or_404(User, name=sent)   nobody's text, whoever looked it up
user.note = sent                            `user.note` is what was sent
user.get_absolute_url()                     and `user` still is not, nor is what its unknown methods make of it
user = form.save()                          any column but the key holds what was sent, the object itself is no text
"""

from typing import TYPE_CHECKING, Final

from entasis.analyses.misuse import call_apis
from entasis.analyses.taint.lookups import is_looking_up
from entasis.ir.instructions import Await, Call, GetField, Iterate, Next
from entasis.models.ports import PortKind
from entasis.models.rows import ThreatModel
from entasis.program.symbols import Api, ClassSymbol, Instance, Other, Thing

if TYPE_CHECKING:
    from entasis.analyses.view import View
    from entasis.models.loader import Models

_FIELDS: Final = (
    "attribute"  # the kind of sinks of a constructor that takes the fields of an object by their names
)
_SAVING: Final = frozenset({"save", "asave"})


def is_entity(view: "View", register: int) -> bool:
    """Whether what the register holds is such an object, by its class or by the call that gave it."""
    things = view.program.evaluator.value(view.function, register)
    made = [thing for thing in things if not isinstance(thing, Other) and not _is_unknown(thing)]
    if made:
        return all(isinstance(thing, Instance) and _is_kept(view, thing) for thing in made)
    step = view.definitions[register]
    while True:  # an element is made after its collection: the way back ends
        match step:
            case Next(iterator=inner) | Iterate(object=inner) | Await(value=inner):
                step = view.definitions[inner] if inner >= 0 else None
            case Call(decorates=False):
                return _gives_entity(view, step)
            case _:
                return False


def _is_unknown(thing: Thing) -> bool:
    """Whether it is what a call outside gives of which nobody says what it is."""
    return isinstance(thing, Api) and thing.path.endswith("()")


def is_saved(view: "View", call: Call) -> bool:
    """Whether an unknown method that is called so keeps what its object was made of and gives the object kept."""
    callee = view.definitions[call.callee]
    return isinstance(callee, GetField) and callee.name in _SAVING and len(call.arguments) == len(call.names)


def _is_kept(view: "View", thing: Instance) -> bool:
    """Whether the object is one whose class says what its columns are."""
    models, of = view.program.models, thing.of
    order = view.program.evaluator.mro(of) if isinstance(of, ClassSymbol) else (of,)
    return any(isinstance(node, str) and _has_columns(models, node) for node in order)


def _has_columns(models: "Models", path: str) -> bool:
    return any(sink.kind == _FIELDS and sink.port.kind is PortKind.SPREAD for sink in models.sinks(path))


def _gives_entity(view: "View", call: Call) -> bool:
    site = view.site_of.get(id(call))
    apis = call_apis(view, site) if site is not None else []
    models = view.program.models
    for api in apis:
        source = models.source(api)
        if (
            source is not None
            and source.port.kind is PortKind.RETURN
            and models.kinds[source.kind].threat_model is ThreatModel.DATABASE
        ):
            return True
    is_unknown = site is None or not site.targets or bool(apis)
    return is_unknown and (is_saved(view, call) or is_looking_up(view, call, apis))
