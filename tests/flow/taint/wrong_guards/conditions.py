"""Conditions that look decided and are not: they change between two tests, or what they are made of does."""

from flowtest import maybe, sink, source


def case_flag_is_set_again():
    flag = maybe()
    value = "clean"
    if flag:
        value = source()
    flag = maybe()
    if not flag:
        sink(value)  # flow


def case_flag_of_another_round():
    value = "clean"
    for _ in range(2):
        flag = maybe()
        if not flag:
            sink(value)  # flow
        if flag:
            value = source()


def case_two_calls_answer_for_themselves():
    value = "clean"
    if maybe():
        value = source()
    if not maybe():
        sink(value)  # flow


def case_list_grows():
    values = ["one"]
    values.append("two")
    if len(values) > 1:
        sink(source())  # flow


def case_list_grows_elsewhere():
    def grow(items):
        items.append("two")

    values = ["one"]
    grow(values)
    if len(values) > 1:
        sink(source())  # flow


def case_list_grows_under_another_name():
    values = ["one"]
    others = values
    others += ["two"]
    if len(values) > 1:
        sink(source())  # flow


def case_list_grows_in_an_inner_function():
    values = []

    def grow():
        values.append("one")

    grow()
    for value in values:
        sink(source())  # flow


def case_element_replaced():
    flags = {"a": False}
    flags["a"] = True
    if flags["a"]:
        sink(source())  # flow


def case_element_replaced_in_a_list_in_a_list():
    inner = [False]
    outer = [inner]
    outer[0][0] = True
    if inner[0]:
        sink(source())  # flow


def case_last_of_two_keys():
    flags = {"a": False, "a": True}
    if flags["a"]:
        sink(source())  # flow


def case_length_of_a_set():
    if len({"a", "b"}) == 2:
        sink(source())  # flow


class Switch:
    on = False

    def flip(self):
        self.on = True


def is_on(switch):
    return switch.on


def case_field_changes():
    switch = Switch()
    switch.flip()
    if is_on(switch):
        sink(source())  # flow


def refuse_perhaps(message):
    if maybe():
        raise ValueError(message)


def case_function_that_may_return():
    value = source()
    if value != "plain":
        refuse_perhaps("no")
    sink(value)  # flow


class Base:
    def check(self, value):
        raise NotImplementedError


class Lenient(Base):
    def check(self, value):
        return value


def check_by(checker: Base, value):
    checker.check(value)
    sink(value)  # flow


def case_left_to_subclasses():
    check_by(Lenient(), source())


def case_empty_list_is_filled():
    values = []
    if not values:
        values.append(source())
    sink(values)  # flow


def fill_if_empty(values, value):
    if not values:
        values.append(value)


def case_empty_list_is_filled_by_a_function():
    values = []
    fill_if_empty(values, source())
    sink(values)  # flow


class Basket:
    def __init__(self):
        self.things = []

    def __bool__(self):
        return bool(self.things)


def case_empty_object_is_filled():
    basket = Basket()
    if not basket:
        basket.things.append(source())
        sink(basket.things)  # flow
