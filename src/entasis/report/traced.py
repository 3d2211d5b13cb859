"""The answer of `entasis trace` for people: the way of the data, hop by hop, each with its line.

1. shop/views.py:12: the query parameters of the request come in here
12 |     name = request.args["name"]
"""

from collections.abc import Iterable, Iterator, Sequence

from entasis.finding import Traced, TracedStep
from entasis.report.escape import escape_code, escape_line
from entasis.report.summary import place


def render(answers: Sequence[Traced]) -> str:
    """All answers, an empty line between two of them, with nothing in them that a terminal would obey."""
    return "\n".join("".join(f"{line}\n" for line in _answer(answer)) for answer in answers)


def _answer(answer: Traced) -> Iterator[str]:
    yield escape_line(answer.verdict)
    if answer.remark:
        yield escape_line(answer.remark)
    if answer.stop is not None:
        yield ""
        yield f"It is held up: {answer.why}"
        yield from _hop("  ", answer.stop)
        if answer.cause is not None:
            yield from _hop("  ", answer.cause)
    if answer.steps:
        yield ""
        if answer.stop is not None:
            yield "Up to there"
        elif answer.why == "no way":
            yield "Calls of which it is not known what they reach"
        yield from _numbered(answer.steps, 1)
    if answer.beyond:
        yield ""
        yield "From there it would go on"
        yield from _numbered(answer.beyond, len(answer.steps) + 1)


def _numbered(steps: Iterable[TracedStep], first: int) -> Iterator[str]:
    for number, step in enumerate(steps, start=first):
        yield from _hop(f"{number:>3}. ", step)


def _hop(mark: str, traced: TracedStep) -> Iterator[str]:
    yield f"{mark}{escape_line(place(traced.step.span))}: {escape_line(traced.step.text)}"
    for number, text in traced.quote:
        yield f"{' ' * len(mark)}{number:>6} | {escape_code(text)}"
