"""SQL: bound parameters are not text, and a quote doubled inside its quotes cannot end them."""

from flowtest import Refused, maybe, sink_html, sink_sql, source

COLUMNS = {"name": "t.name", "plain": "t.plain"}


def case_bound():
    sink_sql("select * from t where a = ?", (source(),))  # clean


def case_bound_by_name():
    sink_sql("select * from t where a = :a", {"a": source()})  # clean


def case_bound_by_keyword():
    sink_sql(statement="select * from t where a = ?", parameters=[source()])  # clean


def case_formatted():
    sink_sql("select * from t where a = '%s'" % source())  # flow
    sink_sql("select * from t where a = '{}'".format(source()))  # flow
    sink_sql(f"select * from t where a = '{source()}'")  # flow
    sink_sql("select * from t where a = '" + source() + "'")  # flow


def case_bound_and_formatted():
    sink_sql("select * from t where a = ? and b = '" + source() + "'", (source(),))  # flow


def case_placeholders():
    ids = source("1,2").split(",")
    marks = ", ".join("?" for _ in ids)
    sink_sql(f"select * from t where a in ({marks})", ids)  # clean


def case_placeholders_by_length():
    ids = source("1,2").split(",")
    sink_sql("select * from t where a in (" + ",".join(["?"] * len(ids)) + ")", ids)  # clean
    sink_sql("select * from t where a in (" + ",".join("?" * len(ids)) + ")", ids)  # clean


def case_optional_condition():
    statement, parameters = "select * from t", []
    value = source()
    if value:
        statement += " where a = ?"
        parameters.append(value)
    sink_sql(statement, parameters)  # clean


def case_conditions_collected():
    conditions, parameters = [], {}
    if maybe():
        conditions.append("a = :a")
        parameters["a"] = source()
    sink_sql("select * from t where " + " and ".join(conditions), parameters)  # clean


def case_columns_of_a_form():
    form = {"a": source(), "b": source()}
    columns = ", ".join(f"{name} = ?" for name in form)
    sink_sql(f"update t set {columns}", list(form.values()))  # clean


def case_columns_named_from_outside():
    form = {source(): "a"}
    columns = ", ".join(f"{name} = ?" for name in form)
    sink_sql(f"update t set {columns}", list(form.values()))  # flow


def case_column_looked_up():
    column = COLUMNS[source()]
    sink_sql(f"select {column} from t")  # clean


def case_column_checked():
    column = source()
    if column not in COLUMNS:
        raise Refused
    sink_sql(f"select {column} from t")  # clean


def case_direction():
    direction = "desc" if source() == "desc" else "asc"
    sink_sql(f"select * from t order by a {direction}")  # clean


def case_quote_doubled_in_quotes():
    value = source().replace("'", "''")
    sink_sql("select * from t where a = '" + value + "'")  # clean
    sink_sql(f"select * from t where a = '{value}'")  # clean
    sink_sql("select * from t where a = '%s'" % value)  # clean
    sink_sql("select * from t where a = '{}'".format(value))  # clean


def case_quote_doubled_without_quotes():
    value = source().replace("'", "''")
    sink_sql("select * from t where a = " + value)  # flow


def case_quote_removed_in_quotes():
    sink_sql("select * from t where a = '" + source().replace("'", "") + "'")  # clean


def case_wrong_quote_replaced():
    sink_sql("select * from t where a = '" + source().replace('"', '""') + "'")  # flow


def case_quote_doubled_is_no_html():
    sink_html("<p>" + source().replace("'", "''") + "</p>")  # flow


def case_quote_doubled_in_a_helper():
    def quoted(value):
        return "'" + value.replace("'", "''") + "'"

    sink_sql("select * from t where a = " + quoted(source()))  # clean


def case_number():
    sink_sql(f"select * from t limit {int(source('7'))}")  # clean
    sink_sql("select * from t limit %d" % int(source("7")))  # clean


class Repository:
    table = "t"

    def find(self, name):
        sink_sql(f"select * from {self.table} where a = ?", (name,))  # clean

    def find_badly(self, name):
        sink_sql(f"select * from {self.table} where a = '{name}'")  # flow


def case_repository():
    Repository().find(source())
    Repository().find_badly(source())
