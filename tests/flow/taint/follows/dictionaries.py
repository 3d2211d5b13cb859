"""A dictionary keeps its values apart by constant keys, and its keys are data as well."""

import types
from collections import ChainMap, Counter, OrderedDict, defaultdict

from flowtest import maybe, sink, source


def case_constant_key():
    values = {"a": source(), "b": "clean"}
    sink(values["a"])  # flow
    sink(values["b"])  # clean


def case_assigned():
    values = {}
    values["a"] = source()
    values["b"] = "clean"
    sink(values["a"])  # flow
    sink(values["b"])  # clean


def case_whole():
    values = {"a": source()}
    sink(values)  # flow


def case_key_is_a_name():
    key = "a"
    values = {key: source(), "b": "clean"}
    sink(values["a"])  # flow
    sink(values["b"])  # clean


def case_key_is_a_module_constant():
    values = {NAME: source(), STATE: "clean"}
    sink(values["name"])  # flow
    sink(values[STATE])  # clean


NAME = "name"
STATE = "state"


def case_key_is_a_number():
    values = {1: source(), 2: "clean"}
    sink(values[1])  # flow
    sink(values[2])  # clean


def case_key_is_a_tuple():
    values = {("a", 1): source(), ("a", 2): "clean"}
    sink(values["a", 1])  # flow
    sink(values["a", 2])  # clean  # spurious: a known gap, benchmarks/flows.md


def case_unknown_key_reads_all():
    values = {"a": source(), "b": "clean"}
    sink(values["a" if maybe() else "b"])  # flow


def case_unknown_key_writes_all():
    values = {"a": "one", "b": "two"}
    values["a" if maybe() else "b"] = source()
    sink(values["a"])  # flow


def case_get():
    values = {"a": source(), "b": "clean"}
    sink(values.get("a"))  # flow
    sink(values.get("b"))  # clean
    sink(values.get("c"))  # clean


def case_get_default():
    values = {"a": "clean"}
    sink(values.get("b", source()))  # flow
    sink(values.get("b", "default"))  # clean


def case_setdefault():
    values = {}
    values.setdefault("a", source())
    sink(values["a"])  # flow


def case_setdefault_gives_the_value():
    values = {}
    sink(values.setdefault("a", source()))  # flow


def case_setdefault_of_a_list():
    values = {}
    values.setdefault("a", []).append(source())
    sink(values["a"])  # flow


def case_setdefault_keeps_what_is_there():
    values = {"a": source()}
    sink(values.setdefault("a", "clean"))  # flow


def case_update():
    values = {"a": "clean"}
    values.update({"b": source()})
    sink(values["b"])  # flow
    sink(values["a"])  # clean


def case_update_by_keyword():
    values = {"a": "clean"}
    values.update(b=source())
    sink(values["b"])  # flow
    sink(values["a"])  # clean


def case_update_overwrites():
    values = {"a": source()}
    values.update(a="clean")
    sink(values["a"])  # clean


def case_update_by_pairs():
    values = {}
    values.update([("a", source())])
    sink(values["a"])  # flow


def case_pop_gives_the_value():
    values = {"a": source(), "b": "clean"}
    sink(values.pop("b"))  # clean
    sink(values.pop("a"))  # flow


def case_pop_default():
    values = {"a": "clean"}
    sink(values.pop("b", source()))  # flow


def case_popitem():
    values = {"a": source()}
    key, value = values.popitem()
    sink(key)  # clean
    sink(value)  # flow


def case_items():
    values = {"a": source()}
    for key, value in values.items():
        sink(key)  # clean
        sink(value)  # flow


def case_values():
    for value in {"a": source()}.values():
        sink(value)  # flow


def case_keys_of_clean_keys():
    for key in {"a": source()}.keys():
        sink(key)  # clean
    for key in {"a": source()}:
        sink(key)  # clean


def case_list_of_values():
    sink(list({"a": source()}.values()))  # flow
    sink(list({"a": source()}))  # clean
    sink(sorted({"a": source()}))  # clean


def case_made_by_call():
    values = dict(a=source(), b="clean")
    sink(values["a"])  # flow
    sink(values["b"])  # clean


