"""The CWE-1000 view holds together: laws over all 944 entries, and a few everyone can check by hand."""

import doctest
import subprocess
import sys
from pathlib import Path

import pytest

import entasis.weakness
from entasis.weakness import (
    PILLARS,
    VERSION,
    Abstraction,
    Usage,
    lineage,
    pillar_of,
    weakness,
    weaknesses,
)

TABLE = Path(entasis.weakness.__file__).with_name("cwe-1000.tsv")


def ancestors(cwe):
    found, todo = set(), [cwe]
    while todo:
        number = todo.pop()
        if number not in found:
            found.add(number)
            todo.extend(weakness(number).parents)
    return found


def test_every_live_weakness_is_there_once_in_order():
    numbers = [entry.cwe for entry in weaknesses()]
    assert len(numbers) == 944
    assert numbers == sorted(set(numbers))
    assert [weakness(number).cwe for number in numbers] == numbers


def test_every_entry_has_a_name_of_its_own():
    assert len({entry.name for entry in weaknesses()}) == 944
    assert all(entry.name.isprintable() and entry.name == entry.name.strip() for entry in weaknesses())


def test_every_parent_is_in_the_view_and_only_pillars_have_none():
    for entry in weaknesses():
        assert len(set(entry.parents)) == len(entry.parents)
        for parent in entry.parents:
            assert weakness(parent).cwe == parent
        assert (entry.parents == ()) == (entry.abstraction is Abstraction.PILLAR)
        assert (entry.cwe in {pillar.cwe for pillar in PILLARS}) == (entry.parents == ())


def test_the_primary_path_leads_to_the_primary_pillar_without_a_loop():
    for entry in weaknesses():
        path = [step.cwe for step in lineage(entry.cwe)]
        assert path[0] == entry.cwe
        assert path[-1] == entry.pillar == pillar_of(entry.cwe).cwe
        assert len(path) == len(set(path))
        assert entry.pillar in ancestors(entry.cwe)


def test_the_pillars():
    assert [pillar.cwe for pillar in PILLARS] == [284, 435, 664, 682, 691, 693, 697, 703, 707, 710]
    assert [pillar.name for pillar in PILLARS] == [weakness(pillar.cwe).name for pillar in PILLARS]
    assert all(pillar_of(pillar.cwe) is pillar for pillar in PILLARS)


def test_how_many_there_are_of_each_kind():
    def count(value, field):
        return sum(getattr(entry, field) is value for entry in weaknesses())

    assert {kind: count(kind, "abstraction") for kind in Abstraction} == {
        Abstraction.PILLAR: 10,
        Abstraction.CLASS: 112,
        Abstraction.BASE: 523,
        Abstraction.VARIANT: 292,
        Abstraction.COMPOUND: 7,
    }
    assert {usage: count(usage, "usage") for usage in Usage} == {
        Usage.ALLOWED: 751,
        Usage.ALLOWED_WITH_REVIEW: 90,
        Usage.DISCOURAGED: 44,
        Usage.PROHIBITED: 59,
    }


@pytest.mark.parametrize(
    ("cwe", "name", "pillar", "is_mappable"),
    [
        (
            89,
            "Improper Neutralization of Special Elements used in an SQL Command ('SQL Injection')",
            707,
            True,
        ),
        (295, "Improper Certificate Validation", 284, True),
        (502, "Deserialization of Untrusted Data", 664, True),
        (628, "Function Call with Incorrectly Specified Arguments", 710, True),
        (20, "Improper Input Validation", 707, False),
        (682, "Incorrect Calculation", 682, False),
    ],
)
def test_well_known_ones(cwe, name, pillar, is_mappable):
    entry = weakness(cwe)
    assert (entry.name, entry.pillar, entry.is_mappable) == (name, pillar, is_mappable)


@pytest.mark.parametrize("cwe", [0, -1, 310, 1000, 99999])
def test_a_category_a_view_or_no_number_at_all_is_no_weakness(cwe):
    with pytest.raises(KeyError):
        weakness(cwe)


def test_the_version_is_that_of_the_table():
    assert TABLE.read_text(encoding="utf-8").splitlines()[0] == f"# CWE-1000, version {VERSION}"


def test_nothing_is_read_before_it_is_asked_for():
    program = "import entasis.weakness.view as v; assert v._view.cache_info().currsize == 0; v.weakness(89)"
    subprocess.run([sys.executable, "-c", program], check=True, env={"PYTHONPATH": ":".join(sys.path)})


def test_the_example_in_the_docstring():
    assert doctest.testmod(entasis.weakness) == (0, 2)
