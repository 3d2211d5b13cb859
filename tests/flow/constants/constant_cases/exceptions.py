from contextlib import suppress

from values import always, dead, varies


def fail(flag):
    if flag:
        raise ValueError
    return 1


def case_try(flag):
    state = "before"
    try:
        state = "inside"
        fail(flag)
        state = "after"
    except ValueError:
        always(state)
        state = "handled"
    varies(state)


def case_state_before_the_first_call(flag):
    state = "before"
    try:
        fail(flag)
        state = "after"
    except ValueError:
        always(state)
    else:
        always(state)


def case_several_states(flag, other):
    state = 0
    try:
        fail(flag)
        state = 1
        fail(other)
        state = 2
    except ValueError:
        varies(state)
    varies(state)


def case_else(flag):
    try:
        fail(flag)
    except ValueError:
        state = "failed"
    else:
        state = "fine"
    varies(state)


def case_handlers_that_agree(flag, other):
    try:
        fail(flag)
        if other:
            raise KeyError
        state = "done"
    except KeyError:
        state = "failed"
    except ValueError:
        state = "failed"
    varies(state)


def case_finally(flag):
    state = "start"
    try:
        fail(flag)
        state = "fine"
    except ValueError:
        state = "failed"
    finally:
        last = "cleaned"
        varies(state)
        always(last)
    varies(state)
    always(last)


def case_finally_with_return(flag):
    state = 0
    try:
        if flag:
            state = 1
            return state
        state = 2
    finally:
        varies(state)
    always(state)


def case_finally_overrides(flag):
    for _ in (1, 2):
        try:
            if flag:
                continue
            value = 1
        finally:
            value = 2
        always(value)


def case_return_in_finally(flag):
    def inner():
        try:
            fail(flag)
            return 1
        finally:
            return 2

    always(inner())  # missing: calls of the program are not followed


def case_break_in_finally(flag):
    state = 0
    while True:
        try:
            fail(flag)
            state = 1
        finally:
            break
    varies(state)


def case_nested_try(flag, other):
    level = 0
    try:
        level = 1
        try:
            level = 2
            fail(flag)
            level = 3
        except ValueError:
            always(level)
            level = 4
            fail(other)
        finally:
            varies(level)
        level = 5
    except ValueError:
        always(level)  # missing: any call may raise, here what is called in the finally block
    varies(level)


def case_exception_name(flag):
    error = "none"
    try:
        fail(flag)
    except ValueError as error:
        dead = "is an ordinary name here"
    varies(flag)


def case_unbound_behind_the_handler_raises(flag):
    error = "none"
    try:
        fail(flag)
    except ValueError as error:
        pass
    always(error)


def case_with(flag):
    state = "before"
    with suppress(ValueError):
        fail(flag)
        state = "after"
    varies(state)


def case_with_state(flag):
    with suppress(ValueError):
        state = "inside"
        fail(flag)
        always(state)
    always(state)


def case_with_as(flag):
    class Manager:
        def __enter__(self):
            return 7

        def __exit__(self, *exception):
            return False

    with Manager() as value:
        always(value)  # missing: calls of the program are not followed
    varies(flag)


def case_with_swallows_return(flag):
    state = 1
    with suppress(ValueError):
        if flag:
            raise ValueError
        state = 2
        return
    always(state)


def case_raise_from_handler(flag):
    state = 0
    try:
        try:
            fail(flag)
        except ValueError:
            state = 1
            raise
    except ValueError:
        always(state)  # missing: what one handler refuses the next one is taken to catch
        state = 2
    varies(state)


def case_a_try_that_cannot_raise():
    try:
        state = 1
    except ValueError:
        dead()
    always(state)


def case_except_star(flag):
    state = "before"
    try:
        if flag:
            raise ExceptionGroup("g", [ValueError()])
        state = "inside"
    except* ValueError:
        state = "handled"
    varies(state)


def case_loop_with_try(items):
    last = "none"
    for item in items:
        try:
            fail(item > 1)
        except ValueError:
            last = "bad"
            continue
        varies(item > 1 or len(items) > 2)
    varies(last)


def case_a_condition_that_raises(flag):
    state = "before"
    try:
        if fail(flag):
            state = "after"
    except ValueError:
        always(state)
        state = "caught"
    varies(state)


class Stubborn:
    def __bool__(self):
        raise ValueError


def case_a_truth_that_raises(flag):
    value = Stubborn() if flag else 0
    try:
        if value:
            dead()  # missing: types are not asked for their truth
    except ValueError:
        always("caught")
    varies(flag)
