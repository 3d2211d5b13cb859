"""An operator on an object of the project is a call of the method behind it."""

import operator

from flowtest import maybe, sink, source


class Text:
    def __init__(self, value):
        self.value = value

    def __add__(self, other):
        return Text(self.value + other)

    def __radd__(self, other):
        return Text(other + self.value)

    def __iadd__(self, other):
        self.value = self.value + other
        return self

    def __mul__(self, times):
        return Text(self.value)

    def __truediv__(self, other):
        return self.value + "/" + other

    def __mod__(self, other):
        return "constant"

    def __or__(self, other):
        return other

    def __rshift__(self, other):
        return self.value

    def __matmul__(self, other):
        return self.value + other.value

    def __neg__(self):
        return self.value

    def __invert__(self):
        return "constant"

    def __str__(self):
        return self.value

    def __repr__(self):
        return "Text(...)"

    def __format__(self, how):
        return "formatted " + self.value

    def __bytes__(self):
        return self.value.encode()

    def __len__(self):
        return 1

    def __bool__(self):
        return True

    def __eq__(self, other):
        return self.value == other

    def __hash__(self):
        return 1

    def __lt__(self, other):
        return self.value

    def __contains__(self, item):
        return True

    def __int__(self):
        return 1

    def __fspath__(self):
        return self.value

    def __call__(self, extra=""):
        return self.value + extra


def case_add():
    sink((Text(source()) + "x").value)  # flow
    sink((Text("x") + source()).value)  # flow
    sink((Text("x") + "y").value)  # clean


def case_reflected_add():
    sink(("x" + Text(source())).value)  # flow
    sink((source() + Text("x")).value)  # flow


def case_add_in_place():
    text = Text("x")
    text += source()
    sink(text.value)  # flow


def case_multiply():
    sink((Text(source()) * 2).value)  # flow


def case_divide():
    sink(Text(source()) / "x")  # flow
    sink(Text("x") / source())  # flow


def case_modulo_is_constant():
    sink(Text(source()) % source())  # clean


def case_or_gives_the_right():
    sink(Text(source()) | "clean")  # clean
    sink(Text("clean") | source())  # flow


def case_shift_gives_the_left():
    sink(Text(source()) >> "clean")  # flow
    sink(Text("clean") >> source())  # clean


def case_matrix_product():
    sink(Text("a") @ Text(source()))  # flow


def case_negative():
    sink(-Text(source()))  # flow


def case_invert_is_constant():
    sink(~Text(source()))  # clean


def case_str():
    sink(str(Text(source())))  # flow
    sink(str(Text("clean")))  # clean


def case_repr_is_constant():
    sink(repr(Text(source())))  # clean  # spurious: a known gap, benchmarks/flows.md


def case_format():
    sink(f"{Text(source())}")  # flow
    sink(f"{Text(source())!s}")  # flow
    sink("{}".format(Text(source())))  # flow


def case_format_as_repr():
    sink(f"{Text(source())!r}")  # clean


def case_bytes():
    sink(bytes(Text(source())))  # flow


def case_len():
    sink(len(Text(source())))  # clean


def case_comparison_gives_the_field():
    sink(Text(source()) < "x")  # flow


def case_equality_is_a_truth():
    sink(Text(source()) == "x")  # clean


def case_contains_is_a_truth():
    sink("x" in Text(source()))  # clean


def case_call():
    sink(Text(source())())  # flow
    sink(Text("clean")(source()))  # flow
    sink(Text("clean")())  # clean


def case_operator_functions():
    sink(operator.add(Text("x"), source()).value)  # flow
    sink(operator.add("x", source()))  # flow


class Table:
    def __init__(self):
        self.rows = {}

    def __getitem__(self, key):
        return self.rows[key]

    def __setitem__(self, key, value):
        self.rows[key] = value

    def __delitem__(self, key):
        del self.rows[key]

    def __iter__(self):
        return iter(self.rows.values())

    def __reversed__(self):
        return list(self.rows.values())


def case_item():
    table = Table()
    table["a"] = source()
    sink(table["a"])  # flow


def case_item_clean():
    table = Table()
    table["a"] = "clean"
    sink(table["a"])  # clean


def case_item_of_another_key():
    table = Table()
    table["a"] = source()
    table["b"] = "clean"
    sink(table["b"])  # clean
    sink(table["a"])  # flow


def case_iterate():
    table = Table()
    table["a"] = source()
    for value in table:
        sink(value)  # flow


def case_reversed():
    table = Table()
    table["a"] = source()
    sink(reversed(table))  # flow


class Echo:
    def __getitem__(self, key):
        return key

    def __missing__(self, key):
        return key


def case_item_gives_the_key():
    sink(Echo()[source()])  # flow
    sink(Echo()["clean"])  # clean


def case_slice_of_what_a_method_of_that_name_gives():
    class Page:
        def replace(self, text):
            return [text]

    sink(Page().replace(source())[0:1][0])  # flow


def case_slice_of_an_object():
    class Window:
        def __init__(self, text):
            self.text = text

        def __getitem__(self, part):
            return self.text[part.start :]

    sink(Window(source())[1:])  # flow


class Fallback(dict):
    def __missing__(self, key):
        return "missing " + key


def case_missing():
    sink(Fallback()[source()])  # flow
    sink(Fallback(a="clean")["a"])  # clean


class Fixed:
    def __getitem__(self, key):
        return "fixed"


def case_item_is_constant():
    sink(Fixed()[source()])  # clean


class Sinking:
    def __setitem__(self, key, value):
        sink(key)  # clean
        sink(value)  # flow

    def __lshift__(self, value):
        sink(value)  # flow
        return self

    def __call__(self, value):
        sink(value)  # flow


def case_item_assignment_sinks():
    Sinking()["a"] = source()


def case_shift_sinks():
    Sinking() << "clean" << source()


def case_call_sinks():
    write = Sinking()
    write(source())


class Made:
    def __new__(cls, value):
        made = super().__new__(cls)
        made.value = value
        return made


def case_new():
    sink(Made(source()).value)  # flow
    sink(Made("clean").value)  # clean


class Either:
    def __new__(cls, value):
        return value


def case_new_gives_something_else():
    sink(Either(source()))  # flow


class Meta(type):
    def __call__(cls, value):
        made = super().__call__()
        made.value = value
        return made

    def __getitem__(cls, key):
        return key


class OfMeta(metaclass=Meta):
    pass


def case_metaclass_call():
    sink(OfMeta(source()).value)  # flow


def case_metaclass_item():
    sink(OfMeta[source()])  # flow


class Generic:
    def __class_getitem__(cls, key):
        return key


def case_class_item():
    sink(Generic[source()])  # flow
    sink(Generic["clean"])  # clean


class Ordered:
    def __init__(self, value):
        self.value = value

    def __lt__(self, other):
        return self.value < other.value

    def __index__(self):
        return 0


def case_sorted_objects():
    first = sorted([Ordered(source()), Ordered("x")])[0]
    sink(first.value)  # flow


def case_index_method():
    sink(["clean", source()][Ordered("x")])  # clean  # spurious: a known gap, benchmarks/flows.md


def case_either_class():
    thing = Text(source()) if maybe() else Text("clean")
    sink((thing + "x").value)  # flow
