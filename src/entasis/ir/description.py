"""What a file says of an interface whose functions are named in it and nowhere in the program.

    /servers/{name}, get
        operationId   shop.servers.show
        parameters    limit, in the query, an integer

is Operation("shop.servers.show", "servers.get", {"name": True, "limit": False}).
"""

from collections.abc import Mapping

from msgspec import Struct


class Operation(Struct, frozen=True):
    """One function: `named` as it is written, "" where it is not; `addressed` after its address and method.

    `parameters` are those that a request fills, by name. True: with any text.
    """

    named: str
    addressed: str
    parameters: Mapping[str, bool]


class Description(Struct, frozen=True):
    """All operations that the file at `path` describes, in its order."""

    path: str
    operations: tuple[Operation, ...]
