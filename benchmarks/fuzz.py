"""Whether any bytes make decoding, parsing, conversion or lowering fail: coverage-guided, for as long as is asked.

    python benchmarks/fuzz.py [--seconds N] [CORPUS]

Each input is tried twice. As it is, it is a file: its bytes are decoded. And each of its bytes chooses a word of
Python, so that what the compiler takes and what it nearly takes come up often. The text is parsed as a review parses
it and converted by the tolerant parser as well, both trees are lowered, and the IR is verified. What fails is raised,
and atheris writes the input to a file. (How far the two parsers agree is what `recover_oracle.py` counts.)

The tests run `check` on random bytes for a moment; this program needs atheris.
"""

import argparse
import gc
import importlib
import sys
import time

from entasis.frontends.python.lower import lower_module
from entasis.frontends.python.parse import parse
from entasis.frontends.python.recover import recover
from entasis.ir.verifier import verify
from entasis.limits import NESTING
from entasis.source.decode import decode

_TABLE = (
    "\n¦\n¦\n  ¦\n    ¦\n  ¦:\n  ¦:\n    ¦\n\t¦ ¦;¦\\\n¦# c\n¦\r\n¦\f¦\0¦$¦é¦"
    "def f(¦):¦class A¦class B(A):¦lambda ¦return ¦yield ¦yield from ¦await ¦async ¦if ¦elif ¦else:¦while ¦for ¦ in ¦"
    "break¦continue¦pass¦del ¦assert ¦try:¦except ¦except* ¦except:¦finally:¦raise ¦ from ¦with ¦ as ¦global ¦nonlocal ¦"
    "match ¦case ¦case _:¦case {¦case [¦case A(¦| ¦import ¦from ¦from . import ¦type ¦x¦y¦z¦self¦a.b¦a[0]¦f(x)¦print ¦"
    "exec ¦_¦*¦**¦@¦None¦True¦1¦0x1f¦1e5¦1j¦1L¦0777¦'a'¦\"b\"¦b'c'¦r'\\d'¦u'd'¦'''¦\"\"\"¦f'¦f'{¦}'¦{x!r}¦{x:>{y}}¦"
    "{x=}¦f\"{¦t'{x}'¦`¦(¦)¦[¦]¦{¦}¦,¦.¦:¦=¦:=¦->¦+¦-¦/¦//¦%¦&¦^¦~¦<<¦>>¦<¦>¦==¦!=¦<>¦<=¦+=¦@=¦...¦ and ¦ or ¦not ¦"
    " is ¦ is not ¦ not in ¦ if ¦ else ¦ for x in ¦*args¦**kw¦x: int"
)
WORDS = _TABLE.split("¦")
"""What the bytes of an input stand for in its second reading."""


def check(data: bytes) -> None:
    """Read, parse and lower `data` in both ways; raises what a review of such a file would fail on."""
    text, problems = decode(data, "input.py")
    if text is None:
        assert problems, "a file is lost in silence"
    else:
        check_text(text)
    check_text("".join(WORDS[byte % len(WORDS)] for byte in data))


def check_text(text: str) -> None:
    """Parse and lower a text, also by the tolerant parser."""
    parsed, recovered = parse(text), recover(text)
    for tree, walruses in ((parsed.tree, parsed.walruses), (recovered.tree, None)):
        broken = verify(lower_module(tree, "input.py", walruses=walruses))
        assert not broken, broken[0]


def main() -> None:
    """Look for failures until the time is up."""
    atheris = importlib.import_module("atheris")  # late: the tests need the rest of this module without it
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--seconds", type=int, default=60, metavar="N")
    parser.add_argument("corpus", nargs="?", help="a directory that keeps inputs between runs")
    arguments = parser.parse_args()
    gc.disable()  # as a review does
    sys.setrecursionlimit(NESTING.bound * 6)
    atheris.instrument_all()
    options = [f"-max_total_time={arguments.seconds}", "-max_len=512", "-timeout=20", "-rss_limit_mb=4096"]
    atheris.Setup([sys.argv[0], *options, *([arguments.corpus] if arguments.corpus else [])], _one)
    print(f"from {time.strftime('%H:%M:%S')}, for {arguments.seconds} s")
    atheris.Fuzz()


def _one(data: bytes) -> None:
    check(data)


if __name__ == "__main__":
    main()
