"""What the analysis of one function asks of the rest of the program: summaries, shared memory, where data comes in."""

from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING, final

from entasis.analyses.taint.bits import Kinds
from entasis.analyses.taint.escaping import Escaping
from entasis.analyses.taint.joining import Joining
from entasis.analyses.taint.shared import SharedMemory
from entasis.analyses.taint.stores import Stores
from entasis.analyses.taint.summary import Summary
from entasis.analyses.view import View
from entasis.models.data import Source
from entasis.program.calls import CallSite
from entasis.program.symbols import FunctionSymbol, Thing

if TYPE_CHECKING:
    from entasis.analyses.taint.objects import Objects
    from entasis.analyses.taint.state import State


@final
class Surroundings:
    """What the analysis of one function asks of the rest of the program."""

    def __init__(
        self,
        kinds: Kinds,
        summary_of: Callable[[FunctionSymbol], Summary],
        memory: SharedMemory,
        source_names: frozenset[str],
        threat_models: frozenset[str],
        brings: Callable[[Thing], bool],
        entry_source: Callable[[FunctionSymbol, int], Source | None],
        answers: Callable[[FunctionSymbol], tuple[str, str]],
        never_returns: Callable[[View, CallSite], bool],
        keeps: Callable[[FunctionSymbol, str], bool],
        implementations: Callable[[FunctionSymbol], tuple[FunctionSymbol, ...]],
        stores: Stores,
        objects: "Objects",
        escaping: Escaping,
        *,
        only_sure: bool,
    ) -> None:
        self.only_sure = only_sure  # what is no more than a guess is not followed
        self.escaping = escaping
        self.joining = Joining()
        self.stores = stores
        self.objects = objects
        self.never_returns = never_returns
        self.keeps = (
            keeps  # whether what is put into the default of a parameter is still there in the next call
        )
        self.implementations = implementations  # of a method that its class leaves to those below
        # For what a call passes: a constant among it may decide what the function does.
        self.summary_for: Callable[[State, FunctionSymbol, dict[int, int]], Summary] = (
            lambda _, function, __: summary_of(function)
        )
        self.callers: Mapping[
            FunctionSymbol, Sequence[FunctionSymbol]
        ] = {}  # who calls what, within the program
        self.brings = brings  # whether it is, or has, a function that gives data from outside
        self.entry_source = entry_source
        self.answers = answers
        self.kinds = kinds
        self.source_names = source_names
        self.threat_models = threat_models
        self.summary_of = summary_of
        self.memory = memory
