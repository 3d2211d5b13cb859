"""What a rule wants changed, in the program's terms; `edits` turns it into text. Plain data."""

from msgspec import Struct

from entasis.models.rows import Mend


class FormatArguments(Struct, frozen=True):
    """Put the positional arguments behind number `message` into that one: `f("%s", a)` becomes `f("%s" % (a,))`."""

    message: int


class ReplaceOperator(Struct, frozen=True):
    """Write the comparison with another operator."""

    operator: str


class UnwrapAssertion(Struct, frozen=True):
    """`assert (test, message)` becomes `assert test, message`."""


Repair = Mend | FormatArguments | ReplaceOperator | UnwrapAssertion
