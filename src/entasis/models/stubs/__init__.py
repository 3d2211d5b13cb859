"""The standard library's signatures, classes and types, compiled ahead from typeshed: no import, no execution."""

from entasis.models.stubs.entries import (
    Alternative,
    FunctionKind,
    StubAttribute,
    StubClass,
    StubEntry,
    StubFunction,
    StubModule,
)
from entasis.models.stubs.index import StubIndex

__all__ = [
    "Alternative",
    "FunctionKind",
    "StubAttribute",
    "StubClass",
    "StubEntry",
    "StubFunction",
    "StubIndex",
    "StubModule",
]
