"""The text form, read and written by hand."""

from textwrap import dedent

import pytest
from sameness import data_of

from entasis.ir import instructions as ir
from entasis.ir.cursor import Cursor
from entasis.ir.forms import FORMS, Field
from entasis.ir.function import Block, Class, Function, FunctionKind, Module, Parameter
from entasis.ir.instructions import INSTRUCTIONS, NONE, TERMINATORS, UNBOUND
from entasis.ir.literals import is_constant, read_constant, write_constant
from entasis.ir.parser import IRSyntaxError, parse_module
from entasis.ir.printer import print_module, print_step
from entasis.ir.verifier import verify
from entasis.signature import ParameterKind

AREA = """\
module "app.py"

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
    branch r0 b1 b2 if
  b1: <- b0
    r2 = binary * r1 r0 ; h
    jump b2
  b2: <- b0 b1
    r3 = phi r1 r2 ; h
    return r3
"""

LOADING = """\
module "shop/app.py"
opaque 1 "template string"
limit 2 finally-copies
class c0 Shop body f1 in f0 @4:0-9:30

function f0 "<module>"() as module registers 12 @1:0-9:30
  annotation table "dict[str, int]"
  b0:
    r0 = import flask name=request @1:0-1:25
    r1 = import os.path top ; os @2:0-2:14
    r2 = import "" name=models level=1 @3:0-3:20
    r3 = load object f0 @4:11-4:17
    r4 = make_class c0 r3 metaclass=r2 **r1 ; Shop @4:0-9:30
    return r4 @9:30-9:30

function f1 Shop() as class in f0 of c0
  b0:
    r0 = const b"\\x00a\\x22"
    r1 = make_function f2 path=r0
    r2 = call r1 r0 decorates
    raise -

function f2 Shop.load(self, /, path: "str | None"=..., *names, key, **rest: int) -> "list[Row]" in f1 of c0 async generator
  b0:
    r0 = param self
    r1 = param path
    r2 = param names
    r3 = enter r1 async
    jump b1
  b1: <- b0 on raise b2
    r4 = get_field r0 open
    r5 = call r4 r1 *r2 mode=r1 **r0
    r6 = build dict r1 r5 - *r0
    set_item r6 r1 r5
    r7 = unary not r6
    r8 = compare "not in" r1 r6
    r9 = await r5
    r10 = yield r9 delegates
    r11 = leave r3 async
    branch r8 b3 b4 with
  b2: <- b1
    r12 = catch except*
    r13 = leave r3 exception=r12 async
    raise r12 cause=r13
  b3: <- b1
    r14 = const "a\\n\\"\\\\\\u2028\\ud800é"
    r15 = const unbound
    set_field r0 "<match 0>" r15
    return r14 discards=r14
  b4: <- b1
    r16 = opaque "template string" r5 r9
    r17 = iterate r16
    r18 = unary more r17
    r19 = next r17
    r20 = get_item r19 r18
    unreachable
"""


@pytest.mark.parametrize("text", [AREA, LOADING], ids=["area", "loading"])
def test_the_text_of_what_a_text_says_is_that_text(text):
    assert print_module(parse_module(text)) == text


@pytest.mark.parametrize("text", [AREA, LOADING], ids=["area", "loading"])
def test_the_examples_are_sound(text):
    assert verify(parse_module(text)) == []


def test_a_text_says_what_was_built_by_hand():
    module = Module("a b.py")
    module.opaque["await"] = 3
    module.limits["steps"] = 1
    made = Class(0, "User", "app.User", 1, 0, 4 << 24 | 2, 9 << 24)
    module.classes.append(made)
    body = Function(0, "<module>", "<module>", FunctionKind.MODULE, NONE, NONE, 1 << 24, 9 << 24)
    body.blocks.append(Block(0, 1))
    constant = ir.Const(1, 0, 0, ("a", 1))
    body.blocks[0].instructions.append(constant)
    body.blocks[0].terminator = ir.Jump(0, 0, 1, NONE)
    last = Block(1)
    last.predecessors = [0, 0]
    phi = ir.Phi(3, 0, 0, [1, 1])
    last.instructions = [phi, ir.Store(0, 0, "x", 0, 3)]
    last.terminator = ir.Return(0, 5 << 24 | 7, 3, 1)
    body.blocks.append(last)
    body.definitions = [None, constant, None, phi, None]
    body.variables = {3: "x", 4: "gone"}
    inner = Function(1, "User", "app.User", FunctionKind.CLASS, 0, 0, 0, 0)
    inner.parameters = (
        Parameter("a", ParameterKind.POSITIONAL_ONLY, False, ""),
        Parameter("b", ParameterKind.KEYWORD_ONLY, True, "int"),
    )
    inner.returns = "a.B"
    inner.is_generator = True
    module.functions = [body, inner]
    text = """\
        module "a b.py"
        opaque 3 await
        limit 1 steps
        class c0 app.User body f1 in f0 @4:2-9:0
        function f0 "<module>"() as module registers 5 @1:0-9:0
          variable r4 gone
          b0: on raise b1
            r1 = const tuple("a", 1)
            jump b1
          b1: <- b0 b0
            r3 = phi r1 r1 ; x
            store x f0 r3
            return r3 discards=r1 @0:0-5:7
        # a class body
        function f1 app.User(a, /, *, b: int=...) -> a.B as class in f0 of c0 generator
        """
    assert data_of(parse_module(dedent(text))) == data_of(module)


