"""Compares the stub index with living Pythons: a call that one of them takes and the index refuses is a bug.

    python scripts/check_stubs.py python3.8 python3.9 ... python3.13

Each interpreter states how its standard library may be called (`live_signatures.py`). Of every such signature
the calls at its edges are tried on the index: fewest and most arguments, each optional one by keyword, unknown
keywords where there is a `**`. Prints what is refused and exits with 1 if anything is. With `--add` the living
signatures go to `stub_additions.txt`, which `compile_stubs.py` reads; check the difference before committing,
compile, and check again, for one addition can uncover the next.
"""

import argparse
import json
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from entasis.models.stubs import Alternative, FunctionKind, StubClass, StubFunction, StubIndex
from entasis.models.stubs.text import print_function
from entasis.signature import (
    Arguments,
    Misfit,
    MisfitKind,
    Parameter,
    ParameterKind,
    Signature,
    misfit,
    misfit_of_all,
)

LIVE = Path(__file__).with_name("live_signatures.py")
ADDITIONS = Path(__file__).with_name("stub_additions.txt")
CORRECTIONS = Path(__file__).with_name("stub_corrections.toml")
OPEN = ("tkinter.",)  # Tcl decides about what these functions pass on, and raises no TypeError
UNUSED = ("_py",)  # modules that stand in for a C module that is always there
CALLED = ("__init__", "__new__", "__call__")  # the dunder methods whose arguments anyone names
KINDS = {"__init__": FunctionKind.METHOD, "__new__": FunctionKind.STATIC_METHOD}
OBJECT = "builtins.object"
NOTHING = Alternative(Signature(), ("None",))
STARS = (ParameterKind.VAR_POSITIONAL, ParameterKind.VAR_KEYWORD)


@dataclass(frozen=True, slots=True)
class Live:
    """How an interpreter says that something may be called, without `self` or `cls`.

    `passes_on` is true where a function reads what it collects with `*` or `**`. It will hand that to another
    one, which may refuse it: there the stubs know better.
    """

    path: str
    origin: str  # where the interpreter defines it
    signature: Signature
    passes_on: bool


@dataclass(frozen=True, slots=True)
class Refusal:
    """A call that a living signature takes and the index does not."""

    live: Live
    call: Arguments
    why: Misfit

    def __str__(self) -> str:
        """The defect as one line."""
        given = ["_"] * self.call.positional + [f"{name}=_" for name in self.call.keywords]
        return f"{self.live.path}{self.live.signature}: ({', '.join(given)}): {self.why.describe()}"


def main() -> None:
    """Check the index against every interpreter named on the command line."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("pythons", nargs="+", metavar="PYTHON")
    parser.add_argument("--add", action="store_true", help=f"add what is refused to {ADDITIONS.name}")
    options = parser.parse_args()
    index = StubIndex.load()
    refused: dict[str, Refusal] = {}
    additions: set[tuple[str, str]] = set()
    for python in options.pythons:
        checked: dict[tuple[object, ...], list[Refusal]] = {}
        for live in of_interpreter(python):
            ours = signatures_of(index, live.path)
            key = (live.origin, ours, live.signature)
            if ours is not None and key not in checked:
                checked[key] = list(refusals(ours, live))
        found = [refusal for those in checked.values() for refusal in those]
        refused.update({refusal.live.path: refusal for refusal in found})
        additions.update(as_addition(index, refusal.live) for refusal in found)
        print(
            f"{python}: {len(checked)} signatures, {len({r.live.path for r in found})} refused",
            file=sys.stderr,
        )
    for path in sorted(refused):
        print(refused[path])
    if options.add:
        known = ADDITIONS.read_text(encoding="utf-8").splitlines() if ADDITIONS.exists() else []
        ADDITIONS.write_text(
            "".join(f"{line}\n" for line in sorted({*known, *map("\t".join, additions)})), encoding="utf-8"
        )
    sys.exit(1 if refused else 0)


def of_interpreter(python: str, *modules: str) -> Iterator[Live]:
    """The living signatures of an interpreter's standard library, or of some of its modules."""
    strict = {row["path"] for row in tomllib.loads(CORRECTIONS.read_text(encoding="utf-8"))["strict"]}
    command = [python, "-I", "-S", str(LIVE), *modules]  # a site may put another distutils in place
    for line in subprocess.run(command, check=True, capture_output=True, text=True).stdout.splitlines():
        path, origin, kind, parameters = json.loads(line)
        if path in strict or path.startswith(UNUSED):
            continue
        signature = Signature(tuple(Parameter(name, ParameterKind(at), d) for name, at, d, _ in parameters))
        passes_on = any(is_read for _, at, _, is_read in parameters if at in STARS)
        passes_on = passes_on and not path.startswith(OPEN)
        yield Live(path, origin, signature.bound() if kind == "method" else signature, passes_on)


