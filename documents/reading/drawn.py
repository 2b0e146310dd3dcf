"""The body of a document as HTML: it depends on its file and its title alone, never on who reads, nor on where."""

from dataclasses import dataclass

from django.template.loader import render_to_string
from django.utils.safestring import SafeString

from documents import media
from documents.cda.facts import header_facts
from documents.cda.rendering import Reading
from documents.models import Document
from documents.reading.kept import KEPT
from documents.reading.stored import Unavailable, attachment_of, content_of, parsed_bytes

PAGE_WIDTH, THUMBNAIL_WIDTH = 1240, 120  # pixels


@dataclass(frozen=True, slots=True)
class Drawn:
    """HTML whose links to files are relative to the address of the document; or `problem`, in French, and nothing."""

    html: SafeString | None = None
    contents: tuple[tuple[str, str], ...] = ()  # anchor and heading of the first level
    has_two_views: bool = False
    pictured: frozenset[int] = frozenset()  # files whose pages one view or the other shows as pictures, by index
    problem: str = ""


def drawn(document: Document, *, pdf_view: bool = False) -> Drawn:
    """The body of the reading page, drawn again only when nobody read it lately.

    The stored bytes are checked each time, so that a lost or altered file is told whatever is kept.
    """
    try:
        data = content_of(document)
        key = ("body", document.content_id, document.title, pdf_view)
        found: Drawn | None = KEPT.get(key)
        if found is None:
            found = _draw(document, data, pdf_view)
            KEPT.keep(key, found, 2 * len(found.html or ""))
        return found
    except Unavailable as error:
        return Drawn(problem=str(error))


def _draw(document: Document, data: bytes, pdf_view: bool) -> Drawn:
    """Raises Unavailable."""
    cda = parsed_bytes(document, data)
    reading = Reading(cda, lambda index: f"pieces/{index}/", page_url=lambda index: f"pieces/{index}/pages/")
    has_two_views = bool(reading.pdf_copy and reading.sections)
    context = {
        "reading": reading,
        "header_facts": header_facts(cda.header),
        "pdf_view": pdf_view and has_two_views,
        "title": document.title,
    }
    contents = tuple((section.anchor, section.heading) for section in reading.sections)
    shown = (reading.main_file, reading.pdf_copy if has_two_views else None)
    pictured = frozenset(piece.attachment.index for piece in shown if piece)
    return Drawn(render_to_string("documents/reading/body.html", context), contents, has_two_views, pictured)


def page_picture(document: Document, index: int, number: int, *, width: int) -> bytes:
    """WebP of one page, from 1, of a PDF that the document holds. Raises Unavailable."""
    key = ("page", document.content_id, index, number, width)
    found: bytes | None = KEPT.get(key)
    if found is None:
        attachment = attachment_of(document, index)
        data = attachment.data if attachment.is_pdf else None
        found = media.pdf_picture(data, number - 1, width) if data and 1 <= number <= media.MAX_PDF_PAGES else None
        if found is None:
            raise Unavailable("Cette page ne peut pas être affichée. Téléchargez l’original.", 404)
        KEPT.keep(key, found, len(found))
    return found
