"""What a repair makes of a text: the edit keeps the author's spelling and changes nothing but what it is for."""

import ast

import pytest
from hypothesis import given
from hypothesis import strategies as st

from entasis.fix.edits import Code, replacements
from entasis.fix.repair import FormatArguments, ReplaceOperator, UnwrapAssertion
from entasis.models.ports import parse_port
from entasis.models.rows import Mend


def mend(set_=(), remove=(), callee="", value=""):
    return Mend(
        set=tuple((parse_port(port), text) for port, text in set_),
        remove=tuple(parse_port(port) for port in remove),
        callee=callee,
        value=value,
    )


def edited(text, kind, repair):
    """`text` after `repair` of its first node of the class `kind`; None if there is no edit."""
    tree = ast.parse(text)
    node = next(node for node in ast.walk(tree) if isinstance(node, kind))
    place = (node.lineno, node.col_offset, node.end_lineno, node.end_col_offset)
    found = replacements(Code(tree, text), place, repair)
    return applied(text, found) if found else None


def applied(text, found):
    starts = [0]
    for line in text.encode().split(b"\n"):
        starts.append(starts[-1] + len(line) + 1)
    places = sorted((starts[p[0] - 1] + p[1], starts[p[2] - 1] + p[3], new) for p, new in found)
    data = text.encode()
    for start, end, new in reversed(places):
        data = data[:start] + new.encode() + data[end:]
    return data.decode()


@pytest.mark.parametrize(
    ("before", "position", "after"),
    [
        ('f("%s %s", a, b)', 0, 'f("%s %s" % (a, b))'),
        ('f("%s", a)', 0, 'f("%s" % (a,))'),
        ('f("%s", 1)', 0, 'f("%s" % 1)'),
        ('f("%s", "x")', 0, 'f("%s" % "x")'),
        ('f(db, "%s" "%s", a, b)', 1, 'f(db, "%s" "%s" % (a, b))'),
        ("f(db, MESSAGE, a)", 1, "f(db, MESSAGE % (a,))"),
        ("f(texts.MESSAGE, a)", 0, "f(texts.MESSAGE % (a,))"),
        ('f("%s" + "%s", a, b)', 0, 'f(("%s" + "%s") % (a, b))'),
        ('f("%s" if x else "a%s", a)', 0, 'f(("%s" if x else "a%s") % (a,))'),
        ('f("%s", a, level=3)', 0, 'f("%s" % (a,), level=3)'),
        ('f("%s %s",\n  a,\n  b,\n)', 0, 'f("%s %s" % (a, b),\n)'),
        ('f("%s "\n  "%s",\n  a, b)', 0, 'f("%s "\n  "%s"\n  % (a, b))'),
        ('f("è%s", è)', 0, 'f("è%s" % (è,))'),
        ('f("%s", (a, b))', 0, 'f("%s" % ((a, b),))'),
        ('f("%s", *a)', 0, None),
        ('f("%s", [\n1])', 0, 'f("%s" % ([\n1],))'),
    ],
)
def test_arguments_go_into_the_message(before, position, after):
    assert edited(before, ast.Call, FormatArguments(position)) == after


@pytest.mark.parametrize(
    ("before", "operator", "after"),
    [
        ('a is "x"', "==", 'a == "x"'),
        ('a is not "x"', "!=", 'a != "x"'),
        ('a  is   not  "x"', "!=", 'a != "x"'),
        ('"è" is a', "==", '"è" == a'),
        ('(a) is ("x")', "==", None),
        ('a is b is "x"', "==", None),
        ('(a\nis\n"x")', "==", None),
    ],
)
def test_the_operator_is_replaced(before, operator, after):
    assert edited(before, ast.Compare, ReplaceOperator(operator)) == after


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ('assert (a == b, "message")', 'assert a == b, "message"'),
        ('assert(a, f"{b}")', 'assert a, f"{b}"'),
        ('assert (\n    a,\n    "message",\n)', 'assert a, "message"'),
        ('assert (\n    a\n    and b,\n    "message",\n)', 'assert (a\n    and b), "message"'),
        ('assert ((a := b), "message")', 'assert (a := b), "message"'),
        ('assert (a, "message"), "more"', None),
        ('assert f((a, "message"))', None),
    ],
)
def test_the_tuple_of_an_assertion_is_taken_apart(before, after):
    assert edited(before, ast.Tuple, UnwrapAssertion()) == after


