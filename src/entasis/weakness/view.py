"""The CWE-1000 research view as typed records, read from the table beside this file when first asked for.

Data: MITRE's Common Weakness Enumeration, without deprecated entries; `scripts/generate_weaknesses.py` writes
the table. A weakness may have several parents and so lie under several pillars; its primary pillar is the one
at the end of its primary path, and that is the one Entasis reports.
"""

from collections.abc import Mapping
from enum import Enum
from functools import cache
from pathlib import Path
from types import MappingProxyType

from msgspec import Struct

VERSION = "4.19.1"
"""The version of CWE the table was generated from."""

_TABLE = Path(__file__).with_name("cwe-1000.tsv")


class Abstraction(Enum):
    """How general a weakness is, as MITRE grades it."""

    PILLAR = "Pillar"
    CLASS = "Class"
    BASE = "Base"
    VARIANT = "Variant"
    COMPOUND = "Compound"


class Usage(Enum):
    """MITRE's word on mapping a real defect to a weakness."""

    ALLOWED = "Allowed"
    ALLOWED_WITH_REVIEW = "Allowed-with-Review"
    DISCOURAGED = "Discouraged"
    PROHIBITED = "Prohibited"


class Weakness(Struct, frozen=True):
    """One entry of the view. `parents` begins with the primary one and is empty for a pillar only."""

    cwe: int
    name: str
    abstraction: Abstraction
    usage: Usage
    pillar: int
    parents: tuple[int, ...]

    @property
    def is_mappable(self) -> bool:
        """Whether a defect may be reported as this weakness: MITRE neither discourages nor prohibits it."""
        return self.usage in {Usage.ALLOWED, Usage.ALLOWED_WITH_REVIEW}


class Pillar(Struct, frozen=True):
    """One of the ten weaknesses at the top of the view."""

    cwe: int
    name: str


PILLARS: tuple[Pillar, ...] = (
    Pillar(284, "Improper Access Control"),
    Pillar(435, "Improper Interaction Between Multiple Correctly-Behaving Entities"),
    Pillar(664, "Improper Control of a Resource Through its Lifetime"),
    Pillar(682, "Incorrect Calculation"),
    Pillar(691, "Insufficient Control Flow Management"),
    Pillar(693, "Protection Mechanism Failure"),
    Pillar(697, "Incorrect Comparison"),
    Pillar(703, "Improper Check or Handling of Exceptional Conditions"),
    Pillar(707, "Improper Neutralization"),
    Pillar(710, "Improper Adherence to Coding Standards"),
)
"""The ten pillars, by number. Written out so that a reader sees them; a test holds them equal to the table."""


def weakness(cwe: int) -> Weakness:
    """The weakness with this number. Raises KeyError if the view has none, as for a category or a deprecated one."""
    return _view()[cwe]


def weaknesses() -> tuple[Weakness, ...]:
    """All weaknesses of the view, by number."""
    return tuple(_view().values())


def pillar_of(cwe: int) -> Pillar:
    """The primary pillar of a weakness, itself if it is a pillar. Raises KeyError like `weakness`."""
    number = weakness(cwe).pillar
    return next(pillar for pillar in PILLARS if pillar.cwe == number)


def lineage(cwe: int) -> tuple[Weakness, ...]:
    """The primary path: the weakness, its primary parent, and so on up to its primary pillar."""
    path = [weakness(cwe)]
    while path[-1].parents:
        path.append(weakness(path[-1].parents[0]))
    return tuple(path)


@cache
def _view() -> Mapping[int, Weakness]:
    # By path and not by importlib.resources, whose import alone takes longer than all that is done here.
    lines = _TABLE.read_text(encoding="utf-8").splitlines()
    abstractions = {item.value: item for item in Abstraction}
    usages = {item.value: item for item in Usage}
    view = {}
    for line in lines[2:]:
        cwe, abstraction, usage, pillar, parents, name = line.split("\t")
        ancestors = tuple(map(int, parents.split()))
        view[int(cwe)] = Weakness(
            int(cwe), name, abstractions[abstraction], usages[usage], int(pillar), ancestors
        )
    return MappingProxyType(view)
