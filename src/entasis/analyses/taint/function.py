"""Abstract interpretation of one function: what each register may hold of each origin, and which sinks that reaches.

A *held* value is (taint, objects): the taint of the value itself, and the objects it may be. Objects are places of
creation: a literal collection, a constructor call, a parameter. What lies in an object stands in the *store*, which
maps (object, selector) to a held value, so aliases need no care: `y = x`, `d["k"] = x` and builders share objects.
A write through one certain object replaces what was there; through several it is added.

Blocks are visited in reverse post-order until nothing grows; dead blocks never, and a register that has surely been
checked (guards.py) is read without the kinds it was checked for.
"""

from collections.abc import Callable, Mapping
from typing import Final, final

from entasis.analyses.constants import is_constant
from entasis.analyses.taint.bits import Kinds
from entasis.analyses.taint.calls import apply_summary, bindings, call, raised
from entasis.analyses.taint.guards import Facts, Guards
from entasis.analyses.taint.held import CLEAN, Held, join
from entasis.analyses.taint.summary import (
    Flow,
    Origin,
    PortOrigin,
    Selectors,
    SharedOrigin,
    SinkUse,
    SourceOrigin,
    Summary,
)
from entasis.analyses.view import View
from entasis.ir.function import Block
from entasis.ir.instructions import (
    NONE,
    UNBOUND,
    Await,
    Binary,
    Build,
    Call,
    Catch,
    Const,
    Enter,
    GetField,
    GetItem,
    Import,
    Instruction,
    Iterate,
    Load,
    Next,
    Opaque,
    Param,
    Phi,
    Raise,
    Return,
    SetField,
    SetItem,
    Store,
    Unary,
    Yield,
)
from entasis.ir.operands import operands
from entasis.models.ports import PortKind
from entasis.models.rows import Source
from entasis.models.stubs import FunctionKind
from entasis.program.evaluate import Evaluator
from entasis.program.symbols import ClassSymbol, FunctionSymbol, Instance, ModuleSymbol, Super, Value

ROUNDS: Final = 12
ELEMENTS: Final = 64  # the most elements of a sequence that are kept apart
SELECTORS: Final = 3


Place = tuple[int, str]
Places = dict[int, dict[str, Held]]  # object → selector → held; inner maps are replaced, never changed

_OPERATORS: Final = {
    "+": "__add__",
    "-": "__sub__",
    "*": "__mul__",
    "/": "__truediv__",
    "//": "__floordiv__",
    "%": "__mod__",
    "|": "__or__",
    "&": "__and__",
    "^": "__xor__",
    ">>": "__rshift__",
    "<<": "__lshift__",
    "@": "__matmul__",
    "**": "__pow__",
    "unary -": "__neg__",
    "unary +": "__pos__",
    "unary ~": "__invert__",
    "unary repr": "__repr__",
}
NOTHING: Final[dict[str, Held]] = {}


@final
class Surroundings:
    """What the analysis of one function asks of the rest of the program."""

    def __init__(
        self,
        kinds: Kinds,
        summary_of: Callable[[FunctionSymbol], Summary],
        is_shared_tainted: Callable[[SharedOrigin], bool],
        source_names: frozenset[str],
        threat_models: frozenset[str],
        brings: Callable[[FunctionSymbol], bool],
        entry_source: Callable[[FunctionSymbol, int], Source | None],
    ) -> None:
        self.brings = brings
        self.entry_source = entry_source
        self.kinds = kinds
        self.source_names = source_names
        self.threat_models = threat_models
        self.summary_of = summary_of
        self.is_shared_tainted = is_shared_tainted


