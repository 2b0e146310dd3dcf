"""S14: search in the content of a record. Words are posted, then kept in the session: never in an address."""

from collections.abc import Callable
from functools import partial
from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from access.marks import professionals_only
from access.opening import Opening, open_record
from access.reader import Reader
from documents.lines import told_of
from documents.listing.conditions import restrictions_of
from documents.listing.filters import ListFilters, filters_of
from documents.listing.forms import posted_filters
from documents.listing.paging import page_number
from documents.presenters.search import SearchPage, search_url
from documents.search.forms import SearchFilterForm, SearchForm
from documents.search.selectors import RecordSearch, search_in
from documents.search.session import keep_searched_words, of_record, searched_words
from journal.models import Action
from journal.services import Entry, record_all


@require_http_methods(["GET", "HEAD", "POST"])
@professionals_only
def search_record(request: HttpRequest, access_uuid: UUID) -> HttpResponse:
    opening = open_record(access_uuid, practice=request.practice, actor=request.actor, action=Action.RECORD_SEARCHED)
    return searched(
        request, of_record(access_uuid), answer=partial(_answer, request, opening), url=partial(search_url, access_uuid)
    )


def searched(
    request: HttpRequest, key: str, *, answer: Callable[..., HttpResponse], url: Callable[[ListFilters], str]
) -> HttpResponse:
    """The page, or what was sent to it: new words, which leave the filters as they are; or filters, which leave the
    words. `key`: where the session keeps them.
    """
    filters, words = filters_of(request.GET), searched_words(request.session, key)
    kept = SearchForm({"mots": words}) if words else SearchForm()
    if request.method != "POST":
        return answer(kept, filters)
    if "mots" not in request.POST:
        narrowed = SearchFilterForm(request.POST)
        return redirect(url(posted_filters(narrowed))) if narrowed.is_valid() else answer(kept, filters, request.POST)
    form = SearchForm(request.POST)
    if not form.is_valid():
        return answer(form, filters)
    keep_searched_words(request.session, key, form.cleaned_data["mots"])
    return redirect(url(filters))


def _answer(
    request: HttpRequest, opening: Opening, form: SearchForm, filters: ListFilters, sent: Any = None
) -> HttpResponse:
    """`sent`: filters that could not be read, shown again with what is wrong."""
    found = found_in(request, opening.reader, form, filters)
    page = SearchPage(form, filters, opening.access.uuid, restrictions_of(opening.reader), found, sent)
    context = {"opening": opening, "banner": opening.banner, "access": opening.access, "page": page, "tab": "search"}
    record_all(_lines(opening, found))
    return render(request, "documents/search.html", context, status=422 if form.errors or sent else 200)


def found_in(request: HttpRequest, reader: Reader, form: SearchForm, filters: ListFilters) -> RecordSearch:
    words, number = form.cleaned_data["mots"] if form.is_valid() else "", page_number(request.GET.get("page"))
    return search_in(reader=reader, filters=filters, words=words, today=timezone.localdate(), page=number)


def _lines(opening: Opening, searched: RecordSearch) -> list[Entry]:
    """The search, without its words; then each document of which an extract is shown: its content was consulted."""
    found = searched.found
    details = {"documents": found.documents, "extracts": found.results} if found else {}
    shown = (opening.entry(Action.EXTRACT_READ, **told_of(one, one.decision)) for one in searched.shown)
    return [opening.entry(Action.RECORD_SEARCHED, details=details), *shown]
