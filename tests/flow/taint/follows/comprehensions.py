"""Comprehensions build what they compute of each element, and their variables end with them."""

from flowtest import maybe, sink, source


def case_list():
    sink([value for value in [source()]])  # flow
    sink([value for value in ["clean"]])  # clean


def case_set():
    sink({value for value in [source()]})  # flow


def case_dictionary():
    sink({"key": value for value in [source()]}["key"])  # flow


def case_dictionary_of_items():
    values = {key: value for key, value in {"a": source()}.items()}
    sink(values["a"])  # flow
    sink(list(values))  # clean


def case_changed():
    sink([value.strip() + "!" for value in [source()]])  # flow


def case_dropped():
    sink(["x" for value in [source()]])  # clean
    sink([len(value) for value in [source()]])  # clean


def case_condition_only():
    sink(["x" for value in [source()] if value])  # clean


def case_filtered():
    sink([value for value in [source(), ""] if value])  # flow


def case_nested_loops():
    sink([cell for row in [["clean", source()]] for cell in row])  # flow


def case_nested_comprehension():
    sink([[cell for cell in row] for row in [[source()]]])  # flow


def case_pairs():
    sink([value for key, value in [("a", source())]])  # flow
    sink([key for key, value in [("a", source())]])  # clean


def case_captured():
    value = source()
    sink([value for _ in range(2)])  # flow


def case_name_is_not_overwritten():
    value = "clean"
    values = [value for value in [source()]]
    sink(value)  # clean
    sink(values)  # flow


def case_call_in_the_element():
    def same(value):
        return value

    sink([same(value) for value in [source()]])  # flow


def case_conditional_element():
    sink([value if maybe() else "clean" for value in [source()]])  # flow


def case_walrus_leaves():
    lengths = [len(last := value) for value in [source()]]
    sink(lengths)  # clean
    sink(last)  # flow


def case_generator_to_join():
    sink(", ".join(f"{name}=?" for name in [source()]))  # flow


def case_placeholders():
    sink(", ".join("?" for name in [source()]))  # clean


def case_generator_to_any():
    sink(any(value == "x" for value in [source()]))  # clean


def case_generator_to_next():
    sink(next((value for value in [source()] if value), None))  # flow


def case_over_a_dictionary_of_lists():
    groups = {"a": [source()], "b": ["clean"]}
    sink([value for values in groups.values() for value in values])  # flow


def case_index_in_the_element():
    rows = [("clean", source())]
    sink([row[1] for row in rows])  # flow
    sink([row[0] for row in rows])  # clean


def case_field_in_the_element():
    class Row:
        def __init__(self, name, state):
            self.name = name
            self.state = state

    rows = [Row(source(), "clean")]
    sink([row.name for row in rows])  # flow
    sink([row.state for row in rows])  # clean


def case_set_of_keys():
    form = {"a": source()}
    sink({key for key in form})  # clean


def case_enumerate():
    sink([number for number, value in enumerate([source()])])  # clean
    sink([value for number, value in enumerate([source()])])  # flow
