"""One pass over a lowered module: its symbols, what each name is bound to, its calls and field assignments."""

from typing import Final

from entasis.finding import Role
from entasis.ir.function import FunctionKind, Module
from entasis.ir.instructions import (
    NONE,
    UNBOUND,
    Branch,
    Call,
    Const,
    GetField,
    GetItem,
    Import,
    Instruction,
    Load,
    MakeClass,
    MakeFunction,
    Param,
    SetField,
    SetItem,
    Store,
)
from entasis.program.facts import CHANGES
from entasis.program.guards import value_test
from entasis.program.modules import module_name, split
from entasis.program.symbols import ClassSymbol, FunctionSymbol, ModuleSymbol

_TELLING: Final = frozenset({Call.op, Store.op, SetField.op, SetItem.op, MakeClass.op, Import.op})


def index_module(module: Module, role: Role, packages: frozenset[tuple[str, ...]]) -> ModuleSymbol:
    """The symbols of `module`."""
    folder, stem = split(module.path)
    symbol = ModuleSymbol(module, module_name(module.path, packages), folder, role, is_package=stem == "")
    symbol.functions = [FunctionSymbol(symbol, function) for function in module.functions]
    symbol.classes = [ClassSymbol(symbol, ir) for ir in module.classes]
    for class_symbol in symbol.classes:
        class_symbol.body = symbol.functions[class_symbol.ir.body]
    for function in symbol.functions:
        if function.function.parent != NONE:
            function.outer = symbol.functions[function.function.parent]
        if function.function.class_index != NONE and function.function.kind is not FunctionKind.CLASS:
            function.owner = symbol.classes[function.function.class_index]
            function.owner.methods.append(function)
    for function in symbol.functions:
        _index_function(symbol, function)
    return symbol


def _index_function(symbol: ModuleSymbol, function: FunctionSymbol) -> None:
    calls, by_class = function.calls, function.by_class
    definitions = function.function.definitions
    call, store, set_field, set_item = Call.op, Store.op, SetField.op, SetItem.op
    index = function.function.index
    is_class = function.function.kind is FunctionKind.CLASS
    members = symbol.classes[function.function.class_index].members if is_class else None
    for block in function.function.blocks:
        stored_here: dict[tuple[int, str], int] = {}  # what nobody can have read yet
        for step in block.instructions:
            alike = by_class.get(step.__class__)
            if alike is None:
                by_class[step.__class__] = [step]
            else:
                alike.append(step)
            op = step.op
            if op not in _TELLING:
                continue
            if op == call:
                assert isinstance(step, Call)
                calls.append(step)
                if step.decorates:
                    _decorate(symbol, function, step)
                else:
                    if not is_class:
                        stored_here.clear()
                    callee = definitions[step.callee]
                    if isinstance(callee, GetField) and callee.name in CHANGES:
                        _write(symbol, definitions, callee.object)
            elif op == store:
                assert isinstance(step, Store)
                _store(symbol, function, step, stored_here)
                if members is not None and step.owner == index:
                    members.setdefault(step.name, []).append(step.value)
            elif op == set_field:
                assert isinstance(step, SetField)
                _set_field(symbol, function, step)
            elif op == set_item:
                assert isinstance(step, SetItem)
                _write(symbol, definitions, step.object)
                key = definitions[step.key] if step.key >= 0 else None
                if isinstance(key, Const) and isinstance(key.value, str):
                    function.items.append((step.object, key.value, step.value))
            elif op == MakeClass.op:
                assert isinstance(step, MakeClass)
                made = symbol.classes[step.class_index]
                made.outer = function
                count = len(step.bases) - len(step.names)
                made.bases = step.bases[:count]
                made.keywords = tuple(zip(step.names, step.bases[count:], strict=True))
            elif op == Import.op:
                assert isinstance(step, Import)
                if not step.level:
                    symbol.imported.add(step.module.partition(".")[0])
                if step.name == "*":
                    symbol.stars.append((function, step.result))
        end = block.terminator
        if isinstance(end, Branch) and value_test(definitions, end.condition) is not None:
            function.has_tests = True


def _store(
    symbol: ModuleSymbol, function: FunctionSymbol, step: Store, stored_here: dict[tuple[int, str], int]
) -> None:
    """Bind a name, in place of what the same block stored under it and nobody else can have read."""
    made = function.function.definitions[step.value]
    key = (step.owner, step.name)
    symbol.bindings.setdefault(key, []).append((function, step.value))
    before = stored_here.get(key)
    if before is not None and before != step.value:
        symbol.overwritten.add((*key, function.function.index, before))
    stored_here[key] = step.value
    if isinstance(made, Const) and made.value is UNBOUND:
        symbol.overwritten.add((*key, function.function.index, step.value))


def _write(symbol: ModuleSymbol, definitions: list[Instruction | None], register: int) -> None:
    """The items of what a name stands for, or of what lies in it, are set."""
    collection = definitions[register]
    while isinstance(collection, GetItem):
        key = definitions[collection.key] if collection.key >= 0 else None
        if isinstance(key, Const) and isinstance(key.value, str):
            symbol.filled.add(key.value)
        collection = definitions[collection.object]
    if isinstance(collection, GetField | Load | Import):
        symbol.written.add(collection.name)


def _decorate(symbol: ModuleSymbol, function: FunctionSymbol, call: Call) -> None:
    target = function.function.definitions[call.arguments[0]]
    while isinstance(target, Call) and target.decorates:
        target = function.function.definitions[target.arguments[0]]
    if isinstance(target, MakeFunction):
        symbol.functions[target.function].decorators.append(call.callee)
    elif isinstance(target, MakeClass):
        symbol.classes[target.class_index].decorators.append(call.callee)


def _set_field(symbol: ModuleSymbol, function: FunctionSymbol, step: SetField) -> None:
    function.fields.append((step.object, step.name, step.value))
    method = _method_of_self(symbol, function, function.function.definitions[step.object])
    if method is not None and method.owner is not None and not _is_static(method):
        method.owner.fields.setdefault(step.name, []).append((function, step.value))


def _method_of_self(
    symbol: ModuleSymbol, function: FunctionSymbol, base: Instruction | None
) -> FunctionSymbol | None:
    """The method whose first parameter `base` is, in the method itself or in a function inside it."""
    if isinstance(base, Param):
        return function if base.index == 0 else None
    if isinstance(base, Load) and base.owner:
        holder = symbol.functions[base.owner]
        parameters = holder.function.parameters
        return holder if parameters and parameters[0].name == base.name else None
    return None


def _is_static(method: FunctionSymbol) -> bool:
    outer = method.outer
    decorators = [] if outer is None else [outer.function.definitions[r] for r in method.decorators]
    return any(isinstance(step, Load) and step.name == "staticmethod" for step in decorators)
