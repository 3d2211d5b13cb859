"""Globals of a module: set at import, by functions, through mutation, and read by other functions."""

from flowtest import sink, source

AT_IMPORT = source()
CLEAN = "clean"
JOINED = "x" + AT_IMPORT
TABLE = {"hostile": AT_IMPORT, "clean": "clean"}
PAIR = ("clean", AT_IMPORT)
sink(AT_IMPORT)  # flow
sink(CLEAN)  # clean

overwritten = source()
overwritten = "clean"

set_later = "clean"
never_set = "clean"
filled = []
named = {}
counter = 0


def case_constant():
    sink(AT_IMPORT)  # flow
    sink(CLEAN)  # clean


def case_built_at_import():
    sink(JOINED)  # flow


def case_table_at_import():
    sink(TABLE["hostile"])  # flow
    sink(TABLE["clean"])  # clean


def case_pair_at_import():
    sink(PAIR[1])  # flow
    sink(PAIR[0])  # clean


def case_overwritten_at_import():
    sink(overwritten)  # clean  # spurious: a known gap, benchmarks/flows.md


def set_it():
    global set_later
    set_later = source()


def read_it():
    return set_later


def case_set_by_a_function():
    set_it()
    sink(read_it())  # flow


def case_never_set():
    sink(never_set)  # clean


def set_and_clean():
    global shortly
    shortly = source()
    sink(shortly)  # flow
    shortly = "clean"
    sink(shortly)  # clean


def case_overwritten_by_the_same_function():
    set_and_clean()


def fill():
    filled.append(source())


def case_filled_list():
    fill()
    sink(filled)  # flow


def name_it(key, value):
    named[key] = value


def case_filled_dictionary():
    name_it("a", source())
    name_it("b", "clean")
    sink(named["a"])  # flow


def count():
    global counter
    counter += 1
    return source()


def case_counter():
    count()
    sink(counter)  # clean


def local_of_the_same_name():
    never_set = source()
    return never_set


def case_local_hides_the_global():
    local_of_the_same_name()
    sink(never_set)  # clean


def by_globals():
    globals()["dynamic"] = source()


def case_by_globals():
    by_globals()
    sink(globals()["dynamic"])  # flow  # missing: a known gap, benchmarks/flows.md


class Cache:
    values = {}

    @classmethod
    def put(cls, key, value):
        cls.values[key] = value

    @classmethod
    def get(cls, key):
        return cls.values.get(key)


def case_cache():
    Cache.put("a", source())
    sink(Cache.get("a"))  # flow


_instance = None


class Single:
    def __init__(self):
        self.value = "clean"


def instance():
    global _instance
    if _instance is None:
        _instance = Single()
    return _instance


def case_singleton():
    instance().value = source()
    sink(instance().value)  # flow


def make_alias():
    global alias
    alias = filled


def case_alias_of_a_global():
    make_alias()
    alias.append(source())
    sink(filled)  # flow
