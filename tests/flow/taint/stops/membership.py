"""A value that was found among constants is one of these constants."""

from enum import Enum

from flowtest import Refused, abort, maybe, sink, source

ALLOWED = {"plain", "other"}
ALLOWED_FROZEN = frozenset(["plain", "other"])
ALLOWED_LIST = ["plain", "other"]
COLUMNS = {"plain": "t.plain", "other": "t.other"}


class Color(Enum):
    PLAIN = "plain"
    RED = "red"


def case_set():
    value = source()
    if value in {"plain", "other"}:
        sink(value)  # clean
    else:
        sink(value)  # flow


def case_tuple():
    value = source()
    if value in ("plain", "other"):
        sink(value)  # clean


def case_list():
    value = source()
    if value in ["plain", "other"]:
        sink(value)  # clean


def case_not_in():
    value = source()
    if value not in {"plain", "other"}:
        sink(value)  # flow
        return
    sink(value)  # clean


def case_not_in_raises():
    value = source()
    if value not in ALLOWED:
        raise Refused
    sink(value)  # clean


def case_not_in_aborts():
    value = source()
    if value not in ALLOWED:
        abort("bad")
    sink(value)  # clean


def case_not_in_continues():
    for value in [source()]:
        if value not in ALLOWED:
            continue
        sink(value)  # clean


def case_not_in_replaces():
    value = source()
    if value not in ALLOWED:
        value = "other"
    sink(value)  # clean


def case_module_set():
    value = source()
    if value in ALLOWED:
        sink(value)  # clean


def case_module_frozen_set():
    value = source()
    if value in ALLOWED_FROZEN:
        sink(value)  # clean


def case_module_list():
    value = source()
    if value in ALLOWED_LIST:
        sink(value)  # clean


def case_module_dictionary():
    value = source()
    if value in COLUMNS:
        sink(value)  # clean


def case_keys():
    value = source()
    if value in COLUMNS.keys():
        sink(value)  # clean


def case_values():
    value = source("t.plain")
    if value in COLUMNS.values():
        sink(value)  # clean


def case_mapped():
    sink(COLUMNS[source()])  # clean


def case_mapped_by_get():
    sink(COLUMNS.get(source()))  # clean
    sink(COLUMNS.get(source(), "default"))  # clean


def case_mapped_with_the_value_as_default():
    value = source()
    sink(COLUMNS.get(value, value))  # flow


def case_local_set():
    allowed = {"plain"}
    allowed.add("other")
    value = source()
    if value in allowed:
        sink(value)  # clean


def case_equal():
    value = source()
    if value == "plain":
        sink(value)  # clean
    else:
        sink(value)  # flow


def case_not_equal():
    value = source()
    if value != "plain":
        return
    sink(value)  # clean


def case_equal_to_one_of_two():
    value = source()
    if value == "plain" or value == "other":
        sink(value)  # clean


def case_constant_on_the_left():
    value = source()
    if "plain" == value:
        sink(value)  # clean


def case_equal_to_a_module_constant():
    value = source()
    if value == WANTED:
        sink(value)  # clean


WANTED = "plain"


def case_chain_of_equals():
    value = source()
    if value == "plain":
        sink(value)  # clean
    elif value == "other":
        sink(value)  # clean, never reached
    else:
        sink(value)  # flow


def case_match_literals():
    value = source()
    match value:
        case "plain" | "other":
            sink(value)  # clean
        case _:
            sink(value)  # flow


def case_conditional_expression():
    value = source()
    sink(value if value in ALLOWED else "other")  # clean


def case_enum():
    sink(Color(source()).value)  # clean


def case_enum_by_name():
    sink(Color[source("PLAIN")].value)  # clean


def case_enum_members():
    value = source()
    if value in [color.value for color in Color]:
        sink(value)  # clean


def case_class_constant():
    class Page:
        ALLOWED = ("plain", "other")

        def show(self, value):
            if value not in self.ALLOWED:
                raise Refused
            sink(value)  # clean

    Page().show(source())


def case_set_of_calls():
    value = source()
    if value in set(["plain", "other"]):
        sink(value)  # clean


def case_joined_constants():
    value = source()
    if value in {"plain"} | {"other"}:
        sink(value)  # clean


def case_split_constant():
    value = source()
    if value in "plain other".split():
        sink(value)  # clean


def case_any_equal():
    value = source()
    if any(value == allowed for allowed in ALLOWED_LIST):
        sink(value)  # clean


def case_found_in_a_loop():
    value = source()
    for allowed in ALLOWED_LIST:
        if value == allowed:
            sink(allowed)  # clean
            sink(value)  # clean


def case_numbers():
    value = source("1")
    if value in ("1", "2", "3"):
        sink(value)  # clean


def case_part_of_a_tuple():
    name, order = source(), source()
    if (name, order) in {("plain", "plain"), ("other", "plain")}:
        sink(name)  # clean
        sink(order)  # clean


def case_case_folded():
    value = source()
    if value.lower() in ALLOWED:
        sink(value.lower())  # clean


def case_kept_in_a_name():
    value = source()
    is_allowed = value in ALLOWED
    if is_allowed:
        sink(value)  # clean


