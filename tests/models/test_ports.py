"""Ports are written as they are read, and a condition answers yes, no, or that nobody can say."""

import re
from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from entasis.models.ports import Condition, Known, Port, PortKind, holds, parse_port

ARGUMENT = PortKind.ARGUMENT

scalars = st.none() | st.booleans() | st.integers(-2, 2) | st.sampled_from([0.0, 1.0, "", "a", "A", b""])
paths = st.sampled_from(["ssl.CERT_NONE", "ssl.CERT_REQUIRED", "yaml.Loader"])
types = st.sampled_from(["builtins.str", "builtins.list", "types.NoneType"])
conditions = st.builds(
    Condition,
    equals=st.lists(scalars, max_size=2).map(tuple),
    differs=st.lists(scalars, max_size=2).map(tuple),
    missing=st.booleans(),
    api=st.lists(paths, max_size=2).map(tuple),
    not_api=st.lists(paths, max_size=2).map(tuple),
    made_by=st.lists(paths, max_size=2).map(tuple),
    matches=st.none() | st.sampled_from([re.compile("a+", re.IGNORECASE)]),
    type=st.lists(types, max_size=2).map(tuple),
    not_type=st.lists(types, max_size=2).map(tuple),
)
present = (
    st.builds(Known)
    | scalars.map(lambda constant: Known(is_constant=True, constant=constant))
    | paths.map(lambda path: Known(api=path))
    | paths.map(lambda path: Known(made_by=path))
    | types.map(lambda path: Known(type=path))
    | st.builds(lambda path, cls: Known(made_by=path, type=cls), paths, types)
)


@pytest.mark.parametrize(
    ("text", "port"),
    [
        ("arg:0|url", Port(ARGUMENT, 0, "url")),
        ("arg:2", Port(ARGUMENT, 2)),
        ("arg:verify", Port(ARGUMENT, None, "verify")),
        ("self", Port(PortKind.SELF)),
        ("return", Port(PortKind.RETURN)),
        ("value", Port(PortKind.VALUE)),
        ("arg:0|args[0]", Port(ARGUMENT, 0, "args", ("[0]",))),
        ("arg:headers[**]", Port(ARGUMENT, None, "headers", ("**",))),
        ("return[*].name", Port(PortKind.RETURN, None, "", ("*", ".name"))),
        ("self.rows['key']", Port(PortKind.SELF, None, "", (".rows", "['key']"))),
    ],
)
def test_a_port_is_written_as_it_is_read(text, port):
    assert parse_port(text) == port
    assert str(port) == text


@pytest.mark.parametrize(
    "text",
    [
        "",
        "arg:",
        "arg:|x",
        "arg:0|",
        "arg:-1",
        "verify",
        "arg:a b",
        "Return",
        "arg:0|1x",
        "arg:0[",
        "self[x]",
        "self[**].x",
        "value.",
    ],
)
def test_what_is_no_port_is_refused(text):
    with pytest.raises(ValueError, match="is not a port"):
        parse_port(text)


FALSE = Condition(equals=(False, 0))
NO_LIST = Condition(not_type=("builtins.list",))


