"""What the rules on keys and passwords in the code share: where the text is written, and whether it can be a secret at all."""

import re
from collections.abc import Iterator
from typing import Final

from msgspec import Struct

from entasis.analyses.misuse import Misuse, is_for_developing, misuses
from entasis.analyses.view import View
from entasis.finding import Tier
from entasis.ir.instructions import COLUMN_BITS, Call, Const, GetField, Instruction, Param
from entasis.program.symbols import FunctionSymbol
from entasis.rules.rule import Hop

# What is given to everyone, what is to be filled in, and what somebody has painted over.
_NONE: Final = re.compile(
    r"(?is).*\b(public\s+key|certificate)\b.*|\s*|[<{\[].*[>}\]]|\$\w+|.*(\$\{\w+\}|\{\{.*\}\}|%\(\w+\)s).*"
    r"|(x|\*|\.|-|_|#)+|none|null|anonymous"
)
_LOADED: Final = "Other settings are loaded after it: that they leave it as it is is assumed."
# Calls on the same object, or in the same function, that set what is found elsewhere.
_REPLACING: Final = frozenset(
    {
        "from_envvar",
        "from_pyfile",
        "from_prefixed_env",
        "from_file",
        "from_json",
        "from_object",
        "load_config",
    }
)


class WrittenSecret(Struct, frozen=True):
    """One secret: the step that writes it, with its function, and the use that makes it one."""

    misuse: Misuse
    function: FunctionSymbol
    step: Instruction
    facts: tuple[str, ...]
    hops: tuple[Hop, ...]
    tier: Tier | None


def written_secrets(view: View, kind: str) -> Iterator[WrittenSecret]:
    """The texts that uses of the kind are given, and that are written in the code."""
    for misuse in misuses(view, kind):
        if misuse.place is not None:
            function, register = misuse.place
        elif misuse.values:
            function, register = view.function, misuse.values[-1][1]
        else:
            continue
        inner = view.beside(function)
        if isinstance(inner.definitions[register], Param) or not is_secret(
            inner.known_value(register).constant
        ):
            continue
        literal = inner.literal(register)
        step: Instruction | None = inner.definitions[register]
        if literal is not None:
            function, step = literal[0], literal[1]
        if step is None:
            continue
        if function is view.function and _is_repeated(view, kind, step):
            continue
        hops: tuple[Hop, ...] = ()
        if (function, step) != (
            view.function,
            misuse.step,
        ) and step.start >> COLUMN_BITS != misuse.step.start >> COLUMN_BITS:
            hops = (
                Hop(function, step, "the secret is written here"),
                Hop(view.function, misuse.step, f"and here {misuse.api} is given it"),
            )
        assumed = _assumed(view, misuse)
        yield WrittenSecret(
            misuse=misuse,
            function=function,
            step=step,
            facts=(
                *((f"{misuse.api} is given it.",) if not hops else ()),
                *((assumed,) if assumed else ()),
            ),
            hops=hops,
            tier=Tier.AUDIT if assumed else None,
        )


def _is_repeated(view: View, kind: str, step: Instruction) -> bool:
    """Whether an earlier function of the module writes the same text for such a use: that one is reported."""
    for function in view.function.module.functions:
        if function is view.function or not isinstance(step, Const):
            return False
        if any(
            isinstance(made, Const) and made.value == step.value for made in function.function.definitions
        ):
            beside = view.beside(function)
            values = (value for misuse in misuses(beside, kind) for _, value in misuse.values[-1:])
            if any(beside.constants.value(value) == step.value for value in values):
                return True
    return False


def is_secret(constant: object) -> bool:
    """Whether a constant can be a secret: a text that says something, and nothing that stands for another one."""
    if isinstance(constant, bytes):
        constant = constant.decode("latin-1")
    return isinstance(constant, str) and _NONE.fullmatch(constant) is None


def _assumed(view: View, misuse: Misuse) -> str:
    """What is assumed, as a sentence, where the secret may be none or may be replaced, or ""."""
    if is_for_developing(view):
        return (
            "Its place says that it is an example, or for developers: that it is used elsewhere is assumed."
        )
    for call in view.steps_of(Call):
        callee = view.definitions[call.callee]
        if isinstance(callee, GetField) and callee.name in _REPLACING and call.start > misuse.step.start:
            return _LOADED
    return ""
