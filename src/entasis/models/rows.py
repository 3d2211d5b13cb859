"""What the models say, as plain data: one row is one fact about one API of one library.

Every `api` here is one dotted path without braces, in its canonical spelling (`requests.Session.get`, not
`requests.sessions.Session.get`). Methods and attributes of instances are addressed by their class, item access
by the method behind it (`flask.Config.__setitem__`).

Here are kinds, uses and what things are; rows about data are in `data.py`, those about what a library calls in
`entries.py`, those about templates in `pages.py`.
"""

from enum import Enum

from msgspec import Struct

from entasis.models.ports import Condition, Port
from entasis.signature import Signature


class Table(Enum):
    """The table whose rows may carry a kind."""

    USE = "use"
    SOURCE = "source"
    SINK = "sink"


class ThreatModel(Enum):
    """Who controls what a source gives. A review trusts all but `remote`, unless it is told otherwise."""

    REMOTE = "remote"
    LOCAL = "local"
    DATABASE = "database"
    LIBRARY = "library"


class Kind(Struct, frozen=True):
    """What rows and rules both speak of, so that neither names the other.

    `title` is short and capitalised, `what` one sentence. Kinds of sources have a threat model, no others do;
    without one, the data is not hostile but confidential: it does harm at the kinds of `sinks` only, in every
    review. Where a kind of sinks has `sources`, what comes in as one of these kinds does harm there, and nothing
    else. `kept_by` are packages whose calls give on what does harm there; those of others make something else of
    it. Where the data is dangerous that is dangerous at another kind of sinks, and only what it proves differs,
    `like` names that one. What reaches one of the kinds in `unless` as well is reported there alone. `proved_by` is
    the kind of sinks that the text which is put together must be brought to, for the proof that it does harm; with
    `only_proved` nothing is said without.
    """

    name: str
    table: Table
    title: str
    what: str
    threat_model: ThreatModel | None = None
    sinks: tuple[str, ...] = ()
    sources: tuple[str, ...] = ()
    kept_by: tuple[str, ...] = ()
    like: str = ""
    unless: tuple[str, ...] = ()
    proved_by: str = ""
    only_proved: bool = False


class Making(Struct, frozen=True):
    """A call that makes an object: the API, and what must hold at its ports."""

    api: str
    when: tuple[tuple[Port, Condition], ...] = ()


class Mend(Struct, frozen=True):
    """How a call, or an assignment, is put right. What is given here is carried out together.

    `set` gives ports new source text (an argument that is not passed is added by its name); `remove` takes
    arguments away; `callee` is the path to call instead, by the same import where both share a module; `value`
    is the source text to assign.
    """

    set: tuple[tuple[Port, str], ...] = ()
    remove: tuple[Port, ...] = ()
    callee: str = ""
    value: str = ""


class Use(Struct, frozen=True):
    """A call or an assignment that is wrong by itself, without any flow.

    It applies if every condition of `when` holds at its port of the call; or, where `assigned` is not None, if
    the assigned value meets it. For a method or attribute whose object was made by a known call: `made`, if not
    empty, lists calls of which one must have made it; none of `unless_made` may have. A call that makes an object
    of a project's subclass is meant too, unless that class defines one of the methods in `unless_overrides`. Where the
    program gives the setting `unless_set` a value anywhere, that says it.

    With `before`, a distribution and one of its releases, it applies only where the project allows an older one.

    With `at`, what lies there in what is assigned meets it, where that is written out. `beside` are further names of
    the module or attributes of the object that is assigned to, with what must be assigned to each. `because` is what the call then does, in words that follow it as its subject ("accepts any
    certificate"); `remedy` one imperative sentence. `data` is the port that holds what is read or digested, None
    where the matter does not depend on data. `removed` names the release that no longer has the API.
    """

    api: str
    kind: str
    library: str
    docs: str
    when: tuple[tuple[Port, Condition], ...] = ()
    assigned: Condition | None = None
    at: tuple[str, ...] = ()
    made: tuple[Making, ...] = ()
    unless_made: tuple[Making, ...] = ()
    unless_overrides: tuple[str, ...] = ()
    unless_set: str = ""
    beside: tuple[tuple[str, Condition], ...] = ()
    because: str = ""
    remedy: str = ""
    edit: Mend | None = None
    data: Port | None = None
    before: tuple[str, tuple[int, ...]] | None = None
    removed: str = ""


