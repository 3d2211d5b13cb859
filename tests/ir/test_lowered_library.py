"""What the Python front end makes of the standard library is sound, and is what its text says."""

import ast
import sysconfig
import warnings
from pathlib import Path

import pytest

from entasis.frontends.python.lower import lower_module
from entasis.ir.parser import parse_module
from entasis.ir.printer import print_module
from entasis.ir.verifier import verify

LIBRARY = Path(sysconfig.get_path("stdlib"))
_LARGEST = 25_000  # bytes; a few larger ones are named below
_STEP = 9  # of each folder every ninth module is taken


SOURCE = """\
def area(w, h=2):
    try:
        if w:
            h = h * w
        return open(h)
    finally:
        print(w)
"""
TEXT = """\
module "area.py"

function f0 "<module>"() as module
  b0:
    r0 = const 2
    r1 = make_function f1 h=r0 ; area
    store area f0 r1
    r2 = const none
    return r2

function f1 area(w, h=...) in f0
  b0:
    r0 = param w ; w
    r1 = param h ; h
    jump b2
  b1: <- b4 b3
    r8 = catch finally
    r9 = load print f0
    r10 = call r9 r0
    raise r8
  b2: <- b0
    branch r0 b4 b3 if
  b3: <- b2 b5 on raise b1
    r4 = phi r1 r2
    r3 = load open f0
    r5 = call r3 r4
    jump b6
  b4: <- b2 on raise b1
    r2 = binary * r1 r0 ; h
    jump b5
  b5: <- b4
    jump b3
  b6: <- b3
    r6 = load print f0
    r7 = call r6 r0
    return r5
"""


def _sample() -> list[Path]:
    folders = (
        "",
        "asyncio",
        "collections",
        "concurrent/futures",
        "email",
        "http",
        "json",
        "logging",
        "unittest",
    )
    found: list[Path] = []
    for folder in folders:
        modules = sorted((LIBRARY / folder).glob("*.py"))
        found += [path for path in modules[::_STEP] if path.stat().st_size <= _LARGEST]
    # Much control flow: handlers in loops, many ways out of `with` and `finally`, generators, `match`.
    named = ["contextlib.py", "dataclasses.py", "socketserver.py", "subprocess.py"]
    return found + [LIBRARY / name for name in named if (LIBRARY / name).exists()]


def test_a_function_reads_like_this():
    module = lower_module(ast.parse(SOURCE), "area.py")
    assert print_module(module, positions=False) == TEXT


@pytest.mark.parametrize("path", _sample(), ids=lambda path: path.relative_to(LIBRARY).as_posix())
def test_the_library(path):
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # of the library's own invalid escapes
        tree = ast.parse(path.read_bytes())
    module = lower_module(tree, path.name)
    assert verify(module) == []
    text = print_module(module)
    assert print_module(parse_module(text)) == text
