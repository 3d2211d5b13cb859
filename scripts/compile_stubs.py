"""Compiles typeshed's stubs of the standard library into the index that Entasis ships. For maintainers.

    pip install typeshed-client==2.14.0
    pip install --no-deps --target /tmp/older typeshed-client==2.7.0
    python scripts/compile_stubs.py --older /tmp/older/typeshed_client/typeshed

A typeshed describes only the Pythons that are alive when it is written, so an older one is read as well, for
what it says of 3.8 and 3.9 that it does not say of 3.10: a call is wrong only if it fits no version from 3.8 on.
Two files beside this script mend what stubs get wrong: `stub_corrections.toml`, written by hand, and
`stub_additions.txt`, which `check_stubs.py --add` writes when living interpreters take more than the index.
"""

import argparse
import tomllib
from collections.abc import Iterator
from pathlib import Path

import msgspec
import typeshed_client
from msgspec.structs import replace

from entasis.models.stubs import text
from entasis.models.stubs.entries import Alternative, FunctionKind
from entasis.models.stubs.text import RawEntry
from typeshed_entries import LINUX, Entry, entries_of
from typeshed_source import Typeshed, environments
from typeshed_types import OBJECT

TARGET = Path(__file__).parents[1] / "src/entasis/models/stubs/stdlib.txt"
ADDITIONS = Path(__file__).with_name("stub_additions.txt")
CORRECTIONS = Path(__file__).with_name("stub_corrections.toml")
NEWEST, OLDEST = range(10, 16), range(8, 14)
BEFORE, SINCE = environments(range(8, 10)), environments(range(10, 16))

Library = dict[str, dict[str, Entry]]


