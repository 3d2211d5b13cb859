"""A sanitizer stops its own kinds and no others, and only for as long as nothing undoes it."""

import html
import json
import shlex
import urllib.parse
from xml.sax.saxutils import escape

from flowtest import sink_command, sink_html, sink_path, sink_sql, source


def case_escaped_for_html():
    value = html.escape(source())
    sink_html("<p>" + value + "</p>")  # clean
    sink_command("echo " + value)  # flow
    sink_path("/srv/data/" + value)  # flow


def case_escaped_for_html_is_no_number():
    sink_sql("select * from t where a = " + html.escape(source()))  # flow


def case_quoted_for_the_shell():
    value = shlex.quote(source())
    sink_command("echo " + value)  # clean
    sink_html("<p>" + value + "</p>")  # flow
    sink_sql("select * from t where a = " + value)  # flow


def case_quoted_for_the_shell_is_no_path():
    sink_path("/srv/data/" + shlex.quote(source("a", "../TOKEN")))  # flow


def case_quoted_by_join():
    sink_command(shlex.join(["echo", source()]))  # clean


def case_quoted_in_a_list():
    words = ["echo", *(shlex.quote(word) for word in [source(), source()])]
    sink_command(" ".join(words))  # clean


def case_quoted_by_map():
    sink_command(" ".join(map(shlex.quote, ["echo", source()])))  # clean


def case_one_of_two_quoted():
    a, b = source(), source()
    sink_command(f"cp {shlex.quote(a)} {b}")  # flow
    sink_command(f"cp {shlex.quote(a)} {shlex.quote(b)}")  # clean


def case_quoted_in_a_helper():
    def quoted(value):
        return shlex.quote(value)

    sink_command("echo " + quoted(source()))  # clean
    sink_html("<p>" + quoted(source()) + "</p>")  # flow


def case_quoted_twice():
    sink_command("echo " + shlex.quote(html.escape(source())))  # clean
    sink_html("<p>" + html.escape(shlex.quote(source())) + "</p>")  # clean


def case_quoted_in_one_branch():
    value = source()
    if value.startswith("p"):
        value = shlex.quote(value)
    sink_command("echo " + value)  # flow


def case_quoted_in_both_branches():
    value = source()
    if value.startswith("p"):
        value = shlex.quote(value)
    else:
        value = shlex.quote(value.strip())
    sink_command("echo " + value)  # clean


def case_quoted_result_dropped():
    value = source()
    shlex.quote(value)
    sink_command("echo " + value)  # flow


def case_unescaped_again():
    sink_html("<p>" + html.unescape(html.escape(source())) + "</p>")  # flow


def case_split_again():
    sink_command("echo " + shlex.split(shlex.quote(source()))[0])  # flow  # missing: a known gap, benchmarks/flows.md


def case_unquoted_again():
    sink_html(urllib.parse.unquote(urllib.parse.quote(source())))  # flow


def case_quoted_for_a_url():
    sink_html("<a href='/x?" + urllib.parse.quote(source()) + "'>x</a>")  # clean


def case_query_of_a_url():
    sink_html("<a href='/x?" + urllib.parse.urlencode({"a": source()}) + "'>x</a>")  # clean


def case_quoted_for_a_url_keeps_dots():
    sink_path("/srv/data/" + urllib.parse.quote(source("a", ".."), safe=""))  # flow


def case_quoted_for_a_url_keeps_slashes():
    sink_path("/srv/data/" + urllib.parse.quote(source("a", "../TOKEN")))  # flow


def case_escaped_by_another_library():
    sink_html("<p>" + escape(source()) + "</p>")  # clean


def case_json_is_no_html():
    sink_html("<script>x = " + json.dumps(source("a", "</script><b id=TOKEN>")) + "</script>")  # flow


def case_number_stops_all():
    value = int(source("7"))
    sink_html(f"<p>{value}</p>")  # clean
    sink_sql(f"select * from t where a = {value}")  # clean
    sink_command(f"kill {value}")  # clean
    sink_path(f"/srv/data/{value}")  # clean


def case_membership_stops_all():
    value = source()
    if value not in {"plain"}:
        return
    sink_html(value)  # clean
    sink_sql("select " + value)  # clean
    sink_command("echo " + value)  # clean
    sink_path("/srv/data/" + value)  # clean


def escaped_by_hand(text):
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def case_escaped_by_hand():
    sink_html("<p>" + escaped_by_hand(source()) + "</p>")  # clean
    sink_command("echo " + escaped_by_hand(source()))  # flow


def case_escaped_by_translate():
    table = str.maketrans({"&": "&amp;", "<": "&lt;", ">": "&gt;"})
    sink_html("<p>" + source().translate(table) + "</p>")  # clean  # spurious: a known gap, benchmarks/flows.md


def case_only_one_bracket_replaced():
    sink_html("<p>" + source("a", "<b id=TOKEN >").replace(">", "&gt;") + "<i></i></p>")  # flow


def case_raw_beside_escaped():
    value = source()
    sink_html("<p>" + html.escape(value) + "</p>" + value)  # flow


class Page:
    def __init__(self):
        self.parts = []

    def text(self, value):
        self.parts.append(html.escape(value))

    def raw(self, value):
        self.parts.append(value)

    def render(self):
        return "".join(self.parts)


def case_page_that_escapes():
    page = Page()
    page.text(source())
    sink_html(page.render())  # clean


def case_page_that_does_not():
    page = Page()
    page.raw(source())
    sink_html(page.render())  # flow


def case_escaped_then_formatted():
    sink_html("<p>{}</p>".format(html.escape(source())))  # clean
    sink_html("<p>%s</p>" % html.escape(source()))  # clean
    sink_html(f"<p>{html.escape(source())}</p>")  # clean
    sink_html("".join(["<p>", html.escape(source()), "</p>"]))  # clean


def case_escaped_and_cut():
    sink_html("<p>" + html.escape(source())[:40] + "</p>")  # clean


def case_escaped_and_encoded():
    sink_html(html.escape(source()).encode().decode())  # clean
