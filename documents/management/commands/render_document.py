import base64
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.template.loader import render_to_string
from django.utils.safestring import mark_safe

from documents import media
from documents.cda.facts import Fact, header_facts
from documents.cda.model import Attachment, CdaPatient, ClinicalDocument, Header, UnreadableDocument
from documents.cda.parser import MAX_BYTES, parse
from documents.cda.rendering import Reading, plain_text
from documents.cda.values import Code, Identifier
from documents.reading import Unavailable, shown_bytes
from documents.record.reimbursements import parse_export


class Command(BaseCommand):
    help = "Writes the HTML (or the plain text) that the viewer shows for one document file. Needs no database."
    requires_system_checks = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path, metavar="FILE", help="a CDA document, or a PDF, RTF, text or image file")
        parser.add_argument("--text", action="store_true", help="plain text instead of HTML")

    def handle(self, *args: Any, **options: Any) -> None:
        path: Path = options["file"]
        try:
            data = path.read_bytes() if path.stat().st_size <= MAX_BYTES else b""
        except OSError as error:
            raise CommandError(f"{path} : {error.strerror}.") from None
        if not data:
            raise CommandError(f"{path} : le fichier est vide ou dépasse {MAX_BYTES // 1_000_000} Mo.")
        kind = media.sniff(data)
        if kind in media.SHOWN_FILES | media.SHOWN_IMAGES and not _is_markup(data, kind):
            document = _around(data, kind, path.name)
            self.stdout.write(_other_text(data, kind) if options["text"] else _page(document, []))
            return
        try:
            document = parse_export(data, title=path.name) if kind == "text/csv" else parse(data)
        except UnreadableDocument as error:
            raise CommandError(f"{path} : {error}") from None
        self.stdout.write(plain_text(document) if options["text"] else _page(document, header_facts(document.header)))


def _is_markup(data: bytes, kind: str) -> bool:
    """A text that begins like XML is for the parser to take or to refuse."""
    return kind == "text/plain" and media.plain_text(data[:1000]).lstrip().startswith("<")


def _around(data: bytes, kind: str, name: str) -> ClinicalDocument:
    """A document that consists of this one file, as a level 1 CDA does."""
    header = Header(id=Identifier(""), type=Code(), title=name, patient=CdaPatient())
    file = Attachment(index=0, element_id="", declared_type=kind, text=base64.b64encode(data).decode())
    return ClinicalDocument(header=header, level=1, sections=[], attachments=[file], notices=[])


def _other_text(data: bytes, kind: str) -> str:
    if kind in media.SHOWN_IMAGES:
        return "Ce fichier est une image : il n’a pas de texte."
    if kind == "application/pdf":
        found = media.pdf_text(data)
        return found.problem or "\n".join(found.pages)
    return media.rtf_text(data) if kind == "text/rtf" else media.plain_text(data)


def _page(document: ClinicalDocument, facts: list[Fact]) -> str:
    """A page that stands alone: attachments as data addresses, styles inside."""
    urls = {attachment.index: _data_url(document, attachment.index) for attachment in document.attachments}
    styles = "".join((settings.BASE_DIR / "static" / name).read_text() for name in ("tokens.css", "portal.css"))
    return render_to_string(
        "documents/render.html",
        {
            "title": document.header.title,
            "reading": Reading(document, urls.__getitem__),
            "header_facts": facts,
            "styles": mark_safe(styles),  # noqa: S308  (our own files)
        },
    )


def _data_url(document: ClinicalDocument, index: int) -> str:
    try:
        data, media_type = shown_bytes(document.attachments[index])
    except Unavailable:
        return "#"
    return f"data:{media_type};base64,{base64.b64encode(data).decode()}"
