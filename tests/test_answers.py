"""The answers that the documents show are those of the reviewer as it is now."""

import re
import runpy
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
REQUEST = ROOT.parent / "shared/seed/review_request.txt"
SCRIPT = ROOT / "scripts/regenerate_answers.py"
ANSWERS = ROOT / "docs/answers"

# A rule that finds nothing here changes nothing in an answer but the number of rules.
_RULE_COUNT = re.compile(r"\d+(?=\s+rules)")


@pytest.fixture(scope="module")
def pages():
    script = runpy.run_path(str(SCRIPT))
    return script["pages"](REQUEST if REQUEST.is_file() else None)


def assert_current(path, pages):
    shown, expected = (
        _RULE_COUNT.sub("N", " ".join(text.split())) for text in (path.read_text(), pages[path])
    )
    assert shown == expected, f"run scripts/{SCRIPT.name} again and read what it changes"


def test_readme_opens_with_a_real_answer(pages):
    assert_current(ROOT / "README.md", pages)
    assert "   Rule      call-argument-count" in (ROOT / "README.md").read_text()[:3000]


def test_answer_for_the_example(pages):
    assert_current(ANSWERS / "cellcloud.md", pages)


@pytest.mark.skipif(not REQUEST.is_file(), reason="the review request is not beside the repository")
def test_answer_for_the_review_request(pages):
    assert_current(ANSWERS / "review-request.md", pages)


def test_answer_for_the_review_request_quotes_only_the_defect():
    """No more of the request's code is in the repository than the two lines that the answer quotes."""
    answer = (ANSWERS / "review-request.md").read_text()
    quoted = {int(number) for number in re.findall(r"^ +[-+]? *(\d+) \|", answer, re.MULTILINE)}
    assert quoted == {227, 228}
    assert "1 security defect: 1 medium" in answer
    assert "CWE-685" in answer
    assert "CWE-710" in answer
