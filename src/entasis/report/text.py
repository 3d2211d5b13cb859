"""The answer for people, as the best human reviewer would write it: every defect, then what was looked at.

Each defect says what it is, where, why it is one, what proves it and how to repair it. All text that may come
from the reviewed code is escaped on its way in, so that the answer is safe to print. Nothing is cut short.
"""

from collections.abc import Iterator

from entasis.finding import Coverage, Edit, Finding, Problem, Review, Role, Severity, Tier
from entasis.report.diff import diff, is_insertion_of_lines, split_edits
from entasis.report.escape import escape_code, escape_line
from entasis.report.styled import BLANK, Line, coloured, columns, line, plain, prose
from entasis.report.summary import conclusion, counted, ordered, pillar_counts, place
from entasis.weakness import VERSION, pillar_of, weakness

_STYLES = {
    Severity.CRITICAL: "bold white on red",
    Severity.HIGH: "bold red",
    Severity.MEDIUM: "bold yellow",
    Severity.LOW: "bold cyan",
}
_ROLES = {
    Role.TEST: "test code",
    Role.SCRIPT: "a script",
    Role.MIGRATION: "a migration",
    Role.VENDORED: "vendored code",
}
_INDENT = 3
_NARROWEST = 40


def render(review: Review, *, colour: bool, width: int) -> str:
    """The whole answer, ending in a newline. Prose is wrapped at `width` columns (at least 40), code is not.

    With `colour` the same text carries the escape sequences of 16 colours; without, it carries none.
    """
    lines = _answer(review, max(width, _NARROWEST))
    return coloured(lines) if colour else plain(lines)


def _answer(review: Review, width: int) -> Iterator[Line]:
    is_clean = review.is_complete and not review.findings
    if is_clean:
        yield line(conclusion(review), "bold green")  # alone on its line, however narrow the terminal
    else:
        yield from _prose(conclusion(review), width, first=BLANK, indent=0, style="bold")
    yield BLANK
    for number, finding in enumerate(ordered(review.findings), start=1):
        yield from _finding(number, finding, width)
        yield BLANK
    yield from _pillars(review)
    yield from _problems("Not analysed", [p for p in review.problems if p.incomplete], width)
    yield from _problems(
        "Analysed with reservations", [p for p in review.problems if not p.incomplete], width
    )
    if review.notes:
        yield BLANK
    for note in review.notes:
        yield from _prose(note, width, first=line("Note: ", "bold"), indent=6)
    yield BLANK
    yield from _prose(_coverage(review.coverage), width, first=line("Coverage: ", "bold"), indent=10)


def _finding(number: int, finding: Finding, width: int) -> Iterator[Line]:
    style = _STYLES[finding.severity]
    head = f"{number}. "
    yield from _prose(finding.title, width, first=line(head, "bold"), indent=len(head), style="bold")
    yield from _field("Severity", finding.severity.name.lower(), width, style=style)
    kind, pillar = weakness(finding.cwe), pillar_of(finding.cwe)
    yield from _field("Weakness", f"CWE-{kind.cwe} {kind.name}", width)
    yield from _field("Pillar", f"CWE-{pillar.cwe} {pillar.name}", width)
    if finding.tier is Tier.AUDIT:
        yield from _field("Tier", "audit: it rests on an assumption", width)
    yield from _field("Rule", finding.rule, width)
    yield from _field("Place", _where(finding), width, style="cyan")
    yield BLANK
    yield from _quoted(finding)
    yield from _section("Description", f"{finding.message}\n\n{finding.why}", width)
    if finding.facts:
        yield BLANK
    for fact in finding.facts:
        yield from _prose(fact, width, first=line(" " * _INDENT + "- "), indent=_INDENT + 2)
    if finding.steps:
        yield from _section("Path", "", width)
    for position, step in enumerate(finding.steps, start=1):
        bullet = f"{' ' * _INDENT}{position:>{len(str(len(finding.steps)))}}. "
        hop = f"{place(step.span)}: {step.text}"
        yield from _prose(hop, width, first=line(bullet), indent=len(bullet))
    yield from _section("Solution", finding.fix.description, width)
    yield from _repair(finding)


def _where(finding: Finding) -> str:
    function = f", in {finding.function}" if finding.function else ""
    role = _ROLES.get(finding.role)
    return f"{place(finding.span)}{function}" + (f" ({role})" if role else "")


def _field(label: str, text: str, width: int, *, style: str = "") -> Iterator[Line]:
    opening = f"{' ' * _INDENT}{label:<10}"
    yield from _prose(text, width, first=line(opening, "dim"), indent=len(opening), style=style)


def _section(label: str, text: str, width: int) -> Iterator[Line]:
    yield BLANK
    yield line(" " * _INDENT + label, "bold")
    if text.strip("\n"):
        yield from _prose(text.strip("\n"), width, first=line(" " * _INDENT), indent=_INDENT)


