"""Exceptions carry data from where they are raised to where they are caught."""

import contextlib
import traceback

from flowtest import maybe, sink, source


class Failure(Exception):
    def __init__(self, message, detail="none"):
        super().__init__(message)
        self.detail = detail


def case_text():
    try:
        raise ValueError(source())
    except ValueError as error:
        sink(str(error))  # flow


def case_text_clean():
    try:
        raise ValueError("clean")
    except ValueError as error:
        sink(str(error))  # clean


def case_itself():
    try:
        raise ValueError(source())
    except ValueError as error:
        sink(error)  # flow


def case_arguments():
    try:
        raise ValueError("clean", source())
    except ValueError as error:
        sink(error.args[1])  # flow
        sink(error.args[0])  # clean  # spurious: a known gap, benchmarks/flows.md


def case_formatted():
    try:
        raise ValueError("bad " + source())
    except ValueError as error:
        sink(f"failed: {error}")  # flow


def case_own_field():
    try:
        raise Failure("failed", source())
    except Failure as error:
        sink(error.detail)  # flow
        sink(str(error))  # clean


def case_own_message():
    try:
        raise Failure(source(), "clean")
    except Failure as error:
        sink(error.detail)  # clean
        sink(str(error))  # flow


def case_set_after_making():
    try:
        error = Failure("failed")
        error.extra = source()
        raise error
    except Failure as caught:
        sink(caught.extra)  # flow


def fail(value):
    raise Failure("failed", value)


def case_raised_by_a_callee():
    try:
        fail(source())
    except Failure as error:
        sink(error.detail)  # flow


def case_raised_by_a_callee_clean():
    try:
        fail("clean")
    except Failure as error:
        sink(error.detail)  # clean


def fail_deeper(value):
    fail(value)


def case_raised_two_calls_deep():
    try:
        fail_deeper(source())
    except Failure as error:
        sink(error.detail)  # flow


def case_base_class():
    try:
        fail(source())
    except Exception as error:
        sink(error.detail)  # flow


def case_one_of_several_classes():
    try:
        fail(source())
    except (KeyError, Failure) as error:
        sink(error.detail)  # flow


def case_another_handler():
    try:
        fail(source())
    except KeyError as error:
        sink(error)  # clean, never reached  # spurious: a known gap, benchmarks/flows.md
    except Failure as error:
        sink(error.detail)  # flow


def case_raised_again():
    try:
        try:
            fail(source())
        except Failure:
            raise
    except Failure as error:
        sink(error.detail)  # flow


def case_wrapped():
    try:
        try:
            raise KeyError(source())
        except KeyError as error:
            raise Failure("wrapped", str(error)) from error
    except Failure as error:
        sink(error.detail)  # flow
        sink(str(error))  # clean  # spurious: a known gap, benchmarks/flows.md


def case_cause():
    try:
        try:
            raise KeyError(source())
        except KeyError as error:
            raise Failure("wrapped") from error
    except Failure as error:
        sink(error.__cause__)  # flow
        sink(error.detail)  # clean  # spurious: a known gap, benchmarks/flows.md


def case_assigned_before_raising():
    value = "clean"
    try:
        value = source()
        raise KeyError
    except KeyError:
        sink(value)  # flow


def case_assigned_after_raising():
    value = "clean"
    try:
        if maybe():
            raise KeyError
        value = source()
    except KeyError:
        sink(value)  # clean


def case_finally():
    value = "clean"
    try:
        value = source()
    finally:
        sink(value)  # flow


def case_return_in_a_handler():
    def inner():
        try:
            fail(source())
        except Failure as error:
            return error.detail
        return "clean"

    sink(inner())  # flow


def case_swallowed():
    value = "clean"
    with contextlib.suppress(Failure):
        fail(source())
        value = source()
    sink(value)  # clean


def case_note():
    try:
        error = ValueError("clean")
        error.add_note(source())
        raise error
    except ValueError as caught:
        sink(caught.__notes__)  # flow  # missing: a known gap, benchmarks/flows.md


def case_traceback():
    try:
        raise ValueError(source())
    except ValueError:
        sink(traceback.format_exc())  # flow  # missing: a known gap, benchmarks/flows.md


def case_group():
    try:
        raise ExceptionGroup("several", [ValueError(source())])
    except* ValueError as group:
        sink(group.exceptions[0].args[0])  # flow


def case_class_only():
    try:
        raise ValueError(source())
    except ValueError as error:
        sink(type(error).__name__)  # clean


def case_message_of_a_library():
    try:
        int(source("x"))
    except ValueError as error:
        sink(str(error))  # flow  # missing: a known gap, benchmarks/flows.md


def case_key_of_a_lookup():
    try:
        {}[source()]
    except KeyError as error:
        sink(error.args[0])  # flow  # missing: a known gap, benchmarks/flows.md


def case_stored():
    errors = []
    try:
        fail(source())
    except Failure as error:
        errors.append(error)
    sink(errors[0].detail)  # flow


class Noisy(Exception):
    def __str__(self):
        return "noisy " + self.args[0]


def case_own_text():
    try:
        raise Noisy(source())
    except Noisy as error:
        sink(str(error))  # flow


class Quiet(Exception):
    def __str__(self):
        return "quiet"


def case_own_constant_text():
    try:
        raise Quiet(source())
    except Quiet as error:
        sink(str(error))  # clean


def case_generator_return():
    def inner():
        return source()
        yield

    try:
        next(inner())
    except StopIteration as stop:
        sink(stop.value)  # flow  # missing: a known gap, benchmarks/flows.md


def case_raised_class():
    class Carrying(Exception):
        def __init__(self):
            self.data = source()

    try:
        raise Carrying
    except Carrying as error:
        sink(error.data)  # flow