def refusals(ours: tuple[Signature, ...], live: Live) -> Iterator[Refusal]:
    """The calls that fit a living signature and none of ours."""
    name = live.path.rpartition(".")[2]
    is_operator = name.startswith("__") and name.endswith("__") and name not in CALLED
    for call in calls(live.signature):
        found = misfit_of_all(ours, call)
        if found is None or (is_operator and call.keywords):
            continue
        is_elsewhere = found.kind is MisfitKind.MISSING or takes_only_by_star(live.signature, call)
        if not (live.passes_on and is_elsewhere):
            yield Refusal(live, call, found)


def signatures_of(index: StubIndex, path: str) -> tuple[Signature, ...] | None:
    """How the index says that a path may be called through its object, or None if it does not say."""
    entry = index.find(path)
    if isinstance(entry, StubClass):
        alternatives = index.constructor(path)
        return None if alternatives is None else tuple(a.signature for a in alternatives)
    return entry.signatures(through_object=True) if isinstance(entry, StubFunction) else None


def calls(signature: Signature) -> Iterator[Arguments]:
    """The calls at the edges of what a signature takes."""
    positional = [p for p in signature.parameters if p.kind <= ParameterKind.POSITIONAL]
    keyword_only = [p for p in signature.parameters if p.kind == ParameterKind.KEYWORD_ONLY]
    kinds = {p.kind for p in signature.parameters}
    more = 3 if ParameterKind.VAR_POSITIONAL in kinds else 0
    for count in range(len(positional) + more + 1):
        rest = positional[count:]
        if any(p.kind == ParameterKind.POSITIONAL_ONLY and not p.has_default for p in rest):
            continue
        open_ones = [p for p in rest if p.kind == ParameterKind.POSITIONAL] + keyword_only
        required = tuple(p.name for p in open_ones if not p.has_default)
        optional = tuple(p.name for p in open_ones if p.has_default)
        yield Arguments(count, required)
        for name in optional:
            yield Arguments(count, (*required, name))
        yield Arguments(count, (*required, *optional))
        if ParameterKind.VAR_KEYWORD in kinds:
            yield Arguments(count, (*required, *optional, "any_other_name"))


def takes_only_by_star(signature: Signature, call: Arguments) -> bool:
    """Whether a call gives something that only a `*args` or `**kwargs` takes."""
    closed = Signature(tuple(p for p in signature.parameters if p.kind not in STARS))
    return misfit(closed, call) is not None


def as_addition(index: StubIndex, live: Live) -> tuple[str, str]:
    """A path and an entry for `stub_additions.txt`: the living signature, where the index defines the function.

    A method that the index knows only from a base, but the interpreter from a nearer class, is defined anew in
    that class, with what the base says of it.
    """
    entry = index.find(live.path)
    origin, _, name = live.origin.rpartition(".")
    if isinstance(entry, StubClass):
        name = name if name in KINDS else "__init__"  # what is a function there may be a class here
        owners = index.mro(entry.path)
        entry = index.maker(entry.path) or StubFunction(f"{OBJECT}.{name}", KINDS[name], (NOTHING,))
    else:
        owners = index.mro(live.path.rpartition(".")[0])
    assert isinstance(entry, StubFunction)
    path = entry.path
    if not owners:
        entry = index.find(path)  # unbound, where it is a method after all, as `random.choice` is
        assert isinstance(entry, StubFunction)
    is_bound = entry.kind in (FunctionKind.METHOD, FunctionKind.CLASS_METHOD) or path.endswith(".__new__")
    signature = with_object(live.signature) if is_bound else live.signature
    alternatives = [Alternative(signature, entry.returns or ("",), entry.is_async, entry.is_noreturn)]
    known, definer = path.rpartition(".")[0], index.canonical(origin)
    nearest = definer if definer in owners and definer != OBJECT else owners[0] if owners else ""
    if known in owners and owners.index(known) > owners.index(nearest):
        path = f"{nearest}.{path.rpartition('.')[2]}"
        alternatives += entry.alternatives
    return path, print_function(entry.kind, alternatives)


def with_object(signature: Signature) -> Signature:
    """A method's signature as its definition has it."""
    first = signature.parameters[0].kind if signature.parameters else ParameterKind.POSITIONAL
    kind = min(first, ParameterKind.POSITIONAL)
    return Signature((Parameter("self", kind), *signature.parameters))


if __name__ == "__main__":
    main()
