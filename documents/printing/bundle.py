"""A selection as one PDF: a cover page, then each document, each with its bookmark (PS S26)."""

import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import IO, BinaryIO, cast

import pikepdf
from django.utils import timezone
from reportlab.lib import colors
from reportlab.platypus import Flowable, Paragraph, Table, TableStyle

from documents.models import Document
from documents.printing.fonts import drawable
from documents.printing.pages import Printing, write
from documents.printing.sheets import Sheets, sheets_of
from documents.printing.styles import WIDTH, body, escaped, heading, line

REMINDER = "Conservez ces copies aussi peu que nécessaire\u00a0: la version du dossier peut changer."


@dataclass(frozen=True, slots=True)
class Bundle:
    """The file, whole and closed to nobody; and what could not be joined, with the reason."""

    file: IO[bytes]
    unjoined: dict[int, str]  # by primary key of the document


def bundle_of(documents: Sequence[Document], printing: Printing) -> Bundle:
    """Everything is written to temporary files, one document after the other: memory does not grow with them."""
    with tempfile.TemporaryDirectory(prefix="selection-") as name:
        folder = Path(name)
        sheets = [sheets_of(document, folder, printing) for document in documents]
        cover = folder / "cover.pdf"
        count = write_cover(cover, sheets, printing)
        target = tempfile.TemporaryFile(prefix="selection-")  # noqa: SIM115 (the answer closes it)
        _assemble([(cover, count)], sheets, printing, target)
    target.seek(0)
    return Bundle(target, {one.document.pk: one.problem for one in sheets if one.problem})


def write_cover(path: Path, sheets: list[Sheets], printing: Printing) -> int:
    """The cover says where each document starts: its own length is known once it is written."""
    count = 1
    while True:
        title = "Page de garde"
        written = write(path, _cover(sheets, printing, count), printing, subject=title, title=title)
        if written == count:
            return count
        count = written


def _cover(sheets: list[Sheets], printing: Printing, own_pages: int) -> list[Flowable]:
    banner = printing.banner
    total = own_pages + sum(one.count for one in sheets)
    identity = [banner.patient and f"{banner.name} {banner.given_names}", banner.born, banner.sex, banner.birth_place]
    identity += [f"Nom utilisé\u00a0: {banner.used_name}" if banner.used_name else ""]
    identity += [f"INS {banner.matricule} ({banner.nature})" if banner.matricule else "", banner.status]
    out: list[Flowable] = [line("Documents du dossier", heading(1))]
    out += [line(words) for words in identity if words]
    if printing.mode:
        out.append(Paragraph(f"<b>{escaped(printing.mode)}</b>", body()))
    joined = sum(1 for one in sheets if not one.problem)
    counted = f"{joined} document{'s' if joined > 1 else ''}, {total} pages, page de garde comprise."
    out += [line(f"{printing.words}."), line(counted), line(REMINDER), _list(sheets, own_pages)]
    return out


def _list(sheets: list[Sheets], first: int) -> Table:
    small, page = body(size=8.5), first + 1
    rows = [[Paragraph(f"<b>{head}</b>", small) for head in ("Acte du", "Document", "Auteur", "Page")]]
    for one in sheets:
        document = one.document
        words = [f"<b>{escaped(document.title)}</b>", escaped(one.page.type_label)]
        words += [escaped(word) for word, _ in one.page.marks]
        words += [f"<b>Non joint</b>\u00a0: {escaped(one.problem)}"] if one.problem else []
        words += [escaped(remark) for remark in one.remarks]
        author = ", ".join(dict.fromkeys(w for w in (document.author_label, document.institution_label) if w))
        place = "–" if one.problem else str(page)
        rows.append([line(f"{document.act_on:%d/%m/%Y}", small), Paragraph("<br/>".join(words), small),
                     line(author, small), line(place, small)])  # fmt: skip
        page += one.count
    table = Table(rows, colWidths=[62, WIDTH - 62 - 170 - 40, 170, 40], repeatRows=1, hAlign="LEFT", spaceBefore=8)
    grey = colors.Color(0.6, 0.6, 0.6)
    table.setStyle(TableStyle([("VALIGN", (0, 0), (-1, -1), "TOP"), ("LINEBELOW", (0, 0), (-1, -1), 0.4, grey)]))
    return table


def _assemble(cover: list[tuple[Path, int]], sheets: list[Sheets], printing: Printing, target: IO[bytes]) -> None:
    whole, opened = pikepdf.new(), []
    try:
        with whole.open_outline() as outline:
            outline.root.append(pikepdf.OutlineItem("Page de garde", 0))
            for title, files in [("", cover), *((_bookmark(one), one.files) for one in sheets if one.files)]:
                if title:
                    outline.root.append(pikepdf.OutlineItem(title, len(whole.pages)))
                for path, _ in files:
                    opened.append(pikepdf.open(path))
                    whole.pages.extend(opened[-1].pages)
        whole.Root.Lang = pikepdf.String("fr-FR")
        whole.docinfo["/Title"] = f"Documents du {timezone.localdate(printing.at):%d/%m/%Y}"
        whole.save(cast(BinaryIO, target), linearize=False)
    finally:
        for pdf in opened:
            pdf.close()
        whole.close()


def _bookmark(one: Sheets) -> str:
    return drawable(f"{one.document.act_on:%d/%m/%Y} – {one.document.title}")
