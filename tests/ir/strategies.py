"""Random modules that are sound by construction, and the definition of dominance to hold the quick one against."""

from collections.abc import Callable, Sequence
from typing import Any

from hypothesis import strategies as st

from entasis.ir.forms import FORMS, Field
from entasis.ir.function import Block, Class, Function, FunctionKind, Module, Parameter
from entasis.ir.instructions import (
    INSTRUCTIONS,
    NONE,
    SILENT,
    UNBOUND,
    Branch,
    Const,
    Instruction,
    Jump,
    MakeClass,
    MakeFunction,
    Opaque,
    Param,
    Phi,
    Raise,
    Return,
    Terminator,
    Unreachable,
)
from entasis.ir.verifier import VOCABULARY
from entasis.signature import ParameterKind

Draw = Callable[[st.SearchStrategy[Any]], Any]

ANY_TEXT = st.text(st.characters(exclude_categories=()), max_size=6)
_AWKWARD = (
    "x",
    "self",
    "a.b",
    "",
    "r1",
    "-",
    "*",
    "@1:0-1:0",
    "größe",
    "in",
    "async",
    "x y",
    "j#1",
    '"',
    "\\",
    "a\n",
)
TEXTS = st.sampled_from(_AWKWARD) | ANY_TEXT
POSITIONS = st.tuples(st.integers(0, 1 << 44), st.integers(0, 1 << 44)) | st.just((0, 0))
SIMPLE_CONSTANTS = (
    ANY_TEXT
    | st.binary(max_size=6)
    | st.integers()
    | st.sampled_from([1 << 200, -(1 << 64), UNBOUND, ..., None])
    | st.booleans()
    | st.floats()
    | st.complex_numbers()
)
CONSTANTS = SIMPLE_CONSTANTS | st.recursive(
    SIMPLE_CONSTANTS,
    lambda inner: st.lists(inner, max_size=3).map(tuple) | st.frozensets(inner, max_size=3),
    max_leaves=4,
)


def dominance(successors: Sequence[Sequence[int]]) -> list[set[int]]:
    """For each node those that dominate it, by definition: without them there is no way from node 0 to it."""
    everything = _reached(successors, NONE)
    return [
        {above for above in everything if node not in _reached(successors, above)}
        if node in everything
        else set()
        for node in range(len(successors))
    ]


def _reached(successors: Sequence[Sequence[int]], without: int) -> set[int]:
    found: set[int] = set()
    pending = [0]
    while pending:
        node = pending.pop()
        if node not in found and node != without:
            found.add(node)
            pending.extend(successors[node])
    return found


@st.composite
def modules(draw: Draw) -> Module:
    """A module that the verifier must accept."""
    module = Module(draw(TEXTS))
    for index in range(draw(st.integers(1, 3))):
        _header(draw, module, index)
    module.opaque = draw(st.dictionaries(TEXTS, st.integers(0, 1 << 70), max_size=2))
    module.limits = draw(st.dictionaries(TEXTS, st.integers(0, 9), max_size=2))
    for function in module.functions:
        _body(draw, module, function)
    return module


def _header(draw: Draw, module: Module, index: int) -> None:
    kind = draw(st.sampled_from([kind for kind in FunctionKind if kind is not FunctionKind.MODULE]))
    parent = draw(st.integers(0, index - 1)) if index else NONE
    class_index = draw(st.integers(NONE, len(module.classes) - 1))
    if index == 0:
        kind, class_index = FunctionKind.MODULE, NONE
    elif kind is FunctionKind.CLASS:
        class_index = len(module.classes)
        module.classes.append(Class(class_index, draw(TEXTS), draw(TEXTS), index, parent, *draw(POSITIONS)))
    function = Function(index, draw(TEXTS), draw(TEXTS), kind, parent, class_index, *draw(POSITIONS))
    function.parameters = _parameters(draw)
    function.returns = draw(TEXTS)
    function.is_async = draw(st.booleans())
    function.is_generator = draw(st.booleans())
    function.annotations = draw(st.dictionaries(TEXTS, TEXTS, max_size=2))
    module.functions.append(function)


def _parameters(draw: Draw) -> tuple[Parameter, ...]:
    names = draw(st.lists(TEXTS, unique=True, max_size=4))
    kinds = sorted(draw(st.lists(st.sampled_from(ParameterKind), min_size=len(names), max_size=len(names))))
    parameters: list[Parameter] = []
    for name, kind in zip(names, kinds, strict=True):
        starred = kind in {ParameterKind.VAR_POSITIONAL, ParameterKind.VAR_KEYWORD}
        if starred and any(parameter.kind == kind for parameter in parameters):
            continue
        parameters.append(Parameter(name, kind, not starred and draw(st.booleans()), draw(TEXTS)))
    return tuple(parameters)


