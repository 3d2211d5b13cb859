"""A call gives what any of its callee's returns gives, and nothing else."""

from flowtest import maybe, sink, source


def direct():
    return source()


def case_direct():
    sink(direct())  # flow


def by_name():
    value = source()
    return value


def case_by_name():
    sink(by_name())  # flow


def constant(value):
    return "constant"


def case_constant():
    sink(constant(source()))  # clean


def nothing(value):
    value.strip()


def case_nothing():
    sink(nothing(source()))  # clean


def early(value):
    if maybe():
        return value
    return "clean"


def case_early():
    sink(early(source()))  # flow
    sink(early("clean"))  # clean


def several(value):
    if maybe():
        return "one"
    elif maybe():
        return "two"
    else:
        return value


def case_several():
    sink(several(source()))  # flow


def several_constants(value):
    if value == "one":
        return "one"
    if value.startswith("t"):
        return "two"
    return "three"


def case_several_constants():
    sink(several_constants(source()))  # clean


def pair(value):
    return value, len(value)


def case_pair():
    text, length = pair(source())
    sink(text)  # flow
    sink(length)  # clean


def record(value):
    return {"name": value, "state": "new"}


def case_record():
    sink(record(source())["name"])  # flow
    sink(record(source())["state"])  # clean


def nested(value):
    return {"rows": [("id", value)]}


def case_nested():
    sink(nested(source())["rows"][0][1])  # flow
    sink(nested(source())["rows"][0][0])  # clean


def overruled(value):
    try:
        return value
    finally:
        return "clean"


def case_overruled_by_finally():
    sink(overruled(source()))  # clean


def with_finally(value):
    try:
        return value
    finally:
        value = "clean"


def case_finally_comes_too_late():
    sink(with_finally(source()))  # flow


def from_loop(values):
    for value in values:
        if value:
            return value
    return None


def case_from_a_loop():
    sink(from_loop(["", source()]))  # flow


def from_handler(value):
    try:
        return int("x")
    except ValueError:
        return value


def case_from_a_handler():
    sink(from_handler(source()))  # flow


def from_with(value):
    with memoryview(b""):
        return value


def case_from_a_with():
    sink(from_with(source()))  # flow


def nested_function(value):
    def inner():
        return value

    return inner()


def case_of_an_inner_function():
    sink(nested_function(source()))  # flow


def choice(first, second):
    return first if maybe() else second


def case_choice():
    sink(choice("clean", source()))  # flow
    sink(choice("one", "two"))  # clean


def swapped(pair):
    a, b = pair
    return b, a


def case_swapped():
    a, b = swapped((source(), "clean"))
    sink(a)  # clean
    sink(b)  # flow


def same_list(values):
    values.append("more")
    return values


def case_returned_alias():
    values = []
    again = same_list(values)
    again.append(source())
    sink(values)  # flow  # missing: a known gap, benchmarks/flows.md


def ignored():
    source()
    return "clean"


def case_source_ignored():
    sink(ignored())  # clean


def only_length(value):
    return len(value)


def case_only_the_length():
    sink(only_length(source()))  # clean


def maybe_none(value):
    if not value:
        return
    return value


def case_none_or_the_value():
    sink(maybe_none(source()))  # flow
