"""Documents in the window of their holder: the patient, or who acts for them. Read through the same gate."""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from access.marks import holders_only
from access.services import NotFound
from access.sign_in.sessions import keep_typed
from access.views.asking import ask
from access.window.holding import Holding, hold_record
from documents.holder_forms import SAID, OwnMaskForm
from documents.lifecycle.visibility import ChangeRefused, DocumentMoved, visibility_change
from documents.lines import told_of
from documents.listing.filters import ListFilters, filters_of
from documents.listing.forms import FilterForm, posted_filters
from documents.listing.paging import document_held, page_number
from documents.listing.selectors import document_list
from documents.presenters import OwnListPage, OwnReadingPage, own_list_url
from documents.reading.drawn import drawn
from documents.reading.neighbours import neighbours_of
from documents.search.session import OWN, OWN_DOCUMENTS
from documents.selectors import document_get
from documents.views.files import Granted, original_response, page_response, piece_response
from documents.views.finding import sought_again, words_marked
from journal.models import Action
from journal.services import record

WORDS = "own_words"


@require_safe
@holders_only
def documents(request: HttpRequest) -> HttpResponse:
    return _listed(request, _asked_filters(request))


def _listed(request: HttpRequest, filters: ListFilters, *, sent: Any = None) -> HttpResponse:
    """`sent`: filters that could not be read, shown again with what is wrong."""
    holding = hold_record(request.user, actor=request.actor, action=Action.DOCUMENTS_LISTED)
    number = page_number(request.GET.get("page"))
    held, today = document_held(request.GET.get("document")), timezone.localdate()
    found = document_list(reader=holding.reader, filters=filters, today=today, page=number, holding=held)
    page = OwnListPage(found, filters, holding.record.uuid, sent=sent)
    # A number that includes what the parents do not see would tell them of it.
    record(holding.entry(Action.DOCUMENTS_LISTED, details={"period": found.period}))
    context = {"holding": holding, "page": page, "tab": "documents"}
    return render(request, "documents/own/list.html", context, status=422 if sent else 200)


@require_POST
@holders_only
def filter_documents(request: HttpRequest) -> HttpResponse:
    """Turns the filter form into an address. Words of titles stay in the session: an address ends up in logs."""
    form = FilterForm(request.POST)
    if not form.is_valid():
        return _listed(request, filters_of({}), sent=request.POST)
    words = form.cleaned_data["mots"].strip()
    keep_typed(request.session, WORDS, words)
    return redirect(own_list_url(posted_filters(form, words=words)))


def _asked_filters(request: HttpRequest) -> ListFilters:
    return filters_of(request.GET, words=request.session.get(WORDS, ""))


@dataclass(frozen=True, slots=True)
class _Granted(Granted):
    holding: Holding


def _granted(request: HttpRequest, uuid: UUID, action: Action) -> _Granted:
    """Raises NotFound, with the true reason for the journal.

    What a minor does with a document that the parents do not see stays out of their sight too (AR 11.4).
    """
    holding = hold_record(request.user, actor=request.actor, action=action, document=uuid)
    document, decision = document_get(reader=holding.reader, uuid=uuid)
    if document is None:
        unseen = holding.of_minor and not holding.is_representative
        raise NotFound(holding.entry(action, document=uuid, decision=decision.value, confidential=unseen))
    told = told_of(document, decision.value) | {"confidential": document.hidden_from_representatives}
    return _Granted(document, holding.entry(action, **told), holding)


@require_safe
@holders_only
def document(request: HttpRequest, uuid: UUID) -> HttpResponse:
    granted = _granted(request, uuid, Action.DOCUMENT_READ)
    holding, found = granted.holding, granted.document
    filters, wants_pdf = _asked_filters(request).followed, request.GET.get("vue") == "pdf"
    today = timezone.localdate(holding.now)
    shown = drawn(found, pdf_view=wants_pdf)
    words, marked = words_marked(request, shown.html or "", key=OWN_DOCUMENTS, search_key=OWN)
    page = OwnReadingPage(
        found,
        holding.record.uuid,
        shown=shown,
        neighbours=neighbours_of(reader=holding.reader, document=found, filters=filters, today=today),
        filters=filters,
        wants_pdf=wants_pdf,
        sought=words,
        from_search="recherche" in request.GET,
        marked=marked,
    )
    granted.record(**({"content": "unavailable"} if page.shown.problem else {}))
    return render(request, "documents/own/read.html", {"holding": holding, "page": page, "tab": "documents"})


@require_POST
@holders_only
def find(request: HttpRequest, uuid: UUID) -> HttpResponse:
    _granted(request, uuid, Action.DOCUMENT_READ)
    address, filters = reverse("documents:own_read", args=[uuid]), _asked_filters(request).followed
    return sought_again(request, address, filters, key=OWN_DOCUMENTS)


@require_safe
@holders_only
def piece(request: HttpRequest, uuid: UUID, index: int) -> HttpResponse:
    """One file held by the document."""
    return piece_response(request, _granted(request, uuid, Action.FILE_READ), index)


@require_safe
@holders_only
def page(request: HttpRequest, uuid: UUID, index: int, number: int) -> HttpResponse:
    """The picture of one page of a PDF held by the document."""
    return page_response(request, _granted(request, uuid, Action.FILE_READ), index, number)


@require_safe
@holders_only
def original(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """The file as it was deposited, always as a download."""
    return original_response(request, _granted(request, uuid, Action.DOCUMENT_DOWNLOADED))


@require_http_methods(["GET", "HEAD", "POST"])
@holders_only
def visibility(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """Mask one document to professionals, or show it again: asked on a page of its own, from the state shown there."""
    granted = _granted(request, uuid, Action.DOCUMENT_CHANGED)
    holding, found = granted.holding, granted.document
    form = OwnMaskForm(request.POST) if request.method == "POST" else OwnMaskForm.of(found)
    if not form.is_valid():
        context = {"holding": holding, "document": found, "form": form, "tab": "documents"}
        status = 422 if form.is_bound else 200
        return ask(request, "documents/own/visibility.html", context, granted.entry, status=status)
    values = {"change": form.change, "shown_version": form.cleaned_data["version"], "now": holding.now}
    try:
        visibility_change(reader=holding.reader, uuid=uuid, entry=granted.entry, **values)
    except DocumentMoved as moved:
        record(moved.entry)
        messages.warning(request, "Ce document a changé depuis l’affichage de la page. Vérifiez-le, puis recommencez.")
        return redirect("documents:own_visibility", uuid=uuid)
    except ChangeRefused as refused:
        record(refused.entry)
        messages.warning(request, "Cette modification n’est pas possible pour ce document.")
        return redirect("documents:own_read", uuid=uuid)
    messages.success(request, SAID[form.change])
    return redirect("documents:own_read", uuid=uuid)
