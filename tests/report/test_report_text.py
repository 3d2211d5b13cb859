"""The answer for people: the words and their order, and what no reviewed code can do to them."""

import re
import subprocess
import sys
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from report_samples import CALL, CLEAN, COVERAGE, FULL, GAP, REMARK, TLS, reviews

from entasis.finding import Coverage, Edit, Fix, Review, Severity, Span
from entasis.report.escape import UNSAFE, escape_code
from entasis.report.styled import columns
from entasis.report.summary import NEGATIVE_SENTENCE
from entasis.report.text import render
from entasis.weakness import PILLARS

few = settings(max_examples=40)
COLOUR = re.compile(r"\x1b\[[0-9;]*m")


def answer(review, width=100):
    return render(review, colour=False, width=width)


def test_a_whole_answer():
    assert answer(FULL, width=80) == (
        """\
2 security defects: 1 high, 1 medium; the review is incomplete: 1 part could not
be analysed

1. Certificates are not verified
   Severity  high
   Weakness  CWE-295 Improper Certificate Validation
   Pillar    CWE-284 Improper Access Control
   Rule      unverified-tls
   Place     src/app.py:12, in fetch

     12 |     return requests.get(url, verify=VERIFY)
        |                              ^^^^^^^^^^^^^

   Description
   requests.get is called with verify=False, so any certificate is accepted.

   Whoever sits between this program and the server can read and change all that
   is sent.

   - VERIFY is assigned once, the constant False.

   Path
   1. src/settings.py:3: VERIFY is set to False
   2. src/app.py:12: and is what requests.get is given

   Solution
   Leave the argument out.

   - 12 |     return requests.get(url, verify=VERIFY)
   +    |     return requests.get(url)

2. A call does not fit the function it calls
   Severity  medium
   Weakness  CWE-628 Function Call with Incorrectly Specified Arguments
   Pillar    CWE-710 Improper Adherence to Coding Standards
   Tier      audit: it rests on an assumption
   Rule      call-arguments
   Place     tests/test_app.py:227-228, in ServerTest.test_resize (test code)

     227 |         self.fail('server %s is missing',
     228 |                   server['id'])

   Description
   self.fail takes one argument and is given two.

   The call raises TypeError.

   What the test wanted to say is lost.

   Solution
   Format the message first.

   - 227 |         self.fail('server %s is missing',
   - 228 |                   server['id'])
   +     |         self.fail('server %s is missing' % server['id'])

Pillars
   1  CWE-284 Improper Access Control
   0  CWE-435 Improper Interaction Between Multiple Correctly-Behaving Entities
   0  CWE-664 Improper Control of a Resource Through its Lifetime
   0  CWE-682 Incorrect Calculation
   0  CWE-691 Insufficient Control Flow Management
   0  CWE-693 Protection Mechanism Failure
   0  CWE-697 Incorrect Comparison
   0  CWE-703 Improper Check or Handling of Exceptional Conditions
   0  CWE-707 Improper Neutralization
   1  CWE-710 Improper Adherence to Coding Standards

Not analysed
   src/old.py:3: not Python 3: nothing of this file was analysed

Analysed with reservations
   src/latin.py: read as Latin-1

Note: 2 files follow no package

Coverage: 3 files with 1,234 lines and 56 functions analysed; 700 of 789 calls
          resolved (88 %); 1 file skipped; 1 analysed in part; 2 files left out
          by default (generated 2); 4 limits hit (opaque 4); 8 rules; CWE
          4.19.1.
"""
    )


def test_the_sentence_stands_alone_and_coverage_follows():
    lines = answer(CLEAN).splitlines()
    assert lines[0] == NEGATIVE_SENTENCE
    assert lines[1] == ""
    assert lines[2] == "Pillars"
    assert lines[-4] == ""
    assert lines[-3].startswith("Coverage: 3 files with 1,234 lines and 56 functions analysed; ")


def test_an_incomplete_review_without_findings_never_says_the_sentence():
    text = answer(replace(CLEAN, problems=(GAP, GAP, REMARK)))
    assert NEGATIVE_SENTENCE not in text
    assert text.startswith("Nothing was found, but the review is incomplete: 2 parts could not be analysed\n")


def test_a_reservation_alone_leaves_the_review_complete():
    text = answer(replace(CLEAN, problems=(REMARK,)))
    assert text.startswith(f"{NEGATIVE_SENTENCE}\n")
    assert "   src/latin.py: read as Latin-1\n" in text


def test_worst_first_then_by_place():
    critical = replace(CALL, severity=Severity.CRITICAL, title="Worst")
    later = replace(TLS, span=replace(TLS.span, path="src/z.py"), title="Later")
    heads = re.findall(r"^\d\. (.*)$", answer(Review((later, TLS, critical), COVERAGE)), re.MULTILINE)
    assert heads == ["Worst", TLS.title, "Later"]


