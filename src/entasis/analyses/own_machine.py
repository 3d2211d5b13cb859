"""Requests that do not leave the machine: on the way to `localhost` there is nobody.

BASE = "https://localhost/api"
requests.get(BASE + "/users", verify=False)     whoever could answer in its place is on the machine already
"""

import re
from itertools import takewhile
from typing import Final

from entasis.analyses.assembly import parts
from entasis.analyses.constants import is_constant
from entasis.analyses.view import View
from entasis.ir.instructions import Call, Instruction

_OWN: Final = re.compile(r"(?:https|wss)://(?:localhost|127(?:\.\d{1,3}){3}|\[::1\])(?:[:/?#].*)?", re.DOTALL)


def stays_here(view: View, step: Instruction) -> bool:
    """Whether the address that the call is passed is written out up to its path, and is one of this machine.

    It is the first argument that is no word, number or switch.
    """
    for register in step.arguments if isinstance(step, Call) else ():
        cell = view.constant(register)
        if not is_constant(cell) or (isinstance(cell, str) and "://" in cell):
            return _is_own(view, register)
    return False


def _is_own(view: View, register: int) -> bool:
    text = parts(view, register)
    written = [part for part in takewhile(lambda part: isinstance(part, str), text) if isinstance(part, str)]
    begun, is_whole = "".join(written), len(written) == len(text)
    return _OWN.fullmatch(begun if is_whole else begun.rpartition("/")[0] + "/") is not None
