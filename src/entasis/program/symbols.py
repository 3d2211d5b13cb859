"""What a value can be, as far as names tell: the functions, classes and modules of the program, and what is outside.

    import hashlib                    a module outside: Api("hashlib")
    from app.models import User       ClassSymbol of the program
    user = User()                     Instance of it
    user.save                         Bound: its method `save`, with its receiver
    hashlib.md5                       Api("hashlib.md5")
    users = [user]                    Instance of list, with the place where its content is seen

A *value* is a tuple of at most eight of these without repetition; `()` is "not known", and OTHER among them says
that it may be something else as well. An *API path* is the dotted way from an import to a thing outside the
program; `()` in it stands for "what calling it gives". There is one object a thing, so things are compared by
identity.

What has members keeps in `values` what was found out about them: a function about its registers, a class, an
object and a module about their attributes.
"""

from typing import TYPE_CHECKING, Final, TypeVar, cast, final

from entasis.finding import Role
from entasis.ir.function import Class, Function, Module
from entasis.ir.instructions import Call, Instruction
from entasis.program.annotations import TypeText

if TYPE_CHECKING:
    from entasis.program.decorators import Effect
    from entasis.program.facts import Facts
    from entasis.program.guards import Guards
    from entasis.program.records import Record
    from entasis.signature import Signature

Value = tuple["Thing", ...]
UNKNOWN: Final[Value] = ()
_Step = TypeVar("_Step", bound=Instruction)


@final
class Api:
    """Something outside the program, by its API path."""

    __slots__ = ("path",)

    def __init__(self, path: str) -> None:
        self.path = path

    def __repr__(self) -> str:
        return f"Api({self.path!r})"


@final
class ModuleSymbol:
    """A module of the program. `name` is its dotted name, `directory` the path parts of its folder.

    `bindings` holds, by owner function and name, every register that is stored under the name, with the function
    that stores it; `overwritten` are those (owner, name, function, register) that are replaced at once. `written`
    are the names under which collections were found whose items the module sets, `filled` their keys in others,
    `imported` the top-level packages
    that it imports from.
    """

    __slots__ = (
        "bindings",
        "classes",
        "directory",
        "filled",
        "functions",
        "imported",
        "is_package",
        "module",
        "name",
        "overwritten",
        "role",
        "stars",
        "values",
        "written",
    )

    def __init__(
        self, module: Module, name: str, directory: tuple[str, ...], role: Role, *, is_package: bool
    ) -> None:
        self.module = module
        self.name = name
        self.directory = directory
        self.role = role
        self.is_package = is_package
        self.functions: list[FunctionSymbol] = []
        self.classes: list[ClassSymbol] = []
        self.bindings: dict[tuple[int, str], list[tuple[FunctionSymbol, int]]] = {}
        self.overwritten: set[tuple[int, str, int, int]] = set()
        self.stars: list[tuple[FunctionSymbol, int]] = []
        self.written: set[str] = set()
        self.filled: set[str] = set()  # the keys under which something lies whose items are set
        self.imported: set[str] = set()
        self.values: dict[int | str, Value] = {}

    def stored(self, owner: int, name: str) -> "list[tuple[FunctionSymbol, int]]":
        """The registers that readers of the name may see; a deleted name is not seen."""
        found = self.bindings.get((owner, name), [])
        if len(found) == 1 and not self.overwritten:
            return found
        return [
            place
            for place in dict.fromkeys(found)
            if (owner, name, place[0].function.index, place[1]) not in self.overwritten
        ]

    def __repr__(self) -> str:
        return f"ModuleSymbol({self.name!r})"

    @property
    def is_test(self) -> bool:
        """Whether the module is there to test others."""
        return self.role is Role.TEST