@final
class FunctionTaint:
    """The analysis of one function. With `explain`, `because` remembers where each taint came from."""

    def __init__(self, view: View, around: Surroundings, *, explain: bool = False) -> None:
        self.view = view
        self.around = around
        self.kinds = around.kinds
        self.function = view.function
        self.models = view.program.models
        self.evaluator = view.program.evaluator
        self.origins: list[Origin] = []
        self._numbers: dict[Origin, int] = {}
        count = len(view.definitions)
        self.held: list[Held] = [CLEAN] * count
        self._next_object = count
        self._made: dict[tuple[int, str], int] = {}
        self.ports: dict[int, PortOrigin] = {}  # object → the port it is
        self.places: Places = {}
        self.facts: Facts = {}
        self.returned: list[Held] = []
        self.raised = 0
        self.sinks: dict[tuple[int, int, str], SinkUse] = {}
        self.shared: dict[SharedOrigin, int] = {}
        self.exits: list[Places] = []
        self.return_facts: list[tuple[int, Facts]] = []
        self.explain = explain
        self.because: dict[tuple[int, Origin], int] = {}  # (register, origin) → the register it came from
        self.writers: dict[tuple[Place, Origin], int] = {}
        self.frames: dict[tuple[int, Origin], tuple[FunctionSymbol, Origin]] = {}
        self._loops: set[int] = set()
        self._checked: dict[int, list[tuple[str, int, int]]] = {}  # by the id of the call
        self.bound: dict[
            tuple[int, FunctionSymbol, int], dict[int, int]
        ] = {}  # what calls pass, see calls.bind
        self.same_as: Mapping[int, int] = {}
        self.guards: Guards
        self.unset: set[Place] = set()  # places that were read before anything was put there
        self.built: set[int] = set()  # objects made by calling a class of the program
        self.packs: list[tuple[int, Call, int, str]] = []
        self.collected: dict[tuple[int, int], list[tuple[str, int]]] = {}
        self.packed: dict[int, Held] = {}  # what calls pass that no register holds, by numbers below -1
        self.lengths: dict[int, int] = {}  # object → the number of its elements, while that is known

    # Origins and objects

    def number(self, origin: Origin) -> int:
        """The position of the origin's group of bits."""
        found = self._numbers.get(origin)
        if found is None:
            found = self._numbers[origin] = len(self.origins)
            self.origins.append(origin)
        return found

    def taint_of(self, origin: Origin, group: int = -1) -> int:
        """Taint that holds `origin`, for the kinds in `group` (all of them by default)."""
        return (self.kinds.all if group < 0 else group) << (self.number(origin) * self.kinds.width)

    def flow(self, taint: int) -> Flow:
        """The taint by origins, for a summary."""
        return tuple((self.origins[number], group) for number, group in self.kinds.groups(taint))

    def new_object(self, register: int, tag: str = "") -> int:
        """The bit of the object made at `register`; further ones by `tag`."""
        if not tag and register >= 0:
            return 1 << register
        key = (register, tag)
        found = self._made.get(key)
        if found is None:
            found = self._made[key] = self._next_object
            self._next_object += 1
        return 1 << found

    # Reading and writing

    def read(self, register: int) -> Held:
        """What the register may hold here, less what it has surely been checked for."""
        if register < 0:
            return self.packed.get(register, CLEAN)
        held = self.held[register]
        mask = self.facts.get(self.same_as.get(register, register), 0)
        if mask and held.taint:
            return Held(self.kinds.clear(held.taint, mask), 0 if mask == self.kinds.all else held.objects)
        return held

    def deep(self, held: Held) -> int:
        """The taint of the value and of everything in it."""
        taint = held.taint
        pending, seen = held.objects, 0
        while pending:
            bit = pending & -pending
            pending ^= bit
            if seen & bit:
                continue
            seen |= bit
            index = bit.bit_length() - 1
            port = self.ports.get(index)
            if port is not None and len(port.selectors) <= SELECTORS:
                taint |= self.taint_of(PortOrigin(port.index, (*port.selectors, "**")))
            for inside in self.places.get(index, NOTHING).values():
                taint |= inside.taint
                pending |= inside.objects & ~seen
        return taint

    def field(self, held: Held, selector: str, register: int) -> Held:
        """What lies at `selector` of the value; an unknown element reads all, a known one also the unknown ones."""
        taint, objects = held.taint, 0
        fresh = False
        rest = held.objects
        while rest:
            bit = rest & -rest
            rest ^= bit
            index = bit.bit_length() - 1
            found = self._lookup(index, selector)
            if found is not None:
                taint |= found.taint
                objects |= found.objects
            port = self.ports.get(index)
            if port is not None and (found is None or selector == "*") and len(port.selectors) < SELECTORS:
                inner = PortOrigin(port.index, (*port.selectors, selector))
                taint |= self.taint_of(inner)
                made = self.new_object(register, f"{index}{selector}")
                self.ports[made.bit_length() - 1] = inner
                objects |= made
                if found is None:
                    self.put(index, selector, Held(0, made))
                    self.unset.add((index, selector))
            elif found is None:
                fresh = True
        if fresh and not objects:
            objects = self.new_object(register, f"at {selector}")
            if held.objects and held.objects & (held.objects - 1) == 0:
                self.put(held.objects.bit_length() - 1, selector, Held(0, objects))
                self.unset.add((held.objects.bit_length() - 1, selector))
        return Held(taint, objects)

    def put(self, index: int, selector: str, value: Held) -> None:
        """Let `value` lie at `selector` of the object."""
        self.places[index] = {**self.places.get(index, NOTHING), selector: value}

    def take(self, index: int, selector: str) -> Held:
        """Let nothing lie at `selector` of the object any more; what lay there."""
        inside = dict(self.places.get(index, NOTHING))
        held = inside.pop(selector, CLEAN)
        self.places[index] = inside
        return held

    def at(self, index: int, selector: str) -> Held:
        """What lies at exactly that selector of the object."""
        return self.places.get(index, NOTHING).get(selector, CLEAN)

    def _lookup(self, index: int, selector: str) -> Held | None:
        inside = self.places.get(index)
        if not inside:
            return None
        if selector == "*":
            found = [held for name, held in inside.items() if name[0] in "[*"]
            return join(found) if found else None
        exact = inside.get(selector)
        if selector[0] != "[":
            return exact
        unknown = inside.get("*")
        if exact is None or unknown is None:
            return exact or unknown
        return join([exact, unknown])

    def write(
        self, base: Held, selector: str, value: Held, *, source: int = NONE, is_added: bool = False
    ) -> None:
        """Put `value` at `selector` of the object; certain objects forget what was there."""
        is_single = base.objects & (base.objects - 1) == 0
        rest = base.objects
        while rest:
            bit = rest & -rest
            rest ^= bit
            index = bit.bit_length() - 1
            old = self.places.get(index, NOTHING).get(selector)
            is_strong = (
                is_single and not is_added and selector not in {"*", "keys"} and index not in self._loops
            )
            self.put(index, selector, value if old is None or is_strong else join([old, value]))
            if is_strong:
                self.unset.discard((index, selector))
            if self.explain and source != NONE:
                for number, _ in self.kinds.groups(value.taint):
                    self.writers.setdefault(((index, selector), self.origins[number]), source)

    def forget(self, base: Held, selector: str) -> None:
        """Take out what lies at `selector`, if the object is certain."""
        if base.objects and base.objects & (base.objects - 1) == 0:
            self.put(base.objects.bit_length() - 1, selector, CLEAN)

    def share(self, origin: SharedOrigin, taint: int) -> None:
        """`taint` was left in memory that outlives the call."""
        if taint:
            self.shared[origin] = self.shared.get(origin, 0) | taint

    # The run

    def run(self) -> Summary:
        """Analyse the function and give its summary."""
        blocks = self.view.blocks
        guards = self.guards = Guards(self.view, self.kinds, self._call_guards)
        order = self._order(guards)
        self.same_as = guards.same_as
        self._loops = set()
        facts = guards.facts(order)
        position = {index: i for i, index in enumerate(order)}
        has_loop = any(
            position[index] <= position[p]
            for index in order
            for p in blocks[index].predecessors
            if p in position
        )
        outs: dict[int, tuple[Places, dict[int, int]]] = {}
        for _ in range(ROUNDS if has_loop else 1):  # without a loop one pass in this order sees all
            before = list(self.held)
            sizes = (len(self.origins), self.raised)
            self.returned, self.exits, self.return_facts = [], [], []
            for index in order:
                block = blocks[index]
                incoming = [
                    outs[p] for p in block.predecessors if p in outs and guards.is_way(blocks[p], index)
                ]
                self.places = self._merge([places for places, _ in incoming])
                self.lengths = _agreed([lengths for _, lengths in incoming])
                self.facts = dict(facts.get(index, {}))
                self._visit(block, guards, facts)
                outs[index] = (self.places, self.lengths)
            if before == self.held and sizes == (len(self.origins), self.raised):
                break
        return self._summary()

    def _order(self, guards: Guards) -> list[int]:
        """The blocks that control can come to, in reverse post-order."""
        blocks, constants = self.view.blocks, self.view.constants
        seen, post = {0}, []
        work = [(0, iter(blocks[0].successors()))]
        while work:
            index, following = work[-1]
            for target in following:
                if target not in seen and constants.is_live(target) and guards.is_way(blocks[index], target):
                    seen.add(target)
                    work.append((target, iter(blocks[target].successors())))
                    break
            else:
                post.append(index)
                work.pop()
        return post[::-1]

    def _merge(self, incoming: list[Places]) -> Places:
        if not incoming:
            return {}
        merged = dict(incoming[0])
        for places in incoming[1:]:
            for index, inside in places.items():
                old = merged.get(index)
                if old is None:
                    merged[index] = inside
                elif old is not inside and old != inside:
                    both = dict(old)
                    for selector, held in inside.items():
                        known = both.get(selector)
                        both[selector] = held if known is None or known == held else join([known, held])
                    merged[index] = both
        return merged

    def _visit(self, block: Block, guards: Guards, facts: dict[int, Facts]) -> None:
        for step in block.instructions:
            result = step.result
            match step:
                case Phi():
                    value = self._phi(block, step, guards, facts)
                case Call():
                    value = call(self, step)
                    for when, register, mask in guards.of_call(step):
                        if not when:
                            place = self.same_as.get(register, register)
                            self.facts[place] = self.facts.get(place, 0) | mask
                case _:
                    value = self._step(block, step)
            if result != NONE and value is not CLEAN:
                old = self.held[result]
                if old != value:
                    self.held[result] = join([old, value])
                    if self.explain:
                        self._note(step, value.taint)
        end = block.terminator
        if guards.is_left(block):
            return
        if isinstance(end, Return):
            self.returned.append(self.read(end.value))
            self.exits.append(dict(self.places))
            self.return_facts.append((end.value, dict(self.facts)))
        elif isinstance(end, Raise):
            self.raised |= self.deep(self.read(end.value))

    def _phi(self, block: Block, step: Phi, guards: Guards, facts: dict[int, Facts]) -> Held:
        values: list[Held] = []
        for predecessor, operand in zip(block.predecessors, step.operands, strict=True):
            if predecessor not in facts or not guards.is_way(self.view.blocks[predecessor], block.index):
                continue
            held = self.held[operand]
            if held.taint:
                known = guards.after(self.view.blocks[predecessor], facts[predecessor], block.index)
                mask = known.get(self.same_as.get(operand, operand), 0)
                held = Held(self.kinds.clear(held.taint, mask), held.objects)
            values.append(held)
        return join(values) if values else CLEAN

    def _step(self, block: Block, step: Instruction) -> Held:
        match step:
            case Const():
                return CLEAN
            case Param():
                origin = PortOrigin(step.index)
                self.ports[step.result] = origin
                taint = self.taint_of(origin)
                source = self.around.entry_source(self.function, step.index)
                if source is not None:
                    taint |= self.taint_of(SourceOrigin(self.function, step, source))
                return Held(taint, 1 << step.result)
            case GetField():
                return self._get_field(step)
            case SetField():
                self._set_field(step)
                return CLEAN
            case GetItem():
                return self._get_item(step)
            case SetItem():
                self._set_item(step)
                return CLEAN
            case Build():
                return self._build(step)
            case Binary():
                own = self._operated(
                    step, _OPERATORS.get(step.operator.removesuffix("=")), step.left, step.right
                )
                if own is not None:
                    return own
                left, right = self.read(step.left), self.read(step.right)
                if step.operator in {"%", "%=", "format"}:
                    return Held(self.deep(left) | self.deep(right))
                if left.objects or right.objects:
                    combined = self._combined(step, left, right)
                    if combined is not None:
                        return combined
                return Held(left.taint | right.taint, left.objects | right.objects)
            case Unary():
                if step.operator in {"not", "more"}:
                    return CLEAN
                own = self._operated(step, _OPERATORS.get(f"unary {step.operator}"), step.operand)
                return Held(self.text_of(step, step.operand)) if own is None else own
            case Load():
                return self._load(step)
            case Store():
                self._store(step)
                return CLEAN
            case Import() if step.name:
                return self._imported(step)
            case Await() | Iterate():
                return self.read(step.value if isinstance(step, Await) else step.object)
            case Next():
                return self._next(step)
            case Enter():
                return self._enter(step)
            case Yield():
                self.returned.append(Held(0, self._yielded(step)))
                return CLEAN
            case Catch():
                return self._catch(block)
            case Opaque():
                return Held(join([self.read(r) for r in step.operands]).taint if step.operands else 0)
            case _:
                return CLEAN

    def _combined(self, step: Binary, left: Held, right: Held) -> Held | None:
        """A sequence or a mapping made of two, or of one several times; None where the operator does neither."""
        made = Held(left.taint | right.taint, self.new_object(step.result, "combined"))
        index = made.objects.bit_length() - 1
        operator = step.operator.removesuffix("=")
        if operator == "|":
            self.places.pop(index, None)
            self.copy_elements(left, made, step.left, replaces=True)
            self.copy_elements(right, made, step.right, replaces=True)
        elif operator == "+":
            first, second = self.known_length(left), self.known_length(right)
            self.places.pop(index, None)
            if first >= 0 and second >= 0:
                self.append_all(made, left, first, 0)
                self.append_all(made, right, second, first)
                self.lengths[index] = first + second
            else:
                for part, register in ((left, step.left), (right, step.right)):
                    inside = self.elements(part, step.result)
                    if part.objects and (inside.taint or inside.objects):
                        self.write(made, "*", inside, source=register, is_added=True)
        elif operator == "*":
            count, length = self.view.constants.value(step.right), self.known_length(left)
            if isinstance(count, int) and length >= 0 and 0 <= count * length <= ELEMENTS:
                for turn in range(count):
                    self.append_all(made, left, length, turn * length)
                self.lengths[index] = count * length
            else:
                inside = self.elements(left, step.result)
                self.write(made, "*", inside, source=step.left, is_added=True)
        else:
            return None
        if step.operator.endswith("="):  # in place: whoever else holds the object sees it too
            return Held(made.taint, made.objects)
        return made

    def append_all(self, target: Held, source: Held, length: int, offset: int) -> None:
        """The first `length` elements of `source`, from position `offset` of `target` on."""
        index, origin = target.objects.bit_length() - 1, source.objects.bit_length() - 1
        for i in range(length):
            value = self.at(origin, f"[{i}]")
            if value is not CLEAN:
                self.put(index, f"[{offset + i}]", value)

    def _operated(self, step: Instruction, name: str | None, *passed: int) -> Held | None:
        """What a special method of the program gives for the operator, or None if there is none."""
        methods = self.methods(passed[0], name) if name else []
        if not methods:
            return None
        bound = dict(enumerate(passed))
        return join([apply_summary(self, step, method, bound) for method in methods])

    def text_of(self, step: Instruction, register: int) -> int:
        """The taint of the value as a text: of what its own `__str__` makes of it, else of all that lies in it."""
        for name in ("__str__", "__repr__"):
            methods = self.methods(register, name)
            if methods:
                return join([apply_summary(self, step, method, {0: register}) for method in methods]).taint
        return self.deep(self.read(register))

    def _yielded(self, step: Yield) -> int:
        made = self.new_object(step.result, "yielded")
        value = self.read(step.value)
        if step.delegates:
            value = self.elements(value, step.result)
        self.write(Held(0, made), "*", value, source=step.value, is_added=True)
        self.exits.append(dict(self.places))
        return made

    def _get_field(self, step: GetField) -> Held:
        base = self.read(step.object)
        getters = self._getters(step)
        if getters:
            return join([apply_summary(self, step, getter, {0: step.object}) for getter in getters])
        held = self.field(base, f".{step.name}", step.result)
        taint = held.taint
        for source in self._sources(step):
            taint |= self.taint_of(SourceOrigin(self.function, step, source))
        for of in self._owners(step.object):
            if self.around.is_shared_tainted(SharedOrigin(of, step.name)):
                taint |= self._shared_field(base, of, step.name)
        return Held(taint, held.objects)

    def _shared_field(self, base: Held, of: ClassSymbol | ModuleSymbol, name: str) -> int:
        """The taint that other code may have left in the field, unless it is known what this object holds."""
        taint = 0
        rest = base.objects or 1 << len(self.view.definitions) + (1 << 20)
        while rest:
            bit = rest & -rest
            rest ^= bit
            index = bit.bit_length() - 1
            port = self.ports.get(index)
            if self._is_set_here(index, name):
                continue
            if port is not None and isinstance(of, ClassSymbol):
                taint |= self.taint_of(SharedOrigin(of, name, port))
            elif not self.is_made_here(index):
                taint |= self.taint_of(SharedOrigin(of, name))
        return taint

    def is_made_here(self, index: int) -> bool:
        """Whether the object was made in this function by a call of its class, so that all it holds is known."""
        if index >= len(self.view.definitions):
            return index in self.built
        step = self.view.definitions[index]
        if isinstance(step, Build):
            return True
        return isinstance(step, Call) and index in self.built

    def _is_set_here(self, index: int, name: str) -> bool:
        """Whether this function itself has surely set the field, so that what others left there is gone."""
        selector = f".{name}"
        return selector in self.places.get(index, NOTHING) and (index, selector) not in self.unset

    def _sources(self, step: GetField) -> list[Source]:
        found: list[Source] = []
        if step.name in self.around.source_names:
            for api in self.evaluator.field_paths(self.function, step.object, step.name):
                source = self.models.source(api)
                if source is not None and source.port.kind is PortKind.VALUE and self.is_trusted(source.kind):
                    found.append(source)
        return found

    def is_trusted(self, kind: str) -> bool:
        """Whether sources of that kind count in this review."""
        model = self.models.kinds[kind].threat_model
        return model is not None and model.value in self.around.threat_models

    def _owners(self, register: int) -> list[ClassSymbol | ModuleSymbol]:
        """The classes and modules of the program whose field is meant; a field belongs to every class of the order."""
        return owners(self.evaluator, self.evaluator.value(self.function, register))

    def _getters(self, step: GetField) -> list[FunctionSymbol]:
        """The functions of the program behind a property."""
        found: list[FunctionSymbol] = []
        for thing in self.evaluator.value(self.function, step.object):
            if isinstance(thing, Instance) and isinstance(thing.of, ClassSymbol):
                found.extend(_getters(self.evaluator, thing.of, step.name))
        return found

    def _set_field(self, step: SetField) -> None:
        base, value = self.read(step.object), self.read(step.value)
        self.write(base, f".{step.name}", value, source=step.value)
        taint = self.deep(value)
        if taint:
            for of in self._owners(step.object)[:1]:
                self.share(SharedOrigin(of, step.name), taint)
        for api in self.evaluator.field_paths(self.function, step.object, step.name) if taint else ():
            for sink in self.models.assigned_sinks(api):
                self.reach(step, api, sink.kind, sink.says, step.value, taint)

    def selector(self, key: int) -> str:
        """The selector of an item at `key`."""
        if key == NONE:
            return "*"
        cell = self.view.constants.value(key)
        if is_constant(cell) and isinstance(cell, str | int | bytes | bool):
            return f"[{cell!r}]"
        return "*"

    def _position(self, base: Held, selector: str) -> str:
        """A negative index as the position it means, where the length is known; else any element."""
        if not selector.startswith("[-"):
            return selector
        length = self.known_length(base)
        position = int(selector[1:-1])
        if length + position >= 0 and length >= 0:
            return f"[{length + position}]"
        return "*"

    def _get_item(self, step: GetItem) -> Held:
        base = self.read(step.object)
        key = self.view.definitions[step.key]
        if isinstance(key, Build) and key.kind == "slice":
            return self._slice(base, key, step.result)
        methods = self.methods(step.object, "__getitem__")
        if methods:
            bound = {0: step.object, 1: step.key}
            return join([apply_summary(self, step, method, bound) for method in methods])
        return self.field(base, self._position(base, self.selector(step.key)), step.result)

    def _slice(self, base: Held, key: Build, register: int) -> Held:
        """A part of a sequence: exact where its length and the bounds are known."""
        if not base.objects:
            return base
        made = self.new_object(register, "slice")
        index = base.objects.bit_length() - 1
        bounds = [_bound(self.view.constants.value(operand)) for operand in key.operands]
        length = self.known_length(base)
        if length >= 0 and all(bounds) and bounds[2] != (0,):
            part = slice(*[bound[0] for bound in bounds])
            for i, old in enumerate(range(length)[part]):
                value = self.at(index, f"[{old}]")
                if value is not CLEAN:
                    self.put(made.bit_length() - 1, f"[{i}]", value)
            self.lengths[made.bit_length() - 1] = len(range(length)[part])
        else:
            self.write(Held(0, made), "*", self.field(base, "*", register), is_added=True)
        return Held(base.taint, made)

    def known_length(self, base: Held) -> int:
        """The number of elements of the one sequence that the value surely is, or -1."""
        if not base.objects or base.objects & (base.objects - 1):
            return -1
        index = base.objects.bit_length() - 1
        definition = self.view.definitions[index] if index < len(self.view.definitions) else None
        if "*" in self.places.get(index, NOTHING):
            return -1
        if isinstance(definition, Build) and definition.kind == "tuple" and not definition.stars:
            return len(definition.operands)
        return -1 if index in self.ports else self.lengths.get(index, -1)

    def methods(self, register: int, name: str) -> list[FunctionSymbol]:
        """The functions of the program that implement the special method on what is in the register."""
        found: list[FunctionSymbol] = []
        for thing in self.evaluator.value(self.function, register):
            if isinstance(thing, Instance) and isinstance(thing.of, ClassSymbol):
                for bound in self.evaluator.attribute(thing, name):
                    inner = getattr(bound, "function", None)
                    if isinstance(inner, FunctionSymbol):
                        found.append(inner)
        return found

    def _set_item(self, step: SetItem) -> None:
        base = self.read(step.object)
        value = self.view.definitions[step.value]
        selector = self.selector(step.key)
        if isinstance(value, Const) and value.value is UNBOUND:
            self.forget(base, selector)
            return
        self.write(base, selector, self.read(step.value), source=step.value)
        if step.key != NONE:
            name = self.read(step.key)
            if name.taint:
                self.write(base, "keys", name, source=step.key)
        for api in self.evaluator.field_paths(self.function, step.object, "__setitem__"):
            for sink in self.models.sinks(api):
                self.reach(step, api, sink.kind, sink.says, step.value, self.deep(self.read(step.value)))

    def _build(self, step: Build) -> Held:
        if step.kind == "slice":
            return CLEAN
        values = [self.read(register) for register in step.operands]
        if step.kind == "text":
            taint = 0
            for register in step.operands:
                taint |= self.text_of(step, register)
            return Held(taint)
        made = Held(0, self.new_object(step.result))
        index = step.result
        self.places.pop(index, None)  # a fresh object each time control comes here
        if step.kind == "dict":
            for i in range(0, len(values), 2):
                value = values[i + 1]
                if step.operands[i] == NONE:
                    self.copy_elements(value, made, step.operands[i + 1])
                    continue
                if value.taint or value.objects:
                    self.write(made, self.selector(step.operands[i]), value, source=step.operands[i + 1])
                else:
                    place = self.selector(step.operands[i])
                    if place != "*" and place in self.places.get(index, NOTHING):
                        self.put(index, place, CLEAN)
                if values[i].taint:
                    self.write(made, "keys", values[i], source=step.operands[i])
            return made
        if step.stars and step.kind in {"list", "tuple"} and self._display(step, values, made):
            return made
        is_exact = not step.stars and step.kind in {"list", "tuple"}
        if is_exact and step.kind == "list":
            self.lengths[index] = len(values)
        for i, value in enumerate(values):
            if i in step.stars:
                self.copy_elements(value, made, step.operands[i])
            elif value.taint or value.objects:
                place = f"[{i}]" if is_exact or (step.stars and i < step.stars[0]) else "*"
                self.write(made, place, value, source=step.operands[i])
        return made

    def _display(self, step: Build, values: list[Held], made: Held) -> bool:
        """A list or tuple with `*parts` of known length: every element has its place."""
        lengths = [self.known_length(value) if i in step.stars else 1 for i, value in enumerate(values)]
        if min(lengths) < 0 or sum(lengths) > ELEMENTS:
            return False
        offset = 0
        for i, (value, length) in enumerate(zip(values, lengths, strict=True)):
            if i in step.stars:
                self.append_all(made, value, length, offset)
            elif value is not CLEAN:
                self.write(made, f"[{offset}]", value, source=step.operands[i])
            offset += length
        self.lengths[step.result] = offset
        return True

    def copy_elements(self, source: Held, target: Held, register: int, *, replaces: bool = False) -> None:
        """Everything that lies in `source` now lies in `target` too; `replaces`: in the place of what was there."""
        if source.taint:
            self.write(target, "*", Held(source.taint), source=register)
        rest = source.objects
        while rest:
            bit = rest & -rest
            rest ^= bit
            for selector, held in self.places.get(bit.bit_length() - 1, NOTHING).items():
                if selector[0] != ".":
                    self.write(target, selector, held, source=register, is_added=not replaces)
            port = self.ports.get(bit.bit_length() - 1)
            if port is not None and len(port.selectors) < SELECTORS:
                inner = PortOrigin(port.index, (*port.selectors, "*"))
                self.write(target, "*", Held(self.taint_of(inner)), source=register)

    def elements(self, held: Held, register: int) -> Held:
        """What iterating over the value gives: its elements, or for a mapping its keys."""
        is_mapping, keys = False, CLEAN
        rest = held.objects
        while rest:
            bit = rest & -rest
            rest ^= bit
            index = bit.bit_length() - 1
            definition = self.view.definitions[index] if index < len(self.view.definitions) else None
            if isinstance(definition, Build) and definition.kind == "dict":
                is_mapping = True
                keys = join([keys, self.at(index, "keys")])
        if is_mapping and held.objects & (held.objects - 1) == 0:
            return Held(held.taint | keys.taint, keys.objects)
        found = self.field(held, "*", register)
        return join([found, keys])

    def _next(self, step: Next) -> Held:
        return self.elements(self.read(step.iterator), step.result)

    def _enter(self, step: Enter) -> Held:
        manager = self.read(step.manager)
        methods = self.methods(step.manager, "__enter__") or self.methods(step.manager, "__aenter__")
        if methods:
            return join([apply_summary(self, step, method, {0: step.manager}) for method in methods])
        inside = self.field(manager, "*", step.result)
        return Held(manager.taint | inside.taint, manager.objects | inside.objects)

    def _catch(self, block: Block) -> Held:
        """What was raised: the exceptions of this function themselves, of those of callees what they may carry."""
        values: list[Held] = []
        taint = 0
        for index in block.predecessors:
            before = self.view.blocks[index]
            end = before.terminator
            if isinstance(end, Raise) and end.value != NONE:
                values.append(self.held[end.value])
            for step in before.instructions:
                if isinstance(step, Call):
                    taint |= self._raised_by(step)
        return join([*values, Held(taint)])

    def _raised_by(self, step: Call) -> int:
        return raised(self, step)

    # Shared memory

    def _imported(self, step: Import) -> Held:
        """What a module of the program holds under the imported name."""
        module, index = self.function.module, self.evaluator.index
        source = (
            index.relative(module, step.level, step.module)
            if step.level
            else index.absolute(module, step.module)
        )
        if source is None or source is module:
            return CLEAN
        origin = SharedOrigin(source, step.name)
        named = self.new_object(step.result)
        return Held(self.taint_of(origin) if self.around.is_shared_tainted(origin) else 0, named)

    def _load(self, step: Load) -> Held:
        module = self.function.module
        of = module.functions[step.owner] if step.owner else module
        local = self.places.get(-1 - step.owner, NOTHING).get(step.name)
        if local is not None:
            return local
        origin = SharedOrigin(of, step.name)
        named = self.new_object(-1 - step.owner, step.name)  # the same object each time it is named
        return Held(self.taint_of(origin) if self.around.is_shared_tainted(origin) else 0, named)

    def _store(self, step: Store) -> None:
        value = self.read(step.value)
        module = self.function.module
        of = module.functions[step.owner] if step.owner else module
        self.put(-1 - step.owner, step.name, value)
        definition = self.view.definitions[step.value]
        if value.taint or value.objects:
            del definition
            self.share(SharedOrigin(of, step.name), self.deep(value))

    # Sinks

    def reach(
        self,
        step: Instruction,
        api: str,
        kind: str,
        says: str,
        register: int,
        taint: int,
        *,
        is_weak: bool = False,
        inner: SinkUse | None = None,
    ) -> None:
        """`taint` gets to a sink of `kind` at `step`, by the register given."""
        mask = self.kinds.mask([kind])
        for number, group in self.kinds.groups(self.kinds.limit(taint, mask)):
            origin = self.origins[number]
            key = (id(step), number, kind if inner is None else f"{kind}{id(inner.last.step)}")
            if key not in self.sinks or (self.sinks[key].is_weak and not is_weak):
                self.sinks[key] = SinkUse(
                    origin, group, self.function, step, api, says, kind, register, is_weak, inner
                )

    # The summary

    def _summary(self) -> Summary:
        returns: dict[Selectors, Held] = {}
        self.places = self._merge(self.exits)
        for held in self.returned:
            returns[()] = join([returns.get((), CLEAN), held])
            self._below(held.objects, (), returns, 0)
        effects: list[tuple[int, Selectors, Flow, tuple[PortOrigin, ...]]] = []
        for index, port in sorted(self.ports.items()):
            if port.selectors:
                continue
            below: dict[Selectors, Held] = {}
            self._below(1 << index, (), below, 0)
            for at, held in sorted(below.items()):
                inside = tuple(p for p in self._ports_in(held.objects) if p != PortOrigin(port.index, at))
                if held.taint or inside:
                    effects.append((port.index, at, self.flow(held.taint), inside))
        return Summary(
            returns=tuple(
                (at, self.flow(held.taint), self._ports_in(held.objects))
                for at, held in sorted(returns.items())
                if held.taint or self._ports_in(held.objects)
            ),
            effects=tuple(effects),
            kills=self._kills(),
            shared=tuple(
                (origin, flow)
                for origin, taint in self.shared.items()
                if (flow := _by_port(self.flow(taint)))
            ),
            raises=self.flow(self.raised),
            sinks=tuple(use for use in self.sinks.values() if _is_open(use.origin)),
            guards=tuple(self._own_guards()),
        )

    def _kills(self) -> tuple[tuple[int, str], ...]:
        """The places of parameters that hold something else than before, however the function returned."""
        found: list[tuple[int, str]] = []
        for index, port in sorted(self.ports.items()):
            if port.selectors or not self.exits:
                continue
            for selector in sorted(self.exits[0].get(index, NOTHING)):
                before = PortOrigin(port.index, (selector,))
                here = [exit_.get(index, NOTHING).get(selector) for exit_ in self.exits]
                if selector[0] in ".[" and all(
                    h is not None and before not in self._ports_in(h.objects) for h in here
                ):
                    found.append((port.index, selector))
        return tuple(found)

    def _ports_in(self, objects: int) -> tuple[PortOrigin, ...]:
        """The ports that are among the objects."""
        found: list[PortOrigin] = []
        while objects:
            bit = objects & -objects
            objects ^= bit
            port = self.ports.get(bit.bit_length() - 1)
            if port is not None and len(port.selectors) <= SELECTORS:
                found.append(port)
        return tuple(found)

    def _below(self, objects: int, at: Selectors, found: dict[Selectors, Held], seen: int) -> None:
        """What lies below the objects, by selectors."""
        if len(at) >= SELECTORS:
            return
        rest = objects & ~seen
        seen |= objects
        while rest:
            bit = rest & -rest
            rest ^= bit
            for selector, held in self.places.get(bit.bit_length() - 1, NOTHING).items():
                inner = (*at, selector)
                found[inner] = join([found.get(inner, CLEAN), held])
                self._below(held.objects, inner, found, seen)

    def _own_guards(self) -> list[tuple[str, int, int]]:
        """What a caller may take for checked, by how the call ended."""
        found: list[tuple[str, int, int]] = []
        parameters = [step for step in self.view.definitions if isinstance(step, Param)]
        if not self.return_facts:
            return found
        guards = self.guards
        for parameter in parameters:
            normal = self.kinds.all
            true = false = self.kinds.all
            for register, facts in self.return_facts:
                here = facts.get(parameter.result, 0)
                normal &= here
                cell = self.view.constants.value(register)
                if not is_constant(cell) or cell:
                    true &= here | _mask(guards, register, parameter.result, is_true=True)
                if not is_constant(cell) or not cell:
                    false &= here | _mask(guards, register, parameter.result, is_true=False)
            for when, mask in (("", normal), ("true", true), ("false", false)):
                if mask and (when == "" or mask != normal):
                    found.append((when, parameter.index, mask))
        return found

    def _call_guards(self, step: Call) -> list[tuple[str, int, int]]:
        """What calls into the program check: (when, register of the argument, mask)."""
        found = self._checked.get(id(step))
        if found is None:
            found = self._checked[id(step)] = self._find_call_guards(step)
        return found

    def _find_call_guards(self, step: Call) -> list[tuple[str, int, int]]:
        site = self.view.site_of.get(id(step))
        if site is None or not site.targets or site.is_open:
            return []
        met: dict[tuple[str, int], int] | None = None
        for target, bound in bindings(self, site):
            here: dict[tuple[str, int], int] = {}
            for when, index, mask in self.around.summary_of(target).guards:
                register = bound.get(index, NONE)
                if register != NONE:
                    here[when, register] = mask
            met = here if met is None else {key: m & here[key] for key, m in met.items() if key in here}
        return [(when, register, mask) for (when, register), mask in sorted((met or {}).items()) if mask]

    def _note(self, step: Instruction, taint: int) -> None:
        """Remember, for an explanation, from which operand each origin came."""
        for number, _ in self.kinds.groups(taint):
            origin = self.origins[number]
            if (step.result, origin) in self.because:
                continue
            mask = self.kinds.all << (number * self.kinds.width)
            source = next((r for r in operands(step) if self.held[r].taint & mask), NONE)
            if source == NONE:
                source = next((r for r in operands(step) if self.deep(self.held[r]) & mask), NONE)
            if source == NONE:
                source = next(
                    (w for (_, o), w in self.writers.items() if o == origin and w != step.result), NONE
                )
            if source != step.result:
                self.because[step.result, origin] = source


