"""Every invariant broken on purpose, each in one place of a sound module."""

from collections.abc import Callable
from typing import Any

import pytest

from entasis.ir.function import Module
from entasis.ir.instructions import Const, Import
from entasis.ir.parser import parse_module
from entasis.ir.verifier import verify
from entasis.signature import ParameterKind

SOUND = """\
module "app.py"
opaque 1 template
class c0 Shop body f1 in f0

function f0 "<module>"() as module
  b0:
    r0 = const 2
    r1 = make_function f2 h=r0
    r2 = make_class c0 r0 key=r1
    return r2

function f1 Shop() as class in f0 of c0
  b0:
    r0 = const none
    return r0

function f2 area(w, h=...) in f0
  b0:
    r0 = param w ; w
    r1 = param h ; h
    jump b1
  b1: <- b0 on raise b4
    r2 = const 1
    r3 = call r0 *r1 key=r2
    branch r3 b2 b3 if
  b2: <- b1
    r4 = build dict r3 r1 - *r0
    r5 = opaque template r4
    jump b3
  b3: <- b1 b2
    r6 = phi r3 r5
    r7 = load w f2
    return r6
  b4: <- b1
    r8 = catch except
    r9 = compare catches r2 r8
    raise r9
"""


def test_a_sound_module_has_no_problems():
    assert verify(parse_module(SOUND)) == []