def main() -> None:
    """Write the index."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument(
        "--older", type=Path, required=True, help="a typeshed that still describes 3.8 and 3.9"
    )
    options = parser.parse_args()
    current = Path(typeshed_client.__file__).parent / "typeshed"
    library = _library(Typeshed(current, environments(NEWEST)))
    _add_older(library, _library(Typeshed(options.older, environments(OLDEST))))

    for entries in library.values():
        _drop_dead(library, entries)
        _settle(library, entries)
    for row in tomllib.loads(CORRECTIONS.read_text(encoding="utf-8"))["also"]:
        _add_text(library, row["path"], row["entry"])
    for line in ADDITIONS.read_text(encoding="utf-8").splitlines():
        _add_text(library, *line.split("\t"))
    raw = {module: _raw_members(entries) for module, entries in sorted(library.items())}

    lines = [f"{module}\t{msgspec.json.encode(entries).decode()}\n" for module, entries in raw.items()]
    TARGET.write_text("".join(lines), encoding="utf-8", newline="\n")
    print(f"{len(lines)} modules, {TARGET.stat().st_size:,} bytes: {TARGET}")


def _library(typeshed: Typeshed) -> Library:
    library: Library = {}
    for name in typeshed.modules():
        module = typeshed.module(name)
        assert module is not None
        library[name] = entries_of(typeshed, module)
        if name == "os.path":  # no module of its own but another name for `posixpath` or `ntpath`
            library[name][text.HEADER] = Entry(targets={path: mask for mask, path in module.stars})
    return library


def _add_older(library: Library, older: Library) -> None:
    """Add what the older typeshed says of the oldest Pythons only."""
    for module, entries in older.items():
        _add_older_members(library.setdefault(module, {}), entries)
        if not library[module]:
            del library[module]


def _add_older_members(members: dict[str, Entry], older: dict[str, Entry]) -> None:
    for name, entry in older.items():
        if name not in members:
            if not entry.mask & SINCE:
                members[name] = entry
            continue
        there = members[name]
        known = {a.signature for _, a in there.alternatives}
        later = {a.signature for mask, a in entry.alternatives if mask & SINCE}
        if there.kind is entry.kind:
            there.alternatives += [
                (mask, a)
                for mask, a in entry.alternatives
                if mask & BEFORE and a.signature not in known | later
            ]
        if there.is_class and entry.is_class:
            _add_older_members(there.members, entry.members)


def _drop_dead(library: Library, entries: dict[str, Entry]) -> None:
    """Drop names for what a stub has only for itself, such as a type alias."""
    for name, entry in list(entries.items()):
        for path in list(entry.targets):
            module, _, target = path.rpartition(".")
            if module in library and target not in library[module] and path not in library:
                del entry.targets[path]
        if not entry.is_known():
            del entries[name]


def _settle(library: Library, members: dict[str, Entry]) -> None:
    """Make each name one thing, where a version or platform makes it another than the rest.

    A function that is elsewhere another name for a function can be called as either. A class that is elsewhere
    another name for a class has that as a base. A property that is elsewhere a variable is a variable.
    """
    for entry in members.values():
        _settle(library, entry.members)
        if entry.is_class:
            entry.bases.update({path: None for path in entry.targets if path != OBJECT})
            _settle_maker(entry)
        elif entry.alternatives and entry.targets:
            for path in entry.targets:
                entry.alternatives += _entry_at(library, path).alternatives
        elif entry.kind is FunctionKind.PROPERTY and entry.types:
            entry.types.update(dict.fromkeys(name for _, a in entry.alternatives for name in a.returns))
            entry.alternatives = []


def _settle_maker(entry: Entry) -> None:
    """Let `__init__` take what `__new__` takes on the versions that have no `__init__`."""
    init, new = entry.members.get("__init__"), entry.members.get("__new__")
    if init is not None and new is not None:
        init.alternatives += [
            (mask & ~init.mask, replace(a, returns=("None",)))
            for mask, a in new.alternatives
            if mask & ~init.mask
        ]


def _entry_at(library: Library, path: str) -> Entry:
    module, _, name = path.rpartition(".")
    return library[module][name]


def _add_text(library: Library, path: str, written: str) -> None:
    """Add ways to call a function; `*` in the path stands for every class of a module.

    A function that the stubs do not define there is one after all.
    """
    kind, alternatives = text.parse_function(written)
    for members, name in _places(library, path):
        there = members.setdefault(name, Entry())
        assert not there.targets, f"{path} is defined elsewhere"
        there.kind = there.kind or kind
        there.alternatives += [(0, alternative) for alternative in alternatives]


def _places(library: Library, path: str) -> Iterator[tuple[dict[str, Entry], str]]:
    """Where a path is defined: the members of a module or class, and the name."""
    parts = path.split(".")
    end = max(at for at in range(1, len(parts)) if ".".join(parts[:at]) in library)
    found = [library[".".join(parts[:end])]]
    for name in parts[end:-1]:
        found = [
            entry.members
            for members in found
            for key, entry in members.items()
            if entry.is_class and name in ("*", key)
        ]
    assert found, path
    for members in found:
        yield members, parts[-1]


def _raw_members(members: dict[str, Entry]) -> dict[str, RawEntry]:
    return {name: _raw(members[name]) for name in sorted(members)}


def _raw(entry: Entry) -> RawEntry:
    if entry.is_class:
        header = text.print_header(list(entry.bases), entry.metaclass)
        return {text.HEADER: header, **_raw_members(entry.members)}
    if entry.alternatives:
        assert entry.kind is not None
        return text.print_function(entry.kind, _merged([a for _, a in entry.alternatives]))
    if entry.targets:
        return text.print_alias(sorted(entry.targets, key=lambda target: not entry.targets[target] & LINUX))
    return text.print_attribute(list(entry.types))


def _merged(alternatives: list[Alternative]) -> list[Alternative]:
    """Alternatives that are called alike as one, which returns what any of them does."""
    merged: dict[tuple[object, ...], Alternative] = {}
    for a in alternatives:
        key = (a.signature, a.is_async)
        b = merged.setdefault(key, a)
        merged[key] = Alternative(
            a.signature,
            tuple(dict.fromkeys((*b.returns, *a.returns))),
            a.is_async,
            a.is_noreturn and b.is_noreturn,
        )
    return list(merged.values())


if __name__ == "__main__":
    main()
