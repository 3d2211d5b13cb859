"""What attributes of objects and classes are: fields, methods, properties, descriptors, enumerations, subclasses."""

import pytest
from programs import called, revealed


def test_fields_are_found_wherever_the_hierarchy_sets_them():
    text = """
class Db:
    def commit(self): ...
class Base:
    def connect(self):
        self.db = Db()
class Store(Base):
    def save(self):
        reveal(self.db)
        def later():
            self.cache = Db()
        reveal(self.cache)
"""
    assert revealed(text) == ["a.Db", "a.Db"]


def test_what_only_subclasses_define_is_found_there():
    text = """
class A: ...
class Base:
    made = None
    def run(self):
        reveal(self.made)
        reveal(self.hook)
        reveal(self.extra)
class One(Base):
    made = A
    def hook(self): ...
class Two(Base):
    def __init__(self): self.extra = A()
    def hook(self): ...
"""
    assert revealed(text) == ["? | class a.A | None", "? | method a.One.hook | method a.Two.hook", "? | a.A"]


def test_a_field_hides_the_class_attribute_but_both_are_kept():
    text = """
class A: ...
class B: ...
class Box:
    content = A()
    def fill(self): self.content = B()
reveal(Box().content)
reveal(Box.content)
"""
    assert revealed(text) == ["a.A | a.B", "a.A"]


@pytest.mark.parametrize(
    "decorator",
    ["property", "functools.cached_property", "cached_property", "django.utils.functional.cached_property"],
)
def test_properties_give_what_they_return(decorator):
    text = f"""
import functools, django.utils.functional
from functools import cached_property
class A: ...
class Box:
    @{decorator}
    def content(self): return A()
reveal(Box().content)
"""
    assert revealed(text) == ["a.A"]


def test_setters_and_call_forms_of_properties():
    text = """
class A: ...
class Box:
    @property
    def content(self): return A()
    @content.setter
    def content(self, value): self._content = value
    def _get(self): return A()
    other = property(_get)
    made = staticmethod(lambda: A())
    @classmethod
    def make(cls): return cls()
    def _kind(cls): return cls
    kind = classmethod(_kind)
reveal(Box().content)
reveal(Box().other)
reveal(Box().made())
reveal(Box.make())
reveal(Box.kind)
"""
    assert revealed(text) == ["a.A", "a.A", "a.A", "a.Box", "method a.Box._kind"]


def test_descriptors_give_what_their_get_gives():
    text = """
class A: ...
class Reader:
    def __get__(self, obj, owner): return A()
class Unknown:
    def __get__(self, obj, owner): return obj.registry[self.key]
class lazyproperty:
    def __init__(self, f): self.f = f
    def __get__(self, obj, owner): return self.f(obj)
class Box:
    content = Reader()
    other = Unknown()
    @lazyproperty
    def late(self): return A()
reveal(Box().content)
reveal(Box().other)
reveal(Box().late)
"""
    assert revealed(text) == ["a.A", "", "a.A"]


def test_a_descriptor_that_is_a_class_method():
    text = """
class hybrid(classmethod):
    def __get__(self, obj, owner): return super().__get__(obj, owner)
class Box:
    @hybrid
    def make(cls): return cls()
reveal(Box.make())
"""
    assert revealed(text) == ["a.Box"]


def test_what_may_be_a_descriptor_from_outside_is_open():
    text = """
import orm, requests
class Row:
    name = orm.Text()
    session = requests.Session()
    label = "x"
reveal(Row().name)
reveal(Row.name)
reveal(Row().session)
reveal(Row().label)
"""
    assert revealed(text) == ["? | orm.Text", "orm.Text", "requests.Session", "str"]


