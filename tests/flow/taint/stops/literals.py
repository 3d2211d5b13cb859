"""A text that begins and ends with a quote and has none within is one literal of Python or SQL, whatever it says."""

from flowtest import Refused, sink_code, sink_html, sink_sql, source

GOOD = "'a'"
BAD = "f(TOKEN)"


def case_raw():
    sink_code(source(GOOD, BAD))  # flow


def case_one_literal():
    text = source(GOOD, BAD)
    if text.startswith("'") and text.endswith("'") and "'" not in text[1:-1]:
        sink_code(text)  # clean
    else:
        sink_code(text)  # flow


def case_one_literal_or_refused():
    text = source('"a"', BAD)
    if not text.startswith('"') or not text.endswith('"') or '"' in text[1:-1]:
        raise Refused
    sink_code(text)  # clean


def is_literal(text):
    return text.startswith("'") and text.endswith("'") and "'" not in text[1:-1]


def case_helper():
    text = source(GOOD, BAD)
    if not is_literal(text):
        raise Refused
    sink_code(text)  # clean
    sink_sql("select * from t where a = " + text)  # clean


def case_is_no_html():
    text = source(GOOD, "'<b id=TOKEN>'")
    if is_literal(text):
        sink_html(text)  # flow


def case_number():
    text = source("7", BAD)
    if text.isdecimal():
        sink_code(text)  # clean


def case_put_between_quotes_without_them():
    text = source("a", "'+f(TOKEN)+'")
    if "'" in text or "\\" in text:
        raise Refused
    sink_sql("select '" + text + "'")  # clean
