"""Connections to programs of the same machine: what they send is not what another machine sends.

server = socket(AF_UNIX)          set up so: its address is a file
peer, _ = server.accept()         so is what a call on it gives
peer.recv(1024)
"""

from entasis.analyses.setups import set_up
from entasis.analyses.view import View
from entasis.ir.instructions import Await, Call, GetField, GetItem, Iterate, Next


def is_set_up(view: View, call: Call, kind: str) -> bool:
    """Whether a use of `kind` has set up the object whose method is called, or the one that has given that."""
    if set_up(view, call, kind) is not None:
        return True
    callee = view.definitions[call.callee]
    if not isinstance(callee, GetField):
        return False
    step = view.definitions[callee.object]
    while step is not None:
        match step:
            case Call():
                return set_up(view, step, kind) is not None
            case Next(iterator=inner) | Iterate(object=inner) | GetItem(object=inner) | Await(value=inner):
                step = view.definitions[inner]
            case _:
                return False
    return False
