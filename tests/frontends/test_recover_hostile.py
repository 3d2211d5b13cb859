"""No text makes `recover` raise, recurse or take more than time in proportion to its length."""

import ast
import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from entasis.frontends.python.parse import parse
from entasis.frontends.python.recover import UNKNOWN, recover
from entasis.limits import NESTING

MANY = 20_000
LOST = "syntax error, line 1 not analysed"


def height(tree):
    """How many nodes stand in each other, found without recursion."""
    highest = 0
    pending = [(tree, 1)]
    while pending:
        node, level = pending.pop()
        highest = max(highest, level)
        pending += ((child, level + 1) for child in ast.iter_child_nodes(node))
    return highest


DEEP = {
    "sum": "a" + " + a" * MANY,
    "text": "x = " + "'a' + " * MANY + "b",
    "negation": "not " * MANY + "x",
    "sign": "-" * MANY + "1",
    "lambda": "lambda:" * MANY + "x",
    "condition": "a if b else " * MANY + "c",
    "attribute": "a" + ".b" * MANY,
    "call": "a" + "()" * MANY,
    "argument": "f(" * 5_000 + ")" * 5_000,
    "subscript": "a" + "[0]" * MANY,
    "star": "*a" + ".b" * MANY + ", c",
    "list": "[" * MANY + "]" * MANY,
    "dictionary": "{1: " * 5_000 + "0" + "}" * 5_000,
    "comprehension": "[x for x in " * 3_000 + "y" + "]" * 3_000,
    "string": "f'{" * 3_000 + "x" + "}'" * 3_000,
    "power": "a ** " * MANY + "b",
    "await": "await " * MANY + "x",
}


@pytest.mark.parametrize("text", DEEP.values(), ids=DEEP)
def test_what_is_nested_too_deep_is_lost_and_said(text):
    result = recover(f"before\n{text}\nafter")
    names = [statement.value.id for statement in (result.tree.body[0], result.tree.body[-1])]
    assert names == ["before", "after"]
    assert [error.message for error in result.errors] == ["syntax error, line 2 not analysed"]
    # The module, the statement, and under the deepest expression an operator or a context come on top.
    assert height(result.tree) <= NESTING.bound + 5


def test_what_surrounds_it_is_kept():
    tree = recover("f(a, " + "-" * MANY + "1, b)").tree
    call = tree.body[0].value
    assert (call.args[0].id, call.args[2].id) == ("a", "b")
    innermost = call.args[1]
    while isinstance(innermost, ast.UnaryOp):
        innermost = innermost.operand
    assert innermost.id == UNKNOWN


FLAT = {
    "brackets": ("(" * MANY + "x" + ")" * MANY, 1),
    "conjunction": ("a" + " and a" * MANY, MANY + 1),
    "comparison": ("a" + " < a" * MANY, MANY + 1),
    "literal": ("{" + "'a': 1, " * 14_000 + "}", 28_000),
    "lines": ("[\n" + "1,\n" * 14_000 + "]", 14_000),
    "arguments": ("f(" + "a, " * MANY + ")", MANY + 1),
    "strings": ("(" + "'a' " * MANY + ")", 1),
    "targets": ("a = " * MANY + "1", MANY + 1),
    "statements": ("a;" * MANY, MANY),
    "decorators": ("@a\n" * MANY + "def f(): pass", MANY),
    "handlers": ("try: pass\n" + "except A: pass\n" * 5_000, 5_000),
}


@pytest.mark.parametrize(("text", "count"), FLAT.values(), ids=FLAT)
def test_what_is_only_long_is_complete(text, count):
    result = recover(text)
    assert result.errors == ()
    leaves = sum(isinstance(node, ast.Name | ast.Constant) for node in ast.walk(result.tree))
    assert leaves == count


def test_a_long_chain_of_conditions_is_kept_up_to_the_bound():
    text = "if a:\n  b()\n" + "elif a:\n  b()\n" * 5_000 + "else:\n  c()\nafter()"
    result = recover(text)
    kept = sum(isinstance(node, ast.If) for node in ast.walk(result.tree))
    assert NESTING.bound - 10 <= kept <= NESTING.bound
    assert len(result.tree.body) == 2
    assert any(error.message.endswith("-10002 not analysed") for error in result.errors)


def test_blocks_in_blocks_are_kept_up_to_the_bound():
    text = "".join(" " * level + "if a:\n" for level in range(3_000)) + " " * 3_000 + "b\nafter"
    result = recover(text)
    assert [type(statement) for statement in result.tree.body] == [ast.If, ast.Expr]
    assert height(result.tree) <= NESTING.bound + 5
    assert result.errors[0].message.endswith("-3001 not analysed")


