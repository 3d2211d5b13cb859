"""What calls reach: tables, partial, decorators, methods in variables, constructors, names of last resort."""

import pytest
from programs import called, program_of, revealed

FUNCTIONS = "def f(x): return 1\ndef g(x): return ''\n"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("TABLE = {'a': f, 'b': g}\nh = TABLE['a']\nh(1)", "a.f"),
        ("TABLE = {'a': f, 'b': g}\ndef run(k):\n    h = TABLE[k]\n    h(1)", "a.f | a.g"),
        ("TABLE = {'a': f, 'b': g}\ndef run(k):\n    h = TABLE.get(k)\n    h(1)", "a.f | a.g"),
        (
            "TABLE = {'a': f, 'b': g}\ndef run(k):\n    h = TABLE.get(k, print)\n    h(1)",
            "a.f | a.g | api print",
        ),
        ("TABLE = {'a': f}\nTABLE['b'] = g\ndef run(k):\n    h = TABLE[k]\n    h(1)", "a.f | a.g"),
        ("TABLE = {'a': f}\nfill(TABLE)\ndef run(k):\n    h = TABLE[k]\n    h(1)", "a.f open"),
        ("TABLE = {}\ndef add(k, x):\n    TABLE[k] = x\ndef run(k):\n    h = TABLE[k]\n    h(1)", "element"),
        ("class A:\n    T = {'a': f}\n    def run(self, k):\n        h = self.T[k]\n        h(1)", "a.f"),
        (
            "class A:\n    def __init__(self):\n        self.t = {'a': f}\n    def run(self, k):\n        h = self.t[k]\n        h(1)",
            "a.f",
        ),
        ("T = {'a': {'b': f}}\nh = T['a']['b']\nh(1)", "a.f"),
        ("T = [f, g]\nfor h in T:\n    h(1)", "a.f | a.g"),
        ("h = (f, g)[0]\nh(1)", "a.f"),
        ("h = f if unknown else g\nh(1)", "a.f | a.g"),
        ("h = f\nh(1)", "a.f"),
        ("h = lambda x: x\nh(1)", "a.<lambda>"),
        ("class A:\n    def m(self): ...\nh = A().m\nh()", "method a.A.m hierarchy"),
        ("class A:\n    def m(self): ...\nh = getattr(A(), 'm')\nh()", "method a.A.m hierarchy"),
        ("def run(k):\n    h = getattr(unknown, f'do_{k}')\n    h()", "result"),
        ("import functools\nh = functools.partial(f, 1)\nh()", "partial a.f 1"),
        ("from functools import partial\nh = partial(g, x=1)\nh()", "partial a.g 0 x"),
        ("def run(h):\n    h(1)", "parameter"),
        ("h = unknown\nh(1)", "global"),
    ],
)
def test_what_a_call_reaches(text, expected):
    assert called(FUNCTIONS + text)[-1] == expected


def test_results_of_calls():
    text = (
        FUNCTIONS
        + """
import functools
TABLE = {'a': f, 'b': g}
def run(k):
    reveal(TABLE[k](1))
    reveal(functools.partial(f, 1)())
    reveal((lambda x: x + "")("a"))
    reveal((lambda: "")())
"""
    )
    assert revealed(text) == ["int | str", "int", "", "str"]


def test_classes_and_objects_of_them_are_made():
    text = """
class A:
    def __init__(self, x): self.x = x
    def copy(self):
        reveal(type(self)(1))
        reveal(self.__class__(2))
    @classmethod
    def make(cls):
        reveal(cls(3))
    def __new__(cls, *args): return super().__new__(cls)
KINDS = {"a": A}
reveal(KINDS["a"](1))
"""
    assert revealed(text) == ["? | a.A"] * 4


DECORATORS = """
import functools
def plain(f): return f
def register(name):
    def inner(f):
        REGISTRY[name] = f
        return f
    return inner
def passing(f):
    @functools.wraps(f)
    def inner(*args, **kwargs):
        log()
        return f(*args, **kwargs)
    return inner
def passing_self(f):
    def inner(self, *args, **kwargs): return f(self, *args, **kwargs)
    return inner
def configured(level):
    def outer(f):
        def inner(*args, **kwargs): return f(*args, **kwargs)
        return functools.wraps(f)(inner)
    return outer
def changing(f):
    def inner(request): return f(request.user)
    return inner
def replacing(f):
    def inner(x): return ''
    return inner
"""


@pytest.mark.parametrize(
    ("decorator", "expected", "keeps"),
    [
        ("plain", "a.h", True),
        ("register('x')", "a.h", True),
        ("passing", "a.h", True),
        ("passing_self", "a.h", True),
        ("configured(1)", "a.h", True),
        ("functools.lru_cache()", "a.h", True),
        ("functools.lru_cache", "a.h", True),
        ("changing", "a.changing.inner | a.h", False),
        ("replacing", "a.replacing.inner", False),
        ("unknown", "a.h", False),
        ("library.decorate(1)", "a.h", False),
    ],
)
def test_decorated_functions(decorator, expected, keeps):
    program = program_of({"a.py": f"{DECORATORS}\n@{decorator}\ndef h(x): return 1\n"})
    function = next(f for f in program.modules[0].functions if f.name == "h")
    assert called(f"{DECORATORS}\n@{decorator}\ndef h(x): return 1\nh(1)", "h") == [expected]
    assert program.evaluator.keeps_signature(function) is keeps


def test_a_decorator_that_is_an_object():
    text = """
class Command:
    def __init__(self, name): ...
    def __call__(self, f):
        def inner(*args, **kwargs): return f(*args, **kwargs)
        return inner
class App:
    def route(self, path):
        def decorate(f): return f
        return decorate
app = App()
@Command("x")
def h(): return 1
@app.route("/")
def h2(): return 1
h()
h2()
"""
    assert called(text, "h") == ["a.h"]
    assert called(text, "h2") == ["a.h2"]


def test_methods_of_last_resort_are_marked():
    text = """
class A:
    def detach_volume(self): ...
def run(x):
    x.detach_volume()
    x.get()
"""
    assert called(text, "detach_volume") == ["a.A.detach_volume by-name open"]
    assert called(text, "get") == ["parameter"]


def test_none_is_not_called():
    text = "def run():\n    h = None\n    if unknown:\n        h = print\n    h()"
    assert called(text) == ["api print"]