@pytest.mark.parametrize(
    ("sound", "broken", "problem"),
    [
        # classes and functions
        ("class c0 Shop", "class c1 Shop", "c0: its index is 1"),
        ("body f1 in f0", "body f9 in f0", "c0: its body f9 does not exist"),
        ("body f1 in f0", "body f2 in f0", "c0: f2 is not the body of this class"),
        ("body f1 in f0", "body f1 in f2", "c0: its body f1 has another parent"),
        ("body f1 in f0", "body f1 in f9", "c0: its parent does not exist"),
        ("function f2 area", "function f3 area", "f2: its index is 3"),
        ('"<module>"() as module', '"<module>"()', "f0: function 0, and only that, is the module body"),
        ("h=...) in f0", "h=...) as module in f0", "f2: function 0, and only that, is the module body"),
        ('"<module>"() as module', '"<module>"() as module in f1', "f0: the module body has no parent"),
        ("h=...) in f0", "h=...)", "f2: its parent is no function before it"),
        ("h=...) in f0", "h=...) in f2", "f2: its parent is no function before it"),
        ("h=...) in f0", "h=...) in f0 of c1", "f2: its class c1 does not exist"),
        ("as class in f0 of c0", "as class in f0", "f1: a class body belongs to a class"),
        ("(w, h=...)", "(w, h=..., w)", "f2: two parameters have one name"),
        ("(w, h=...)", "(w, h=..., *a, *b)", "f2: the parameter 'b' may not come after 'a'"),
        ("(w, h=...)", "(w, h=..., **a, k)", "f2: the parameter 'k' may not come after 'a'"),
        ("(w, h=...)", "(w, h=..., *a=...)", "f2: the parameter 'a' takes any number and has a default"),
        ("in f0\n  b0:", "in f0\n  variable r99 x\n  b0:", "f2: the variable 'x' is in r99, which nothing writes"),
        ("in f0\n  b0:", "in f0 registers 12\n  variable r11 x\n  b0:", "f2: the variable 'x' is in r11, which nothing writes"),
        ("    r0 = const none\n    return r0\n", "", "f1 b0: it has no end"),
        ("  b0:\n    r0 = const none\n    return r0\n", "", "f1: it has no blocks"),
        # fields
        ("build dict", "build bag", "f2 b2: r4 = build has the unknown kind 'bag'"),
        ("compare catches", "compare like", "f2 b4: r9 = compare has the unknown operator 'like'"),
        ("r2 = const 1", "r2 = binary +++ r0 r0", "f2 b1: r2 = binary has the unknown operator '+++'"),
        ("r2 = const 1", "r2 = unary ++ r0", "f2 b1: r2 = unary has the unknown operator '++'"),
        ("catch except", "catch oops", "f2 b4: r8 = catch has the unknown kind 'oops'"),
        ("b2 b3 if", "b2 b3 unless", "f2 b1: branch has the unknown kind 'unless'"),
        ("make_function f2", "make_function f9", "f0 b0: r1 = make_function names f9, which does not exist"),
        ("make_function f2 h=r0", "make_function f0", "f0 b0: r1 = make_function makes f0, which belongs to another function"),
        ("make_function f2 h=r0", "make_function f2 w=r0", "f0 b0: r1 = make_function gives defaults that are not those of f2"),
        ("make_class c0", "make_class c1", "f0 b0: r2 = make_class names c1, which does not exist"),
        ("r2 = const 1", "r2 = make_class c0", "f2 b1: r2 = make_class makes c0, which belongs to another function"),
        ("load w f2", "load w f9", "f2 b3: r7 = load names f9, which does not exist"),
        ("load w f2", "load w f1", "f2 b3: r7 = load names a variable of f1, which does not enclose this function"),
        ("compare catches r2 r8", "compare catches - r8", "f2 b4: r9 = compare has no left"),
        ("call r0 *r1", "call r0 -", "f2 b1: r3 = call reads no register where one must be"),
        ("phi r3 r5", "phi r3 -", "f2 b3: r6 = phi reads no register where one must be"),
        ("make_class c0 r0", "make_class c0 -", "f0 b0: r2 = make_class reads no register where one must be"),
        ("h=r0", "h=-", "f0 b0: r1 = make_function reads no register where one must be"),
        ("opaque template r4", "opaque template -", "f2 b2: r5 = opaque reads no register where one must be"),
        ("build dict r3 r1 - *r0", "build list -", "f2 b2: r4 = build reads no register where one must be"),
        ("build dict r3 r1 - *r0", "build dict r3 -", "f2 b2: r4 = build reads no register where one must be"),
        ("build dict r3 r1 - *r0", "build dict r3", "f2 b2: r4 = build has a key without a value"),
        ("build dict r3 r1 - *r0", "build dict - r0", "f2 b2: r4 = build has a mapping with a key, or an entry without one"),
        ("build dict r3 r1 - *r0", "build dict r0 *r0", "f2 b2: r4 = build has a mapping with a key, or an entry without one"),
        ("opaque 1", "opaque 0", "module: 1 opaque 'template' are counted as 0"),
        # blocks and edges
        ("  b4: <- b1", "  b5: <- b1", "f2 b4: its index is 5"),
        ("    raise r9\n", "", "f2 b4: it has no end"),
        ("r3 b2 b3 if", "r3 b2 b9 if", "f2 b1: it leads to b9, which does not exist"),
        ("on raise b4", "on raise b9", "f2 b1: it leads to b9, which does not exist"),
        ("r3 b2 b3 if", "r3 b3 b3 if", "f2 b1: both ways of its branch lead to b3"),
        ("b3: <- b1 b2", "b3: <- b1", "f2 b3: its predecessors are b1, but b1 b2 lead to it"),
        ("b3: <- b1 b2", "b3: <- b1 b2 b2", "f2 b3: its predecessors are b1 b2 b2, but b1 b2 lead to it"),
        ("b4: <- b1", "b4:", "f2 b4: its predecessors are none, but b1 lead to it"),
        (" on raise b4", "", "f2 b4: its predecessors are b1, but none lead to it"),
        ("raise r9", "jump b0", "f2 b0: the entry is gone back to from b4"),
        ("raise r9\n", "raise r9\n  b5:\n    unreachable\n", "f2 b5: no way leads to it from the entry"),
        ("raise r9\n", "raise r9\n  b5: <- b5\n    jump b5\n", "f2 b5: no way leads to it from the entry"),
        # phis
        ("phi r3 r5", "phi r3", "f2 b3: r6 = phi has 1 operands for 2 predecessors"),
        ("    r6 = phi r3 r5\n    r7 = load w f2\n", "    r7 = load w f2\n    r6 = phi r3 r5\n", "f2 b3: r6 = phi does not stand at the beginning"),
        ("r0 = const none", "r0 = phi", "f1 b0: r0 = phi has no operands"),
        # registers
        ("r2 = const 1", "r1 = const 1", "f2 b1: r1 = const writes r1 a second time"),
        ("return r6", "return r77", "f2 b3: r77, read by return, is never defined"),
        ("phi r3 r5", "phi r3 r77", "f2 b3: r77, read by r6 = phi, is never defined"),
        ("return r6", "return r5", "f2 b3: r5, read by return, is not defined on every way here"),
        ("phi r3 r5", "phi r5 r5", "f2 b3: r5, read by r6 = phi, is not defined on every way here"),
        ("call r0 *r1 key=r2", "call r3", "f2 b1: r3, read by r3 = call, is not defined on every way here"),
        ("h=r0", "h=r2", "f0 b0: r2, read by r1 = make_function, is not defined on every way here"),
        ("catches r2 r8", "catches r3 r8", "f2 b4: r3, read by r9 = compare, is not defined on every way here"),
        ("    r2 = const 1\n    r3 = call r0 *r1 key=r2\n", "    r3 = call r0 *r1\n    r2 = const 1\n", "f2 b4: r2, read by r9 = compare, is not defined on every way here"),
        ("r8 = catch except", "r8 = phi r3", "f2 b4: r3, read by r8 = phi, is not defined on every way here"),
    ],
)  # fmt: skip
def test_a_broken_text(sound, broken, problem):
    assert sound in SOUND
    assert problem in verify(parse_module(SOUND.replace(sound, broken, 1)))


