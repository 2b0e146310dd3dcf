"""Rows of the home page and of the history, in words."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.core.paginator import Page

from access.models import Practice, RecordAccess
from access.rules import PER_CONSULTATION, Basis
from access.selectors import recently_consulted
from access.wording import BASIS_WORDS
from journal.models import Action, Line
from patients.models import Patient


@dataclass(frozen=True, slots=True)
class RecentRow:
    """One record of the home page: who, when, on what ground, and whether it still opens."""

    access: RecordAccess
    now: datetime

    @property
    def patient(self) -> Patient:
        return self.access.record.patient

    @property
    def name(self) -> str:
        return f"{self.patient.birth_name.upper()} {self.patient.first_given_name}"

    @property
    def is_open(self) -> bool:
        return self.access.ended_at is None and self.access.expires_at > self.now

    @property
    def basis(self) -> str:
        row: Any = self.access
        return BASIS_WORDS[Basis(row.live_basis)] if row.live_basis else "—"

    @property
    def state(self) -> tuple[str, str]:
        """Word and kind of mark. A block says no more than « accès échu » does: the reader learns it on opening."""
        row: Any = self.access
        if row.is_blocked or not row.live_basis:
            return "Accès à déclarer", "warn"
        if row.live_basis in PER_CONSULTATION:
            live = self.is_open and self.access.authorisation_id == row.live_pk
            return ("Consultation en cours", "ok") if live else ("Accès échu", "warn")
        if row.live_until and row.live_until <= self.now:
            return "Accès échu", "warn"
        return (f"Jusqu’au {row.live_until:%d/%m/%Y}", "ok") if row.live_until else ("Valable", "ok")


def recent_rows(practice: Practice, *, now: datetime) -> list[RecentRow]:
    return [RecentRow(access, now) for access in recently_consulted(practice, now=now)]


_REFUSALS = {
    "DOC_NOT_FOUND": "document introuvable",
    "DOC_TYPE_NOT_ALLOWED": "document introuvable",
    "DOC_MASKED": "document introuvable",
    "DOC_DELETED": "document introuvable",
    "DOC_OTHER_PATIENT": "document introuvable",
    "ACCESS_ENDED": "accès terminé",
}


@dataclass(frozen=True, slots=True)
class TraceRow:
    """One line of one's own history. A refused document is « introuvable », as it was when it was refused."""

    line: Line

    @property
    def at(self) -> datetime:
        return self.line.at

    @property
    def action(self) -> str:
        return Action(self.line.action).label

    @property
    def mode(self) -> str:
        return {"bris_de_glace": "Urgence", "centre_15": "Régulation"}.get(self.line.mode, "Normal")

    @property
    def place(self) -> str:
        return self.line.structure_name

    @property
    def document(self) -> str:
        """Type of a document that was really read; nothing about one that was refused."""
        return str(self.line.details.get("type_label", "")) if self.line.granted else ""

    @property
    def result(self) -> str:
        if self.line.granted:
            return "Accordé"
        return f"Refusé : {_REFUSALS.get(self.line.decision, 'condition d’accès non remplie')}"


TRACES_PER_PAGE = 50


@dataclass(frozen=True, slots=True)
class TracesPage:
    """One page of the history, and the addresses of its neighbours (empty at either end)."""

    page: Page
    rows: list[TraceRow]

    @classmethod
    def of(cls, page: Page) -> "TracesPage":
        """Read the rows at once: the line that journals this reading must not shift them."""
        return cls(page, [TraceRow(line) for line in page.object_list])

    @property
    def first(self) -> int:
        return self.page.start_index()

    @property
    def last(self) -> int:
        return self.page.end_index()

    @property
    def total(self) -> int:
        return self.page.paginator.count

    @property
    def previous_url(self) -> str:
        return f"?page={self.page.previous_page_number()}" if self.page.has_previous() else ""

    @property
    def next_url(self) -> str:
        return f"?page={self.page.next_page_number()}" if self.page.has_next() else ""
