"""What the printer writes the parser reads, for every sound module and every constant."""

from hypothesis import given, settings
from hypothesis import strategies as st
from sameness import data_of
from strategies import ANY_TEXT, CONSTANTS, modules

from entasis.ir.cursor import Cursor
from entasis.ir.literals import (
    is_constant,
    read_constant,
    read_name,
    read_text,
    write_constant,
    write_name,
    write_text,
)
from entasis.ir.parser import IRSyntaxError, parse_module
from entasis.ir.printer import print_function, print_module
from entasis.ir.verifier import verify


@given(modules())
@settings(max_examples=40)
def test_generated_modules_are_sound(module):
    assert verify(module) == []


@given(modules())
@settings(max_examples=40)
def test_a_module_is_what_its_text_says(module):
    text = print_module(module)
    assert data_of(parse_module(text)) == data_of(module)
    assert all(print_function(function) in text for function in module.functions)


@given(modules())
@settings(max_examples=40)
def test_without_positions_only_they_are_lost(module):
    text = print_module(module, positions=False)
    read = parse_module(text)
    assert print_module(read, positions=False) == text
    assert print_module(read) == text
    assert all(
        step.start == step.end == 0
        for function in read.functions
        for block in function.blocks
        for step in block.instructions
    )


@given(CONSTANTS)
def test_a_constant_is_what_its_text_says(value):
    text = write_constant(value)
    cursor = Cursor(text + " ; x", 1)
    assert data_of(read_constant(cursor)) == data_of(value)
    assert cursor.skip("; x")
    assert text.isprintable()
    assert is_constant(value)


@given(ANY_TEXT)
def test_a_text_ends_where_it_ended(text):
    for write, read in ((write_text, read_text), (write_name, read_name)):
        written = write(text)
        cursor = Cursor(f"{written} @1:0-1:0", 1)
        assert read(cursor, "a text") == text
        assert cursor.skip("@1:0-1:0")
        assert written.isprintable()


@given(modules(), st.data())
@settings(max_examples=40)
def test_a_damaged_text_is_read_or_refused(module, data):
    text = print_module(module)
    start = data.draw(st.integers(0, len(text)))
    end = data.draw(st.integers(start, min(len(text), start + 8)))
    damage = data.draw(
        ANY_TEXT | st.sampled_from(["r1", "(", ")", "9" * 5000, "tuple(", "*", "b0:", "\n", " = "])
    )
    damaged = text[:start] + damage + text[end:]
    line = 1
    try:
        again = print_module(parse_module(damaged))
    except IRSyntaxError as refused:
        line = refused.line
    else:
        verify(parse_module(again))  # it says something of every module that can be written
        assert print_module(parse_module(again)) == again
    assert 1 <= line <= damaged.count("\n") + 1
