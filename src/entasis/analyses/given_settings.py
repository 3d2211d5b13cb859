"""Settings that a call takes from the attributes of a class or a module.

class Config:
    DEBUG = True                           this
app.config.from_object(Config)             is what the call sets
app.config.from_object("shop.settings")    so is what a module assigns to such a name

Nothing is imported: modules and classes are those of the program.
"""

from entasis.analyses.view import View
from entasis.program.symbols import ClassSymbol, FunctionSymbol, Instance, ModuleSymbol


def given_setting(view: View, register: int, name: str) -> tuple[FunctionSymbol, int] | None:
    """The one register that lies under the name in the class, the module or the object that `register` surely is."""
    evaluator = view.program.evaluator
    held = evaluator.value(view.function, register)
    holder = held[0] if len(held) == 1 else None
    if isinstance(holder, Instance) and holder.of == "builtins.str":
        holder = _named(view, register)
    if isinstance(holder, Instance):
        holder = holder.of if isinstance(holder.of, ClassSymbol) else None
    if isinstance(holder, ModuleSymbol):
        return _only(holder, 0, name)
    if not isinstance(holder, ClassSymbol):
        return None
    for node in evaluator.mro(holder):
        if not isinstance(node, ClassSymbol) or name in node.fields:
            return None  # what a class outside holds is not known
        if name in node.members:
            return _only(node.module, node.ir.body, name)
    return None


def _named(view: View, register: int) -> ClassSymbol | ModuleSymbol | None:
    """The class or the module of the program that a constant text names, from the top."""
    text = view.constants.value(register)
    index, module = view.program.evaluator.index, view.function.module
    if not isinstance(text, str):
        return None
    found = index.absolute(module, text)
    if found is not None:
        return found
    holder, _, name = text.rpartition(".")
    found = index.absolute(module, holder) if holder else None
    return (
        next((c for c in found.classes if c.ir.qualified_name == name), None) if found is not None else None
    )


def _only(module: ModuleSymbol, owner: int, name: str) -> tuple[FunctionSymbol, int] | None:
    stored = module.bindings.get((owner, name), [])
    return stored[0] if len(stored) == 1 else None
