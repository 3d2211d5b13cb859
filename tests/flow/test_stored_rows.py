"""Rows of a table are objects like others: whatever is called on them, data is followed on."""

from entasis import engine

PROGRAM = """\
from django.db import models
from django.http import HttpResponse


class Account(models.Model):
    name = models.CharField(max_length=10)
    note = models.TextField()


def keep(request):
    Account(name="x", note=request.POST["note"]).save()


def show(request):
    found = Account.objects.filter(name="x")
    found.update(name="y")
    found[0].save()
    found.exclude(name="z").order_by("name").first().delete()
    return HttpResponse(found[0].note)
"""


def test_methods_of_rows_that_nothing_is_known_of(tmp_path):
    (tmp_path / "accounts.py").write_text(PROGRAM)
    review = engine.review(engine.Options((str(tmp_path),)))
    assert review.problems == ()
    assert [(finding.rule, finding.span.line) for finding in review.findings] == [("cross-site-scripting", 19)]
