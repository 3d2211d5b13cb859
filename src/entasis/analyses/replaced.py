"""Names that a module puts something else in the place of: fields it sets on other objects, targets of patches.

    cluster.start = Mock()                                    `start` is replaced
    with mock.patch("app.volumes.Driver.rescan"):             `rescan` is replaced
    monkeypatch.setattr(Driver, "attach", lambda *a: None)    `attach` is replaced

What is called under such a name may be the replacement, so nothing is known of its signature there.
"""

import re
from typing import Final

from entasis.ir.instructions import Call, Const, GetField, Load, Param
from entasis.program.symbols import FunctionSymbol, ModuleSymbol

_REPLACING: Final = re.compile("patch|stub|mock|setattr", re.IGNORECASE)


def replaced_names(module: ModuleSymbol) -> frozenset[str]:
    """The last parts of all names that code of `module` replaces."""
    found: set[str] = set()
    for function in module.functions:
        definitions = function.function.definitions
        for base, name, _ in function.fields:
            owner = definitions[base]
            if not (isinstance(owner, Param) and owner.index == 0 and function.owner is not None):
                found.add(name)
        for call in function.calls:
            if _replaces(function, call):
                for register in call.arguments:
                    argument = definitions[register]
                    if isinstance(argument, Const) and isinstance(argument.value, str):
                        found.add(argument.value.rpartition(".")[2])
                found.update(call.names)
    return frozenset(found)


def _replaces(function: FunctionSymbol, call: Call) -> bool:
    """Whether any part of the callee's name says so: `mock.patch.object`, `self.stub_out`, `monkeypatch.setattr`."""
    step = function.function.definitions[call.callee]
    while isinstance(step, GetField):
        if _REPLACING.search(step.name):
            return True
        step = function.function.definitions[step.object]
    return isinstance(step, Load | Param) and _REPLACING.search(step.name) is not None