def test_an_edit_beyond_the_quoted_lines_is_told_in_words():
    edits = (
        Edit(Span("src/app.py", 1, 0, 1, 0), "import hashlib\nimport hmac\n"),
        Edit(Span("src/b.py", 5, 3, 7, 9), "x"),
        Edit(Span("src/b.py", 9, 3, 9, 5), ""),
        Edit(Span("src/b.py", 9, 7, 9, 7), "y"),
    )
    shown = answer(Review((replace(TLS, fix=Fix("Do this.", edits)),), Coverage())).split("Do this.\n\n")[1]
    assert shown.split("\n\nPillars")[0] == (
        "   src/app.py:1: insert before this line\n"
        "   +    | import hashlib\n"
        "   +    | import hmac\n\n"
        "   src/b.py:5: replace column 4 to line 7, column 9 by\n"
        "   +    | x\n\n"
        "   src/b.py:9: delete column 4 to column 5\n\n"
        "   src/b.py:9: insert at column 8\n"
        "   +    | y"
    )


@pytest.mark.parametrize(
    ("code", "first", "last", "marks"),
    [
        ("\tif a == b:", 4, 10, "    if a == b:\n        |        ^^^^^^"),
        ("x = '界' + y", 10, 11, "x = '界' + y\n        |            ^"),
        ("\x1b[2J(y)", 5, 6, "\\x1b[2J(y)\n        |         ^"),
    ],
)
def test_the_mark_stands_under_the_code_whatever_its_width(code, first, last, marks):
    found = replace(TLS, span=Span("a.py", 12, first, 12, last), quote=((12, code),), fix=Fix("Mend it."))
    assert f"     12 | {marks}\n\n   Description" in answer(Review((found,), COVERAGE))


def test_a_whole_line_needs_no_mark():
    found = replace(TLS, span=Span("a.py", 12, 4, 12, 10), quote=((12, "    return"),))
    assert "^" not in answer(Review((found,), COVERAGE))


def test_a_clean_answer_in_colour_costs_no_console():
    program = (
        "import sys; from entasis.finding import Coverage, Review; from entasis.report.text import render;"
        "render(Review((), Coverage()), colour=True, width=80); assert 'rich.console' not in sys.modules"
    )
    subprocess.run([sys.executable, "-c", program], check=True, env={"PYTHONPATH": ":".join(sys.path)})


@few
@given(reviews, st.integers(0, 140))
def test_nothing_hostile_reaches_the_reader(review, width):
    text = answer(review, width)
    assert "\x1b" not in text
    assert UNSAFE.findall(text.replace("\n", "")) == []
    assert text.encode().decode() == text


@few
@given(reviews, st.integers(0, 140))
def test_the_form_of_every_answer(review, width):
    text = answer(review, width)
    assert text.endswith("\n")
    assert not text.endswith("\n\n")
    lines = text.split("\n")
    assert [line for line in lines if line != line.rstrip()] == []
    assert lines.count(NEGATIVE_SENTENCE) == int(not review.findings and review.is_complete)
    counts = [line for line in lines if re.match(r" {3} *\d+  CWE-\d+ ", line)]
    assert [line.split(maxsplit=2)[1:] for line in counts] == [
        [f"CWE-{pillar.cwe}", pillar.name] for pillar in PILLARS
    ]
    assert sum(int(line.split()[0]) for line in counts) == len(review.findings)
    for finding in review.findings:
        for number, line in finding.quote:
            assert f"{number} | {escape_code(line)}".rstrip() in text


@few
@given(reviews, st.integers(40, 140))
def test_colour_changes_no_word(review, width):
    coloured = render(review, colour=True, width=width)
    assert COLOUR.search(coloured)
    assert COLOUR.sub("", coloured) == answer(review, width)


def test_the_order_of_the_review_does_not_matter():
    backwards = replace(FULL, findings=FULL.findings[::-1], problems=FULL.problems[::-1])
    assert answer(backwards) == answer(FULL)


def test_prose_is_wrapped_and_long_words_and_code_are_not():
    path = "src/" + "long/" * 30 + "a.py"
    found = replace(
        TLS, why=f"It is {'very ' * 50}bad, see {path} now.", quote=((12, "x" * 200),), fix=Fix("Mend.")
    )
    lines = answer(Review((found,), COVERAGE), width=60).split("\n\nPillars")[0].splitlines()
    too_long = [line.strip() for line in lines if columns(line) > 60]
    assert too_long == [f"12 | {'x' * 200}", path]
    assert "   It is very very" in "\n".join(lines)
