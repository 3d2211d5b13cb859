"""`assert` is no guard: `python -O` leaves it out."""

import re

from flowtest import sink, sink_path, source

ALLOWED = {"plain", "other"}


def case_membership():
    value = source()
    assert value in ALLOWED
    sink(value)  # flow


def case_equality():
    value = source()
    assert value == "plain", "not plain"
    sink(value)  # flow


def case_pattern():
    value = source()
    assert re.fullmatch(r"[a-z]+", value)
    sink(value)  # flow


def is_allowed(value):
    return value in ALLOWED


def case_validator():
    value = source()
    assert is_allowed(value)
    sink(value)  # flow


def check(value):
    assert value in ALLOWED


def case_in_a_function():
    value = source()
    check(value)
    sink(value)  # flow


def checked(value):
    assert value in ALLOWED
    return value


def case_in_a_function_that_gives_the_value():
    sink(checked(source()))  # flow


class Form:
    def __init__(self, name):
        assert name in ALLOWED
        self.name = name


def case_in_a_constructor():
    sink(Form(source()).name)  # flow


def case_type():
    value = source()
    assert isinstance(value, str)
    sink(value)  # flow


def case_path():
    path = "/srv/data/" + source("a", "../TOKEN")
    assert ".." not in path
    sink_path(path)  # flow


def case_assert_false():
    value = source()
    if value not in ALLOWED:
        assert False, "unreachable"
    sink(value)  # flow  # missing: a known gap, benchmarks/flows.md


def case_beside_a_real_check():
    value = source()
    assert isinstance(value, str)
    if value not in ALLOWED:
        return
    sink(value)  # clean
