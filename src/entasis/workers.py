"""The verdicts on the modules of a program by several processes.

Workers are forked once the program is complete: they see it without a copy being made or sent, and send back
findings only.
"""

import multiprocessing
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from multiprocessing.context import ForkContext

from entasis.failure import failed
from entasis.judge import Case, Verdict, verdict


def may_fork() -> bool:
    """Whether the system can fork a process."""
    return "fork" in multiprocessing.get_all_start_methods()


def verdicts(case: Case, reviewed: list[int], jobs: int) -> Iterator[Verdict]:
    """The verdicts on the modules of these numbers, in their order."""
    context = multiprocessing.get_context("fork")
    _CASE.append(case)  # what workers inherit
    done = 0
    try:
        with ProcessPoolExecutor(jobs, mp_context=context) as pool:
            size = max(1, len(reviewed) // (jobs * 8))
            for found in pool.map(_inherited, reviewed, chunksize=size):
                done += 1
                yield found
    except BrokenProcessPool:  # the system has ended a worker, for the memory it took as a rule
        for index in reviewed[done:]:
            yield _alone(case, index, context)
    finally:
        _CASE.pop()


def _alone(case: Case, index: int, context: ForkContext) -> Verdict:
    """The verdict on one module, by a process of its own: if that ends as well, this was the one that ended it."""
    with ProcessPoolExecutor(1, mp_context=context) as pool:
        try:
            return pool.submit(_inherited, index).result()
        except BrokenProcessPool as error:
            problem = failed(case.program.modules[index].module.path, 1, "", error)
            return Verdict((), (problem,), 0, 0, 0, {}, {}, {}, frozenset())


_CASE: list[Case] = []  # set only while workers are forked: the one thing they cannot be sent


def _inherited(index: int) -> Verdict:
    return verdict(_CASE[-1], index)
