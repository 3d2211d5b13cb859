"""One row of the models, a program that uses it as programs do, and what the answer to that program has to say.

All programs of one table are reviewed together, each in a folder of its own. Where a row makes data clean, or decides
where it goes, they are reviewed once more without the rows of that table: the answer has to be another one.
"""

from collections.abc import Iterable, Iterator, Sequence
from contextlib import nullcontext
from dataclasses import dataclass, field
from pathlib import Path
from unittest.mock import patch

from entasis import engine
from entasis.finding import Finding, Tier
from entasis.models.loader import Models

ALL = ("remote", "local", "database")


@dataclass(frozen=True, slots=True)
class Case:
    """A program in which one of `rules` is found at each line marked `# here`, and says the words of the row.

    `detail` tells the cases of one API apart. With `without`, the method of `Models` that answers with the rows of
    the table, the marked line is answered otherwise when it answers nothing.
    """

    table: str
    api: str
    detail: str
    text: str
    rules: frozenset[str]
    says: str = ""
    without: str = ""
    others: dict[str, str] = field(default_factory=dict)

    def __str__(self) -> str:
        return f"{self.table} {self.api} {self.detail}".rstrip()


def failures(cases: Sequence[Case], folder: Path, threat_models: tuple[str, ...] = ALL) -> dict[int, str]:
    """What is wrong with the answers, by the number of the case."""
    for number, case in enumerate(cases):
        for name, text in {"main.py": case.text, **case.others}.items():
            file = folder / f"case{number}" / name
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_text(text)
    found = _review(folder, threat_models)
    wrong = {}
    for without in ("", *sorted({case.without for case in cases if case.without})):
        twin = _review(folder, threat_models, without) if without else {}
        for number, case in enumerate(cases):
            if case.without == without:
                why = _failure(case, found.get(number, []), twin.get(number, []))
                wrong |= {number: why} if why else {}
    return wrong


def _review(folder: Path, threat_models: tuple[str, ...], without: str = "") -> dict[int, list[Finding]]:
    """The findings by the number of the case."""
    options = engine.Options(paths=(str(folder),), level=Tier.AUDIT, threat_models=threat_models, jobs=1)
    nothing = None if without in {"option", "field", "mapping"} else ()  # of these there is at most one row
    with patch.object(Models, without, lambda *_: nothing) if without else nullcontext():
        answer = engine.review(options)
    assert not answer.problems, answer.problems[0]
    found: dict[int, list[Finding]] = {}
    for finding in answer.findings:
        name = Path(finding.span.path).relative_to(folder).parts[0]
        found.setdefault(int(name.removeprefix("case")), []).append(finding)
    return found


def _failure(case: Case, findings: Iterable[Finding], twin: Iterable[Finding]) -> str:
    """What is wrong with the answer to a case; `twin` is the answer to it without the rows of the table."""
    meant, other = [*_meant(case, findings)], [*_meant(case, twin)]
    if case.without:
        same = {(f.rule, f.tier) for f in meant} == {(f.rule, f.tier) for f in other}
        return f"the same without the rows: {[f.message for f in meant]}" if same else ""
    hit = {(Path(finding.span.path).name, finding.span.line) for finding in meant}
    missed = _marked(case) - hit
    return "" if not missed else f"no {'/'.join(sorted(case.rules))}, but {[f.message for f in findings]}"


def _marked(case: Case) -> set[tuple[str, int]]:
    """The files and lines with a mark."""
    return {
        (Path(name).name, number)
        for name, text in {"main.py": case.text, **case.others}.items()
        for number, line in enumerate(text.split("\n"), 1)
        if "# here" in line
    }


def _meant(case: Case, findings: Iterable[Finding]) -> Iterator[Finding]:
    marked = _marked(case)
    for finding in findings:
        said = [finding.message, *finding.facts, *(step.text for step in finding.steps)]
        if (
            finding.rule in case.rules
            and (Path(finding.span.path).name, finding.span.line) in marked
            and case.says in " ".join(said)
        ):
            yield finding