def case_made_of_pairs():
    values = dict([("a", source()), ("b", "clean")])
    sink(values["a"])  # flow


def case_made_of_another():
    values = dict({"a": source(), "b": "clean"}, c="more")
    sink(values["a"])  # flow
    sink(values["b"])  # clean
    sink(values["c"])  # clean


def case_made_by_zip():
    values = dict(zip(["a", "b"], [source(), "clean"], strict=True))
    sink(values["a"])  # flow


def case_fromkeys():
    values = dict.fromkeys(["a", "b"], source())
    sink(values["b"])  # flow


def case_union():
    values = {"a": "clean"} | {"b": source()}
    sink(values["b"])  # flow
    sink(values["a"])  # clean


def case_union_overwrites():
    values = {"a": source()} | {"a": "clean"}
    sink(values["a"])  # clean


def case_union_in_place():
    values = {"a": "clean"}
    values |= {"b": source()}
    sink(values["b"])  # flow
    sink(values["a"])  # clean


def case_double_star():
    values = {**{"a": source()}, "b": "clean"}
    sink(values["a"])  # flow
    sink(values["b"])  # clean


def case_double_star_overwritten():
    values = {**{"a": source()}, "a": "clean"}
    sink(values["a"])  # clean


def case_copy():
    values = {"a": source(), "b": "clean"}.copy()
    sink(values["a"])  # flow
    sink(values["b"])  # clean


def case_copy_is_another():
    values = {"a": "clean"}
    other = values.copy()
    other["a"] = source()
    sink(values["a"])  # clean
    sink(other["a"])  # flow


def case_alias():
    values = {"a": "clean"}
    same = values
    same["a"] = source()
    sink(values["a"])  # flow


def case_nested():
    values = {"outer": {"inner": source(), "other": "clean"}}
    sink(values["outer"]["inner"])  # flow
    sink(values["outer"]["other"])  # clean


def case_nested_assigned():
    values = {"outer": {}}
    values["outer"]["inner"] = source()
    sink(values["outer"]["inner"])  # flow


def case_nested_get():
    values = {"outer": {"inner": source()}}
    sink(values.get("outer", {}).get("inner"))  # flow
    sink(values.get("other", {}).get("inner"))  # clean


def case_list_in_a_dictionary():
    values = {"rows": ["clean", source()]}
    sink(values["rows"][1])  # flow
    sink(values["rows"][0])  # clean


def case_overwritten():
    values = {"a": source()}
    values["a"] = "clean"
    sink(values["a"])  # clean


def case_augmented():
    values = {"a": "x"}
    values["a"] += source()
    sink(values["a"])  # flow


def case_defaultdict():
    values = defaultdict(list)
    values["a"].append(source())
    sink(values["a"])  # flow
    sink(values["b"])  # clean  # spurious: an element that hides what the factory gives


def case_defaultdict_of_a_source():
    values = defaultdict(source)
    sink(values["a"])  # flow


def case_ordered():
    values = OrderedDict(a=source(), b="clean")
    sink(values["a"])  # flow
    sink(values["b"])  # clean


def case_chain_map():
    values = ChainMap({"a": "clean"}, {"b": source()})
    sink(values["b"])  # flow


def case_read_only_view():
    values = types.MappingProxyType({"a": source(), "b": "clean"})
    sink(values["a"])  # flow


def case_counter():
    counts = Counter([source()])
    for value in counts:
        sink(value)  # flow


def case_format_map():
    sink("{a}".format_map({"a": source(), "b": "clean"}))  # flow
    sink("{b}".format_map({"a": "clean", "b": "clean"}))  # clean


def put(values, key, value):
    values[key] = value


def case_put_by_a_function():
    values = {}
    put(values, "a", source())
    put(values, "b", "clean")
    sink(values["a"])  # flow
    sink(values["b"])  # clean


def take(values, key):
    return values[key]


def case_taken_by_a_function():
    values = {"a": source(), "b": "clean"}
    sink(take(values, "a"))  # flow
    sink(take(values, "b"))  # clean


def case_locals():
    value = source()
    sink(locals()["value"])  # flow
