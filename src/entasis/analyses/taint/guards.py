"""Must-facts: which registers have surely been checked, for which kinds, when control is at a block.

    if name not in ALLOWED:        on the edge behind this test `name` is one of a constant set: checked for all
        abort(404)                 does not return
    open(name)                     every way here comes over that edge

Facts sit on edges and meet by intersection, so early returns and raises work by themselves. What makes a test a
check is data (`[[guard]]` rows), the summary of a function of the program, or a comparison (checks.py). A fact is
about a register, or about the place `(register, selector)` of what lies in it: a callee may have checked a field.
"""

from collections.abc import Callable, Iterator, Mapping
from typing import Final, final

from entasis.analyses.constants import is_constant
from entasis.analyses.taint import arithmetic, checks, derived, found, parts, urls
from entasis.analyses.taint.alternatives import FALSE, TRUE, Alternatives, meet
from entasis.analyses.taint.bits import Kinds
from entasis.analyses.taint.edges import Edges
from entasis.analyses.taint.reading import apis_of
from entasis.analyses.taint.same import Same
from entasis.analyses.taint.truth import is_surely_true
from entasis.analyses.view import View
from entasis.ir.function import Block
from entasis.ir.instructions import (
    NONE,
    Binary,
    Branch,
    Build,
    Call,
    Compare,
    GetField,
    GetItem,
    Iterate,
    Next,
    Phi,
    Unary,
)
from entasis.limits import CHECK_DEPTH, CHECK_ROUNDS, Limit

RETURNED: Final = -1  # of what a call checks: not one of its parameters, but what it gives
Checked = int | tuple[int, str]  # a register, or what lies at a selector of one
Facts = dict[Checked, int]  # what has been checked → for which kinds
Checking = Call | GetItem | Binary
CallGuards = Callable[
    [Call], list[tuple[str, Checked, int]]
]  # (when, checked, mask) of calls into the program


