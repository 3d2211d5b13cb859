"""Syntax newer than the oldest interpreter that runs us becomes the closest of its nodes."""

import ast

import pytest
from sameness_of_trees import places, shown

from entasis.frontends.python.recover import recover


def recovered(text):
    result = recover(text)
    assert result.errors == ()
    return result.tree


def assert_means(text, meaning):
    assert ast.dump(recovered(text)) == ast.dump(ast.parse(meaning))


# Formatted strings of PEP 701


def test_a_field_may_use_the_quotes_of_its_string():
    tree = recovered('x = f\'{a[\'b\']}\' + f"{f"{f"{c}"}"}"\n')
    assert {node.id for node in ast.walk(tree) if isinstance(node, ast.Name)} == {"x", "a", "c"}
    assert places(tree, ast.Subscript) == [(1, 7, 1, 13)]
    assert places(tree, ast.JoinedStr) == [(1, 4, 1, 15), (1, 18, 1, 34), (1, 21, 1, 32), (1, 24, 1, 30)]


def test_a_field_may_hold_backslashes_comments_and_lines():
    text = "x = f'{'\\n'.join(a)}' f'''{\n  b # a comment with } and '''\n  + c\n}''' f'{\n d\n}'\ny = 1\n"
    tree = recovered(text)
    assert places(tree, ast.BinOp) == [(2, 2, 3, 5)]
    assert places(tree, ast.Call) == [(1, 7, 1, 19)]
    assert [node.value for node in ast.walk(tree) if isinstance(node, ast.Constant)] == [1, "\n"]
    assert tree.body[1].lineno == 7


def test_a_debug_field_shows_itself_without_its_comments():
    assert_means("f'{a = # why\n}'", "f'''{a = \n}'''")
    assert_means("f'{a['b'] = !s:>{w}}'", "f'''{a['b'] = !s:>{w}}'''")


def test_template_strings_are_read_as_formatted_ones():
    text = "t'a{x!r:>{w}}b' rt'\\{y}'"
    formatted = text.replace("t'", "f'")
    assert shown(recovered(text), exact=True) == shown(recovered(formatted), exact=True)


# Type parameters and aliases of PEP 695 and 696


@pytest.mark.parametrize(
    ("text", "meaning"),
    [
        ("def f[T: (int, str) = int, *Ts, **P](x: T) -> T: pass", "def f(x: T) -> T: pass"),
        ("async def f[T](): pass", "async def f(): pass"),
        ("class A[T = list[int]](B[T]): pass", "class A(B[T]): pass"),
        ("class A[\n  T, # comment\n]: pass", "class A: pass"),
        ("type X = int | None", "X = int | None"),
        ("type X[T: int] = list[T]", "X = list[T]"),
        ("if a: b; type X = Y; c", "if a: b; X = Y; c"),
        ("type = 1; type(x); type[x]", "type = 1; type(x); type[x]"),
    ],
)
def test_type_parameters_leave_no_node(text, meaning):
    assert_means(text, meaning)


def test_an_alias_stands_where_its_keyword_does():
    tree = recovered("if a:\n  type X[T] = Y\n")
    assert places(tree, ast.Assign) == [(2, 2, 2, 15)]
    assert places(tree, ast.Name) == [(1, 3, 1, 4), (2, 7, 2, 8), (2, 14, 2, 15)]


# Exceptions without brackets, PEP 758


@pytest.mark.parametrize(
    ("clause", "meaning"),
    [
        ("except A, B:", "except (A, B):"),
        ("except A, b.c:", "except (A, b.c):"),
        ("except A, b, c:", "except (A, b, c):"),
        ("except* A, B:", "except* (A, B):"),
    ],
)
def test_exceptions_need_no_brackets(clause, meaning):
    tree = recovered(f"try: x\n{clause}\n  y\n")
    expected = ast.parse(f"try: x\n{meaning}\n  y\n")
    assert ast.dump(tree) == ast.dump(expected)
    assert places(tree, ast.Tuple) == [(2, clause.index("A"), 2, len(clause) - 1)]


# What only newer grammars allow


@pytest.mark.parametrize(
    "text", ["@x[0].y\ndef f(): pass", "x = yield_, *a\nfor x in *a, b: pass", "a[*b, 1:2]"]
)
def test_relaxed_rules(text):
    assert_means(text, text)