def _prose(text: str, width: int, *, first: Line, indent: int, style: str = "") -> Iterator[Line]:
    """Wrapped and escaped. Only line feeds keep their meaning: two of them part paragraphs."""
    safe = "\n".join(escape_line(part) for part in text.split("\n"))
    yield from prose(safe, width, first=first, indent=indent, style=style)


def _quoted(finding: Finding) -> Iterator[Line]:
    digits = _digits(finding)
    for number, text in finding.quote:
        yield _code(" ", number, text, digits, "")
    span = finding.span
    if span.line == span.end_line and [number for number, _ in finding.quote] == [span.line]:
        text = finding.quote[0][1]
        before = columns(escape_code(text[: span.column]))
        marked = columns(escape_code(text[: span.end_column])) - before
        if text[: span.column].strip() or text[span.end_column :].strip():
            yield (*_gutter(" ", None, digits), (" " * before, ""), ("^" * marked, _STYLES[finding.severity]))


def _repair(finding: Finding) -> Iterator[Line]:
    inside, elsewhere = split_edits(finding)
    digits = _digits(finding)
    styles = {"-": "red", "+": "green", " ": ""}
    if inside:
        yield BLANK
    for change in diff(finding.quote, inside) if inside else ():
        yield _code(change.sign, change.number, change.text, digits, styles[change.sign])
    for edit in elsewhere:
        yield BLANK
        yield line(" " * _INDENT + escape_line(_told(edit)))
        for text in edit.replacement.removesuffix("\n").split("\n") if edit.replacement else ():
            yield _code("+", None, text, digits, styles["+"])


def _told(edit: Edit) -> str:
    """What an edit does to lines that are not quoted, in words."""
    span = edit.span
    if is_insertion_of_lines(edit):
        return f"{span.path}:{span.line}: insert before this line"
    start, end = f"column {span.column + 1}", f"column {span.end_column}"
    if (span.line, span.column) == (span.end_line, span.end_column):
        return f"{span.path}:{span.line}: insert at {start}"
    verb = "replace" if edit.replacement else "delete"
    last = end if span.line == span.end_line else f"line {span.end_line}, {end}"
    return f"{span.path}:{span.line}: {verb} {start} to {last}" + (" by" if edit.replacement else "")


def _code(sign: str, number: int | None, text: str, digits: int, style: str) -> Line:
    return (*_gutter(sign, number, digits), (escape_code(text), style))


def _gutter(sign: str, number: int | None, digits: int) -> Line:
    shown = "" if number is None else number
    return line(f"{' ' * _INDENT}{sign} {shown:>{digits}} | ", "dim")


def _digits(finding: Finding) -> int:
    return max((len(str(number)) for number, _ in finding.quote), default=1)


def _pillars(review: Review) -> Iterator[Line]:
    counts = pillar_counts(review.findings)
    digits = max(len(str(count)) for _, count in counts)
    yield line("Pillars", "bold")
    for pillar, count in counts:
        style = "bold" if count else "dim"
        yield line(f"{' ' * _INDENT}{count:>{digits}}  CWE-{pillar.cwe} {pillar.name}", style)


def _problems(label: str, problems: list[Problem], width: int) -> Iterator[Line]:
    if not problems:
        return
    yield BLANK
    yield line(label, "bold yellow")
    for problem in sorted(problems):
        where = f"{problem.path}:{problem.line}" if problem.line else problem.path
        text = f"{where}: {problem.message}" if where else problem.message
        yield from _prose(text, width, first=line(" " * _INDENT), indent=_INDENT + 2)


def _coverage(coverage: Coverage) -> str:
    """The coverage line: what was looked at, what was not, and where the analysis met its limits."""
    size = f"{counted(coverage.files, 'file')} with {counted(coverage.lines, 'line')}"
    share = f" ({100 * coverage.resolved_calls // coverage.calls} %)" if coverage.calls else ""
    parts = [
        f"{size} and {counted(coverage.functions, 'function')} analysed",
        f"{coverage.resolved_calls:,} of {counted(coverage.calls, 'call')} resolved{share}",
        f"{counted(coverage.skipped, 'file')} skipped",
        f"{coverage.partial:,} analysed in part",
        f"{counted(sum(count for _, count in coverage.excluded), 'file')} left out by default"
        + _listed(coverage.excluded),
        f"{counted(sum(count for _, count in coverage.limits), 'limit')} hit" + _listed(coverage.limits),
        f"{counted(coverage.rules, 'rule')}",
        *_distrusted(coverage.threat_models),
        f"CWE {VERSION}",
    ]
    return "; ".join(parts) + "."


def _distrusted(threat_models: tuple[str, ...]) -> list[str]:
    """Whose data was distrusted, where that is more than what other machines send."""
    return [] if threat_models == ("remote",) else [f"data distrusted: {', '.join(threat_models)}"]


def _listed(counts: tuple[tuple[str, int], ...]) -> str:
    return f" ({', '.join(f'{name} {count:,}' for name, count in counts)})" if counts else ""
