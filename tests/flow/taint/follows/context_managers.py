"""`with ... as` binds what entering gives, and leaving sees what happened inside."""

import contextlib
import io

from flowtest import maybe, sink, source


class Holding:
    def __init__(self, value):
        self.value = value

    def __enter__(self):
        return self.value

    def __exit__(self, *details):
        return None


def case_enter_gives_a_field():
    with Holding(source()) as value:
        sink(value)  # flow
    with Holding("clean") as value:
        sink(value)  # clean


class Itself:
    def __init__(self, value):
        self.value = value

    def __enter__(self):
        return self

    def __exit__(self, *details):
        self.value = "clean"


def case_enter_gives_itself():
    with Itself(source()) as it:
        sink(it.value)  # flow


def case_exit_cleans():
    with Itself(source()) as it:
        pass
    sink(it.value)  # clean  # spurious: a known gap, benchmarks/flows.md


class Opening:
    def __enter__(self):
        return source()

    def __exit__(self, *details):
        return None


def case_enter_reads():
    with Opening() as value:
        sink(value)  # flow


class Constant:
    def __init__(self, value):
        self.value = value

    def __enter__(self):
        return "constant"

    def __exit__(self, *details):
        return None


def case_enter_gives_a_constant():
    with Constant(source()) as value:
        sink(value)  # clean


@contextlib.contextmanager
def given(value):
    yield value


def case_generator():
    with given(source()) as value:
        sink(value)  # flow
    with given("clean") as value:
        sink(value)  # clean


@contextlib.contextmanager
def guarded(value):
    try:
        yield value
    finally:
        sink(value)  # flow


def case_generator_with_finally():
    with guarded(source()):
        pass


def case_after_the_block():
    with given(source()) as value:
        pass
    sink(value)  # flow


def case_two_managers():
    with given("clean") as a, given(source()) as b:
        sink(a)  # clean
        sink(b)  # flow


def case_in_parentheses():
    with (
        given(source()) as a,
        given("clean") as b,
    ):
        sink(a)  # flow
        sink(b)  # clean


def case_nested_managers():
    with given(source()) as a:
        with given(a) as b:
            sink(b)  # flow


def case_tuple_target():
    with given(("clean", source())) as (a, b):
        sink(a)  # clean  # spurious: a known gap, benchmarks/flows.md
        sink(b)  # flow


def case_attribute_target():
    class Box:
        pass

    box = Box()
    with given(source()) as box.value:
        sink(box.value)  # flow


def case_element_target():
    box = {}
    with given(source()) as box["a"]:
        sink(box["a"])  # flow


def case_assigned_inside():
    with given("clean"):
        value = source()
    sink(value)  # flow


def case_exit_stack():
    with contextlib.ExitStack() as stack:
        value = stack.enter_context(given(source()))
        sink(value)  # flow


def case_null_context():
    with contextlib.nullcontext(source()) as value:
        sink(value)  # flow


def case_closing():
    with contextlib.closing(io.StringIO(source())) as stream:
        sink(stream.read())  # flow


def case_suppress():
    value = "clean"
    with contextlib.suppress(KeyError):
        value = source()
        if maybe():
            raise KeyError
    sink(value)  # flow


def case_redirected_output():
    stream = io.StringIO()
    with contextlib.redirect_stdout(stream):
        print(source())
    sink(stream.getvalue())  # flow  # missing: a known gap, benchmarks/flows.md


class Recording:
    def __init__(self):
        self.message = ""

    def __enter__(self):
        return self

    def __exit__(self, kind, error, trace):
        if error is not None:
            self.message = str(error)
        return True


def case_exit_sees_the_exception():
    with Recording() as recording:
        raise KeyError(source())
    sink(recording.message)  # flow  # missing: a known gap, benchmarks/flows.md


def opened(value):
    return Holding(value)


def case_manager_of_a_factory():
    with opened(source()) as value:
        sink(value)  # flow
    manager = opened("clean")
    with manager as value:
        sink(value)  # clean


def case_manager_as_decorator():
    class Traced(contextlib.ContextDecorator):
        def __enter__(self):
            return self

        def __exit__(self, *details):
            return None

    @Traced()
    def inner(value):
        return value

    sink(inner(source()))  # flow
