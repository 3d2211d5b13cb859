"""Checks of text that look at a part of it, at the wrong thing, or at nothing."""

import re

from flowtest import Refused, sink, sink_command, sink_html, sink_sql, source

ALLOWED = {"plain", "other"}


def case_match_without_an_end():
    value = source("plain", "plain; TOKEN")
    if re.match(r"[a-z]+", value):
        sink(value)  # flow


def case_search_without_anchors():
    value = source("plain", "; TOKEN plain")
    if re.search(r"[a-z]+", value):
        sink(value)  # flow


def case_search_with_an_end_only():
    value = source("plain", "; TOKEN plain")
    if re.search(r"[a-z]+$", value):
        sink(value)  # flow


def case_search_with_a_start_only():
    value = source("plain", "plain; TOKEN")
    if re.search(r"^[a-z]+", value):
        sink(value)  # flow


def case_compiled_without_an_end():
    value = source("plain", "plain; TOKEN")
    pattern = re.compile(r"^\w+")
    if not pattern.match(value):
        raise Refused
    sink(value)  # flow


def case_any_line():
    value = source("plain", "; TOKEN\nplain")
    if re.search(r"^[a-z]+$", value, re.MULTILINE):
        sink(value)  # flow  # missing: a known gap, benchmarks/flows.md


def case_everything_matches():
    value = source()
    if re.fullmatch(r"(?s).+", value):
        sink(value)  # flow


def case_one_alternative_is_open():
    value = source()
    if re.fullmatch(r"[a-z]+|.*;.*", value):
        sink(value)  # flow


def case_range_too_wide():
    value = source("plain", "<b id=TOKEN>")
    if re.fullmatch(r"[ -~]+", value):
        sink_html("<p>" + value + "</p>")  # flow


def case_anchors_bind_to_one_alternative():
    value = source("plain", "plain; TOKEN")
    if re.search(r"^plain|other$", value):
        sink(value)  # flow


def case_nothing_is_found():
    value = source("plain", "' or TOKEN --")
    if re.search(r"[<>]", value):
        raise Refused
    sink_sql("select * from t where a = '" + value + "'")  # flow


def case_found_list_ignored():
    value = source()
    re.findall(r"[a-z]+", value)
    sink(value)  # flow


def case_starts_with():
    value = source("plain", "plain; TOKEN")
    if value.startswith("plain"):
        sink(value)  # flow


def case_ends_with():
    value = source("plain", "TOKEN; plain")
    if value.endswith("plain"):
        sink(value)  # flow


def case_contains():
    value = source("plain", "TOKEN; plain")
    if "plain" in value:
        sink(value)  # flow


def case_forbidden_word():
    value = source("plain", "TOKEN; echo")
    if "rm" in value:
        raise Refused
    sink_command("echo " + value)  # flow


def case_forbidden_words():
    value = source("plain", "TOKEN & echo")
    for word in [";", "|"]:
        if word in value:
            raise Refused
    sink_command("echo " + value)  # flow


def case_forbidden_word_removed():
    value = source("plain", "<b id=TOKEN>").replace("<script>", "")
    sink_html("<p>" + value + "</p>")  # flow


def case_not_equal():
    value = source()
    if value != "forbidden":
        sink(value)  # flow


def case_not_a_member_of_forbidden():
    value = source()
    if value not in {"forbidden", "secret"}:
        sink(value)  # flow


def case_length():
    value = source()
    if len(value) < 100:
        sink(value)  # flow


def case_not_empty():
    value = source()
    if value:
        sink(value)  # flow


def case_not_none():
    value = source()
    if value is not None:
        sink(value)  # flow


def case_is_text():
    value = source()
    if isinstance(value, str):
        sink(value)  # flow


def case_stripped_for_the_check():
    value = source("plain", ";TOKEN")
    if value.strip(";").isalnum():
        sink(value)  # flow


def case_part_checked():
    value = source("plain;x", "plain;TOKEN")
    if value.split(";")[0] in ALLOWED:
        sink(value)  # flow


def case_first_character_checked():
    value = source("plain", "p;TOKEN")
    if value[0] in "abcdefghijklmnopqrstuvwxyz":
        sink(value)  # flow


def case_wrong_polarity():
    value = source()
    if value in ALLOWED:
        return
    sink(value)  # flow


def case_or_instead_of_and():
    value = source()
    if value in ALLOWED or len(value) < 100:
        sink(value)  # flow