def test_members_of_enumerations_are_its_objects():
    text = """
from enum import Enum, auto
class Color(str, Enum):
    RED = "red"
    GREEN = auto()
    _internal = 1
    def paint(self): return self
    @property
    def code(self): return 1
reveal(Color.RED)
reveal(Color.GREEN)
reveal(Color["RED"])
reveal(Color("red"))
reveal(Color.RED.paint())
reveal(Color.RED.code)
reveal(Color.RED.name)
for color in Color:
    reveal(color)
"""
    assert revealed(text) == [*["a.Color"] * 5, "int", "str", "a.Color"]


def test_classes_that_answer_for_any_name_are_silent():
    text = """
class Any:
    def __getattr__(self, name): return 1
    def own(self): return "x"
reveal(Any().foreign)
reveal(Any().own())
"""
    assert revealed(text) == ["", "str"]


def test_names_of_classes_and_functions():
    text = """
class A: ...
def f(): ...
reveal(A.__name__)
reveal(A().__class__)
reveal(A().__class__.__name__)
reveal(f.__name__)
reveal(type(A()))
reveal(f.__get__)
reveal(A.mro)
"""
    bound = ["method types.FunctionType.__get__", "method type.mro"]
    assert revealed(text) == ["str", "class a.A", "str", "str", "class a.A", *bound]


def test_super_goes_on_behind_the_class():
    text = """
class A:
    def run(self): ...
class B:
    def run(self): ...
class C(A, B):
    def run(self):
        reveal(super().run)
        reveal(super(A, self).run)
        reveal(super().missing)
    @classmethod
    def make(cls):
        reveal(super().run)
"""
    assert revealed(text) == ["method a.A.run", "method a.B.run", "", "method a.A.run"]


def test_resolution_order_is_that_of_python():
    text = """
class O: ...
class A(O):
    def f(self): ...
class B(O):
    def f(self): ...
    def g(self): ...
class C(A, B): ...
class D(B): ...
class E(C, D): ...
reveal(E().f)
reveal(E().g)
"""
    assert revealed(text) == ["method a.A.f", "method a.B.g"]


def test_generic_bases_are_bases():
    text = """
from typing import Generic, TypeVar
T = TypeVar("T")
class Repo(Generic[T]):
    def find(self): ...
class Users(Repo[int]): ...
reveal(Users().find)
"""
    assert revealed(text) == ["method a.Repo.find"]


def test_bases_through_six_and_type():
    text = """
import abc, six
class Base:
    def run(self): ...
class A(six.with_metaclass(abc.ABCMeta, Base)): ...
B = type("B", (Base,), {})
reveal(A().run)
reveal(B().run)
"""
    assert revealed(text) == ["method a.Base.run", "? | method a.Base.run"]


def test_a_class_made_by_new_or_by_a_metaclass_may_be_something_else():
    text = """
class Meta(type):
    def __call__(cls, *args): return registry[cls]
class A(metaclass=Meta): ...
class B:
    def __new__(cls): return registry[cls]
class C(metaclass=type): ...
reveal(A())
reveal(B())
reveal(C())
"""
    assert revealed(text) == ["? | a.A", "? | a.B", "a.C"]


def test_objects_that_can_be_called():
    text = """
class Check:
    def __call__(self, text): return 1
check = Check()
reveal(check("x"))
"""
    assert revealed(text) == ["int"]
    assert called(text, "check") == ["a.Check"]


def test_too_many_objects_become_their_common_base():
    classes = "".join(f"class E{i}(Base): ...\n" for i in range(12))
    chosen = " or ".join(f"E{i}()" for i in range(12))
    text = (
        f"class Base:\n    def run(self): ...\n{classes}\nvalue = {chosen}\nreveal(value)\nreveal(value.run)"
    )
    assert revealed(text) == ["a.Base", "method a.Base.run"]


def test_too_many_unrelated_things_are_not_known():
    classes = "".join(f"class E{i}: ...\n" for i in range(12))
    chosen = " or ".join(f"E{i}()" for i in range(12))
    assert revealed(f"{classes}\nreveal({chosen})") == [""]
