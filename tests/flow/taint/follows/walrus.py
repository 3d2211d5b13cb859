"""An assignment inside an expression is an assignment."""

from flowtest import maybe, sink, source


def case_condition():
    if value := source():
        sink(value)  # flow


def case_while():
    values = [source()]
    while values and (value := values.pop()):
        sink(value)  # flow


def case_argument():
    sink(value := source())  # flow
    sink(value)  # flow


def case_in_a_call():
    length = len(value := source())
    sink(length)  # clean
    sink(value)  # flow


def case_in_a_comparison():
    if (value := source()) != "x":
        sink(value)  # flow


def case_in_a_list():
    values = [first := source(), "clean"]
    sink(first)  # flow
    sink(values[1])  # clean


def case_in_a_comprehension():
    values = [text for raw in [source()] if (text := raw.strip())]
    sink(values)  # flow
    sink(text)  # flow


def case_overwrites():
    value = source()
    if value := "clean":
        sink(value)  # clean


def case_in_or():
    if (value := "") or (value := source()):
        sink(value)  # flow


def case_in_and():
    if maybe() and (value := source()):
        sink(value)  # flow


def case_in_an_f_string():
    text = f"{(value := source())}"
    sink(text)  # flow
    sink(value)  # flow


def case_in_a_lambda():
    read = lambda: (value := source()) and value
    sink(read())  # flow


def case_in_a_slice():
    text = "clean"[: (length := len(source()))]
    sink(text)  # clean
    sink(length)  # clean


def case_conditional():
    value = (inner := source()) if maybe() else "clean"
    sink(value)  # flow


def case_any():
    if any((found := value) for value in ["", source()]):
        sink(found)  # flow
