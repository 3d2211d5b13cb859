"""Every construct of Python becomes what the compiler makes of it, positions included."""

import ast

import pytest
from sameness_of_trees import shown

from entasis.frontends.python.recover import recover

EXPRESSIONS = """
a + b - c * d / e // f % g @ h ** i
a << b >> c & d | e ^ f & g ^ h
-x ** -y ** z
not a in b
a not in b is not c is d
a < b <= c == d != e >= f > g
a or b and not c or d
(a or b) or c and (d and e)
await_ + ~x
a if b else c if d else e
lambda: a if b else c
lambda a, /, b=1, *c, d, e=2, **f: (yield)
lambda *, k: lambda *a: 0
(y := f(x), z := 1)
x[y := 1, 2]
f(a, *b, c=d, **e)
f(x for x in y)
f(*a or b, **c or d)
f(a)(b).c[d](e=1)
[*a, *b.c()]
{*a, b}
{**a, 'b': 1, c: d}
()
(a,)
(*f(), b)
a[1]
a[1,]
a[1:2:3, ::, :1, 1:, ...]
a[*b]
a[f(x)[0]:g(y)]
[x for x in y if a if b for z in w]
{x for x, in y}
{k: v for k, v in z}
(x async for x in y)
[x for *a, b in c]
1_000 + 0xFF + 0o17 + 0b1 + 1.5e-3 + 1_0.0_1j + .5 + 5.
1 if 2 else 3
None, True, False, ...
ℌ + ñ + 変数
(((a)))
(a).b
(a)[b] + (c)(d)
a.b . c
"""

STATEMENTS = """
x = 1
x = y = z = 1
x, *y = *a, b
[a, (b, c)] = d
(x) = 1
x.y[z] = w
x: int
x: int = yield
(x): list[int] | None
x.y: A[B[C]] | D[1:2] | None | E = 1
x: Literal["a", "b"] | None | int = 2
x += 1
x @= y, z
x = yield
x = yield from y
*a, b
*f(x).g, b
return_ = *f(), 1
x = *[1, 2], *(a).b, *{}
for x in *[1] + a, b: pass
a[*(1, 2), 3]
del a, b[0], (c, d), [e]
del (a)
del a,
assert a, b
raise
raise A from b
global a, b
import a.b.c as d, e
from . import a
from .. import (a, b as c,)
from ...a.b import *
from __future__ import annotations
pass; x = 1; y
if a: b; c;
while a: break
for x in *a, b: continue
for (x), y.z, w[0] in a: pass
with a, b as c: pass
with (a, b): pass
with (a, b) as c: pass
with (a as b, c as d,): pass
with (open(a) as b): pass
with (a).b as c, d: pass
with a if b else c as d: pass
with a as (b, c): pass
class A: pass
class A(B, metaclass=C, *d, **e): x = 1
def f(): pass
def f(a, b: int, /, c=1, *d: *Ts, e: str, g: dict[str, int] = {}, **h: int) -> x[int]: return
def f(*, a): return *a, b
async def f(): return *await a, b
* True
*None, a
def f(a=lambda: 1, b: lambda: 2 = 3): pass
async def f(): return [await x async for x in y]
print(a, file=b)
print = exec = match = type = case = 1
match.group(1)
match(x)
match[x]
type(x)
print
exec(code, a)
"""

BLOCKS = [
    "if a:\n  b\nelif c:\n  d\nelif e: f\nelse:\n  g\n",
    "if a:\n  if b: c\n  else: d\nelse:\n  e\n",
    "for x in y:\n  z\nelse:\n  w\nwhile a:\n  b\nelse: c\n",
    "try:\n  a\nexcept A:\n  b\nexcept (B, C) as d:\n  c\nexcept:\n  e\nelse:\n  f\nfinally:\n  g\n",
    "try:\n  a\nexcept* A as b:\n  c\n",
    "try: a\nfinally: b;\n",
    "with a as b:\n  c;\nd\n",
    "@a.b(c)\n@d\nclass A(B):\n  '''doc'''\n  @e\n  async def f(self):\n    async with g: pass\n    async for h in i:\n      j\n",
    "def f():\n  def g():\n    return 1\n  # comment\n\n  return g\n# comment\nx\n",
    "if a:\n\tb\n\tif c:\n\t    d\n        \n\te\n",
    "if a: # comment\n  b # comment\n    # odd comment\n  c\n",
    "x = (1, # one\n  2,\n\n  # three\n  3)\ny = a \\\n  + b\n",
    "\\\nx\n",
    "if a:\n\\\n  b\n  c\n\\\n  d\n",
    "x = [\n1,\n]; y\n\n\n",
    "\x0cdef f():\n  a\n\x0c\ndef g(): pass",
    "",
    "\n\n# nothing\n",
    "   # indented comment",
    "x = 1\r\nif a:\r\n  y\rz\n",
]

