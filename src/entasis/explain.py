"""What `explain`, `rules` and `limits` print: the project's own knowledge, as plain text.

Nothing here depends on a terminal, so that the same words can be read, searched and piped.
"""

import re
from collections.abc import Iterable, Sequence
from difflib import get_close_matches

from entasis.finding import RuleInfo
from entasis.limits import Limit
from entasis.weakness import VERSION, Weakness, lineage, pillar_of, weakness, weaknesses

CWE = re.compile(r"(?:CWE[-_ ]?)?([0-9]{1,5})", re.IGNORECASE)


class UnknownNameError(Exception):
    """Neither a rule nor a weakness; the text says so in one line and names what was perhaps meant."""


def explained(name: str, rules: Sequence[RuleInfo]) -> str:
    """The page of the rule with this id, or of the weakness with this number (`CWE-89`, `cwe-89` or `89`)."""
    for rule in rules:
        if rule.id == name.lower():
            return _rule_page(rule)
    number = CWE.fullmatch(name)
    if number:
        try:
            return _weakness_page(weakness(int(number[1])), rules)
        except KeyError:
            pass
    names = [rule.id for rule in rules]
    if name.upper().startswith("CWE"):
        names = [f"CWE-{known.cwe}" for known in weaknesses()]
    close = get_close_matches(name.upper() if name.upper().startswith("CWE") else name.lower(), names, 1)
    meant = f"; did you mean '{close[0]}'" if close else ""
    raise UnknownNameError(f"'{name}' is neither a rule nor a weakness of the CWE-1000 view {VERSION}{meant}")


def rule_table(rules: Iterable[RuleInfo]) -> str:
    """One line a rule."""
    head = ("RULE", "CWE", "PILLAR", "SEVERITY", "TIER", "TITLE")
    return columns([head, *(_rule_row(rule) for rule in rules)])


def limit_table(limits: Iterable[Limit]) -> str:
    """One line a limit: where it lies, and what is lost beyond it."""
    head = ("LIMIT", "BOUND", "UNIT", "BEYOND IT", "REVIEW")
    rows = (
        (
            limit.name,
            f"{limit.bound:,}",
            limit.unit,
            limit.loses,
            "incomplete" if limit.incomplete else "complete",
        )
        for limit in limits
    )
    return columns([head, *rows])


def columns(rows: Sequence[Sequence[str]], indent: str = "") -> str:
    """The rows as lines, each column as wide as its widest cell, two blanks between two columns."""
    widths = [max(map(len, cells)) for cells in zip(*rows, strict=True)]
    lines = ("  ".join(map(str.ljust, row, widths)).rstrip() for row in rows)
    return "".join(f"{indent}{line}\n" for line in lines)


def _rule_row(rule: RuleInfo) -> tuple[str, ...]:
    pillar = pillar_of(rule.cwe).cwe
    return (rule.id, f"CWE-{rule.cwe}", str(pillar), rule.severity.name.lower(), rule.tier.value, rule.title)


def _rule_page(rule: RuleInfo) -> str:
    pillar = pillar_of(rule.cwe)
    facts = [
        ("weakness", f"CWE-{rule.cwe} {weakness(rule.cwe).name}"),
        ("pillar", f"CWE-{pillar.cwe} {pillar.name}"),
        ("severity", rule.severity.name.lower()),
        ("tier", rule.tier.value),
    ]
    return f"{rule.id}: {rule.title}\n\n{columns(facts, '  ')}\n{rule.page.strip()}\n"


def _weakness_page(subject: Weakness, rules: Sequence[RuleInfo]) -> str:
    pillar = pillar_of(subject.cwe)
    facts = [
        ("abstraction", subject.abstraction.value),
        ("pillar", f"CWE-{pillar.cwe} {pillar.name}"),
        ("mapping", f"{subject.usage.value} (MITRE, CWE {VERSION})"),
    ]
    chain = lineage(subject.cwe)[1:]
    page = f"CWE-{subject.cwe}: {subject.name}\n\n{columns(facts, '  ')}"
    if chain:
        page += "\nParents, up to the pillar:\n"
        page += columns([_weakness_row(parent) for parent in chain], "  ")
    if subject.parents[1:]:
        page += "\nOther parents:\n"
        page += columns([_weakness_row(weakness(parent)) for parent in subject.parents[1:]], "  ")
    reporting = [rule for rule in rules if subject.cwe in _ancestry(rule.cwe)]
    if not reporting:
        return f"{page}\nNo rule reports it.\n"
    page += "\nRules that report it, or a kind of it:\n"
    return page + columns([_rule_row(rule) for rule in reporting], "  ")


def _weakness_row(subject: Weakness) -> tuple[str, str, str]:
    return (f"CWE-{subject.cwe}", subject.abstraction.value, subject.name)


def _ancestry(cwe: int) -> set[int]:
    """The weakness and all that it is a kind of, by every line of parents."""
    found: set[int] = set()
    waiting = [cwe]
    while waiting:
        number = waiting.pop()
        if number not in found:
            found.add(number)
            waiting.extend(weakness(number).parents)
    return found
