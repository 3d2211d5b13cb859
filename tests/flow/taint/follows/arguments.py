"""Arguments reach the parameters that Python binds them to, by every way there is."""

from flowtest import sink, source


def to_sink(value):
    sink(value)  # flow


def case_into_a_callee():
    to_sink(source())


def never_hostile(value):
    sink(value)  # clean


def case_into_a_callee_clean():
    never_hostile("clean")


def identity(value):
    return value


def case_positional():
    sink(identity(source()))  # flow


def case_keyword():
    sink(identity(value=source()))  # flow


def case_one_call_does_not_taint_the_other():
    sink(identity(source()))  # flow
    sink(identity("clean"))  # clean


def second(first, second):
    return second


def case_second_of_two():
    sink(second("clean", source()))  # flow


def case_first_of_two_is_dropped():
    sink(second(source(), "clean"))  # clean


def case_keywords_in_any_order():
    sink(second(second=source(), first="clean"))  # flow
    sink(second(second="clean", first=source()))  # clean


def with_default(value="default"):
    return value


def case_default_is_clean():
    sink(with_default())  # clean
    sink(with_default(source()))  # flow


def case_hostile_default():
    def inner(value=source()):
        return value

    sink(inner())  # flow
    sink(inner("clean"))  # clean


def case_default_of_a_lambda():
    read = lambda value=source(): value
    sink(read())  # flow


def collected(value, into=[]):
    into.append(value)
    return into


def case_mutable_default_is_shared():
    collected(source())
    sink(collected("clean"))  # flow


def fresh(value, into=None):
    into = [] if into is None else into
    into.append(value)
    return into


def gathered(value, into=None, *more, **named):
    into = [] if into is None else into
    into.append(value)
    named["last"] = value
    return into


def read_again(into=None, **named):
    return [into, named]


def case_constant_default_keeps_nothing():
    gathered(source())
    sink(gathered("clean"))  # clean
    sink(read_again())  # clean


def case_default_made_anew():
    fresh(source())
    sink(fresh("clean"))  # clean


def all_of(*values):
    return values


def case_star_parameter():
    sink(all_of("clean", source()))  # flow
    sink(all_of("clean", "more"))  # clean


def first_of(*values):
    return values[0]


def case_star_parameter_by_index():
    sink(first_of(source(), "clean"))  # flow
    sink(first_of("clean", source()))  # clean


def case_star_parameter_in_a_loop():
    def inner(*values):
        for value in values:
            sink(value)  # flow

    inner("clean", source())


def named(**values):
    return values


def case_double_star_parameter():
    sink(named(a=source())["a"])  # flow
    sink(named(a=source(), b="clean")["b"])  # clean


def one_name(**values):
    return values["a"]


def case_double_star_parameter_by_key():
    sink(one_name(a=source()))  # flow
    sink(one_name(a="clean", b=source()))  # clean


def case_double_star_get():
    def inner(**values):
        return values.get("a", "default")

    sink(inner(a=source()))  # flow
    sink(inner())  # clean


def case_star_argument():
    values = ["clean", source()]
    sink(second(*values))  # flow


def case_star_argument_in_order():
    values = [source(), "clean"]
    sink(second(*values))  # clean


def case_star_argument_after_another():
    sink(second("clean", *[source()]))  # flow
    sink(second(source(), *["clean"]))  # clean


def case_double_star_argument():
    values = {"first": "clean", "second": source()}
    sink(second(**values))  # flow


def case_double_star_argument_by_name():
    values = {"first": source(), "second": "clean"}
    sink(second(**values))  # clean


def keyword_only(*, value, other="clean"):
    return value


def case_keyword_only():
    sink(keyword_only(value=source()))  # flow
    sink(keyword_only(value="clean", other=source()))  # clean


def positional_only(value, /, **values):
    return value


def case_positional_only():
    sink(positional_only(source()))  # flow
    sink(positional_only("clean", value=source()))  # clean  # spurious: a known gap, benchmarks/flows.md


def mixed(a, b, /, c, *rest, d="d", **more):
    return {"a": a, "b": b, "c": c, "rest": rest, "d": d, "more": more}


def case_mixed_kinds():
    result = mixed("a", source(), "c", "rest", d="d", e="e")
    sink(result["a"])  # clean
    sink(result["b"])  # flow
    sink(result["c"])  # clean
    sink(result["rest"])  # clean
    sink(result["d"])  # clean


def case_mixed_rest():
    result = mixed("a", "b", "c", source(), e="e")
    sink(result["rest"])  # flow
    sink(result["more"])  # clean
    sink(result["c"])  # clean


def case_mixed_more():
    result = mixed("a", "b", "c", "rest", e=source())
    sink(result["more"])  # flow
    sink(result["rest"])  # clean


def forwarding(*positional, **named):
    return second(*positional, **named)


def case_forwarded():
    sink(forwarding("clean", source()))  # flow
    sink(forwarding(source(), "clean"))  # clean


def case_forwarded_by_name():
    sink(forwarding("clean", second=source()))  # flow
    sink(forwarding(source(), second="clean"))  # clean


def through_three(value):
    return through_two(value)


def through_two(value):
    return through_one(value)


def through_one(value):
    return value


def case_three_calls_deep():
    sink(through_three(source()))  # flow
    sink(through_three("clean"))  # clean


def deep_sink(value):
    deeper_sink("clean", value)


def deeper_sink(one, two):
    sink(one)  # clean
    sink(two)  # flow


def case_sink_two_calls_deep():
    deep_sink(source())


def countdown(number, value):
    if number == 0:
        return value
    return countdown(number - 1, value)


def case_recursion():
    sink(countdown(3, source()))  # flow
    sink(countdown(3, "clean"))  # clean


def is_even(number, value):
    return value if number == 0 else is_odd(number - 1, value)


def is_odd(number, value):
    return "odd" if number == 0 else is_even(number - 1, value)


def case_mutual_recursion():
    sink(is_even(4, source()))  # flow


def turning(number, a, b):
    if number == 0:
        return a
    return turning(number - 1, b, a)


def case_recursion_that_swaps():
    sink(turning(3, "clean", source()))  # flow


def overwriting(value):
    value = "clean"
    return value


def case_parameter_overwritten():
    sink(overwriting(source()))  # clean


def filling(box):
    box.append(source())


def case_filled_by_a_callee():
    box = []
    filling(box)
    sink(box)  # flow


def moving(taken, given):
    given["value"] = taken


def case_moved_between_arguments():
    given = {}
    moving(source(), given)
    sink(given["value"])  # flow


def case_moved_clean_between_arguments():
    given = {}
    moving("clean", given)
    sink(given["value"])  # clean


def case_argument_name_is_not_shared():
    value = "clean"
    identity(source())
    sink(value)  # clean


def case_nested_calls():
    sink(second(identity(source()), identity("clean")))  # clean
    sink(second(identity("clean"), identity(source())))  # flow


def three(a, b="b", c="c"):
    return a, b, c


def case_between_spread_arguments():
    positional, named = [source()], {"c": source()}
    a, b, c = three(*positional, b="clean", **named)
    sink(a)  # flow
    sink(b)  # clean
    sink(c)  # flow
