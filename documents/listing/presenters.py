"""The list of documents in words: rows, groups, filters, pages (PS S12)."""

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import groupby
from typing import Any
from uuid import UUID

from django.urls import reverse
from django.utils import timezone

from access.models.vocabulary import Category
from documents.decision import Decision
from documents.listing.filters import ListFilters, list_query
from documents.listing.forms import FilterForm
from documents.listing.paging import PAGE_SIZE
from documents.listing.selectors import DocumentList, Facet
from documents.models import Availability, Document
from documents.presenters.acts import Act
from documents.presenters.marks import Mark, marks_of
from documents.words import file_size, plural

PERIOD_LABELS = {"3m": "3 mois", "1a": "1 an", "2a": "2 ans", "tout": "Tout l’historique"}
RESTRICTED_LABELS = {
    "masques": "Masqués aux professionnels",
    "patient": "Non visibles par le patient",
    "representants": "Non visibles par les représentants légaux",
}
_PERIOD_WORDS = {
    "3m": "3 derniers mois",
    "1a": "12 derniers mois",
    "2a": "24 derniers mois",
    "tout": "tout l’historique",
}


@dataclass(frozen=True, slots=True)
class DocumentRow:
    document: Document
    access_uuid: UUID
    reads_only: bool = False  # in an emergency
    is_selected: bool = False
    selectable: bool = True
    query: str = ""  # of the list, which the reading follows

    @property
    def url(self) -> str:
        return reverse("documents:read", args=[self.access_uuid, self.document.uuid]) + self.query

    @property
    def date(self) -> Any:
        return self.document.act_on

    @property
    def title(self) -> str:
        return self.document.title

    @property
    def type_label(self) -> str:
        return self.document.type_label or self.document.type_code

    @property
    def author(self) -> str:
        return self.document.author_label

    @property
    def institution(self) -> str:
        label = self.document.institution_label
        return label if label != self.document.author_label else ""

    @property
    def marks(self) -> list[Mark]:
        return marks_of(self.document)

    @property
    def deposited(self) -> str:
        """Only when it differs from the act by more than a week."""
        on = timezone.localdate(self.document.deposited_at)
        return f"déposé le {on:%d/%m/%Y}" if abs((on - self.document.act_on).days) > 7 else ""

    @property
    def pages(self) -> str:
        return plural(self.document.page_count, "page") if self.document.page_count else ""

    @property
    def size(self) -> str:
        return file_size(self.document.content.size)

    @property
    def actions(self) -> list[Act]:
        """What this reader may do with the document, besides reading it."""
        return [] if self.reads_only else actions_on(self.document, self.access_uuid)


def actions_on(document: Document, access_uuid: UUID) -> list[Act]:
    """Properties are anybody's who reads in normal mode; replacing and deleting, the author's alone (AR 12)."""
    names = [("Modifier les propriétés", "properties")]
    if getattr(document, "decision", "") == Decision.AUTHOR:
        current = document.availability != Availability.DEPRECATED
        names = [*([("Remplacer", "replace_in_record")] if current else []), *names, ("Supprimer", "delete")]
    args = [access_uuid, document.uuid]
    return [Act(label, reverse(f"documents:{name}", args=args), name == "replace_in_record") for label, name in names]


@dataclass(frozen=True, slots=True)
class Group:
    slug: str
    label: str
    count: str
    rows: list[DocumentRow]


def list_url(access_uuid: UUID, filters: ListFilters, **changes: str) -> str:
    """Address of the list with some parameters changed; the words themselves never stand in it."""
    return reverse("documents:list", args=[access_uuid]) + list_query(filters, **changes)


