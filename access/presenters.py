"""Rows of the home page, in words."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from typing import Any

from django.utils import timezone

from access.models import Practice, RecordAccess
from access.rules import PER_CONSULTATION, Basis
from access.selectors import own_patients, recently_consulted
from access.wording import BASIS_WORDS
from patients.models import Patient


@dataclass(frozen=True, slots=True)
class RecentRow:
    """One record of the home page: who, when, on what ground, and whether it still opens."""

    access: RecordAccess
    now: datetime
    name: str
    birth: str

    @property
    def patient(self) -> Patient:
        return self.access.record.patient

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
        return (
            (f"Jusqu’au {timezone.localdate(row.live_until):%d/%m/%Y}", "ok") if row.live_until else ("Valable", "ok")
        )


@dataclass(frozen=True, slots=True)
class Naming:
    """How patients are named: not at all when somebody else may look at the screen."""

    hidden: bool

    def name(self, patient: Patient, rank: int) -> str:
        return f"Patient {rank}" if self.hidden else f"{patient.birth_name.upper()} {patient.first_given_name}"

    def birth(self, patient: Patient) -> str:
        return "—" if self.hidden else f"{patient.birth_date:%d/%m/%Y}"

    def year(self, patient: Patient) -> str:
        return "—" if self.hidden else str(patient.birth_date.year)


@dataclass(frozen=True)
class HomePage:
    """S04. `asked`: sort, filters and page of the address; what it does not know is nothing."""

    practice: Practice
    types: frozenset[int]
    now: datetime
    naming: Naming
    asked: Mapping[str, str]

    @cached_property
    def recent(self) -> list[RecentRow]:
        found = enumerate(recently_consulted(self.practice, now=self.now), start=1)
        names = self.naming
        return [
            RecentRow(a, self.now, names.name(a.record.patient, rank), names.birth(a.record.patient))
            for rank, a in found
        ]

    @cached_property
    def all_patients(self) -> list[Any]:
        return own_patients(self.practice, types=self.types, now=self.now)
