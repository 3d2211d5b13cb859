"""What the models say of how a program is entered: which functions a library calls, and what declares what they get."""

import re

from msgspec import Struct

from entasis.models.ports import Condition, Port


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
