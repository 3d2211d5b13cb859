"""Every row about data flow does what it says: a program that uses it is answered by it, at the right line.

The programs are written from the rows themselves, see `writing`; the pages of tests/rules have those that a person wrote.
"""

import pytest
from call_cases import call_cases
from cases import ALL, Case, failures
from clean_cases import field_cases, guard_cases, mapping_cases, sanitizer_cases
from entry_cases import entry_cases
from flow_cases import flow_cases
from page_cases import memory_cases, offer_cases, option_cases, output_cases, raw_cases, render_cases
from sink_cases import reporting, sink_cases
from source_cases import source_cases
from type_cases import alias_cases, type_cases
from use_cases import use_cases
from writing import LIBRARIES

CASES = {
    "sinks": sink_cases,
    "sources": source_cases,
    "sanitizers": sanitizer_cases,
    "guards": guard_cases,
    "flows": flow_cases,
    "calls": call_cases,
    "entries": entry_cases,
    "renders": lambda: [*render_cases(), *raw_cases(), *output_cases()],
    "offers": offer_cases,
    "memories": memory_cases,
    "options": option_cases,
    "fields": field_cases,
    "mappings": mapping_cases,
}
# The tasks that are called are passed stored data as well, which is not what these cases are about.
DISTRUSTED = {"calls": ("remote",)}


@pytest.mark.parametrize("table", CASES)
def test_the_rows_of_a_table_have_their_effect(table, tmp_path):
    cases = [*CASES[table]()]
    assert len(cases) > 10
    wrong = failures(cases, tmp_path, DISTRUSTED.get(table, ALL))
    assert [f"{cases[number]}: {why}\n{cases[number].text}" for number, why in wrong.items()] == []


# Of what classes of Python 2 hold, that have another name now, nothing is known.
MISSING = ["SocketServer.BaseRequestHandler"]


@pytest.mark.parametrize(("made", "missing"), [(alias_cases, MISSING), (type_cases, [])])
def test_what_things_are_leads_to_what_they_do(made, missing, tmp_path):
    cases = [*made()]
    assert len(cases) > 200
    wrong = failures(cases, tmp_path)
    assert [str(cases[number].api) for number in wrong] == missing, wrong


def test_what_is_wrong_by_itself_is_said_so(tmp_path):
    cases = [*use_cases()]
    assert len(cases) > 250
    wrong = failures(cases, tmp_path)
    assert [f"{cases[number]}: {why}\n{cases[number].text}" for number, why in wrong.items()] == []


def passes_nothing_from_outside(row):
    """Whether all that the library passes are objects of its own in which nothing comes in."""
    given = tuple(f"{path}." for _, path in row.types)
    sources = (source.api for library in LIBRARIES for source in library.sources)
    return row.parameters == () and bool(given) and not any(api.startswith(given) for api in sources)


def test_every_row_has_a_case():
    shown = {(case.table, case.api) for cases in CASES.values() for case in cases()}
    without = {
        f"{table} {row.api}"
        for table in CASES
        for library in LIBRARIES
        for row in getattr(library, table)
        if (table, row.api) not in shown
        and not (table == "sinks" and not reporting(row.kind))
        and not (table == "sources" and row.asks is not None)  # scripts of pages, see page-scripts.md
        and not (
            table == "entries" and passes_nothing_from_outside(row)
        )  # sql-injection.md has an application
    }
    assert sorted(without) == []


def test_a_row_without_effect_is_found_out(tmp_path):
    text = "from flask import request\nimport os\n\ndef f():\n    os.getcwd(request.args['x'])  # here\n"
    none = Case("sinks", "os.getcwd", "arg:0 command", text, frozenset({"command-injection"}))
    same = Case("flows", "os.getcwd", "not arg:0", text, frozenset({"command-injection"}), without="flows")
    assert set(failures([none, same], tmp_path)) == {0, 1}
