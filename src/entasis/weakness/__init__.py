"""Says what a CWE number means: its name, its pillar, its parents, and whether MITRE lets one map to it.

    >>> weakness(89).pillar
    707
    >>> [pillar.cwe for pillar in PILLARS]
    [284, 435, 664, 682, 691, 693, 697, 703, 707, 710]

Nothing else in the project knows what a number stands for: rules name a CWE, and its pillar is derived here.
"""

from entasis.weakness.view import (
    PILLARS,
    VERSION,
    Abstraction,
    Pillar,
    Usage,
    Weakness,
    lineage,
    pillar_of,
    weakness,
    weaknesses,
)

__all__ = [
    "PILLARS",
    "VERSION",
    "Abstraction",
    "Pillar",
    "Usage",
    "Weakness",
    "lineage",
    "pillar_of",
    "weakness",
    "weaknesses",
]
