"""What `translate` takes out of a text: the characters that its table surely puts others in the place of.

illegal = "/:"
illegal += "*?" if on_windows else ""
name.translate(str.maketrans(illegal, "_" * len(illegal)))     no `/`, whatever else
"""

from entasis.analyses.view import View
from entasis.ir.instructions import NONE, Binary, Build, Call, GetField, Load, Phi
from entasis.limits import VALUE_DEPTH
from entasis.program.calls import api_paths

_NONE: frozenset[str] = frozenset()
_CHARACTERS = 0x110000  # that Unicode has


def taken_out(view: View, register: int) -> tuple[frozenset[str], frozenset[str]]:
    """The characters that the table in the register takes out of a text, and those that it may put in."""
    step = view.definitions[register]
    if isinstance(step, Load) and not step.owner:
        bound = view.function.module.bindings.get((step.owner, step.name), [])
        if len(bound) != 1:
            return _NONE, _NONE
        [(function, register)] = bound
        view = View(view.program, view.modules, function)
        step = view.definitions[register]
    if isinstance(step, Build) and step.kind == "dict":
        return _of_mapping(view, step)
    if not isinstance(step, Call) or step.names or step.stars or len(step.arguments) not in {2, 3}:
        return _NONE, _NONE
    callee = view.definitions[step.callee]
    if not isinstance(callee, GetField) or callee.name != "maketrans":
        return _NONE, _NONE
    put_in = _consists_of(view, step.arguments[1])
    replaced = _NONE if put_in is None else _surely_in(view, step.arguments[0], VALUE_DEPTH.bound) - put_in
    dropped = _surely_in(view, step.arguments[2], VALUE_DEPTH.bound) if len(step.arguments) > 2 else _NONE
    return replaced | dropped, put_in or _NONE


def _of_mapping(view: View, step: Build) -> tuple[frozenset[str], frozenset[str]]:
    """A table that is written out: `{ord("<"): "&lt;", 62: None}`; nothing if some of it is not known."""
    gone: set[str] = set()
    put_in: set[str] = set()
    for key, value in zip(step.operands[::2], step.operands[1::2], strict=True):
        character = _character(view, key)
        by = view.constants.value(value)
        if character is None or not (by is None or isinstance(by, str)):
            return _NONE, _NONE
        gone.add(character)
        put_in.update(by or "")
    return frozenset(gone - put_in), frozenset(put_in)


def _character(view: View, register: int) -> str | None:
    """The character that a key of a table means: its number, or `ord` of it."""
    step = view.definitions[register]
    if isinstance(step, Call) and len(step.arguments) == 1 and not step.stars:
        site = view.site_of.get(id(step))
        if site is not None and api_paths(site) == ("builtins.ord",):
            text = view.constants.value(step.arguments[0])
            return text if isinstance(text, str) and len(text) == 1 else None
    number = view.constants.value(register)
    return chr(number) if type(number) is int and 0 <= number < _CHARACTERS else None


def _consists_of(view: View, register: int) -> frozenset[str] | None:
    """All characters of a text that is written out, or repeated: `"_" * len(illegal)`; None if nobody knows."""
    step = view.definitions[register]
    if isinstance(step, Binary) and step.operator == "*":
        register = step.left
    text = view.constants.value(register)
    return frozenset(text) if isinstance(text, str) else None


def _surely_in(view: View, register: int, depth: int) -> frozenset[str]:
    """The characters that the text surely has, whichever way it was put together."""
    text = view.constants.value(register) if register != NONE else None
    if isinstance(text, str):
        return frozenset(text)
    step = view.definitions[register] if register != NONE and depth else None
    match step:
        case Binary(operator="+" | "+="):
            return _surely_in(view, step.left, depth - 1) | _surely_in(view, step.right, depth - 1)
        case Phi(operands=[first, *others]):
            found = _surely_in(view, first, depth - 1)
            for other in others if found else ():
                found &= _surely_in(view, other, depth - 1)
            return found
        case _:
            return _NONE
