"""Every page of this folder is true: what its marks say is found, and nothing else."""

import mdtest
import pytest

SECTIONS = mdtest.all_sections()
IDS = [f"{section.page}: {section.heading}" for section in SECTIONS]


@pytest.mark.parametrize("section", SECTIONS, ids=IDS)
def test_page_says_what_is_found(section, reviewed):
    directory, answer = reviewed(section)
    complaints = list(mdtest.disagreements(section, directory, answer))
    if complaints:
        pytest.fail("\n".join(complaints), pytrace=False)


def test_no_two_sections_have_one_name():
    assert len(set(IDS)) == len(IDS)
