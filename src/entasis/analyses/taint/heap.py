"""What lies in each object at one point of a function under analysis.

Objects are places of creation: a literal collection, a constructor call, a parameter. What lies in one stands in the
*places*, which map (object, selector) to a held value, so aliases need no care: `y = x`, `d["k"] = x` and builders
share objects. A write through one certain object replaces what was there; through several it is added.
"""

from collections.abc import Set as AbstractSet
from typing import Final

from entasis.analyses.taint.entities import is_entity
from entasis.analyses.taint.held import CLEAN, Held, join
from entasis.analyses.taint.summary import Flow, Origin, PortOrigin, SharedOrigin, concise
from entasis.analyses.taint.surroundings import Surroundings
from entasis.analyses.taint.under_keys import in_mapping, is_unread, less_initial, mix, under_key
from entasis.analyses.view import View
from entasis.ir.instructions import NONE, Build, Call
from entasis.limits import PORT_DEPTH, PORTS, Limit
from entasis.models.data import SentKeys
from entasis.program.symbols import ClassSymbol

CONTENT: Final = "._content_"  # of a path: what stands in the file, which is no part of the path itself
COPIED: Final = "*="  # any element of a mapping that was copied, under the key that it had there
KEYS: Final = "keys"  # of a mapping: under which something was put into it
ANY_FIELD: Final = ".*"  # any field of an object whose fields are not known by their names
_KEYS: Final = frozenset({".pk", ".id"})  # which the one who keeps the object has chosen

OF_VALUES: Final = frozenset({"read", "chunks", "open"}).union(
    name for of in (str, bytes, list, dict) for name in dir(of)
)

Place = tuple[int, str]
Places = dict[int, dict[str, Held]]  # object → selector → held; inner maps are replaced, never changed
NOTHING: Final[dict[str, Held]] = {}
NO_SELECTORS: Final[frozenset[str]] = frozenset()


def bits_of(objects: int) -> list[int]:
    """The objects, in order."""
    found: list[int] = []
    while objects:
        bit = objects & -objects
        objects ^= bit
        found.append(bit.bit_length() - 1)
    return found


