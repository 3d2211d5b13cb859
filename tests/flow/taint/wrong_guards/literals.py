"""Checks of literals that leave room for more than one."""

from flowtest import Refused, sink_code, source

GOOD = "'a'"


def case_ends_only():
    text = source(GOOD, "'a'+f(TOKEN)+'b'")
    if text.startswith("'") and text.endswith("'"):
        sink_code(text)  # flow


def case_two_kinds_of_quotes():
    text = source(GOOD, "'a'+f(TOKEN)+'b'")
    if not text.startswith("'") or not text.endswith("'") or '"' in text[1:-1]:
        raise Refused
    sink_code(text)  # flow


def case_begins_only():
    text = source("'a", "'a'+f(TOKEN)")
    if text.startswith("'") and '"' not in text:
        sink_code(text)  # flow


def case_less_than_all_is_looked_at():
    text = source(GOOD, "'a'+f(TOKEN)+'b'")
    if text.startswith("'") and text.endswith("'") and "'" not in text[1:2]:
        sink_code(text)  # flow


def case_another_text():
    text, other = source(GOOD, "f(TOKEN)"), source(GOOD, "'a'")
    if other.startswith("'") and other.endswith("'") and "'" not in other[1:-1]:
        sink_code(text)  # flow