@final
class FunctionSymbol:
    """A function of the program. `owner` is the class whose body holds it; `calls` its call steps in order.

    `decorators` are the registers of what decorates it, in the function `outer`, innermost first. `fields` are the
    fields it sets: object, name, value; `items` what it puts under keys that are written out: object, key, value. `has_tests`:
    some branch depends on the class of a value. `by_class`: its instructions, block by block. `facts`, `guards`, `effect` and
    `signatures` (the function's, and what is left of it for who calls it through an object) are computed when first
    asked for.
    """

    __slots__ = (
        "by_class",
        "calls",
        "decorators",
        "effect",
        "facts",
        "fields",
        "function",
        "guards",
        "has_tests",
        "items",
        "module",
        "outer",
        "owner",
        "signatures",
        "values",
    )

    def __init__(self, module: ModuleSymbol, function: Function) -> None:
        self.module = module
        self.function = function
        self.owner: ClassSymbol | None = None
        self.outer: FunctionSymbol | None = None
        self.calls: list[Call] = []
        self.fields: list[tuple[int, str, int]] = []
        self.items: list[tuple[int, str, int]] = []
        self.decorators: list[int] = []
        self.has_tests = False
        self.by_class: dict[type[Instruction], list[Instruction]] = {}
        self.values: dict[int | str, Value] = {}
        self.facts: Facts | None = None
        self.guards: Guards | None = None
        self.effect: Effect | None = None
        self.signatures: tuple[Signature, Signature] | None = None

    @property
    def name(self) -> str:
        """The plain name."""
        return self.function.name

    @property
    def path(self) -> str:
        """The dotted name with its module, as a reader would write it."""
        return f"{self.module.name}.{self.function.qualified_name}"

    def steps_of(self, of: type[_Step]) -> list[_Step]:
        """The instructions of that class, block by block."""
        return cast("list[_Step]", self.by_class.get(of, []))

    def __repr__(self) -> str:
        return f"FunctionSymbol({self.path!r})"


@final
class ClassSymbol:
    """A class of the program. `inferred_base` is the protocol its use of `self` shows, where no base can be seen.

    A class that a call makes (`namedtuple("Point", "x y")`) has a `record` and no bases or members of its own.
    """

    __slots__ = (
        "bases",
        "body",
        "decorators",
        "fields",
        "inferred_base",
        "instance",
        "ir",
        "keywords",
        "members",
        "methods",
        "module",
        "mro",
        "outer",
        "record",
        "values",
    )

    def __init__(self, module: ModuleSymbol, ir: Class) -> None:
        self.module = module
        self.ir = ir
        self.body: FunctionSymbol | None = None
        self.outer: FunctionSymbol | None = None  # the function that makes the class
        self.bases: tuple[int, ...] = ()  # registers in `outer`
        self.keywords: tuple[tuple[str, int], ...] = ()  # behind the bases: name and register
        self.decorators: list[int] = []  # registers in `outer`, innermost first
        self.methods: list[FunctionSymbol] = []  # the functions that the body defines
        self.instance = Instance(self)
        self.members: dict[str, list[int]] = {}  # name -> registers stored in the body
        self.fields: dict[
            str, list[tuple[FunctionSymbol, int]]
        ] = {}  # self.name = register, anywhere in the class
        self.mro: tuple[ClassSymbol | str, ...] | None = None
        self.inferred_base = ""
        self.record: Record | None = None
        self.values: dict[int | str, Value] = {}

    @property
    def path(self) -> str:
        """The dotted name with its module."""
        return f"{self.module.name}.{self.ir.qualified_name}"

    def stored(self, name: str) -> list[int]:
        """The registers of the body that the finished class may have under the name."""
        return [register for _, register in self.module.stored(self.ir.body, name)]

    def __repr__(self) -> str:
        return f"ClassSymbol({self.path!r})"


@final
class Made:
    """What a collection holds is seen at the step that makes it: `register` of `function`; -2: what it yields.

    With `is_pair`, this is the tuple that iterating over what the step makes gives: `(key, value)`.
    """

    __slots__ = ("function", "is_pair", "register")

    def __init__(self, function: FunctionSymbol, register: int, *, is_pair: bool = False) -> None:
        self.function = function
        self.register = register
        self.is_pair = is_pair


@final
class Typed:
    """What a collection holds is declared: `arguments` are those of its type, as written in `function`."""

    __slots__ = ("arguments", "function")

    def __init__(self, function: FunctionSymbol, arguments: tuple[TypeText, ...]) -> None:
        self.function = function
        self.arguments = arguments


@final
class Listed:
    """Every element of a collection, or the first alone, is an object of the class `of`, which may be one outside."""

    __slots__ = ("is_first", "of")

    def __init__(self, of: "ClassSymbol | str", *, is_first: bool = False) -> None:
        self.of = of
        self.is_first = is_first


@final
class Instance:
    """An object of a class of the program, or of a class outside (its dotted path), or of a subclass."""

    __slots__ = ("content", "of", "values")

    def __init__(self, of: "ClassSymbol | str", content: Made | Typed | Listed | None = None) -> None:
        self.of = of
        self.content = content
        self.values: dict[int | str, Value] = {}

    def __repr__(self) -> str:
        return f"Instance({self.of if isinstance(self.of, str) else self.of.path!r})"