class Heap:
    """The objects of one function. With `explain`, `writers` and `wrote` remember who has put what there."""

    def __init__(self, view: View, around: Surroundings, *, explain: bool = False) -> None:
        self.view = view
        self.around = around
        self.kinds = around.kinds
        self.function = view.function
        self.models = view.program.models
        self.evaluator = view.program.evaluator
        self.origins: list[Origin] = []
        self._numbers: dict[Origin, int] = {}
        self._next_object = len(view.definitions)
        self._made: dict[tuple[int, str], int] = {}
        self.ports: dict[int, PortOrigin] = {}  # object → the port it is
        self.places: Places = {}
        # Counts what may change where things lie: what was looked up under another one is stale.
        self.version = 0
        self._deep: dict[int, int] = {}  # objects → the taint of all that lies in them, in this version
        # What is asked for again and again of a port: its taint, that of all below it, and what lay there before.
        self._whole: dict[int, int] = {}
        self._below: dict[int, int] = {}
        self._initial: dict[Place, Held] = {}
        self._sent: dict[int, int] = {}  # taint → what of it is not just what something unknown gives
        self.explain = explain
        self.writers: dict[tuple[Place, Origin], int] = {}
        self.wrote: dict[int, dict[int, None]] = {}  # object → the registers that were put into it
        self.mixed: set[int] = set()  # mappings of the caller in which one key's content is put under another
        self.unset: set[Place] = set()  # places that were read before anything was put there
        self.queries: dict[int, ClassSymbol] = {}  # objects that are rows of a class, or a query for them
        self.filed = 0  # the objects of paths under which something was put into a file
        self.built: set[int] = set()  # objects made by calling a class of the program
        self.entities = 0  # the objects that a look-up or a form surely gave, see entities.py
        self.columns = 0  # what lies in their columns, see saved.py
        self.saved: dict[
            int, ClassSymbol
        ] = {}  # those that a form gave, and the class of which it makes them
        self._has_apart = False
        self._kept_apart: dict[int, bool] = {}  # whether an object is such a one, where that was asked
        self.hit: set[Limit] = set()  # the limits that were hit
        self.registers: dict[int, int] = {}  # object → the register that tells what it is
        self.shared_objects: dict[int, SharedOrigin] = {}  # objects that outlive the call
        self._flows: dict[int, Flow] = {}
        self.keyed: dict[int, SentKeys] = {}  # mappings of which only a part was sent
        self._elements: dict[int, tuple[dict[str, Held], Held | None]] = {}  # what any is, while it is so

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
        number = self._numbers.get(origin)
        if number is None:
            number = self.number(origin)
        return (self.kinds.all if group < 0 else group) << (number * self.kinds.width)

    def flow(self, taint: int) -> Flow:
        """The taint by origins, for a summary."""
        found = self._flows.get(taint)
        if found is None:
            found = concise([(self.origins[number], group) for number, group in self.kinds.groups(taint)])
            self._flows[taint] = found  # it lies in many places, and is one flow to whoever reads it
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

    def change(self) -> None:
        """Something may lie elsewhere from here on."""
        self.version += 1
        self._deep.clear()

    def outlives(self, index: int, origin: SharedOrigin) -> None:
        """The object lies in shared memory: other code may put something into it."""
        if self.shared_objects.get(index) != origin:
            self.shared_objects[index] = origin
            self.change()

    def keep_apart(self, objects: int) -> None:
        """What lies in the fields of the objects is no part of what they are."""
        if objects & ~self.entities:
            self.entities |= objects
            self.change()

    def deep(self, held: Held) -> int:
        """The taint of the value and of everything in it."""
        if not held.objects:
            return held.taint
        found = self._deep.get(held.objects)
        if found is None:
            found = self._deep[held.objects] = self._deep_of(held.objects)
        return held.taint | found

    def _deep_of(
        self,
        objects: int,
        apart: AbstractSet[str] = NO_SELECTORS,
        whole: AbstractSet[str] = NO_SELECTORS,
    ) -> int:
        taint = 0
        pending, seen = objects, 0
        while pending:
            bit = pending & -pending
            pending ^= bit
            seen |= bit
            index = bit.bit_length() - 1
            if index in self.queries:
                continue  # an object is not what its fields hold
            port = self.ports.get(index)
            if port is not None and len(port.selectors) <= PORT_DEPTH.bound:
                below = self._below.get(index)
                if below is None:
                    origin = PortOrigin(port.parameter, (*port.selectors, "**"))
                    below = self._below[index] = self.taint_of(origin)
                taint |= below
            if index in self.shared_objects:
                taint |= self._shared_elements(index, "**")
            for selector, inside in self._parts(index).items():
                if selector in whole:
                    taint |= self.deep(inside)
                elif selector != CONTENT and selector not in apart:
                    taint |= inside.taint
                    pending |= inside.objects & ~seen
        return taint

    def deep_but(self, held: Held, apart: AbstractSet[str], whole: AbstractSet[str]) -> int:
        """The taint of the value and of everything in it, but for what lies at one of the selectors in `apart` anywhere;
        of what lies at one of those in `whole` nothing is left out.
        """
        return held.taint | self._deep_of(held.objects, apart, whole)

    def _parts(self, index: int) -> dict[str, Held]:
        """What lies in the object and is a part of it."""
        inner = self.places.get(index, NOTHING)
        is_known = self._kept_apart.get(index) is False and not self.entities >> index & 1
        if is_known or not inner or not self.keeps_apart(index, inner):
            return inner
        return {name: held for name, held in inner.items() if name[0] != "."}

    def keeps_apart(self, index: int, inner: dict[str, Held]) -> bool:
        """Whether anything lies in fields of the object, and is no part of what the object itself is."""
        has_fields = any(held.taint or held.objects for name, held in inner.items() if name[0] == ".")
        return has_fields and self.is_apart(index)

    def is_apart(self, index: int) -> bool:
        """Whether the object is one whose fields are no part of what it is: one that a look-up or a form gave."""
        if self.entities >> index & 1:
            return True
        known = self._kept_apart.get(index)
        if known is None:
            register = index if index < len(self.view.definitions) else self.registers.get(index, NONE)
            known = self._kept_apart[index] = register >= 0 and is_entity(self.view, register)
            self._has_apart = self._has_apart or known
        return known

    def is_related(self, held: Held, name: str) -> bool:
        """Whether only what lies in a column is asked for the name, and texts and collections have none such.

        Then another row lies in the column, or a query for some, which nobody has sent.
        """
        return bool(held.objects) and not held.objects & ~self.columns and name not in OF_VALUES

    def field(self, held: Held, selector: str, register: int) -> Held:
        """What lies at `selector` of the value; an unknown element reads all, a known one also the unknown ones."""
        is_field = selector[0] == "."
        if is_field and self.columns and self.is_related(held, selector[1:]):
            return CLEAN
        whole = held.taint
        if is_field and whole:
            sent = self._sent.get(whole)
            if sent is None:
                sent = self._sent[whole] = self.kinds.as_sent(whole)
            whole = sent
        taint, objects, fresh = 0, 0, False
        rest = held.objects
        while rest:
            bit = rest & -rest
            rest ^= bit
            index = bit.bit_length() - 1
            port = self.ports.get(index)
            if (
                port is not None
                and not is_field
                and is_unread(self, index, selector)
                and self.may_open(index, selector)
            ):
                self.put(index, selector, self.initial(index, port, selector, register))
                self.unset.add((index, selector))
            found = self._lookup(index, selector)
            if index in self.keyed and found is not None:
                found = in_mapping(self, index, selector, found)
            if index in self.shared_objects and (selector[0] in "[*" or selector == KEYS):
                taint |= self._shared_elements(index, selector)
            if found is not None:
                taint |= found.taint
                objects |= found.objects
            if port is not None and (found is None or selector == "*") and self.may_open(index, selector):
                before = self.initial(index, port, selector, register)
                taint |= before.taint
                objects |= before.objects
                if found is None:
                    self.put(index, selector, before)
                    self.unset.add((index, selector))
            elif found is None:
                fresh = True
            if port is not None and (index, selector) in self.unset:
                own = self._whole.get(index)
                if own is None:
                    own = self._whole[index] = self.taint_of(port)
                whole &= ~own  # how much of the whole is there, the caller says
        if fresh and not objects:
            objects = self.new_object(register, f"at {selector}")
            if register >= 0:
                self.registers[objects.bit_length() - 1] = register
            if held.objects and held.objects & (held.objects - 1) == 0:
                self.put(index, selector, Held(0, objects))
                self.unset.add((index, selector))
        return Held(whole | taint, objects)

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

    def may_open(self, index: int, selector: str) -> bool:
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
        found = self._initial.get((index, selector))
        if found is None:
            inner = PortOrigin(port.parameter, (*port.selectors, selector))
            made = self.new_object(NONE, f"{index}{selector}")
            self.ports[made.bit_length() - 1] = inner
            self.change()
            found = self._initial[index, selector] = Held(self.taint_of(inner), made)
        if register >= 0:
            self.registers.setdefault(found.objects.bit_length() - 1, register)
        return found

    def shared_keys(self, index: int) -> int:
        """The taint of the keys under which other code may have put something into an object that outlives the call."""
        return self._shared_elements(index, KEYS) if index in self.shared_objects else 0

    def _shared_elements(self, index: int, selector: str) -> int:
        """The taint that other code may have left in elements of an object that outlives the call."""
        origin, taint = self.shared_objects[index], 0
        for key in self.around.memory.keys(origin):
            if selector in {"**", key} or (selector == "*" and key != KEYS):
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
            return exact if exact is not None or selector in _KEYS else inside.get(ANY_FIELD)
        unknown = inside.get("*")
        if exact is not None and unknown is not None and index in self.ports:
            unknown = less_initial(self, index, selector, unknown)
        if exact is None and COPIED in inside:
            exact = under_key(self, inside[COPIED], selector)
        if exact is None or unknown is None:
            return exact or unknown
        return join([exact, unknown])

    def opened(self, index: int, selector: str) -> int | None:
        """The object that stands for what the caller has left at the selector, if that was asked for."""
        return self._made.get((NONE, f"{index}{selector}")) if index in self.ports else None

    def write(
        self, base: Held, selector: str, value: Held, *, source: int = NONE, is_added: bool = False
    ) -> None:
        """Put `value` at `selector` of the object; certain objects forget what was there."""
        is_single = base.objects & (base.objects - 1) == 0
        if selector == "*" and value.taint and self.ports:
            mix(self, base.objects, value.taint)
        rest = base.objects
        while rest:
            bit = rest & -rest
            rest ^= bit
            index = bit.bit_length() - 1
            old = self.places.get(index, NOTHING).get(selector)
            is_strong = is_single and not is_added and selector not in {"*", KEYS, COPIED}
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
