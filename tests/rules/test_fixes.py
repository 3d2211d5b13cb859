"""Every fix of every page does what it promises: the edited program parses, the finding is gone, none came instead."""

import ast
import shutil
from collections import Counter
from itertools import pairwise
from pathlib import Path

import mdtest
import pytest

SECTIONS = mdtest.all_sections()


def edited(text, edits):
    """The text after the edits, which must not overlap."""
    lines = text.split("\n")
    starts = [0]
    for line in lines:
        starts.append(starts[-1] + len(line) + 1)
    places = sorted(
        (
            starts[e.span.line - 1] + e.span.column,
            starts[e.span.end_line - 1] + e.span.end_column,
            e.replacement,
        )
        for e in edits
    )
    for (_, end, _), (start, _, _) in pairwise(places):
        assert end <= start, "edits overlap"
    for start, end, replacement in reversed(places):
        text = text[:start] + replacement + text[end:]
    return text


def counted(answer, directory):
    """What was found, without places: rule, file and function, which a fix elsewhere leaves alone."""
    return Counter(
        (f.rule, Path(f.span.path).relative_to(directory).as_posix(), f.function.rpartition(".")[2], f.tier)
        for f in answer.findings
    )


@pytest.mark.parametrize("section", SECTIONS, ids=[f"{s.page}: {s.heading}" for s in SECTIONS])
def test_a_mended_program_has_one_finding_less(section, reviewed, tmp_path):
    directory, answer = reviewed(section)
    before = counted(answer, directory)
    for number, finding in enumerate(answer.findings):
        if not finding.fix.edits:
            continue
        copy = tmp_path / str(number)
        shutil.copytree(directory, copy)
        assert {edit.span.path for edit in finding.fix.edits} == {finding.span.path}
        target = copy / Path(finding.span.path).relative_to(directory)
        text = edited(target.read_text(), finding.fix.edits)
        ast.parse(text)
        target.write_text(text)
        after = counted(mdtest.review(section, copy), copy)
        assert before - after == Counter(counted_one(finding, directory)), text
        assert after - before == Counter(), text


def counted_one(finding, directory):
    path = Path(finding.span.path).relative_to(directory).as_posix()
    return [(finding.rule, path, finding.function.rpartition(".")[2], finding.tier)]


def test_there_are_fixes_to_test(reviewed):
    with_edits = {f.rule for section in SECTIONS for f in reviewed(section)[1].findings if f.fix.edits}
    assert len(with_edits) >= 6
