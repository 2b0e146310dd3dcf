"""One document on sheets of its own, and the files that it holds: what joins a printed selection."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from django.utils import timezone
from reportlab.platypus import Flowable, Paragraph
from reportlab.platypus.doctemplate import LayoutError

from documents.cda.rendering import Reading, ShownAttachment, ShownSection
from documents.deposit.incoming.pdf import cleaned
from documents.deposit.incoming.refusals import FileRefused
from documents.models import Document
from documents.presenters.reading import ReadingPage
from documents.printing.narrative import Layout, picture
from documents.printing.pages import Printing, write
from documents.printing.styles import body, escaped, headed, heading, line
from documents.reading import DocumentReading, Unavailable, read, shown_bytes

UNJOINED = "ce PDF est protégé ou endommagé"
NOT_LAID_OUT = "sa mise en page n’a pas abouti, téléchargez l’original"


@dataclass
class Sheets:
    """Files of pages that stand for one document, in their order, with their number of pages; or why there is none."""

    document: Document
    page: ReadingPage
    files: list[tuple[Path, int]] = field(default_factory=list)
    problem: str = ""
    remarks: list[str] = field(default_factory=list)

    @property
    def count(self) -> int:
        return sum(count for _, count in self.files)


def sheets_of(document: Document, folder: Path, printing: Printing) -> Sheets:
    """Lay out one document. A PDF of level 1 stays as it is; everything else is drawn from the screen's reading."""
    shown = read(document, lambda index: f"piece:{index}")
    found = Sheets(document, ReadingPage(document, document.uuid))
    if shown.reading is None:
        found.problem = shown.problem
        return found
    main = shown.reading.main_file
    if main is not None and main.is_pdf:
        _join(found, main, folder)
        if not found.files:
            found.problem = UNJOINED
        return found
    path = folder / f"{document.pk}.pdf"
    try:
        found.files.append((path, _lay_out(found.page, shown, path, printing)))
    except (LayoutError, ValueError, IndexError):
        found.problem = NOT_LAID_OUT
        return found
    for piece in _held_files(shown.reading):
        if not _join(found, piece, folder):
            found.remarks.append(f"{piece.name}\u00a0: {UNJOINED}.")
    return found


def _join(found: Sheets, piece: ShownAttachment, folder: Path) -> bool:
    """A PDF held by the document, without what acts; False when it is protected or damaged."""
    import pikepdf

    path = folder / f"{found.document.pk}-{piece.attachment.index}.pdf"
    try:
        path.write_bytes(cleaned(piece.attachment.data or b"").data)
        with pikepdf.open(path) as pdf:
            pages = len(pdf.pages)
    except (FileRefused, pikepdf.PdfError):
        return False
    if pages:
        found.files.append((path, pages))
    return bool(pages)


def _held_files(reading: Reading) -> Iterator[ShownAttachment]:
    """PDF files beside the text; not the one that is a copy of the whole."""
    copy = reading.pdf_copy
    for piece in reading.attachments:
        if piece.is_pdf and (copy is None or piece.attachment.index != copy.attachment.index):
            yield piece


def _lay_out(page: ReadingPage, shown: DocumentReading, path: Path, printing: Printing) -> int:
    """With its tables; without, row by row, when one of them has a row taller than a page."""
    day = f"{page.document.act_on:%d/%m/%Y}"
    for plain_tables in (False, True):
        try:
            flowables = flow_of(page, shown, plain_tables=plain_tables)
            return write(path, flowables, printing, subject=f"{page.title} – acte du {day}", title=f"Document du {day}")
        except (LayoutError, ValueError, IndexError):
            if plain_tables:
                raise
    raise AssertionError("unreachable")


