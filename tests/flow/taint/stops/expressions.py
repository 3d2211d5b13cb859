"""A text that fully matches a harmless pattern, or of which everything else was removed, is harmless."""

import re
import string

from flowtest import Refused, sink, sink_command, sink_html, sink_sql, source

NAME = re.compile(r"[a-z]+")
ANCHORED = re.compile(r"^[a-z_]+\Z")


def case_full_match():
    value = source()
    if re.fullmatch(r"[a-z]+", value):
        sink(value)  # clean
    else:
        sink(value)  # flow


def case_full_match_refuses():
    value = source()
    if not re.fullmatch(r"\w+", value):
        raise Refused
    sink(value)  # clean


def case_full_match_is_none():
    value = source()
    if re.fullmatch(r"\w+", value) is None:
        return
    sink(value)  # clean


def case_full_match_is_not_none():
    value = source()
    if re.fullmatch(r"[A-Za-z0-9_-]{1,20}", value) is not None:
        sink(value)  # clean


def case_compiled():
    value = source()
    if NAME.fullmatch(value):
        sink(value)  # clean


def case_compiled_locally():
    value = source()
    pattern = re.compile(r"\d+|[a-z]+")
    if pattern.fullmatch(value):
        sink(value)  # clean


def case_anchored():
    value = source()
    if re.match(r"^[a-z]+\Z", value):
        sink(value)  # clean


def case_anchored_by_dollar():
    value = source()
    if re.match(r"^[a-z]+$", value):
        sink(value)  # clean


def case_anchored_and_compiled():
    value = source()
    if ANCHORED.match(value):
        sink(value)  # clean


def case_anchored_search():
    value = source()
    if re.search(r"\A[a-z]+\Z", value):
        sink(value)  # clean


def case_match_object_in_a_name():
    value = source()
    found = re.fullmatch(r"([a-z]+)", value)
    if not found:
        return
    sink(value)  # clean


def case_group_of_a_full_match():
    found = re.fullmatch(r"([a-z]+)", source())
    if found:
        sink(found.group(1))  # clean


def case_match_object_by_walrus():
    value = source()
    if found := re.fullmatch(r"[a-z]+", value):
        sink(value)  # clean
        sink(found.group())  # clean


def case_alternatives():
    value = source()
    if re.fullmatch(r"plain|other", value):
        sink(value)  # clean


def case_date():
    value = source("2020-01-01")
    if re.fullmatch(r"\d{4}-\d\d-\d\d", value):
        sink(value)  # clean


def case_forbidden_characters():
    value = source()
    if re.search(r"[^a-z0-9_]", value):
        raise Refused
    sink(value)  # clean


def case_text_methods():
    value = source()
    if value.isalnum():
        sink(value)  # clean


def case_digits():
    value = source("7")
    if not value.isdigit():
        raise Refused
    sink(value)  # clean


def case_identifier():
    value = source()
    if value.isidentifier():
        sink(value)  # clean


def case_letters():
    value = source()
    if value.isalpha():
        sink(value)  # clean


def case_decimal():
    value = source("7")
    if value.isdecimal():
        sink(value)  # clean


def case_every_character():
    value = source()
    if all(character.isalnum() for character in value):
        sink(value)  # clean


def case_every_character_among_constants():
    value = source()
    if all(character in "abcdefghijklmnopqrstuvwxyz" for character in value):
        sink(value)  # clean


def case_set_of_characters():
    value = source()
    if set(value) <= set(string.ascii_letters):
        sink(value)  # clean


def case_others_removed():
    value = re.sub(r"[^a-z0-9]", "", source())
    sink_html("<p>" + value + "</p>")  # clean
    sink_command("echo " + value)  # clean
    sink_sql("select * from t where a = '" + value + "'")  # clean


def case_others_removed_by_a_compiled_pattern():
    pattern = re.compile(r"\W+")
    sink_html("<p>" + pattern.sub("_", source()) + "</p>")  # clean


def case_letters_kept():
    value = "".join(character for character in source() if character.isalnum())
    sink_html("<p>" + value + "</p>")  # clean


def case_numbers_found():
    sink(re.findall(r"\d+", source("1 2")))  # clean


def is_name(value):
    return re.fullmatch(r"[a-z]+", value) is not None


def case_in_a_helper():
    value = source()
    if is_name(value):
        sink(value)  # clean


def is_name_truthy(value):
    return NAME.fullmatch(value)


def case_in_a_helper_that_gives_the_match():
    value = source()
    if not is_name_truthy(value):
        return
    sink(value)  # clean


def case_bound_method_kept():
    is_valid = NAME.fullmatch
    value = source()
    if is_valid(value):
        sink(value)  # clean
