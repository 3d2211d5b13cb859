"""What the analyser says of constants and dead code is what happens when the code runs."""

import driver
import pytest
import values

from entasis.analyses.constants import is_constant

CLAIMS = driver.claims()
each_claim = pytest.mark.parametrize("claim", CLAIMS, ids=[f"{c.path.name}:{c.line}: {c.text}" for c in CLAIMS])


@pytest.fixture(scope="module", autouse=True)
def runs():
    driver.run_all()


@pytest.fixture(scope="module")
def answers():
    return driver.analysed()


def distinct(claim):
    found = []
    for value in values.seen(str(claim.path), claim.line):
        if not any(driver.same(value, other) for other in found):
            found.append(value)
    return found


def test_there_are_enough_cases():
    assert len(CLAIMS) >= 250
    assert len({(claim.path, claim.line) for claim in CLAIMS}) == len(CLAIMS)


@each_claim
def test_the_claim_is_true(claim):
    found = distinct(claim)
    match claim.kind:
        case "always":
            assert len(found) == 1
        case "varies":
            assert len(found) > 1
        case "dead":
            assert found == []


@each_claim
def test_the_analyser_agrees(claim, answers):
    is_live, cell = answers.get((claim.path, claim.line), (False, None))  # unreachable code is not lowered
    truth = distinct(claim)
    match claim.kind:
        case "dead":
            is_right, is_weak = not is_live, is_live
        case "always":
            is_right = is_live and is_constant(cell) and driver.same(cell, truth[0])
            is_weak = is_live and not is_constant(cell)
        case _:
            is_right, is_weak = is_live and not is_constant(cell), False
    said = driver.shown(cell) if is_live else "dead"
    if claim.mark == "missing":
        assert not is_right, "seen now: take the mark away"
        assert is_weak, f"not less than the claim, but wrong: {said}"
    elif claim.mark == "spurious":
        assert not is_right, "right now: take the mark away"
    else:
        assert is_right, said
