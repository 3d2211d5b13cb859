"""A decorated name means what its decorators made of it, the project's own and those of functools."""

import functools
from functools import cache, cached_property, lru_cache, partial, partialmethod, singledispatch, wraps

from flowtest import sink, source


def traced(function):
    @wraps(function)
    def wrapper(*positional, **named):
        return function(*positional, **named)

    return wrapper


@traced
def traced_identity(value):
    return value


def case_transparent():
    sink(traced_identity(source()))  # flow
    sink(traced_identity("clean"))  # clean


@traced
def traced_sink(value):
    sink(value)  # flow


def case_sink_behind_a_decorator():
    traced_sink(source())


@traced
def traced_constant(value):
    return "constant"


def case_constant_behind_a_decorator():
    sink(traced_constant(source()))  # clean


def bare(function):
    def wrapper(value):
        return function(value)

    return wrapper


@bare
def bare_identity(value):
    return value


def case_without_wraps():
    sink(bare_identity(source()))  # flow


def constant_result(function):
    @wraps(function)
    def wrapper(*positional):
        function(*positional)
        return "constant"

    return wrapper


@constant_result
def result_dropped(value):
    return value


def case_result_dropped():
    sink(result_dropped(source()))  # clean  # spurious: a known gap, benchmarks/flows.md


def hostile_result(function):
    @wraps(function)
    def wrapper(value):
        return function(value) + source()

    return wrapper


@hostile_result
def result_added(value):
    return value


def case_result_added():
    sink(result_added("clean"))  # flow


def injecting(function):
    @wraps(function)
    def wrapper(*positional):
        return function(source(), *positional)

    return wrapper


@injecting
def injected(token, value):
    sink(token)  # flow
    sink(value)  # clean
    return token


def case_argument_injected():
    sink(injected("clean"))  # flow


def naming(function):
    @wraps(function)
    def wrapper(*positional, **named):
        return function(*positional, token=source(), place="here", **named)

    return wrapper


@naming
def named_too(value, place="", token=""):
    sink(token)  # flow
    sink(place)  # clean
    sink(value)  # clean


def case_argument_named():
    named_too("clean")


def keeping(**options):
    def decorator(function):
        @wraps(function)
        def wrapper(*positional, **named):
            named["token"] = source()
            named["kept"] = options["kept"]
            return function(*positional, **named)

        return wrapper

    return decorator


@keeping(kept="clean")
def put_beside(value, token, kept, other="clean"):
    sink(token)  # flow
    sink(kept)  # clean
    sink(value)  # clean
    sink(other)  # clean


@keeping(kept="clean")
def put_beside_again(value, kept, **others):
    sink(kept)  # clean
    sink(others["token"])  # flow  # missing: a known gap, benchmarks/flows.md


def case_argument_put_into_keywords():
    put_beside("clean")
    put_beside_again("clean")


def updating(function):
    @wraps(function)
    def wrapper(**named):
        named.update(token=source())
        return function(**named)

    return wrapper


@updating
def updated(token, value):
    sink(token)  # flow
    sink(value)  # clean


def case_argument_updated():
    updated(value="clean")


def cleaning(function):
    @wraps(function)
    def wrapper(value):
        return function("cleaned")

    return wrapper


@cleaning
def cleaned(value):
    sink(value)  # clean  # spurious: a known gap, benchmarks/flows.md
    return value


def case_argument_cleaned():
    sink(cleaned(source()))  # clean  # spurious: a known gap, benchmarks/flows.md


def repeated(times):
    def decorate(function):
        @wraps(function)
        def wrapper(value):
            result = ""
            for _ in range(times):
                result = function(value)
            return result

        return wrapper

    return decorate


@repeated(2)
def repeated_identity(value):
    return value


def case_decorator_with_arguments():
    sink(repeated_identity(source()))  # flow
    sink(repeated_identity("clean"))  # clean


def prefixed(prefix):
    def decorate(function):
        @wraps(function)
        def wrapper(value):
            return prefix + function(value)

        return wrapper

    return decorate


def case_decorator_with_a_hostile_argument():
    @prefixed(source())
    def inner(value):
        return value

    @prefixed("clean")
    def other(value):
        return value

    sink(inner("clean"))  # flow  # missing: a known gap, benchmarks/flows.md
    sink(other("clean"))  # clean


