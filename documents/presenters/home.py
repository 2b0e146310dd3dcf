"""The home page (PS S04): news of one's records in words, numbers and kinds without a title; and one's patients."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cached_property
from math import inf
from typing import Any
from urllib.parse import urlencode

from django.utils import timezone

from access.models.vocabulary import Category
from access.presenters import HomePage
from access.rules import Basis
from access.wording import BASIS_WORDS
from documents.home import MOST_RECORDS, News, last_deposits, news_of
from documents.listing.paging import page_number
from documents.words import plural


@dataclass(frozen=True, slots=True)
class NewsRow:
    news: News
    name: str
    birth: str

    @property
    def total(self) -> str:
        return plural(self.news.total, "nouveau document").replace("nouveau documents", "nouveaux documents")

    @property
    def kinds(self) -> str:
        """« Biologie (2), Imagerie (1) », in the order of the list."""
        counts = self.news.counts
        return ", ".join(f"{c.label} ({counts[c]})" for c in Category if c in counts)

    @property
    def newest(self) -> str:
        return f"{timezone.localdate(self.news.newest):%d/%m/%Y}"


@dataclass(frozen=True)
class NewsPage:
    home: HomePage

    @property
    def category(self) -> str:
        asked = self.home.asked.get("categorie", "")
        return asked if asked in Category.values else ""

    @cached_property
    def rows(self) -> list[NewsRow]:
        home, names = self.home, self.home.naming
        found = news_of(home.all_patients, home.practice, types=home.types, category=self.category)
        return [NewsRow(n, names.name(n.patient, rank), names.year(n.patient)) for rank, n in enumerate(found, start=1)]

    @property
    def summary(self) -> str:
        """Announced once."""
        count = sum(row.news.total for row in self.rows)
        documents = f"{count}\u00a0nouveau{'x' * (count > 1)} document{'s' * (count > 1)}"
        return f"{documents} dans {plural(len(self.rows), 'dossier')}, depuis votre dernière visite de chacun."

    @property
    def cut_words(self) -> str:
        """Never in silence."""
        visited = sum(1 for patient in self.home.all_patients if patient.last_visit)
        return f"Les {MOST_RECORDS} dossiers ouverts en dernier sont examinés." if visited > MOST_RECORDS else ""

    @property
    def categories(self) -> list[tuple[str, str, bool]]:
        return [(c.value, str(c.label), c.value == self.category) for c in Category]


@dataclass(frozen=True, slots=True)
class PatientRow:
    """A patient whose record opens today on a standing authorisation."""

    patient: Any
    name: str
    birth: str
    deposited_at: datetime | None = None  # of the last document that one may read

    @property
    def basis(self) -> str:
        return BASIS_WORDS[Basis(self.patient.live_basis)]

    @property
    def state(self) -> str:
        until = self.patient.live_until
        return f"Jusqu’au {timezone.localdate(until):%d/%m/%Y}" if until else "Valable"


ENDS_SOON = timedelta(days=30)
PER_PAGE = 50
SORTS = {"nom": "Nom", "visite": "Dernière ouverture", "depot": "Dernier dépôt", "echeance": "Fin de l’accès"}


@dataclass(frozen=True)
class PatientsPage:
    """« Mes patients », sorted, filtered and in pages as the address asks."""

    home: HomePage

    @property
    def _asked(self) -> Mapping[str, str]:
        return self.home.asked

    @property
    def sort(self) -> str:
        return self._asked.get("tri", "") if self._asked.get("tri") in SORTS else "nom"

    @property
    def ends_soon(self) -> bool:
        return bool(self._asked.get("echeance"))

    @property
    def sorts(self) -> list[tuple[str, str, bool]]:
        return [(value, label, value == self.sort) for value, label in SORTS.items()]

    @cached_property
    def _deposits(self) -> dict[int, datetime]:
        """Looked for only when they are what is sorted by."""
        if self.sort != "depot":
            return {}
        return last_deposits(self.home.all_patients, self.home.practice, types=self.home.types)

    @cached_property
    def _patients(self) -> list[Any]:
        soon = self.home.now + ENDS_SOON
        found = [p for p in self.home.all_patients if not self.ends_soon or (p.live_until and p.live_until <= soon)]
        found.sort(key=lambda p: (p.sort_key, p.first_given_name, p.pk))
        if self.sort == "visite":
            found.sort(key=lambda p: _latest_first(p.last_visit))
        if self.sort == "depot":
            found.sort(key=lambda p: _latest_first(self._deposits.get(p.pk)))
        if self.sort == "echeance":
            found.sort(key=lambda p: p.live_until.timestamp() if p.live_until else inf)
        return found

    @property
    def page(self) -> int:
        number = page_number(self._asked.get("page"))
        return number if (number - 1) * PER_PAGE < self.total else 1

    @property
    def first(self) -> int:
        return (self.page - 1) * PER_PAGE + 1

    @property
    def last(self) -> int:
        return self.first + len(self.rows) - 1

    @property
    def total(self) -> int:
        return len(self._patients)

    @cached_property
    def rows(self) -> list[PatientRow]:
        names, deposits = self.home.naming, self._deposits
        shown = enumerate(self._patients[self.first - 1 : self.first - 1 + PER_PAGE], start=self.first)
        return [PatientRow(p, names.name(p, rank), names.birth(p), deposits.get(p.pk)) for rank, p in shown]

    @property
    def total_words(self) -> str:
        return plural(self.total, "patient")

    def _url(self, page: int) -> str:
        wanted = {"tri": self._asked.get("tri", ""), "echeance": self._asked.get("echeance", "")[:1], "page": str(page)}
        return "?" + urlencode({name: value for name, value in wanted.items() if value}) + "#mes-patients"

    @property
    def previous_url(self) -> str:
        return self._url(self.page - 1) if self.page > 1 else ""

    @property
    def next_url(self) -> str:
        return self._url(self.page + 1) if self.last < self.total else ""


def _latest_first(at: datetime | None) -> float:
    return -at.timestamp() if at else 0
