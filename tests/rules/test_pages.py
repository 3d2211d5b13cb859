"""Every page of this folder is true: what its marks say is found, and nothing else."""

import mdtest
import pytest

SECTIONS = mdtest.all_sections()


@pytest.mark.parametrize("section", SECTIONS, ids=[f"{s.page}: {s.heading}" for s in SECTIONS])
def test_page_says_what_is_found(section, tmp_path):
    mdtest.write(section, tmp_path)
    answer = mdtest.review(section, tmp_path)
    complaints = list(mdtest.disagreements(section, tmp_path, answer))
    if complaints:
        pytest.fail("\n".join(complaints), pytrace=False)