@pytest.mark.parametrize(
    ("value", "text"),
    [
        ("", '""'),
        ("it's", '"it\'s"'),
        ("\ud800\U0010ffff\u202e", r'"\ud800\U0010ffff\u202e"'),
        (b"", 'b""'),
        (b"\xff'\"\\", r'''b"\xff'\x22\x5c"'''),
        (0, "0"),
        (-7, "-7"),
        (1 << 64, "0x10000000000000000"),
        (-(1 << 64), "-0x10000000000000000"),
        (1.0, "1.0"),
        (-0.0, "-0.0"),
        (1e300, "1e+300"),
        (float("inf"), "inf"),
        (float("-inf"), "-inf"),
        (float("nan"), "nan"),
        (complex(-0.0, float("inf")), "complex(-0.0, inf)"),
        (True, "true"),
        (False, "false"),
        (None, "none"),
        (..., "ellipsis"),
        (UNBOUND, "unbound"),
        ((), "tuple()"),
        ((1, ("a", True)), 'tuple(1, tuple("a", true))'),
        (frozenset({2, 1}), "frozenset(1, 2)"),
    ],
)
def test_constants(value, text):
    assert write_constant(value) == text
    assert data_of(read_constant(Cursor(text, 1))) == data_of(value)


def test_a_number_of_any_length_is_written():
    value = -(10**5000)  # longer than the interpreter would write in decimal
    assert read_constant(Cursor(write_constant(value), 1)) == value


@pytest.mark.parametrize(
    "value", [[], {}, object(), (1, []), ParameterKind.POSITIONAL], ids=lambda value: type(value).__name__
)
def test_what_is_no_constant(value):
    assert not is_constant(value)


def test_a_value_that_is_no_constant_is_not_written():
    with pytest.raises(TypeError, match="list is no type of constant"):
        write_constant([])


@pytest.mark.parametrize(
    ("line", "message"),
    [
        ("    r1 = frob r0", "frob is no instruction"),
        ("    r1 = store x f0 r0", "store writes no register"),
        ("    r1 = load x", "a function is missing at the end"),
        ("    r1 = load x f0 f1", "the line should end before 'f1'"),
        ("    r1 = const what", "what is no constant"),
        ("    r1 = const complex(1.0)", "complex is no constant of 1 items"),
        ("    r1 = const tuple(1 2)", "a comma is missing before '2)'"),
        ('    r1 = const "\\q"', "\\q is no escape"),
        ('    r1 = const "\\Uffffffff"', "\\Uffffffff is no character"),
        ('    r1 = const "a', "a constant is missing before '\"a'"),
        ('    r1 = const b"é\\u0100"', "a character that is no byte"),
        ("    r1 = param x", "x is no parameter of the function"),
        ("    r1 = phi x", "the line should end before 'x'"),
        ("    r1 = call r0 x=1", "a register is missing before '1'"),
        ("    r1 = call r0 x=r1 r2", "the line should end before 'r2'"),
        ("    r1 = const 1 @1:99999999-1:1", "the column is too large"),
        ("    jump r1", "a block is missing before 'r1'"),
        ("    annotation x int", "annotation is no instruction"),
        ("  b1 <- b0", "an instruction is missing before 'b1 <- b0'"),
        ("class c0 A", "body is missing"),
        ("struct s0", "struct begins no line"),
        ("function f1 f", "the parameters are missing"),
        ("function f1 f(a b)", "a comma is missing before 'b)'"),
        ("function f1 f() as method", "method is no kind of function"),
        ("opaque x", "a number is missing before 'x'"),
    ],
)
def test_an_error_names_its_line(line, message):
    text = f'module "m"\n\nfunction f0 f() as module\n  b0:\n    r0 = const 1\n{line}\n'
    with pytest.raises(IRSyntaxError) as error:
        parse_module(text)
    assert error.value.line == 6
    assert message in str(error.value)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("  b0:\n", "line 1: the line belongs to no function"),
        ("function f0 f()\n    return r0\n", "line 2: the line belongs to no block"),
        ("function f0 f()\n  b0:\n    return r0\n    return r0\n", "line 4: the block has ended"),
    ],
)
def test_a_line_in_the_wrong_place(text, message):
    with pytest.raises(IRSyntaxError, match=message):
        parse_module(text)


def test_an_instruction_may_write_nothing():
    (step,) = parse_module("function f0 f()\n  b0:\n    call r0\n").functions[0].blocks[0].instructions
    assert step.result == NONE
    assert print_step(step) == "call r0"


_TOGETHER = {
    Field.ELEMENTS: {"operands", "stars"},
    Field.ARGUMENTS: {"arguments", "names", "stars"},
    Field.BASES: {"bases", "names"},
    Field.PARAMETER: {"name", "index"},
}


@pytest.mark.parametrize("kind", [*INSTRUCTIONS, *TERMINATORS], ids=lambda kind: kind.__name__)
def test_every_slot_is_written(kind):
    written: set[str] = set()
    for slot, field in FORMS[kind].fields:
        written |= _TOGETHER.get(field, {slot})
    if kind is ir.Opaque:
        assert FORMS[kind].fields[-1] == ("operands", Field.REGISTERS)
    assert written == set(kind.__slots__)


def test_each_word_stands_for_one_instruction():
    assert len({form.word for form in FORMS.values()}) == len(FORMS) == len(INSTRUCTIONS) + len(TERMINATORS)
    assert len({kind.op for kind in FORMS}) == len(FORMS)
