"""What classes are made with: parameters of constructors that say nothing of their class themselves."""

import pytest
from programs import called

STORES = "class Store:\n    def find(self, name): return name\nclass Other:\n    def find(self, name): return name\n"
SERVICE = "class Service:\n    def __init__(self, store):\n        self.store = store\n    def look(self, name):\n        return self.store.find(name)\n"
BY_NAME = "a.Other.find | a.Store.find by-name open"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Service(Store())", "method a.Store.find constructed open"),
        ("Service(store=Store())", "method a.Store.find constructed open"),
        ("store = Store()\ndef make():\n    return Service(store)", "method a.Store.find constructed open"),
        (
            "Service(Store())\nService(Other())",
            "method a.Other.find | method a.Store.find constructed open",
        ),
        ("class Sub(Service): pass\nSub(Store())", "method a.Store.find constructed open"),
        (
            "class Sub(Service):\n    def __init__(self):\n        super().__init__(Store())",
            "method a.Store.find constructed open",
        ),
        # A text is nothing whose methods were meant.
        ("Service('name')", BY_NAME),
        ("Service()", BY_NAME),
        ("def make(rest):\n    Service(*rest)", BY_NAME),
        # A class below that has a constructor of its own is made with something else.
        (
            "class Sub(Service):\n    def __init__(self, name): self.name = name\nSub(Store())",
            BY_NAME,
        ),
    ],
)
def test_what_a_class_is_made_with(text, expected):
    found = [site for site in called(STORES + SERVICE + text) if ".find" in site]
    assert found == [expected]


def test_an_annotation_says_more_than_the_calls():
    service = SERVICE.replace("store):", "store: Other):", 1)
    found = [site for site in called(STORES + service + "Service(Store())") if ".find" in site]
    assert found == ["method a.Other.find hierarchy"]


def test_objects_that_are_made_with_each_other():
    text = (
        "class A:\n    def __init__(self, b): self.b = b\n    def run(self): return B(self.b.a)\n"
        "class B:\n    def __init__(self, a): self.a = a\n    def run(self): return A(self.a.b)\n"
        "class C:\n    def stop(self): ...\n"
    )
    assert called(text)