@traced
@bare
@repeated(1)
def stacked(value):
    return value


def case_stacked():
    sink(stacked(source()))  # flow


@traced
@constant_result
@traced
def stacked_with_a_stop(value):
    return value


def case_stacked_with_a_stop():
    sink(stacked_with_a_stop(source()))  # clean  # spurious: a known gap, benchmarks/flows.md


class Counted:
    def __init__(self, function):
        self.function = function
        self.calls = 0

    def __call__(self, *positional):
        self.calls += 1
        return self.function(*positional)


@Counted
def counted(value):
    return value


def case_class_as_decorator():
    sink(counted(source()))  # flow
    sink(counted.calls)  # clean


HANDLERS = {}


def handler(name):
    def register(function):
        HANDLERS[name] = function
        return function

    return register


@handler("show")
def show(value):
    return value


@handler("hide")
def hide(value):
    return "hidden"


def case_registered():
    sink(HANDLERS["show"](source()))  # flow
    sink(HANDLERS["hide"](source()))  # clean


def case_registered_and_called_by_name():
    sink(show(source()))  # flow


@lru_cache(maxsize=None)
def cached_identity(value):
    return value


def case_lru_cache():
    sink(cached_identity(source()))  # flow
    sink(cached_identity("clean"))  # clean


@cache
def cached_constant(value):
    return "constant"


def case_cache():
    sink(cached_constant(source()))  # clean


@functools.lru_cache
def cached_plainly(value):
    return value


def case_lru_cache_without_call():
    sink(cached_plainly(source()))  # flow


class Page:
    def __init__(self, text):
        self.text = text

    @cached_property
    def shown(self):
        return "<" + self.text + ">"

    @traced
    def method(self, value):
        return value

    @staticmethod
    def static(value):
        return value

    @classmethod
    def of(cls, text):
        return cls(text)

    def joined(self, separator, value):
        return separator + value

    comma = partialmethod(joined, ",")


def case_cached_property():
    sink(Page(source()).shown)  # flow
    sink(Page("clean").shown)  # clean


def case_decorated_method():
    sink(Page("clean").method(source()))  # flow
    sink(Page(source()).method("clean"))  # clean


def case_static_method():
    sink(Page.static(source()))  # flow
    sink(Page("clean").static(source()))  # flow


def case_class_method():
    sink(Page.of(source()).text)  # flow
    sink(Page.of("clean").text)  # clean


def case_partial_method():
    sink(Page("clean").comma(source()))  # flow
    sink(Page("clean").comma("more"))  # clean


@singledispatch
def shown(value):
    return "unknown"


@shown.register
def _(value: str):
    return value


@shown.register
def _(value: int):
    return "number"


def case_single_dispatch():
    sink(shown(source()))  # flow  # missing: a known gap, benchmarks/flows.md


def with_optional_arguments(function=None, *, prefix=""):
    if function is None:
        return partial(with_optional_arguments, prefix=prefix)

    @wraps(function)
    def wrapper(value):
        return prefix + function(value)

    return wrapper


@with_optional_arguments
def optional_plain(value):
    return value


@with_optional_arguments(prefix="x")
def optional_called(value):
    return value


def case_decorator_with_optional_arguments():
    sink(optional_plain(source()))  # flow
    sink(optional_called(source()))  # flow


def case_decorated_by_hand():
    def inner(value):
        return value

    inner = constant_result(inner)
    sink(inner(source()))  # clean
    sink(traced(show)(source()))  # flow


def as_list(function):
    @wraps(function)
    def wrapper(*positional):
        return list(function(*positional))

    return wrapper


@as_list
def numbered(value):
    yield "one"
    yield value


def case_generator_behind_a_decorator():
    sink(numbered(source()))  # flow
    sink(numbered("clean"))  # clean


def tagged(cls):
    cls.tag = "tag"
    return cls


@tagged
class Tagged:
    def __init__(self, text):
        self.text = text


def case_class_decorator():
    sink(Tagged(source()).text)  # flow
    sink(Tagged(source()).tag)  # clean
