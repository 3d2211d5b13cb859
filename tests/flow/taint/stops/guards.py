"""A check holds on the ways that lead through it, for the value that was checked, for as long as it is that value."""

from flowtest import Refused, maybe, sink, source

ALLOWED = {"plain", "other"}


def is_allowed(value):
    return value in ALLOWED


def case_only_inside():
    value = source()
    if value in ALLOWED:
        sink(value)  # clean
    sink(value)  # flow


def case_else():
    value = source()
    if value not in ALLOWED:
        pass
    else:
        sink(value)  # clean


def case_break():
    for value in [source()]:
        if value not in ALLOWED:
            break
        sink(value)  # clean


def case_break_then_after():
    value = source()
    while True:
        if value in ALLOWED:
            break
        value = "other"
    sink(value)  # clean


def case_while():
    value = source()
    while value not in ALLOWED:
        value = "plain"
    sink(value)  # clean


def case_nested():
    value = source()
    if value:
        if value in ALLOWED:
            if len(value) < 100:
                sink(value)  # clean


def case_and():
    value = source()
    if value and value in ALLOWED and maybe():
        sink(value)  # clean


def case_and_in_an_expression():
    value = source()
    sink(value in ALLOWED and value)  # clean


def case_or_refuses():
    value = source()
    if not value or value not in ALLOWED:
        return
    sink(value)  # clean


def case_or_raise_in_an_expression():
    def refuse():
        raise Refused

    value = source()
    is_allowed(value) or refuse()
    sink(value)  # clean


def case_not_and():
    value = source()
    if not (value and value in ALLOWED):
        return
    sink(value)  # clean


def case_not_not():
    value = source()
    if not not is_allowed(value):
        sink(value)  # clean


def case_conditional_expression():
    value = source()
    sink(value if is_allowed(value) else "default")  # clean
    sink("default" if not is_allowed(value) else value)  # clean


def case_in_a_name():
    value = source()
    ok = is_allowed(value)
    if not ok:
        raise Refused
    sink(value)  # clean


def case_in_two_names():
    value = source()
    first = bool(value)
    second = value in ALLOWED
    if first and second:
        sink(value)  # clean


def case_compared_to_a_truth():
    value = source()
    if is_allowed(value) is True:
        sink(value)  # clean
    if is_allowed(value) == False:
        return
    sink(value)  # clean


def case_walrus():
    value = source()
    if ok := is_allowed(value):
        sink(value)  # clean
        sink(ok)  # clean


def case_both_branches_check():
    value = source()
    if maybe():
        if value not in ALLOWED:
            raise Refused
    else:
        if value != "plain":
            raise Refused
    sink(value)  # clean


def case_one_branch_checks():
    value = source()
    if maybe():
        if value not in ALLOWED:
            raise Refused
    sink(value)  # flow


def case_attribute():
    class Box:
        def __init__(self):
            self.value = source()

    box = Box()
    if box.value in ALLOWED:
        sink(box.value)  # clean
    else:
        sink(box.value)  # flow


def case_attribute_of_self():
    class Page:
        def __init__(self):
            self.value = source()

        def show(self):
            if self.value not in ALLOWED:
                return
            sink(self.value)  # clean

    Page().show()


def case_element():
    values = {"a": source()}
    if values["a"] in ALLOWED:
        sink(values["a"])  # clean


def case_element_by_get():
    values = {"a": source()}
    if values.get("a") not in ALLOWED:
        return
    sink(values["a"])  # clean


def case_element_of_a_list():
    values = [source(), source()]
    if values[0] in ALLOWED:
        sink(values[0])  # clean
        sink(values[1])  # flow


def case_one_of_two_values():
    a, b = source(), source()
    if a in ALLOWED:
        sink(a)  # clean
        sink(b)  # flow


def case_overwritten_after_the_check():
    value = source()
    if value in ALLOWED:
        value = source()
        sink(value)  # flow


def case_extended_after_the_check():
    value = source()
    if value in ALLOWED:
        value += source()
        sink(value)  # flow


def case_derived_after_the_check():
    value = source()
    if value in ALLOWED:
        text = "<" + value.upper() + ">"
        sink(text)  # clean


def case_copy_was_checked():
    value = source()
    copy = value
    if copy in ALLOWED:
        sink(value)  # clean
        sink(copy)  # clean


def case_derived_before_the_check():
    value = source()
    text = "<" + value + ">"
    if value in ALLOWED:
        sink(text)  # clean  # spurious: a known gap, benchmarks/flows.md
    else:
        sink(text)  # flow


def case_element_taken_before_the_check():
    values = {"a": source()}
    value = values["a"]
    if value in ALLOWED:
        sink(value)  # clean
        sink(values["a"])  # clean


def case_try():
    value = source()
    try:
        if value not in ALLOWED:
            raise KeyError
    except KeyError:
        value = "default"
    sink(value)  # clean


def case_handler_returns():
    value = source()
    try:
        if value not in ALLOWED:
            raise KeyError
    except KeyError:
        return
    sink(value)  # clean


def case_comprehension():
    values = [source(), "plain"]
    sink([value for value in values if value in ALLOWED])  # clean


def case_generator():
    def allowed(values):
        for value in values:
            if value in ALLOWED:
                yield value

    sink(list(allowed([source()])))  # clean


def case_inner_function_checks():
    value = source()

    def check():
        if value not in ALLOWED:
            raise Refused

    check()
    sink(value)  # clean  # spurious: a known gap, benchmarks/flows.md


def case_checked_before_capture():
    value = source()
    if value not in ALLOWED:
        return

    def show():
        sink(value)  # clean

    show()


def case_checked_before_the_call():
    def show(value):
        sink(value)  # clean

    value = source()
    if value in ALLOWED:
        show(value)


def case_checked_before_storing():
    stored = {}
    value = source()
    if value in ALLOWED:
        stored["a"] = value
    sink(stored)  # clean


def case_checked_in_match_guard():
    match source():
        case value if value in ALLOWED:
            sink(value)  # clean
        case value:
            sink(value)  # flow


def case_collected_problems():
    value = source()
    problems = []
    if value not in ALLOWED:
        problems.append("not allowed")
    if problems:
        return
    sink(value)  # clean


def case_flag():
    value = source()
    is_fine = True
    if value not in ALLOWED:
        is_fine = False
    if is_fine:
        sink(value)  # clean


def case_with_block():
    value = source()
    with memoryview(b""):
        if value not in ALLOWED:
            raise Refused
    sink(value)  # clean


def case_finally():
    value = source()
    try:
        if value not in ALLOWED:
            raise Refused
    finally:
        done = True
    sink(value)  # clean
    sink(done)  # clean


def case_type_of_a_union():
    value = source() if maybe() else 7
    if isinstance(value, int):
        sink(value)  # clean
    else:
        sink(value)  # flow


def case_none_is_clean():
    value = source() if maybe() else None
    if value is None:
        sink(value)  # clean


def case_empty_is_clean():
    value = source("")
    if not value:
        sink(value)  # clean


def case_same_as_a_checked_one():
    value = source()
    wanted = "plain"
    if wanted in ALLOWED and value == wanted:
        sink(value)  # clean
