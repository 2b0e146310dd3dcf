"""S26: documents chosen in the list, as one PDF or as an archive. Each is traced before the first byte leaves."""

from dataclasses import replace
from typing import IO
from uuid import UUID

from django.contrib import messages
from django.http import FileResponse, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST

from access.marks import professionals_only
from access.opening import Opening, open_record
from access.services import NotFound
from documents.lines import told_of
from documents.listing.reading_marks import leaves_marks, reading_marks_set
from documents.listing.words import marked_words
from documents.models import Document
from documents.presenters import list_url
from documents.presenters.selection import SelectionPage
from documents.printing.bundle import bundle_of
from documents.printing.pages import Printing
from documents.selection.archive import archive_of
from documents.selection.choosing import MAX_DOCUMENTS, OutOfReach, documents_chosen, in_order
from documents.selection.forms import SelectionForm, chosen_uuids
from documents.views.listing import asked_filters
from journal.models import Action
from journal.services import Entry, JournalUnavailable, record, record_all

MODES = {"bris_de_glace": "Accès en urgence (bris de glace)", "centre_15": "Accès de régulation médicale (centre 15)"}


@require_http_methods(["GET", "HEAD", "POST"])
@professionals_only
def selection(request: HttpRequest, access_uuid: UUID) -> HttpResponse:
    """What was chosen, before it is taken away. A choice lives in the page: its address alone leads to the list."""
    opening = opened_for(request, access_uuid, Action.DOCUMENTS_LISTED)
    if request.method != "POST" or "document" not in request.POST:
        if request.method == "POST":
            messages.warning(request, "Sélectionnez au moins un document.")
        return redirect("documents:list", access_uuid)
    documents = chosen_documents(request, opening, Action.DOCUMENTS_LISTED)
    record(opening.entry(Action.DOCUMENTS_LISTED, details={"selection": len(documents)}))
    return _page(request, opening, documents, SelectionForm())


@require_POST
@professionals_only
def selection_download(request: HttpRequest, access_uuid: UUID) -> HttpResponseBase:
    """The file is whole before it leaves, and the lines are committed with this view: then only does it stream."""
    opening = opened_for(request, access_uuid, Action.DOCUMENT_DOWNLOADED)
    form = SelectionForm(request.POST)
    documents = chosen_documents(request, opening, Action.DOCUMENT_DOWNLOADED)
    if not form.is_valid() or SelectionPage(documents, access_uuid).excess:
        return _page(request, opening, documents, form, status=422)
    documents = in_order(documents, form.cleaned_data["ordre"])
    kind = form.cleaned_data["format"]
    file, left_out = _prepared(documents, opening, kind)
    try:
        record_all([_line(opening, document, kind, left_out) for document in documents])
    except JournalUnavailable:
        file.close()  # nothing leaves without its line
        raise
    name = f"documents_{timezone.localdate(opening.now)}.{kind}"
    response = FileResponse(file, as_attachment=True, filename=name, content_type=f"application/{kind}")
    response["X-Content-Type-Options"] = "nosniff"
    return response


@require_POST
@professionals_only
def mark_selection(request: HttpRequest, access_uuid: UUID) -> HttpResponse:
    """« Marquer comme lu », « Marquer comme non lu »: one's own display, back in the same list."""
    opening = opened_for(request, access_uuid, Action.DOCUMENTS_LISTED)
    if not leaves_marks(opening.reader):
        decision = "READ_ONLY" if opening.is_emergency else "NO_READING_MARK"
        raise NotFound(opening.entry(Action.DOCUMENTS_LISTED, decision=decision))
    back = redirect(list_url(access_uuid, asked_filters(request, access_uuid), page=request.GET.get("page", "")[:6]))
    if "document" not in request.POST:
        messages.warning(request, "Sélectionnez au moins un document.")
        return back
    documents = chosen_documents(request, opening, Action.DOCUMENTS_LISTED)
    is_read = request.POST.get("etat") != "non_lu"
    reading_marks_set(professional_id=opening.reader.professional_id, documents=documents, is_read=is_read)
    messages.success(request, marked_words(len(documents), is_read=is_read))
    return back


def opened_for(request: HttpRequest, access_uuid: UUID, action: Action) -> Opening:
    return open_record(access_uuid, practice=request.practice, actor=request.actor, action=action)


def chosen_documents(request: HttpRequest, opening: Opening, action: Action) -> list[Document]:
    """All of them through the gate. Raises NotFound when one is not, as for a document that does not exist."""
    uuids = chosen_uuids(request.POST)
    if not uuids or len(uuids) > 10 * MAX_DOCUMENTS:
        raise NotFound(opening.entry(action, decision="SELECTION_NOT_READ"))
    try:
        return documents_chosen(reader=opening.reader, uuids=uuids)
    except OutOfReach as error:
        raise NotFound(opening.entry(action, document=error.uuid, decision=error.decision.value)) from None


def _prepared(documents: list[Document], opening: Opening, kind: str) -> tuple[IO[bytes], dict[int, str]]:
    if kind == "zip":
        archive = archive_of(documents)
        return archive.file, archive.missing
    by = opening.practice.professional.full_name
    mode = "Soins confidentiels" if opening.access.confidential else MODES.get(opening.access.mode, "")
    bundle = bundle_of(documents, Printing(banner=opening.banner, by=by, at=opening.now, mode=mode))
    return bundle.file, bundle.unjoined


def _line(opening: Opening, document: Document, kind: str, left_out: dict[int, str]) -> Entry:
    """Of one document: what was left out did not leave."""
    entry = document_entry(opening, document, Action.DOCUMENT_DOWNLOADED, selection=kind)
    return replace(entry, granted=False, decision="CONTENT_UNAVAILABLE") if document.pk in left_out else entry


def document_entry(opening: Opening, document: Document, action: Action, **details: object) -> Entry:
    """The line of one document among those chosen."""
    decision = document.decision  # type: ignore[attr-defined]  # an annotation
    return opening.entry(action, **told_of(document, decision, **details))


def _page(
    request: HttpRequest, opening: Opening, documents: list[Document], form: SelectionForm, *, status: int = 200
) -> HttpResponse:
    page = SelectionPage(documents, opening.access.uuid)
    context = {"opening": opening, "banner": opening.banner, "access": opening.access, "tab": "documents"}
    status = 422 if page.excess else status
    return render(request, "documents/selection.html", context | {"page": page, "form": form}, status=status)
