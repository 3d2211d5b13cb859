"""What a generator yields, returns and is sent comes out where it is iterated."""

import itertools

from flowtest import maybe, sink, source


def one(value):
    yield value


def case_for():
    for value in one(source()):
        sink(value)  # flow


def case_for_clean():
    for value in one("clean"):
        sink(value)  # clean


def case_list():
    sink(list(one(source())))  # flow
    sink(list(one("clean")))  # clean


def case_next():
    sink(next(one(source())))  # flow


def case_next_with_default():
    sink(next(one("clean"), "none"))  # clean
    sink(next(iter([]), source()))  # flow


def two(first, second):
    yield first
    yield second


def case_one_of_several():
    for value in two("clean", source()):
        sink(value)  # flow


def case_unpacked():
    a, b = two("clean", "more")
    sink(a)  # clean
    c, d = two(source(), source())
    sink(d)  # flow


def constants(value):
    for _ in value:
        yield "constant"


def case_yields_constants():
    for value in constants(source()):
        sink(value)  # clean


def delegating(value):
    yield "first"
    yield from one(value)


def case_yield_from():
    sink(list(delegating(source())))  # flow
    sink(list(delegating("clean")))  # clean


def with_result(value):
    yield "clean"
    return value


def result_taken(value):
    result = yield from with_result(value)
    sink(result)  # flow  # missing: a known gap, benchmarks/flows.md


def case_result_of_yield_from():
    for value in result_taken(source()):
        sink(value)  # clean  # spurious: a known gap, benchmarks/flows.md


def case_result_by_exception():
    steps = with_result(source())
    next(steps)
    try:
        next(steps)
    except StopIteration as stop:
        sink(stop.value)  # flow  # missing: a known gap, benchmarks/flows.md


def echo():
    received = yield "ready"
    sink(received)  # flow  # missing: a known gap, benchmarks/flows.md
    yield received


def case_send():
    steps = echo()
    next(steps)
    sink(steps.send(source()))  # flow


def upper(values):
    for value in values:
        yield value.upper().lower()


def stripped(values):
    for value in values:
        yield value.strip()


def case_pipeline():
    for value in stripped(upper([source()])):
        sink(value)  # flow


def case_pipeline_clean():
    for value in stripped(upper(["clean"])):
        sink(value)  # clean


def case_generator_expression():
    values = (value + "!" for value in [source()])
    sink(next(values))  # flow


def case_generator_expression_as_argument():
    sink("".join(value for value in ["a", source()]))  # flow
    sink("".join("x" for _ in [source()]))  # clean


def case_pairs():
    def pairs():
        yield "clean", source()

    for key, value in pairs():
        sink(key)  # clean
        sink(value)  # flow


def case_method():
    class Rows:
        def __init__(self, values):
            self.values = values

        def each(self):
            for value in self.values:
                yield value

    for value in Rows([source()]).each():
        sink(value)  # flow


def case_iter_is_a_generator():
    class Rows:
        def __init__(self, values):
            self.values = values

        def __iter__(self):
            yield from self.values

    for value in Rows([source()]):
        sink(value)  # flow
    for value in Rows(["clean"]):
        sink(value)  # clean


def case_iterator_by_hand():
    class Countdown:
        def __init__(self, value):
            self.value = value
            self.left = 2

        def __iter__(self):
            return self

        def __next__(self):
            if not self.left:
                raise StopIteration
            self.left -= 1
            return self.value

    for value in Countdown(source()):
        sink(value)  # flow
    for value in Countdown("clean"):
        sink(value)  # clean


def case_captured():
    value = source()

    def inner():
        yield value

    sink(list(inner()))  # flow


def endless(value):
    while True:
        yield value


def case_endless():
    for value in endless(source()):
        sink(value)  # flow
        break


def case_chain():
    for value in itertools.chain(["clean"], [source()]):
        sink(value)  # flow


def case_chain_clean():
    for value in itertools.chain(["one"], ["two"]):
        sink(value)  # clean


def case_islice():
    sink(list(itertools.islice(endless(source()), 2)))  # flow


def case_zip_longest():
    for a, b in itertools.zip_longest(["one"], [source()]):
        sink(a)  # clean
        sink(b)  # flow


def case_takewhile():
    sink(list(itertools.takewhile(bool, [source()])))  # flow


def case_groupby():
    for key, group in itertools.groupby([source()], key=len):
        sink(list(group))  # flow


def case_product():
    for a, b in itertools.product(["one"], [source()]):
        sink(b)  # flow


def case_accumulate():
    sink(list(itertools.accumulate(["a", source()])))  # flow


def recursive(values):
    for value in values:
        if isinstance(value, list):
            yield from recursive(value)
        else:
            yield value


def case_recursive():
    for value in recursive([["clean", [source()]]]):
        sink(value)  # flow


def case_throw():
    def inner():
        try:
            yield "clean"
        except KeyError as error:
            yield error.args[0]

    steps = inner()
    next(steps)
    sink(steps.throw(KeyError(source())))  # flow


def either(value):
    if maybe():
        yield value
    else:
        yield "clean"


def case_either():
    sink(list(either(source())))  # flow
