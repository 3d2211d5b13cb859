"""Laws of constants: what is said of an expression is what Python makes of it, and no run contradicts what is said.

expressions   the analyser's constant is what `eval` gives, and where `eval` raises there is no constant
programs      small programs with branches, loops and exceptions run with several inputs; at each probe every
              value that comes by is the constant of that place, and a dead probe is never come by
cells         fall from undefined over a constant to "varies", never back, in whatever order blocks are visited
order         what is asked first changes no answer
"""

import textwrap
import warnings
from itertools import product
from random import Random

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from entasis.analyses.constants import ModuleConstants
from entasis.analyses.operations import UNDEFINED, VARIES, is_constant, is_same, is_small
from entasis.finding import Role
from entasis.frontends.python.lower import lower_module
from entasis.frontends.python.parse import parse
from entasis.ir.instructions import Call, Load
from entasis.limits import CONSTANT_SIZE
from entasis.models.loader import load_models
from entasis.models.stubs import StubIndex
from entasis.program.program import Program

STUBS = StubIndex.load()
MODELS = load_models()
INPUTS = (0, 1, "ab", None, 2.5, (1, 2))


def program_of(**sources):
    """The program of the modules with these texts."""
    lowered = [
        (lower_module(parse(text).tree, f"{name}.py"), Role.APPLICATION) for name, text in sources.items()
    ]
    return Program(lowered, STUBS, MODELS)


def probed(modules):
    """For each number that `probe(number, value)` is called with: the cells of its value where it is live."""
    found = {}
    for module in modules.program.modules:
        for function in module.functions:
            constants = modules.of(function)
            definitions = function.function.definitions
            for block in function.function.blocks:
                for step in block.instructions:
                    callee = definitions[step.callee] if isinstance(step, Call) else None
                    if isinstance(callee, Load) and callee.name == "probe":
                        number = definitions[step.arguments[0]].value
                        cells = found.setdefault(number, [])
                        if constants.is_live(block.index):
                            cells.append(constants.value(step.arguments[1]))
    return found


# Expressions

NUMBERS = st.one_of(
    st.integers(-40, 40), st.sampled_from([0.0, -0.0, 1.5, -2.25, 1e300, 2**70]), st.booleans()
)
TEXTS = st.text(alphabet="aB1 %{}s", max_size=4)
LEAVES = st.one_of(NUMBERS, TEXTS, st.none(), st.binary(max_size=2)).map(repr)


def compounds(inner):
    """Expressions made of smaller ones."""
    atoms = inner.map(lambda e: f"({e})")
    return st.one_of(
        st.tuples(
            atoms, st.sampled_from(["+", "-", "*", "/", "//", "%", "**", "&", "|", "^", "<<", ">>"]), atoms
        ).map(" ".join),
        st.tuples(
            atoms, st.sampled_from(["==", "!=", "<", "<=", ">", ">=", "in", "not in", "is", "is not"]), atoms
        ).map(" ".join),
        st.tuples(atoms, st.sampled_from(["and", "or"]), atoms).map(" ".join),
        st.tuples(atoms, atoms, atoms).map(lambda t: f"{t[0]} if {t[1]} else {t[2]}"),
        st.tuples(st.sampled_from(["-", "+", "~", "not "]), atoms).map("".join),
        st.tuples(atoms, atoms).map(lambda t: f"{t[0]}[{t[1]}]"),
        st.tuples(atoms, inner, inner).map(lambda t: f"{t[0]}[{t[1]}:{t[2]}]"),
        st.lists(inner, max_size=3).map(lambda parts: f"({''.join(part + ', ' for part in parts)})"),
        st.tuples(inner, inner).map(
            lambda t: "f'{" + f"({t[0]})!r" + "}-{" + f"({t[1]})" + "}'" if "'" not in "".join(t) else "0"
        ),
        st.tuples(
            atoms,
            st.sampled_from(
                ["lower()", "strip()", "upper()", "isdigit()", "title()", "encode()", "bit_length()"]
            ),
        ).map(".".join),
        st.tuples(
            atoms,
            st.sampled_from(["startswith", "find", "join", "replace", "zfill", "format", "count"]),
            inner,
        ).map(lambda t: f"{t[0]}.{t[1]}({t[2]})"),
        st.tuples(
            st.sampled_from(["len", "str", "int", "bool", "float", "abs", "tuple", "max", "ord"]), inner
        ).map(lambda t: f"{t[0]}({t[1]})"),
    )


EXPRESSIONS = st.recursive(LEAVES, compounds, max_leaves=8)


def evaluated(expression):
    """What Python makes of the expression: (True, value), or (False, None) where it raises."""
    with warnings.catch_warnings(action="ignore"):
        try:
            return True, eval(expression, {})
        except Exception:  # noqa: BLE001 - whatever the expression raises
            return False, None


