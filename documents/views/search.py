"""S14: search in the content of a record. Words are posted, then kept in the session: never in an address."""

from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from access.marks import professionals_only
from access.opening import Opening, open_record
from documents.listing.conditions import restrictions_of
from documents.listing.filters import ListFilters, filters_of
from documents.listing.forms import posted_filters
from documents.listing.paging import page_number
from documents.models import Document
from documents.presenters.search import SearchPage, search_url
from documents.search.forms import SearchFilterForm, SearchForm
from documents.search.selectors import RecordSearch, search_in
from documents.search.session import keep_searched_words, searched_words
from journal.models import Action
from journal.services import Entry, record_all


@require_http_methods(["GET", "HEAD", "POST"])
@professionals_only
def search_record(request: HttpRequest, access_uuid: UUID) -> HttpResponse:
    opening = open_record(access_uuid, practice=request.practice, actor=request.actor, action=Action.RECORD_SEARCHED)
    if request.method == "POST":
        return _asked(request, opening)
    return _answer(request, opening, _kept(request, opening), filters_of(request.GET))


def _asked(request: HttpRequest, opening: Opening) -> HttpResponse:
    """New words, which leave the filters as they are; or filters, which leave the words."""
    filters = filters_of(request.GET)
    if "mots" not in request.POST:
        narrowed = SearchFilterForm(request.POST)
        if not narrowed.is_valid():
            return _answer(request, opening, _kept(request, opening), filters, sent=request.POST)
        return redirect(search_url(opening.access.uuid, posted_filters(narrowed)))
    form = SearchForm(request.POST)
    if not form.is_valid():
        return _answer(request, opening, form, filters)
    keep_searched_words(request.session, opening.access.uuid, form.cleaned_data["mots"])
    return redirect(search_url(opening.access.uuid, filters))


def _kept(request: HttpRequest, opening: Opening) -> SearchForm:
    words = searched_words(request.session, opening.access.uuid)
    return SearchForm({"mots": words}) if words else SearchForm()


def _answer(
    request: HttpRequest, opening: Opening, form: SearchForm, filters: ListFilters, *, sent: Any = None
) -> HttpResponse:
    """`sent`: filters that could not be read, shown again with what is wrong."""
    words = form.cleaned_data["mots"] if form.is_valid() else ""
    reader, number = opening.reader, page_number(request.GET.get("page"))
    searched = search_in(reader=reader, filters=filters, words=words, today=timezone.localdate(), page=number)
    page = SearchPage(form, filters, opening.access.uuid, restrictions_of(reader), searched, sent)
    context = {"opening": opening, "banner": opening.banner, "access": opening.access, "page": page, "tab": "search"}
    record_all(_lines(opening, searched))
    return render(request, "documents/search.html", context, status=422 if form.errors or sent else 200)


def _lines(opening: Opening, searched: RecordSearch) -> list[Entry]:
    """The search, without its words; then each document of which an extract is shown: its content was consulted."""
    found = searched.found
    details = {"documents": found.documents, "extracts": found.results} if found else {}
    shown = [hit.document for hit in found.hits if hit.passages] if found else []
    return [opening.entry(Action.RECORD_SEARCHED, details=details), *(_line(opening, document) for document in shown)]


def _line(opening: Opening, document: Document) -> Entry:
    return opening.entry(
        Action.EXTRACT_READ,
        document=document.uuid,
        document_type=document.type_code[:40],
        document_version=document.metadata_version,
        decision=document.decision,  # type: ignore[attr-defined]
        details={"type_label": document.type_label},
    )
