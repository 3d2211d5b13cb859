"""What unknown functions make of a text: that its line breaks are still there is a guess, and so is what is read of it.

mime = magic.from_file(path)             what the file is, not the path
port = Serial(name).readline()           what the device says, not its name
name = upload.filename.strip().lower()   methods that every text has keep it as it is
"""

from collections.abc import Sequence
from typing import Final

from entasis.analyses.taint.secrets import TEXT_METHODS
from entasis.analyses.taint.state import State
from entasis.ir.instructions import Call, GetField

_LINES: Final = ("log",)  # where nothing but a line break does harm
_KEEPING: Final = TEXT_METHODS | frozenset(
    {"split", "rsplit", "splitlines", "partition", "rpartition", "swapcase", "casefold", "zfill", "ljust"}
    | {"get", "pop", "popitem", "setdefault", "copy", "items", "values", "keys", "dict", "to_dict", "next"}
    | {"read", "readline", "readlines", "getvalue", "json", "get_json", "getlist", "getall", "get_all"}
    | {"group", "groups", "groupdict", "text", "form", "body", "as_posix"}
)


def of_unknown_make(state: State, step: Call, apis: Sequence[str], taint: int) -> int:
    """The taint of what the call gives: nothing of which line breaks alone do harm, where nobody knows what it does."""
    if not taint:
        return taint
    callee = state.view.definitions[step.callee]
    if isinstance(callee, GetField) and callee.name in _KEEPING:
        return taint
    if any(state.models.are_about(api) or state.evaluator.stubs.find(api) is not None for api in apis):
        return taint
    return state.kinds.clear(taint, state.kinds.mask(_LINES))
