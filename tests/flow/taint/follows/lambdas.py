"""Lambdas are functions: they carry, choose, capture and drop."""

from flowtest import maybe, sink, source


def case_carries():
    same = lambda value: value
    sink(same(source()))  # flow
    sink(same("clean"))  # clean


def case_called_at_once():
    sink((lambda value: value)(source()))  # flow


def case_captures():
    value = source()
    read = lambda: value
    sink(read())  # flow


def case_drops():
    drop = lambda value: "clean"
    sink(drop(source()))  # clean


def case_chooses():
    second = lambda a, b: b
    sink(second("clean", source()))  # flow
    sink(second(source(), "clean"))  # clean


def case_sinks():
    write = lambda value: sink(value)  # flow
    write(source())


def case_curried():
    join = lambda a: lambda b: a + b
    sink(join(source())("x"))  # flow
    sink(join("x")(source()))  # flow
    sink(join("x")("y"))  # clean  # spurious: a known gap, benchmarks/flows.md


def case_in_a_table():
    table = {"upper": lambda text: text.upper().lower(), "none": lambda text: ""}
    sink(table["upper"](source()))  # flow
    sink(table["none"](source()))  # clean


def case_star():
    first = lambda *values: values[0]
    sink(first(source(), "clean"))  # flow
    sink(first("clean", source()))  # clean


def case_keywords():
    read = lambda **values: values["a"]
    sink(read(a=source(), b="clean"))  # flow
    sink(read(a="clean", b=source()))  # clean


def case_conditional():
    either = lambda value: value if maybe() else "clean"
    sink(either(source()))  # flow


def case_field_of_a_class():
    class Page:
        render = lambda self, text: "<" + text + ">"

    sink(Page().render(source()))  # flow


def apply(function, value):
    return function(value)


def case_passed_on():
    sink(apply(lambda text: text + "!", source()))  # flow
    sink(apply(lambda text: "!", source()))  # clean
