"""What a finding says where a kind of sinks has words and a remedy of its own."""

from entasis import engine

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
        "the query string becomes the address of a link in the template: "
        "one that begins with `javascript:` is code"
    )
    assert "javascript:" in link.fix.description
    assert link.steps[-1].text == "it reaches the address of a link of the template"
    assert text.message.endswith("of the template unescaped")
    assert "escape" in text.fix.description
