"""Types of values: annotations, tests of a class, collections, iteration, `with`, `await`, generators, exceptions."""

import pytest
from programs import revealed

CLASSES = "class A:\n    def run(self): ...\nclass B(A): ...\nclass C: ...\n"


@pytest.mark.parametrize(
    ("annotation", "expected"),
    [
        ("A", "a.A"),
        ('"A"', "a.A"),
        ("Optional[A]", "a.A"),
        ("A | None", "a.A"),
        ("Union[A, C]", "a.A | a.C"),
        ('"A | C"', "a.A | a.C"),
        ("Annotated[A, Depends(x)]", "a.A"),
        ("type[A]", "class a.A"),
        ("Type[A]", "class a.A"),
        ("typing.List[A]", "list"),
        ("Awaitable[A]", "a.A"),
        ("Coroutine[None, None, A]", "a.A"),
        ("dict", "dict"),
        ("io.StringIO", "io.StringIO"),
        ("requests.Session", "requests.Session"),
        ("Any", ""),
        ("A | Any", ""),
        ("Callable[[A], C]", ""),
        ("Literal['a']", ""),
        ("Undefined", ""),
        ("'not a type ['", ""),
    ],
)
def test_annotations_say_what_a_parameter_is(annotation, expected):
    header = "import io, requests, typing\nfrom typing import *\n"
    assert revealed(f"{header}{CLASSES}def f(x: {annotation}):\n    reveal(x)") == [expected]


def test_self_and_nested_classes_in_annotations():
    text = """
from typing import Self
class A:
    class Inner: ...
    def copy(self) -> Self: return make(self)
    def inner(self) -> "A.Inner": return make(self)
    other: Inner
reveal(A().copy())
reveal(A().inner())
reveal(A().other)
"""
    assert revealed(text) == ["a.A", "a.A.Inner", "a.A.Inner"]


def test_declared_results_and_fields():
    text = (
        CLASSES
        + """
class Box:
    content: A
    def __init__(self, x):
        self.other: C = x
def make() -> A: return registry.make()
reveal(Box(1).content)
reveal(Box(1).other)
reveal(make())
"""
    )
    assert revealed(text) == ["a.A", "a.C", "a.A"]


@pytest.mark.parametrize(
    ("annotation", "use", "expected"),
    [
        ("list[A]", "x[0]", "a.A"),
        ("list[A]", "x[1:]", "list"),
        ("list[A]", "x[1:][0]", "a.A"),
        ("list[A]", "next(iter(x))", "a.A"),
        ("list[A]", "sorted(x)[0]", "a.A"),
        ("list[A]", "x.pop()", "a.A"),
        ("list[list[A]]", "x[0][0]", "a.A"),
        ("Dict[str, A]", "x['k']", "a.A"),
        ("Dict[str, A]", "x.get('k', C())", "a.A | a.C"),
        ("Dict[str, A]", "x.get('k')", "a.A | None"),
        ("Dict[str, A]", "list(x)[0]", "str"),
        ("Dict[str, A]", "list(x.values())[0]", "a.A"),
        ("Dict[str, list[A]]", "x['k'][0]", "a.A"),
        ("Mapping[str, A]", "x['k']", "a.A"),
        ("tuple[A, C]", "x[0]", "a.A"),
        ("tuple[A, C]", "x[-1]", "a.C"),
        ("Tuple[A, ...]", "x[5]", "a.A"),
        ("Iterator[A]", "next(x)", "a.A"),
        ("str", "x[0]", "str"),
        ("dict", "x['k']", ""),
    ],
)
def test_what_comes_out_of_a_declared_collection(annotation, use, expected):
    assert revealed(f"from typing import *\n{CLASSES}def f(x: {annotation}):\n    reveal({use})") == [
        expected
    ]


