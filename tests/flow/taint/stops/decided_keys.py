"""What lies under one key of a mapping is not what lies under another, where it is known which key is meant."""

import copy

from flowtest import maybe, sink, source


def by_items(options):
    for name, value in options.items():
        if name == "order":
            sink(value)  # clean
        elif name in {"limit", "page"}:
            sink(value)  # clean
        elif name == "sent":
            sink(value)  # flow


def case_items_of_a_mapping_that_is_passed():
    by_items({"order": "id", "limit": "1", "other": "x", "sent": source()})


def case_items_of_an_own_mapping():
    options = {"order": "id", "sent": source()}
    for name, value in options.items():
        if name == "order":
            sink(value)  # clean
        if name == "sent" and len(options) > 1:
            sink(value)  # flow


def case_items_where_the_key_is_skipped():
    for name, value in {"order": "id", "sent": source()}.items():
        if name != "order":
            continue
        sink(value)  # clean


def case_items_behind_the_comparison():
    for name, value in {"order": "id", "sent": source()}.items():
        if name == "order":
            pass
        sink(value)  # flow


def case_items_of_a_mapping_that_is_changed_meanwhile():
    options = {"order": source(), "sent": "x"}
    for name, value in options.items():
        options["order"] = "id"
        if name == "order":
            sink(value)  # flow


def by_key(options):
    for name in options:
        if name == "order":
            sink(options[name])  # clean
        if name == "sent":
            sink(options[name])  # flow


def case_key_that_is_compared():
    by_key({"order": "id", "sent": source()})


def asked_for_any(options):
    for value in options.values():
        len(value)
    sink(options["order"])  # clean
    sink(options["sent"])  # flow


def case_key_after_all_were_gone_through():
    asked_for_any({"order": "id", "sent": source()})


def renamed(options):
    for old, new in (("sent", "order"), ("other", "page")):
        options[new] = options.pop(old, "")
    sink(options["order"])  # flow


def case_keys_that_are_renamed():
    renamed({"sent": source()})


def renamed_by_loop(options):
    for name in list(options):
        options[name.upper()] = options[name]
    sink(options["SENT"])  # flow


def case_keys_that_are_written_otherwise():
    renamed_by_loop({"sent": source()})


def copied(options):
    own = dict(options)
    own["more"] = "x"
    sink(own["order"])  # clean
    sink(own["sent"])  # flow


def case_copy():
    copied({"order": "id", "sent": source()})


def copied_by_method(options):
    own = options.copy()
    sink(own["order"])  # clean
    sink(own["sent"])  # flow


def case_copy_by_method():
    copied_by_method({"order": "id", "sent": source()})


def copied_deeply(options):
    own = copy.deepcopy(options)
    sink(own["order"])  # clean
    sink(own["sent"])  # flow


def case_deep_copy():
    copied_deeply({"order": "id", "sent": source()})


def spread(options):
    own = {"sent": "x", **options, "order": "id"}
    sink(own["order"])  # clean
    sink(own["sent"])  # flow


def case_display():
    spread({"order": source(), "sent": source()})


def sometimes_overwritten(options):
    own = dict(options)
    if maybe():
        own["sent"] = "x"
    sink(own["order"])  # clean
    sink(own["sent"])  # flow


def case_copy_that_is_overwritten_on_one_way():
    sometimes_overwritten({"order": "id", "sent": source()})


def updated(options):
    own = {"sent": "x", "order": "id"}
    own.update(options)
    sink(own["order"])  # clean
    sink(own["sent"])  # flow


def case_update():
    updated({"other": "x", "sent": source()})


def handed_on(options):
    return dict(options)


def case_copy_that_is_given_back():
    own = handed_on({"order": "id", "sent": source()})
    sink(own["sent"])  # flow


def of_a_copy(options):
    own = dict(dict(options))
    for name, value in own.items():
        if name == "order":
            sink(value)  # clean
        else:
            sink(value)  # flow


def case_items_of_a_copy():
    of_a_copy({"order": "id", "sent": source()})
