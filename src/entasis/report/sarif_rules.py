"""The rules and the CWE taxonomy of a SARIF log.

GitHub takes a result's severity from its rule and a result's weakness from a tag of its rule. A finding that
differs from its rule in either therefore gets a descriptor of its own, `rule/cwe-687` or `rule/high`, so that
each descriptor has one CWE and one severity.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace

from entasis.finding import Finding, Review, RuleInfo, Severity, Tier
from entasis.report.encode import Json
from entasis.report.reflow import unwrapped
from entasis.report.summary import ordered
from entasis.weakness import VERSION, pillar_of, weakness

TAXONOMY = "CWE"
LEVELS = {
    Severity.CRITICAL: "error",
    Severity.HIGH: "error",
    Severity.MEDIUM: "warning",
    Severity.LOW: "note",
}
"""A check of a pull request fails on errors, unless its owner decides otherwise."""

_SECURITY_SEVERITY = {
    Severity.CRITICAL: "9.5",
    Severity.HIGH: "8.0",
    Severity.MEDIUM: "5.5",
    Severity.LOW: "3.0",
}
_PRECISION = {Tier.DEFAULT: "high", Tier.AUDIT: "medium"}
_DEFINITIONS = "https://cwe.mitre.org/data/definitions"


@dataclass(frozen=True, slots=True)
class Descriptors:
    """The descriptors of a log's rules by id, their positions, and the positions of the taxonomy's weaknesses."""

    rules: Mapping[str, RuleInfo]
    rule_positions: Mapping[str, int]
    weakness_positions: Mapping[int, int]


def descriptors_of(review: Review) -> Descriptors:
    """A descriptor for every rule that ran and for every finding that differs from its rule; their weaknesses."""
    rules = {rule.id: rule for rule in review.rules}
    for finding in ordered(review.findings):
        rule = _rule_of(finding, rules)
        rules.setdefault(rule.id, rule)
    weaknesses = {rule.cwe for rule in rules.values()}
    weaknesses |= {pillar_of(cwe).cwe for cwe in weaknesses}
    names = sorted(rules)
    return Descriptors(
        {name: rules[name] for name in names},
        {name: position for position, name in enumerate(names)},
        {cwe: position for position, cwe in enumerate(sorted(weaknesses))},
    )


def descriptor_id(finding: Finding, descriptors: Descriptors) -> str:
    """The id of the descriptor that has this finding's weakness and severity."""
    return _rule_of(finding, descriptors.rules).id


def rule_descriptor(rule: RuleInfo, descriptors: Descriptors) -> Json:
    """What a viewer shows of a rule: GitHub its title, the full description in one line, the help and the tags."""
    page = unwrapped(rule.page).strip() or rule.title
    pillar = pillar_of(rule.cwe)
    return {
        "id": rule.id,
        "name": "".join(part.capitalize() for part in rule.id.replace("/", "-").split("-")),
        "shortDescription": {"text": rule.title},
        "fullDescription": {
            "text": f"CWE-{rule.cwe}: {weakness(rule.cwe).name}. Pillar CWE-{pillar.cwe}: {pillar.name}."
        },
        "help": {"text": page, "markdown": page},
        "helpUri": f"{_DEFINITIONS}/{rule.cwe}.html",
        "defaultConfiguration": {"level": LEVELS[rule.severity]},
        "relationships": [{"target": taxon_reference(rule.cwe, descriptors), "kinds": ["superset"]}],
        "properties": {
            "tags": ["security", f"external/cwe/cwe-{rule.cwe:03}", f"pillar/{pillar.cwe}"],
            "security-severity": _SECURITY_SEVERITY[rule.severity],
            "precision": _PRECISION[rule.tier],
            "tier": rule.tier.value,
        },
    }


def taxon_reference(cwe: int, descriptors: Descriptors) -> Json:
    """A reference to a weakness in the taxonomy."""
    position = descriptors.weakness_positions[cwe]
    return {"id": str(cwe), "index": position, "toolComponent": taxonomy_reference()}


def taxonomy_reference() -> Json:
    """A reference to the taxonomy, the only one of the run."""
    return {"name": TAXONOMY, "index": 0}


def taxonomy(descriptors: Descriptors) -> Json:
    """The weaknesses that rules and findings name, and the pillars above them."""
    return {
        "name": TAXONOMY,
        "fullName": "Common Weakness Enumeration, view CWE-1000 (Research Concepts)",
        "version": VERSION,
        "organization": "MITRE",
        "informationUri": f"{_DEFINITIONS}/1000.html",
        "shortDescription": {"text": "MITRE's list of software and hardware weaknesses"},
        "isComprehensive": False,
        "taxa": [_taxon(cwe, descriptors) for cwe in descriptors.weakness_positions],
    }


def _taxon(cwe: int, descriptors: Descriptors) -> Json:
    pillar = pillar_of(cwe).cwe
    taxon: Json = {
        "id": str(cwe),
        "name": f"CWE-{cwe}",
        "shortDescription": {"text": weakness(cwe).name},
        "helpUri": f"{_DEFINITIONS}/{cwe}.html",
    }
    if pillar != cwe:
        taxon["relationships"] = [{"target": taxon_reference(pillar, descriptors), "kinds": ["superset"]}]
    return taxon


def _rule_of(finding: Finding, rules: Mapping[str, RuleInfo]) -> RuleInfo:
    unknown = RuleInfo(finding.rule, finding.title, finding.cwe, finding.severity, finding.tier, page="")
    rule = rules.get(finding.rule, unknown)
    name = rule.id
    if finding.cwe != rule.cwe:
        name += f"/cwe-{finding.cwe}"
    if finding.severity != rule.severity:
        name += f"/{finding.severity.name.lower()}"
    return replace(rule, id=name, cwe=finding.cwe, severity=finding.severity)