@final
class Guards:
    """The checks of one function."""

    def __init__(
        self, view: View, kinds: Kinds, by_call: CallGuards, edges: Edges, gives_own: Callable[[Call], bool]
    ) -> None:
        self.view = view
        self.kinds = kinds
        self.edges = edges
        self._by_call = by_call
        self.gives_own = gives_own  # whether a call gives nothing that came from outside
        self.each: set[int] = set()  # the collections of which each element was looked at
        self._entry: dict[int, Facts] = {}
        self._position: Mapping[int, int] = {}
        self._of_call: dict[int, list[tuple[str, Checked, int]]] = {}
        self._checking: dict[int, list[Checking]] = {}  # block → the steps in it that check something
        self._on_way: dict[tuple[int, int], Facts] = {}
        # Choices whose ways are being looked at; those that a loop came back to meanwhile.
        self._deciding: set[tuple[int, bool]] = set()
        self._came_round: set[tuple[int, bool]] = set()
        self.same = Same(view)
        self._filled = found.filled(view)
        self._alternatives = Alternatives(self)
        self.hit: set[Limit] = set()  # the limits that were hit

    def facts(self, order: list[int]) -> dict[int, Facts]:
        """The facts on entry of each live block; `order` is a reverse post-order of them."""
        blocks = self.view.blocks
        entry: dict[int, Facts] = {0: {}}
        self._entry = entry
        self._position = {index: i for i, index in enumerate(order)}
        has_loops = any(
            self._position.get(p, -1) >= i for i, b in enumerate(order) for p in blocks[b].predecessors
        )
        for _ in range(CHECK_ROUNDS.bound):  # a loop in a loop is known to check every element in the third
            changed = False
            for index in order[1:]:
                incoming: Facts | None = None
                ways: list[Facts] = []
                unlimited: list[Facts] = []
                for predecessor in blocks[index].predecessors:
                    if predecessor not in entry or not self.edges.is_way(blocks[predecessor], index):
                        continue
                    found = self.after(blocks[predecessor], entry[predecessor], index)
                    self._on_way[predecessor, index] = found
                    if _is_root(self, blocks[predecessor], index):
                        unlimited.append(found)
                        continue
                    ways.append(found)
                    incoming = found if incoming is None else meet(incoming, found)
                for found in unlimited:
                    if incoming is None:
                        incoming = found
                        continue
                    paths = self.kinds.mask(["path"])
                    incoming = meet(incoming, {place: found.get(place, 0) | paths for place in incoming})
                if incoming is not None and len(ways) > 1:
                    self._alternatives.note(index, ways, incoming)
                if incoming is not None and entry.get(index) != incoming:
                    entry[index] = incoming
                    changed = True
            if not changed or not has_loops:
                break
        else:
            self.hit.add(CHECK_ROUNDS)
        return entry

    def on_way(self, block: int, target: int) -> Facts:
        """The facts on the edge between the two blocks, as last found: not to be changed."""
        found = self._on_way.get((block, target))
        if found is None:
            found = self._on_way[block, target] = self.after(
                self.view.blocks[block], self._entry[block], target
            )
        return found

    def after(self, block: Block, facts: Facts, target: int) -> Facts:
        """The facts on the edge from `block` to `target`."""
        found = dict(facts)
        end = block.terminator
        if target == block.handler:
            return found
        for step in self._checking_in(block):
            self.add(found, self.returned(step))
        for filled in self._filled.get(block.index, ()):
            found[self.same.of((filled, TRUE))] = self.kinds.all
        if isinstance(end, Branch) and end.kind != "assert":  # -O takes assertions away
            is_true = target == end.then
            self.add(found, self.tested(end.condition, is_true=is_true))
            if end.kind in {"if", "while", "and", "or"}:
                decided, part = self._decided(end.condition, is_true=is_true)
                for outcome in (decided,) if part is None else (decided, part):
                    found[outcome] = self.kinds.all
                    self.add(found, self._alternatives.ruled_out(outcome, block.index))
                if isinstance(decided, tuple) and decided[1] == FALSE:
                    # Empty, zero or None: nothing dangerous. What is put into it later is another matter.
                    self.add(found, iter([(decided[0], self.kinds.all & ~self.kinds.aside)]))
        return found

    def at(self, block: Block) -> Facts:
        """The facts on entry of the block, as last found: not to be changed."""
        return self._entry.get(block.index, {})

    def _checking_in(self, block: Block) -> list[Checking]:
        """The calls, look-ups and calculations in the block that check something."""
        known = self._checking.get(block.index)
        if known is None:
            steps = [step for step in block.instructions if isinstance(step, Checking)]
            known = self._checking[block.index] = [step for step in steps if self.of_call(step)]
        return known

    def _decided(self, condition: int, *, is_true: bool) -> tuple[Checked, Checked | None]:
        """That the condition was true (or false), as a place of the register that was tested, or of an address."""
        step = self.view.definitions[condition]
        while isinstance(step, Unary) and step.operator == "not":
            condition, is_true = step.operand, not is_true
            step = self.view.definitions[condition]
        way = TRUE if is_true else FALSE
        return self.same.of((condition, way)), self._alternatives.part(condition, way)

    def contradicts(self, facts: Facts, others: frozenset[tuple[int, str]]) -> bool:
        """Whether a condition came out one way for `facts` and the other way for `others`."""
        return any((register, FALSE if way == TRUE else TRUE) in facts for register, way in others)

    def is_known(self, block: int, other: int) -> bool:
        """Whether control may go from `block` to `other`, and it is known what holds there."""
        return block in self._entry and self.edges.is_way(self.view.blocks[block], other)

    def is_ahead(self, block: int, other: int) -> bool:
        """Whether the way from `block` to `other` leads forward, not back to the head of a loop."""
        return self._position.get(block, -1) < self._position.get(other, 0)

    def add(self, facts: Facts, more: Iterator[tuple[Checked, int]]) -> None:
        """Take `more` among the facts, under the one name of what is checked."""
        for checked, mask in more:
            place = self.same.of(checked)
            facts[place] = facts.get(place, 0) | mask

    def returned(self, call: Checking) -> Iterator[tuple[Checked, int]]:
        """What is checked where the call has returned."""
        for when, checked, mask in self.of_call(call):
            if not when:
                yield from derived.implied(self, checked, mask)

    def of_call(self, call: Checking) -> list[tuple[str, Checked, int]]:
        """What a call or the like checks: (when, checked, mask), `when` being "", "true" or "false"."""
        known = self._of_call.get(id(call))
        if known is None:
            match call:
                case Call():
                    known = [*self._by_call(call), *checks.rows_of(self, call)]
                case GetItem():
                    known = [*found.by_key(self, call)]
                case Binary():
                    known = [*arithmetic.proved(self, call)]
            self._of_call[id(call)] = known
        return known

    def tested(self, condition: int, *, is_true: bool, depth: int = 0) -> Iterator[tuple[Checked, int]]:
        """What is checked where `condition` is true (or false)."""
        if depth >= CHECK_DEPTH.bound:
            self.hit.add(CHECK_DEPTH)
            return
        step = self.view.definitions[condition] if condition != NONE else None
        match step:
            case Unary(operator="not"):
                yield from self.tested(step.operand, is_true=not is_true, depth=depth + 1)
            case Unary(operator="more"):
                if not is_true:
                    yield from self._each(step)
            case GetField() if is_true:
                yield from urls.part_that_is_true(self, condition)
            case GetItem():
                yield from self._part_of(step, is_true=is_true)
            case Build() if is_true:
                yield from found.by_elements(self, step)
            case Build():
                yield from found.by_emptiness(self, step)
            case Next() if is_true:
                yield from parts.other_part(self, condition, "")
            case Binary(operator="-") if not is_true:
                yield from found.without(self, step)
            case Compare():
                yield from checks.compared(self, step, is_true=is_true, depth=depth)
            case Call():
                yield from checks.called(self, step, is_true=is_true, depth=depth)
            case Phi() if (condition, is_true) not in self._deciding:
                self._deciding.add((condition, is_true))
                chosen = self._chosen(step, is_true=is_true, depth=depth)
                self._deciding.discard((condition, is_true))
                yield from chosen.items()
            case _:
                pass
        if not is_true and step is not None:
            yield from checks.empty(self, condition)

    def _part_of(self, part: GetItem, *, is_true: bool) -> Iterator[tuple[Checked, int]]:
        """`is_valid, message = checked(name)`: what the call checks where that part of what it gives is so."""
        call = self.view.definitions[part.object]
        key = self.view.constants.value(part.key)
        if not isinstance(call, Call) or not isinstance(key, int):
            return
        for on, checked, mask in self.of_call(call):
            if on == (f"{key} true" if is_true else f"{key} false"):
                yield from derived.implied(self, checked, mask)

    def _each(self, more: Unary) -> Iterator[tuple[Checked, int]]:
        """A loop has come to its end: what holds of the element whenever the next one is fetched holds of all."""
        view = self.view
        header = view.block_of.get(id(more))
        iterator = view.definitions[more.operand]
        if header is None or not isinstance(iterator, Iterate):
            return
        item = next((s for s in view.definitions if isinstance(s, Next) and s.iterator == more.operand), None)
        if item is None:
            return
        mask = self.at_every_turn(header, item.result)
        yield from derived.implied(self, iterator.object, mask)
        yield from parts.of_whole(self, iterator.object, mask)
        yield from parts.without_each(self, item, header)
        yield from parts.under_each(self, item, header)

    def at_every_turn(self, header: Block, register: int) -> int:
        """For which kinds `register` has been checked on every way from the loop's body back to its header."""
        mask, turns = self.kinds.all, 0
        start = self._position.get(header.index, 0)
        for predecessor in header.predecessors:
            if self._position.get(predecessor, -1) < start:
                continue
            if predecessor not in self._entry:
                return 0
            facts = self.on_way(predecessor, header.index)
            mask &= facts.get(self.same.of(register), 0)
            turns += 1
        return mask if turns else 0

    def is_behind(self, block: int, other: int) -> bool:
        """Whether `block` comes after `other` in the order of the visit."""
        return self._position.get(block, -1) >= self._position.get(other, 0)

    def _chosen(self, phi: Phi, *, is_true: bool, depth: int) -> Facts:
        """A condition that was decided earlier: what holds on every way on which it came out so."""
        view = self.view
        block = view.block_of.get(id(phi))
        met: Facts | None = None
        ways: list[tuple[int, Facts]] = []
        for at, (predecessor, operand) in enumerate(
            zip(block.predecessors, phi.operands, strict=True) if block is not None else ()
        ):
            before = view.blocks[predecessor]
            if predecessor not in self._entry or block is None or not self.edges.is_way(before, block.index):
                continue
            cell = view.constants.value(operand)
            if is_constant(cell) and bool(cell) != is_true:
                continue
            if not is_true and is_surely_true(view, operand):
                continue
            end = before.terminator
            if isinstance(end, Branch) and end.condition == operand and (end.then == block.index) != is_true:
                continue
            if (operand, is_true) in self._deciding:
                self._came_round.add((operand, is_true))  # in another turn: then for one of the other ways
                continue
            here = dict(self.on_way(predecessor, block.index))
            self.add(here, self.tested(operand, is_true=is_true, depth=depth + 1))
            met = here if met is None else meet(met, here)
            ways.append((at, here))
        if met is not None and block is not None:
            if (phi.result, is_true) in self._came_round:
                self._came_round.discard((phi.result, is_true))
                return {c: mask for c, mask in met.items() if isinstance(c, int) and self._is_older(c, block)}
            self.add(met, self._chosen_with(block, ways))
        return met or {}

    def _is_older(self, register: int, header: Block) -> bool:
        """Whether the register is the same in each turn of the loop that begins there."""
        own = self.view.block_of.get(id(self.view.definitions[register]))
        return own is not None and own.index != header.index and self.is_behind(header.index, own.index)

    def _chosen_with(self, block: Block, ways: list[tuple[int, Facts]]) -> Iterator[tuple[Checked, int]]:
        """What has been checked of all else that is chosen in the block by the way on which control comes, of which
        only some are left.
        """
        for step in block.instructions:
            if not isinstance(step, Phi):
                return
            mask = self.kinds.all
            for at, facts in ways:
                mask &= facts.get(self.same.of(step.operands[at]), 0)
            if mask:
                yield step.result, mask


def _is_root(guards: Guards, block: Block, target: int) -> bool:
    """Whether control goes this way where a folder is the one that has no other above it: all paths lie in it.

    if os.path.dirname(root) != root:       else there is nothing to check
        if not path.startswith(root + os.sep): abort(404)
    """
    end = block.terminator
    step = guards.view.definitions[end.condition] if isinstance(end, Branch) else None
    is_true = isinstance(end, Branch) and target == end.then
    while isinstance(step, Unary) and step.operator == "not":
        step, is_true = guards.view.definitions[step.operand], not is_true
    if (
        not isinstance(step, Compare)
        or step.operator not in {"==", "!="}
        or (step.operator == "==") != is_true
    ):
        return False
    for one, other in ((step.left, step.right), (step.right, step.left)):
        made = guards.view.definitions[one]
        if isinstance(made, Call) and apis_of(guards.view, made) == ["os.path.dirname"]:
            return bool(made.arguments) and guards.same.of(made.arguments[0]) == guards.same.of(other)
    return False
