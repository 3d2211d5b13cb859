"""`match` takes values apart: what a pattern captures is what was at that place."""

from dataclasses import dataclass

from flowtest import maybe, sink, source


def case_capture():
    match source():
        case value:
            sink(value)  # flow


def case_sequence():
    match ["clean", source()]:
        case [a, b]:
            sink(a)  # clean
            sink(b)  # flow


def case_tuple_subject():
    match "clean", source():
        case a, b:
            sink(a)  # clean
            sink(b)  # flow


def case_star():
    match ["clean", "more", source()]:
        case [first, *rest]:
            sink(first)  # clean
            sink(rest)  # flow


def case_mapping():
    match {"a": source(), "b": "clean"}:
        case {"a": a, "b": b}:
            sink(a)  # flow
            sink(b)  # clean


def case_mapping_rest():
    match {"a": "clean", "b": source()}:
        case {"a": a, **rest}:
            sink(a)  # clean
            sink(rest)  # flow


@dataclass
class Point:
    x: str
    y: str


def case_class_by_position():
    match Point(source(), "clean"):
        case Point(x, y):
            sink(x)  # flow
            sink(y)  # clean


def case_class_by_name():
    match Point("clean", source()):
        case Point(x=a, y=b):
            sink(a)  # clean
            sink(b)  # flow


def case_type():
    match source():
        case str(value):
            sink(value)  # flow


def case_type_with_as():
    match source():
        case str() as value:
            sink(value)  # flow


def case_alternatives():
    match ["a", source()]:
        case ["a", value] | ["b", value]:
            sink(value)  # flow


def case_wildcard():
    value = source()
    match value:
        case _:
            sink(value)  # flow


def case_guard():
    match source():
        case value if value:
            sink(value)  # flow


def case_nested():
    match {"rows": [("clean", source())]}:
        case {"rows": [(a, b)]}:
            sink(a)  # clean
            sink(b)  # flow


def case_as():
    match ["clean", source()]:
        case [_, _] as both:
            sink(both)  # flow


def case_result_of_branches():
    match source():
        case "one":
            result = "first"
        case "two":
            result = "second"
        case _:
            result = "other"
    sink(result)  # clean


def case_result_of_one_branch():
    value = source()
    match value:
        case "one":
            result = "first"
        case _:
            result = value
    sink(result)  # flow


def case_literal_is_known():
    value = source("one", "TOKEN")
    match value:
        case "one":
            sink(value)  # clean
        case _:
            sink(value)  # flow


def case_later_case():
    match source():
        case int(number):
            sink(number)  # clean, never reached  # spurious: a known gap, benchmarks/flows.md
        case [*values]:
            sink(values)  # clean, never reached  # spurious: a known gap, benchmarks/flows.md
        case other:
            sink(other)  # flow


def describe(command):
    match command:
        case {"do": "say", "text": text}:
            return text
        case {"do": "stop"}:
            return "stopped"
        case _:
            return "unknown"


def case_commands():
    sink(describe({"do": "say", "text": source()}))  # flow


def case_loop():
    for entry in [("a", source()), ("b",)]:
        match entry:
            case (_, value):
                sink(value)  # flow
            case (name,):
                sink(name)  # clean


def case_subject_with_walrus():
    match value := source():
        case _:
            sink(value)  # flow


def case_none():
    value = source() if maybe() else None
    match value:
        case None:
            sink(value)  # clean
        case _:
            sink(value)  # flow
