"""What must hold in every module of the IR, whichever front end made it.

    b1: <- b0                  "f0 b1: its predecessors are b0, but b0 b2 lead to it"
      r1 = binary + r0 r7      "f0 b1: r7, read by r1 = binary, is not defined on every way here"

Front ends are tested with it; analyses rely on what it says and check nothing again.
"""

from collections.abc import Iterable, Iterator, Sequence
from itertools import pairwise
from typing import Final

from entasis.ir import instructions as ir
from entasis.ir.dominators import Dominators, dominators
from entasis.ir.forms import FORMS, Field
from entasis.ir.function import Block, Class, Function, FunctionKind, Module
from entasis.ir.instructions import NONE, Instruction, Terminator
from entasis.ir.literals import is_constant
from entasis.ir.operands import operands
from entasis.signature import ParameterKind

_REPEATABLE: Final = frozenset(
    {ParameterKind.POSITIONAL_ONLY, ParameterKind.POSITIONAL, ParameterKind.KEYWORD_ONLY}
)
_STARRED: Final = frozenset({ParameterKind.VAR_POSITIONAL, ParameterKind.VAR_KEYWORD})
# What cannot raise, by op; the builder cuts blocks by the same list.
_ARITHMETIC: Final = frozenset({"+", "-", "*", "/", "//", "%", "**", "@", "<<", ">>", "|", "^", "&"})
VOCABULARY: Final[dict[tuple[type, str], frozenset[str]]] = {
    (ir.Build, "kind"): frozenset({"list", "tuple", "set", "dict", "slice", "text", "generator"}),
    (ir.Unary, "operator"): frozenset({"-", "+", "~", "not", "more", "repr", "str", "ascii"}),
    (ir.Binary, "operator"): _ARITHMETIC | {f"{operator}=" for operator in _ARITHMETIC} | {"format"},
    (ir.Compare, "operator"): frozenset(
        {"==", "!=", "<", "<=", ">", ">=", "is", "in", "catches", "matches", "is not", "not in"}
    ),
    (ir.Catch, "kind"): frozenset({"except", "except*", "finally", "with"}),
    (ir.Branch, "kind"): frozenset({"if", "while", "for", "and", "or", "assert", "except", "with", "match"}),
}


def verify(module: Module) -> list[str]:
    """Each broken invariant as a sentence that begins with its place; empty for a sound module."""
    problems: list[str] = []
    if not module.functions:
        problems.append("module: it has no body")
    for position, made in enumerate(module.classes):
        problems.extend(f"c{position}: {problem}" for problem in _class(module, position, made))
    for position, function in enumerate(module.functions):
        problems.extend(f"f{position}: {problem}" for problem in _function(module, position, function))
        for block in function.blocks:
            for step in _steps(block):
                problems.extend(
                    f"f{position} b{block.index}: {_name(step)} {problem}"
                    for problem in _step(module, position, step)
                )
        problems.extend(f"f{position} {problem}" for problem in _graph(function))
    problems.extend(f"module: {problem}" for problem in _uncounted(module))
    return problems


def _class(module: Module, position: int, made: Class) -> Iterator[str]:
    if made.index != position:
        yield f"its index is {made.index}"
    if not _is_in(made.body, module.functions):
        yield f"its body f{made.body} does not exist"
    else:
        body = module.functions[made.body]
        if body.kind is not FunctionKind.CLASS or body.class_index != position:
            yield f"f{made.body} is not the body of this class"
        if body.parent != made.parent:
            yield f"its body f{made.body} has another parent"
    if not _is_in(made.parent, module.functions):
        yield "its parent does not exist"
    if made.start < 0 or made.end < 0:
        yield "its position is negative"


