"""Reimbursed care as the insurance exports it: rows of CSV, one patient's at a time, shown as any document is. Pure."""

import csv
import io
import re
import unicodedata
from collections.abc import Iterable
from dataclasses import astuple, dataclass, fields
from datetime import date as Day

from lxml import etree

from documents.cda.model import CdaPatient, ClinicalDocument, Header, Section, UnreadableDocument
from documents.cda.nodes import q
from documents.cda.statements import ReimbursedAs
from documents.cda.statements.drawing import MAX_STATEMENTS
from documents.cda.statements.times import When, dates_in
from documents.cda.values import Code, Identifier
from documents.media import plain_text
from patients.identity import fold

TYPE = Code("REMB", "1.2.250.1.213.1.1.4.12", "Données de remboursement")
FAMILY_LABELS = {
    ReimbursedAs.MEDICINES: "Médicaments",
    ReimbursedAs.CARE: "Soins",
    ReimbursedAs.STAYS: "Hospitalisations",
    ReimbursedAs.IMAGING: "Radiologie",
    ReimbursedAs.LABORATORY: "Biologie",
    ReimbursedAs.DEVICES: "Dispositifs",
    ReimbursedAs.VACCINES: "Vaccins",
}
_FAMILIES = {fold(name): family for family, label in FAMILY_LABELS.items() for name in (label, family.value)}
_HEADINGS = ("Date", "Fin", "Code", "Libellé", "Quantité", "Professionnel", "Établissement")
REQUIRED = ("date", "nature", "libelle")
FREE = ("code", "libelle", "quantite", "professionnel", "etablissement")
# What a spreadsheet would run, at the start of a cell or of what becomes one under another separator. An amount may be
# negative, a telephone number begin with +, and a lone dash stand for nothing.
_NUMBER = r"\s?\d[\d\s.,]*(?:%|€)?"
_FORMULA = re.compile(rf"(?:^|[,;])[\s\"]*(?:[=@]|[+-](?!(?:{_NUMBER})?\s*(?:$|[,;])))")


class UnreadableRows(ValueError):
    """Rows that cannot be taken. The message, in French, says which line and why, and never whose."""


@dataclass(frozen=True, slots=True)
class CareRow:
    """One line, in the order of its columns. Dates are written dd/mm/yyyy."""

    date: str
    fin: str
    nature: str
    code: str
    libelle: str
    quantite: str
    professionnel: str
    etablissement: str

    @property
    def on(self) -> Day:
        return _day(self.date).on or Day.min


COLUMNS = tuple(field.name for field in fields(CareRow))


def rows_of(data: bytes) -> list[tuple[int, dict[str, str]]]:
    """Line number and named cells of each row. Separator `;`, `,` or tab; UTF-8, else the best guess.

    Raises UnreadableRows.
    """
    text = plain_text(data)
    head = text.partition("\n")[0]
    separator = max(";,\t", key=head.count)
    try:
        reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=True)
        lines = [(reader.line_num, cells) for cells in reader if any(cell.strip() for cell in cells)]
    except csv.Error:
        raise UnreadableRows("Le fichier n’est pas un CSV lisible.") from None
    names = [fold(name).replace(" ", "_") for name in lines[0][1]] if lines else []
    if missing := [name for name in REQUIRED if name not in names]:
        raise UnreadableRows(f"Colonnes absentes de la première ligne : {', '.join(missing)}.")
    for number, cells in lines[1:]:
        if len(cells) > len(names):
            raise UnreadableRows(f"Ligne {number} : plus de cellules que de colonnes.")
    return [(number, dict(zip(names, map(_clean, cells), strict=False))) for number, cells in lines[1:]]


def _clean(cell: str) -> str:
    """On one line, without the signs that no document can hold."""
    return " ".join("".join(c if c.isprintable() else " " for c in cell).split())


