"""What a finding says where a kind of sinks has words and a remedy of its own."""

import pytest

from entasis import engine
from entasis.analyses.taint.wording import agreed, sentence
from entasis.finding import Tier

VIEW = """
from flask import Flask, render_template, request

app = Flask(__name__)


@app.route("/page")
def page():
    return render_template("page.html", to=request.args["to"], name=request.args["name"])
"""


def test_the_address_of_a_link_has_a_remedy_of_its_own(tmp_path):
    (tmp_path / "app.py").write_text(VIEW)
    (tmp_path / "templates").mkdir()
    (tmp_path / "templates" / "page.html").write_text(
        '<a href="{{ to }}">on</a>\n{% autoescape false %}<p>{{ name }}</p>{% endautoescape %}\n'
    )
    review = engine.review(engine.Options((str(tmp_path),)))
    link, text = sorted(review.findings, key=lambda finding: finding.span.line)
    assert link.message == (
        "the query string becomes the address of a link in the template, where `javascript:` begins code"
    )
    assert "javascript:" in link.fix.description
    assert link.steps[-1].text == "it reaches the address of a link of the template"
    assert text.message.endswith("of the template unescaped")
    assert "escape" in text.fix.description


CLIENT = """
import requests

from shop import settings


def fetch(url):
    if settings.get("INSECURE"):
        return requests.get(url, verify=False)
    return requests.get(url)


def fetch_all(urls):
    return [requests.get(url, verify=False) for url in urls]
"""


def test_verification_that_is_off_says_under_which_test_it_stands(tmp_path):
    (tmp_path / "client.py").write_text(CLIENT)
    review = engine.review(engine.Options((str(tmp_path),), level=Tier.AUDIT))
    under_a_test, always = sorted(review.findings, key=lambda finding: finding.span.line)
    assert [(step.span.line, step.text) for step in under_a_test.steps] == [
        (8, "verification is given up only where this is true"),
        (9, "here nobody's certificate is checked"),
    ]
    assert always.steps == ()


TWO_SENDERS = """
import requests
from flask import Flask, request
from markupsafe import Markup

app = Flask(__name__)
TITLES = {}


@app.route("/a")
def asked():
    TITLES["title"] = requests.get("https://service.example.org/title", timeout=9).text
    return ""


@app.route("/b")
def sent():
    TITLES["title"] = request.form["title"]
    return ""


@app.route("/c")
def shown():
    return Markup("<b>" + TITLES["title"] + "</b>")
"""


def test_what_a_visitor_sends_is_told_before_what_a_service_answers(tmp_path):
    (tmp_path / "app.py").write_text(TWO_SENDERS)
    review = engine.review(engine.Options((str(tmp_path),)))
    [finding] = [finding for finding in review.findings if finding.rule == "cross-site-scripting"]
    assert finding.steps[0].text == "the request body comes in here"


@pytest.mark.parametrize(
    ("subject", "said", "expected"),
    [
        (
            "the request's parameters",
            "is written to the log",
            "the request's parameters are written to the log",
        ),
        ("the uploaded files", "chooses the file", "the uploaded files choose the file"),
        ("the rows of the database", "reaches it", "the rows of the database reach it"),
        ("the request's path", "is written to the log", "the request's path is written to the log"),
        ("the resource's address", "chooses the file", "the resource's address chooses the file"),
        ("the key that signs the sessions", "is used", "the key that signs the sessions is used"),
        ("what the peer sent", "becomes part of it", "what the peer sent becomes part of it"),
    ],
)
def test_a_verb_agrees_with_its_source(subject, said, expected):
    assert sentence(subject, said) == agreed(subject, f"{subject} {said}") == expected


def test_a_text_that_begins_with_something_else_is_left_as_it_is():
    assert agreed("the headers", "It is written by the headers") == "It is written by the headers"
