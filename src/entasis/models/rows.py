"""What the models say, as plain data: one row is one fact about one API of one library.

Every `api` here is one dotted path without braces, in its canonical spelling (`requests.Session.get`, not
`requests.sessions.Session.get`). Methods and attributes of instances are addressed by their class, item access
by the method behind it (`flask.Config.__setitem__`).
"""

import re
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
    of a project's subclass is meant too, unless that class defines one of the methods in `unless_overrides`.

    With `before`, a distribution and one of its releases, it applies only where the project allows an older one.

    With `at`, what lies there in what is assigned meets it, where that is written out. `beside` are further names of
    the module or attributes of the object that is assigned to, with what must be
    assigned to each. `because` is what the call then does, in words that follow it as its subject ("accepts any
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
    object is of, a query for its rows, or a call of it gives that; with `self` alone, it is of the class of the program whose method is called.
    With `at`, the API is `__getitem__`, and it is what lies under that key. With `is_itself`, it is no object of the
    class, but the class, or the one that the program derives from it.
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


class Source(Struct, frozen=True):
    """Data from outside: at `port` of the call (`return`, or an argument that is filled), or as the `value` of
    the attribute. `says` names it for a message, with its article: "the request body". With `is_address` it is the
    address that was called: in a handler that is registered for whole addresses only, it is one of these. `options` is the
    API whose calls declare what it holds; with `declared` the class of the object does that, by objects of the classes of
    fields that lie in it, and its methods whose names begin so make what they return of the field that follows. Objects of
    a class of the program that defines one of the methods in `unless_overrides` for itself hold what that puts there.
    Where a use of the kind in `unless_set_up` has set up the object of the call, nothing comes in from other machines.
    `is_segment`: it is one segment of an address, in which no slash is. At the port in `asks` lies an address: what comes in
    is what the handler of the program returns that has it, and nothing where there is none. With `is_filled` it is a
    mapping of what the placeholders are filled with that the addresses of the object's class have. Where `is_number`, only
    how large it is can do harm.
    """

    api: str
    port: Port
    kind: str
    says: str
    library: str
    removed: str = ""
    is_address: bool = False
    options: str = ""
    declared: str = ""
    unless_overrides: tuple[str, ...] = ()
    is_segment: bool = False
    unless_set_up: str = ""
    asks: Port | None = None
    is_filled: bool = False
    is_number: bool = False

    def __hash__(self) -> int:
        """Sources are parts of keys everywhere: of one API there are few."""
        return hash(self.api)


class Option(Struct, frozen=True):
    """A call that declares an option of a command line or a field of a form, by its first text.

    The option holds no text of others where one of the conditions in `harmless` surely holds. What a parameter of a
    handler holds that it declares is of the `kind`, and `says` names it, where these are not empty. A number is no larger
    than what is passed at the ports in `bounding`.
    """

    api: str
    harmless: tuple[tuple[Port, Condition], ...]
    library: str
    kind: str = ""
    says: str = ""
    bounding: tuple[Port, ...] = ()


class SentKeys(Struct, frozen=True):
    """A mapping that comes in, of which only what lies under some keys was sent; the rest is said by the program's host.

    `sent` are patterns of those keys. What lies under the keys in `plain` is clean for the kinds in `clears`. Under those
    in `back` lies the address of the page that the visitor comes from: he may be sent back to it.
    """

    api: str
    sent: re.Pattern[str]
    plain: re.Pattern[str]
    back: re.Pattern[str]
    clears: tuple[str, ...]
    library: str
    removed: str = ""


class DeclaredField(Struct, frozen=True):
    """A class of which a form, or a serializer, has an object for each thing that it takes.

    What that gives is clean for the kinds in `clears`. Of a list, the `child` decides: the argument at that port.
    """

    api: str
    clears: tuple[str, ...]
    library: str
    child: Port | None = None
    removed: str = ""


class Mark(Struct, frozen=True):
    """Of a list of mappings those whose text at `key` the pattern `value` matches whole; what is meant lies at `at`.

    A pair in such a list is marked by its first part, and its second is meant.
    """

    key: str
    value: re.Pattern[str]
    at: str


class Sink(Struct, frozen=True):
    """Where data from outside does harm: `port` of the call, or the `value` that is assigned to the attribute.

    It is one if no condition of `when` surely fails at its port of the call: what cannot be decided counts as met.
    `kind` is a kind of sinks, or the common name of the states of one (`path` is reached by data of state
    `path.raw` as well as `path.normal`). `says` names what stands at the port, with its article: "the SQL text".
    With `is_probe` the call only tells whether there is such a thing: it counts where the same data does no more
    harm.

    Where the port is every word of a command line, those that are values of an option are left out. `flags` is a
    pattern of the options of that program which have no value. With `is_text` the call takes open files as well, so
    only what surely is a text is a name. Where there is a pattern in `added`, what is written to is a file that was
    opened to add to it, under a name that ends so. Where there is one in `program`, what lies at the port is a
    command, a text or a list, and the words of it are meant that are no options, if it runs such a program.
    `is_used`: no harm is done where what the call gives is thrown away. `shown` is what the API is called in
    messages, where the code does not name it. With `is_page` it is one where the function says of what it sends
    that it is a page. Of what the call gives, the methods in `undone` take back what it was made: where nothing
    else is asked of it, no harm is done. Where there is something in `marked`, parts of what is passed are meant.
    """

    api: str
    port: Port
    kind: str
    says: str
    library: str
    when: tuple[tuple[Port, Condition], ...] = ()
    removed: str = ""
    is_probe: bool = False
    flags: re.Pattern[str] | None = None
    is_text: bool = False
    added: re.Pattern[str] | None = None
    program: re.Pattern[str] | None = None
    is_used: bool = False
    shown: str = ""
    undone: tuple[str, ...] = ()
    is_page: bool = False
    marked: Mark | None = None


class Sanitizer(Struct, frozen=True):
    """A call, or a property, that gives what is clean for the kinds of sinks in `clears`, whatever goes in.

    `"*"` are all kinds; the common name of some states is all of them. It cleans only where every condition of
    `when` surely holds. A text that it gives begins with `begins`, and more follows.
    """

    api: str
    clears: tuple[str, ...]
    library: str
    when: tuple[tuple[Port, Condition], ...] = ()
    removed: str = ""
    begins: str = ""


class Guard(Struct, frozen=True):
    """A call that checks what it is given: afterwards `checks` (an argument or `self`) is clean for `clears`.

    `on` is the answer that says so, `"true"` or `"false"`; it is empty where the call returns only if all is
    well. It checks only where every condition of `when` surely holds.

    Further words of `on` say what a test of the result means: `"same"`, the result is checked in the place of
    what it is made of; `"member"`, the result or the attribute is one of some constants; `"empty"`, it is empty;
    `"equal"`, it is equal to something; `"contains"`, something is in it; `"alike"`, the arguments are the same: what one
    of them is the keyed digest of was made by whoever has the key.
    """

    api: str
    on: str
    checks: Port
    clears: tuple[str, ...]
    library: str
    when: tuple[tuple[Port, Condition], ...] = ()
    removed: str = ""


class FlowRow(Struct, frozen=True):
    """Data that a call moves from `sources` (arguments, `self`) to `target` (`return`, `self` or an argument).

    The rows of an API say all that flows there; those of `acme.Class.*` are for each of its methods that has none
    of its own. Without any, the result may hold every argument and the receiver, and nothing else changes.
    `is_none`: nothing that is passed is in the result, nor anywhere else; there is no other row then. `restores`
    are the kinds for which the data is dangerous again whatever was done or checked before: it is decoded.
    `is_whole`: each part of it lies where it lay, and what is passed by name under that name.
    """

    api: str
    sources: tuple[Port, ...]
    target: Port
    library: str
    is_none: bool = False
    restores: tuple[str, ...] = ()
    is_whole: bool = False


class CallRow(Struct, frozen=True):
    """A function that the call of `api` calls in its turn: what is passed at `callee`, or what it is a method of.

    It gets what lies at the ports in `passes`, by position; then all arguments of the call from position `rest` on
    (and those by name), or the elements of the collection at `spread` and, by name, those of the mapping at
    `keywords`. What it gives goes to `gives`, if anywhere.
    """

    api: str
    callee: Port
    library: str
    passes: tuple[Port, ...] = ()
    rest: int | None = None
    spread: Port | None = None
    keywords: Port | None = None
    gives: Port | None = None


class Entry(Struct, frozen=True):
    """Functions of the program that a library calls with data from outside.

    Which ones: those decorated by `api` or by what its call gives; with `methods`, the methods of these names of
    classes that derive from `api`; with `handler`, what a call of `api` is passed at that port, or what is assigned
    to the attribute `api` (`value`); with both, these methods of the object or class that is passed. A name that
    ends with `*` is the beginning of one.

    The ports in `parameters` are sources; where it is None, all but the receiver and those in `types`. `types`
    are the classes of what else is passed. A parameter that is annotated with a class in `unless`, or whose
    default a call of one of these makes, is no source. `says` names what the parameters hold, with its article.

    `answers` is the kind of sinks that a text is which the function returns, or the first of a tuple: with many
    frameworks it is the page; only if all in `answers_when` surely holds at the call that registers the function.

    `route` is the port of an address pattern: where it is written out, it fills the parameters it names and no
    others; where the row `is_paired`, the pattern stands before the class in a tuple or a call. `segments` is that
    of a pattern whose plain placeholders are each filled by one segment of the address, in which no slash is, even
    where it was sent encoded. With `is_whole` the library puts nothing before it. Where the port `bound` is True,
    the library passes an object of its own first. `injects`: what the handler gives is passed to the parameter
    whose default, or whose annotation, such a call is.

    Where a platform tells its handlers by their shape, `api` is only what the row is about: `named` are the exact
    names of all parameters of a function of a module; `bases` is a pattern of the paths of base classes, for
    `methods` of which it is not known where their class lies. `replies` is the kind of sinks that all is which it
    returns, whatever its form. `page_at` is the key under which the body lies in a mapping that it returns, beside
    headers which say that it is a page; where it is `*`, the parts of what it returns or yields are the body, if it
    says of anything that it is a page. The parameters are sources only if all in `when` surely holds at the call
    that registers the function. `makes` is the class whose further methods a decorated function has. At the port
    `described` lies the name of a file that describes the interface and names the handlers and their parameters:
    those whose full names are not in it lie where `below` says. A parameter that a schema in the program declares
    by one of `numbers` is no source. With `texts` all that is passed are parts of an address: what is declared to
    be an object of the program's own is passed by others. With `declared` the class of the method declares what the
    parameters hold, as with sources. With `constructs` the library makes an object of the class whose method is
    decorated, or which is itself decorated or passed: what `types` says is what it makes it with. Each parameter is
    filled by one segment of the address, unless the class of the method says something of its own as `lookup`.
    """

    api: str
    kind: str
    says: str
    library: str
    methods: tuple[str, ...] = ()
    handler: Port | None = None
    parameters: tuple[Port, ...] | None = None
    types: tuple[tuple[Port, str], ...] = ()
    unless: tuple[str, ...] = ()
    removed: str = ""
    answers: str = ""
    answers_when: tuple[tuple[Port, Condition], ...] = ()
    route: Port | None = None
    segments: Port | None = None
    bound: Port | None = None
    injects: bool = False
    named: tuple[str, ...] = ()
    bases: re.Pattern[str] | None = None
    replies: str = ""
    page_at: str = ""
    when: tuple[tuple[Port, Condition], ...] = ()
    is_whole: bool = False
    makes: str = ""
    described: Port | None = None
    below: Port | None = None
    numbers: tuple[str, ...] = ()
    is_paired: bool = False
    declared: str = ""
    texts: bool = False
    constructs: bool = False
    lookup: str = ""


class Render(Struct, frozen=True):
    """A call that makes a page of a template: `template` holds its name, or with `self` the call that found it did.

    The template's context is what the mappings at the ports in `context` hold and, with `keywords`, what is passed
    by keyword beyond them. `raw` are calls that make a template, or what templates are got of, which escapes
    nothing; `raw_names` is a pattern of the names of templates that are not escaped. Where the program makes one of
    the calls in `off` anywhere, or assigns (port `value`) to one of these attributes or settings, none is. `sends`:
    what the call gives is the answer itself. `returned`: the context is what is returned by the function that the call
    decorates, or by the method of the program that stands for this one. A template `self.name` is the one that the class
    of the object names so.
    """

    api: str
    template: Port
    library: str
    context: tuple[Port, ...] = ()
    keywords: bool = False
    raw: tuple[Making, ...] = ()
    raw_names: re.Pattern[str] | None = None
    off: tuple[Making, ...] = ()
    sends: bool = False
    returned: bool = False


class Offer(Struct, frozen=True):
    """What a program gives all templates by the call, the decorator, the mapping or the setting `api`.

    `gives` says what that is: a "filter", a "name" or a "tag" of templates, which is a function of the program; or
    "names", all those of the mapping that the function gives. The `function` is passed to the call, or named by the
    setting, at that port; without one it stands under the decorator, or is put into the mapping. It goes by what
    lies at the port `name`, or else by its own name. `passes` is the class of what the library passes it first.
    """

    api: str
    gives: str
    library: str
    function: Port | None = None
    name: Port | None = None
    passes: str = ""


class Memory(Struct, frozen=True):
    """A call that puts what lies at the port `puts` into what a library keeps as `name`, or gives all that lies there.

    With `keys`, it is the one value that lies there under what is passed at these ports, where that is written out, but
    for parts of it. That value is a mapping where `is_whole`, or where there is a port `at`: it is the one element of the
    mapping that goes by what is passed there. Where it `is_kept`, the call gives the mapping itself: what is put into that
    is kept.
    """

    api: str
    name: str
    library: str
    puts: Port | None = None
    keys: tuple[Port, ...] = ()
    at: Port | None = None
    is_whole: bool = False
    is_kept: bool = False


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
