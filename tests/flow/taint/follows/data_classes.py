"""Dataclasses and named tuples: what goes into a field comes out of that field."""

import dataclasses
from collections import namedtuple
from dataclasses import InitVar, dataclass, field
from typing import NamedTuple, TypedDict

from flowtest import sink, source


@dataclass
class User:
    name: str
    role: str = "guest"
    tags: list = field(default_factory=list)

    def shown(self):
        return f"{self.name} ({self.role})"


def case_field():
    user = User(source())
    sink(user.name)  # flow
    sink(user.role)  # clean
    sink(user.tags)  # clean


def case_second_field():
    user = User("clean", source())
    sink(user.name)  # clean
    sink(user.role)  # flow


def case_by_keyword():
    user = User(role=source(), name="clean")
    sink(user.name)  # clean
    sink(user.role)  # flow


def case_method():
    sink(User(source()).shown())  # flow
    sink(User("clean").shown())  # clean


def case_text():
    sink(str(User(source())))  # flow
    sink(f"{User('clean', source())}")  # flow
    sink(repr(User("clean")))  # clean


def case_factory():
    user = User("clean")
    user.tags.append(source())
    sink(user.tags)  # flow
    sink(User("clean").tags)  # clean


def case_field_assigned():
    user = User("clean")
    user.name = source()
    sink(user.name)  # flow


def case_field_overwritten():
    user = User(source())
    user.name = "clean"
    sink(user.name)  # clean


def case_replace():
    user = dataclasses.replace(User("clean"), name=source())
    sink(user.name)  # flow
    sink(user.role)  # clean


def case_replace_cleans():
    user = dataclasses.replace(User(source()), name="clean")
    sink(user.name)  # clean


def case_replace_keeps():
    user = dataclasses.replace(User(source()), role="admin")
    sink(user.name)  # flow


def case_asdict():
    values = dataclasses.asdict(User(source()))
    sink(values["name"])  # flow
    sink(values["role"])  # clean


def case_astuple():
    values = dataclasses.astuple(User(source()))
    sink(values[0])  # flow
    sink(values[1])  # clean


@dataclass
class Computed:
    first: str
    second: str
    both: str = field(init=False)

    def __post_init__(self):
        self.both = self.first + self.second


def case_post_init():
    sink(Computed("a", source()).both)  # flow
    sink(Computed("a", "b").both)  # clean


@dataclass
class Cleaning:
    name: str

    def __post_init__(self):
        self.name = "constant"


def case_post_init_overwrites():
    sink(Cleaning(source()).name)  # clean


@dataclass
class FromVariable:
    raw: InitVar[str]
    text: str = ""

    def __post_init__(self, raw):
        self.text = raw


def case_init_variable():
    sink(FromVariable(source()).text)  # flow
    sink(FromVariable("clean").text)  # clean


@dataclass(frozen=True, slots=True)
class Point:
    x: str
    y: str


def case_frozen():
    point = Point(source(), "clean")
    sink(point.x)  # flow
    sink(point.y)  # clean


@dataclass(kw_only=True)
class Named:
    a: str
    b: str = "b"


def case_keyword_only():
    named = Named(a=source())
    sink(named.a)  # flow
    sink(named.b)  # clean


@dataclass
class Admin(User):
    level: str = "low"


def case_inherited_fields():
    admin = Admin("clean", "admin", [], source())
    sink(admin.level)  # flow
    sink(admin.name)  # clean
    sink(Admin(source()).name)  # flow
    sink(Admin(source()).shown())  # flow


@dataclass
class Order:
    user: User
    item: str


def case_nested():
    order = Order(User(source()), "book")
    sink(order.user.name)  # flow
    sink(order.user.role)  # clean
    sink(order.item)  # clean


def case_nested_asdict():
    values = dataclasses.asdict(Order(User(source()), "book"))
    sink(values["user"]["name"])  # flow
    sink(values["item"])  # clean


Pair = namedtuple("Pair", ["left", "right"])


def case_named_tuple():
    pair = Pair(source(), "clean")
    sink(pair.left)  # flow
    sink(pair.right)  # clean
    sink(pair[0])  # flow
    sink(pair[1])  # clean


def case_named_tuple_unpacked():
    left, right = Pair("clean", source())
    sink(left)  # clean
    sink(right)  # flow


def case_named_tuple_replaced():
    pair = Pair("clean", "more")._replace(right=source())
    sink(pair.left)  # clean  # spurious: a known gap, benchmarks/flows.md
    sink(pair.right)  # flow


def case_named_tuple_as_dictionary():
    sink(Pair(source(), "clean")._asdict()["left"])  # flow


def case_named_tuple_made():
    sink(Pair._make(["clean", source()]).right)  # flow


class Entry(NamedTuple):
    key: str
    value: str = "default"

    def shown(self):
        return self.key + "=" + self.value


def case_typed_named_tuple():
    entry = Entry(source())
    sink(entry.key)  # flow
    sink(entry.value)  # clean
    sink(entry.shown())  # flow
    sink(Entry("a").shown())  # clean


class Row(TypedDict):
    name: str
    state: str


def case_typed_dictionary():
    row = Row(name=source(), state="new")
    sink(row["name"])  # flow
    sink(row["state"])  # clean


def case_made_dataclass():
    made = dataclasses.make_dataclass("Made", ["a", "b"])
    sink(made(source(), "clean").a)  # flow


def case_from_a_dictionary():
    values = {"name": source(), "role": "admin"}
    user = User(**values)
    sink(user.name)  # flow
    sink(user.role)  # clean


def case_all_fields():
    user = User(source())
    for each in dataclasses.fields(user):
        sink(getattr(user, each.name))  # flow