@pytest.mark.parametrize(
    ("made", "use", "expected"),
    [
        ("[A(), C()]", "x[0]", "a.A"),
        ("[A(), C()]", "x[i]", "a.A | a.C"),
        ("(A(), C())", "x[-1]", "a.C"),
        ("{'a': A(), 'c': C()}", "x['c']", "a.C"),
        ("{'a': A(), 'c': C()}", "x[i]", "a.A | a.C"),
        ("{'a': A(), 'c': C()}", "x.get(i)", "a.A | a.C | None"),
        ("{'a': A(), **other}", "x['a']", "? | a.A"),
        ("dict(a=A(), c=C())", "x['a']", "a.A"),
        ("[A() for _ in range(3)]", "x[0]", "a.A"),
        ("{n: A() for n in range(3)}", "x[0]", "a.A"),
        ("[*[A()], C()]", "x[i]", "a.A | a.C"),
        ("[[A()]]", "x[0][0]", "a.A"),
        ("[]", "x[0]", ""),
        ("(A() for _ in i)", "next(x)", "a.A"),
        ("list(zip([A()], [C()]))", "x[0][1]", "a.C"),
    ],
)
def test_what_comes_out_of_a_literal(made, use, expected):
    assert revealed(f"{CLASSES}def f(i, other):\n    x = {made}\n    reveal({use})") == [expected]


def test_what_is_put_into_a_collection_comes_out():
    text = (
        CLASSES
        + """
def f(key):
    xs = []
    xs.append(A())
    xs.extend([C()])
    reveal(xs[0])
    d = {}
    d["a"] = A()
    d[key] = C()
    reveal(d["a"])
    reveal(d["b"])
    s = [A()]
    fill(s)
    reveal(s[0])
"""
    )
    assert revealed(text) == ["a.A | a.C", "a.A | a.C", "a.C", "? | a.A"]


def test_loops_and_unpacking():
    text = (
        CLASSES
        + """
def f():
    for a in [A()]:
        reveal(a)
    for i, a in enumerate([A()]):
        reveal(i)
        reveal(a)
    for key, value in {"k": C()}.items():
        reveal(key)
        reveal(value)
    for left, right in zip([A()], (C(),)):
        reveal(right)
    one, two = A(), C()
    reveal(two)
    pair = (A(), C())
    first, second = pair
    reveal(second)
    head, *rest = [A(), A()]
    reveal(rest[0])
    import io
    for line in io.StringIO():
        reveal(line)
    [reveal(a) for a in (A(), C())]
"""
    )
    assert revealed(text) == [
        "a.A",
        "int",
        "a.A",
        "str",
        "a.C",
        "a.C",
        "a.C",
        "a.C",
        "a.A",
        "str",
        "a.A | a.C",
    ]


def test_classes_that_are_collections():
    text = (
        CLASSES
        + """
class Bag:
    def __iter__(self): yield A()
    def __getitem__(self, key): return C()
class Cursor:
    def __iter__(self): return self
    def __next__(self): return A()
for a in Bag():
    reveal(a)
reveal(Bag()[0])
for a in Cursor():
    reveal(a)
"""
    )
    assert revealed(text) == ["a.A", "a.C", "a.A"]


def test_generators_and_context_managers():
    text = (
        CLASSES
        + """
import contextlib, io
from contextlib import contextmanager
def numbers():
    yield A()
    yield from more()
def more():
    yield C()
@contextmanager
def opened():
    with lock:
        yield A()
@contextlib.asynccontextmanager
async def later():
    yield C()
class Session:
    def __enter__(self): return A()
    def __exit__(self, *args): ...
class Self:
    def __enter__(self): return self
    def __exit__(self, *args): ...
async def f():
    for n in numbers():
        reveal(n)
    with opened() as x:
        reveal(x)
    async with later() as y:
        reveal(y)
    with Session() as z, Self() as s:
        reveal(z)
        reveal(s)
    with io.StringIO() as handle:
        reveal(handle.read)
    with library.connect() as connection:
        reveal(connection)
"""
    )
    assert revealed(text) == [
        "a.A | a.C",
        "a.A",
        "a.C",
        "a.A",
        "a.Self",
        "method io.StringIO.read",
        "",
    ]


