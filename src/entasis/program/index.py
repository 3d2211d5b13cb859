"""One pass over a lowered module: its symbols, what each name is bound to, its calls and field assignments."""

from entasis.finding import Role
from entasis.ir.function import FunctionKind, Module
from entasis.ir.instructions import NONE, Call, Import, MakeClass, MakeFunction, Param, SetField, Store
from entasis.program.modules import module_name, split
from entasis.program.symbols import ClassSymbol, FunctionSymbol, ModuleSymbol


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
    for function in symbol.functions:
        _index_function(symbol, function)
    return symbol


def _index_function(symbol: ModuleSymbol, function: FunctionSymbol) -> None:
    calls = function.calls
    bindings = symbol.bindings
    call, store, set_field = Call.op, Store.op, SetField.op
    index = function.function.index
    is_class = function.function.kind is FunctionKind.CLASS
    members = symbol.classes[function.function.class_index].members if is_class else None
    for block in function.function.blocks:
        for step in block.instructions:
            op = step.op
            if op == call:
                assert isinstance(step, Call)
                calls.append(step)
                if step.decorates:
                    _decorate(symbol, function, step)
            elif op == store:
                assert isinstance(step, Store)
                bindings.setdefault((step.owner, step.name), []).append((function, step.value))
                if members is not None and step.owner == index:
                    members.setdefault(step.name, []).append(step.value)
            elif op == set_field:
                assert isinstance(step, SetField)
                _set_field(function, step)
            elif op == MakeClass.op:
                assert isinstance(step, MakeClass)
                made = symbol.classes[step.class_index]
                made.outer = function
                made.bases = step.bases[: len(step.bases) - len(step.names)]
            elif op == Import.op:
                assert isinstance(step, Import)
                if step.name == "*":
                    symbol.stars.append((function, step.result))


def _decorate(symbol: ModuleSymbol, function: FunctionSymbol, call: Call) -> None:
    target = function.function.definitions[call.arguments[0]]
    while isinstance(target, Call) and target.decorates:
        target = function.function.definitions[target.arguments[0]]
    if isinstance(target, MakeFunction):
        symbol.functions[target.function].decorators.append(call.callee)


def _set_field(function: FunctionSymbol, step: SetField) -> None:
    function.fields.append((step.object, step.name, step.value))
    if function.owner is None:
        return
    base = function.function.definitions[step.object]
    if isinstance(base, Param) and base.index == 0:
        function.owner.fields.setdefault(step.name, []).append((function, step.value))