def _function(module: Module, position: int, function: Function) -> Iterator[str]:
    if function.index != position:
        yield f"its index is {function.index}"
    if (function.kind is FunctionKind.MODULE) != (position == 0):
        yield "function 0, and only that, is the module body"
    if position == 0 and function.parent != NONE:
        yield "the module body has no parent"
    if position and function.parent not in range(position):
        yield "its parent is no function before it"
    if function.class_index != NONE and not _is_in(function.class_index, module.classes):
        yield f"its class c{function.class_index} does not exist"
    if function.kind is FunctionKind.CLASS and function.class_index == NONE:
        yield "a class body belongs to a class"
    if function.start < 0 or function.end < 0:
        yield "its position is negative"
    yield from _parameters(function)
    for register in sorted(function.variables):
        if not _is_in(register, function.definitions) or function.definitions[register] is None:
            yield f"the variable {function.variables[register]!r} is in r{register}, which nothing writes"
    if not function.blocks:
        yield "it has no blocks"
    written = {step.result for block in function.blocks for step in block.instructions}
    for register, definition in enumerate(function.definitions):
        if definition is not None and register not in written:
            yield f"r{register} has a definition that stands in no block"


def _parameters(function: Function) -> Iterator[str]:
    names = [parameter.name for parameter in function.parameters]
    if len(names) != len(set(names)):
        yield "two parameters have one name"
    for before, after in pairwise(function.parameters):
        if before.kind > after.kind or (before.kind == after.kind and after.kind not in _REPEATABLE):
            yield f"the parameter {after.name!r} may not come after {before.name!r}"
    for parameter in function.parameters:
        if parameter.has_default and parameter.kind in _STARRED:
            yield f"the parameter {parameter.name!r} takes any number and has a default"


def _step(module: Module, position: int, step: Instruction | Terminator) -> Iterator[str]:
    """What is wrong with the fields of one instruction, apart from the registers it reads."""
    function = module.functions[position]
    for slot, field in FORMS[type(step)].fields:
        value = getattr(step, slot)
        allowed = VOCABULARY.get((type(step), slot))
        if allowed is not None and value not in allowed:
            yield f"has the unknown {slot} {value!r}"
        if field is Field.FUNCTION and not _is_in(value, module.functions):
            yield f"names f{value}, which does not exist"
        elif field is Field.FUNCTION and slot == "owner" and not _encloses(module, value, position):
            yield f"names a variable of f{value}, which does not enclose this function"
        if field is Field.CLASS and not _is_in(value, module.classes):
            yield f"names c{value}, which does not exist"
        if field is Field.REGISTER and value == NONE:
            yield f"has no {slot}"
        if field is Field.NAMED_NUMBER and value < 0:
            yield f"has the negative {slot} {value}"
    if step.start < 0 or step.end < 0:
        yield "has a negative position"
    if isinstance(step, ir.Const) and not is_constant(step.value):
        yield f"holds a {type(step.value).__name__}"
    elif isinstance(step, ir.Param):
        if not _is_in(step.index, function.parameters) or function.parameters[step.index].name != step.name:
            yield f"reads {step.name!r}, which is not parameter {step.index}"
    elif isinstance(step, ir.Phi):
        yield from _no_gaps(step.operands)
        if not step.operands:
            yield "has no operands"
    elif isinstance(step, ir.Build):
        yield from _stars(step.stars, len(step.operands))
        yield from _pairs(step) if step.kind == "dict" else _no_gaps(step.operands)
    elif isinstance(step, ir.Call):
        yield from _names(step.names, step.arguments)
        yield from _stars(step.stars, len(step.arguments) - len(step.names))
        yield from _no_gaps(step.arguments)
    elif isinstance(step, ir.MakeClass):
        yield from _names(step.names, step.bases)
        yield from _no_gaps(step.bases)
        if _is_in(step.class_index, module.classes) and module.classes[step.class_index].parent != position:
            yield f"makes c{step.class_index}, which belongs to another function"
    elif isinstance(step, ir.MakeFunction):
        yield from _no_gaps(register for _, register in step.defaults)
        if _is_in(step.function, module.functions):
            yield from _closure(module.functions[step.function], position, step)
    elif isinstance(step, ir.Opaque):
        yield from _no_gaps(step.operands)


