"""What a rule wants changed, in the program's terms; `edits` turns it into text. Plain data."""

from dataclasses import dataclass

from entasis.models.rows import Mend


@dataclass(frozen=True, slots=True)
class FormatArguments:
    """Put the positional arguments behind number `message` into that one: `f("%s", a)` becomes `f("%s" % (a,))`."""

    message: int


@dataclass(frozen=True, slots=True)
class ReplaceOperator:
    """Write the comparison with another operator."""

    operator: str


@dataclass(frozen=True, slots=True)
class UnwrapAssertion:
    """`assert (test, message)` becomes `assert test, message`."""


Repair = Mend | FormatArguments | ReplaceOperator | UnwrapAssertion
