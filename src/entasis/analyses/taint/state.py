"""What is known at one point of a function under analysis: what each register may hold, and what lies in each object.

A *held* value is (taint, objects): the taint of the value itself, and the objects it may be. Objects are places of
creation: a literal collection, a constructor call, a parameter. What lies in an object stands in the *store*, which
maps (object, selector) to a held value, so aliases need no care: `y = x`, `d["k"] = x` and builders share objects.
A write through one certain object replaces what was there; through several it is added.
"""

from typing import Final, NamedTuple

from entasis.analyses.taint.alternatives import FALSE
from entasis.analyses.taint.edges import Edges
from entasis.analyses.taint.guards import Checked, Facts, Guards
from entasis.analyses.taint.held import CLEAN, Held, join
from entasis.analyses.taint.same import Same
from entasis.analyses.taint.shapes import Shapes
from entasis.analyses.taint.summary import (
    CallOrigin,
    Flow,
    Origin,
    PortCall,
    PortOrigin,
    Selectors,
    SharedOrigin,
    SinkUse,
    SourceOrigin,
    concise,
)
from entasis.analyses.taint.surroundings import Surroundings
from entasis.analyses.view import View
from entasis.ir.instructions import NONE, Build, Call, Instruction, Param
from entasis.limits import PORT_DEPTH, PORTS, Limit
from entasis.models.rows import SentKeys, Source
from entasis.program.symbols import ClassSymbol, FunctionSymbol, Instance

CONTENT: Final = "._content_"  # of a path: what stands in the file, which is no part of the path itself

Place = tuple[int, str]
Places = dict[int, dict[str, Held]]  # object → selector → held; inner maps are replaced, never changed
NOTHING: Final[dict[str, Held]] = {}


def bits_of(objects: int) -> list[int]:
    """The objects, in order."""
    found: list[int] = []
    while objects:
        bit = objects & -objects
        objects ^= bit
        found.append(bit.bit_length() - 1)
    return found


class Passed(NamedTuple):
    """The arguments of a call, by register or number: see `Call`. A name "" stands for a mapping."""

    positional: tuple[int, ...] = ()
    stars: tuple[int, ...] = ()
    named: tuple[tuple[str, int], ...] = ()


