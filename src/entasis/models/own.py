"""A user's own models: rows about a project's own functions, kinds of its own, and whole rules over data flow.

    [[source]]
    api = "shop.feeds.fetch"
    port = "return"
    kind = "remote"
    says = "a supplier's feed"

    [[rule]]
    id = "feed-into-ledger"
    cwe = 1287
    sinks = ["ledger"]
    ...

The tables are those of the models that ship (`schema`), and `kind` and `rule`. What a file says is data: it is
checked, and nothing in it is run. A file is read only because the user named it, never because it was found.
"""

import re
import tomllib
from collections.abc import Mapping
from difflib import get_close_matches
from pathlib import Path
from typing import Any, Final

import msgspec
from msgspec import Struct

from entasis.models.reader import Library, ModelError, translated
from entasis.models.rows import Kind, Table, ThreatModel
from entasis.models.schema import OwnRows, RuleRow
from entasis.models.terms import expand
from entasis.weakness import weakness

_HEAD: Final = {"library": "your own models", "docs": "", "packages": []}
_UNKNOWN: Final = re.compile(r"unknown field `(?P<key>[^`]*)`(?: - at `\$\.?(?P<where>[^`]*)`)?")
_ID: Final = re.compile(r"[a-z][a-z0-9]*(?:-[a-z0-9]+)*")
_PLACES: Final = re.compile(r"\{(\w*)\}")


class Own(Struct, frozen=True):
    """One file, or one configuration, of the user's. `origin` names it in messages."""

    origin: str
    library: Library
    kinds: tuple[Kind, ...]
    rules: tuple[RuleRow, ...]


def read_own(path: Path) -> Own:
    """The models in the file. Raises ModelError for what is not of the form, OSError if it cannot be read."""
    return own_models(read_tables(path), str(path))


def read_tables(path: Path) -> dict[str, Any]:
    """The tables of a TOML file that the user named. Raises ModelError, or OSError if it cannot be read."""
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise ModelError(str(path), str(error)) from error


def own_models(data: Mapping[str, Any], origin: str) -> Own:
    """The models in tables that are read already."""
    try:
        rows = msgspec.convert({**_HEAD, **data, "packages": _packages(data)}, OwnRows)
        kinds = tuple(
            Kind(
                row.name,
                row.table,
                row.title or row.name,
                row.what or row.name,
                _threat(row.table, row.threat_model),
            )
            for row in rows.kind
        )
        for rule in rows.rule:
            _check(rule)
        known = {kind.name for kind in kinds}
        named = [(name, Table.SINK) for rule in rows.rule for name in rule.sinks]
        named += [(name, Table.SOURCE) for rule in rows.rule for name in rule.sources]
        added = {
            name: Kind(name, table, name, name, _threat(table, None))
            for name, table in named
            if name not in known
        }
        return Own(origin, translated(rows), (*added.values(), *kinds), tuple(rows.rule))
    except msgspec.ValidationError as error:
        raise ModelError(origin, explained(error, OwnRows)) from error
    except ValueError as error:
        raise ModelError(origin, str(error)) from error


def _threat(table: Table, given: ThreatModel | None) -> ThreatModel | None:
    return (given or ThreatModel.REMOTE) if table is Table.SOURCE else given


def _packages(data: Mapping[str, Any]) -> list[str]:
    """The top-level packages that the rows are about: what a file that ships says in its head."""
    found: dict[str, None] = dict.fromkeys(data["packages"]) if isinstance(data.get("packages"), list) else {}
    for row in (
        row for rows in data.values() if isinstance(rows, list) for row in rows if isinstance(row, dict)
    ):
        given = row.get("api", row.get("class", []))
        for pattern in [given] if isinstance(given, str) else given if isinstance(given, list) else []:
            if isinstance(pattern, str):
                found.update((path.partition(".")[0], None) for path in expand(pattern))
    return list(found)


def _check(rule: RuleRow) -> None:
    """Raises ValueError for a rule that could not be reported."""
    if not _ID.fullmatch(rule.id):
        raise ValueError(f"rule {rule.id!r}: an id is words of small letters with hyphens between them")
    try:
        known = weakness(rule.cwe)
    except KeyError:
        raise ValueError(f"rule {rule.id!r}: the CWE-1000 view has no CWE-{rule.cwe}") from None
    if not known.is_mappable:
        raise ValueError(
            f"rule {rule.id!r}: CWE-{rule.cwe} is {known.usage.value} for mapping: name a weakness below it"
        )
    if not rule.sinks:
        raise ValueError(f"rule {rule.id!r}: `sinks` lists the kinds of sinks that it is about")
    for text in (rule.message, rule.why, rule.remedy):
        odd = [name for name in _PLACES.findall(text) if name not in {"source", "sink", "api"}]
        if odd or text.count("{") != text.count("}") or text.count("{") != len(_PLACES.findall(text)):
            raise ValueError(
                f"rule {rule.id!r}: {text!r} may use {{source}}, {{sink}} and {{api}} and no other braces"
            )


def explained(error: msgspec.ValidationError, rows: type[msgspec.Struct]) -> str:
    """The error, with the key that was perhaps meant where one is not known."""
    found = _UNKNOWN.search(str(error))
    if found is None:
        return str(error)
    table = re.split(r"[\[.]", found["where"] or "")[0]
    known = _keys(rows, table)
    close = get_close_matches(found["key"], known, 1)
    place = f" in [[{table}]]" if table else ""
    meant = f": did you mean '{close[0]}'?" if close else f": known are {', '.join(known)}"
    return f"unknown key '{found['key']}'{place}{meant}"


def _keys(rows: type[msgspec.Struct], table: str) -> list[str]:
    """The keys of a table of the struct, or of the struct itself."""
    for field in msgspec.structs.fields(rows):
        if table and field.encode_name == table:
            inner = getattr(field.type, "__args__", (field.type,))[0]
            if isinstance(inner, type) and issubclass(inner, msgspec.Struct):
                return [one.encode_name for one in msgspec.structs.fields(inner)]
    return [one.encode_name for one in msgspec.structs.fields(rows)]
