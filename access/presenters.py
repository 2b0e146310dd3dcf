"""Rows of the home page, in words."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from access.models import Practice, RecordAccess
from access.rules import PER_CONSULTATION, Basis
from access.selectors import recently_consulted
from access.wording import BASIS_WORDS
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
    def has_access(self) -> bool:
        """An authorisation that one may put an end to."""
        return self.state[1] == "ok"

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