@dataclass(frozen=True)
class ListPage:
    """Everything that the list's template shows."""

    found: DocumentList
    filters: ListFilters
    access_uuid: UUID
    reads_only: bool = False
    all_selected: bool = False  # « Tout sélectionner (page) », where scripts do not run

    @property
    def groups(self) -> list[Group]:
        return [
            Group(slug, Category(slug).label, plural(rows[0].document.group_count, "document"), rows)  # type: ignore[attr-defined]
            for slug, rows in self._by_category()
        ]

    def _by_category(self) -> Iterable[tuple[str, list[DocumentRow]]]:
        for slug, documents in groupby(self.found.documents, key=lambda d: d.category):
            yield slug, [self._row(d) for d in documents]

    def _row(self, document: Document) -> DocumentRow:
        query = list_query(self.filters, periode=self.found.period)
        return DocumentRow(document, self.access_uuid, self.reads_only, self.all_selected, query=query)

    @property
    def total_words(self) -> str:
        return plural(self.found.total, "document")

    @property
    def context_line(self) -> str:
        return (
            f"{self.total_words}, {_PERIOD_WORDS[self.found.period]}, du plus récent au plus ancien dans chaque groupe."
        )

    @property
    def is_everything(self) -> bool:
        return self.found.period == "tout"

    @property
    def is_empty_record(self) -> bool:
        """Nothing at all for this reader, whatever the filters."""
        return not self.found.facets and self.is_everything and not self.filters.active_count

    @property
    def empty_links(self) -> list[Act]:
        """What can be done in a record where nothing is to be read."""
        return [Act("Déposer un document", reverse("documents:deposit", args=[self.access_uuid]), begins=True)]

    @property
    def categories(self) -> list[tuple[str, str]]:
        counts: dict[str, int] = {}
        for facet in self.found.facets:
            counts[facet.category] = counts.get(facet.category, 0) + facet.count
        return [(c.value, f"{c.label} ({counts[c.value]})") for c in Category if c.value in counts]

    @property
    def types(self) -> list[tuple[str, str]]:
        return [(f.type_code, f"{f.label} ({f.count})") for f in self._facets_of_category()]

    def _facets_of_category(self) -> list[Facet]:
        wanted = self.filters.category
        return [facet for facet in self.found.facets if not wanted or facet.category == wanted]

    @property
    def filter_form(self) -> FilterForm:
        return FilterForm.shown(
            self.filters,
            period=self.found.period,
            periods=list(PERIOD_LABELS.items()),
            categories=self.categories,
            types=self.types,
            restrictions=[(name, RESTRICTED_LABELS[name]) for name in self.found.restrictions],
        )

    @property
    def way_out(self) -> list[tuple[str, str]]:
        """Where to go when no document corresponds."""
        everything = [] if self.is_everything else [("Chercher dans tout l’historique", self.all_url)]
        return [("Effacer les filtres", self.clear_url), *everything]

    @property
    def chips(self) -> list[tuple[str, str]]:
        """Label of each active filter, with the address of the list without it."""
        labels = {f.type_code: f.label for f in self.found.facets}
        chips = []
        if self.filters.category:
            chips.append((Category(self.filters.category).label, self.url(categorie="", type="")))
        if self.filters.type_code:
            chips.append((labels.get(self.filters.type_code, self.filters.type_code), self.url(type="")))
        if self.filters.words:
            chips.append((f"titre : {self.filters.words}", self.url(mots="")))
        if self.filters.old_versions:
            chips.append(("anciennes versions", self.url(versions="")))
        if self.filters.archived:
            chips.append(("documents archivés", self.url(archives="")))
        if self.filters.restricted in self.found.restrictions:
            chips.append((RESTRICTED_LABELS[self.filters.restricted].lower(), self.url(visibilite="")))
        return chips

    def url(self, **changes: str) -> str:
        return list_url(self.access_uuid, self.filters, **changes)

    @property
    def select_all_url(self) -> str:
        return self.url(page=str(self.found.page), tout="1")

    @property
    def read_together_url(self) -> str:
        return reverse("documents:selection_read", args=[self.access_uuid])

    @property
    def all_url(self) -> str:
        return self.url(periode="tout")

    @property
    def clear_url(self) -> str:
        return reverse("documents:list", args=[self.access_uuid])

    @property
    def previous_url(self) -> str:
        return self.url(page=str(self.found.page - 1)) if self.found.page > 1 else ""

    @property
    def next_url(self) -> str:
        return self.url(page=str(self.found.page + 1)) if self.found.page < self.found.pages else ""

    @property
    def first_row(self) -> int:
        return (self.found.page - 1) * PAGE_SIZE + 1

    @property
    def last_row(self) -> int:
        return self.first_row + len(self.found.documents) - 1
