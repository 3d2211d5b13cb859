"""What is read of descriptions of interfaces: never an exception, whatever the text; pages of tests/rules show what for."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from entasis.frontends.descriptions import read_description
from entasis.frontends.descriptions.tree import read_tree


@pytest.mark.parametrize(
    ("text", "tree"),
    [
        ("a: 1\nb: [yes, ~]\nc:\n- d: 'x'\n", {"a": "1", "b": ["yes", "~"], "c": [{"d": "x"}]}),
        ('{"a": 1, "b": [true, null], "c": "x"}', {"a": "1", "b": ["true", "null"], "c": "x"}),
        ("a: &x {b: 1}\nc: *x\n", {"a": {"b": "1"}, "c": {"b": "1"}}),
        ("{a: b}", {"a": "b"}),
        ("? [a, b]\n: c\n", {"": "c"}),
        ("a: 1\n---\nb: 2\n", {"a": "1"}),
        ("!!python/object/apply:os.system [x]", ["x"]),
        ("*nothing", ""),
        ("", None),
        ("a: [", None),
    ],
)
def test_trees(text, tree):
    assert read_tree(text) == tree


@pytest.mark.parametrize("deep", ["[" * 100_000, "- " * 100_000, '{"a":' * 100_000, "a: &a [*a, *a]"])
def test_what_nests_deep_or_in_itself_is_no_description(deep):
    assert read_description(f"openapi: 3\npaths: {deep}", "api.yaml") is None or "&a" in deep
    assert read_description(deep + '"openapi" "paths"', "api.json") is None


@given(st.text(st.sampled_from("{}[]:,-?&*!|>'\"#%@ \n\tab0")))
def test_any_text_is_read(text):
    read_description("openapi: 3\npaths:\n " + text, "api.yaml")
    read_tree(text)


@given(
    st.recursive(
        st.sampled_from(["get", "$ref", "#/paths", "parameters", "query", "integer", "name"]),
        lambda inner: (
            st.lists(inner)
            | st.dictionaries(
                st.sampled_from(
                    [
                        "/a",
                        "get",
                        "$ref",
                        "parameters",
                        "schema",
                        "name",
                        "in",
                        "items",
                        "type",
                        "requestBody",
                    ]
                ),
                inner,
            )
        ),
    )
)
def test_any_shape_is_read(paths):
    description = read_description(json.dumps({"openapi": "3.0.0", "paths": paths}), "api.json")
    assert description is not None
