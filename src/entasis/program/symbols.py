"""What a value can be, as far as names tell: the functions, classes and modules of the program, and what is outside.

    import hashlib                    a module outside: Api("hashlib")
    from app.models import User       ClassSymbol of the program
    user = User()                     Instance of it
    user.save                         Bound: its method `save`, with its receiver
    hashlib.md5                       Api("hashlib.md5")

A *value* is a tuple of at most eight of these without repetition; `()` is "not known", and OTHER among them says
that it may be something else as well. An *API path* is the dotted
way from an import to a thing outside the program; `()` in it stands for "what calling it gives".
"""

from typing import TYPE_CHECKING, Final, final

from entasis.ir.function import Class, Function, Module
from entasis.ir.instructions import Call

if TYPE_CHECKING:
    from entasis.finding import Role

Value = tuple["Thing", ...]
UNKNOWN: Final[Value] = ()


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
    """A module of the program. `name` is its dotted name, `directory` the path parts of its folder."""

    __slots__ = (
        "bindings",
        "classes",
        "directory",
        "functions",
        "is_package",
        "module",
        "name",
        "role",
        "stars",
    )

    def __init__(
        self, module: Module, name: str, directory: tuple[str, ...], role: "Role", *, is_package: bool
    ) -> None:
        self.module = module
        self.name = name
        self.directory = directory
        self.role = role
        self.is_package = is_package
        self.functions: list[FunctionSymbol] = []
        self.classes: list[ClassSymbol] = []
        # (owner function, name) -> every register stored under it, with the function that stores it
        self.bindings: dict[tuple[int, str], list[tuple[FunctionSymbol, int]]] = {}
        self.stars: list[tuple[FunctionSymbol, int]] = []

    def __repr__(self) -> str:
        return f"ModuleSymbol({self.name!r})"


@final
class FunctionSymbol:
    """A function of the program. `owner` is the class whose body holds it; `calls` its call steps in order.

    `values` memoises what its registers can be. `decorators` are the registers of what decorates it, in the
    function `outer`, innermost first.
    """

    __slots__ = ("calls", "decorators", "fields", "function", "module", "outer", "owner", "result", "values")

    def __init__(self, module: ModuleSymbol, function: Function) -> None:
        self.module = module
        self.function = function
        self.owner: ClassSymbol | None = None
        self.outer: FunctionSymbol | None = None
        self.calls: list[Call] = []
        self.fields: list[tuple[int, str, int]] = []  # SetField steps: object, name, value
        self.decorators: list[int] = []
        self.values: dict[int, Value] = {}
        self.result: Value | None = None

    @property
    def name(self) -> str:
        """The plain name."""
        return self.function.name

    @property
    def path(self) -> str:
        """The dotted name with its module, as a reader would write it."""
        return f"{self.module.name}.{self.function.qualified_name}"

    def __repr__(self) -> str:
        return f"FunctionSymbol({self.path!r})"


@final
class ClassSymbol:
    """A class of the program. `inferred_base` is the protocol its use of `self` shows, where no base can be seen."""

    __slots__ = (
        "bases",
        "body",
        "fields",
        "inferred_base",
        "instance",
        "ir",
        "members",
        "module",
        "mro",
        "outer",
    )

    def __init__(self, module: ModuleSymbol, ir: Class) -> None:
        self.module = module
        self.ir = ir
        self.body: FunctionSymbol | None = None
        self.outer: FunctionSymbol | None = None  # the function that makes the class
        self.bases: tuple[int, ...] = ()  # registers in `outer`
        self.instance = Instance(self)
        self.members: dict[str, list[int]] = {}  # name -> registers stored in the body
        self.fields: dict[
            str, list[tuple[FunctionSymbol, int]]
        ] = {}  # self.name = register, anywhere in the class
        self.mro: tuple[ClassSymbol | str, ...] | None = None
        self.inferred_base = ""

    @property
    def path(self) -> str:
        """The dotted name with its module."""
        return f"{self.module.name}.{self.ir.qualified_name}"

    def __repr__(self) -> str:
        return f"ClassSymbol({self.path!r})"


@final
class Instance:
    """An object of a class of the program, or of a class outside (its dotted path), or of a subclass."""

    __slots__ = ("of",)

    def __init__(self, of: "ClassSymbol | str") -> None:
        self.of = of

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


@final
class Other:
    """Something that is not known, beside what is."""

    __slots__ = ()

    def __repr__(self) -> str:
        return "OTHER"


OTHER: Final = Other()

Thing = Api | ModuleSymbol | FunctionSymbol | ClassSymbol | Instance | Bound | Super | Other
