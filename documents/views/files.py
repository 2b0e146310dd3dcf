"""Files that leave, whoever reads them: the bytes, their headers, and the line that says what left."""

from dataclasses import dataclass, replace
from datetime import datetime

from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import render
from django.utils import timezone

from access.traces.rows import csv_rows
from access.traces.selectors import is_part_of_a_reading
from documents import media
from documents.models import Document
from documents.reading import Unavailable, attachment_of, content_of, deposited_file_of, shown_bytes
from documents.reading.drawn import PAGE_WIDTH, THUMBNAIL_WIDTH, drawn, page_picture
from journal.models import Line
from journal.services import Entry, record


@dataclass(frozen=True, slots=True)
class Granted:
    """A document through the gate, and the line to write once it is known what leaves."""

    document: Document
    entry: Entry

    def record(self, *, unavailable: bool = False, **details: object) -> None:
        """The line says what left: nothing, when the file cannot be had."""
        told = replace(self.entry, details=self.entry.details | details)
        record(replace(told, granted=False, decision="CONTENT_UNAVAILABLE") if unavailable else told)


def piece_response(request: HttpRequest, granted: Granted, index: int) -> HttpResponse:
    """One file held by the document."""
    try:
        data, media_type = shown_bytes(attachment_of(granted.document, index))
    except Unavailable as error:
        granted.record(unavailable=True, piece=index)
        return _unavailable(request, error)
    granted.record(piece=index)
    name = f"piece-{index + 1}.{media.extension_of(media_type)}"
    return _file(data, media_type, name, inline=media_type != "application/octet-stream")


def page_response(request: HttpRequest, granted: Granted, index: int, number: int) -> HttpResponse:
    """One page of a PDF as a picture. It belongs to the reading of the document, when there is one that shows the
    pages of this file: that line says it all. Any other, as of a PDF joined beside a text, is a file that is read.
    """
    width = THUMBNAIL_WIDTH if "vignette" in request.GET else PAGE_WIDTH
    try:
        data = page_picture(granted.document, index, number, width=width)
    except Unavailable as error:
        granted.record(unavailable=True, piece=index, page=number)
        return _unavailable(request, error)
    if index not in drawn(granted.document).pictured or not is_part_of_a_reading(granted.entry):
        granted.record(piece=index, page=number)
    return _file(data, "image/webp", f"page-{number}.webp", inline=True)


def original_response(request: HttpRequest, granted: Granted) -> HttpResponse:
    """The stored file, always as a download: XML never runs in the portal's origin."""
    try:
        data = content_of(granted.document)
    except Unavailable as error:
        granted.record(unavailable=True)
        return _unavailable(request, error)
    granted.record()
    extension = "csv" if media.sniff(data) == "text/csv" else "xml"
    return _download(data, f"document_{granted.document.act_on:%Y-%m-%d}.{extension}")


def deposited_response(request: HttpRequest, granted: Granted) -> HttpResponse:
    """The file as it came, before it was cleaned."""
    try:
        data = deposited_file_of(granted.document)
    except Unavailable as error:
        granted.record(unavailable=True)
        return _unavailable(request, error)
    granted.record(file="deposited")
    return _download(data, f"fichier_depose_{granted.document.act_on:%Y-%m-%d}.bin")


def history_response(lines: QuerySet[Line], people: dict[str, str], *, at: datetime) -> StreamingHttpResponse:
    """The lines of a record up to now, as a file that leaves as it is read."""
    rows = csv_rows(lines.filter(at__lte=at).iterator(chunk_size=2000), people)
    response = StreamingHttpResponse(rows, content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="historique_{timezone.localdate(at)}.csv"'
    response["X-Content-Type-Options"] = "nosniff"
    return response


def _download(data: bytes, name: str) -> HttpResponse:
    return _file(data, "application/octet-stream", name, inline=False)


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


def _unavailable(request: HttpRequest, error: Unavailable) -> HttpResponse:
    return render(request, "documents/file_unavailable.html", {"sentence": str(error)}, status=error.status)