@final
class Bound:
    """A method reached through an object or a class: the call passes `receiver` for the first parameter."""

    __slots__ = ("function", "receiver")

    def __init__(self, function: "FunctionSymbol | Api", receiver: "Thing") -> None:
        self.function = function
        self.receiver = receiver

    def __repr__(self) -> str:
        return f"Bound({self.function!r})"


@final
class Super:
    """`super()` in a method of `of`: what an object of it has behind the class `after`."""

    __slots__ = ("after", "of")

    def __init__(self, of: ClassSymbol, after: ClassSymbol) -> None:
        self.of = of
        self.after = after

    def __repr__(self) -> str:
        return f"Super({self.of.path!r})"


@final
class Partial:
    """`functools.partial(function, ...)`: the first `given` positional arguments and those of `names` are there."""

    __slots__ = ("function", "given", "names")

    def __init__(self, function: "Thing", given: int, names: tuple[str, ...]) -> None:
        self.function = function
        self.given = given
        self.names = names

    def __repr__(self) -> str:
        return f"Partial({self.function!r})"


@final
class Wrapped:
    """What a call of `staticmethod`, `classmethod` or `property` (`wrapper`) makes of a function."""

    __slots__ = ("function", "wrapper")

    def __init__(self, wrapper: str, function: "Thing") -> None:
        self.wrapper = wrapper
        self.function = function

    def __repr__(self) -> str:
        return f"Wrapped({self.wrapper}, {self.function!r})"


@final
class Other:
    """Something that is not known, beside what is."""

    __slots__ = ("name",)

    def __init__(self, name: str) -> None:
        self.name = name

    def __repr__(self) -> str:
        return self.name


@final
class Unsettled:
    """Nothing yet, or too much: stands for the value of a question while the circle it is part of is answered."""

    __slots__ = ("name",)

    def __init__(self, name: str) -> None:
        self.name = name

    def __repr__(self) -> str:
        return self.name


OTHER: Final = Other("OTHER")
PASSED: Final = Other("PASSED")  # beside what calls of a class were seen to pass to its constructor
NOTHING: Final[Value] = (Unsettled("NOTHING"),)
TOO_MANY: Final[Value] = (Unsettled("TOO_MANY"),)

Thing = (
    Api
    | ModuleSymbol
    | FunctionSymbol
    | ClassSymbol
    | Instance
    | Bound
    | Super
    | Partial
    | Wrapped
    | Other
    | Unsettled
)

Collection = tuple[FunctionSymbol, int]  # by where it is made
TooMany = tuple[str, str, int, int]  # the limit that a register goes beyond; its file, function and number
# What others put into collections: under which selector, "" where nobody knows, and what.
Registered = dict[Collection, dict[tuple[str, Thing], None]]


def sort_key(thing: Thing) -> str:
    """A total order of things, so that what was found in a circle is listed alike wherever it was begun."""
    match thing:
        case FunctionSymbol():
            return f"0 {thing.module.module.path} {thing.function.index:8}"
        case ClassSymbol():
            return f"1 {thing.module.module.path} {thing.ir.index:8} {thing.ir.start}"
        case Instance():
            of = thing.of if isinstance(thing.of, str) else sort_key(thing.of)
            return f"2 {of} {_content_key(thing.content)}"
        case Bound():
            return f"3 {sort_key(thing.function)} of {sort_key(thing.receiver)}"
        case Api():
            return f"4 {thing.path}"
        case ModuleSymbol():
            return f"5 {thing.module.path}"
        case Super():
            return f"6 {sort_key(thing.of)} after {sort_key(thing.after)}"
        case Partial():
            return f"7 {sort_key(thing.function)} {thing.given} {thing.names}"
        case Wrapped():
            return f"8 {thing.wrapper} {sort_key(thing.function)}"
        case _:
            return "9"


def _content_key(content: Made | Typed | Listed | None) -> str:
    match content:
        case Made():
            return f"{sort_key(content.function)} {content.register:8} {content.is_pair}"
        case Typed():
            return f"{sort_key(content.function)} {content.arguments}"
        case Listed():
            of = content.of if isinstance(content.of, str) else sort_key(content.of)
            return f"{of} {content.is_first}"
        case _:
            return ""