class State:
    """With `explain`, `because` remembers where each taint came from."""

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
        self.version = (
            0  # counts what may change where things lie: what was looked up under another one is stale
        )
        self._deep: dict[int, int] = {}  # objects → the taint of all that lies in them, in this version
        self.facts: Facts = {}
        self.returned: list[Held] = []
        self.raised = 0
        self.sinks: dict[tuple[int, int, str], SinkUse] = {}
        # With what taint the sinks of callees were reached, by step, use, register and whether the call is a guess.
        self.filled_sinks: dict[tuple[int, int, int, bool], tuple[SinkUse, int]] = {}
        self.shared: dict[SharedOrigin, int] = {}
        self.exits: list[Places] = []
        self.return_facts: list[tuple[int, Facts]] = []
        self.explain = explain
        self.because: dict[tuple[int, Origin], int] = {}  # (register, origin) → the register it came from
        self.writers: dict[tuple[Place, Origin], int] = {}
        self.wrote: dict[int, dict[int, None]] = {}  # object → the registers that were put into it
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
        self.unset: set[Place] = set()  # places that were read before anything was put there
        self.queries: dict[int, ClassSymbol] = {}  # objects that are rows of a class, or a query for them
        self.rows: set[int] = set()  # objects that are rows which a statement has found
        self.filed = 0  # the objects of paths under which something was put into a file
        self.files: dict[
            int, SharedOrigin
        ] = {}  # objects that are files which were opened by a name in the code
        self.built: set[int] = set()  # objects made by calling a class of the program
        self.packs: list[tuple[int, Instruction, int, str]] = []
        self.followed = 0  # how many calls of what callees are passed were followed
        self.hit: set[Limit] = set()  # the limits that were hit
        self.contexts: dict[str, int] = {}  # what templates are passed, by the calls that make pages of them
        self.collected: dict[tuple[int, int], list[tuple[str, int]]] = {}
        self.also: dict[int, list[tuple[int, str]]] = {}  # what else a packed number may be
        self.packed: dict[int, Held] = {}  # what calls pass that no register holds, by numbers below -1
        self.registers: dict[int, int] = {}  # object → the register that tells what it is
        self.shared_objects: dict[int, SharedOrigin] = {}  # objects that outlive the call
        self.calls: dict[CallOrigin, PortCall] = {}
        self.results: dict[tuple[int, FunctionSymbol], dict[CallOrigin, Held]] = {}
        self._flows: dict[int, Flow] = {}
        self._kept: dict[tuple[int, str], int] = {}
        self.grown: list[
            int
        ] = []  # the registers that were found to hold more, in the order in which they were
        self.keyed: dict[int, SentKeys] = {}  # mappings of which only a part was sent
        self.mappings: set[int] = set()  # objects that surely are mappings, made by a call
        self.texts: dict[int, str] = {}  # object → the constant text that it is
        self.keeps_texts = False  # whether constant texts in collections are objects: a sink asked for them
        self.wants_texts = False
        self._elements: dict[
            int, tuple[dict[str, Held], Held | None]
        ] = {}  # what any element is, while it is so
        self._meant: dict[tuple[SharedOrigin, int, PortOrigin | None], SharedOrigin] = {}  # see `written`
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

    def cleaned(self, taint: int, api: str) -> int:
        """The taint after what a call of `api` does to it, whatever it is passed."""
        rows = [row for row in self.models.sanitizers(api) if not row.when]
        return self.kinds.clear(taint, self.kinds.mask([kind for row in rows for kind in row.clears]))

    def flow(self, taint: int) -> Flow:
        """The taint by origins, for a summary."""
        found = self._flows.get(taint)
        if found is None:
            found = concise([(self.origins[number], group) for number, group in self.kinds.groups(taint)])
            self._flows[taint] = (
                found  # the same taint lies in many places, and is one flow to whoever reads it
            )
        return found

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

    def is_made_here(self, index: int) -> bool:
        """Whether the object was made in this function by a call of its class, so that all it holds is known."""
        if index >= len(self.view.definitions):
            return index in self.built
        step = self.view.definitions[index]
        if isinstance(step, Build):
            return True
        return isinstance(step, Call) and index in self.built

    # Reading and writing

    def read(self, register: int) -> Held:
        """What the register may hold here, less what it has surely been checked for."""
        if register < 0:
            return self.packed.get(register, CLEAN)
        held = self.held[register]
        if not held.taint:
            return held
        if register in self.ways_into:
            held = self._on_possible_ways(register, held)
        if not self.facts:
            return held
        mask = self.facts.get(self.same.of(register), 0)
        if held.taint and self.same.of((register, FALSE)) in self.facts:
            return Held(0, held.objects)  # empty, zero or None; what is put into it later is another matter
        if mask and held.taint:
            is_plain = mask & self.kinds.plain or self.kinds.is_clean(mask)
            return Held(self.kinds.clear(held.taint, mask), 0 if is_plain else held.objects)
        return held

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
        return Held(held.taint | self.kinds.limit(self.held[register].taint, self.kinds.whole), held.objects)

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

    def change(self) -> None:
        """Something may lie elsewhere from here on."""
        self.version += 1
        self._deep.clear()

    def outlives(self, index: int, origin: SharedOrigin) -> None:
        """The object lies in shared memory: other code may put something into it."""
        if self.shared_objects.get(index) != origin:
            self.shared_objects[index] = origin
            self.change()

    def deep(self, held: Held) -> int:
        """The taint of the value and of everything in it."""
        if not held.objects:
            return held.taint
        found = self._deep.get(held.objects)
        if found is None:
            found = self._deep[held.objects] = self._deep_of(held.objects)
        return held.taint | found

    def _deep_of(self, objects: int) -> int:
        taint = 0
        pending, seen = objects, 0
        while pending:
            bit = pending & -pending
            pending ^= bit
            if seen & bit:
                continue
            seen |= bit
            index = bit.bit_length() - 1
            if index in self.queries:
                continue  # an object is not what its fields hold
            port = self.ports.get(index)
            if port is not None and len(port.selectors) <= PORT_DEPTH.bound:
                taint |= self.taint_of(PortOrigin(port.parameter, (*port.selectors, "**")))
            if index in self.shared_objects:
                taint |= self._shared_elements(index, "*")
            for selector, inside in self.places.get(index, NOTHING).items():
                if selector != CONTENT:
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
            if index in self.keyed and selector[0] == "[" and found is not None:
                found = self._under_key(index, selector)
            if index in self.shared_objects and selector[0] in "[*":
                taint |= self._shared_elements(index, selector)
            if found is not None:
                taint |= found.taint
                objects |= found.objects
            port = self.ports.get(index)
            if port is not None and (found is None or selector == "*") and self._may_open(index, selector):
                before = self.initial(index, port, selector, register)
                taint |= before.taint
                objects |= before.objects
                if found is None:
                    self.put(index, selector, before)
                    self.unset.add((index, selector))
            elif found is None:
                fresh = True
        if fresh and not objects:
            objects = self.new_object(register, f"at {selector}")
            if register >= 0:
                self.registers[objects.bit_length() - 1] = register
            if held.objects and held.objects & (held.objects - 1) == 0:
                self.put(held.objects.bit_length() - 1, selector, Held(0, objects))
                self.unset.add((held.objects.bit_length() - 1, selector))
        return Held(taint, objects)

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
                for selector, inside in self.places.get(index, NOTHING).items():
                    if selector != CONTENT:
                        taint |= inside.taint
                        pending |= inside.objects & ~seen
        return taint

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

    def own_receiver(self) -> int:
        """The first parameter, which `super()` passes on; NONE if there is none."""
        for step in self.view.definitions:
            if isinstance(step, Param) and step.index == 0:
                return step.result
        return NONE

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

    def ports_in(self, objects: int) -> tuple[PortOrigin, ...]:
        """The ports that are among the objects."""
        found: list[PortOrigin] = []
        while objects:
            bit = objects & -objects
            objects ^= bit
            port = self.ports.get(bit.bit_length() - 1)
            if port is not None and len(port.selectors) <= PORT_DEPTH.bound:
                found.append(port)
        return tuple(found)

    def _may_open(self, index: int, selector: str) -> bool:
        """Whether a place of the caller's is near enough to be told apart, and among the first so many."""
        if len(self.ports[index].selectors) >= PORT_DEPTH.bound:
            self.hit.add(PORT_DEPTH)
            return False
        if len(self.ports) < PORTS.bound or (NONE, f"{index}{selector}") in self._made:
            return True
        self.hit.add(PORTS)
        return False

    def initial(self, index: int, port: PortOrigin, selector: str, register: int = NONE) -> Held:
        """What the caller has left at `selector` of the object that is `port`: it lies there until overwritten."""
        inner = PortOrigin(port.parameter, (*port.selectors, selector))
        made = self.new_object(NONE, f"{index}{selector}")
        if made.bit_length() - 1 not in self.ports:
            self.ports[made.bit_length() - 1] = inner
            self.change()
        if register >= 0:
            self.registers.setdefault(made.bit_length() - 1, register)
        return Held(self.taint_of(inner), made)

    def taint_at(self, register: int, selectors: Selectors) -> int:
        """The taint at `selectors` of what the register holds."""
        held = self.read(register)
        if selectors and register >= 0 and self.facts:
            mask = self.facts.get(self.same.of((register, selectors[0])), 0)
            if mask:
                return self.kinds.clear(self._taint_below(held, selectors, register), mask)
        return self._taint_below(held, selectors, register)

    def _taint_below(self, held: Held, selectors: Selectors, register: int) -> int:
        for selector in selectors:
            if selector == "**":
                return self.deep(held)
            held = self.field(Held(0, held.objects) if selector == CONTENT else held, selector, register)
        return held.taint

    def _shared_elements(self, index: int, selector: str) -> int:
        """The taint that other code may have left in elements of an object that outlives the call."""
        origin, taint = self.shared_objects[index], 0
        for key in self.around.memory.keys(origin):
            if selector in {"*", key}:
                taint |= self.taint_of(origin._replace(key=key))
        return taint

    def put(self, index: int, selector: str, value: Held) -> None:
        """Let `value` lie at `selector` of the object."""
        inside = self.places.get(index, NOTHING)
        if inside.get(selector) != value:
            self.places[index] = {**inside, selector: value}
            self.change()

    def take(self, index: int, selector: str) -> Held:
        """Let nothing lie at `selector` of the object any more; what lay there."""
        inside = dict(self.places.get(index, NOTHING))
        held = inside.pop(selector, CLEAN)
        self.places[index] = inside
        self.change()
        return held

    def at(self, index: int, selector: str) -> Held:
        """What lies at exactly that selector of the object."""
        return self.places.get(index, NOTHING).get(selector, CLEAN)

    def _under_key(self, index: int, selector: str) -> Held:
        """What lies under the key of a mapping of which only a part was sent."""
        row, key = self.keyed[index], selector[2:-2]
        put, sent = self.at(index, selector), self.at(index, "*")
        if not row.sent.fullmatch(key):
            return put
        mask = self.kinds.mask(row.clears) if row.plain.fullmatch(key) else 0
        return join([put, Held(self.kinds.clear(sent.taint, mask), sent.objects)])

    def _lookup(self, index: int, selector: str) -> Held | None:
        inside = self.places.get(index)
        if not inside:
            return None
        if selector == "*":
            known = self._elements.get(index)
            if known is None or known[0] is not inside:
                found = [held for name, held in inside.items() if name[0] in "[*"]
                known = self._elements[index] = (inside, join(found) if found else None)
            return known[1]
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
            is_strong = is_single and not is_added and selector not in {"*", "keys"}
            self.put(index, selector, value if old is None or is_strong else join([old, value]))
            if is_strong:
                self.unset.discard((index, selector))
            if self.explain and source != NONE:
                self.wrote.setdefault(index, {})[source] = None
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
        group = self.kinds.mask(sinks) if sinks else self.kinds.all
        rows = [row for row in self.models.sanitizers(source.api) if not row.when]
        never = self.kinds.mask([kind for row in rows for kind in row.clears])
        never |= self.kinds.mask(self.models.reserved_from(source.kind))
        return self.taint_of(SourceOrigin(self.function, step, source), group & ~never)
