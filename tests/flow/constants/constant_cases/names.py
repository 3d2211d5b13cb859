import constant_cases.settings
import constant_cases.settings as settings
from constant_cases import settings as other_settings
from constant_cases.settings import CHANGED, ENABLED, LIMIT, NAME, OPTIONS
from constant_cases.settings import LEVEL as RENAMED
from values import always, dead, varies

VERIFY = False
SIZE = 3 * 4
GREETING = f"hello {SIZE}"
DERIVED = SIZE + 1
REASSIGNED = 1
REASSIGNED = 2
COUNTER = 0
LATE: int
LATE = 5
DECLARED: int = 6
ALIAS = VERIFY
PAIR = (VERIFY, SIZE)
if SIZE > 100:
    NEVER = 1
    dead()
LENGTH = len("abcd")
LOWER = "ABC".lower()

always(SIZE)
always(VERIFY)


def count():
    global COUNTER
    COUNTER += 1
    return COUNTER


def case_module_constants():
    always(VERIFY)
    always(SIZE)
    always(GREETING)
    always(DERIVED)
    always(LATE)
    always(DECLARED)
    always(ALIAS)
    always(PAIR)
    always(LENGTH)
    always(LOWER)
    always(REASSIGNED)  # missing: a name that is assigned twice is no constant
    if VERIFY:
        dead()


def case_a_global_that_changes(n):
    varies(count())
    varies(COUNTER)


def case_a_global_that_is_set_here(n):
    global SET_HERE
    SET_HERE = n
    varies(SET_HERE)


def case_a_local_hides_a_global(n):
    SIZE = n
    varies(SIZE)


def case_imported():
    always(LIMIT)
    always(NAME)
    always(OPTIONS)
    always(ENABLED)
    always(RENAMED)
    always(settings.LIMIT)
    always(other_settings.LEVEL)
    always(constant_cases.settings.NAME)
    always(settings.FIRST)
    always(settings.SECOND)
    always(settings.NOTHING)
    always(settings.RIGHT)
    always(settings.TWICE)  # missing: a name that is assigned twice is no constant
    always(settings.CONDITIONAL)  # missing: a name that is assigned twice is no constant
    always(CHANGED)  # missing: an imported copy keeps its value
    if settings.LIMIT > 100:
        dead()


def case_imported_in_a_function():
    from constant_cases.settings import LIMIT as limit

    always(limit)
    import constant_cases.settings as local

    always(local.LEVEL)


def case_an_imported_name_that_changes(n):
    settings.CHANGED = n
    varies(settings.CHANGED)
    settings.change()
    varies((settings.CHANGED, count()))


def case_set_from_outside(n):
    settings.SET_FROM_OUTSIDE = n
    varies(settings.SET_FROM_OUTSIDE)


def case_setattr(n):
    setattr(settings, "SET_BY_NAME", n)
    varies(settings.SET_BY_NAME)


def case_either_module(flag):
    from constant_cases import starred

    settings_or_starred = settings if flag else starred
    varies(settings_or_starred.__name__)
    which = starred if flag else settings
    varies(getattr(which, "STAR", 0))


def case_defaults(n, size=SIZE, label="x"):
    always(size)  # missing: whoever calls may give another value
    always(label)  # missing: whoever calls may give another value
    varies(n)


def case_called_with_other_values():
    with_default()
    with_default(2)


def with_default(size=1):
    varies(size)


def case_nested_function(n):
    factor = 3

    def inner():
        always(factor)
        varies(n)

    inner()
    always(factor)


def case_nonlocal(n):
    state = 0

    def change():
        nonlocal state
        state = n

    always(state)  # missing: captured variables are not followed
    change()
    varies(state)


def case_captured_and_changed_later(n):
    state = 1

    def read():
        varies(state)

    read()
    state = n
    read()


def case_captured_loop_variable(items):
    readers = []
    for item in items:
        readers.append(lambda: item)
    for reader in readers:
        varies(reader())


def case_lambda(n):
    double = lambda value: value * 2
    varies(double(n))
    always(double(2))  # missing: calls of the program are not followed


def constant_function():
    return 4


def case_a_function_that_returns_a_constant():
    always(constant_function())


def case_recursion(n):
    def down(value):
        varies(value)
        if value > 0 and value < 10:
            down(value - 1)

    down(n)


class Settings:
    VERIFY = False
    SIZE = 2 + 3
    COPY = SIZE
    CHANGED = 1
    always(SIZE)

    def read(self):
        return self.VERIFY


class Other(Settings):
    SIZE = 6


def case_class_attributes():
    always(Settings.VERIFY)
    always(Settings.SIZE)
    always(Settings.COPY)
    always(Other.SIZE)
    always(Other.VERIFY)


def case_class_attributes_that_change(n):
    Settings.CHANGED = n
    varies(Settings.CHANGED)


def case_instances(n):
    one = Settings() if n else Other()
    varies(one.SIZE)
    always(one.VERIFY)
    always(Settings().SIZE)  # missing: an object may be of a subclass


class Fields:
    def __init__(self, value):
        self.fixed = 3
        self.given = value
        self.later = 1

    def change(self, value):
        self.later = value

    def check(self):
        always(self.fixed)
        varies(self.given)
        varies(self.later)


def case_fields(n):
    fields = Fields(n)
    fields.check()
    fields.change(n)
    fields.check()
    always(fields.fixed)


class Set:
    label = "a"

    def __init__(self):
        self.mode = "a"
        self.kind = "a"


def case_fields_set_from_outside(n, text):
    thing = Set()
    varies([thing.mode, n])
    thing.mode = text
    thing.label = n
    varies(thing.mode)
    varies(thing.label)
    change_any(thing, text)
    varies(thing.kind)


def change_any(thing, value):
    thing.kind = value


class Dynamic:
    size = 1

    def __init__(self, **options):
        for name, value in options.items():
            setattr(self, name, value)


def case_setattr_on_self(n):
    varies(Dynamic(size=n).size)


class Direct:
    size = 1

    def __init__(self, **options):
        self.__dict__.update(options)


def case_dict_of_self(n):
    varies(Direct(size=n).size)


class Counted:
    total = 0

    def __init__(self):
        self.total += 1
        self.total += Counted.total
        Counted.total += 1


def case_counted(n):
    varies(Counted().total)
    varies(Counted.total)


WRITTEN_THROUGH_GLOBALS = 1


def case_globals(n):
    globals()["WRITTEN_THROUGH_GLOBALS"] = n
    varies(WRITTEN_THROUGH_GLOBALS)  # spurious: names written through globals() are not seen