def case_index_checks():
    value = source()
    position = ALLOWED_LIST.index(value)
    sink(ALLOWED_LIST[position])  # clean
    sink(value)  # clean


def case_intersection():
    values = {source()} & ALLOWED
    sink(values)  # clean


def case_column_of_a_sort():
    key = source()
    if key.lstrip("-") in ALLOWED:
        sink("order by " + key.lstrip("-"))  # clean


def case_next_of_those_that_are_equal():
    value = source()
    found = next((one for one in ALLOWED_LIST if one == value), None)
    if found is None:
        abort(404)
    sink(value)  # clean
    sink(found)  # clean


def case_next_raises():
    value = source()
    try:
        next(one for one in ALLOWED_LIST if one == value)
    except StopIteration:
        raise Refused from None
    sink(value)  # clean  # spurious: it is not asked what was found where a call has returned


def case_list_of_those_that_are_equal():
    value = source()
    known = [one for one in ALLOWED_LIST if one == value]
    if not known:
        abort(404)
    sink(value)  # clean


def case_next_of_the_others():
    value = source()
    found = next((one for one in ALLOWED_LIST if one != value), None)
    if found is None:
        abort(404)
    sink(value)  # flow


def case_next_with_another_default():
    value = source()
    found = next((one for one in ALLOWED_LIST if one == value), "none")
    if found is None:
        abort(404)
    sink(value)  # flow


def case_next_is_none():
    value = source()
    found = next((one for one in ALLOWED_LIST if one == value), None)
    if found is None:
        sink(value)  # flow


def case_something_was_appended():
    value = source()
    known = [one for one in ALLOWED_LIST if one == value]
    known.append("plain")
    if not known:
        abort(404)
    sink(value)  # flow


def case_key_that_is_there():
    value = source()
    try:
        column = COLUMNS[value]
    except KeyError:
        raise Refused from None
    sink(value)  # clean
    sink(column)  # clean


def case_key_that_may_not_be_there():
    value = source()
    try:
        COLUMNS[value]
    except KeyError:
        sink(value)  # flow


def case_get_gives_something():
    value = source()
    column = COLUMNS.get(value)
    if column is None:
        abort(404)
    sink(value)  # clean


def case_get_gives_something_by_its_truth():
    value = source()
    column = COLUMNS.get(value)
    if column:
        sink(value)  # clean
    else:
        sink(value)  # flow


def case_get_with_a_default():
    value = source()
    column = COLUMNS.get(value, "t.plain")
    if column is None:
        abort(404)
    sink(value)  # flow


def case_one_of_several_types():
    value = source()
    if isinstance(value, (int, float)):
        sink(value)  # clean, never reached
    if isinstance(value, (int, str)):
        sink(value)  # flow


def case_noted_in_a_loop():
    value = source()
    is_known = False
    for known in ALLOWED_LIST:
        if value == known:
            is_known = True
    if is_known:
        sink(value)  # clean
    else:
        sink(value)  # flow


def case_noted_in_a_loop_of_another():
    value, other = source(), source()
    is_known = False
    for known in ALLOWED_LIST:
        if other == known:
            is_known = True
    sink(value)  # flow
    if not is_known:
        abort()
    sink(other)  # clean


def case_noted_whatever_it_is():
    value = source()
    is_known = False
    for known in ALLOWED_LIST:
        if value == known or len(known) > 3:
            is_known = True
    if is_known:
        sink(value)  # flow


def case_noted_before_the_loop():
    value = source()
    is_known = len(value) > 3
    for known in ALLOWED_LIST:
        if value == known:
            is_known = True
    if is_known:
        sink(value)  # flow


def case_noted_of_another_turn():
    is_known = False
    for value in ("plain", source()):
        if value in ALLOWED:
            is_known = True
        if is_known:
            sink(value)  # flow


def case_display_with_others_in_it():
    value = source()
    if value in [*ALLOWED_LIST, "third"]:
        sink(value)  # clean
    else:
        sink(value)  # flow


def case_display_with_what_was_sent_in_it():
    value, other = source(), source()
    if value[:2] in [*ALLOWED_LIST, other[:2]]:
        sink(value)  # flow
    if value[:2] in [*[other[:2]], "third"]:
        sink(value)  # flow


def case_position():
    value = source()
    try:
        ALLOWED_LIST.index(value)
    except ValueError:
        sink(value)  # flow
        return
    sink(value)  # clean


def case_nothing_is_left_without():
    values = [source(), "plain"]
    if set(values) - ALLOWED:
        sink(values[0])  # flow
        return
    sink(values[0])  # clean
    sink(" ".join(values))  # clean


def case_something_is_left_without():
    values = [source(), "plain"]
    if set(values) - ALLOWED:
        sink(" ".join(values))  # flow


def case_subset():
    values = [source(), "plain"]
    if set(values).issubset(ALLOWED_LIST):
        sink(" ".join(values))  # clean
    else:
        sink(" ".join(values))  # flow


def case_collection_that_is_made_of_itself():
    value, names = source(), ["plain"]
    while maybe():
        names = [name for name in names if name]
    if value in names:
        return
    sink(value)  # flow