def case_and_in_a_refusal():
    value = source()
    if value not in ALLOWED and len(value) > 100:
        raise Refused
    sink(value)  # flow


def case_result_ignored():
    value = source()
    value in ALLOWED
    sink(value)  # flow


def case_result_overwritten():
    value = source()
    is_fine = value in ALLOWED
    is_fine = True
    if is_fine:
        sink(value)  # flow


def case_noted_only():
    value = source()
    if value not in ALLOWED:
        print(end="")
    sink(value)  # flow


def case_exception_swallowed():
    value = source()
    try:
        if value not in ALLOWED:
            raise KeyError
    except KeyError:
        pass
    sink(value)  # flow


def case_exception_made_but_not_raised():
    value = source()
    if value not in ALLOWED:
        Refused("not allowed")
    sink(value)  # flow


def always_true(value):
    if value not in ALLOWED:
        print(end="")
    return True


def case_validator_that_always_agrees():
    value = source()
    if always_true(value):
        sink(value)  # flow


def sometimes_true(value):
    if value in ALLOWED:
        return True
    return len(value) > 3


def case_validator_with_a_second_way():
    value = source()
    if sometimes_true(value):
        sink(value)  # flow


def checks_something_else(value, allowed="plain"):
    return allowed in ALLOWED


def case_validator_of_another_value():
    value = source()
    if checks_something_else(value):
        sink(value)  # flow


def returns_after_logging(value):
    try:
        if value not in ALLOWED:
            raise Refused
    except Refused:
        return value
    return value


def case_validator_that_gives_it_anyway():
    sink(returns_after_logging(source()))  # flow


async def is_allowed_later(value):
    return value in ALLOWED


def case_coroutine_is_always_true():
    value = source()
    answer = is_allowed_later(value)
    if answer:
        sink(value)  # flow  # missing: a known gap, benchmarks/flows.md
    answer.close()


def is_allowed(value):
    return value in ALLOWED


def case_function_instead_of_its_call():
    value = source()
    if is_allowed:
        sink(value)  # flow


def case_filter_is_never_empty():
    value = source()
    if filter(is_allowed, [value]):
        sink(value)  # flow


def case_any_instead_of_all():
    values = [source(), "plain"]
    if any(value in ALLOWED for value in values):
        sink(values)  # flow


def case_only_the_first_checked():
    values = [source(), source()]
    for value in values:
        if value not in ALLOWED:
            raise Refused
        break
    sink(values)  # flow


def case_added_after_the_check():
    values = [source()]
    for value in values:
        if value not in ALLOWED:
            raise Refused
    values.append(source())
    sink(values)  # flow


def case_member_of_a_hostile_list():
    allowed = source("plain other").split()
    value = source("plain", "TOKEN")
    allowed.append(value)
    if value in allowed:
        sink(value)  # flow


def case_allowed_was_extended_with_it():
    allowed = {"plain"}
    value = source()
    allowed.add(value)
    if value in allowed:
        sink(value)  # flow


def case_equal_to_a_hostile_value():
    value = source()
    copy = value
    if value == copy:
        sink(value)  # flow


def case_key_of_a_hostile_dictionary():
    form = {source(): 1}
    for value in form:
        if value in form:
            sink(value)  # flow


def case_another_value_was_checked():
    value, other = source(), source()
    if other in ALLOWED:
        sink(value)  # flow


def case_checked_before_it_changed():
    value = source()
    if value not in ALLOWED:
        raise Refused
    value = source()
    sink(value)  # flow


def case_only_on_the_first_turn():
    value = "plain"
    if value in ALLOWED:
        for _ in range(2):
            sink(value)  # flow
            value = source()


def case_identity():
    value = source()
    if value is not "plain".strip("x"):
        sink(value)  # flow


def case_quoted_value_thrown_away():
    value = source()
    value.replace("'", "''")
    sink_sql("select * from t where a = '" + value + "'")  # flow


def case_number_thrown_away():
    value = source("7")
    try:
        int(value)
    except ValueError:
        pass
    sink(value)  # flow


def case_type_check_on_the_wrong_side():
    value = source("7")
    number = value if not value.isdigit() else int(value)
    if not isinstance(number, int):
        sink(number)  # flow


def case_a_truth_value_says_nothing_of_the_text():
    text = source()
    if bool(text):
        sink(text)  # flow
    bool(text)
    sink(text)  # flow