PATTERNS = [
    "1",
    "-1",
    "1 + 2j",
    "-1.5 - 2j",
    "None | True",
    "'a' 'b'",
    "b'x'",
    "a",
    "_",
    "a.b.c",
    "(a)",
    "(a, b)",
    "(a,)",
    "()",
    "[]",
    "[a, *_]",
    "[a, (b | c) as d, *e]",
    "a, *b",
    "*a,",
    "a | (1 | 2) | _",
    "(a | b) as c",
    "A()",
    "a.A(b, 1, c=d, e=1 | 2)",
    "A(x=0 as y, z=(1 | 2) as w,)",
    "{}",
    "{1: a, -1: b, 'x' 'y': c, a.b: d, None: e, **rest}",
    "{'a': 1 | 2 as x, 1 + 2j: [y]}",
    "a if b",
    "a, b if c if d else e",
    "case",
    "match",
]

STRINGS = [
    r"""'a' "b" '''c''' r'\d' u'd' R"\x" """,
    r"""b'a' rb'\x' Br"\n" B'\x00\177' """,
    r"""'\n\t\\\'\"\a\b\f\r\v\x41\u0041\U00000041\101\0\N{EN DASH}\
'""",
    "'''a\nb\\\nc''' 'd'",
    '"""a"b""c\\""""',
    "u'a' 'b'",
    "'é' '\\xe9'",
]

FORMATTED = [
    "f''",
    "f'a'",
    "f'{x}'",
    "f'a{x}b{y}c'",
    "f'{{}}' f'{{{x}}}'",
    "f'{x!r}{y!s:>10}{z:{w}.{v}}'",
    "f'{x = }{y=!s}{z=:>5}'",
    "'a' f'{x}' 'b' rf'\\d{y}' 'c'",
    "f'{x:%H:%M}'",
    "f'{a[\"b\"]}'",
    "f'{x!=y}{x if y else z}{ {1: 2}[1] }{(lambda: 1)()}'",
    "f'{x, *y}' f'{yield_}'",
    "f'''{\na\n+ b}\n'''",
    "f'\\N{EN DASH}{x}\\x41'",
    "rf'\\N{x}\\{y}'",
    "f'{x:a{y}b}'",
    "f'{f\"{x}\"}'",
]

NORMAL = [line for line in (EXPRESSIONS + STATEMENTS).split("\n") if line]
NESTED = [f"def f():\n  if a:\n    {line}\n  b" for line in NORMAL if not line.startswith("from")]


def assert_same(text):
    result = recover(text)
    assert result.errors == ()
    assert shown(result.tree) == shown(ast.parse(text))


@pytest.mark.parametrize("text", [*NORMAL, *BLOCKS])
def test_a_construct(text):
    assert_same(text)


def test_constructs_in_blocks():
    assert_same("\n".join(NESTED))


@pytest.mark.parametrize("pattern", PATTERNS)
def test_a_pattern(pattern):
    assert_same(f"match x:\n  case {pattern}:\n    y\n  case z: w\nmatch = 1\n")


def test_what_is_matched_and_what_only_looks_like_it():
    assert_same(
        "match a, *b:\n  case 1: pass\nmatch (x)[0]:\n  case _:\n    match y:\n      case 2: pass\nz\n"
    )
    assert_same("match: int = 1\ncase = match\nmatch[case:case]\nprint(match, case)\n")


@pytest.mark.parametrize("text", [*STRINGS, *FORMATTED])
def test_strings(text):
    assert_same(text)
    assert_same(f"x = f({text},\n{text})")


def test_fields_of_formatted_strings_stand_where_they_are_written():
    """Expected from Python 3.13; older interpreters differ."""
    tree = recover("x = 'a' f'b{y!r:>{w}}' \\\n  f'''{\nz.q}'''").tree
    string = tree.body[0].value
    assert [type(value).__name__ for value in string.values] == [
        "Constant",
        "FormattedValue",
        "FormattedValue",
    ]
    assert [
        (node.lineno, node.col_offset, node.end_lineno, node.end_col_offset)
        for value in string.values
        for node in ast.walk(value)
        if hasattr(node, "lineno")
    ] == [
        (1, 4, 1, 11),  # the constant over two literals
        (1, 11, 1, 21),  # {y!r:>{w}}
        (1, 12, 1, 13),  # y
        (1, 15, 1, 20),  # :>{w}
        (1, 16, 1, 17),  # >
        (1, 17, 1, 20),  # {w}
        (1, 18, 1, 19),  # w
        (2, 6, 3, 4),  # {\nz.q}
        (3, 0, 3, 3),  # z.q
        (3, 0, 3, 1),  # z
    ]
