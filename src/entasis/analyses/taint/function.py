"""Abstract interpretation of one function: what each register may hold of each origin, and which sinks that reaches.

Blocks are visited in reverse post-order until nothing grows; dead blocks never, and a register that has surely been
checked (guards.py) is read without the kinds it was checked for.
"""

from functools import partial
from typing import final

from entasis.analyses.placeholders import has_only_repr
from entasis.analyses.taint.alternatives import FALSE, TRUE
from entasis.analyses.taint.answers import answer
from entasis.analyses.taint.apply import apply_summary, raised
from entasis.analyses.taint.binding import bindings, share_defaults
from entasis.analyses.taint.bits import repeated
from entasis.analyses.taint.calls import call
from entasis.analyses.taint.caught import caught
from entasis.analyses.taint.closing import summary
from entasis.analyses.taint.construct import provided
from entasis.analyses.taint.declared import as_declared, held_declared
from entasis.analyses.taint.displays import build
from entasis.analyses.taint.edges import Edges
from entasis.analyses.taint.fields import get_field, imported, load, set_field, store
from entasis.analyses.taint.guards import RETURNED, Checked, Facts, Guards
from entasis.analyses.taint.heap import Places
from entasis.analyses.taint.held import CLEAN, Held, join
from entasis.analyses.taint.implicit import entered, iterated, next_of, operated, put_in, text_of
from entasis.analyses.taint.items import get_item, set_item
from entasis.analyses.taint.kept_mappings import passed
from entasis.analyses.taint.merging import agreed, checked_places, merge
from entasis.analyses.taint.objects import without_whole
from entasis.analyses.taint.overwritten import before_failure
from entasis.analyses.taint.own_lists import gives_own
from entasis.analyses.taint.parted import line
from entasis.analyses.taint.quantities import calculated, measured
from entasis.analyses.taint.remade import awaited
from entasis.analyses.taint.returned import shown
from entasis.analyses.taint.sent_keys import held_under_keys
from entasis.analyses.taint.sequences import combine, elements
from entasis.analyses.taint.shapes import Shapes
from entasis.analyses.taint.state import State
from entasis.analyses.taint.summary import PortOrigin, Summary
from entasis.analyses.taint.switched import is_left_uncleaned
from entasis.analyses.taint.taken import keep_taken
from entasis.analyses.taint.textual import filled
from entasis.analyses.taint.visits import Entry, Visits
from entasis.analyses.taint.wrapping import passed_by_decorators
from entasis.ir.function import Block
from entasis.ir.instructions import (
    NONE,
    Await,
    Binary,
    Build,
    Call,
    Catch,
    Compare,
    Const,
    Enter,
    GetField,
    GetItem,
    Import,
    Instruction,
    Iterate,
    Load,
    MakeClass,
    MakeFunction,
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
from entasis.limits import LOOP_ROUNDS
from entasis.signature import ParameterKind

_End = tuple[
    list[Held], list[Places], list[tuple[int, Facts]]
]  # what a block returns, and what is known there


@final
class FunctionTaint(State):
    """The analysis of one function."""

    def run(self) -> Summary:
        """Analyse the function and give its summary."""
        blocks = self.view.blocks
        edges = self.edges = Edges(self.view, self.around.never_returns)
        guards = self.guards = Guards(
            self.view, self.kinds, self._call_guards, edges, partial(gives_own, self)
        )
        self.same, self.shapes = guards.same, Shapes(self.view, self.kinds, self.around.joining)
        order = self._order(edges)
        facts = guards.facts(order)
        self.order, self.block_facts = order, facts
        is_sent = any(self.around.answers(self.function)) or bool(
            self.view.program.entrances.get(self.function)
        )
        visits = Visits(blocks, order, edges, facts, is_sent=is_sent)
        self.grown = visits.grown
        outs: dict[int, Entry] = {}
        ends: dict[int, _End] = {}
        for _ in range(LOOP_ROUNDS.bound):
            is_settled = True
            for index in order:
                entry: Entry | None = None
                if not visits.has_loops or not visits.is_alike(index):
                    ways = [p for p in visits.ways[index] if p in outs]
                    known = [
                        before_failure(outs[p][1]) if blocks[p].handler == index else outs[p][1] for p in ways
                    ]
                    self.change()
                    entry = (merge(self, [outs[p][0] for p in ways]), agreed(known))
                if visits.has_loops:
                    if not visits.is_due(index, entry):
                        continue
                    visits.begin(index)
                    places, lengths = visits.entry(index)
                    entry = (dict(places), dict(lengths))
                    self.change()
                    is_settled = False
                if entry is not None:
                    self.places, self.lengths = entry
                self.returned, self.exits, self.return_facts = [], [], []
                self.facts = dict(facts.get(index, {}))
                self._visit(blocks[index], guards, facts)
                outs[index] = (self.places, self.lengths)
                ends[index] = (self.returned, self.exits, self.return_facts)
            if self.wants_texts and not self.keeps_texts:
                self.keeps_texts = True
                visits.forget()
            elif is_settled:
                break  # without a loop one pass in this order sees all
        else:
            self.hit.add(LOOP_ROUNDS)
        self.returned = [held for index in order for held in ends[index][0]]
        self.exits = [places for index in order for places in ends[index][1]]
        self.return_facts = [checked for index in order for checked in ends[index][2]]
        self.hit |= guards.hit
        return summary(self)

    def _order(self, edges: Edges) -> list[int]:
        """The blocks that control can come to, in reverse post-order."""
        blocks, constants = self.view.blocks, self.view.constants
        seen, post = {0}, []
        work = [(0, iter(blocks[0].successors()))]
        while work:
            index, following = work[-1]
            for target in following:
                if target not in seen and constants.is_live(target) and edges.is_way(blocks[index], target):
                    seen.add(target)
                    work.append((target, iter(blocks[target].successors())))
                    break
            else:
                post.append(index)
                work.pop()
        return post[::-1]

    def _visit(self, block: Block, guards: Guards, facts: dict[int, Facts]) -> None:
        for step in block.instructions:
            result = step.result
            match step:
                case Phi():
                    value = self._phi(block, step, guards, facts)
                case Call():
                    value = call(self, step)
                    if guards.of_call(step):
                        guards.add(self.facts, guards.returned(step))
                case GetItem() | Binary():
                    value = self._step(block, step)
                    if guards.of_call(step):
                        guards.add(self.facts, guards.returned(step))
                case _:
                    value = self._step(block, step)
            if result != NONE and value is not CLEAN:
                old = self.held[result]
                if old != value and (both := join([old, value])) != old:
                    self.held[result] = both
                    self.grown.append(result)
                    if self.explain:
                        self._note(step, value.taint)
            if id(step) in self.edges.leaving:
                return
        end = block.terminator
        if isinstance(end, Return):
            answer(self, end)
            if self.function in self.view.program.contexts:
                shown(self, end)
            self.returned.append(self.read(end.value))
            self.exits.append(checked_places(self))
            self.return_facts.append((end.value, dict(self.facts)))
        elif isinstance(end, Raise):
            self.raised |= self.deep(self.read(end.value))

    def _phi(self, block: Block, step: Phi, guards: Guards, facts: dict[int, Facts]) -> Held:
        values: list[Held] = []
        ways: list[tuple[Held, frozenset[tuple[int, str]]]] = []
        for predecessor, operand in zip(block.predecessors, step.operands, strict=True):
            before = self.view.blocks[predecessor]
            if predecessor not in facts or not self.edges.is_way(before, block.index):
                continue
            held = self.held[operand]
            if held.taint and is_left_uncleaned(self.view, step, operand, before, block):
                held = Held(0, held.objects)
            known: Facts = {}
            if held.taint:
                known = guards.on_way(predecessor, block.index)
                mask = known.get(self.same.of(operand), 0)
                objects = 0 if self.kinds.is_clean(mask) else held.objects
                is_empty = self.same.of((operand, FALSE)) in known
                held = Held(0 if is_empty else self.kinds.clear(held.taint, mask), objects)
            values.append(held)
            is_ahead = guards.is_ahead(predecessor, block.index)
            decided = (key for key in known if not isinstance(key, int) and key[1] in {TRUE, FALSE})
            ways.append((held, frozenset(decided) if is_ahead else frozenset()))
        if any(decided for _, decided in ways) and self.ways_into.get(step.result) != ways:
            self.ways_into[step.result] = ways
            self.grown.append(step.result)
        return join(values) if values else CLEAN

    def _step(self, block: Block, step: Instruction) -> Held:
        match step:
            case Const():
                return CLEAN
            case Param():
                origin = PortOrigin(step.index)
                self.ports[step.result] = origin
                self.change()
                if self.evaluator.keeping:
                    passed(self, step)
                taint = as_declared(self, step, self.taint_of(origin))
                source = self.around.entry_source(self.function, step.index)
                keyed = held_under_keys(self, step, source) if source is not None else None
                if keyed is None and source is not None and source.declared:
                    keyed = held_declared(self, step, source)
                if source is not None and keyed is None:
                    taint |= self.taint_from(step, source) & ~self._fixed_names(step)
                if self.evaluator.decorators:
                    taint |= passed_by_decorators(self, step)
                given = self.evaluator.injected.get(self.function, {}).get(step.index, ())
                return join(
                    [
                        Held(taint, 1 << step.result),
                        keyed or CLEAN,
                        *(provided(self, step, provider, apply_summary) for provider in given),
                    ]
                )
            case GetField():
                held = get_field(self, step)
                return Held(measured(self, step, held.taint), held.objects) if held.taint else held
            case SetField():
                set_field(self, step)
                return CLEAN
            case GetItem():
                held = get_item(self, step)
                return Held(without_whole(self, step.result, held.taint), held.objects)
            case SetItem():
                set_item(self, step)
                return CLEAN
            case Build():
                return build(self, step)
            case Binary():
                held = self._binary(step)
                return Held(calculated(self, step, held.taint), held.objects) if held.taint else held
            case Unary():
                if step.operator in {"not", "more"}:
                    return CLEAN
                own = operated(self, step)
                if own is not None:
                    return own
                return Held(self.cleaned(text_of(self, step, step.operand), f"builtins.{step.operator}"))
            case Load():
                return load(self, step)
            case Store():
                store(self, step)
                return CLEAN
            case Import() if step.name:
                return imported(self, step)
            case Compare():
                return operated(self, step) or CLEAN
            case Await():
                return awaited(self, step)
            case Iterate():
                return iterated(self, step)
            case Next():
                held = next_of(self, step)
                taint = without_whole(self, step.result, held.taint) if held.taint else 0
                return Held(line(self, step, taint) if taint else 0, held.objects)
            case Enter():
                return entered(self, step)
            case Yield():
                self.returned.append(Held(0, self._yielded(step)))
                return CLEAN
            case Catch():
                return join([self._catch(block), caught(self, step)])
            case MakeClass():
                keep_taken(self, step)
                return CLEAN
            case MakeFunction():
                share_defaults(self, step)
                return Held(0, self.new_object(step.result))
            case Opaque():
                return Held(join([self.read(r) for r in step.operands]).taint if step.operands else 0)
            case _:
                return CLEAN

    def _fixed_names(self, step: Param) -> int:
        """The bits of names: what a library passes with `**` has those of a route or a schema."""
        is_mapping = self.function.function.parameters[step.index].kind is ParameterKind.VAR_KEYWORD
        mask = self.kinds.mask(["attribute"]) if is_mapping else 0
        return repeated(mask, self.kinds.width, len(self.origins)) if mask else 0

    def _binary(self, step: Binary) -> Held:
        """What an operator gives."""
        own = operated(self, step)
        if own is not None:
            return own
        left, right = self.read(step.left), self.read(step.right)
        if step.operator in {"%", "%=", "format"}:
            text = filled(self, step, self.deep(left) | self.deep(right))
            if has_only_repr(self.view.constants.value(step.left)):
                text = self.cleaned(text, "builtins.repr")
            return Held(put_in(self, step, text))
        is_text = self.shapes.is_text(step)
        if (left.objects or right.objects) and not is_text:
            combined = combine(self, step, left, right)
            if combined is not None:
                return Held(put_in(self, step, combined.taint), combined.objects)
        taint = put_in(self, step, filled(self, step, left.taint | right.taint))
        return Held(taint, 0 if is_text else left.objects | right.objects)

    def _yielded(self, step: Yield) -> int:
        made = self.new_object(step.result, "yielded")
        value = self.read(step.value)
        if step.delegates:
            value = elements(self, value, step.result)
        self.write(Held(0, made), "*", value, source=step.value, is_added=True)
        self.exits.append(dict(self.places))
        return made

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
                    taint |= raised(self, step)
        return join([*values, Held(taint)])

    def _call_guards(self, step: Call) -> list[tuple[str, Checked, int]]:
        """What calls into the program check: (when, register of the argument, mask)."""
        found = self._checked.get(id(step))
        if found is None:
            found = self._checked[id(step)] = self._find_call_guards(step)
        return found

    def _find_call_guards(self, step: Call) -> list[tuple[str, Checked, int]]:
        site = self.view.site_of.get(id(step))
        if site is None or not site.targets or site.is_open:
            return []
        met: dict[tuple[str, Checked], int] | None = None
        for target, bound in bindings(self, site):
            here: dict[tuple[str, Checked], int] = {}
            for when, index, selector, mask in self.around.summary_for(self, target, bound).guards:
                register = step.result if index == RETURNED else bound.get(index, NONE)
                if register != NONE:
                    here[when, (register, selector) if selector else register] = mask
            met = here if met is None else {key: m & here[key] for key, m in met.items() if key in here}
        return [(when, checked, mask) for (when, checked), mask in (met or {}).items() if mask]

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
