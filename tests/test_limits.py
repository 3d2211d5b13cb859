"""Limits of following data: a program that goes past one is reviewed to its end, and the answer says which it was."""

import pytest

from entasis import engine
from entasis.finding import Tier
from entasis.limits import (
    ASKED_HANDLERS,
    CONSTRUCTIONS,
    FOLLOWED_CALLS,
    FUNCTIONS_PER_VALUE,
    LATENT_SINKS,
    LIMITS,
    REGISTERED_CLASSES,
    ROWS_PER_VALUE,
    SHARED_HOPS,
    SINK_WAYS,
    SUMMARIES,
    TEXT_MAKERS,
)

FIELDS = 2 * SUMMARIES.bound
MANY_READINGS = "\n\n".join(
    [
        "from flask import request",
        "class Box:\n    pass",
        "box = Box()",
        "def read():\n    return [again(), " + ", ".join(f"box.field_{i}" for i in range(FIELDS)) + "]",
        "def again():\n    return read()",
        *(
            f"def write_{i}():\n    box.field_{i} = request.args['{i}']\n    return read()"
            for i in range(FIELDS)
        ),
    ]
)

CHAIN = "\n\n".join(
    [
        "import os\nfrom flask import request",
        *(f"class Box{i}:\n    value = ''" for i in range(SHARED_HOPS.bound + 2)),
        "def fill():\n    Box0.value = request.args['command']",
        *(f"def move_{i}():\n    Box{i + 1}.value = Box{i}.value" for i in range(SHARED_HOPS.bound + 1)),
    ]
)

ROUND = """
import os
from flask import request

class Link:
    def ready(self, name):
        if name not in self.known:
            self.open(name)

    def open(self, name):
        os.system(name)
        self.settle(name)

    def settle(self, name):
        self.ready(name)
        os.remove(name)

def view():
    Link().ready(request.args["name"])
"""

# Steps that hold other steps, of which nobody says which they are: any may call any, in any order.
STEPS_IN_STEPS = "\n\n".join(
    [
        "import os\nfrom abc import ABC, abstractmethod\nfrom flask import request",
        "class Step(ABC):\n    @abstractmethod\n    def run(self, text): ...",
        *(
            f"class Step{i}(Step):\n    inner: Step\n    def run(self, text):\n        return self.inner.run(text + '{i}')"
            for i in range(12)
        ),
        "class Last(Step):\n    def run(self, text):\n        return text",
        "class Holder:\n    step: Step\n    def go(self):\n        os.system(self.step.run(request.args['text']))",
        "def view():\n    Holder().go()",
    ]
)

MANY_WAYS = "\n".join(
    [
        "import os",
        "from flask import request",
        "def remove(name):",
        *["    os.remove(name)"] * (LATENT_SINKS.bound + 3),
        "def remove_all(name):",
        "    remove(name)",
        "def view():",
        "    remove_all(request.args['name'])",
    ]
)

MANY_CALLS = "\n".join(
    [
        "import sqlite3",
        "from flask import request",
        "connection = sqlite3.connect('shop')",
        "def run(statement):",
        "    return connection.execute(statement)",
        "def look_everywhere(name):",
        *[
            f"    run(f\"select * from shop_{i} where name = '{{name}}'\")"
            for i in range(SINK_WAYS.bound + 3)
        ],
        "def view():",
        "    look_everywhere(request.args['name'])",
    ]
)


def review(tmp_path, text):
    path = tmp_path / "program.py"
    path.write_text(text + "\n")
    return engine.review(engine.Options((str(path),), level=Tier.AUDIT))


def hit(review):
    return {name for name, _ in review.coverage.limits}


def test_what_is_read_again_and_again_comes_to_an_end(tmp_path):
    found = review(tmp_path, MANY_READINGS)
    assert SUMMARIES.name in hit(found)
    assert found.is_complete


def test_functions_that_call_each_other_in_turn_lead_to_a_sink_once(tmp_path):
    found = review(tmp_path, ROUND)
    assert SUMMARIES.name not in hit(found)
    assert {finding.rule for finding in found.findings} >= {"command-injection", "path-traversal"}
    for finding in found.findings:
        places = [step.span for step in finding.steps]
        assert len(set(places)) == len(places)


def test_objects_in_objects_that_may_be_any_come_to_an_end(tmp_path):
    found = review(tmp_path, STEPS_IN_STEPS)
    assert FOLLOWED_CALLS.name in hit(found)
    assert any(finding.rule == "command-injection" for finding in found.findings)


def test_of_too_many_ways_to_sinks_callers_know_some(tmp_path):
    found = review(tmp_path, MANY_WAYS)
    assert LATENT_SINKS.name in hit(found)
    [finding] = [finding for finding in found.findings if finding.rule == "path-traversal"]
    assert len(finding.also) + 1 == LATENT_SINKS.bound