def _body(draw: Draw, module: Module, function: Function) -> None:
    blocks = function.blocks = _blocks(draw)
    plan = [_plan(draw, module, function, block) for block in blocks]
    results = sum(FORMS[kind].has_result for kinds in plan for kind in kinds)
    numbers = draw(st.lists(st.integers(0, results + 2), min_size=results, max_size=results, unique=True))
    writes = iter(numbers)
    written = [[next(writes) if FORMS[kind].has_result else NONE for kind in kinds] for kinds in plan]
    function.definitions = [None] * (max(numbers) + 1 + draw(st.integers(0, 2)))
    halves = [_halves(kinds) for kinds in plan]
    above = dominance(_half_blocks(blocks))

    def known(block: int, half: int, moment: int) -> list[int]:
        """The registers that are defined on every way to this moment of half block `2 * block + half`."""
        return [
            register
            for other, registers in enumerate(written)
            for position, register in enumerate(registers)
            if register != NONE
            and 2 * other + halves[other][position] in above[2 * block + half]
            and (other != block or position < moment)
        ]

    for block, kinds in zip(blocks, plan, strict=True):
        for position, kind in enumerate(kinds):
            result = written[block.index][position]
            if kind is Phi:
                ways_in = [known(*way, len(plan[way[0]])) for way in _ways_in(blocks, block)]
                operands = [draw(st.sampled_from(registers)) for registers in ways_in]
                step: Instruction = Phi(result, *draw(POSITIONS), operands)
            else:
                pool = known(block.index, halves[block.index][position], position)
                step = _step(draw, module, function, kind, result, pool)
            block.instructions.append(step)
            if result != NONE:
                function.definitions[result] = step
                if draw(st.booleans()):
                    function.variables[result] = draw(TEXTS)
        block.terminator = _end(draw, module, function, block, known(block.index, 1, len(kinds)))


def _blocks(draw: Draw) -> list[Block]:
    """Blocks that can all be reached; `Block.terminator` holds the right kind of end with the right targets."""
    blocks = [Block(index) for index in range(draw(st.integers(1, 6)))]
    normal: list[list[int]] = [[] for _ in blocks]
    for block in blocks[1:]:  # first a tree, so that there is a way to each
        source = draw(
            st.sampled_from(
                [b for b in blocks[: block.index] if len(normal[b.index]) < 2 or b.handler == NONE]
            )
        )
        can_be_normal = len(normal[source.index]) < 2
        if can_be_normal and (source.handler != NONE or draw(st.integers(0, 3))):
            normal[source.index].append(block.index)
        else:
            source.handler = block.index
    if len(blocks) > 1:
        later = st.integers(1, len(blocks) - 1)
        for source, target, is_exceptional in draw(
            st.lists(st.tuples(st.integers(0, len(blocks) - 1), later, st.booleans()), max_size=4)
        ):
            if is_exceptional and blocks[source].handler == NONE:
                blocks[source].handler = target
            elif not is_exceptional and len(normal[source]) < 2 and target not in normal[source]:
                normal[source].append(target)
    for block, targets in zip(blocks, normal, strict=True):
        targets = draw(st.permutations(targets))  # noqa: PLW2901
        if len(targets) == 2:
            block.terminator = Branch(0, 0, NONE, *targets, "if")
        elif targets:
            block.terminator = Jump(0, 0, targets[0], NONE)
    edges: list[list[int]] = [[] for _ in blocks]
    for block in blocks:
        for target in block.successors():
            edges[target].append(block.index)
    for block in blocks:
        block.predecessors = draw(st.permutations(edges[block.index]))
    return blocks


def _plan(draw: Draw, module: Module, function: Function, block: Block) -> list[type[Instruction]]:
    """The kinds of a block's instructions."""
    kinds = set(INSTRUCTIONS) - {Phi}
    if not function.parameters:
        kinds.remove(Param)
    if not any(inner.parent == function.index for inner in module.functions):
        kinds.remove(MakeFunction)
    if not any(made.parent == function.index for made in module.classes):
        kinds.remove(MakeClass)
    allowed = sorted(kinds, key=INSTRUCTIONS.index)
    # The entry begins with a constant, so that there is always something to read.
    first: list[type[Instruction]] = [Phi] * draw(st.integers(0, 2)) if block.predecessors else []
    return [*first, *([] if block.index else [Const]), *draw(st.lists(st.sampled_from(allowed), max_size=4))]


def _halves(kinds: Sequence[type[Instruction]]) -> list[int]:
    """0 up to the first instruction that may raise, 1 from there on."""
    halves: list[int] = []
    half = 0
    for kind in kinds:
        half = half if kind.op in SILENT else 1
        halves.append(half)
    return halves


def _half_blocks(blocks: Sequence[Block]) -> list[list[int]]:
    """The graph of half blocks: an exception leaves from the end of the first half."""
    graph: list[list[int]] = []
    for block in blocks:
        normal = [2 * target for target in block.successors()]
        handler = [] if block.handler == NONE else [normal.pop()]
        graph += [[2 * block.index + 1, *handler], normal]
    return graph


