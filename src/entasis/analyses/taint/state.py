"""What is known at one point of a function under analysis: what each register may hold, less what it was checked for.

A *held* value is (taint, objects): the taint of the value itself, and the objects it may be; see `heap.py` for these.
"""

from typing import Final, NamedTuple

from entasis.analyses.taint.alternatives import FALSE
from entasis.analyses.taint.edges import Edges
from entasis.analyses.taint.found import EACH
from entasis.analyses.taint.guards import Checked, Facts, Guards
from entasis.analyses.taint.heap import CONTENT, NOTHING, Heap, Place, Places, bits_of
from entasis.analyses.taint.held import CLEAN, Held, join
from entasis.analyses.taint.same import Same
from entasis.analyses.taint.shapes import Shapes
from entasis.analyses.taint.summary import (
    CallOrigin,
    Origin,
    PortCall,
    PortOrigin,
    Selectors,
    SharedOrigin,
    SinkUse,
    SourceOrigin,
)
from entasis.analyses.taint.surroundings import Surroundings
from entasis.analyses.view import View
from entasis.ir.instructions import NONE, Await, Build, Call, GetField, Instruction, Param
from entasis.models.data import Source
from entasis.program.symbols import ClassSymbol, FunctionSymbol, Instance

_SEVERAL: Final = ("~root", "~parts")  # what leads through several folders, or begins at the root


class Passed(NamedTuple):
    """The arguments of a call, by register or number: see `Call`. A name "" stands for a mapping."""

    positional: tuple[int, ...] = ()
    stars: tuple[int, ...] = ()
    named: tuple[tuple[str, int], ...] = ()


class Decision(NamedTuple):
    """Where the condition came out so, the key is one of those that the selectors stand for."""

    outcome: Checked
    selectors: tuple[str, ...]