def _encloses(module: Module, outer: int, inner: int) -> bool:
    """Whether function `outer` is `inner` or one around it."""
    while inner > outer:
        parent = module.functions[inner].parent
        if not 0 <= parent < inner:
            return False  # said where the function itself is checked
        inner = parent
    return inner == outer


def _closure(made: Function, maker: int, step: ir.MakeFunction) -> Iterator[str]:
    if made.parent != maker:
        yield f"makes f{step.function}, which belongs to another function"
    if {name for name, _ in step.defaults} != {
        parameter.name for parameter in made.parameters if parameter.has_default
    }:
        yield f"gives defaults that are not those of f{step.function}"


def _names(names: Sequence[str], arguments: Sequence[int]) -> Iterator[str]:
    if len(names) > len(arguments):
        yield "has more names than arguments"


def _stars(stars: Sequence[int], count: int) -> Iterator[str]:
    if any(star not in range(count) for star in stars) or list(stars) != sorted(set(stars)):
        yield f"has stars at {list(stars)}, which are not ascending positions of its {max(count, 0)} plain operands"


def _pairs(step: ir.Build) -> Iterator[str]:
    if len(step.operands) % 2:
        yield "has a key without a value"
    without_key = tuple(
        position + 1 for position in range(0, len(step.operands), 2) if step.operands[position] == NONE
    )
    if without_key != step.stars:
        yield "has a mapping with a key, or an entry without one"
    yield from _no_gaps(step.operands[1::2])


def _no_gaps(registers: Iterable[int]) -> Iterator[str]:
    if NONE in registers:
        yield "reads no register where one must be"


def _uncounted(module: Module) -> Iterator[str]:
    found: dict[str, int] = {}
    for function in module.functions:
        for block in function.blocks:
            for step in block.instructions:
                if isinstance(step, ir.Opaque):
                    found[step.what] = found.get(step.what, 0) + 1
    for what, count in found.items():
        if module.opaque.get(what, 0) < count:
            yield f"{count} opaque {what!r} are counted as {module.opaque.get(what, 0)}"


def _graph(function: Function) -> Iterator[str]:
    blocks = function.blocks
    sound = bool(blocks)
    for position, block in enumerate(blocks):
        for problem in _shape(blocks, position, block):
            sound = False
            yield f"b{position}: {problem}"
    if not sound:
        return  # what follows asks where the blocks lead to
    edges: list[list[int]] = [[] for _ in blocks]
    for block in blocks:
        for target in block.successors():
            edges[target].append(block.index)
    for block in blocks:
        if sorted(block.predecessors) != edges[block.index]:
            sound = False
            yield f"b{block.index}: its predecessors are {_blocks(block.predecessors)}, but {_blocks(edges[block.index])} lead to it"
    if edges[0]:
        yield f"b0: the entry is gone back to from {_blocks(edges[0])}"
    for block in blocks:
        for problem in _phis(block):
            sound = False
            yield f"b{block.index}: {problem}"
    yield from _definitions(function)
    tree = _dominators(blocks)
    reached = set(tree.order)
    for block in blocks:
        if 2 * block.index not in reached:
            yield f"b{block.index}: no way leads to it from the entry"
            sound = False
    if sound:
        yield from _uses(function, tree)


def _shape(blocks: list[Block], position: int, block: Block) -> Iterator[str]:
    if block.index != position:
        yield f"its index is {block.index}"
    if block.terminator is None:
        yield "it has no end"
    yield from (
        f"it leads to b{target}, which does not exist"
        for target in block.successors()
        if not _is_in(target, blocks)
    )
    if isinstance(block.terminator, ir.Branch) and block.terminator.then == block.terminator.orelse:
        yield f"both ways of its branch lead to b{block.terminator.then}"


