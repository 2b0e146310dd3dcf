"""S15: reading a document, its files, its original."""

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from access.marks import professionals_only
from access.opening import Opening, open_record
from access.services import NotFound
from documents import media
from documents.models import Document
from documents.presenters import ReadingPage
from documents.reading import Unavailable, attachment_of, content_of, read, shown_bytes
from documents.selectors import document_get, versions_of
from journal.models import Action
from journal.services import record


def _document(request: HttpRequest, access_uuid: UUID, uuid: UUID, action: Action) -> tuple[Opening, Document]:
    """The document through the gate, its line written. Raises NotFound with the true reason for the journal."""
    opening = open_record(access_uuid, practice=request.practice, actor=request.actor, action=action, document=uuid)
    document, decision = document_get(reader=opening.reader, uuid=uuid)
    if document is None:
        raise NotFound(opening.entry(action, document=uuid, decision=decision.value))
    record(
        opening.entry(
            action,
            document=uuid,
            document_type=document.type_code[:40],
            document_version=document.metadata_version,
            decision=decision.value,
            details={"type_label": document.type_label},
        )
    )
    return opening, document


@require_safe
@professionals_only
def document(request: HttpRequest, access_uuid: UUID, uuid: UUID) -> HttpResponse:
    opening, found = _document(request, access_uuid, uuid, Action.DOCUMENT_READ)
    shown = read(found, lambda index: reverse("documents:piece", args=[access_uuid, uuid, index]))
    versions = versions_of(reader=opening.reader, document=found)
    page = ReadingPage(found, shown, versions, access_uuid, wanted_view=request.GET.get("vue", ""))
    context = {"opening": opening, "banner": opening.banner, "access": opening.access, "page": page, "tab": "documents"}
    return render(request, "documents/read.html", context)


@require_safe
@professionals_only
def piece(request: HttpRequest, access_uuid: UUID, uuid: UUID, index: int) -> HttpResponse:
    """One file held by the document."""
    _, found = _document(request, access_uuid, uuid, Action.FILE_READ)
    try:
        attachment = attachment_of(found, index)
        if attachment is None:
            return _unavailable(request, "Cette pièce jointe n’existe pas dans le document.", 404)
        data, media_type = shown_bytes(attachment)
    except Unavailable as error:
        return _unavailable(request, str(error), 503)
    name = f"piece-{index + 1}.{media.extension_of(media_type)}"
    return _file(data, media_type, name, inline=media_type != "application/octet-stream")


@require_safe
@professionals_only
def original(request: HttpRequest, access_uuid: UUID, uuid: UUID) -> HttpResponse:
    """The file as it was deposited, always as a download: XML never runs in the portal's origin."""
    _, found = _document(request, access_uuid, uuid, Action.DOCUMENT_DOWNLOADED)
    try:
        data = content_of(found)
    except Unavailable as error:
        return _unavailable(request, str(error), 503)
    return _file(data, "application/octet-stream", f"document_{found.act_on:%Y-%m-%d}.xml", inline=False)


def _file(data: bytes, media_type: str, name: str, *, inline: bool) -> HttpResponse:
    """Bytes that the browser may show but never run: no sniffing, no script, framed by the portal only."""
    response = HttpResponse(data, content_type=media_type)
    response["Content-Disposition"] = f'{"inline" if inline else "attachment"}; filename="{name}"'
    response["X-Content-Type-Options"] = "nosniff"
    response["X-Frame-Options"] = "SAMEORIGIN"
    response._csp_replace = {  # type: ignore[attr-defined]
        "default-src": ["'none'"],
        "object-src": ["'self'"],
        "style-src": ["'unsafe-inline'"],  # the browser's own PDF viewer, not ours
        "frame-ancestors": ["'self'"],
    }
    return response


def _unavailable(request: HttpRequest, sentence: str, status: int) -> HttpResponse:
    return render(request, "documents/file_unavailable.html", {"sentence": sentence}, status=status)
