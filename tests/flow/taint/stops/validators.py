"""The project's own validators count as much as those of a library: they answer, they refuse, or they clean."""

import re
from functools import partial, wraps

from flowtest import Refused, abort, maybe, sink, source

ALLOWED = {"plain", "other"}


def is_allowed(value):
    return value in ALLOWED


def case_answers():
    value = source()
    if is_allowed(value):
        sink(value)  # clean
    else:
        sink(value)  # flow


def case_answers_and_the_caller_refuses():
    value = source()
    if not is_allowed(value):
        raise Refused
    sink(value)  # clean


def case_answers_and_the_caller_returns():
    value = source()
    if not is_allowed(value):
        return None
    sink(value)  # clean


def case_answer_ignored():
    value = source()
    is_allowed(value)
    sink(value)  # flow


def answers_by_branches(value):
    if value in ALLOWED:
        return True
    return False


def case_answers_by_branches():
    value = source()
    if answers_by_branches(value):
        sink(value)  # clean


def answers_by_early_return(value):
    if not value:
        return False
    if len(value) > 100:
        return False
    if not re.fullmatch(r"[a-z]+", value):
        return False
    return True


def case_answers_by_early_return():
    value = source()
    if answers_by_early_return(value):
        sink(value)  # clean


def answers_by_and(value):
    return len(value) < 100 and value.isalnum()


def case_answers_by_and():
    value = source()
    if answers_by_and(value):
        sink(value)  # clean


def answers_by_or(value):
    return value == "plain" or value.isdigit()


def case_answers_by_or():
    value = source()
    if answers_by_or(value):
        sink(value)  # clean


def is_bad(value):
    return value not in ALLOWED


def case_answers_in_the_negative():
    value = source()
    if is_bad(value):
        sink(value)  # flow
        return
    sink(value)  # clean


def answers_by_a_loop(value):
    for allowed in ALLOWED:
        if value == allowed:
            return True
    return False


def case_answers_by_a_loop():
    value = source()
    if answers_by_a_loop(value):
        sink(value)  # clean


def answers_by_trying(value):
    try:
        int(value)
    except ValueError:
        return False
    return True


def case_answers_by_trying():
    value = source("7")
    if answers_by_trying(value):
        sink(value)  # clean


def outer_answer(value):
    return is_allowed(value)


def outer_answer_negated(value):
    return not is_bad(value)


def case_answers_through_another():
    value = source()
    if outer_answer(value):
        sink(value)  # clean
    if outer_answer_negated(value):
        sink(value)  # clean


def check(value):
    if value not in ALLOWED:
        raise Refused(value)


def case_refuses():
    value = source()
    check(value)
    sink(value)  # clean


def case_refuses_too_late():
    value = source()
    sink(value)  # flow
    check(value)


def case_refuses_another():
    value, other = source(), source()
    check(other)
    sink(value)  # flow
    sink(other)  # clean


def check_by_abort(value):
    if not is_allowed(value):
        abort("bad")


def case_refuses_by_abort():
    value = source()
    check_by_abort(value)
    sink(value)  # clean


def check_deeper(value):
    check(value)


def case_refuses_two_calls_deep():
    value = source()
    check_deeper(value)
    sink(value)  # clean


def check_sometimes(value):
    if maybe():
        check(value)


def case_refuses_only_sometimes():
    value = source()
    check_sometimes(value)
    sink(value)  # flow


def check_by_conversion(value):
    int(value)


def case_refuses_by_conversion():
    value = source("7")
    check_by_conversion(value)
    sink(value)  # clean


def checked(value):
    if value not in ALLOWED:
        raise Refused
    return value


def case_gives_the_checked_value():
    sink(checked(source()))  # clean


def checked_or_default(value):
    if value in ALLOWED:
        return value
    return "default"


def case_gives_the_value_or_a_default():
    sink(checked_or_default(source()))  # clean


def checked_or_none(value):
    if re.fullmatch(r"[a-z]+", value):
        return value
    return None


def case_gives_the_value_or_none():
    value = checked_or_none(source())
    if value is None:
        return
    sink(value)  # clean


def checked_by_expression(value):
    return value if value in ALLOWED else "default"


