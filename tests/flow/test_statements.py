"""What an SQL statement reads and writes is told from its text alone, and from no more of it than is certain."""

import pytest

from entasis.analyses.statements import Value, parse_statement


def _written(*parts):
    statement = parse_statement(parts)
    return statement.table, [name for name, _ in statement.columns], list(statement.values)


def test_an_insertion_names_its_columns():
    found = _written("INSERT INTO posts (author, \"text\", date) VALUES (?, 'x, (y)', lower(?))")
    assert found == ("posts", ["author", "text", "date"], [Value((), 0), Value(), Value((), 1)])


def test_an_insertion_without_columns():
    found = _written("insert or replace into main.posts values (NULL, '", 7, "', ", 9, ")")
    assert found == ("posts", [], [Value(), Value((7,)), Value((9,))])


def test_values_are_bound_by_name_and_by_number():
    found = _written("UPDATE posts SET text = %(text)s, author=:who WHERE id = %(id)s")
    assert found == ("posts", ["text", "author"], [Value((), "text"), Value((), "who")])
    found = _written("INSERT INTO posts (a, b) VALUES ($2, $1)")
    assert found[2] == [Value((), 2, is_argument=True), Value((), 1, is_argument=True)]


def test_places_are_counted_over_the_whole_text():
    found = _written("UPDATE posts SET n = n + 1, text = %s, author = %s WHERE id = %s")
    assert found[2] == [Value(), Value((), 0), Value((), 1)]


def test_a_selection_names_what_its_rows_hold():
    statement = parse_statement(["SELECT p.id, p.text AS body, count(*) n FROM posts p LEFT JOIN users u ON 1 = 1"])
    assert statement.columns == (("id", "id"), ("text", "body"), ("", "n"))
    assert (statement.table, statement.others) == ("posts", ("users",))
    assert parse_statement(["SELECT DISTINCT * FROM `posts` WHERE a = ", 3]).columns == (("*", "*"),)


def test_a_table_is_made():
    statement = parse_statement(["CREATE TABLE IF NOT EXISTS t (a INT, b DECIMAL(3, 2), PRIMARY KEY (a))"])
    assert (statement.verb, statement.table) == ("create", "t")
    assert [name for name, _ in statement.columns] == ["a", "b"]


@pytest.mark.parametrize(
    "text",
    ["", "SELECT", "SELECT 1", "SELECT a FROM", "INSERT INTO", "INSERT INTO t SELECT * FROM u", "UPDATE t", "DROP TABLE t"]
    + ["INSERT INTO t (a, b) VALUES (1)", "CREATE INDEX i ON t (a)", "selected", "REPLACE", "UPDATE SET", "CREATE TABLE t"],
)
def test_others_say_nothing(text):
    assert parse_statement([text]) is None


def test_what_begins_with_a_value_says_nothing():
    assert parse_statement([4, " INTO posts"]) is None
    assert parse_statement([]) is None
