"""Texts that are written out in parts: what is put together, what has holes, and what would never end."""

from itertools import pairwise

import pytest
from programs import program_of, reveals

from entasis.limits import CONSTANT_SIZE
from entasis.program.routes import parse_route
from entasis.program.written import HOLE, text_with_holes, written_text

DOUBLED = "A = 'ab'\n" + "".join(f"{b} = {a} + {a}\n" for a, b in pairwise("ABCDEFGHIJKLMNOPQRS"))


def asked(text, question):
    program = program_of({"a.py": text})
    ((function, call),) = reveals(program)
    return question(program.evaluator, function, call.arguments[0])


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("A = 'x'\nreveal('^' + A)", "^x"),
        ("A = 12\nreveal(f'{A}/')", "12/"),
        ("A = 12\nreveal(r'\\w{1,%d}%%' % A)", "\\w{1,12}%"),
        ("class A:\n    B = 'x'\nreveal(A.B)", "x"),
        ("class A:\n    B = 'x'\n    def f(self): self.B = 'y'\nreveal(A.B)", None),
        ("from b import A\nreveal(A + 'x')", None),
        # Numbers are added up, and not written one behind the other.
        ("reveal(1 + 2)", None),
        ("reveal('%s' % (1 + 2))", None),
        # What holds itself, and what would be too long to be written here.
        ("A = A + A\nreveal(A)", None),
        (f"{DOUBLED}reveal(S)", None),
        (f"{DOUBLED}reveal(B)", "abab"),
        ("reveal('%999999999d' % 1)", None),
        (f"reveal(f'{{0x{'f' * CONSTANT_SIZE.bound}}}')", None),
    ],
)
def test_what_is_written_out(text, expected):
    assert asked(text, written_text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("def f(a):\n    reveal('x/' + a + '/y')", f"x/{HOLE}/y"),
        ("def f(a):\n    reveal(f'x/{a}')", f"x/{HOLE}"),
        ("def f(a):\n    reveal(a)", HOLE),
        ("def f(a):\n" + "    a = a + a\n" * 65 + "    reveal(a)", HOLE),
    ],
)
def test_what_is_written_out_but_for_parts(text, expected):
    assert asked(text, text_with_holes) == expected


@pytest.mark.parametrize("text", ['regex("[a-z:]+"):name', 'regex( "[a-z:]+" ) : name', 're(r"[a-z]+"):name'])
def test_an_expression_in_an_address_may_have_spaces_around_it(text):
    assert parse_route(f"/<{text}>").named == {"name": ":" in text.partition(")")[0]}


def test_an_address_of_spaces_is_read_in_one_go():
    assert parse_route(f"/<a({' ' * 20_000}b>").named
