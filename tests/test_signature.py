"""Whether `misfit` and `bind` follow Python's own rules, with `inspect` and real calls as the oracle."""

import inspect
from itertools import combinations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from entasis.signature import (
    Arguments,
    MisfitKind,
    Parameter,
    ParameterKind,
    Signature,
    bind,
    misfit,
    misfit_of_all,
)

LIVE_KINDS = {
    ParameterKind.POSITIONAL_ONLY: inspect.Parameter.POSITIONAL_ONLY,
    ParameterKind.POSITIONAL: inspect.Parameter.POSITIONAL_OR_KEYWORD,
    ParameterKind.VAR_POSITIONAL: inspect.Parameter.VAR_POSITIONAL,
    ParameterKind.KEYWORD_ONLY: inspect.Parameter.KEYWORD_ONLY,
    ParameterKind.VAR_KEYWORD: inspect.Parameter.VAR_KEYWORD,
}
KINDS = {kind: ours for ours, kind in LIVE_KINDS.items()}
NAMES = "abcdef"
KEYWORDS = (*NAMES[:5], "x", "y", "z")


def signature_of(function):
    """Our signature of a live Python function."""
    return Signature(
        tuple(
            Parameter(p.name, KINDS[p.kind], p.default is not p.empty)
            for p in inspect.signature(function).parameters.values()
        )
    )


def live(signature):
    """The same signature as `inspect` states it."""
    return inspect.Signature(
        [
            inspect.Parameter(
                p.name, LIVE_KINDS[p.kind], default=0 if p.has_default else inspect.Parameter.empty
            )
            for p in signature.parameters
        ]
    )


@st.composite
def signatures(draw):
    """Every order of parameters that Python's grammar allows, with one star of each sort at most."""
    kinds = sorted(draw(st.lists(st.sampled_from(ParameterKind), max_size=6)))
    parameters = []
    defaults = False
    for name, kind in zip(NAMES, kinds, strict=False):
        star = kind in (ParameterKind.VAR_POSITIONAL, ParameterKind.VAR_KEYWORD)
        if star and parameters and parameters[-1].kind == kind:
            continue
        has_default = not star and draw(st.booleans())
        if kind <= ParameterKind.POSITIONAL:  # once one has a default, all that follow it do
            has_default = defaults = defaults or has_default
        parameters.append(Parameter(name, kind, has_default))
    return Signature(tuple(parameters))


calls = st.builds(
    Arguments,
    positional=st.integers(0, 7),
    keywords=st.lists(st.sampled_from(KEYWORDS), unique=True, max_size=4).map(tuple),
)


def fits(signature, positional, keywords):
    """Whether Python itself takes the call. (`inspect` of 3.11 refuses `f(a=1)` for `def f(a=0, /, **more)`.)"""
    namespace = {}
    exec(f"def callee{live(signature)}: pass", namespace)
    try:
        namespace["callee"](*range(positional), **dict.fromkeys(keywords, "given"))
    except TypeError:
        return False
    return True


@given(signatures(), calls)
def test_without_stars_misfit_is_what_python_refuses(signature, arguments):
    assert (misfit(signature, arguments) is None) == fits(signature, arguments.positional, arguments.keywords)


@given(signatures(), calls)
def test_without_stars_bind_gives_each_parameter_its_own_argument(signature, arguments):
    if misfit(signature, arguments) is not None:
        return
    namespace = {}
    exec(f"def callee{live(signature)}: return locals()", namespace)
    numbers = range(1, arguments.positional + 1)  # defaults are 0
    got = namespace["callee"](*numbers, **{k: k for k in arguments.keywords})
    expected = {p.name: got[p.name] for p in signature.parameters if p.kind not in (2, 4) and got[p.name]}
    assert bind(signature, arguments) == {
        name: value if isinstance(value, str) else value - 1 for name, value in expected.items()
    }


@given(signatures(), calls, st.booleans(), st.booleans())
def test_with_stars_misfit_says_that_no_content_of_the_stars_fits(
    signature, plain, has_star, has_double_star
):
    """Sound: what is called a misfit fits with no content of the stars."""
    arguments = Arguments(plain.positional, plain.keywords, has_star, has_double_star)
    others = [name for name in KEYWORDS if name not in plain.keywords]
    spread = [
        (plain.positional + more, (*plain.keywords, *extra))
        for more in (range(8) if has_star else (0,))
        for size in (range(len(others) + 1) if has_double_star else (0,))
        for extra in combinations(others, size)
    ]
    any_fits = any(fits(signature, count, keywords) for count, keywords in spread)
    assert misfit(signature, arguments) is None or not any_fits


@given(signatures())
def test_the_text_of_a_signature_is_what_python_writes(signature):
    expected = str(live(signature)).replace("=0", "=...")
    assert str(signature) == expected


def test_bind_leaves_out_what_only_a_star_may_give():
    def run(args, bufsize=-1, shell=False, **more): ...

    arguments = Arguments(2, ("shell", "cwd"), has_star=True, leading=1)
    assert bind(signature_of(run), arguments) == {"args": 0, "shell": "shell"}


def test_a_bound_method_has_lost_its_object_and_only_that():
    def method(self, a, *, b=1): ...
    def collects(*args): ...

    assert str(signature_of(method).bound()) == "(a, *, b=...)"
    assert str(signature_of(collects).bound()) == "(*args)"


def none(): ...
def one(a): ...
def optional(msg=None): ...
def pair(a, b): ...
def mixed(a, b=0, *, c): ...
def only(a, b, /): ...


@pytest.mark.parametrize(
    ("function", "arguments", "kind", "sentence"),
    [
        (none, Arguments(1), MisfitKind.TOO_MANY, "takes no arguments, 1 is given"),
        (one, Arguments(3), MisfitKind.TOO_MANY, "takes 1 argument, 3 are given"),
        (optional, Arguments(3), MisfitKind.TOO_MANY, "takes at most 1 argument, 3 are given"),
        (pair, Arguments(3, has_star=True), MisfitKind.TOO_MANY, "takes 2 arguments, at least 3 are given"),
        (mixed, Arguments(3), MisfitKind.TOO_MANY, "takes at most 2 positional arguments, 3 are given"),
        (pair, Arguments(1), MisfitKind.MISSING, 'needs "b", which is not given'),
        (pair, Arguments(), MisfitKind.MISSING, 'needs "a" and "b", which are not given'),
        (mixed, Arguments(1), MisfitKind.MISSING, 'needs "c", which is not given'),
        (one, Arguments(1, ("b",)), MisfitKind.UNEXPECTED_KEYWORD, 'has no parameter "b"'),
        (
            only,
            Arguments(1, ("b",)),
            MisfitKind.UNEXPECTED_KEYWORD,
            'takes "b" by position only, not by keyword',
        ),
        (pair, Arguments(1, ("a",)), MisfitKind.DUPLICATE, 'gets "a" twice, by position and by keyword'),
    ],
)
def test_a_misfit_reads_as_a_fact(function, arguments, kind, sentence):
    found = misfit(signature_of(function), arguments)
    assert found is not None
    assert (found.kind, found.describe()) == (kind, sentence)


def test_of_several_signatures_any_may_fit_and_the_nearest_explains():
    several = [signature_of(f) for f in (none, one, pair)]
    assert misfit_of_all(several, Arguments(2)) is None
    assert misfit_of_all([], Arguments(2)) is None
    found = misfit_of_all(several, Arguments(3))
    assert found is not None
    assert found.describe() == "takes 2 arguments, 3 are given"
