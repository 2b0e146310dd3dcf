"""News of one's records in words (PS S04): numbers and kinds, no title."""

from dataclasses import dataclass
from functools import cached_property

from django.utils import timezone

from access.models.vocabulary import Category
from access.presenters import HomePage
from documents.home import MOST_RECORDS, News, news_of
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