class Type(Struct, frozen=True):
    """The class of what a call gives back (`returns`) or of what an attribute holds (`value`): one of the two.

    With `is_awaited`, it is what awaiting the call, or entering it by `async with`, gives. With `is_each`, the call
    gives a list or an iterator, and each of its elements is of that class; with `is_first`, a tuple of which the
    first is. Where the receiver has one of the attributes in `of_class`, the first of them is the class that the
    object is of, a query for its rows, or a call of it gives that; with `self` alone, it is of the class of the program
    whose method is called. With `at`, the API is `__getitem__`, and it is what lies under that key. With `is_itself`, it is no object of the
    class, but the class, or the one that the program derives from it. Where the port `made_by` is passed, it is what
    that makes of it.
    """

    api: str
    library: str
    returns: str = ""
    value: str = ""
    is_awaited: bool = False
    is_each: bool = False
    removed: str = ""
    of_class: tuple[str, ...] = ()
    is_first: bool = False
    at: str = ""
    is_itself: bool = False
    made_by: Port | None = None


class LibraryClass(Struct, frozen=True):
    """A class of a library: calling `api` makes an instance of it.

    `bases` are those that matter to some row, `redefines` the bound signatures of the inherited methods that it
    changes. With `validates`, objects of its subclasses hold in each field what is declared there, or are not made.
    Methods that a call of one of `checked_by` decorates make what a field holds, which the call names, of what it
    is given; those of `checked_after` see to the whole object. `removed` names the release that no longer has it.
    `told_by` are names of attributes which nothing else has: a parameter, or a class with a base that cannot be
    seen, of which one is read, is of this class. So is a parameter called `told_as` of a function that gives an
    object of one of the classes in `told_with`, and, in a module where a parameter of that name is known to be,
    each other one. Where a program has one class `subclassed` from it, an attribute that holds an object of `api`
    holds one of that class. With `keeps`, programs put what is theirs into attributes of its objects: what lies
    under one name is one memory. What the source `takes` gives, the library keeps by itself in the columns of the
    model that the form names which a class below names by one of `forms`, or which that class names as forms do. The
    methods whose names a class below has in one of `lists` are passed an object of the class that it is registered
    for by a call of one of `registers`, or that it names itself. Templates are given an object of it under each of the
    names `shown_as`. What the methods `dumped_by` give is a mapping of the names that a class below declares, unless
    the word `opened_by` stands in it: then there are others in it, which were sent.
    """

    api: str
    library: str
    bases: tuple[str, ...]
    redefines: tuple[tuple[str, Signature], ...] = ()
    validates: bool = False
    removed: str = ""
    told_by: tuple[str, ...] = ()
    told_as: str = ""
    told_with: tuple[str, ...] = ()
    checked_by: tuple[str, ...] = ()
    checked_after: tuple[str, ...] = ()
    keeps: bool = False
    subclassed: bool = False
    takes: str = ""
    forms: tuple[str, ...] = ()
    lists: tuple[str, ...] = ()
    registers: tuple[str, ...] = ()
    shown_as: tuple[str, ...] = ()
    dumped_by: tuple[str, ...] = ()
    opened_by: str = ""


class Protocol(Struct, frozen=True):
    """A class that can be told by its methods alone.

    A class with a base that cannot be seen, and which calls on itself at least three distinct methods of
    `identified_by` that no visible class of its own hierarchy defines, is taken to derive from `class_path`.
    What it derives from may be a known subclass just as well: `variants` holds the further signatures (bound,
    so without `self`) that such subclasses give a method, and a call is wrong only if it fits none of them
    either.
    """

    class_path: str
    library: str
    docs: str
    identified_by: frozenset[str]
    variants: tuple[tuple[str, tuple[Signature, ...]], ...] = ()

    def variants_of(self, method: str) -> tuple[Signature, ...]:
        """The signatures, besides that of `class_path`, under which `method` may be known."""
        return dict(self.variants).get(method, ())
