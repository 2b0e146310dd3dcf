"""Statements in words: each with its sources, those that say the same folded into one, and said to be (PS S11)."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from uuid import UUID

from access.addresses import address
from documents.cda.statements import Kind
from documents.cda.statements.model import ABNORMAL, HIGH, LOW, SENSITIVITIES, Outside
from documents.marks import Mark
from documents.models import Document, Statement
from patients.identity import fold

MAX_SOURCES = 4
_OUTSIDE: dict[str, str] = {Outside.ABOVE: "au-dessus", Outside.BELOW: "au-dessous"}


def document_url(access_uuid: UUID, document: Document) -> str:
    return address("documents:read", access_uuid, document.uuid)


@dataclass(frozen=True, slots=True)
class Source:
    """« source : document, auteur, date »."""

    document: Document
    access_uuid: UUID

    @property
    def url(self) -> str:
        return document_url(self.access_uuid, self.document)

    @property
    def title(self) -> str:
        return self.document.title

    @property
    def about(self) -> str:
        return ", ".join(words for words in (self.document.author_label, f"{self.document.act_on:%d/%m/%Y}") if words)


@dataclass(frozen=True)
class Fact:
    """One or several statements that say the same; the first one, the newest, gives its words."""

    rows: list[Statement]
    access_uuid: UUID

    @property
    def row(self) -> Statement:
        return self.rows[0]

    @property
    def label(self) -> str:
        """With its answer, for the pairs of a table without headings: « Gestité : 1 »."""
        return f"{self.row.label}\u00a0: {', '.join(answers)}" if (answers := _answers(self.row)) else self.row.label

    @property
    def when(self) -> str:
        return next((words for row in self.rows if (words := period_words(row))), "")

    @property
    def details(self) -> list[str]:
        """Dose, then every other cell under its heading: what any of the rows adds is kept."""
        doses = [row.dose for row in self.rows if row.dose]
        cells = [f"{heading}\u00a0: {words}" for row in self.rows for heading, words in row.details if heading]
        return list(dict.fromkeys([*doses, *cells]))

    @property
    def marks(self) -> list[Mark]:
        """What holds for each row: « Déclaré par le patient » when nobody else says it."""
        of_rows = [marks_of_statement(row) for row in self.rows]
        return [mark for mark in of_rows[0] if all(mark in marks for marks in of_rows)]

    @property
    def sources(self) -> list[Source]:
        """Documents that say it, each once, newest first."""
        documents = {row.document_id: row.document for row in self.rows}.values()
        ordered = sorted(documents, key=lambda d: (d.act_on, d.pk), reverse=True)
        return [Source(document, self.access_uuid) for document in ordered]

    @property
    def shown_sources(self) -> list[Source]:
        return self.sources[:MAX_SOURCES]

    @property
    def more_sources(self) -> str:
        count = len(self.sources) - MAX_SOURCES
        return f"et {count} autre{'s' if count > 1 else ''} document{'s' if count > 1 else ''}" if count > 0 else ""


def marks_of_statement(row: Statement) -> list[Mark]:
    marks: list[Mark] = []
    if row.note:
        marks.append(("Texte de la section", ""))
    if row.kind == Kind.PAST_TREATMENT:
        marks.append((row.section, "info"))
    if row.declared_by_patient:
        marks.append(("Déclaré par le patient", "info"))
    if row.coded_only:
        marks.append(("Donnée codée, absente du texte du document", "warn"))
    if row.document.hidden_from_patient_since:
        marks.append(("Non visible par le patient", "warn"))
    return marks


def _answers(row: Statement) -> list[str]:
    return [words for heading, words in row.details if not heading]


def period_words(row: Statement) -> str:
    """« 1975 », « du 15/05/2019 au 30/05/2019 », « jusqu’au 04/04/2020 »."""
    if row.started and row.stopped and row.started != row.stopped:
        return f"du {row.started} au {row.stopped}"
    return row.started or (f"jusqu’au {row.stopped}" if row.stopped else "")


def folded(
    rows: Iterable[Statement], access_uuid: UUID, key: Callable[[Statement], object] | None = None
) -> list[Fact]:
    """Facts in the order of their first row; rows of one key (the label, by default) become one."""
    groups: dict[object, list[Statement]] = {}
    for row in rows:
        groups.setdefault((key or _label)(row), []).append(row)
    return [Fact(found, access_uuid) for found in groups.values()]


def _label(row: Statement) -> tuple[str, ...]:
    return (fold(row.label), *map(fold, _answers(row)), str(row.negated))


def by_dose(row: Statement) -> tuple[str, ...]:
    """Treatments are one when medicine and dose are."""
    return (row.kind, fold(row.dose), *_label(row))


def interpretation_words(row: Statement) -> str:
    """« élevé », « bas », never a sign alone; nothing within the limits. What the laboratory says goes first.

    « au-dessus », « au-dessous »: the laboratory says nothing, and its own limits do.
    """
    code = row.interpretation.upper()
    word = "élevé" if code in HIGH else "bas" if code in LOW else "anormal" if code in ABNORMAL else ""
    word = word or SENSITIVITIES.get(code, "") or _OUTSIDE.get(row.outside, "")
    return f"{word}, critique" if code in ("HH", "LL", "AA") else word
