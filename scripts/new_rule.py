"""Scaffolds a rule: its file and its page of cases. What is left to write stands in capitals.

    python scripts/new_rule.py comparison nan-comparison 1025 "Comparison with NaN"
    python scripts/new_rule.py injection ldap-injection 90 "LDAP injection" --sink ldap
    python scripts/new_rule.py settings wildcard-hosts 350 "Any host name accepted" --use host.any

Without an option the rule looks at the steps of one function. With `--sink` it is pure data: data from outside
reaches sinks of that kind. With `--use` it reports uses that models condemn. The tests say what is still missing.
"""

import argparse
import re
import sys
from pathlib import Path
from string import Template

from entasis.finding import Severity
from entasis.weakness import pillar_of, weakness

ROOT = Path(__file__).parents[1]
RULES = ROOT / "src/entasis/rules"
PAGES = ROOT / "tests/rules"

PAGE = '''"""ONE SENTENCE: WHAT IS WRONG.

## What it finds
WHICH CODE, AND WHAT DECIDES.

## Why it matters
WHO CAN DO WHAT, OR WHAT FAILS.

## Bad
```python
BAD = CODE  # finding
```

## Good
```python
GOOD = CODE
```

## How to fix it
THE REPAIR.

## What it cannot see
THE CASES THAT STAY SILENT.

## References
- [CWE-$cwe](https://cwe.mitre.org/data/definitions/$cwe.html)
"""
'''

LOCAL = """
from collections.abc import Iterator

from entasis.analyses.view import View
from entasis.finding import Severity
from entasis.ir.instructions import Compare
from entasis.rules.rule import Match, Rule


def _find(view: View) -> Iterator[Match]:
    for step in view.steps():
        if not isinstance(step, Compare):
            continue
        if not view.is_live(step):
            continue
        yield Match(step=step, message="WHAT IS WRONG HERE", why="WHAT HAPPENS.", remedy="THE REPAIR.")


RULE = Rule(
    id="$id",
    cwe=$cwe,
    title="$title",
    severity=Severity.$severity,
    find=_find,
)
"""

USE = """
from collections.abc import Iterator

from entasis.analyses.misuse import misuses
from entasis.analyses.view import View
from entasis.finding import Severity
from entasis.rules.rule import DEPLOYED, Match, Rule
from entasis.rules.rule_texts import effect_facts, effect_message, value_facts

_KIND = "$kind"


def _find(view: View) -> Iterator[Match]:
    for misuse in misuses(view, _KIND):
        message = effect_message(misuse, "WHAT IT DOES")
        yield Match(
            step=misuse.step,
            message=message,
            why="WHAT HAPPENS.",
            remedy=misuse.use.remedy,
            facts=(*value_facts(view, misuse), *effect_facts(misuse, message)),
            repair=misuse.edit,
        )


RULE = Rule(
    id="$id",
    cwe=$cwe,
    title="$title",
    severity=Severity.$severity,
    find=_find,
    roles=DEPLOYED,
)
"""

SINK = """
from entasis.finding import Severity
from entasis.rules.rule import TaintRule

RULE = TaintRule(
    id="$id",
    cwe=$cwe,
    title="$title",
    severity=Severity.$severity,
    sinks=frozenset({"$kind"}),
    message="{source} becomes part of {sink} that {api} WHAT IT DOES",
    why="WHAT HAPPENS.",
    remedy="THE REPAIR.",
)
"""

CASES = """# $title

## Bad

### THE PLAIN CASE

```python
BAD = CODE  # finding: $id
```

## Good

### WHAT LOOKS ALIKE AND IS RIGHT

```python
GOOD = CODE
```

## Strange

### WHAT ONLY PYTHON KNOWS

```python
STRANGE = CODE
```
"""


def main() -> int:
    """Write the two files, or say why not."""
    arguments = _arguments()
    refused = _refusal(arguments)
    if refused:
        print(refused, file=sys.stderr)
        return 2
    body, kind = (
        (SINK, arguments.sink) if arguments.sink else (USE, arguments.use) if arguments.use else (LOCAL, "")
    )
    fields = {
        "id": arguments.id,
        "cwe": str(arguments.cwe),
        "title": arguments.title,
        "severity": arguments.severity.upper(),
        "kind": kind,
    }
    for path, text in zip(_targets(arguments), (PAGE + body, CASES), strict=True):
        path.write_text(Template(text).substitute(fields), encoding="utf-8")
        print(path.relative_to(ROOT))
    print(f"CWE-{arguments.cwe} {weakness(arguments.cwe).name}, pillar {pillar_of(arguments.cwe).cwe}")
    if kind:
        print(f"'{kind}' has to stand in src/entasis/models/kinds.toml, and in the rows of a library")
    return 0


def _targets(arguments: argparse.Namespace) -> tuple[Path, Path]:
    name = arguments.id.replace("-", "_")
    return RULES / arguments.topic / f"{name}.py", PAGES / f"{arguments.id}.md"


def _refusal(arguments: argparse.Namespace) -> str:
    """Why there can be no such rule, or the empty string."""
    topics = sorted(path.parent.name for path in RULES.glob("*/__init__.py"))
    if arguments.topic not in topics:
        return f"no topic '{arguments.topic}': there are {', '.join(topics)}"
    if not re.fullmatch(r"[a-z]+(-[a-z0-9]+)*", arguments.id):
        return f"'{arguments.id}' is not lower case with hyphens"
    try:
        subject = weakness(arguments.cwe)
    except KeyError:
        return f"CWE-{arguments.cwe} is not in the CWE-1000 view"
    if not subject.is_mappable:
        return f"CWE-{arguments.cwe} is {subject.usage.value.lower()} for mapping: take a more exact one below it"
    taken = [path for path in _targets(arguments) if path.exists()]
    return f"{taken[0].relative_to(ROOT)} exists" if taken else ""


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("topic", help="a folder of src/entasis/rules")
    parser.add_argument("id", help="lower case, with hyphens")
    parser.add_argument("cwe", type=int, metavar="CWE")
    parser.add_argument("title")
    parser.add_argument("--severity", choices=[each.name.lower() for each in Severity], default="medium")
    kinds = parser.add_mutually_exclusive_group()
    kinds.add_argument("--sink", metavar="KIND")
    kinds.add_argument("--use", metavar="KIND")
    return parser.parse_args()


if __name__ == "__main__":
    sys.exit(main())