def case_gives_by_an_expression():
    sink(checked_by_expression(source()))  # clean


def looked_up(value):
    return {"plain": "one", "other": "two"}.get(value, "none")


def case_gives_a_constant():
    sink(looked_up(source()))  # clean


def cleaned(value):
    return str(int(value))


def case_gives_a_number():
    sink(cleaned(source("7")))  # clean


def result_and_error(value):
    if value in ALLOWED:
        return value, None
    return None, "not allowed"


def case_gives_value_and_error():
    value, error = result_and_error(source())
    sink(value)  # clean
    sink(error)  # clean


class Validator:
    pattern = re.compile(r"[a-z]+")
    allowed = {"plain", "other"}

    def __init__(self, allowed=("plain",)):
        self.names = allowed

    def is_valid(self, value):
        return bool(self.pattern.fullmatch(value))

    def is_listed(self, value):
        return value in self.allowed

    def is_named(self, value):
        return value in self.names

    def validate(self, value):
        if not self.is_valid(value):
            raise Refused

    def clean(self, value):
        self.validate(value)
        return value

    @staticmethod
    def is_short_name(value):
        return value.isalpha()

    @classmethod
    def is_one(cls, value):
        return value in cls.allowed

    def __call__(self, value):
        if value not in self.allowed:
            raise Refused
        return value


def case_method_answers():
    value = source()
    if Validator().is_valid(value):
        sink(value)  # clean


def case_method_answers_from_a_class_attribute():
    value = source()
    if Validator().is_listed(value):
        sink(value)  # clean


def case_method_answers_from_its_own_attribute():
    value = source()
    if Validator(("plain", "other")).is_named(value):
        sink(value)  # clean  # spurious: a known gap, benchmarks/flows.md


def case_method_refuses():
    value = source()
    Validator().validate(value)
    sink(value)  # clean


def case_method_cleans():
    sink(Validator().clean(source()))  # clean


def case_static_method():
    value = source()
    if Validator.is_short_name(value):
        sink(value)  # clean


def case_class_method():
    value = source()
    if not Validator.is_one(value):
        return
    sink(value)  # clean


def case_callable_object():
    validate = Validator()
    sink(validate(source()))  # clean


def case_callable_object_refuses():
    value = source()
    Validator()(value)
    sink(value)  # clean


def first_checked(first, second):
    if first not in ALLOWED:
        raise Refused


def case_only_one_of_two_arguments():
    a, b = source(), source()
    first_checked(a, b)
    sink(a)  # clean
    sink(b)  # flow


def case_by_keyword():
    a, b = source(), source()
    first_checked(second=a, first=b)
    sink(a)  # flow
    sink(b)  # clean


def both_allowed(first, second):
    return first in ALLOWED and second in ALLOWED


def case_both():
    a, b = source(), source()
    if both_allowed(a, b):
        sink(a)  # clean
        sink(b)  # clean


def checks_its_first_argument(function):
    @wraps(function)
    def wrapper(value, *rest):
        if value not in ALLOWED:
            raise Refused
        return function(value, *rest)

    return wrapper


@checks_its_first_argument
def guarded(value, other):
    sink(value)  # clean  # spurious: a known gap, benchmarks/flows.md
    sink(other)  # flow


def case_decorator():
    guarded(source(), source())


def check_all(values):
    for value in values:
        if value not in ALLOWED:
            raise Refused


def case_every_element():
    values = [source(), source()]
    check_all(values)
    sink(values)  # clean  # spurious: a known gap, benchmarks/flows.md
    sink(values[0])  # clean  # spurious: a known gap, benchmarks/flows.md


def case_all():
    values = source("plain other").split()
    if all(is_allowed(value) for value in values):
        sink(values)  # clean


def case_all_by_a_loop():
    values = source("plain other").split()
    for value in values:
        if not is_allowed(value):
            raise Refused
    sink(values)  # clean


def case_filtered():
    sink([value for value in [source()] if is_allowed(value)])  # clean
    sink(list(filter(is_allowed, [source()])))  # clean


class Form:
    def __init__(self, name):
        self.name = name
        self.validate()

    def validate(self):
        if self.name not in ALLOWED:
            raise Refused


