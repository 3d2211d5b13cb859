"""What was overwritten, popped, removed or cleared is no longer there."""

import configparser

from flowtest import maybe, sink, source


def case_name():
    value = source()
    value = "clean"
    sink(value)  # clean


def case_name_on_both_branches():
    value = source()
    if maybe():
        value = "one"
    else:
        value = "two"
    sink(value)  # clean


def case_name_in_every_handler():
    value = source()
    try:
        value = "one"
        if maybe():
            raise KeyError
    except KeyError:
        value = "two"
    sink(value)  # clean


def case_name_in_finally():
    value = source()
    try:
        value = value.strip()
    finally:
        value = "clean"
    sink(value)  # clean


def case_name_in_every_case():
    value = source()
    match value:
        case "one":
            value = "1"
        case _:
            value = "2"
    sink(value)  # clean


def case_name_by_a_loop_variable():
    value = source()
    sink(value)  # flow
    for value in ["one", "two"]:
        sink(value)  # clean


def case_name_by_with():
    value = source()
    with memoryview(b"x") as value:
        sink(value)  # clean


def case_name_by_an_import():
    string = source()
    import string

    sink(string.digits)  # clean


def case_name_by_a_function():
    value = source()

    def value():
        return "clean"

    sink(value())  # clean


def case_name_by_except():
    value = source()
    try:
        raise KeyError("clean")
    except KeyError as value:
        sink(value)  # clean


def case_name_by_unpacking():
    a, b = source(), source()
    a, b = "one", "two"
    sink(a)  # clean
    sink(b)  # clean


def case_sink_before():
    value = "clean"
    sink(value)  # clean
    value = source()
    sink(value)  # flow


def case_attribute():
    class Box:
        pass

    box = Box()
    box.value = source()
    box.value = "clean"
    sink(box.value)  # clean


def case_element():
    values = {"a": source()}
    values["a"] = "clean"
    sink(values["a"])  # clean
    sink(values)  # clean


def case_element_by_a_name():
    key = "a"
    values = {"a": source()}
    values[key] = "clean"
    sink(values["a"])  # clean


def case_element_of_a_list():
    values = ["one", source()]
    values[1] = "two"
    sink(values)  # clean


def case_element_from_the_end():
    values = ["one", source()]
    values[-1] = "two"
    sink(values)  # clean


def case_nested_element():
    values = {"a": {"b": source()}}
    values["a"]["b"] = "clean"
    sink(values)  # clean


def case_outer_element():
    values = {"a": {"b": source()}}
    values["a"] = {"b": "clean"}
    sink(values["a"]["b"])  # clean


def case_popped_last():
    values = ["clean", source()]
    values.pop()
    sink(values)  # clean


def case_popped_first():
    values = [source(), "clean"]
    values.pop(0)
    sink(values)  # clean


def case_popped_the_other():
    values = [source(), "clean"]
    values.pop()
    sink(values)  # flow


def case_popped_key():
    values = {"a": source(), "b": "clean"}
    values.pop("a")
    sink(values)  # clean


def case_popped_other_key():
    values = {"a": source(), "b": "clean"}
    values.pop("b")
    sink(values)  # flow


def case_popped_absent_key():
    values = {"a": "clean"}
    sink(values.pop("b", "default"))  # clean


def case_deleted_key():
    values = {"a": source(), "b": "clean"}
    del values["a"]
    sink(values)  # clean


def case_deleted_element():
    values = [source(), "clean"]
    del values[0]
    sink(values)  # clean


def case_deleted_attribute():
    class Box:
        value = "class"

    box = Box()
    box.value = source()
    del box.value
    sink(box.value)  # clean


def case_cleared_list():
    values = [source()]
    values.clear()
    values.append("clean")
    sink(values)  # clean


def case_cleared_dictionary():
    values = {"a": source()}
    values.clear()
    sink(values)  # clean


def case_cleared_set():
    values = {source()}
    values.clear()
    sink(values)  # clean


def case_removed_value():
    value = source()
    values = ["clean", value]
    values.remove(value)
    sink(values)  # clean


def case_removed_clean_value():
    values = ["clean", source()]
    values.remove("clean")
    sink(values)  # flow


