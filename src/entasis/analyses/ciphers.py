"""What a cipher that has just been made is used for, in the function that makes it.

cipher = ARC4.new(key)
return cipher.decrypt(data)                only reads what others have encrypted
return cipher.encrypt(pad(text))           data of the program is encrypted
return cipher.encrypt(nonce[:16])          one block, from which something else is made

Methods are known by their names, whatever library the cipher is of; one that is kept or handed on is used for anything.
"""

from collections.abc import Iterator
from typing import Final

from entasis.analyses.constants import is_constant
from entasis.analyses.view import View
from entasis.ir.instructions import NONE, Build, Call, Enter, GetField, GetItem
from entasis.ir.operands import operands

_ENCRYPTING: Final = "encrypt"
_DECRYPTING: Final = "decrypt"


def only_decrypts(view: View, cipher: int) -> bool:
    """Whether the cipher in the register does nothing but decrypt."""
    methods = _methods(view, cipher)
    return (
        bool(methods)
        and all(step.name.startswith(_DECRYPTING) for step in methods)
        and not _is_used_otherwise(view, cipher)
    )


def encrypts_one_block(view: View, cipher: int) -> bool:
    """Whether all that the cipher in the register encrypts is written out, or a part of something."""
    if _is_used_otherwise(view, cipher):
        return False
    data = [register for call in _encryptions(view, cipher) for register in _encrypted(view, call)]
    return bool(data) and all(_is_one_block(view, register) for register in data)


def _encryptions(view: View, cipher: int) -> Iterator[Call]:
    """The calls of methods that encrypt."""
    for method in _methods(view, cipher):
        if method.name.startswith(_ENCRYPTING):
            yield from _calls(view, method.result)


def _encrypted(view: View, call: Call) -> Iterator[int]:
    """What a call encrypts; one without arguments gives something that is fed with it."""
    if call.arguments:
        yield call.arguments[0]
        return
    for method in _methods(view, call.result):
        for fed in _calls(view, method.result):
            yield from fed.arguments[:1]


def _is_one_block(view: View, register: int) -> bool:
    if is_constant(view.constant(register)):
        return True
    step = view.definitions[register]
    if not isinstance(step, GetItem):
        return False
    key = view.definitions[step.key] if step.key != NONE else None
    return isinstance(key, Build) and key.kind == "slice"


def _methods(view: View, register: int) -> list[GetField]:
    return [step for step in view.steps_of(GetField) if step.object == register]


def _calls(view: View, callee: int) -> list[Call]:
    return [step for step in view.steps_of(Call) if step.callee == callee]


def _is_used_otherwise(view: View, register: int) -> bool:
    """Whether something is done with it but to ask it for a method."""
    for block in view.blocks:
        for step in block.instructions:
            if not isinstance(step, GetField | Enter) and register in operands(step):
                return True
        if block.terminator is not None and register in operands(block.terminator):
            return True
    return False