def flow_of(page: ReadingPage, shown: DocumentReading, *, plain_tables: bool = False) -> list[Flowable]:
    """What the reading page shows, folded parts open (PS S36)."""
    reading = shown.reading
    assert reading is not None
    by_url = {piece.url: piece for piece in reading.attachments if piece.is_image}
    layout = Layout(lambda url: _image_bytes(by_url.get(url)), plain_tables=plain_tables)
    out: list[Flowable] = [line(page.title, heading(1)), *_head(page)]
    for notice in reading.notices:
        out.append(line(f"Affichage partiel\u00a0: {notice}"))
    for section in reading.sections:
        out += _section(section, layout)
    if reading.main_file:
        out += _main_file(reading.main_file)
    if reading.plain_body:
        out += _typed(reading.plain_body)
    if reading.main_file is None:
        out += _attachments(reading)
    return out + _facts(shown)


def _head(page: ReadingPage) -> list[Flowable]:
    document = page.document
    who = [document.author_label, document.institution_label]
    facts = [
        f"Acte du {document.act_on:%d/%m/%Y}",
        ", ".join(dict.fromkeys(w for w in who if w)),
        page.type_label,
        f"Déposé le {timezone.localdate(document.deposited_at):%d/%m/%Y}",
        f"Version {document.version_number}" if document.version_number > 1 else "",
        *(word for word, _ in page.marks),
    ]
    out: list[Flowable] = [line(" · ".join(fact for fact in facts if fact))]
    for fact, advice in page.warnings:
        out.append(Paragraph(f"<b>{escaped(fact)}</b> {escaped(advice)}", body()))
    if page.differences:
        traits = ", ".join(d["trait"].lower() for d in page.differences)
        text = f"L’identité portée par ce document diffère de celle du dossier\u00a0: {traits}."
        out.append(Paragraph(f"<b>{escaped(text)}</b>", body()))
    return out


def _section(section: ShownSection, layout: Layout) -> list[Flowable]:
    out = headed(section.heading, min(section.level, 4))
    out += [line(people) for people in section.people]
    out += [line("Cette section ne contient pas de texte.")] if section.is_empty else layout.flow(section.body)
    for child in section.sections:
        out += _section(child, layout)
    return out


def _main_file(piece: ShownAttachment) -> list[Flowable]:
    if piece.is_image:
        return [picture(data)] if (data := _image_bytes(piece)) else [line("[Image illisible]")]
    if piece.text:
        return _typed(piece.text)
    return [line(f"Le fichier de ce document ne peut pas être imprimé ({piece.size})\u00a0: téléchargez l’original.")]


def _attachments(reading: Reading) -> list[Flowable]:
    pieces = [p for p in reading.attachments if reading.pdf_copy is None or p.url != reading.pdf_copy.url]
    if not pieces:
        return []
    out = headed("Pièces jointes", 2)
    for piece in pieces:
        caption = f" · {piece.caption}" if piece.caption else ""
        said = " (illisible)" if piece.is_broken else ", à la suite de ces pages" if piece.is_pdf else ""
        out.append(line(f"{piece.name}{caption} ({piece.size}){said}"))
        out += [picture(data)] if (data := _image_bytes(piece)) else []
        out += _typed(piece.text) if piece.text else []
    return out


def _typed(text: str) -> list[Flowable]:
    """Words as they were typed: lines and columns kept. One block a line, so that any length stands on pages."""
    style = body(mono=True)
    lines = text.replace("\r\n", "\n").replace("\r", "\n").expandtabs(4).split("\n")
    return [Paragraph(escaped(one).replace("  ", "\u00a0\u00a0") or "\u00a0", style) for one in lines]


def _facts(shown: DocumentReading) -> list[Flowable]:
    if not shown.facts:
        return []
    out = headed("Toutes les informations du document", 2)
    small = body(size=8.5)
    for label, values in shown.facts:
        out.append(Paragraph(f"<b>{escaped(label)}</b>\u00a0: {escaped(' ; '.join(values))}", small))
    return out


def _image_bytes(piece: ShownAttachment | None) -> bytes | None:
    """Of a picture that can be drawn; a TIFF is turned into one."""
    if piece is None or not piece.is_image:
        return None
    try:
        data, media_type = shown_bytes(piece.attachment)
    except Unavailable:
        return None
    return data if media_type.startswith("image/") else None