def test_what_is_awaited():
    text = (
        CLASSES
        + """
async def make(): return A()
async def f():
    reveal(await make())
"""
    )
    assert revealed(text) == ["a.A"]


def test_exceptions_are_of_the_classes_that_are_caught():
    text = (
        CLASSES
        + """
import json
class Broken(Exception):
    detail = A()
ERRORS = (ValueError, KeyError)
try:
    run()
except Broken as e:
    reveal(e)
    reveal(e.detail)
except (OSError, json.JSONDecodeError) as e:
    reveal(e)
except Exception as e:
    reveal(e)
"""
    )
    assert revealed(text) == ["a.Broken", "a.A", "OSError | json.JSONDecodeError", "Exception"]


@pytest.mark.parametrize(
    ("before", "expected"),
    [
        ("if isinstance(x, A):", "a.A"),
        ("if isinstance(x, (A, C)):", "a.A | a.C"),
        ("if type(x) is A:", "a.A"),
        ("if type(x) == A:", "a.A"),
        ("if isinstance(x, unknown):", ""),
        ("if x is not None and isinstance(x, A):", "a.A"),
        ("if isinstance(x, A) or other:", ""),
        ("while isinstance(x, A):", "a.A"),
    ],
)
def test_a_test_of_the_class_tells_the_class(before, expected):
    assert revealed(f"{CLASSES}def f(x, other):\n    {before}\n        reveal(x)") == [expected]


def test_tests_hold_where_their_edge_leads():
    text = (
        CLASSES
        + """
def f(x):
    if not isinstance(x, A):
        reveal(x)
        raise TypeError
    reveal(x)
    assert isinstance(x, B)
    reveal(x)
def g(x: A | C | None):
    if isinstance(x, A):
        return
    reveal(x)
    if x is None:
        return
    reveal(x)
def h():
    x = A() if cond else None
    if x is not None:
        reveal(x)
    reveal(x)
def i(self, box):
    if isinstance(box.content, A):
        reveal(box.content)
def j(box):
    if isinstance(box.content, A):
        box.content = 1
        reveal(box.content)
def k(x):
    match x:
        case A():
            reveal(x)
        case C() as c:
            reveal(c)
def m(x: A):
    if isinstance(x, B):
        reveal(x)
    else:
        reveal(x)
"""
    )
    assert revealed(text) == [
        "",
        "a.A",
        "a.B",
        "a.C",
        "a.C",
        "a.A",
        "a.A | None",
        "a.A",
        "",
        "a.A",
        "a.C",
        "a.B",
        "a.A",
    ]


def test_operators_give_what_their_methods_give():
    text = (
        CLASSES
        + """
from pathlib import Path
class Money:
    def __add__(self, other): return A()
reveal(Path("a") / "b")
reveal("a" + unknown)
reveal("%s" % unknown)
reveal(1 + 2)
reveal(Money() + 1)
reveal(not unknown)
reveal(f"{unknown}")
reveal(unknown < 3)
"""
    )
    assert revealed(text) == ["pathlib.Path", "str", "str", "int", "a.A", "bool", "str", "bool"]


def test_functions_that_give_what_they_are_given():
    text = (
        CLASSES
        + """
import copy
from typing import cast
reveal(getattr(A(), "run"))
reveal(getattr(A(), "missing", None))
reveal(copy.deepcopy(A()))
reveal(cast(A, unknown))
reveal(cast("list[A]", unknown)[0])
def f(name):
    reveal(getattr(A(), name))
    reveal(getattr(A(), f"do_{name}"))
"""
    )
    assert revealed(text) == ["method a.A.run", "? | None", "a.A", "a.A", "a.A", "", ""]
