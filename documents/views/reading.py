"""S15: reading a document, its files, its original."""

from dataclasses import dataclass, replace
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from access.marks import professionals_only
from access.opening import Opening, open_record
from access.services import NotFound
from documents.decision import Decision
from documents.lines import told_of
from documents.listing.filters import ListFilters
from documents.listing.reading_marks import documents_read
from documents.presenters import ReadingPage
from documents.reading.drawn import drawn
from documents.reading.neighbours import Neighbours, neighbours_of
from documents.search.session import of_documents, of_record
from documents.selectors import document_get
from documents.views.files import Granted, deposited_response, original_response, page_response, piece_response
from documents.views.finding import sought_again, words_marked
from documents.views.listing import followed_filters
from journal.models import Action


@dataclass(frozen=True, slots=True)
class _Granted(Granted):
    opening: Opening


def _granted(request: HttpRequest, access_uuid: UUID, uuid: UUID, action: Action) -> _Granted:
    """Raises NotFound, with the true reason for the journal."""
    opening = open_record(access_uuid, practice=request.practice, actor=request.actor, action=action, document=uuid)
    document, decision = document_get(reader=opening.reader, uuid=uuid)
    if document is None:
        raise NotFound(opening.entry(action, document=uuid, decision=decision.value))
    return _Granted(document, opening.entry(action, **told_of(document, decision.value)), opening)


@require_safe
@professionals_only
def document(request: HttpRequest, access_uuid: UUID, uuid: UUID) -> HttpResponse:
    granted = _granted(request, access_uuid, uuid, Action.DOCUMENT_READ)
    opening, found, wants_pdf = granted.opening, granted.document, request.GET.get("vue") == "pdf"
    filters = followed_filters(request, access_uuid)
    shown, from_search = drawn(found, pdf_view=wants_pdf), "recherche" in request.GET
    keys = {"key": of_documents(access_uuid), "search_key": of_record(access_uuid)}
    words, marked = words_marked(request, shown.html or "", **keys)
    page = ReadingPage(
        found,
        access_uuid,
        shown=shown,
        neighbours=_neighbours(granted, filters),
        filters=filters,
        wants_pdf=wants_pdf,
        sought=words,
        from_search=from_search,
        marked=marked,
        reads_only=opening.is_emergency,
    )
    if not page.shown.problem:
        documents_read(reader=opening.reader, documents=[found])
    granted.record(**({"content": "unavailable"} if page.shown.problem else {}))
    context = {"opening": opening, "banner": opening.banner, "access": opening.access, "page": page, "tab": "documents"}
    return render(request, "documents/read.html", context)


def _neighbours(granted: _Granted, filters: ListFilters, *, again: bool = False) -> Neighbours:
    today = timezone.localdate(granted.opening.now)
    return neighbours_of(
        reader=granted.opening.reader, document=granted.document, filters=filters, today=today, again=again
    )


@require_POST
@professionals_only
def find(request: HttpRequest, access_uuid: UUID, uuid: UUID) -> HttpResponse:
    _granted(request, access_uuid, uuid, Action.DOCUMENT_READ)
    address, filters = reverse("documents:read", args=[access_uuid, uuid]), followed_filters(request, access_uuid)
    return sought_again(request, address, filters, key=of_documents(access_uuid))


@require_safe
@professionals_only
def prepare(request: HttpRequest, access_uuid: UUID, uuid: UUID) -> HttpResponse:
    """Draw what will probably be read next, and find its place. Nothing is shown, so nothing is traced.

    The gate is the same. Asked again each time: how long it takes must not tell, without a trace, that what is out of
    reach has changed.
    """
    granted = _granted(request, access_uuid, uuid, Action.DOCUMENT_READ)
    drawn(granted.document)
    _neighbours(granted, followed_filters(request, access_uuid), again=True)
    return HttpResponse(status=204)


@require_safe
@professionals_only
def piece(request: HttpRequest, access_uuid: UUID, uuid: UUID, index: int) -> HttpResponse:
    """One file held by the document."""
    return piece_response(request, _granted(request, access_uuid, uuid, Action.FILE_READ), index)


@require_safe
@professionals_only
def page(request: HttpRequest, access_uuid: UUID, uuid: UUID, index: int, number: int) -> HttpResponse:
    """The picture of one page of a PDF held by the document."""
    return page_response(request, _granted(request, access_uuid, uuid, Action.FILE_READ), index, number)


@require_safe
@professionals_only
def original(request: HttpRequest, access_uuid: UUID, uuid: UUID) -> HttpResponse:
    """The file as it was deposited, always as a download: XML never runs in the portal's origin."""
    return original_response(request, _granted(request, access_uuid, uuid, Action.DOCUMENT_DOWNLOADED))


@require_safe
@professionals_only
def deposited(request: HttpRequest, access_uuid: UUID, uuid: UUID) -> HttpResponse:
    """The file as it came, before it was cleaned: for its author alone, and never shown by the browser."""
    granted = _granted(request, access_uuid, uuid, Action.DOCUMENT_DOWNLOADED)
    if granted.entry.decision != Decision.AUTHOR or granted.document.original_content_id is None:
        raise NotFound(replace(granted.entry, decision="NO_DEPOSITED_FILE"))
    return deposited_response(request, granted)
