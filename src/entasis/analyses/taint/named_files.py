"""Which file a name means that is written out in the code: the same name in one folder of the program is one file.

FILE = "state.json"
open(FILE, "w"), open("state.json")      one file, in modules that lie side by side
open("/var/lib/shop/state.json")         one file wherever it is said
"""

from entasis.analyses.taint.summary import Relation, SharedOrigin
from entasis.analyses.view import View
from entasis.ir.instructions import Call
from entasis.models.ports import Port


def file_at(view: View, step: Call, port: Port) -> SharedOrigin | None:
    """The file whose name is passed at the port; a relative one lies somewhere else for code of another folder."""
    register = view.argument(step, port)
    return None if register is None else file_named(view, register)


def file_named(view: View, register: int) -> SharedOrigin | None:
    """The file of the name that is in the register."""
    name = view.constants.value(register) if register >= 0 else None
    if not isinstance(name, str) or not name:
        return None
    folder = "" if name.startswith("/") else "/".join(view.function.module.directory)
    return SharedOrigin(Relation(f"{folder}:{name}", is_file=True), name)
