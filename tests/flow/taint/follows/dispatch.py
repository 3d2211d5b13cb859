"""The function that runs is chosen by data: tables, names, partials, callbacks and factories."""

import functools
import operator
import threading
from concurrent.futures import ThreadPoolExecutor
from functools import partial, reduce
from operator import attrgetter, itemgetter, methodcaller

from flowtest import maybe, sink, source


def same(value):
    return value


def constant(value):
    return "constant"


def shout(value):
    return value + "!"


HANDLERS = {"same": same, "constant": constant}


def case_table():
    sink(HANDLERS["same"](source()))  # flow
    sink(HANDLERS["constant"](source()))  # clean


def case_table_with_an_unknown_key():
    name = "same" if maybe() else "constant"
    sink(HANDLERS[name](source()))  # flow


def case_table_get():
    sink(HANDLERS.get("same")(source()))  # flow
    sink(HANDLERS.get("constant", same)(source()))  # clean
    sink(HANDLERS.get("other", same)(source()))  # flow


def case_local_table():
    table = {"a": same, "b": constant}
    sink(table["a"](source()))  # flow
    sink(table["b"](source()))  # clean


def case_table_in_a_list():
    steps = [constant, same]
    sink(steps[1](source()))  # flow
    sink(steps[0](source()))  # clean


def case_every_handler_runs():
    for name, function in HANDLERS.items():
        sink(function(source()))  # flow


def case_pipeline_of_functions():
    value = source()
    for step in [same, shout]:
        value = step(value)
    sink(value)  # flow


def case_pipeline_that_drops():
    value = source()
    for step in [constant]:
        value = step(value)
    sink(value)  # clean  # spurious: a known gap, benchmarks/flows.md


def case_name_for_a_function():
    call = same
    sink(call(source()))  # flow
    call = constant
    sink(call(source()))  # clean


def case_either_function():
    call = same if maybe() else constant
    sink(call(source()))  # flow


class Service:
    def __init__(self, value="clean"):
        self.value = value

    def same(self, value):
        return value

    def constant(self, value):
        return "constant"

    def do_show(self, value):
        return value

    def do_hide(self, value):
        return "hidden"

    def run(self, action, value):
        return getattr(self, "do_" + action)(value)

    def table(self):
        return {"same": self.same, "constant": self.constant}


def case_getattr_with_a_constant():
    sink(getattr(Service(), "same")(source()))  # flow
    sink(getattr(Service(), "constant")(source()))  # clean


def case_getattr_with_a_computed_name():
    sink(Service().run("show", source()))  # flow


def case_getattr_with_a_constant_prefix():
    service = Service()
    sink(getattr(service, f"do_{'hide'}")(source()))  # clean  # spurious: a known gap, benchmarks/flows.md
    sink(getattr(service, f"do_{'show'}")(source()))  # flow


def case_getattr_of_data():
    sink(getattr(Service(source()), "value"))  # flow
    sink(getattr(Service(), "value"))  # clean


def case_getattr_default():
    sink(getattr(Service(), "absent", same)(source()))  # flow
    sink(getattr(Service(), "absent", constant)(source()))  # clean


def case_table_of_methods():
    sink(Service().table()["same"](source()))  # flow
    sink(Service().table()["constant"](source()))  # clean


def case_bound_method():
    method = Service().same
    sink(method(source()))  # flow


def case_method_of_the_class():
    sink(Service.same(Service(), source()))  # flow


def joined(first, second):
    return first + second


def second_of(first, second):
    return second


def case_partial():
    sink(partial(same, source())())  # flow
    sink(partial(joined, "x")(source()))  # flow
    sink(partial(joined, "x")("y"))  # clean


def case_partial_of_a_dropped_argument():
    sink(partial(second_of, source())("clean"))  # clean
    sink(partial(second_of, "clean")(source()))  # flow


def case_partial_keyword():
    sink(partial(joined, second=source())("x"))  # flow
    sink(partial(second_of, second="clean")(source()))  # clean


def case_partial_of_a_partial():
    sink(partial(partial(joined, source()), "x")())  # flow


def case_partial_sink():
    write = partial(sink, source())
    write()  # flow


def apply(function, *positional):
    return function(*positional)


def case_callback():
    sink(apply(same, source()))  # flow
    sink(apply(constant, source()))  # clean


def case_callback_that_sinks():
    def show(value):
        sink(value)  # flow

    apply(show, source())


def case_sink_as_callback():
    apply_to_hostile(sink)


def apply_to_hostile(function):
    function(source())  # flow


def with_source(function):
    function(source())


def case_callback_gets_data():
    with_source(lambda value: sink(value))  # flow


def case_callback_kept():
    class Button:
        def __init__(self, clicked):
            self.clicked = clicked

        def click(self, value):
            return self.clicked(value)

    sink(Button(same).click(source()))  # flow
    sink(Button(constant).click(source()))  # clean  # spurious: a known gap, benchmarks/flows.md


def case_listeners():
    received = []

    class Events:
        def __init__(self):
            self.listeners = []

        def subscribe(self, listener):
            self.listeners.append(listener)

        def publish(self, value):
            for listener in self.listeners:
                listener(value)

    def listener(value):
        received.append(value)
        sink(value)  # flow

    events = Events()
    events.subscribe(listener)
    events.publish(source())
    sink(received)  # flow  # missing: a known gap, benchmarks/flows.md


