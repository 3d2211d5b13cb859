"""Names across modules: packages, layouts, re-exports, star imports, and the many ways to import."""

import pytest
from programs import revealed

SERVICE = "class Service:\n    def run(self): ...\n"


@pytest.mark.parametrize(
    ("files", "expected"),
    [
        pytest.param(
            {
                "app/__init__.py": "",
                "app/core.py": SERVICE,
                "main.py": "from app.core import Service\nreveal(Service)",
            },
            "class app.core.Service",
            id="package beside",
        ),
        pytest.param(
            {
                "src/app/__init__.py": "",
                "src/app/core.py": SERVICE,
                "tests/t.py": "import app.core\nreveal(app.core.Service())",
            },
            "app.core.Service",
            id="src layout",
        ),
        pytest.param(
            {
                "app/__init__.py": "",
                "app/core.py": SERVICE,
                "app/main.py": "from .core import Service\nreveal(Service)",
            },
            "class app.core.Service",
            id="relative",
        ),
        pytest.param(
            {
                "app/__init__.py": "",
                "app/core.py": SERVICE,
                "app/sub/__init__.py": "",
                "app/sub/main.py": "from .. import core\nfrom ..core import Service\nreveal(core.Service)",
            },
            "class app.core.Service",
            id="relative upwards",
        ),
        pytest.param(
            {
                "web/__init__.py": "",
                "web/app/__init__.py": "",
                "web/app/core.py": SERVICE,
                "web/app/sub/__init__.py": "",
                "web/app/sub/main.py": "from app.core import Service\nreveal(Service)",
            },
            "class web.app.core.Service",
            id="a package of which the program is started in the folder above, which is one as well",
        ),
        pytest.param(
            {
                "__init__.py": "",
                "app/__init__.py": "from app.core import Service\nfrom app import main",
                "app/core.py": SERVICE,
                "app/main.py": "from app import Service\nreveal(Service)",
            },
            "class app.core.Service",
            id="a package at the top, which has no name",
        ),
        pytest.param(
            {
                "my-shop/__init__.py": "",
                "my-shop/app/__init__.py": "",
                "my-shop/app/core.py": SERVICE,
                "my-shop/app/sub/__init__.py": "",
                "my-shop/app/sub/main.py": "from app.core import Service\nreveal(Service)",
            },
            "class app.core.Service",
            id="a package that no import can name",
        ),
        pytest.param(
            {
                "shop/__init__.py": "",
                "shop/celery.py": SERVICE,
                "shop/tasks/__init__.py": "",
                "shop/tasks/main.py": "from celery import Service\nreveal(Service)",
            },
            "api celery.Service",
            id="what lies in a package is not found by its last name",
        ),
        pytest.param(
            {"app/__init__.py": "", "app/main.py": "from .....core import Service\nreveal(Service)"},
            "",
            id="relative beyond everything",
        ),
        pytest.param(
            {
                "plugins/acme/mail.py": SERVICE,
                "plugins/main.py": "import acme.mail\nreveal(acme.mail.Service)",
            },
            "class mail.Service",
            id="namespace package by import",
        ),
        pytest.param(
            {
                "plugins/acme/mail.py": SERVICE,
                "plugins/main.py": "from acme import mail\nreveal(mail.Service)",
            },
            "class mail.Service",
            id="namespace package by from",
        ),
        pytest.param(
            {"one/acme/a.py": SERVICE, "two/acme/b.py": "from acme.a import Service\nreveal(Service)"},
            "class a.Service",
            id="namespace package in two roots",
        ),
        pytest.param(
            {
                "one/util.py": "class One: ...",
                "two/util.py": "class Two: ...",
                "two/main.py": "import util\nreveal(util.Two)",
            },
            "class util.Two",
            id="lone files of one name: the nearest",
        ),
        pytest.param(
            {"one/util.py": "class One: ...", "two/main.py": "import util\nreveal(util.One)"},
            "api util.One",
            id="a lone file elsewhere is not in the path",
        ),
        pytest.param(
            {
                "a/app/__init__.py": "",
                "a/app/x.py": "class A: ...",
                "b/app/__init__.py": "",
                "b/app/x.py": "class B: ...",
                "b/tests/t.py": "from app.x import B\nreveal(B)",
            },
            "class app.x.B",
            id="two roots with one package name: the nearest",
        ),
        pytest.param(
            {
                "app/__init__.py": "",
                "app/logging.py": "def getLogger(): ...",
                "app/main.py": "import logging\nreveal(logging.getLogger)",
            },
            "api logging.getLogger",
            id="the standard library before a file beside it in a package",
        ),
        pytest.param(
            {
                "app/__init__.py": "",
                "app/queue.py": SERVICE,
                "app/main.py": "from app.queue import Service\nreveal(Service)",
            },
            "class app.queue.Service",
            id="a module of the package with a name of the standard library",
        ),
        pytest.param(
            {
                "json/__init__.py": "",
                "json/decoder.py": SERVICE,
                "json/tool.py": "from json.decoder import Service\nreveal(Service)",
            },
            "class json.decoder.Service",
            id="the standard library itself under review",
        ),
    ],
)
def test_modules_are_found(files, expected):
    assert revealed(files) == [expected]


def test_a_reexport_is_the_thing_itself():
    files = {
        "app/__init__.py": "from .core import Service as Main\nfrom app import core",
        "app/core.py": SERVICE,
        "main.py": "from app import Main\nimport app as alias\nreveal(Main)\nreveal(alias.Main)\nreveal(alias.core.Service)",
    }
    assert revealed(files) == ["class app.core.Service"] * 3