@given(EXPRESSIONS)
@settings(max_examples=150)
@example("1 / 0")
@example("(True) + (1)")
@example("'%s' % (1, 2)")
@example("(1, 'a')[-1]")
@example("'ab' is 'ab'")
def test_the_constant_of_an_expression_is_what_python_makes_of_it(expression):
    modules = ModuleConstants(program_of(case=f"def case():\n    probe(0, {expression})\n"))
    (cells,) = probed(modules).values()
    if cells == [VARIES]:
        return  # it may be too large: nobody evaluates `"ab" * 40**7`
    works, value = evaluated(expression)
    if works:
        assert is_same(cells[0], value)


SIMPLE = st.recursive(
    st.one_of(st.integers(-9, 9), st.text(alphabet="ab", max_size=3)).map(repr),
    lambda inner: st.one_of(
        st.tuples(inner, st.sampled_from(["+", "-", "*", "==", "<", "and", "or"]), inner).map(
            lambda t: f"({' '.join(t)})"
        ),
        st.tuples(inner, inner).map(lambda t: f"({t[0]}, {t[1]})"),
        inner.map(lambda e: f"(not {e})"),
    ),
    max_leaves=6,
)


@given(SIMPLE)
def test_every_small_constant_of_simple_operations_is_found(expression):
    works, value = evaluated(expression)
    if works and is_small(value):
        modules = ModuleConstants(program_of(case=f"def case():\n    probe(0, {expression})\n"))
        ((cell,),) = probed(modules).values()
        assert is_same(cell, value)


@pytest.mark.parametrize(
    "expression",
    [
        "'%999999999d' % 1",
        "'%*d' % (999999999, 1)",
        "'{:999999999}'.format(1)",
        "'{:{}}'.format(1, 999999999)",
        "f'{1:999999999}'",
        "'a'.zfill(999999999)",
        "'a' * 999999999",
        "999999999 * b'a'",
        "(0,) * 999999999",
        "((('a' * 4000,) * 4000) * 4000) * 4000",
        "1 << 999999999",
        "7 ** 999999999",
        "2 ** 2 ** 2 ** 2 ** 2 ** 2",
        "'x'.join(('a' * 4000,) * 4000)",
        "str(((('a',) * 60,) * 60,) * 60)",
        "0x" + "f" * 30000,
        "(0x" + "f" * 30000 + ") + 1",
        "'a'.encode('idna' * 1000)",
        "b'a'.decode('unicode_escape')",
    ],
)
def test_what_grows_without_bounds_is_left_alone(expression):
    modules = ModuleConstants(
        program_of(
            case=f"def case(flag):\n    probe(0, {expression})\n    probe(1, {expression} if flag else 1)\n"
        )
    )
    for cells in probed(modules).values():
        for cell in cells:
            assert not is_constant(cell) or expression.startswith("0x") or is_small(cell)


# Programs

NAMES = ["a", "b", "c"]
OPERANDS = st.one_of(
    st.sampled_from(NAMES),
    st.sampled_from(["x", "y"]),
    st.sampled_from(["0", "1", "2", "'ab'", "None", "True", "()"]),
)
VALUES = st.one_of(
    OPERANDS,
    st.tuples(OPERANDS, st.sampled_from(["+", "-", "*", "//", "%"]), OPERANDS).map(" ".join),
    st.tuples(OPERANDS, OPERANDS).map(lambda t: f"({t[0]}, {t[1]})"),
    OPERANDS.map(lambda o: f"f'{{{o}}}'" if "'" not in o else o),
    OPERANDS.map(lambda o: f"len({o})"),
    OPERANDS.map(lambda o: f"say({o})"),
)
TESTS = st.one_of(
    OPERANDS,
    st.tuples(OPERANDS, st.sampled_from(["==", "!=", "is", "is not", "<"]), OPERANDS).map(" ".join),
    st.tuples(OPERANDS, st.sampled_from(["and", "or"]), OPERANDS).map(" ".join),
    OPERANDS.map(lambda o: f"not {o}"),
)
SIMPLE_STATEMENTS = st.one_of(
    st.tuples(st.sampled_from(NAMES), VALUES).map(" = ".join),
    st.tuples(st.sampled_from(NAMES), st.sampled_from(["+=", "-=", "*="]), OPERANDS).map(" ".join),
    st.tuples(st.sampled_from(NAMES), st.sampled_from(NAMES), OPERANDS, OPERANDS).map(
        lambda t: f"{t[0]}, {t[1]} = {t[2]}, {t[3]}"
    ),
    st.sampled_from(NAMES).map(lambda name: f"probe(N, {name})"),
    st.sampled_from(NAMES).map(lambda name: f"probe(N, {name})"),
    VALUES.map(lambda value: f"say({value})"),
    st.tuples(st.sampled_from(NAMES), VALUES).map(lambda t: f"say(({t[0]} := {t[1]}))"),
    st.sampled_from(["fail(x)", "fail(y)", "raise ValueError", "return a", "set_c(x)", "set_c(1)", "pass"]),
    TESTS.map(lambda test: f"assert {test}"),
    st.sampled_from(NAMES).map(lambda name: f"del {name}"),
)
LEAVING = st.sampled_from(["break", "continue"])


