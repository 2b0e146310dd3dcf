"""S15: reading a document, its files, its original."""

from dataclasses import dataclass, replace
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from access.marks import professionals_only
from access.opening import Opening, open_record
from access.rules import Mode
from access.services import NotFound
from documents import media
from documents.decision import Decision
from documents.models import Document
from documents.presenters import ReadingPage
from documents.reading import Unavailable, attachment_of, content_of, deposited_file_of, read, shown_bytes
from documents.selectors import document_get, versions_of
from journal.models import Action
from journal.services import Entry, record


@dataclass(frozen=True, slots=True)
class _Granted:
    """A document through the gate, and the line to write once it is known what leaves."""

    opening: Opening
    document: Document
    entry: Entry

    def record(self, *, unavailable: bool = False, **details: object) -> None:
        """The line says what left: nothing, when the file cannot be had."""
        told = replace(self.entry, details=self.entry.details | details)
        record(replace(told, granted=False, decision="CONTENT_UNAVAILABLE") if unavailable else told)


def _granted(request: HttpRequest, access_uuid: UUID, uuid: UUID, action: Action) -> _Granted:
    """Raises NotFound, with the true reason for the journal."""
    opening = open_record(access_uuid, practice=request.practice, actor=request.actor, action=action, document=uuid)
    document, decision = document_get(reader=opening.reader, uuid=uuid)
    if document is None:
        raise NotFound(opening.entry(action, document=uuid, decision=decision.value))
    entry = opening.entry(
        action,
        document=uuid,
        document_type=document.type_code[:40],
        document_version=document.metadata_version,
        decision=decision.value,
        details={"type_label": document.type_label},
    )
    return _Granted(opening, document, entry)


@require_safe
@professionals_only
def document(request: HttpRequest, access_uuid: UUID, uuid: UUID) -> HttpResponse:
    granted = _granted(request, access_uuid, uuid, Action.DOCUMENT_READ)
    opening, found = granted.opening, granted.document
    shown = read(found, lambda index: reverse("documents:piece", args=[access_uuid, uuid, index]))
    versions = versions_of(reader=opening.reader, document=found)
    reads_only = opening.reader.mode is not Mode.NORMAL
    page = ReadingPage(found, shown, versions, access_uuid, request.GET.get("vue", ""), reads_only)
    granted.record(**({"content": "unavailable"} if shown.problem else {}))
    context = {"opening": opening, "banner": opening.banner, "access": opening.access, "page": page, "tab": "documents"}
    return render(request, "documents/read.html", context)


@require_safe
@professionals_only
def piece(request: HttpRequest, access_uuid: UUID, uuid: UUID, index: int) -> HttpResponse:
    """One file held by the document."""
    granted = _granted(request, access_uuid, uuid, Action.FILE_READ)
    try:
        data, media_type = shown_bytes(attachment_of(granted.document, index))
    except Unavailable as error:
        granted.record(unavailable=True, piece=index)
        return unavailable(request, str(error), error.status)
    granted.record(piece=index)
    name = f"piece-{index + 1}.{media.extension_of(media_type)}"
    return file_response(data, media_type, name, inline=media_type != "application/octet-stream")


@require_safe
@professionals_only
def original(request: HttpRequest, access_uuid: UUID, uuid: UUID) -> HttpResponse:
    """The file as it was deposited, always as a download: XML never runs in the portal's origin."""
    granted = _granted(request, access_uuid, uuid, Action.DOCUMENT_DOWNLOADED)
    try:
        data = content_of(granted.document)
    except Unavailable as error:
        granted.record(unavailable=True)
        return unavailable(request, str(error), error.status)
    granted.record()
    return original_response(granted.document, data)


@require_safe
@professionals_only
def deposited(request: HttpRequest, access_uuid: UUID, uuid: UUID) -> HttpResponse:
    """The file as it came, before it was cleaned: for its author alone, and never shown by the browser."""
    granted = _granted(request, access_uuid, uuid, Action.DOCUMENT_DOWNLOADED)
    if granted.entry.decision != Decision.AUTHOR or granted.document.original_content_id is None:
        raise NotFound(replace(granted.entry, decision="NO_DEPOSITED_FILE"))
    try:
        data = deposited_file_of(granted.document)
    except Unavailable as error:
        granted.record(unavailable=True)
        return unavailable(request, str(error), error.status)
    granted.record(file="deposited")
    name = f"fichier_depose_{granted.document.act_on:%Y-%m-%d}.bin"
    return file_response(data, "application/octet-stream", name, inline=False)


def original_response(document: Document, data: bytes) -> HttpResponse:
    extension = "csv" if media.sniff(data) == "text/csv" else "xml"
    name = f"document_{document.act_on:%Y-%m-%d}.{extension}"
    return file_response(data, "application/octet-stream", name, inline=False)


def file_response(data: bytes, media_type: str, name: str, *, inline: bool) -> HttpResponse:
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


def unavailable(request: HttpRequest, sentence: str, status: int) -> HttpResponse:
    return render(request, "documents/file_unavailable.html", {"sentence": sentence}, status=status)
