"""What the standard library's stubs say about a name, as plain data; the shapes that `StubIndex` answers with.

A *path* is dotted and names one definition: `unittest.case.TestCase.fail`. A *type* in `returns` or `types` is
the path of a class, or `"None"`, or `"Self"` (the class through which it was reached), or `""` for a value of
which nothing is known; several mean "one of these".
"""

from enum import Enum

from msgspec import Struct

from entasis.signature import Arguments, Misfit, Signature, misfit_of_all


class FunctionKind(Enum):
    """How a function is reached and what is passed for it without being written."""

    FUNCTION = "f"
    METHOD = "m"
    CLASS_METHOD = "c"
    STATIC_METHOD = "s"
    PROPERTY = "p"


class Alternative(Struct, frozen=True):
    """One way to call a function: an overload, or the form of one Python version or platform.

    The signature holds `self` or `cls` where the definition does.
    """

    signature: Signature
    returns: tuple[str, ...] = ("",)
    is_async: bool = False
    is_noreturn: bool = False


class StubFunction(Struct, frozen=True):
    """A function, method or property, with every way to call it that some Python from 3.8 on has."""

    path: str
    kind: FunctionKind
    alternatives: tuple[Alternative, ...]

    @property
    def is_noreturn(self) -> bool:
        """Whether no call ever returns."""
        return all(a.is_noreturn for a in self.alternatives)

    @property
    def is_async(self) -> bool:
        """Whether every call gives a coroutine, so that `returns` is what awaiting it gives."""
        return all(a.is_async for a in self.alternatives)

    @property
    def returns(self) -> tuple[str, ...]:
        """What a call may give, over all alternatives; `()` if it never returns."""
        return tuple(dict.fromkeys(name for a in self.alternatives for name in a.returns))

    def signatures(self, *, through_object: bool) -> tuple[Signature, ...]:
        """What the written arguments of a call must fit.

        `through_object` says that a method is reached through an instance (`case.fail("x")`) and not through
        its class (`TestCase.fail(case, "x")`). A class method never asks for its class, a static method and a
        plain function take all that is written.
        """
        is_bound = self.kind is FunctionKind.CLASS_METHOD or (
            through_object and self.kind is FunctionKind.METHOD
        )
        return tuple(a.signature.bound() if is_bound else a.signature for a in self.alternatives)

    def misfit(self, arguments: Arguments, *, through_object: bool) -> Misfit | None:
        """What is wrong with a call on every version and platform, or None if it can fit one."""
        return misfit_of_all(self.signatures(through_object=through_object), arguments)


class StubClass(Struct, frozen=True):
    """A class. `bases` are paths (`""` for one that is not known), without type arguments; `names` are the
    members it defines itself, sorted. `metaclass` is `""` unless the definition names one.
    """

    path: str
    bases: tuple[str, ...]
    metaclass: str
    names: tuple[str, ...]


class StubModule(Struct, frozen=True):
    """A module and the names it offers, sorted."""

    path: str
    names: tuple[str, ...]


class StubAttribute(Struct, frozen=True):
    """A variable of a module or a class, and the types its value may have."""

    path: str
    types: tuple[str, ...]


StubEntry = StubFunction | StubClass | StubModule | StubAttribute