def block(statements):
    return textwrap.indent("\n".join(statements), "    ")


def bodies(inner):
    return st.lists(inner, min_size=1, max_size=3).map(block)


def compound_statements(inner):
    body = bodies(inner)
    looped = bodies(st.one_of(inner, inner, LEAVING))
    return st.one_of(
        st.tuples(TESTS, body).map(lambda t: f"if {t[0]}:\n{t[1]}"),
        st.tuples(TESTS, body, body).map(lambda t: f"if {t[0]}:\n{t[1]}\nelse:\n{t[2]}"),
        st.tuples(TESTS, looped).map(lambda t: f"while tick() and ({t[0]}):\n{t[1]}"),
        st.tuples(looped, body).map(lambda t: f"while tick():\n{t[0]}\nelse:\n{t[1]}"),
        st.tuples(
            st.sampled_from(NAMES), st.sampled_from(["(1, 2)", "say((x, y))", "'ab'", "()"]), looped
        ).map(lambda t: f"for {t[0]} in {t[1]}:\n{t[2]}"),
        st.tuples(body, body).map(lambda t: f"try:\n{t[0]}\nexcept ValueError:\n{t[1]}"),
        st.tuples(body, body, body).map(
            lambda t: f"try:\n{t[0]}\nexcept (TypeError, KeyError) as b:\n{t[1]}\nelse:\n{t[2]}"
        ),
        st.tuples(body, body).map(lambda t: f"try:\n{t[0]}\nfinally:\n{t[1]}"),
        st.tuples(body, body, body).map(
            lambda t: f"try:\n{t[0]}\nexcept Exception:\n{t[1]}\nfinally:\n{t[2]}"
        ),
        body.map(lambda b: f"with suppress(ValueError, TypeError):\n{b}"),
        body.map(lambda b: f"with say(nothing()) as a:\n{b}"),
        st.tuples(OPERANDS, body, body).map(
            lambda t: (
                f"match {t[0]}:\n    case 1 | 'ab':\n{textwrap.indent(t[1], '    ')}\n    case (a, 1) | [a, _, *_]:\n{textwrap.indent(t[2], '    ')}"
            )
        ),
    )


STATEMENTS = st.recursive(SIMPLE_STATEMENTS, compound_statements, max_leaves=10)


@st.composite
def programs(draw):
    """The text of `case(x, y)`, whose probes are numbered; `c` is also written by an inner function."""
    body = "\n".join(draw(st.lists(STATEMENTS, min_size=2, max_size=8)))
    numbered, count = [], 0
    for line in body.split("\n"):
        numbered.append(line.replace("probe(N,", f"probe({count},"))
        count += "probe(N," in line
    lines = [
        "from contextlib import suppress",
        "def case(x, y):",
        "    a = b = c = 0",
        "    def set_c(value):",
        "        nonlocal c",
        "        c = value",
        *("    " + line for line in numbered),
        *(f"    probe({count + i}, {name})" for i, name in enumerate(NAMES)),
    ]
    return "\n".join(lines) + "\n"


class Stop(BaseException):
    """The program has run for long enough."""


def observed(text):
    """What each probe sees over all runs of the program."""
    found = {}
    ticks = 0

    def probe(number, value):
        found.setdefault(number, []).append(value)

    def tick():
        nonlocal ticks
        ticks += 1
        if ticks > 60:
            raise Stop
        return ticks % 4 != 0

    def fail(value):
        if value:
            raise ValueError
        return value

    class Nothing:
        def __enter__(self):
            return "entered"

        def __exit__(self, *exception):
            return False

    names = {"probe": probe, "tick": tick, "fail": fail, "say": lambda value: value, "nothing": Nothing}
    with warnings.catch_warnings(action="ignore"):
        exec(compile(text, "case", "exec"), names)
        for x, y in product(INPUTS, INPUTS):
            ticks = 0
            try:
                names["case"](x, y)
            except (Exception, Stop):  # noqa: BLE001 - a run may end as it likes
                continue
    return found


