"""A hostile key is as hostile as a hostile value, wherever keys come out again."""

from flowtest import sink, source


def case_iterated():
    for key in {source(): "clean"}:
        sink(key)  # flow


def case_keys():
    for key in {source(): "clean"}.keys():
        sink(key)  # flow


def case_items():
    for key, value in {source(): "clean"}.items():
        sink(key)  # flow
        sink(value)  # clean


def case_values_are_clean():
    for value in {source(): "clean"}.values():
        sink(value)  # clean


def case_assigned():
    values = {}
    values[source()] = 1
    for key in values:
        sink(key)  # flow


def case_assigned_values_are_clean():
    values = {}
    values[source()] = 1
    sink(list(values.values()))  # clean


def case_list_of_keys():
    sink(list({source(): 1}))  # flow
    sink(sorted({source(): 1}))  # flow
    sink(", ".join({source(): 1}))  # flow


def case_whole():
    sink({source(): 1})  # flow


def case_setdefault():
    values = {}
    values.setdefault(source(), 1)
    sink(list(values))  # flow


def case_update():
    values = {}
    values.update({source(): 1})
    sink(list(values))  # flow


def case_popitem():
    key, value = {source(): "clean"}.popitem()
    sink(key)  # flow
    sink(value)  # clean


def case_comprehension():
    values = {name: len(name) for name in [source()]}
    sink(list(values))  # flow
    sink(list(values.values()))  # clean


def case_swapped():
    values = {value: key for key, value in {"a": source()}.items()}
    sink(list(values))  # flow
    sink(list(values.values()))  # clean


def case_double_star_names():
    def inner(**values):
        for name in values:
            sink(name)  # flow

    inner(**{source(): 1})


def case_names_of_columns():
    form = {source(): source()}
    columns = ", ".join(form)
    sink("insert into t (" + columns + ")")  # flow


def case_first_key():
    sink(next(iter({source(): 1})))  # flow
    [only] = {source(): 1}
    sink(only)  # flow


def case_merged():
    values = {**{source(): 1}, "a": 2}
    sink(list(values))  # flow


def case_fromkeys():
    values = dict.fromkeys([source()], "clean")
    sink(list(values))  # flow
    sink(list(values.values()))  # clean


def case_zip():
    values = dict(zip([source()], ["clean"], strict=True))
    for key, value in values.items():
        sink(key)  # flow


def case_max_of_keys():
    sink(max({source(): 1}))  # flow
