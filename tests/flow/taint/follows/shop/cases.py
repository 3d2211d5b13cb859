"""The cases of the package."""

import importlib

import shop
import shop.texts as t
from flowtest import maybe, sink, source

from . import circular_a, events, state, texts
from .backends import Forgetting, Writing
from .models import Book, Item, Silent
from .storage import Store, find
from .texts import constant, joined, received, show, show_clean
from .texts import shout as loud

try:
    from missing_accelerator import quick
except ImportError:
    from .texts import shout as quick


def case_imported_function():
    sink(joined("a", source()))  # flow
    sink(joined("a", "b"))  # clean
    sink(constant(source()))  # clean


def case_imported_under_another_name():
    sink(loud(source()))  # flow
    sink(t.shout(source()))  # flow


def case_through_the_module():
    sink(texts.shout(source()))  # flow
    sink(shop.texts.constant(source()))  # clean
    sink(shop.texts.shout(source()))  # flow


def case_re_exported():
    sink(shop.shout(source()))  # flow
    sink(shop.joined_text(source(), "x"))  # flow
    sink(shop.VERSION)  # clean


def case_source_in_another_module():
    sink(received())  # flow


def case_sink_in_another_module():
    show(source())
    show_clean("clean")


def case_imported_inside():
    from .texts import shout as local

    sink(local(source()))  # flow


def case_imported_with_a_fallback():
    sink(quick(source()))  # flow


def case_imported_by_name():
    module = importlib.import_module("shop.texts")
    sink(module.shout(source()))  # flow


def case_global_set_by_a_function():
    state.remember(source())
    sink(state.recall())  # flow


def case_global_read_through_the_module():
    state.remember(source())
    sink(state.current)  # flow
    sink(state.untouched)  # clean


def case_global_set_from_outside():
    state.shown = source()
    sink(state.shown)  # flow


def case_global_set_at_import():
    sink(state.initial)  # flow


def case_global_dictionary():
    state.settings["name"] = source()
    sink(state.settings["name"])  # flow
    sink(state.settings["mode"])  # clean


def case_global_list():
    state.record(source())
    sink(state.history[0])  # flow


def case_imported_class():
    sink(Item(source()).name)  # flow
    sink(Item(source()).price)  # clean
    sink(Item("clean").label())  # clean
    sink(Item(source()).label())  # flow


def case_imported_subclass():
    sink(Book(source()).label())  # flow
    sink(Silent(source()).label())  # clean
    sink(Book(source()).kind)  # clean


def case_class_method():
    item = Item.parse(source("a;b"))
    sink(item.name)  # flow
    sink(item.price)  # flow


def case_layers():
    Store(Writing()).save(Item(source()))
    Store(Forgetting()).save(Item(source()))


def case_layers_back():
    sink(Store(Writing()).load())  # flow
    sink(Store(Forgetting()).load())  # clean


def case_re_exported_by_a_star():
    sink(find(Store(Writing()), "default"))  # flow
    sink(find(Store(Forgetting()), source()))  # flow


def case_either_backend():
    store = Store(Writing() if maybe() else Forgetting())
    sink(store.load())  # flow


def case_bus():
    events.publish("created", source())
    events.publish("deleted", "clean")


def case_circular():
    sink(circular_a.first(source()))  # flow
    sink(circular_a.first("clean"))  # clean
