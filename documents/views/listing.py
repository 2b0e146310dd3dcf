"""S12: the list of documents of an opened record."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from access.account.saved_filters import saved_of
from access.marks import professionals_only
from access.opening import open_record
from access.sign_in.sessions import keep_typed, typed_key
from documents.listing.filters import ListFilters, Usual, filters_of
from documents.listing.forms import FilterForm, posted_filters
from documents.listing.paging import document_held, page_number
from documents.listing.reading_marks import leaves_marks
from documents.listing.saved import SavedShown, SaveFiltersForm
from documents.listing.selectors import document_list
from documents.presenters import ListPage, list_url
from journal.models import Action
from journal.services import record

WORDS = "words"


@require_safe
@professionals_only
def documents(request: HttpRequest, access_uuid: UUID) -> HttpResponse:
    return listed(request, access_uuid, asked_filters(request, access_uuid))


def listed(
    request: HttpRequest,
    access_uuid: UUID,
    filters: ListFilters,
    *,
    sent: Any = None,
    naming: SaveFiltersForm | None = None,
) -> HttpResponse:
    """`sent`: filters that could not be read, `naming`: a name that could not be kept; shown with what is wrong."""
    opening = open_record(access_uuid, practice=request.practice, actor=request.actor, action=Action.DOCUMENTS_LISTED)
    number = page_number(request.GET.get("page"))
    held, today = document_held(request.GET.get("document")), timezone.localdate()
    found = document_list(reader=opening.reader, filters=filters, today=today, page=number, holding=held)
    everything = "tout" in request.GET
    page = ListPage(
        found,
        filters,
        access_uuid,
        opening.is_emergency,
        marks=leaves_marks(opening.reader),
        all_selected=everything,
        sent=sent,
    )
    context = {"opening": opening, "banner": opening.banner, "access": opening.access, "page": page, "tab": "documents"}
    form = None if opening.is_emergency else naming or SaveFiltersForm(patient=opening.access.record.patient)
    saved = SavedShown(filters, saved_of(request.practice), page.clear_url, access_uuid, form)
    record(opening.entry(Action.DOCUMENTS_LISTED, details={"count": found.total, "period": found.period}))
    return render(request, "documents/list.html", context | {"saved": saved}, status=422 if sent or naming else 200)


@require_POST
@professionals_only
def filter_documents(request: HttpRequest, access_uuid: UUID) -> HttpResponse:
    return filtered(request, access_uuid, shown=listed, url=list_url)


def filtered(
    request: HttpRequest, access_uuid: UUID, *, shown: Callable[..., HttpResponse], url: Callable[..., str]
) -> HttpResponse:
    """Turns the filter form into an address. Words of titles stay in the session: an address ends up in logs."""
    open_record(access_uuid, practice=request.practice, actor=request.actor, action=Action.DOCUMENTS_LISTED)
    form, usual = FilterForm(request.POST), Usual.of(request.preferences)
    if not form.is_valid():
        return shown(request, access_uuid, filters_of({}, usual=usual), sent=request.POST)
    words = form.cleaned_data["mots"].strip()
    keep_typed(request.session, typed_key(WORDS, access_uuid), words)
    return redirect(url(access_uuid, posted_filters(form, words=words, usual=usual)))


def asked_filters(request: HttpRequest, access_uuid: UUID) -> ListFilters:
    """Those of the address; the words are those of the session."""
    words = request.session.get(typed_key(WORDS, access_uuid), "")
    return filters_of(request.GET, words=words, usual=Usual.of(request.preferences))


def followed_filters(request: HttpRequest, access_uuid: UUID) -> ListFilters:
    """Of the list that a document is read from: its address bears them too."""
    return asked_filters(request, access_uuid).followed