def _phis(block: Block) -> Iterator[str]:
    is_behind = False
    for step in block.instructions:
        if not isinstance(step, ir.Phi):
            is_behind = True
            continue
        if is_behind:
            yield f"{_name(step)} does not stand at the beginning"
        if len(step.operands) != len(block.predecessors):
            yield f"{_name(step)} has {len(step.operands)} operands for {len(block.predecessors)} predecessors"


def _definitions(function: Function) -> Iterator[str]:
    written: dict[int, Instruction] = {}
    for block in function.blocks:
        for step in block.instructions:
            if step.result == NONE:
                continue
            if step.result in written:
                yield f"b{block.index}: {_name(step)} writes r{step.result} a second time"
            elif (
                not _is_in(step.result, function.definitions) or function.definitions[step.result] is not step
            ):
                yield f"b{block.index}: {_name(step)} is not what the definitions give for r{step.result}"
            written[step.result] = step


def _dominators(blocks: list[Block]) -> Dominators:
    """Dominators of the half blocks: node 2b is block b up to its first instruction that may raise, 2b + 1 the rest.

    An exception leaves from the end of the first half, so that what the second half defines does not reach the
    handler.
    """
    successors: list[list[int]] = []
    for block in blocks:
        normal = block.successors()
        handler = [] if block.handler == NONE else [2 * block.handler]
        successors.append([2 * block.index + 1, *handler])
        successors.append([2 * target for target in (normal[:-1] if handler else normal)])
    return dominators(successors)


def _uses(function: Function, tree: Dominators) -> Iterator[str]:
    defined: dict[int, tuple[int, int]] = {}  # register -> (half block, position in the block)
    for block in function.blocks:
        for position, (step, half) in enumerate(_halves(block)):
            if isinstance(step, Instruction) and step.result != NONE:
                defined[step.result] = half, position
    for block in function.blocks:
        for position, (step, half) in enumerate(_halves(block)):
            if isinstance(step, ir.Phi):
                reads = [
                    (register, *_way_out(function.blocks, block, edge))
                    for edge, register in enumerate(step.operands)
                ]
            else:
                reads = [(register, half, position) for register in operands(step)]
            for register, use, moment in reads:
                if register == NONE:
                    continue  # whether that is allowed is a question of the field
                if register not in defined:
                    yield f"b{block.index}: r{register}, read by {_name(step)}, is never defined"
                    continue
                definition, since = defined[register]
                is_before = since < moment if definition == use else tree.dominates(definition, use)
                if not is_before:
                    yield f"b{block.index}: r{register}, read by {_name(step)}, is not defined on every way here"


def _halves(block: Block) -> Iterator[tuple[Instruction | Terminator, int]]:
    half = 2 * block.index
    for step in _steps(block):
        if step.op not in ir.SILENT:
            half = 2 * block.index + 1
        yield step, half


def _way_out(blocks: list[Block], block: Block, edge: int) -> tuple[int, int]:
    """The half block, and the moment in it, at which the `edge`-th predecessor of `block` is left."""
    source = block.predecessors[edge]
    by_exception = blocks[source].handler == block.index
    if by_exception and block.index in blocks[source].successors()[:-1]:
        by_exception = source in block.predecessors[:edge]  # both ways: the normal one comes first
    return (2 * source if by_exception else 2 * source + 1), len(blocks[source].instructions)


def _steps(block: Block) -> list[Instruction | Terminator]:
    return [*block.instructions] if block.terminator is None else [*block.instructions, block.terminator]


def _name(step: Instruction | Terminator) -> str:
    word = FORMS[type(step)].word
    return f"r{step.result} = {word}" if isinstance(step, Instruction) and step.result != NONE else word


def _blocks(indexes: Sequence[int]) -> str:
    return " ".join(f"b{index}" for index in indexes) or "none"


def _is_in(index: int, items: Sequence[object]) -> bool:
    return 0 <= index < len(items)