class State(Heap):
    """With `explain`, `because` remembers where each taint came from."""

    def __init__(self, view: View, around: Surroundings, *, explain: bool = False) -> None:
        super().__init__(view, around, explain=explain)
        self.held: list[Held] = [CLEAN] * len(view.definitions)
        self.facts: Facts = {}
        self.returned: list[Held] = []
        self.raised = 0
        self.sinks: dict[tuple[int, int, str], SinkUse] = {}
        # By which calls what a caller decides gets to one place in a callee.
        self.ways_to_sinks: dict[tuple[int, str], set[int]] = {}
        # With what taint the sinks of callees were reached, by step, use, register and whether the call is a guess.
        self.filled_sinks: dict[tuple[int, int, int, bool], tuple[SinkUse, int]] = {}
        self.shared: dict[SharedOrigin, int] = {}
        self.exits: list[Places] = []
        self.return_facts: list[tuple[int, Facts]] = []
        self.because: dict[tuple[int, Origin], int] = {}  # (register, origin) → the register it came from
        self.frames: dict[tuple[int, Origin], tuple[FunctionSymbol, Origin]] = {}
        self._checked: dict[int, list[tuple[str, Checked, int]]] = {}  # by the id of the call
        self.bound: dict[
            tuple[int, FunctionSymbol, int, Passed | None], dict[int, int]
        ] = {}  # what calls pass, see calls.bind
        self.edges: Edges
        self.guards: Guards
        self.order: list[int] = []  # the blocks that control can come to
        self.block_facts: dict[int, Facts] = {}  # what has been checked on entry of each
        self.same: Same
        self.shapes: Shapes
        self.following: list[
            object
        ] = []  # what calls that were left to this function are being followed into
        self.ways_into: dict[int, list[tuple[Held, frozenset[tuple[int, str]]]]] = {}  # a phi → its operands
        self.rows: set[int] = set()  # objects that are rows which a statement has found
        self.files: dict[
            int, SharedOrigin
        ] = {}  # objects that are files which were opened by a name in the code
        self.packs: list[tuple[int, Instruction, int, str]] = []
        self.followed = 0  # how many calls of what callees are passed were followed
        self.contexts: dict[str, int] = {}  # what templates are passed, by the calls that make pages of them
        self.collected: dict[tuple[int, int], list[tuple[str, int]]] = {}
        self.also: dict[int, list[tuple[int, str]]] = {}  # what else a packed number may be
        self.packed: dict[int, Held] = {}  # what calls pass that no register holds, by numbers below -1
        self.calls: dict[CallOrigin, PortCall] = {}
        self.results: dict[tuple[int, FunctionSymbol], dict[CallOrigin, Held]] = {}
        self._kept: dict[tuple[int, str], int] = {}
        self.grown: list[
            int
        ] = []  # the registers that were found to hold more, in the order in which they were
        self.mappings: set[int] = set()  # objects that surely are mappings, made by a call
        self.texts: dict[int, str] = {}  # object → the constant text that it is
        self.keeps_texts = False  # whether constant texts in collections are objects: a sink asked for them
        self.wants_texts = False
        self._meant: dict[tuple[SharedOrigin, int, PortOrigin | None], SharedOrigin] = {}  # see `written`
        self.under_keys: dict[
            int, list[tuple[Checked, Held]]
        ] = {}  # what a register holds where a key is known, see decided_keys.py
        self.decisions: dict[Checked, tuple[Decision, ...]] | None = None
        self.lengths: dict[
            int | Place, int
        ] = {}  # object → the number of its elements; see also overwritten.py

    def cleaned(self, taint: int, api: str) -> int:
        """The taint after what a call of `api` does to it, whatever it is passed."""
        rows = [row for row in self.models.sanitizers(api) if not row.when]
        return self.kinds.clear(taint, self.kinds.mask([kind for row in rows for kind in row.clears]))

    def read(self, register: int) -> Held:
        """What the register may hold here, less what it has surely been checked for."""
        if register < 0:
            return self.packed.get(register, CLEAN)
        held = self.held[register]
        if not held.taint:
            return self._each(register, held) if register in self.guards.each else held
        if register in self.ways_into:
            held = self._on_possible_ways(register, held)
        if not self.facts:
            return held
        if register in self.under_keys:
            held = next((under for way, under in self.under_keys[register] if way in self.facts), held)
        mask = self.facts.get(self.same.of(register), 0)
        if held.taint and self.same.of((register, FALSE)) in self.facts:
            return Held(0, held.objects)  # empty, zero or None; what is put into it later is another matter
        if mask and held.taint:
            is_plain = mask & self.kinds.plain or self.kinds.is_clean(mask)
            return Held(self.kinds.clear(held.taint, mask), 0 if is_plain else held.objects)
        return held

    def _each(self, register: int, held: Held) -> Held:
        """What a collection holds of which each element was looked at."""
        mask = self.facts.get(self.same.of((register, EACH)), 0)
        return Held(0) if mask & self.kinds.plain or self.kinds.is_clean(mask) else held

    def read_element(self, register: int) -> Held:
        """What a collection gets that the register is put into: a constant text too, where it matters which."""
        held = self.read(register)
        if not self.keeps_texts or held.taint or held.objects or register < 0:
            return held
        text = self.view.constants.value(register)
        if not isinstance(text, str):
            return held
        made = self.new_object(register, "text")
        self.texts[made.bit_length() - 1] = text
        return Held(0, made)

    def texts_at(self, register: int, selectors: Selectors) -> list[str]:
        """The constant texts that may lie at `selectors` of what the register holds."""
        objects = self.read(register).objects
        for selector in selectors:
            found = [self._lookup(index, selector) for index in bits_of(objects)]
            objects = join([held for held in found if held is not None]).objects if any(found) else 0
        texts = [self.texts.get(index, "") for index in bits_of(objects)]
        return [text for text in texts if text]

    def _on_possible_ways(self, register: int, held: Held) -> Held:
        """What a choice holds where its conditions are known to have come out otherwise for some of its ways."""
        ways = self.ways_into[register]
        kept = [value for value, decided in ways if not self.guards.contradicts(self.facts, decided)]
        return held if len(kept) == len(ways) else join(kept)

    def read_part(self, register: int) -> Held:
        """What a part of the register's value may hold: checks of the whole, such as of a URL, say nothing of it."""
        held = self.read(register)
        if register < 0 or held.taint == self.held[register].taint:
            return held
        if self.kinds.is_clean(self.facts.get(self.same.of(register), 0)):
            return held
        return Held(held.taint | self.kinds.only(self.held[register].taint, self.kinds.whole), held.objects)

    def taint_of_text(self, register: int) -> int:
        """The taint of the register's value where a text is made of it: what it was checked for holds of all in it."""
        taint = self.deep(self.read(register))
        if not taint or register < 0 or not self.facts:
            return taint
        return self.kinds.clear(taint, self.facts.get(self.same.of(register), 0))

    def read_decoded(self, register: int, mask: int) -> int:
        """The taint of the register's value once its characters are other ones: checks of kinds in `mask` are void."""
        taint = self.deep(self.read(register))
        if register >= 0 and not self.kinds.is_clean(self.facts.get(self.same.of(register), 0)):
            taint |= self.kinds.limit(self.held[register].taint, mask | self.kinds.aside)
        return self.kinds.restore(taint, mask)

    def keep(self, step: Instruction, tag: str, held: Held) -> int:
        """A number under which what is passed at `step` without being in a register can be read."""
        key = (id(step), tag)
        number = self._kept.get(key)
        if number is None:
            number = self._kept[key] = -2 - len(self.packs)
            self.packs.append((number, step, NONE, ""))
        self.packed[number] = held
        return number

    def holds_rows(self, register: int) -> bool:
        """Whether rows of a table, or a query for them, are among what is in the register, or in what lies in it."""
        pending, seen = self.read(register).objects if self.queries else 0, 0
        while pending:
            bit = pending & -pending
            pending ^= bit
            seen |= bit
            index = bit.bit_length() - 1
            if index in self.queries:
                return True
            for inside in self.places.get(index, NOTHING).values():
                pending |= inside.objects & ~seen
        return False

    def holds_apart(self, held: Held) -> bool:
        """Whether anything lies in fields of such an object among those that the value is, or in what lies in it."""
        pending, seen = held.objects if self._has_apart or self.entities else 0, 0
        while pending:
            bit = pending & -pending
            pending ^= bit
            seen |= bit
            index = bit.bit_length() - 1
            inner = self.places.get(index, NOTHING)
            if any(inside.taint for inside in inner.values()):
                return True
            for inside in inner.values():
                pending |= inside.objects & ~seen
        return False

    def deep_here(self, held: Held) -> int:
        """The taint of the value and of what lies in it, less what lies in ports: those speak for themselves."""
        taint = held.taint
        pending, seen = held.objects, 0
        while pending:
            bit = pending & -pending
            pending ^= bit
            seen |= bit
            index = bit.bit_length() - 1
            if index not in self.ports and index not in self.queries:
                for selector, inside in self._parts(index).items():
                    if selector != CONTENT:
                        taint |= inside.taint
                        pending |= inside.objects & ~seen
        return taint

    def has_place(self, held: Held, selector: str) -> bool:
        """Whether something was put at exactly that selector of one of the objects."""
        rest = held.objects
        while rest:
            bit = rest & -rest
            rest ^= bit
            index = bit.bit_length() - 1
            if selector in self.places.get(index, NOTHING) and (index, selector) not in self.unset:
                return True
        return False

    def brings_along(self, register: int) -> bool:
        """Whether what is in the register, or what lies in it, is or has a function that gives data from outside."""
        pending, seen = self.read(register).objects, 0
        if not pending:
            value = self.evaluator.value(self.function, register) if register >= 0 else ()
            return any(self.around.brings(thing) for thing in value)
        while pending:
            bit = pending & -pending
            pending ^= bit
            seen |= bit
            index = bit.bit_length() - 1
            if index not in self.ports:
                register = index if index < len(self.held) else self.registers.get(index, NONE)
                if register >= 0:
                    value = self.evaluator.value(self.function, register)
                    if any(self.around.brings(thing) for thing in value):
                        return True
                for inside in self.places.get(index, NOTHING).values():
                    pending |= inside.objects & ~seen
        return False

    def is_receiver(self, held: Held) -> bool:
        """Whether it is the object whose method this is: an inner function reads its fields as every method does."""
        index = held.objects.bit_length() - 1
        is_one = bool(held.objects) and held.objects == 1 << index
        return is_one and self.function.owner is not None and self.ports.get(index) == PortOrigin(0)

    def own_receiver(self) -> int:
        """The first parameter, which `super()` passes on; NONE if there is none."""
        for step in self.view.definitions:
            if isinstance(step, Param) and step.index == 0:
                return step.result
        return NONE

    def is_itself(self, register: int, objects: int) -> bool:
        """Whether the register surely holds the one object, which was made where the register was written."""
        step = self.view.definitions[register] if register >= 0 else None
        while isinstance(step, Await):
            register = step.value
            step = self.view.definitions[register]
        if isinstance(step, GetField):  # the object that was first met there
            return objects & (objects - 1) == 0 and self.registers.get(objects.bit_length() - 1) == register
        return isinstance(step, Build | Call | Param) and objects == 1 << register

    def less_than_whole(self, register: int, base: Held, selector: str) -> Held:
        """The value, of which the selector is read: without the taint of the whole where that was overwritten there."""
        if not base.taint or not self.lengths or not base.objects:
            return base
        is_settled = (base.objects.bit_length() - 1, selector) in self.lengths
        return Held(0, base.objects) if is_settled and self.is_itself(register, base.objects) else base

    def taint_at(self, register: int, selectors: Selectors) -> int:
        """The taint at `selectors` of what the register holds."""
        held = self.read(register)
        if selectors:
            held = self.less_than_whole(register, held, selectors[0])
        if selectors and register >= 0 and self.facts:
            mask = self.facts.get(self.same.of((register, selectors[0])), 0)
            if mask:
                return self.kinds.clear(self._taint_below(held, selectors, register), mask)
        return self._taint_below(held, selectors, register)

    def _taint_below(self, held: Held, selectors: Selectors, register: int) -> int:
        for selector in selectors:
            if selector == "**":
                return self.deep(held)
            is_part = selector != CONTENT and not (
                held.taint and self.view.program.composed.is_apart(selector)
            )
            held = self.field(held if is_part else Held(0, held.objects), selector, register)
        return held.taint

    def share(self, origin: SharedOrigin, taint: int) -> None:
        """`taint` was left in memory that outlives the call."""
        if taint:
            self.shared[origin] = self.shared.get(origin, 0) | taint

    def written(self, origin: SharedOrigin, objects: int) -> list[SharedOrigin]:
        """The memory that is meant by a field, as far as is known of the objects: of what class, of what a caller passes."""
        if origin.is_class or not isinstance(origin.of, ClassSymbol) or not objects:
            return [origin]
        found: dict[SharedOrigin, None] = {}
        rest = objects
        while rest:
            bit = rest & -rest
            rest ^= bit
            index = bit.bit_length() - 1
            key = (origin, index, self.ports.get(index))
            meant = self._meant.get(key)
            if meant is None:
                of = self.class_of(index, origin.of)
                meant = self._meant[key] = origin._replace(of=of, via=key[2])
            found[meant] = None
        return list(found)

    def class_of(self, index: int, above: ClassSymbol) -> ClassSymbol:
        """The one class that the object is known to be of, if it is `above` or one below it; else `above`."""
        register = index if index < len(self.view.definitions) else self.registers.get(index, NONE)
        if register < 0:
            return above
        classes = {
            thing.of for thing in self.evaluator.value(self.function, register) if isinstance(thing, Instance)
        }
        if len(classes) == 1:
            (only,) = classes
            if isinstance(only, ClassSymbol) and above in self.evaluator.mro(only):
                return only
        return above

    def is_trusted(self, kind: str) -> bool:
        """Whether sources of that kind count in this review."""
        model = self.models.kinds[kind].threat_model
        return model is None or model.value in self.around.threat_models

    def taint_from(self, step: Instruction, source: Source) -> int:
        """The taint of what comes in at `step`: for all kinds of sinks, or for those its kind does harm at.

        What can never stand in it is left out: a header holds no line break.
        """
        sinks = self.models.kinds[source.kind].sinks
        group = self.kinds.mask(sinks) | self.kinds.sent | self.kinds.known if sinks else self.kinds.all
        if source.is_number:
            group &= self.kinds.numbers
        rows = [row for row in self.models.sanitizers(source.api) if not row.when]
        never = self.kinds.mask([kind for row in rows for kind in row.clears])
        never |= self.kinds.mask(self.models.reserved_from(source.kind))
        never |= self.kinds.mask(_SEVERAL if source.is_segment else ())
        return self.taint_of(SourceOrigin(self.function, step, source), group & ~never)
