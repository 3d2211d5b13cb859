"""Bytes become the text that Python would read, and what Python refuses is read all the same and named."""

import ast
import codecs
import encodings.aliases
import tokenize

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from entasis.finding import ProblemKind
from entasis.source import decode

ENCODINGS = sorted({*encodings.aliases.aliases.values(), "idna", "punycode", "unicode_escape", "undefined"})


def only(data):
    """The text and the single problem of bytes that have one."""
    text, problems = decode(data, "a.py")
    assert len(problems) == 1
    assert problems[0].path == "a.py"
    assert "\n" not in problems[0].message
    return text, problems[0]


@given(st.binary(max_size=80))
@example(b"# coding: utf-7\n+2AA-")
@example(b"\xff\xfe\x00")
@example(b"\x00\x00\xfe\xff\x00\x00\xd8\x00")
def test_any_bytes_are_decoded_or_named(data):
    text, problems = decode(data, "a.py")
    if text is None:
        assert [problem.kind for problem in problems] == [ProblemKind.BINARY]
    else:
        assert "\r" not in text
        assert "\0" not in text
        assert text.encode().decode() == text


@given(st.sampled_from(ENCODINGS), st.binary(max_size=60))
def test_any_declared_encoding_is_read_or_named(name, data):
    text, problems = decode(b"# coding: " + name.encode() + b"\n" + data, "a.py")
    assert text is not None or problems
    assert text is None or text.encode().decode() == text


@given(st.text(alphabet="ab#\"'=é€😀\t\f ", max_size=30), st.sampled_from(["\n", "\r\n", "\r"]))
def test_line_ends_are_universal(line, end):
    lines = [line, "x = 1", "", line]
    text, problems = decode(end.join(lines).encode(), "a.py")
    assert (text, problems) == ("\n".join(lines), ())


@pytest.mark.parametrize(
    "data",
    [
        "# -*- coding: latin-1 -*-\nx = 'é'\n".encode("latin-1"),
        "#!/usr/bin/python\n# vim: set fileencoding=cp1252 :\nx = '€'\n".encode("cp1252"),
        "\n# coding: koi8-r\nx = 'ж'\n".encode("koi8-r"),
        "# coding: utf-8\nx = 'ж'\n".encode(),
        "x = 1\n# coding: latin-1\ny = 'ж'\n".encode(),
        "# coding: shift_jis\nx = '表'\n".encode("shift_jis"),
        b"# coding: unicode_escape\nx = '\\u0416'\n",
        codecs.BOM_UTF8 + "# coding: utf-8\nx = 'ж'\n".encode(),
        codecs.BOM_UTF8 + b"x = 1\n",
    ],
)
def test_encodings_are_those_that_python_reads(data, tmp_path):
    path = tmp_path / "a.py"
    path.write_bytes(data)
    with tokenize.open(path) as file:
        expected = file.read()
    assert decode(data, "a.py") == (expected, ())
    assert ast.dump(ast.parse(expected)) == ast.dump(ast.parse(data))


def test_form_feeds_and_odd_separators_stay():
    text = "x = 1\n\f\ny = '\u2028\x85'\n"
    assert decode(text.encode(), "a.py") == (text, ())


def test_python_2_source_in_latin_1_without_a_cookie():
    text, problem = only(b"# caf\xe9\r\nprint 'caf\xe9 \xc3\xa9'\r\n")
    assert text == "# café\nprint 'café é'\n", "what is UTF-8 stays UTF-8"
    assert (problem.kind, problem.line, problem.incomplete) == (ProblemKind.ENCODING, 1, True)
    assert problem.message == "byte 0xe9 is not UTF-8 and 1 more; read as Latin-1"


@pytest.mark.parametrize("end", [b"\n", b"\r\n", b"\r"])
def test_the_line_of_a_bad_byte(end):
    text, problem = only(end.join([b"a", b"b", b"c = '\xff'", b"d"]))
    assert text == "a\nb\nc = 'ÿ'\nd"
    assert problem.line == 3


def test_bytes_outside_the_declared_encoding():
    text, problem = only("# coding: ascii\nx = 'é'\n".encode())
    assert text == "# coding: ascii\nx = 'é'\n"
    assert problem.line == 2
    assert '"ascii"' in problem.message


@pytest.mark.parametrize("name", ["klingon", "rot13", "utf-16", "cp037", "punycode", "x" * 5_000, "os.path"])
def test_an_encoding_that_no_source_has(name):
    text, problem = only(f"# coding: {name}\nx = 'é'\n".encode())
    assert text == f"# coding: {name}\nx = 'é'\n"
    assert (problem.kind, problem.line) == (ProblemKind.ENCODING, 1)


def test_a_mark_and_a_cookie_that_disagree():
    text, problem = only(codecs.BOM_UTF8 + "# coding: latin-1\nx = 'é'\n".encode())
    assert text == "# coding: latin-1\nx = 'é'\n"
    assert "byte order mark" in problem.message


@pytest.mark.parametrize("encoding", ["utf-16", "utf-16-be", "utf-32", "utf-32-be"])
def test_wide_encodings_are_read_and_named(encoding):
    mark = "\ufeff" if encoding.endswith("be") else ""  # the others write their own
    data = (mark + "x = 'é'\r\n").encode(encoding)
    text, problem = only(data)
    assert text == "x = 'é'\n"
    assert not problem.incomplete, "nothing was guessed and nothing is lost"


def test_a_nul_byte_in_source():
    text, problem = only(b"import os\nx = 1\0; os.system(y)\n")
    assert text == "import os\nx = 1 ; os.system(y)\n"
    assert (problem.kind, problem.line, problem.incomplete) == (ProblemKind.ENCODING, 2, True)


@pytest.mark.parametrize("data", [b"\x7fELF\x02\x01\x01" + bytes(60), bytes(range(256)) * 4])
def test_a_binary_file(data):
    text, problem = only(data)
    assert text is None
    assert problem.kind is ProblemKind.BINARY


def test_half_a_surrogate_pair_does_not_reach_the_parser():
    text, problem = only(b"# coding: unicode_escape\nx = '\\ud800'\n")
    assert text == "# coding: unicode_escape\nx = '\ufffd'\n"
    assert problem.line == 2


def test_one_line_of_a_megabyte():
    data = b"#" + b"coding " * 150_000
    assert decode(data, "a.py") == (data.decode(), ())
