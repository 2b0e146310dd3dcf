"""Pages that ask before an act: each shows who the patient is or what the document is, and leaves its line."""

from dataclasses import replace
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from access.opening import FORM_SHOWN
from journal.services import Entry, record


def ask(
    request: HttpRequest, template: str, context: dict[str, Any], entry: Entry, *, status: int = 200
) -> HttpResponse:
    """Show a form. `entry`: the line of the act it asks about; one says that the form was shown (AR 14, step 21).

    Sent and shown again, it shows nothing more: what was refused then has a line of its own, or none.
    """
    if request.method != "POST":
        record(replace(entry, granted=True, decision=FORM_SHOWN))
    return render(request, template, context, status=status)
