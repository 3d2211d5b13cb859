"""Names hold what was assigned to them last, on every way that leads to their use."""

from flowtest import maybe, sink, source


def case_direct():
    sink(source())  # flow


def case_name():
    a = source()
    sink(a)  # flow


def case_chain_of_names():
    a = source()
    b = a
    c = b
    sink(c)  # flow


def case_several_targets():
    a = b = source()
    sink(a)  # flow
    sink(b)  # flow


def case_the_other_name():
    a = source()
    b = "clean"
    sink(b)  # clean
    sink(a)  # flow


def case_swap():
    a, b = source(), "clean"
    a, b = b, a
    sink(a)  # clean
    sink(b)  # flow


def case_rotate():
    a, b, c = source(), "one", "two"
    a, b, c = c, a, b
    sink(a)  # clean
    sink(b)  # flow
    sink(c)  # clean


def case_copy_survives_overwriting():
    a = source()
    b = a
    a = "clean"
    sink(b)  # flow
    sink(a)  # clean


def case_annotated():
    a: str = source()
    sink(a)  # flow


def case_declared_first():
    a: str
    a = source()
    sink(a)  # flow


def case_augmented():
    a = "x"
    a += source()
    sink(a)  # flow


def case_augmented_keeps_what_was_there():
    a = source()
    a += "x"
    sink(a)  # flow


def case_one_branch():
    a = "clean"
    if maybe():
        a = source()
    sink(a)  # flow


def case_other_branch():
    if maybe():
        a = "clean"
    else:
        a = source()
    sink(a)  # flow


def case_overwritten_in_one_branch():
    a = source()
    if maybe():
        a = "clean"
    sink(a)  # flow


def case_inside_the_branch():
    a = "clean"
    if maybe():
        a = source()
        sink(a)  # flow
    else:
        sink(a)  # clean


def case_conditional_expression():
    a = source() if maybe() else "clean"
    sink(a)  # flow


def case_conditional_expression_of_neither():
    a = source()
    b = "one" if a else "two"
    sink(b)  # clean


def case_or_default():
    a = source() or "default"
    sink(a)  # flow


def case_or_after_empty():
    a = "" or source()
    sink(a)  # flow


def case_and():
    a = maybe() and source()
    sink(a)  # flow


def case_and_gives_the_last():
    a = source() and "clean"
    sink(a)  # clean


def case_carried_by_a_loop():
    a = b = "clean"
    for _ in range(3):
        sink(b)  # flow
        b = a
        a = source()


def case_not_yet_in_the_loop():
    a = "clean"
    for _ in range(3):
        a = "clean"
        sink(a)  # clean
        a = source()


def case_while():
    a = "clean"
    while maybe():
        a = a + source()
        if a:
            break
    sink(a)  # flow


def case_for_else():
    for _ in range(2):
        a = source()
    else:
        b = a
    sink(b)  # flow


def case_after_continue():
    for number in range(3):
        a = "clean"
        if number == 1:
            continue
        a = source()
    sink(a)  # flow


def case_deleted_and_new():
    a = source()
    del a
    a = "clean"
    sink(a)  # clean


def case_try():
    try:
        a = source()
    except KeyError:
        a = "clean"
    sink(a)  # flow


def case_handler():
    try:
        raise KeyError
    except KeyError:
        a = source()
    sink(a)  # flow


def case_finally():
    a = "clean"
    try:
        if maybe():
            raise KeyError
        a = source()
    except KeyError:
        pass
    finally:
        sink(a)  # flow


def case_try_else():
    try:
        a = source()
    except KeyError:
        b = "clean"
    else:
        b = a
    sink(b)  # flow


def case_loop_variable_stays():
    for a in [source()]:
        pass
    sink(a)  # flow
