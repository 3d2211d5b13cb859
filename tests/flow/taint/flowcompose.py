"""Composes random cases out of small steps, so that mechanisms meet which nobody thought to write side by side.

A case works on a few places: two names, two elements of a dictionary, two fields of an object, two elements of a
list. Each step says which places it fills from which others. Steps stand in a row, in a branch, in a loop or in a
function of their own; at the end every place is handed to a sink. Filling is distributive (what arrives from two
ways is what arrives from either), so what arrives is known beforehand, and written into the text as its marks.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from textwrap import dedent, indent

from hypothesis import strategies as st

TURNS = 3
PLACES = ("value", "other", "box['a']", "box['b']", "page.a", "page.b", "items[0]", "items[1]")
HOSTILE = "source()"

HEAD = '''\
"""A composed case."""

import base64
import contextlib
import json
import re

from flowtest import maybe, sink, source

ALLOWED = {"plain", "other"}


class Page:
    def __init__(self):
        self.a = "clean"
        self.b = "clean"

    def put(self, text):
        self.a = text

    def get(self):
        return self.a

    @property
    def last(self):
        return self.b


class Failure(Exception):
    def __init__(self, detail):
        super().__init__("failed")
        self.detail = detail


def same(text):
    return text


def constant(text):
    return "constant"


def second(one, two="two"):
    return two


def either(text):
    return text if maybe() else "clean"


def looked_up(text):
    return {"plain": "one"}.get(text, "none")


def checked(text):
    if text in ALLOWED:
        return text
    return "plain"


def is_name(text):
    return re.fullmatch(r"[a-z]+", text) is not None


def wipe(page):
    page.a = "clean"


def move(page, box):
    page.b = box["a"]


def fail(text):
    raise Failure(text)


def one(text):
    yield text


@contextlib.contextmanager
def given(text):
    yield text


def twice(function):
    def wrapper(text):
        return function(text) + "."

    return wrapper


@twice
def decorated(text):
    return text
'''


@dataclass(frozen=True)
class Step:
    """Code that fills places: `fills["value"]` are the places whose text may be in `value` afterwards.

    A place that is not in `fills` keeps what it holds.
    """

    code: str
    fills: Mapping[str, tuple[str, ...]]

    def __repr__(self) -> str:
        return repr(self.code)


@dataclass(frozen=True)
class Branch:
    """Nobody knows which of the two runs."""

    first: tuple
    second: tuple


@dataclass(frozen=True)
class Loop:
    """Runs any number of times up to `TURNS`, which is enough for a body of two steps to reach all it can."""

    body: tuple


@dataclass(frozen=True)
class Part:
    """Runs in a function of its own, which is given the places and gives back the two names."""

    body: tuple


def _step(code: str, **fills: str) -> Step:
    names = {
        "value": "value",
        "other": "other",
        "box_a": "box['a']",
        "box_b": "box['b']",
        "page_a": "page.a",
        "page_b": "page.b",
        "item_0": "items[0]",
        "item_1": "items[1]",
    }
    return Step(
        dedent(code).strip(),
        {names[place]: tuple(names.get(name, name) for name in of.split()) for place, of in fills.items()},
    )


CARRIERS = (
    _step("value = value.strip()"),
    _step("value = value[1:]"),
    _step("value = f'<{value}>'"),
    _step("value = '%s;' % value"),
    _step("value = '{0}, {text}'.format('x', text=value)"),
    _step("value = ' '.join(['x', value])"),
    _step("value = value.encode().decode()"),
    _step("value = base64.b64decode(base64.b64encode(value.encode())).decode()"),
    _step("value = json.loads(json.dumps({'a': value}))['a']"),
    _step("value = same(value)"),
    _step("value = second(two=value, one='x')"),
    _step("value = second(*['x', value])"),
    _step("value = decorated(value)"),
    _step("value = (lambda text: text + '!')(value)"),
    _step("value = {'same': same, 'constant': constant}['same'](value)"),
    _step("value = getattr(value, 'strip')()"),
    _step("value = [text for text in [value]][0]"),
    _step("value = next(one(value))"),
    _step("_, value = ('x', value)"),
    _step("first, *rest = [value, 'x']\nvalue = first"),
    _step("pair = {'k': value, 'n': 'x'}\nvalue = pair['k']"),
    _step("inner = {'k': ['x', (value, 'y')]}\nvalue = inner['k'][1][0]"),
    _step("try:\n    fail(value)\nexcept Failure as error:\n    value = error.detail"),
    _step("with given(value) as text:\n    value = text"),
    _step("match ['x', value]:\n    case ['x', text]:\n        value = text"),
    _step("items.append(value)\nvalue = items.pop()"),
    _step("if text := value:\n    value = text"),
    _step("def read():\n    return value\nvalue = read() + '.'"),
    _step("value = either(value)"),
    _step("assert value in ALLOWED"),
    _step("if 'plain' in value:\n    value = value + '.'"),
    _step("if False:\n    value = source()"),
    _step("if 7 * 6 == 41:\n    other = source()"),
    _step("box = dict(box)"),
    _step("box = {**box}"),
    _step("items = list(items)"),
    _step("items = [*items]"),
    _step("value, other = other, value", value="other", other="value"),
    _step("value = other", value="other"),
    _step("other = value", other="value"),
    _step("value = value + other", value="value other"),
    _step("value += box['a']", value="value box_a"),
    _step("value = second(value, other)", value="other"),
    _step("value = source()", value=HOSTILE),
    _step("box['a'] = value", box_a="value"),
    _step("box['b'] = box['a']", box_b="box_a"),
    _step("box.update(b=other)", box_b="other"),
    _step("key = 'a'\nbox[key] = other", box_a="other"),
    _step("value = box.get('b', 'x')", value="box_b"),
    _step("value = box['a']", value="box_a"),
    _step("alias = box\nalias['a'] = value", box_a="value"),
    _step("box['a'], box['b'] = box['b'], box['a']", box_a="box_b", box_b="box_a"),
    _step("page.a = value", page_a="value"),
    _step("page.put(other)", page_a="other"),
    _step("setattr(page, 'b', value)", page_b="value"),
    _step("value = page.get()", value="page_a"),
    _step("value = page.last", value="page_b"),
    _step("page.a, page.b = page.b, page.a", page_a="page_b", page_b="page_a"),
    _step("move(page, box)", page_b="box_a"),
    _step("items[0] = value", item_0="value"),
    _step("items[-1] = other", item_1="other"),
    _step("value = items[1]", value="item_1"),
    _step("value, other = items", value="item_0", other="item_1"),
    _step("items = [items[1], items[0]]", item_0="item_1", item_1="item_0"),
    _step("items.insert(0, value)\nitems.pop()", item_0="value", item_1="item_0"),
    _step("items.append(value)\nitems.pop(0)", item_0="item_1", item_1="value"),
)

STOPPERS = (
    _step("value = 'clean'", value=""),
    _step("value = str(len(value))", value=""),
    _step("value = constant(value)", value=""),
    _step("value = looked_up(value)", value=""),
    _step("value = second(value)", value=""),
    _step("value = checked(value)", value=""),
    _step("if value not in ALLOWED:\n    value = 'plain'", value=""),
    _step("if not is_name(value):\n    value = 'plain'", value=""),
    _step("value = value if value in ALLOWED else 'plain'", value=""),
    _step("value = {'same': same, 'constant': constant}['constant'](value)", value=""),
    _step("value = 'yes' if value else 'no'", value=""),
    _step("value, _ = ('x', value)", value=""),
    _step("pair = {'k': value, 'n': 'x'}\nvalue = pair['n']", value=""),
    _step("box['a'] = 'clean'", box_a=""),
    _step("box.pop('b')\nbox['b'] = 'clean'", box_b=""),
    _step("box = {**box, 'a': 'clean'}", box_a=""),
    _step("box.clear()\nbox['a'] = box['b'] = 'clean'", box_a="", box_b=""),
    _step("page = Page()", page_a="", page_b=""),
    _step("wipe(page)", page_a=""),
    _step("items[0] = 'clean'", item_0=""),
    _step("items.pop()\nitems.append('clean')", item_1=""),
    _step("items.clear()\nitems.extend(['clean', 'clean'])", item_0="", item_1=""),
)

Taint = frozenset[str]
"""The places that hold hostile text."""


def arriving(body: tuple, taint: Taint) -> Taint:
    """The places that may hold hostile text after `body`, if those of `taint` do before."""
    for entry in body:
        match entry:
            case Step(fills=fills):
                filled = {place for place, of in fills.items() if HOSTILE in of or taint & set(of)}
                taint = (taint - fills.keys()) | filled
            case Branch(first, second):
                taint = arriving(first, taint) | arriving(second, taint)
            case Loop(inner):
                before = None
                while before != taint:
                    before, taint = taint, taint | arriving(inner, taint)
            case Part(inner):
                taint = arriving(inner, taint)
    return taint


def text_of(body: tuple) -> str:
    """The case as a module, with its marks."""
    parts: list[str] = []
    code = _render(body, parts)
    taint = arriving(body, frozenset())
    sinks = "\n".join(f"sink({place})  # {'flow' if place in taint else 'clean'}" for place in PLACES)
    start = "value, other = 'x', 'y'\nbox = {'a': 'x', 'b': 'y'}\npage = Page()\nitems = ['x', 'y']"
    functions = [*parts, "def case_composed():\n" + indent(f"{start}\n{code}\n{sinks}", "    ")]
    return "\n\n\n".join([HEAD.rstrip(), *functions]) + "\n"


def _render(body: tuple, parts: list[str]) -> str:
    lines = []
    for entry in body:
        match entry:
            case Step(code=code):
                lines.append(code)
            case Branch(first, second):
                lines.append("if maybe():\n" + _block(first, parts) + "\nelse:\n" + _block(second, parts))
            case Loop(inner):
                lines.append(f"for _ in range({TURNS}):\n    if maybe():\n" + indent(_block(inner, parts), "    "))
            case Part(inner):
                inside = _block(inner, parts)
                name = f"part_{len(parts) + 1}"
                names = "value, other, box, page, items"
                parts.append(f"def {name}({names}):\n{inside}\n    return {names}")
                lines.append(f"{names} = {name}({names})")
    return "\n".join(lines)


def _block(body: tuple, parts: list[str]) -> str:
    return indent(_render(body, parts) or "pass", "    ")


HOSTILE_STEP = _step("value = source()", value=HOSTILE)


_SWAP = "box['a'], box['b'] = box['b'], box['a']"
JUDGED_WRONGLY = {
    "items.append(value)\nvalue = items.pop()": ("value = value.strip()", "value = 'clean'"),
    "items.insert(0, value)\nitems.pop()": ("value = value.strip()", "value = 'clean'"),
    "items.append(value)\nitems.pop(0)": ("value = value.strip()", "value = 'clean'"),
    "items.clear()\nitems.extend(['clean', 'clean'])": ("items[0] = value", "value = 'clean'"),
    "items = list(items)": ("items[0] = value", "value, other = items"),
    "items = [*items]": ("items[0] = value", "value, other = items"),
    "items[-1] = other": ("other = value", "value, other = items"),
    "box = {**box}": ("box['a'] = value", _SWAP),
    "box = dict(box)": ("box['a'] = value", _SWAP),
    "box = {**box, 'a': 'clean'}": ("box['a'] = value", "box['b'] = box['a']"),
}
"""Steps that the analyser is known to judge wrongly in a function of their own, each with the step before it and the
one that follows it there: it does not know how long the list is that it is given, nor which keys the mapping has, so
that what is put in or copied may lie anywhere."""


def shown_wrong(code: str) -> tuple:
    """The case that shows how the step is judged wrongly."""
    steps = {step.code: step for step in (*CARRIERS, *STOPPERS)}
    before, after = JUDGED_WRONGLY[code]
    return (HOSTILE_STEP, steps[before], Part((steps[code], steps[after])))


def bodies(*, without: frozenset[str] = frozenset()) -> st.SearchStrategy[tuple]:
    """Random bodies, without the steps of that code."""
    steps = [step for step in (*CARRIERS, *STOPPERS) if step.code not in without]
    step = st.sampled_from(steps)
    few = st.lists(step, min_size=1, max_size=2).map(tuple)
    row = st.lists(step, min_size=1, max_size=4).map(tuple)
    nested = st.one_of(st.builds(Branch, row, row), st.builds(Loop, few), st.builds(Part, row))
    deeper = st.one_of(
        step, nested, st.builds(Part, st.lists(st.one_of(step, nested), min_size=1, max_size=3).map(tuple))
    )
    return st.lists(deeper, min_size=1, max_size=8).map(lambda body: (HOSTILE_STEP, *_within(body, QUESTIONS)))


QUESTIONS = 5
"""So often a composed case may ask `maybe()`: it runs once for every sequence of answers."""


def _within(body: list, budget: int) -> list:
    """Those entries of `body`, in order, that ask no more than `budget` questions together."""
    kept = []
    for entry in body:
        if _questions((entry,)) <= budget:
            budget -= _questions((entry,))
            kept.append(entry)
    return kept


def _questions(body: tuple) -> int:
    count = 0
    for entry in body:
        match entry:
            case Step(code=code):
                count += "either(" in code
            case Branch(first, second):
                count += 1 + max(_questions(first), _questions(second))
            case Loop(inner):
                count += TURNS * (1 + _questions(inner))
            case Part(inner):
                count += _questions(inner)
    return count