def case_discarded():
    value = source()
    values = {"clean", value}
    values.discard(value)
    sink(values)  # clean  # spurious: a known gap, benchmarks/flows.md


def case_sliced_away():
    values = ["clean", source()]
    values = values[:1]
    sink(values)  # clean


def case_slice_deleted():
    values = ["clean", source()]
    del values[1:]
    sink(values)  # clean


def case_list_replaced():
    values = [source()]
    values[:] = ["clean"]
    sink(values)  # clean


def case_filtered_by_key():
    values = {"a": "clean", "secret": source()}
    shown = {"a": values["a"]}
    sink(shown)  # clean


class Form:
    def __init__(self, name):
        self.name = name
        self.items = [name]

    def wipe(self):
        self.name = ""

    def empty(self):
        self.items.clear()

    def renew(self):
        self.items = []


def case_wiped_by_a_method():
    form = Form(source())
    form.wipe()
    sink(form.name)  # clean
    sink(form.items)  # flow


def case_emptied_by_a_method():
    form = Form(source())
    form.empty()
    sink(form.items)  # clean  # spurious: a known gap, benchmarks/flows.md


def case_renewed_by_a_method():
    form = Form(source())
    form.renew()
    sink(form.items)  # clean


def wipe(form):
    form.name = ""


def wipe_element(values):
    values["a"] = "clean"


def wipe_deeper(form):
    wipe(form)


def case_wiped_by_a_function():
    form = Form(source())
    wipe(form)
    sink(form.name)  # clean


def case_wiped_two_calls_deep():
    form = Form(source())
    wipe_deeper(form)
    sink(form.name)  # clean


def case_element_wiped_by_a_function():
    values = {"a": source()}
    wipe_element(values)
    sink(values["a"])  # clean


def wipe_sometimes(form):
    if maybe():
        form.name = ""


def case_wiped_sometimes():
    form = Form(source())
    wipe_sometimes(form)
    sink(form.name)  # flow


def case_wiped_the_other_object():
    form, other = Form(source()), Form("clean")
    wipe(other)
    sink(form.name)  # flow


def case_swapped_out():
    values = [source(), "clean"]
    values[0], values[1] = values[1], values[0]
    sink(values[0])  # clean
    sink(values[1])  # flow


def case_global():
    global shared
    shared = source()
    shared = "clean"
    sink(shared)  # clean


def case_new_object():
    form = Form(source())
    form = Form("clean")
    sink(form.name)  # clean


def case_truncated_stream():
    import io

    stream = io.StringIO()
    stream.write(source())
    stream = io.StringIO()
    stream.write("clean")
    sink(stream.getvalue())  # clean


def case_another_option_of_a_section():
    config = configparser.ConfigParser()
    config.add_section("mail")
    config.set("mail", "host", "clean")
    config.set("mail", "Name", source("a", "TOKEN"))
    sink(config.get("mail", "host"))  # clean
    sink(config.get("mail", "name"))  # flow


def case_option_of_another_section():
    config = configparser.ConfigParser()
    config.add_section("mail")
    config.add_section("web")
    config.set("mail", "host", source("a", "TOKEN"))
    config.set("web", "host", "clean")
    sink(config.get("web", "host"))  # clean
    sink(config.get("mail", "host"))  # flow


def case_option_set_again():
    config = configparser.ConfigParser()
    config.add_section("mail")
    config.set("mail", "host", source("a", "TOKEN"))
    config.set("mail", "host", "clean")
    sink(config.get("mail", "host"))  # clean


def case_option_by_name():
    config = configparser.ConfigParser()
    config.add_section("mail")
    for option in ("host", "name"):
        config.set("mail", option, source("a", "TOKEN"))
    sink(config.get("mail", "name"))  # flow
    sink(config.get("mail", "port", fallback="clean"))  # clean  # spurious: which options a loop sets is not known


def overwritten_in_what_is_passed(sent):
    sent["name"] = "clean"
    sink(sent["name"])  # clean
    sink(sent["text"])  # flow


def case_key_of_what_is_passed():
    overwritten_in_what_is_passed({"name": source(), "text": source()})
