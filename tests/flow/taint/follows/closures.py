"""Inner functions see the variables of the functions around them, as those are when the call happens."""

from flowtest import sink, source


def case_captured():
    value = source()

    def inner():
        return value

    sink(inner())  # flow


def case_captured_clean():
    value = "clean"
    other = source()

    def inner():
        return value

    sink(inner())  # clean
    sink(other)  # flow


def case_sink_inside():
    value = source()

    def inner():
        sink(value)  # flow

    inner()


def make_reader(value):
    def read():
        return value

    return read


def case_returned_closure():
    read = make_reader(source())
    sink(read())  # flow


def case_two_closures_of_one_maker():
    hostile = make_reader(source())
    clean = make_reader("clean")
    sink(hostile())  # flow
    sink(clean())  # clean  # spurious: a known gap, benchmarks/flows.md


def make_joiner(prefix):
    def join(text):
        return prefix + text

    return join


def case_closure_with_an_argument():
    sink(make_joiner("x")(source()))  # flow
    sink(make_joiner(source())("x"))  # flow
    sink(make_joiner("x")("y"))  # clean  # spurious: a known gap, benchmarks/flows.md


def case_nonlocal():
    value = "clean"

    def fill():
        nonlocal value
        value = source()

    fill()
    sink(value)  # flow


def case_nonlocal_never_called():
    value = "clean"

    def fill():
        nonlocal value
        value = source()

    sink(value)  # clean
    return fill


def case_nonlocal_cleans():
    value = source()

    def clear():
        nonlocal value
        value = "clean"

    clear()
    sink(value)  # clean  # spurious: a known gap, benchmarks/flows.md


def case_not_nonlocal():
    value = "clean"

    def fill():
        value = source()
        return value

    fill()
    sink(value)  # clean


def case_assigned_after_definition():
    value = "clean"

    def inner():
        return value

    value = source()
    sink(inner())  # flow


def case_overwritten_before_the_call():
    value = source()

    def inner():
        return value

    value = "clean"
    sink(inner())  # clean


def case_default_keeps_the_old_value():
    value = source()

    def inner(kept=value):
        return kept

    value = "clean"
    sink(inner())  # flow
    sink(value)  # clean


def case_two_levels():
    value = source()

    def outer():
        def inner():
            return value

        return inner

    sink(outer()())  # flow


def make_cell():
    held = "clean"

    def put(value):
        nonlocal held
        held = value

    def get():
        return held

    return put, get


def case_shared_cell():
    put, get = make_cell()
    put(source())
    sink(get())  # flow


def case_cell_that_was_not_filled():
    put, get = make_cell()
    sink(get())  # clean  # spurious: a known gap, benchmarks/flows.md
    put("clean")
    sink(get())  # clean  # spurious: a known gap, benchmarks/flows.md


def make_accumulator():
    seen = []

    def add(value):
        seen.append(value)
        return seen

    return add


def case_accumulating():
    add = make_accumulator()
    add(source())
    sink(add("clean"))  # flow


def case_two_accumulators():
    first = make_accumulator()
    second = make_accumulator()
    first(source())
    sink(second("clean"))  # clean  # spurious: a known gap, benchmarks/flows.md


def case_late_binding_in_a_loop():
    readers = []
    for value in ["clean", source()]:
        readers.append(lambda: value)
    sink(readers[0]())  # flow


def case_closure_in_a_dictionary():
    value = source()

    def inner():
        return value

    table = {"read": inner, "other": lambda: "clean"}
    sink(table["read"]())  # flow
    sink(table["other"]())  # clean


def case_closure_as_argument():
    value = source()

    def inner():
        return value

    def call(function):
        return function()

    sink(call(inner))  # flow


def case_shadowed():
    value = source()

    def inner(value):
        return value

    sink(inner("clean"))  # clean
    sink(value)  # flow


def case_closure_over_self():
    class Page:
        def __init__(self, text):
            self.text = text

        def reader(self):
            def read():
                return self.text

            return read

    sink(Page(source()).reader()())  # flow  # missing: a known gap, benchmarks/flows.md
    sink(Page("clean").reader()())  # clean


def case_function_attribute():
    def inner():
        return inner.value

    inner.value = source()
    sink(inner())  # flow


class Peer:
    def __init__(self):
        self.name = "clean"
        self.load = "clean"

    def listen(self):
        self.load = source()
        return lambda: self.name


def case_another_field_of_a_captured_receiver():
    sink(Peer().listen()())  # clean
