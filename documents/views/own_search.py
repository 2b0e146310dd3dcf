"""The search of S14 in the window of the patient, or of who acts for them: the same, through the same gate."""

from functools import partial
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_http_methods

from access.marks import holders_only
from access.window.holding import Holding, hold_record
from documents.lines import told_of
from documents.listing.conditions import restrictions_of
from documents.listing.filters import ListFilters
from documents.presenters.own import OwnSearchPage, own_search_url
from documents.search.forms import SearchForm
from documents.search.session import OWN
from documents.views.search import found_in, searched
from journal.models import Action
from journal.services import Entry, record_all


@require_http_methods(["GET", "HEAD", "POST"])
@holders_only
def search_record(request: HttpRequest) -> HttpResponse:
    holding = hold_record(request.user, actor=request.actor, action=Action.RECORD_SEARCHED)
    return searched(request, OWN, answer=partial(_answer, request, holding), url=own_search_url)


def _answer(
    request: HttpRequest, holding: Holding, form: SearchForm, filters: ListFilters, sent: Any = None
) -> HttpResponse:
    """`sent`: filters that could not be read, shown again with what is wrong."""
    found = found_in(request, holding.reader, form, filters)
    page = OwnSearchPage(form, filters, holding.record.uuid, restrictions_of(holding.reader), found, sent)
    # Without numbers: one that includes what the parents do not see would tell them of it.
    record_all([holding.entry(Action.RECORD_SEARCHED), *(_line(holding, document) for document in found.shown)])
    context = {"holding": holding, "page": page, "tab": "search"}
    return render(request, "documents/own/search.html", context, status=422 if form.errors or sent else 200)


def _line(holding: Holding, document: Any) -> Entry:
    """What a minor reads of a document that the parents do not see stays out of their sight too (AR 11.4)."""
    return holding.entry(
        Action.EXTRACT_READ,
        confidential=document.hidden_from_representatives,
        **told_of(document, document.decision),
    )