def make(name):
    if name == "same":
        return same
    return constant


def case_factory_of_functions():
    sink(make("same")(source()))  # flow


def case_factory_of_objects():
    def create(kind):
        return kind(source())

    sink(create(Service).value)  # flow


def case_class_in_a_table():
    kinds = {"service": Service}
    sink(kinds["service"](source()).value)  # flow
    sink(kinds["service"]("clean").value)  # clean


def case_factory_method():
    class Maker:
        kind = Service

        def make(self, value):
            return self.kind(value)

    sink(Maker().make(source()).value)  # flow


def case_map():
    sink(list(map(same, [source()])))  # flow
    sink(list(map(constant, [source()])))  # clean


def case_map_of_a_lambda():
    sink(list(map(lambda value: value + "!", [source()])))  # flow
    sink(list(map(lambda value: "x", [source()])))  # clean


def case_map_to_a_sink():
    list(map(sink, [source()]))  # flow


def case_filter():
    sink(list(filter(lambda value: True, [source()])))  # flow


def case_reduce():
    sink(reduce(joined, ["a", source()]))  # flow
    sink(functools.reduce(lambda all, each: all + each, [source()], ""))  # flow
    sink(reduce(lambda count, each: count + 1, [source()], 0))  # clean  # spurious: a known gap, benchmarks/flows.md


def case_sorted_by_a_key():
    sink(sorted([source()], key=lambda value: len(value)))  # flow


def case_max_by_a_key():
    sink(max([source(), "a"], key=len))  # flow


def case_item_getter():
    sink(itemgetter("a")({"a": source(), "b": "clean"}))  # flow
    sink(itemgetter(1)(["clean", source()]))  # flow


def case_attribute_getter():
    sink(attrgetter("value")(Service(source())))  # flow


def case_method_caller():
    sink(methodcaller("strip")(source()))  # flow


def case_operator_call():
    sink(operator.concat("x", source()))  # flow
    sink(operator.mod("%s", source()))  # flow


def case_globals():
    sink(globals()["same"](source()))  # flow


def case_thread():
    def work(value):
        sink(value)  # flow

    thread = threading.Thread(target=work, args=(source(),))
    thread.start()
    thread.join()


def case_executor_submit():
    with ThreadPoolExecutor(1) as executor:
        sink(executor.submit(same, source()).result())  # flow


def case_executor_map():
    with ThreadPoolExecutor(1) as executor:
        sink(list(executor.map(same, [source()])))  # flow


class Visitor:
    def visit(self, node):
        method = getattr(self, "visit_" + type(node).__name__, self.generic)
        return method(node)

    def visit_str(self, node):
        return node

    def generic(self, node):
        return ""


def case_visitor():
    sink(Visitor().visit(source()))  # flow


class Command:
    def __init__(self, receiver, value):
        self.receiver = receiver
        self.value = value

    def execute(self):
        return self.receiver(self.value)


def case_command():
    commands = [Command(same, source())]
    sink([command.execute() for command in commands])  # flow


def compose(*functions):
    def composed(value):
        for function in functions:
            value = function(value)
        return value

    return composed


def case_composed():
    sink(compose(same, shout)(source()))  # flow
    sink(compose(constant)(source()))  # clean  # spurious: a known gap, benchmarks/flows.md


def case_call_method_by_dunder():
    sink(same.__call__(source()))  # flow


def case_retry():
    def retry(function, attempts):
        for _ in range(attempts):
            try:
                return function()
            except OSError:
                continue
        return None

    value = source()
    sink(retry(lambda: value, 3))  # flow


class Verbs:
    def do_show(self, value):
        sink(value)  # flow

    def do_hide(self, value):
        return len(value)

    def show(self, value):
        sink(value)  # clean, never reached


def case_method_named_at_run_time():
    verb = "show" if maybe() else "hide"
    getattr(Verbs(), "do_" + verb)(source())
    getattr(Verbs(), f"do_{verb}")("clean")
    getattr(Verbs(), "do_%s" % verb)("clean")
    getattr(Verbs(), "do_{}".format(verb))("clean")


class Check:
    def run(self, value):
        raise NotImplementedError


class ShowCheck(Check):
    def run(self, value):
        sink(value)  # flow


class OtherCheck(Check):
    def run(self, value):
        sink("checked")  # clean


def checks():
    return [kind() for kind in Check.__subclasses__()]


def run_check(check: Check, value):
    check.run(value)


def case_method_left_to_those_below():
    for check in checks():
        run_check(check, source())


class Silent:
    def run(self, value):
        """Nothing to do."""


class Loud(Silent):
    def run(self, value):
        sink(value)  # flow


def run_silent(given: Silent, value):
    given.run(value)


def case_the_object_is_known():
    run_silent(Loud(), source())
    run_silent(Silent(), source())


class Quiet(Silent):
    def run(self, value):
        sink(value)  # clean


def case_the_object_is_known_to_be_another():
    run_silent(Quiet(), "clean")