@pytest.mark.parametrize(
    ("condition", "value", "answer"),
    [
        (FALSE, Known(is_constant=True, constant=False), True),
        (FALSE, Known(is_constant=True, constant=True), False),
        (FALSE, Known(is_constant=True, constant=0), True),
        (Condition(equals=(False,)), Known(is_constant=True, constant=0), False),
        (FALSE, Known(), None),
        (FALSE, Known(passed=False), False),
        (FALSE, Known(passed=None), None),
        (Condition(missing=True), Known(), False),
        (NO_LIST, Known(type="builtins.str"), True),
        (NO_LIST, Known(type="builtins.list"), False),
        (NO_LIST, Known(is_constant=True, constant="ls"), True),
        (NO_LIST, Known(made_by="acme.command"), None),
        (NO_LIST, Known(), None),
        (Condition(type=("builtins.str",)), Known(type="builtins.list"), False),
        (Condition(equals=("a",), type=("builtins.list",)), Known(type="builtins.list"), True),
        (Condition(equals=("a",), type=("builtins.list",)), Known(type="builtins.str"), None),
        (Condition(equals=(None,), missing=True), Known(type="acme.Parser"), False),
        (Condition(equals=(None,), missing=True), Known(made_by="acme.parser"), None),
        (Condition(equals=(None,), missing=True), Known(made_by="acme.Parser", type="acme.Parser"), False),
        (Condition(differs=("a",)), Known(type="builtins.list"), False),
        (Condition(differs=("a",)), Known(type="builtins.str"), None),
        (Condition(matches=re.compile("a")), Known(type="builtins.str"), None),
        (Condition(matches=re.compile("a")), Known(type="builtins.bytes"), False),
        (Condition(api=("ssl.CERT_NONE",)), Known(type="ssl.VerifyMode"), None),
        (Condition(missing=True), Known(passed=False), True),
        (Condition(missing=True), Known(is_constant=True, constant=None), False),
        (Condition(missing=True), Known(passed=None), None),
        (Condition(equals=(None,)), Known(is_constant=True, constant=None), True),
        (Condition(missing=True, differs=(False,)), Known(is_constant=True, constant=True), True),
        (Condition(missing=True, differs=(False,)), Known(is_constant=True, constant=False), False),
        (Condition(missing=True, differs=(False,)), Known(), None),
        (Condition(api=("ssl.CERT_NONE",)), Known(api="ssl.CERT_NONE"), True),
        (Condition(api=("ssl.CERT_NONE",)), Known(api="ssl.CERT_REQUIRED"), False),
        (Condition(not_api=("ssl.CERT_NONE",)), Known(api="ssl.CERT_REQUIRED"), True),
        (Condition(not_api=("ssl.CERT_NONE",)), Known(api="ssl.CERT_NONE"), False),
        (Condition(not_api=("ssl.CERT_NONE",)), Known(is_constant=True, constant=0), False),
        (Condition(made_by=("m.MD5",)), Known(made_by="m.MD5"), True),
        (Condition(made_by=("m.MD5",)), Known(made_by="m.SHA256"), False),
        (Condition(equals=("a",)), Known(made_by="m.name"), None),
        (
            Condition(matches=re.compile("md5|sha-?1", re.IGNORECASE)),
            Known(is_constant=True, constant="SHA-1"),
            True,
        ),
        (Condition(matches=re.compile("md5")), Known(is_constant=True, constant="md5sum"), False),
        (Condition(matches=re.compile("md5")), Known(is_constant=True, constant=b"md5"), False),
    ],
)
def test_what_a_condition_says_of_a_value(condition, value, answer):
    assert holds(condition, value) is answer


@given(scalars, scalars)
def test_being_one_of_some_constants_and_being_none_of_them_exclude_each_other(listed, given_constant):
    value = Known(is_constant=True, constant=given_constant)
    assert holds(Condition(equals=(listed,)), value) is not holds(Condition(differs=(listed,)), value)


@given(conditions, present)
def test_an_argument_that_may_be_missing_is_decided_only_if_both_answers_agree(condition, value):
    with_it, without_it = holds(condition, value), holds(condition, Known(passed=False))
    unsure = replace(value, passed=None)
    assert holds(condition, unsure) is (with_it if with_it is without_it else None)


@given(conditions, scalars, present)
def test_a_further_alternative_never_makes_a_condition_fail(condition, constant, value):
    wider = replace(condition, equals=(*condition.equals, constant), missing=True)
    order = {False: 0, None: 1, True: 2}
    assert order[holds(wider, value)] >= order[holds(condition, value)]


def test_nothing_is_concluded_from_nothing():
    for missing, passed in product([False, True], [True, None]):
        assert holds(Condition(equals=(0,), api=("a.b",), missing=missing), Known(passed=passed)) is None