@given(programs())
@example(  # a name that has been deleted raises where it is read
    "from contextlib import suppress\ndef case(x, y):\n    a = b = 0\n    with suppress(ValueError):\n"
    "        del a\n    try:\n        b = a\n    except Exception:\n        a = b\n    probe(0, a)\n"
)
@settings(max_examples=100, suppress_health_check=[HealthCheck.too_slow], deadline=None)
def test_no_run_contradicts_a_constant(text):
    answers = probed(ModuleConstants(program_of(case=text)))
    for number, values in observed(text).items():
        cells = answers.get(number, [])
        assert cells, f"probe {number} is dead, and sees {values[0]!r}"
        assert UNDEFINED not in cells or len(cells) > 1, (
            f"probe {number} has no value, and sees {values[0]!r}"
        )
        if all(map(is_constant, cells)):
            for value in values:
                assert any(is_same(cell, value) for cell in cells), (
                    f"probe {number}: {cells} is also {value!r}"
                )


class Falling(dict):
    """Cells that refuse to rise."""

    def __setitem__(self, register, cell):
        before = self.get(register, UNDEFINED)
        assert before is UNDEFINED or (is_constant(before) and cell is VARIES), (before, cell)
        assert cell is not UNDEFINED
        super().__setitem__(register, cell)


@given(programs())
@settings(max_examples=50, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_cells_only_fall(text):
    modules = ModuleConstants(program_of(case=text))
    for function in modules.program.modules[0].functions:
        constants = modules.of(function)
        cells, live = constants._cells, constants._live
        constants._cells, constants._live, constants._live_edges = Falling(), {0}, set()
        constants._run()
        assert constants._live == live
        assert constants._cells.keys() == cells.keys()
        assert all(is_same(constants._cells[register], cells[register]) for register in cells)


MODULE_LINES = [
    "import {other}",
    "from {other} import A, B",
    "from {other} import *",
    "A = 1",
    "A = {other}.B",
    "B = A + 1",
    "B = {other}.A",
    "B = 2 if A else 3",
    "C = (A, B)",
    "D = {other}.B",
    "if A == 1:\n    B = 5",
    "def f():\n    global A\n    A = 2",
    "def g():\n    return A, B, {other}.A",
    "class K:\n    A = A\n    B = {other}.B\n    def h(self):\n        return self.A, K.B",
    "{other}.A = 7",
]
MODULES = st.lists(st.sampled_from(MODULE_LINES), min_size=1, max_size=7)


@given(first=MODULES, second=MODULES, third=MODULES, seed=st.randoms(use_true_random=False))
@example(  # m1.B is known only once the body of m1 is, which reads m2.B, which is m1.B
    first=["import {other}", "A = 1", "B = 2 if A else 3", "D = {other}.B"],
    second=["import {other}", "B = {other}.A"],
    third=["import {other}", "A = {other}.B"],
    seed=Random(3),
)
@settings(max_examples=60, deadline=None)
def test_no_answer_depends_on_what_was_asked_before(first, second, third, seed):
    def text(lines, other):
        return "\n".join(lines).format(other=other) + "\n"

    sources = {"m1": text(first, "m2"), "m2": text(second, "m3"), "m3": text(third, "m1")}

    def answers(shuffle):
        program = program_of(**sources)
        modules = ModuleConstants(program)
        functions = [function for module in program.modules for function in module.functions]
        members = [(module, name) for module in program.modules for name in "ABC"]
        questions = [*functions, *members]
        if shuffle:
            seed.shuffle(questions)
        found = {}
        for question in questions:
            if isinstance(question, tuple):
                found[f"{question[0].name}.{question[1]}"] = repr(modules.member(*question))
            else:
                constants = modules.of(question)
                cells = [constants.value(register) for register in range(len(question.function.definitions))]
                found[question.path] = (
                    [repr(cell) for cell in cells if is_constant(cell)],
                    sorted(constants._live),
                )
        return found

    def plain(found):
        return {key: str(value).replace(str(VARIES), "varies") for key, value in sorted(found.items())}

    def shown(value):
        return "varies" if "Varies" in str(value) else str(value)

    first_answers = {key: shown(value) for key, value in answers(shuffle=False).items()}
    assert {key: shown(value) for key, value in answers(shuffle=True).items()} == first_answers


@given(
    st.recursive(
        st.one_of(st.text(max_size=50), st.integers(), st.floats(), st.none()),
        lambda i: st.lists(i, max_size=4).map(tuple),
    )
)
def test_a_small_value_is_small(value):
    assert is_small(value)
    assert is_same(value, value)
    big = value
    for _ in range(14):
        big = (big, big)
    assert not is_small(big)
    assert not is_small("a" * (CONSTANT_SIZE.bound + 1))
    assert not is_small([value])