def _ways_in(blocks: Sequence[Block], block: Block) -> list[tuple[int, int]]:
    """The half blocks that the predecessors of `block` are left from; where there are two ways, the normal first."""
    ways: list[tuple[int, int]] = []
    for source in block.predecessors:
        by_exception = blocks[source].handler == block.index
        has_both = by_exception and block.index in blocks[source].successors()[:-1]
        if has_both and (source, 1) not in ways:
            by_exception = False
        ways.append((source, 0 if by_exception else 1))
    return ways


def _step(
    draw: Draw, module: Module, function: Function, kind: type[Instruction], result: int, pool: list[int]
) -> Instruction:
    values = _values(draw, module, function, kind, pool)
    if kind is Opaque:
        module.opaque[values["what"]] = module.opaque.get(values["what"], 0) + 1
    where = draw(POSITIONS)
    if FORMS[kind].has_result:
        return kind(result, *where, **values)  # type: ignore[call-arg]
    return kind(*where, **values)  # type: ignore[call-arg]


def _end(draw: Draw, module: Module, function: Function, block: Block, pool: list[int]) -> Terminator:
    planned = block.terminator
    kind = draw(st.sampled_from([Return, Raise, Unreachable])) if planned is None else type(planned)
    values = _values(draw, module, function, kind, pool)
    if isinstance(planned, Jump):
        values["target"] = planned.target
    elif isinstance(planned, Branch):
        values["then"], values["orelse"] = planned.then, planned.orelse
    return kind(*draw(POSITIONS), **values)


def _values(
    draw: Draw, module: Module, function: Function, kind: type[Instruction | Terminator], pool: list[int]
) -> dict[str, Any]:
    register = st.sampled_from(pool)
    registers = st.lists(register, max_size=3).map(tuple)
    values: dict[str, Any] = {}
    for slot, field in FORMS[kind].fields:
        if (kind, slot) in VOCABULARY:
            values[slot] = draw(st.sampled_from(sorted(VOCABULARY[kind, slot])))
            continue
        match field:
            case Field.REGISTER:
                values[slot] = draw(register)
            case Field.OPTIONAL | Field.NAMED:
                values[slot] = draw(st.just(NONE) | register)
            case Field.REGISTERS:
                values[slot] = draw(registers)
            case Field.ELEMENTS if values["kind"] == "dict":
                values[slot], values["stars"] = _entries(draw, register)
            case Field.ELEMENTS:
                values[slot] = draw(registers)
                values["stars"] = _some(draw, len(values[slot]))
            case Field.ARGUMENTS | Field.BASES:
                plain, names = draw(registers), draw(st.lists(TEXTS, max_size=2).map(tuple))
                values[slot] = (*plain, *(draw(register) for _ in names))
                values["names"] = names
                if field is Field.ARGUMENTS:
                    values["stars"] = _some(draw, len(plain))
            case Field.DEFAULTS:
                made = module.functions[values["function"]]
                names = draw(st.permutations([p.name for p in made.parameters if p.has_default]))
                values[slot] = tuple((name, draw(register)) for name in names)
            case Field.CONSTANT:
                values[slot] = draw(CONSTANTS)
            case Field.PARAMETER:
                values["index"] = draw(st.integers(0, len(function.parameters) - 1))
                values[slot] = function.parameters[values["index"]].name
            case Field.TEXT | Field.NAMED_TEXT:
                values[slot] = draw(TEXTS)
            case Field.NAMED_NUMBER:
                values[slot] = draw(st.integers(0, 3))
            case Field.FLAG:
                values[slot] = draw(st.booleans())
            case Field.FUNCTION if slot == "owner":
                values[slot] = draw(st.sampled_from(_enclosing(module, function)))
            case Field.FUNCTION:
                inner = [other.index for other in module.functions if other.parent == function.index]
                values[slot] = draw(st.sampled_from(inner))
            case Field.CLASS:
                values[slot] = draw(
                    st.sampled_from([c.index for c in module.classes if c.parent == function.index])
                )
    return values


def _some(draw: Draw, count: int) -> tuple[int, ...]:
    return tuple(position for position in range(count) if draw(st.booleans()))


def _entries(draw: Draw, register: st.SearchStrategy[int]) -> tuple[tuple[int, ...], tuple[int, ...]]:
    """Operands and stars of a dict: keys and values, and mappings behind no key."""
    operands: list[int] = []
    stars: list[int] = []
    for is_mapping in draw(st.lists(st.booleans(), max_size=2)):
        operands.append(NONE if is_mapping else draw(register))
        if is_mapping:
            stars.append(len(operands))
        operands.append(draw(register))
    return tuple(operands), tuple(stars)


def _enclosing(module: Module, function: Function) -> list[int]:
    found = [function.index]
    while module.functions[found[-1]].parent != NONE:
        found.append(module.functions[found[-1]].parent)
    return found