def care_row(number: int, cells: dict[str, str]) -> CareRow:
    """One row, checked. Raises UnreadableRows."""
    family = _FAMILIES.get(fold(cells.get("nature", "")))
    if family is None:
        raise UnreadableRows(f"Ligne {number} : nature inconnue ; attendu : {', '.join(FAMILY_LABELS.values())}.")
    start, stop = (_date(number, cells.get(name, "")) for name in ("date", "fin"))
    if not start:
        raise UnreadableRows(f"Ligne {number} : date absente.")
    if not cells.get("libelle"):
        raise UnreadableRows(f"Ligne {number} : libellé absent.")
    rest = (cells.get(name, "") for name in FREE)
    return CareRow(start, stop, FAMILY_LABELS[family], *rest)


def imported_row(number: int, cells: dict[str, str]) -> CareRow:
    """One row from outside: what is kept of it can be opened in a spreadsheet, so that no cell is a formula.

    Raises UnreadableRows. Full-width signs count as the plain ones, as some spreadsheets take them.
    """
    for name in FREE:
        if _FORMULA.search(unicodedata.normalize("NFKC", cells.get(name, ""))):
            raise UnreadableRows(
                f"Ligne {number}\N{NO-BREAK SPACE}: la colonne «\N{NO-BREAK SPACE}{name}\N{NO-BREAK SPACE}» contient "
                "une formule de tableur (=, +, - ou @ au début d’une cellule, sans nombre)."
            )
    return care_row(number, cells)


def _date(number: int, text: str) -> str:
    when = _day(text)
    if text and (when.on is None or len(when.words) != len("jj/mm/aaaa")):
        raise UnreadableRows(f"Ligne {number} : date illisible (attendu jj/mm/aaaa ou aaaa-mm-jj).")
    return when.words


def _day(text: str) -> When:
    return next(iter(dates_in(text)), When())


def export_of(rows: Iterable[CareRow]) -> bytes:
    """The file kept for one patient: always the same bytes for the same rows, newest first, without any identity.

    Raises UnreadableRows when there are more lines than a document may say.
    """
    ordered = sorted(rows, key=lambda row: (-row.on.toordinal(), astuple(row)))
    if len(ordered) > MAX_STATEMENTS:
        raise UnreadableRows(f"Plus de {MAX_STATEMENTS} lignes pour un patient : découpez l’export par période.")
    out = io.StringIO()
    writer = csv.writer(out, delimiter=";", lineterminator="\n")
    writer.writerow(COLUMNS)
    writer.writerows(astuple(row) for row in ordered)
    return out.getvalue().encode()


def parse_export(data: bytes, header: Header | None = None, *, title: str = "") -> ClinicalDocument:
    """The document that an export makes: one section per family, one table each. Raises UnreadableDocument."""
    try:
        rows = [care_row(number, cells) for number, cells in rows_of(data)]
    except UnreadableRows as error:
        raise UnreadableDocument(str(error)) from None
    header = header or Header(id=Identifier(""), type=TYPE, title=title, patient=CdaPatient())
    by_family = {label: [row for row in rows if row.nature == label] for label in FAMILY_LABELS.values()}
    sections = [
        Section(number=str(rank), title=label, code=Code(), template_ids=(), narrative=_table(found))
        for rank, (label, found) in enumerate(((k, v) for k, v in by_family.items() if v), start=1)
    ]
    return ClinicalDocument(header=header, level=3, sections=sections, attachments=[], notices=[])


def _table(rows: list[CareRow]) -> etree._Element:
    text = etree.Element(q("text"))
    table = etree.SubElement(text, q("table"))
    head = etree.SubElement(etree.SubElement(table, q("thead")), q("tr"))
    for heading in _HEADINGS:
        etree.SubElement(head, q("th")).text = heading
    body = etree.SubElement(table, q("tbody"))
    for row in rows:
        line = etree.SubElement(body, q("tr"))
        cells = (row.date, row.fin, row.code, row.libelle, row.quantite, row.professionnel, row.etablissement)
        for cell in cells:
            etree.SubElement(line, q("td")).text = cell
    return text
