"""Rows of the home page, in words."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cached_property
from math import inf
from typing import Any
from urllib.parse import urlencode

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
        return (f"Jusqu’au {row.live_until:%d/%m/%Y}", "ok") if row.live_until else ("Valable", "ok")


@dataclass(frozen=True, slots=True)
class PatientRow:
    """A patient whose record opens today on a standing authorisation."""

    patient: Any
    name: str
    birth: str

    @property
    def basis(self) -> str:
        return BASIS_WORDS[Basis(self.patient.live_basis)]

    @property
    def state(self) -> str:
        until = self.patient.live_until
        return f"Jusqu’au {until:%d/%m/%Y}" if until else "Valable"


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


ENDS_SOON = timedelta(days=30)
PER_PAGE = 50
PATIENT_SORTS = {"nom": "Nom", "visite": "Dernière ouverture", "echeance": "Fin de l’accès"}


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

    @property
    def sort(self) -> str:
        return self.asked.get("tri", "") if self.asked.get("tri") in PATIENT_SORTS else "nom"

    @property
    def ends_soon(self) -> bool:
        return bool(self.asked.get("echeance"))

    @property
    def sorts(self) -> list[tuple[str, str, bool]]:
        return [(value, label, value == self.sort) for value, label in PATIENT_SORTS.items()]

    @cached_property
    def _patients(self) -> list[Any]:
        soon = self.now + ENDS_SOON
        found = [p for p in self.all_patients if not self.ends_soon or (p.live_until and p.live_until <= soon)]
        found.sort(key=lambda p: (p.sort_key, p.first_given_name, p.pk))
        if self.sort == "visite":
            found.sort(key=lambda p: -p.last_visit.timestamp() if p.last_visit else 0)
        if self.sort == "echeance":
            found.sort(key=lambda p: p.live_until.timestamp() if p.live_until else inf)
        return found

    @property
    def page(self) -> int:
        asked = self.asked.get("page", "")
        number = int(asked) if asked.isdecimal() and len(asked) < 5 else 1
        return number if number > 0 and (number - 1) * PER_PAGE < len(self._patients) else 1

    @property
    def first(self) -> int:
        return (self.page - 1) * PER_PAGE + 1

    @property
    def last(self) -> int:
        return self.first + len(self.patients) - 1

    @property
    def total(self) -> int:
        return len(self._patients)

    @cached_property
    def patients(self) -> list[PatientRow]:
        shown = enumerate(self._patients[self.first - 1 : self.first - 1 + PER_PAGE], start=self.first)
        return [PatientRow(p, self.naming.name(p, rank), self.naming.birth(p)) for rank, p in shown]

    @property
    def total_words(self) -> str:
        return f"{self.total}\u00a0patient{'s' * (self.total > 1)}"

    def _url(self, page: int) -> str:
        wanted = {"tri": self.asked.get("tri", ""), "echeance": self.asked.get("echeance", "")[:1], "page": str(page)}
        return "?" + urlencode({name: value for name, value in wanted.items() if value}) + "#mes-patients"

    @property
    def previous_url(self) -> str:
        return self._url(self.page - 1) if self.page > 1 else ""

    @property
    def next_url(self) -> str:
        return self._url(self.page + 1) if self.last < self.total else ""
