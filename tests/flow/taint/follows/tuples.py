"""Tuples, lists and starred targets hand each element to its own name."""

from flowtest import sink, source


def case_unpack():
    pair = (source(), "clean")
    a, b = pair
    sink(a)  # flow
    sink(b)  # clean


def case_unpack_list():
    [a, b] = [source(), "clean"]
    sink(a)  # flow
    sink(b)  # clean


def case_nested():
    a, (b, c) = "one", (source(), "two")
    sink(a)  # clean
    sink(b)  # flow
    sink(c)  # clean


def case_nested_by_name():
    inner = ("one", source())
    outer = (inner, "two")
    (a, b), c = outer
    sink(a)  # clean
    sink(b)  # flow
    sink(c)  # clean


def case_star_at_the_end():
    a, *rest = "clean", source(), "more"
    sink(a)  # clean
    sink(rest)  # flow


def case_star_at_the_end_leaves_the_first():
    a, *rest = source(), "clean", "more"
    sink(a)  # flow
    sink(rest)  # clean


def case_star_in_the_middle():
    first, *middle, last = ["one", source(), "two"]
    sink(first)  # clean
    sink(middle)  # flow
    sink(last)  # clean


def case_star_at_the_beginning():
    *front, last = ["one", "two", source()]
    sink(front)  # clean
    sink(last)  # flow


def case_star_of_the_rest_by_index():
    _, *rest = ["one", "two", source()]
    sink(rest[0])  # clean
    sink(rest[1])  # flow


def case_star_in_a_display():
    inner = [source(), "clean"]
    outer = ["one", *inner]
    sink(outer[0])  # clean
    sink(outer[1])  # flow
    sink(outer[2])  # clean


def case_star_in_a_tuple():
    inner = ("clean", source())
    outer = (*inner, "two")
    sink(outer[0])  # clean
    sink(outer[1])  # flow
    sink(outer[2])  # clean


def case_index():
    pair = ("clean", source())
    sink(pair[0])  # clean
    sink(pair[1])  # flow


def case_index_from_the_end():
    triple = ("one", "two", source())
    sink(triple[-1])  # flow
    sink(triple[-2])  # clean


def case_whole():
    pair = ("clean", source())
    sink(pair)  # flow


def case_slice():
    triple = ("one", source(), "two")
    sink(triple[1:])  # flow
    sink(triple[:2])  # flow


def case_slice_without_it():
    triple = ("one", source(), "two")
    sink(triple[:1])  # clean
    sink(triple[2:])  # clean


def case_slice_then_index():
    triple = ("one", source(), "two")
    tail = triple[1:]
    sink(tail[0])  # flow
    sink(tail[1])  # clean


def case_concatenation():
    triple = ("one",) + (source(), "two")
    sink(triple[0])  # clean
    sink(triple[1])  # flow
    sink(triple[2])  # clean


def case_repetition():
    many = (source(),) * 3
    sink(many[2])  # flow


def case_unpack_in_for():
    for a, b in [("one", source())]:
        sink(a)  # clean
        sink(b)  # flow


def case_nested_in_for():
    for number, (a, b) in enumerate([("one", source())]):
        sink(number)  # clean
        sink(a)  # clean
        sink(b)  # flow


def case_star_in_for():
    for a, *rest in [("one", "two", source())]:
        sink(a)  # clean
        sink(rest)  # flow


def case_zip():
    for a, b in zip(["one"], [source()], strict=True):
        sink(a)  # clean
        sink(b)  # flow


def case_enumerate():
    for number, value in enumerate([source()]):
        sink(number)  # clean
        sink(value)  # flow


def case_into_elements():
    values = ["one", "two"]
    values[0], values[1] = "clean", source()
    sink(values[0])  # clean
    sink(values[1])  # flow


def case_into_fields():
    class Pair:
        pass

    pair = Pair()
    pair.left, pair.right = source(), "clean"
    sink(pair.left)  # flow
    sink(pair.right)  # clean


def case_dict_items():
    for key, value in {"key": source()}.items():
        sink(key)  # clean
        sink(value)  # flow


def case_unpack_text():
    a, _, b = source("a b").partition(";")
    sink(a)  # flow
    sink(b)  # flow


def pair():
    return source(), "clean"


def case_unpack_a_result():
    a, b = pair()
    sink(a)  # flow
    sink(b)  # clean


def case_index_of_a_result():
    sink(pair()[0])  # flow
    sink(pair()[1])  # clean


def first(values):
    head, *_ = values
    return head


def case_star_in_a_callee():
    sink(first([source(), "clean"]))  # flow
    sink(first(["clean", source()]))  # clean


def case_nothing_left_for_the_star():
    a, b, *rest = source(), "clean"
    sink(a)  # flow
    sink(rest)  # clean