def test_what_a_handler_reads_may_be_written_before_anything_raises():
    assert verify(parse_module(SOUND.replace("r8 = catch except", "r8 = phi r2"))) == []


def test_a_block_that_is_left_both_ways_to_one_place():
    text = """\
function f0 f() as module
  b0: on raise b1
    r0 = const 1
    r1 = call r0
    jump b1
  b1: <- b0 b0
    r2 = phi r1 r0
    return r2
"""
    assert verify(parse_module(text)) == []
    assert verify(parse_module(text.replace("phi r1 r0", "phi r0 r1"))) == [
        "f0 b1: r1, read by r2 = phi, is not defined on every way here"
    ]


def _steps(module: Module, function: int, block: int) -> list[Any]:
    return module.functions[function].blocks[block].instructions


def _negative_step(module: Module) -> None:
    _steps(module, 2, 1)[0].end = -1


def _negative_function(module: Module) -> None:
    module.functions[2].start = -1


def _negative_class(module: Module) -> None:
    module.classes[0].end = -1


def _negative_level(module: Module) -> None:
    _steps(module, 2, 1)[0] = module.functions[2].definitions[2] = Import(2, 0, 0, "a", "", -1, False)


def _list_in_const(module: Module) -> None:
    _steps(module, 2, 1)[0].value = [1]


def _subclass_in_const(module: Module) -> None:
    _steps(module, 2, 1)[0].value = ParameterKind.POSITIONAL


def _other_parameter(module: Module) -> None:
    _steps(module, 2, 0)[0].index = 1


def _no_parameter(module: Module) -> None:
    _steps(module, 2, 0)[0].index = 2


def _many_names(module: Module) -> None:
    _steps(module, 2, 1)[1].names = ("a", "b", "c", "d")


def _many_names_of_a_class(module: Module) -> None:
    _steps(module, 0, 0)[2].names = ("a", "b", "c")


def _star_on_a_named_argument(module: Module) -> None:
    _steps(module, 2, 1)[1].stars = (1,)


def _stars_in_disorder(module: Module) -> None:
    _steps(module, 2, 1)[1].stars = (1, 0)


def _star_behind_the_end(module: Module) -> None:
    step = _steps(module, 2, 2)[0]
    step.kind, step.operands, step.stars = "list", (0,), (1,)


def _other_definition(module: Module) -> None:
    function = module.functions[2]
    function.definitions[0] = function.definitions[1]


def _missing_definition(module: Module) -> None:
    module.functions[2].definitions[0] = None


def _short_definitions(module: Module) -> None:
    del module.functions[2].definitions[9]


def _stray_definition(module: Module) -> None:
    module.functions[2].definitions.append(Const(10, 0, 0, None))


def _no_functions(module: Module) -> None:
    module.functions.clear()


@pytest.mark.parametrize(
    ("break_it", "problem"),
    [
        (_negative_step, "f2 b1: r2 = const has a negative position"),
        (_negative_function, "f2: its position is negative"),
        (_negative_class, "c0: its position is negative"),
        (_negative_level, "f2 b1: r2 = import has the negative level -1"),
        (_list_in_const, "f2 b1: r2 = const holds a list"),
        (_subclass_in_const, "f2 b1: r2 = const holds a ParameterKind"),
        (_other_parameter, "f2 b0: r0 = param reads 'w', which is not parameter 1"),
        (_no_parameter, "f2 b0: r0 = param reads 'w', which is not parameter 2"),
        (_many_names, "f2 b1: r3 = call has more names than arguments"),
        (_many_names_of_a_class, "f0 b0: r2 = make_class has more names than arguments"),
        (
            _star_on_a_named_argument,
            "f2 b1: r3 = call has stars at [1], which are not ascending positions of its 1 plain operands",
        ),
        (
            _stars_in_disorder,
            "f2 b1: r3 = call has stars at [1, 0], which are not ascending positions of its 1 plain operands",
        ),
        (
            _star_behind_the_end,
            "f2 b2: r4 = build has stars at [1], which are not ascending positions of its 1 plain operands",
        ),
        (_other_definition, "f2 b0: r0 = param is not what the definitions give for r0"),
        (_missing_definition, "f2 b0: r0 = param is not what the definitions give for r0"),
        (_short_definitions, "f2 b4: r9 = compare is not what the definitions give for r9"),
        (_stray_definition, "f2: r10 has a definition that stands in no block"),
        (_no_functions, "module: it has no body"),
    ],
)
def test_a_module_broken_in_memory(break_it: Callable[[Module], None], problem: str):
    module = parse_module(SOUND)
    break_it(module)
    assert problem in verify(module)
