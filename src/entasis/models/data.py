"""What the models say of data: where it comes in, where it does harm, what makes it clean, and what carries it or keeps it."""

import re

from msgspec import Struct

from entasis.models.ports import Condition, Port


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
    What lies at one of the selectors in `apart` is left out, wherever that is in what is passed, unless it lies below
    one of those in `computed`.
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
    apart: frozenset[str] = frozenset()
    computed: frozenset[str] = frozenset()


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
    `is_whole`: each part of it lies where it lay, and what is passed by name under that name. Where an address that is
    passed names neither scheme nor host, it is clean for the kinds in `relative`: what it is joined to names them.
    """

    api: str
    sources: tuple[Port, ...]
    target: Port
    library: str
    is_none: bool = False
    restores: tuple[str, ...] = ()
    is_whole: bool = False
    relative: tuple[str, ...] = ()


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
