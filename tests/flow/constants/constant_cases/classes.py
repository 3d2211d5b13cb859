import enum
from dataclasses import dataclass
from typing import NamedTuple

from values import always, varies


@dataclass
class Options:
    verify: bool = False
    size: int = 1


def case_data_class(flag):
    varies(Options(verify=flag).verify)
    always(Options().size)  # missing: constructors of data classes are not followed


class Point(NamedTuple):
    x: int = 0


def case_named_tuple(n):
    varies(Point(n).x)


class State(enum.Enum):
    ON = 1
    OFF = 2


def case_enumeration(flag):
    always(State.ON.value)  # missing: members of enumerations are objects
    always(State.ON == 1)  # missing: members of enumerations are objects
    varies((State.ON if flag else State.OFF).value)


class Level(enum.IntEnum):
    LOW = 1


def case_int_enumeration():
    always(Level.LOW + 1)  # missing: members of enumerations are objects


class Checked:
    @property
    def size(self):
        return self._size

    @size.setter
    def size(self, value):
        self._size = value + 1

    def __init__(self, size):
        self.size = size


def case_property(n):
    varies(Checked(n).size)


class WithGetattr:
    fixed = 1

    def __getattribute__(self, name):
        return len(name) if name == "x" else VARYING.pop()


VARYING = list(range(100))


def case_getattribute(n):
    varies(WithGetattr().fixed)


class Meta(type):
    def __getattribute__(cls, name):
        return VARYING.pop()


class WithMeta(metaclass=Meta):
    fixed = 1


def case_metaclass(n):
    varies(WithMeta.fixed)


def replaced(cls):
    class New(cls):
        fixed = VARYING.pop()

    return New


def case_decorated(n):
    @replaced
    class Decorated:
        fixed = 1

    varies(Decorated.fixed)


class Base:
    kind = "base"

    def read(self):
        return self.kind

    def check(self):
        varies(self.kind)


class Derived(Base):
    kind = "derived"


def case_overridden_in_a_subclass():
    Base().check()
    Derived().check()


class Late:
    size = 1


Late.size = 2


def case_set_once_more(n):
    always(Late.size)  # missing: an attribute that is assigned twice is no constant


class Looped:
    for size in (1, 2, 3):
        pass
    always(size)  # missing: loops are joined, not unrolled


def case_loop_in_a_class_body():
    always(Looped.size)  # missing: loops are joined, not unrolled


class Slots:
    __slots__ = ("size",)

    def __init__(self):
        self.size = 4


def case_slots():
    always(Slots().size)


class Deleted:
    def __init__(self):
        self.size = 1

    def drop(self):
        del self.size


def case_deleted_raises():
    thing = Deleted()
    always(thing.size)  # missing: a field that is deleted somewhere is no constant
    thing.drop()
    thing.size