def test_star_import_brings_public_names_only():
    files = {
        "lib.py": "class A: ...\nclass _B: ...",
        "a.py": "from lib import *\nreveal(A)\nreveal(_B)",
    }
    assert revealed(files) == ["class lib.A", ""]


def test_star_import_brings_what_all_lists():
    files = {
        "lib.py": "class A: ...\nclass B: ...\nclass _C: ...\n__all__ = ['A']\n__all__ += ['_C']",
        "a.py": "from lib import *\nreveal(A)\nreveal(B)\nreveal(_C)",
    }
    assert revealed(files) == ["class lib.A", "", "class lib._C"]


def test_star_import_through_a_package_and_in_a_circle():
    files = {
        "app/__init__.py": "from .one import *",
        "app/one.py": "from .two import *\nclass One: ...",
        "app/two.py": "from .one import *\nclass Two: ...",
        "main.py": "from app import Two, One\nreveal(Two)\nreveal(One)",
    }
    assert revealed(files) == ["class app.two.Two", "class app.one.One"]


def test_star_import_of_the_standard_library_hides_built_ins():
    assert revealed("from os import *\nreveal(open)\nreveal(len)") == ["api os.open", "api len"]


def test_the_one_star_import_nobody_can_look_into_defines_what_nothing_else_does():
    assert revealed("from numpy import *\nreveal(array)\nreveal(len)") == ["api numpy.array", "api len"]
    assert revealed("from numpy import *\nfrom scipy import *\nreveal(array)") == [""]


def test_star_import_after_an_assignment_may_replace_it():
    assert revealed("limit = 1\nfrom settings_local import *\ndef f():\n    reveal(limit)") == ["? | int"]
    assert revealed("from settings_local import *\nlimit = 1\ndef f():\n    reveal(limit)") == ["int"]


def test_alternatives_are_all_kept():
    files = {
        "fast.py": "def parse(): ...",
        "a.py": """
try:
    from fast import parse
except ImportError:
    from json import loads as parse
def f():
    reveal(parse)
""",
    }
    assert revealed(files) == ["api json.loads | fast.parse"]


def test_imports_in_functions_and_under_conditions():
    files = {
        "lib.py": SERVICE,
        "a.py": """
import sys
if sys.platform == "win32":
    from lib import Service
def f():
    import lib
    from lib import Service as Inner
    reveal(lib.Service)
    reveal(Inner)
    reveal(Service)
""",
    }
    assert revealed(files) == ["class lib.Service"] * 3


def test_import_by_name():
    files = {
        "app/__init__.py": "",
        "app/core.py": SERVICE,
        "app/main.py": """
import importlib
from importlib import import_module
reveal(importlib.import_module("app.core").Service)
reveal(import_module(".core", __package__).Service)
reveal(__import__("app.core").core.Service)
reveal(import_module("os").path.join)
def f(name):
    reveal(import_module(name))
    reveal(import_module("app." + name))
""",
    }
    of_package = "? | module app.core | module app.main"
    assert revealed(files) == [*["class app.core.Service"] * 3, "api os.path.join", "", of_package]


def test_a_submodule_is_an_attribute_of_its_package():
    files = {
        "app/__init__.py": "",
        "app/core.py": SERVICE,
        "main.py": "import app\nreveal(app.core.Service)",
    }
    assert revealed(files) == ["class app.core.Service"]


def test_a_name_that_is_a_submodule_and_an_attribute():
    function = "def core(): ...\n"
    importing = "from .core import Service\n"
    main = "import app\nreveal(app.core)"
    both = {"app/core.py": SERVICE, "main.py": main}
    assert revealed({**both, "app/__init__.py": importing + function}) == ["app.core"]
    assert revealed({**both, "app/__init__.py": "from .core import Service as core"}) == [
        "class app.core.Service"
    ]
    assert revealed({**both, "app/__init__.py": function}) == ["app.core | module app.core"]
    assert revealed({**both, "app/__init__.py": function + importing}) == ["app.core | module app.core"]


def test_circular_imports_end_and_are_right():
    files = {
        "app/__init__.py": "",
        "app/a.py": "from app.b import B, back\nclass A: ...\nreveal(B)\nreveal(back)",
        "app/b.py": "from app.a import A as back\nfrom app.a import back as again\nclass B: ...\nreveal(again)",
    }
    assert revealed(files) == ["class app.b.B", "class app.a.A", "class app.a.A"]


def test_names_that_import_each_other_are_not_known():
    assert revealed({"a.py": "from b import x\nreveal(x)", "b.py": "from a import x"}) == [""]


def test_a_module_that_answers_for_any_name_is_not_taken_at_its_word():
    files = {"lib.py": "def __getattr__(name): return make(name)", "a.py": "import lib\nreveal(lib.anything)"}
    assert revealed(files) == [""]


def test_what_a_module_does_not_have_is_not_known():
    assert revealed({"lib.py": "x = 1", "a.py": "from lib import y\nreveal(y)"}) == [""]


def test_what_is_deleted_or_overwritten_is_not_seen():
    text = """
def handler(): ...
def handler(): ...
class Old: ...
Thing = Old
del Thing
class Thing: ...
def f():
    reveal(Thing)
"""
    assert revealed(text) == ["class a.Thing"]


def test_names_of_every_module():
    assert revealed("reveal(__name__)\ndef f():\n    reveal(__file__)") == ["str", "str"]


def test_long_chains_of_attributes_end():
    [found] = revealed("import lib\nreveal(lib" + ".a.b" * 200 + ")")
    assert found == ""