def test_of_too_many_calls_by_which_one_value_gets_to_one_place_callers_know_some(tmp_path):
    found = review(tmp_path, MANY_CALLS)
    assert SINK_WAYS.name in hit(found)
    assert any(finding.rule == "sql-injection" for finding in found.findings)


@pytest.mark.parametrize(("last", "is_found"), [(SHARED_HOPS.bound - 1, True), (SHARED_HOPS.bound, False)])
def test_data_that_has_come_through_too_many_memories_is_said_not_to_be_followed(tmp_path, last, is_found):
    found = review(tmp_path, f"{CHAIN}\n\ndef run():\n    os.system(Box{last}.value)")
    assert any(finding.rule == "command-injection" for finding in found.findings) == is_found
    assert SHARED_HOPS.name in hit(found)


@pytest.mark.parametrize(("makers", "is_hit"), [(TEXT_MAKERS.bound, False), (TEXT_MAKERS.bound + 1, True)])
def test_a_page_that_too_many_functions_give_back_is_reported_where_it_is_sent(tmp_path, makers, is_hit):
    program = [
        "from flask import Flask, request",
        "app = Flask(__name__)",
        "def make_0():",
        "    return '<b>' + request.args['name'] + '</b>'",
        *(f"def make_{i}():\n    return make_{i - 1}()" for i in range(1, makers)),
        "@app.route('/')",
        "def page():",
        f"    return make_{makers - 1}()",
    ]
    found = review(tmp_path, "\n".join(program))
    assert (TEXT_MAKERS.name in hit(found)) == is_hit
    lines = [finding.span.line for finding in found.findings if finding.rule == "cross-site-scripting"]
    assert lines == [len("\n".join(program).splitlines()) if is_hit else 4]


REGISTER = """
class Page:
    known = {}
    def __init_subclass__(cls):
        Page.known[cls.__name__] = cls

"""
METHODS = "class Menu:\n    def ask(self, name):\n        return getattr(self, 'do_' + name)()\n"
HANDLER = "@app.get('/api/x')\ndef x{}():\n    return 'x'\n"
SCRIPT = "<script>fetch('/api/x').then(a => a.text()).then(t => { document.body.innerHTML = t; });</script>"


@pytest.mark.parametrize("more", [0, 1])
def test_registers_and_handlers_beyond_a_limit_are_counted(tmp_path, more):
    classes = "".join(f"class Page{i}(Page): pass\n" for i in range(REGISTERED_CLASSES.bound + more))
    methods = "".join(f"    def do_{i}(self): pass\n" for i in range(FUNCTIONS_PER_VALUE.bound + more))
    handlers = "".join(HANDLER.format(i) for i in range(ASKED_HANDLERS.bound + more))
    (tmp_path / "pages.py").write_text(REGISTER + classes)
    (tmp_path / "menu.py").write_text(METHODS + methods)
    (tmp_path / "app.py").write_text("from flask import Flask\napp = Flask(__name__)\n" + handlers)
    (tmp_path / "templates").mkdir()
    (tmp_path / "templates" / "index.html").write_text(SCRIPT)
    limits = dict(engine.review(engine.Options(paths=(str(tmp_path),), jobs=1)).coverage.limits)
    names = {REGISTERED_CLASSES.name, FUNCTIONS_PER_VALUE.name, ASKED_HANDLERS.name}
    assert names & limits.keys() == (names if more else set())


@pytest.mark.parametrize("more", [0, 1])
def test_a_table_of_too_many_rows(tmp_path, more):
    rows = "".join(f"        ({i}, os.system),\n" for i in range(ROWS_PER_VALUE.bound + more))
    found = review(
        tmp_path, f"import os\n\ndef run(name):\n    for _, call in [\n{rows}    ]:\n        call(name)\n"
    )
    assert (ROWS_PER_VALUE.name in hit(found)) == bool(more)


BOX = """
class Query:
    def run(self, name):
        os.system(name)

class Other:
    def run(self, name):
        pass

class Box:
    def __init__(self, query):
        self.query = query

    def ask(self, name):
        self.query.run(name)

"""


@pytest.mark.parametrize("more", [0, 1])
def test_a_class_that_is_made_in_too_many_places(tmp_path, more):
    calls = "\n".join("Box(Other())" for _ in range(CONSTRUCTIONS.bound - 1 + more))
    found = review(tmp_path, f"{BOX}{calls}\nBox(Query())\n")
    assert (CONSTRUCTIONS.name in hit(found)) == bool(more)


def test_every_limit_has_a_name_of_its_own():
    names = [limit.name for limit in LIMITS]
    assert len(set(names)) == len(names)
