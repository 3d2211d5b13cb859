"""What a visitor enters as a secret: a field of the request that is named as a password or a key.

request.form["password"]        `password` of the request body
json["user"].get("api_key")     the same, further in
"""

import re
from typing import Final

from entasis.analyses.taint.state import State
from entasis.analyses.taint.summary import SourceOrigin
from entasis.ir.instructions import Instruction
from entasis.models.data import Source
from entasis.models.ports import Port, PortKind
from entasis.models.rows import ThreatModel

TEXT_METHODS: Final = frozenset(
    {"strip", "lstrip", "rstrip", "replace", "format", "lower", "upper", "title", "encode", "decode", "join"}
    | {"capitalize", "removeprefix", "removesuffix", "translate", "expandtabs", "center", "ljust", "rjust"}
)
_SECRET: Final = re.compile(
    r"((new|old|current|confirm|user|login|account|admin)[_-]?)?(password|passwd|passphrase|pwd)([_-]?(1|2|confirm))?"
    r"|(api|secret|private)[_-]?key|client[_-]?secret",
    re.IGNORECASE,
)


def secret_of(state: State, step: Instruction, base: int, key: int) -> int:
    """The taint of what lies at `key` of data from outside, as a secret; 0 if it is none."""
    taint = state.read(base).taint
    name = state.view.constants.value(key) if taint and key >= 0 else None
    if not isinstance(name, str) or not _SECRET.fullmatch(name):
        return 0
    for number, _ in state.kinds.groups(taint):
        origin = state.origins[number]
        if isinstance(origin, SourceOrigin):
            source = origin.source
            if state.models.kinds[source.kind].threat_model is ThreatModel.REMOTE:
                says = f"`{name}` of {source.says}"
                secret = Source(source.api, Port(PortKind.VALUE), "secret", says, source.library)
                return state.taint_from(step, secret)
    return 0
