"""On files that the compiler accepts, `recover` says the same: a sample of the standard library.

All of it is compared by `benchmarks/recover_oracle.py`.
"""

import ast
import sysconfig
import tokenize
import warnings
from pathlib import Path

import pytest
from sameness_of_trees import shown

from entasis.frontends.python.recover import recover

LIBRARY = Path(sysconfig.get_path("stdlib"))
CHOSEN = [
    "test/test_grammar.py",
    "test/test_patma.py",
    "test/test_unicode_identifiers.py",
    "test/test_named_expressions.py",
]
SAMPLE = [
    path.relative_to(LIBRARY).as_posix()
    for path in sorted(LIBRARY.rglob("*.py"))
    if "site-packages" not in path.parts and path.stat().st_size < 30_000
][::25]


@pytest.mark.parametrize("name", [*SAMPLE, *(name for name in CHOSEN if (LIBRARY / name).is_file())])
def test_a_file_of_the_standard_library(name):
    try:
        with tokenize.open(LIBRARY / name) as file:
            text = file.read()
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            tree = ast.parse(text)
    except (SyntaxError, UnicodeDecodeError):
        pytest.skip("the compiler refuses this file, as the library's own tests want")
    result = recover(text)
    assert result.errors == ()
    assert shown(result.tree) == shown(tree)