@pytest.mark.parametrize(
    ("before", "change", "after"),
    [
        ("get(url, verify=False)", mend(remove=["arg:verify"]), "get(url)"),
        ("get(url, verify=False, timeout=3)", mend(remove=["arg:verify"]), "get(url, timeout=3)"),
        ("get(verify=False, url=url)", mend(remove=["arg:verify"]), "get(url=url)"),
        ("get(verify=False)", mend(remove=["arg:verify"]), "get()"),
        ("get(verify=False,)", mend(remove=["arg:verify"]), "get()"),
        ("run(a=1, b=2)", mend(remove=["arg:a", "arg:b"]), "run()"),
        ("run(a=1, b=2, c=3)", mend(remove=["arg:a", "arg:c"]), "run(b=2)"),
        ("run(0, a=1, b=2)", mend(remove=["arg:a", "arg:b"]), "run(0)"),
        ("run(True)", mend(remove=["arg:0|debug"]), "run()"),
        ("run(True, 80)", mend(remove=["arg:0|debug"]), None),
        ("run(*parts)", mend(remove=["arg:0|debug"]), None),
        ("load(old=1,)", mend(set_=[("arg:new", "2")], remove=["arg:old"]), "load(new=2,)"),
        ("run()", mend(remove=["arg:debug"]), None),
        ('hashlib.new("md5", data)', mend(set_=[("arg:0|name", '"sha256"')]), 'hashlib.new("sha256", data)'),
        ('hashlib.new(name="md5")', mend(set_=[("arg:0|name", '"sha256"')]), 'hashlib.new(name="sha256")'),
        ("load(a)", mend(set_=[("arg:1|Loader", "Safe")]), "load(a, Loader=Safe)"),
        ("load()", mend(set_=[("arg:1|Loader", "Safe")]), "load(Loader=Safe)"),
        ("load(a,)", mend(set_=[("arg:1|Loader", "Safe")]), "load(a, Loader=Safe,)"),
        ("load(a, old=1)", mend(set_=[("arg:new", "2")], remove=["arg:old"]), "load(a, new=2)"),
        ("load(old=1)", mend(set_=[("arg:new", "2")], remove=["arg:old"]), "load(new=2)"),
        ("load(**options)", mend(set_=[("arg:new", "2")]), None),
        ("load(*parts)", mend(set_=[("arg:1|new", "2")]), "load(*parts, new=2)"),
        ("hashlib.md5(a)", mend(callee="hashlib.sha256"), "hashlib.sha256(a)"),
        ("hashes.md5(a)", mend(callee="hashlib.sha256"), "hashes.sha256(a)"),
        ("md5(a)", mend(callee="hashlib.sha256"), None),
        (
            "yaml.load(a, Loader=yaml.Loader)",
            mend(callee="yaml.safe_load", remove=["arg:1|Loader"]),
            "yaml.safe_load(a)",
        ),
        (
            "yaml.load(a, yaml.Loader)",
            mend(callee="yaml.safe_load", remove=["arg:1|Loader"]),
            "yaml.safe_load(a)",
        ),
    ],
)
def test_a_call_is_mended(before, change, after):
    assert edited(before, ast.Call, change) == after


def test_an_assignment_is_mended():
    assert edited("a.b = c = False", ast.Attribute, mend(value="True")) == "a.b = c = True"
    assert edited("del a.b", ast.Attribute, mend(value="True")) is None


NAMES = ["alpha", "beta", "gamma", "delta"]


@given(
    positional=st.lists(st.sampled_from(["x", "y.z", "(1, 2)", "'a, b'", "f(u, v=1)"]), max_size=3),
    keywords=st.lists(st.sampled_from(NAMES), unique=True),
    removed=st.sets(st.sampled_from(NAMES), max_size=3),
    added=st.sampled_from(["", "omega"]),
    separator=st.sampled_from([", ", ",", " , ", ",\n  "]),
    comma=st.booleans(),
)
def test_a_mended_call_parses_and_differs_only_where_it_was_to(
    positional, keywords, removed, added, separator, comma
):
    removed &= set(keywords)
    written = separator.join([*positional, *(f"{name}={name}" for name in keywords)])
    text = f"call({written}{',' if comma and written else ''})"
    change = mend(
        remove=[f"arg:{name}" for name in sorted(removed)], set_=[("arg:omega", "1")] if added else []
    )
    result = edited(text, ast.Call, change)
    if result is None:
        assert not removed
        assert not added
        return
    call = ast.parse(result).body[0].value
    assert [keyword.arg for keyword in call.keywords] == [k for k in keywords if k not in removed] + [
        added
    ] * bool(added)
    assert [ast.unparse(argument) for argument in call.args] == [
        ast.unparse(ast.parse(p).body[0]) for p in positional
    ]