LONG = {
    "open brackets": "([{",
    "mixed brackets": "([{)",
    "closing brackets": "[" * 500 + ")" * 500,
    "words": "this is no code ",
    "operators": "+*/-",
    "numbers": "1 2. ",
    "assignments": "x = ",
    "bad statements": "a b;",
    "prints": "print (;",
    "Python 2": "print 1; print (x) % y; ",
    "backticks": "`",
    "open strings": "f'{",
    "open fields": 'f"{(\n',
    "fields in lines": "f'{a\n",
    "specifications": 'f"{x:',
    "quotes": "'\"\n",
    "long strings": "\"\"\"\n'''\n",
    "open lines": "x(\n",
    "open lines and statements": "x(\nreturn\n",
    "continued": "x \\\n",
    "orphans": "else:\n",
    "headers": "if a:\n",
    "annotations": "x: A[b] | c ",
    "types": "type X[",
    "nul": "a\0b\n",
    "escapes": "x = '\\n\\x'\n",
    "surrogates": "x\ud800 = '\ud800'\n",
}


@pytest.mark.parametrize("unit", LONG.values(), ids=LONG)
def test_time_is_in_proportion_to_length(unit):
    def seconds(length):
        text = (unit * (length // len(unit) + 1))[:length]
        start = time.process_time()
        recover(text)
        return time.process_time() - start

    short = min(seconds(2_000) for _ in range(2))
    # Sixteen times as long; quadratic would be 256 times. The constant is what a slow machine may be off.
    assert seconds(32_000) < 64 * short + 0.5


TOKENS = st.sampled_from(
    [
        *"()[]{},:;=@*.+-/%&|^~<>!?`\\\n\t \f\0'\"",
        *(
            "def f",
            "class A",
            "if a",
            "elif b",
            "else",
            "try",
            "except",
            "finally",
            "for x in",
            "while",
            "with",
            "as",
        ),
        *(
            "match x",
            "case",
            "return",
            "yield",
            "await",
            "async",
            "lambda",
            "not",
            "and",
            "or",
            "in",
            "is",
            "del",
        ),
        *(
            "import",
            "from",
            "global",
            "raise",
            "pass",
            "print",
            "exec",
            "type X",
            "x",
            "é",
            "\ud800",
            "1",
            "0x1L",
            "1e5",
        ),
        *(
            "'a'",
            'f"{',
            "{x}",
            "f'{x!r:>{w}}'",
            '"""',
            "rb''",
            "t'{a}'",
            "**",
            "->",
            ":=",
            "==",
            "<>",
            ">>",
            "...",
            "+=",
        ),
        *("\n  ", "\n    ", ":\n", ":\n  ", "# c\n", "a.b", "f(x)", "True", "None", "_", "\r\n", "\ufeff"),
    ]
)


@settings(max_examples=300, deadline=None)
@given(
    st.lists(TOKENS, max_size=60).map(" ".join)
    | st.lists(TOKENS, max_size=60).map("".join)
    | st.text(max_size=200)
)
def test_any_text_becomes_a_module_that_compiles(text):
    result = recover(text)
    try:
        # The compiler checks that nodes are well formed and stand at sane places. Nothing is run.
        compile(result.tree, "<text>", "exec", dont_inherit=True)
    except SyntaxError:
        pass  # such as a `return` outside a function: well formed, but meaningless
    lines = text.count("\n") + text.count("\r") + 1
    assert all(1 <= error.line <= lines for error in result.errors)


@settings(max_examples=150, deadline=None)
@given(st.lists(TOKENS, max_size=30).map(" ".join))
def test_what_the_compiler_accepts_is_the_same(text):
    try:
        tree = ast.parse(text)
    except (SyntaxError, ValueError):
        return
    assert ast.dump(recover(text).tree) == ast.dump(tree)


@pytest.mark.parametrize(
    "word", ["while", "for", "if", "def", "class", "try", "else", "match", "return", "lambda", "in", "async"]
)
def test_a_name_may_begin_or_end_with_a_keyword(word):
    text = f"{word}é = a{word} = é{word}\n{word}é\n[{word}é, *é{word}]\nf({word}ø, é{word} if x else y)"
    result = recover(text)
    assert result.errors == ()
    assert ast.dump(result.tree) == ast.dump(ast.parse(text))


def test_parse_survives_all_of_it():
    for name in ("sum", "attribute", "list", "string", "lambda"):
        text = DEEP[name]
        assert isinstance(parse(text).tree, ast.Module)


@pytest.mark.parametrize("text", ["await ...", "x = 1 + await ... * 2", "[await ...]"])
def test_an_ellipsis_may_be_awaited(text):
    assert ast.dump(recover(text).tree) == ast.dump(ast.parse(text))