def case_checked_in_the_constructor():
    form = Form(source())
    sink(form.name)  # clean


class Checked:
    def __init__(self, name):
        self.name = name

    @property
    def name(self):
        return self._name

    @name.setter
    def name(self, value):
        if value not in ALLOWED:
            raise Refused
        self._name = value


def case_checked_by_a_setter():
    sink(Checked(source()).name)  # clean


class Request:
    def __init__(self, name):
        self.name = name

    def is_valid(self):
        return self.name in ALLOWED


def case_object_checks_itself():
    request = Request(source())
    if request.is_valid():
        sink(request.name)  # clean
    else:
        sink(request.name)  # flow


def check_form(form):
    if form["name"] not in ALLOWED:
        raise Refused


def case_element_checked_by_a_function():
    form = {"name": source(), "note": source()}
    check_form(form)
    sink(form["name"])  # clean
    sink(form["note"])  # flow


def check_object(request):
    if request.name not in ALLOWED:
        raise Refused


def case_attribute_checked_by_a_function():
    request = Request(source())
    check_object(request)
    sink(request.name)  # clean


def case_validator_in_a_name():
    validate = is_allowed
    value = source()
    if validate(value):
        sink(value)  # clean


def case_validator_is_a_lambda():
    is_fine = lambda value: value in ALLOWED
    value = source()
    if is_fine(value):
        sink(value)  # clean


def is_one_of(allowed, value):
    return value in allowed


def case_validator_with_the_list_as_argument():
    value = source()
    if is_one_of({"plain", "other"}, value):
        sink(value)  # clean


def case_validator_is_partial():
    is_fine = partial(is_one_of, ALLOWED)
    value = source()
    if is_fine(value):
        sink(value)  # clean  # spurious: a known gap, benchmarks/flows.md


def case_validator_in_a_table():
    validators = {"name": is_allowed}
    value = source()
    if validators["name"](value):
        sink(value)  # clean


def validated_by(validator, value):
    if not validator(value):
        raise Refused
    return value


def case_validator_as_argument():
    sink(validated_by(is_allowed, source()))  # clean  # spurious: a known gap, benchmarks/flows.md


def replaced(value):
    value = "clean"
    return value


def case_gives_something_else():
    sink(replaced(source()))  # clean


def checked_then_changed(value):
    check(value)
    return value + "!"


def case_checked_then_changed():
    sink(checked_then_changed(source()))  # clean


def catching(value):
    try:
        check(value)
    except Refused:
        return "default"
    return value


def case_refusal_caught_and_replaced():
    sink(catching(source()))  # clean


def case_refusal_caught_by_the_caller():
    value = source()
    try:
        check(value)
    except Refused:
        value = "default"
    sink(value)  # clean


def case_any_of_them_is_not_all_of_them():
    values = source("plain other", "plain TOKEN").split()
    if any(is_allowed(value) for value in values):
        sink(values)  # flow


def case_all_but_the_short_ones():
    values = source("plain other").split()
    if all(is_allowed(value) for value in values if len(value) > 40):
        sink(values)  # flow


def case_not_any():
    values = source("plain other").split()
    if not any(value not in ALLOWED for value in values):
        sink(values)  # clean


def case_loop_that_breaks_off():
    values = source("plain other", "other " + "x" * 50 + "TOKEN").split()
    for value in values:
        if len(value) > 40:
            break
        if not is_allowed(value):
            raise Refused
    sink(values)  # flow


def case_loop_that_skips():
    values = source("plain other", "TOKEN").split()
    for value in values:
        if "TOKEN" not in value and "zq" in value:
            continue
        if not is_allowed(value):
            raise Refused
    sink(values)  # flow


def case_loop_over_another_list():
    values, others = source("plain other").split(), source("plain other").split()
    for value in others:
        if not is_allowed(value):
            raise Refused
    sink(others)  # clean
    sink(values)  # flow


def case_field_written_after_the_check():
    request = Request(source())
    check_object(request)
    request.name = source()
    sink(request.name)  # flow


def check_either(form):
    if maybe() and form["name"] not in ALLOWED:
        raise Refused


def case_element_checked_at_times():
    form = {"name": source()}
    check_either(form)
    sink(form["name"])  # flow
