"""Every row about data flow is hit by a case of some page, or listed among those that still want one."""

import hits
import pytest

from entasis.models.loader import load_models

MOST = 2135  # as many as there were when the list was made: take what was hit since off the list and lower it
LISTED = hits.LISTED.read_text().split("\n")[:-1]


@pytest.fixture(scope="module")
def missed():
    return hits.unhit()


def test_a_row_that_no_case_hits_is_listed(missed):
    new = sorted({*missed} - {*LISTED})
    assert new == [], "give these a case on a page of tests/rules"


def test_the_list_is_no_longer_than_it_was():
    assert len(LISTED) <= MOST
    assert sorted(set(LISTED)) == LISTED


def test_what_is_listed_is_there():
    libraries = [*load_models().libraries()]
    known = {
        f"{table} {row.api}"
        for table in hits.TABLES.values()
        for library in libraries
        for row in getattr(library, table)
    }
    assert sorted({*LISTED} - known) == []