def owners(evaluator: Evaluator, value: Value) -> list[ClassSymbol | ModuleSymbol]:
    """The classes and modules of the program that hold the fields of the value, a class with all of its order."""
    found: list[ClassSymbol | ModuleSymbol] = []
    for thing in value:
        if isinstance(thing, ModuleSymbol):
            found.append(thing)
        elif isinstance(thing, Instance | ClassSymbol | Super):
            of = thing if isinstance(thing, ClassSymbol) else thing.of
            if isinstance(of, ClassSymbol):
                found.extend(node for node in evaluator.mro(of) if isinstance(node, ClassSymbol))
    return found


def _bound(cell: object) -> tuple[int | None, ...]:
    """The bound of a slice as one value, or () where it is not known."""
    return (cell,) if cell is None or (isinstance(cell, int) and not isinstance(cell, bool)) else ()


def _is_open(origin: Origin) -> bool:
    """Whether a caller decides what the origin holds."""
    return isinstance(origin, PortOrigin) or (isinstance(origin, SharedOrigin) and origin.via is not None)


def _by_port(flow: Flow) -> Flow:
    """The part that depends on what the caller passes; the rest is settled where it is seen."""
    return tuple((origin, group) for origin, group in flow if _is_open(origin))


def _agreed(incoming: list[dict[int, int]]) -> dict[int, int]:
    """The lengths that are the same over every way here."""
    if not incoming:
        return {}
    return {
        index: n for index, n in incoming[0].items() if all(other.get(index) == n for other in incoming[1:])
    }


def _getters(evaluator: Evaluator, symbol: ClassSymbol, name: str) -> list[FunctionSymbol]:
    """The property functions that the nearest class with the member has under `name`."""
    for node in evaluator.mro(symbol):
        if isinstance(node, ClassSymbol) and name in node.members:
            body = node.body
            things = [thing for r in node.members[name] for thing in evaluator.value(body, r)] if body else []
            return [
                thing
                for thing in things
                if isinstance(thing, FunctionSymbol) and evaluator.method_kind(thing) is FunctionKind.PROPERTY
            ]
    return []


def _mask(guards: Guards, register: int, wanted: int, *, is_true: bool) -> int:
    mask = 0
    for tested, found in guards.tested(register, is_true=is_true):
        if tested == wanted:
            mask |= found
    return mask
