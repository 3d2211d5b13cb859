"""A comparison with a literal by identity (`is`) instead of equality.

## What it finds
`x is "text"`, `x is not 5`, `x is ()`, `x is []`: the comparison asks whether both are the same object in memory.

## Why it matters
Whether two equal strings, numbers or tuples are one object depends on the interpreter and on how the value came to
be: the test passes in a small experiment and fails with a value that was read, joined or computed. A check for a
role, a state or a size then takes the wrong branch. Python warns about it only when the file is compiled.

## Bad
```python
def may_delete(user):
    return user.role is "admin"  # finding
```

## Good
```python
def may_delete(user):
    return user.role == "admin"
```

## How to fix it
Compare with `==` or `!=`. Identity is right for `None`, `True`, `False`, `...` and for sentinel objects only.

## What it cannot see
Comparison with a constant through a name: there the name may be meant as a sentinel.

## References
- [CWE-595](https://cwe.mitre.org/data/definitions/595.html)
- [Python reference: identity comparisons](https://docs.python.org/3/reference/expressions.html#is-not)
"""

from collections.abc import Iterator

from entasis.analyses.view import View
from entasis.finding import Severity
from entasis.fix.repair import ReplaceOperator
from entasis.ir.instructions import Build, Compare, Const, Instruction
from entasis.rules.rule import Match, Rule

_EQUALITY = {"is": "==", "is not": "!="}
_VALUES = (str, bytes, int, float, complex)
_BUILT = {
    "tuple": "a tuple",
    "list": "a new list",
    "dict": "a new dict",
    "set": "a new set",
    "text": "a new text",
}


def _find(view: View) -> Iterator[Match]:
    for step in view.steps_of(Compare):
        if step.operator not in _EQUALITY:
            continue
        what = _literal(view, step, step.right) or _literal(view, step, step.left)
        if not what or not view.is_live(step):
            continue
        equality = _EQUALITY[step.operator]
        yield Match(
            step=step,
            message=f"`{step.operator}` compares identity with {what}, not the value",
            why=(
                "Two equal values are the same object only by chance of the interpreter's caches: the result changes"
                " with how the value was made and with the Python version, so the branch that depends on it is taken"
                " wrongly for equal values."
            ),
            remedy=f"Compare the values, with `{equality}`.",
            facts=(f"One side is {what}, written in the comparison itself.",),
            repair=ReplaceOperator(equality),
        )


def _literal(view: View, compare: Compare, register: int) -> str:
    """What the operand is, if it is a literal that stands in the comparison and has no identity of its own."""
    step = view.definitions[register]
    if step is None or not _stands_in(compare, step):
        return ""
    if isinstance(step, Const):
        if isinstance(step.value, _VALUES) and not isinstance(step.value, bool):
            return (
                "a text" if isinstance(step.value, str) else f"a literal of type {type(step.value).__name__}"
            )
        return ""
    return _BUILT.get(step.kind, "") if isinstance(step, Build) else ""


def _stands_in(compare: Compare, step: Instruction) -> bool:
    return compare.start <= step.start and step.end <= compare.end


RULE = Rule(
    id="literal-identity",
    cwe=595,
    title="Identity comparison with a literal",
    severity=Severity.MEDIUM,
    find=_find,
)
