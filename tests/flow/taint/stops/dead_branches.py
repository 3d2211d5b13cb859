"""Code that cannot run lets nothing through: constants decide branches, and some calls never return."""

import sys
from typing import TYPE_CHECKING, NoReturn

from flowtest import Refused, abort, maybe, sink, source

DEBUG = False
ENABLED = True
LEVEL = 3
MODE = "safe"
LIMITS = {"small": 1, "large": 10}


def case_if_false():
    if False:
        sink(source())  # clean, never reached


def case_else_of_true():
    if True:
        value = "clean"
    else:
        value = source()
    sink(value)  # clean


def case_not_true():
    value = source()
    if not True:
        sink(value)  # clean, never reached
    sink(value)  # flow


def case_overwritten_for_sure():
    value = source()
    if 7 * 18 + 106 > 200:
        value = "clean"
    sink(value)  # clean


def case_overwritten_never():
    value = source()
    if 7 * 18 + 106 < 200:
        value = "clean"
    sink(value)  # flow


def case_overwritten_in_every_loop_but_none():
    value = source()
    while LEVEL > 2:
        value = "clean"
        break
    sink(value)  # clean


def case_behind_a_call_that_never_returns():
    value = source()
    abort()
    sink(value)  # clean, never reached


def case_zero():
    if 0:
        sink(source())  # clean, never reached


def case_empty_text():
    if "":
        sink(source())  # clean, never reached


def case_none():
    if None:
        sink(source())  # clean, never reached


def case_arithmetic():
    number = 106
    value = "clean" if 7 * 18 + number > 200 else source()
    sink(value)  # clean


def case_arithmetic_the_other_way():
    number = 86
    value = "clean" if 7 * 42 - number > 300 else source()
    sink(value)  # flow


def case_arithmetic_in_steps():
    number = 5
    number += 3
    number *= 2
    if number != 16:
        sink(source())  # clean, never reached


def case_text():
    guess = "ABC"
    match guess[1]:
        case "A":
            value = source()
        case "B":
            value = "clean"
        case _:
            value = source()
    sink(value)  # clean


def case_text_methods():
    name = "a" + "b"
    if name.upper() != "AB":
        sink(source())  # clean, never reached


def case_length():
    values = ["one", "two"]
    if len(values) > 2:
        sink(source())  # clean, never reached


def case_constant_element():
    values = {"a": True, "b": False}
    if values["b"]:
        sink(source())  # clean, never reached


def case_module_flag():
    if DEBUG:
        sink(source())  # clean, never reached
    if ENABLED:
        sink(source())  # flow


def case_module_number():
    if LEVEL > 5:
        sink(source())  # clean, never reached


def case_module_text():
    if MODE == "unsafe":
        sink(source())  # clean, never reached


def case_module_dictionary():
    if LIMITS["small"] > 5:
        sink(source())  # clean, never reached  # spurious: a known gap, benchmarks/flows.md


def case_type_checking():
    if TYPE_CHECKING:
        sink(source())  # clean, never reached


def case_and_false():
    if maybe() and False:
        sink(source())  # clean, never reached


def case_or_true():
    if not (maybe() or True):
        sink(source())  # clean, never reached


def case_short_circuit():
    False and sink(source())  # clean, never reached
    True or sink(source())  # clean, never reached


def case_while_false():
    while False:
        sink(source())  # clean, never reached


def case_empty_loop():
    for value in []:
        sink(source())  # clean, never reached


def case_after_return():
    def inner(value):
        return "clean"
        sink(value)  # clean, never reached

    inner(source())


def case_after_raise():
    def inner(value):
        raise Refused
        sink(value)  # clean, never reached

    inner(source())


def case_after_both_return():
    def inner(value):
        if maybe():
            return 1
        else:
            return 2
        sink(value)  # clean, never reached

    inner(source())


def case_after_continue():
    for value in [source()]:
        continue
        sink(value)  # clean, never reached


def case_after_break():
    for value in [source()]:
        break
        sink(value)  # clean, never reached


def case_after_exit():
    value = source()
    if value != "plain":
        sys.exit(1)
    sink(value)  # clean


def case_after_abort():
    value = source()
    if value != "plain":
        abort("bad")
    sink(value)  # clean


def fail(message) -> NoReturn:
    raise Refused(message)


def case_after_own_noreturn():
    value = source()
    if value != "plain":
        fail("bad")
    sink(value)  # clean


def fail_deeper(message):
    fail("deep " + message)


def case_after_a_call_of_noreturn():
    value = source()
    if value != "plain":
        fail_deeper("bad")
    sink(value)  # clean


def fail_either_way(message):
    if maybe():
        raise Refused(message)
    else:
        sys.exit(message)


def case_after_failing_either_way():
    value = source()
    if value != "plain":
        fail_either_way("bad")
    sink(value)  # clean


class Failing:
    def fail(self):
        raise Refused


def case_after_a_method_of_noreturn():
    value = source()
    if value != "plain":
        Failing().fail()
    sink(value)  # clean


def case_after_an_endless_loop():
    def inner(value):
        while True:
            if maybe():
                return
        sink(value)  # clean, never reached

    inner(source())


def case_else_of_an_endless_loop():
    while True:
        break
    else:
        sink(source())  # clean, never reached


def case_constant_argument():
    def inner(flag, value):
        if flag:
            sink(value)  # clean, never reached

    inner(False, source())


def case_constant_argument_by_call():
    def inner(flag, value):
        return value if flag else "clean"

    sink(inner(False, source()))  # clean
    sink(inner(True, source()))  # flow


def case_default_argument():
    def inner(value, raw=False):
        if raw:
            return value
        return "clean"

    sink(inner(source()))  # clean
    sink(inner(source(), raw=True))  # flow


def is_enabled():
    return False


def case_constant_result():
    if is_enabled():
        sink(source())  # clean, never reached


class Feature:
    enabled = False

    def active(self):
        return self.enabled


def case_class_constant():
    if Feature.enabled:
        sink(source())  # clean, never reached
    if Feature().active():
        sink(source())  # clean, never reached  # spurious: a known gap, benchmarks/flows.md


def case_is_none():
    value = None
    if value is not None:
        sink(source())  # clean, never reached


def case_type_of_a_constant():
    value = "text"
    if isinstance(value, int):
        sink(source())  # clean, never reached


def case_nothing_to_catch():
    try:
        value = "clean"
    except KeyError:
        value = source()
    sink(value)  # clean


def case_same_condition_twice():
    flag = maybe()
    value = "clean"
    if flag:
        value = source()
    if not flag:
        sink(value)  # clean
    else:
        sink(value)  # flow


def case_index_out_of_a_constant():
    choices = ("one", "two")
    value = choices[0] if len(choices) == 2 else source()
    sink(value)  # clean


def case_flag_set_in_a_loop():
    found = False
    for number in [1, 2]:
        if number == 2:
            found = True
    if found:
        sink(source())  # flow
