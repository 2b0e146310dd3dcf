"""The list of documents in words: rows, groups, filters, pages (PS S12)."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import cached_property
from itertools import groupby
from typing import Any, ClassVar
from uuid import UUID

from django.utils import timezone

from access.addresses import address
from documents.acts import Act
from documents.listing.chips import chips_of
from documents.listing.conditions import BY_DEPOSIT
from documents.listing.facets import Facets, alike_among
from documents.listing.filters import ListFilters, list_query
from documents.listing.forms import Choices, FilterForm
from documents.listing.rows import DocumentRow, Group
from documents.listing.selectors import DocumentList, Row
from documents.listing.words import (
    GROUPS,
    SORTS,
    WINDOWS,
    folded_words,
    group_label,
    order_words,
    period_words,
)
from documents.models import Document
from documents.words import plural


def list_url(access_uuid: UUID, filters: ListFilters, **changes: str) -> str:
    """Address of the list with some parameters changed; the words themselves never stand in it."""
    return address("documents:list", access_uuid) + list_query(filters, **changes)


@dataclass(frozen=True)
class ListPage:
    """Everything that the list's template shows. `sent`: what was sent, when it has to be corrected."""

    found: DocumentList
    filters: ListFilters
    access_uuid: UUID
    reads_only: bool = False
    marks: bool = False  # documents can be marked as read by hand
    all_selected: bool = False  # « Tout sélectionner (page) », where scripts do not run
    sent: Any = None
    row_type: ClassVar[type[DocumentRow]] = DocumentRow
    selects: ClassVar[bool] = True  # rows can be chosen
    says_nothing: ClassVar[tuple[str, ...]] = ()  # parameters kept in addresses, neither shown nor asked

    @cached_property
    def facets(self) -> Facets:
        return Facets(alike_among(self.found.in_period), self.filters, self.found.since)

    @cached_property
    def groups(self) -> list[Group]:
        return list(self._groups())

    def _groups(self) -> Iterator[Group]:
        for key, rows in groupby(self.found.rows, key=lambda row: row.group_key):
            found = list(rows)
            label = group_label(self.filters.group, key, found[0].document)
            count = plural(self.found.group_counts[key], "document")
            yield Group(label, count, [self._row(row) for row in found])

    def _row(self, row: Row) -> DocumentRow:
        return self.row_type(
            row.document,
            self.access_uuid,
            reads_only=self.reads_only,
            is_selected=self.all_selected,
            selectable=self.selects,
            query=self._followed_query,
            by_deposit=self.filters.sort in BY_DEPOSIT,
            folded=folded_words(row.ties),
            others=[self._other(document) for document in row.others],
            more_url=self.url(separes="1") if len(row.ties) > len(row.others) else "",
        )

    def _other(self, document: Document) -> DocumentRow:
        return self.row_type(document, self.access_uuid, selectable=False, query=self._followed_query)

    @cached_property
    def _followed_query(self) -> str:
        """With the period shown: the reading follows this very list."""
        return list_query(self.filters, periode=self.found.period)

    @property
    def folds(self) -> bool:
        """Whether a row of the page stands for several documents."""
        return any(row.ties for row in self.found.rows)

    @property
    def mark_url(self) -> str:
        """Where chosen documents are marked as read, or not; empty where no mark is changed."""
        return address("documents:selection_mark", self.access_uuid) + self.query if self.marks else ""

    @property
    def total_words(self) -> str:
        return plural(self.found.total, "document")

    @property
    def context_line(self) -> str:
        rows = self.found.total_rows
        lines = f" sur {plural(rows, 'ligne')}" if rows != self.found.total else ""
        period = period_words(self.found.period, self.filters.since, self.filters.until)
        return f"{self.total_words}{lines}, {period}, {order_words(self.filters)}.{self._news_words}"

    @property
    def _news_words(self) -> str:
        if self.found.since is None:
            return ""
        count = self.facets.new
        new = f"{count}\u00a0nouveau{'x' * (count > 1)}" if count else "Rien de nouveau"
        return f" {new} depuis votre visite du {timezone.localdate(self.found.since):%d/%m/%Y}."

    @property
    def widened_words(self) -> str:
        """Said when the usual window held nothing, and widened by itself."""
        if not self.found.widened:
            return ""
        return f"Aucun document sur {WINDOWS[self.filters.usual.period]}\u00a0: tout l’historique est affiché."

    @property
    def is_everything(self) -> bool:
        return self.found.period == "tout"

    @property
    def is_empty_record(self) -> bool:
        """Nothing at all for this reader, whatever the filters."""
        return not self.found.in_period and self.is_everything and not self.filters.active_count

    @property
    def empty_links(self) -> list[Act]:
        """What can be done in a record where nothing is to be read."""
        return [Act("Déposer un document", address("documents:deposit", self.access_uuid), begins=True)]

    @property
    def filter_form(self) -> FilterForm:
        choices: dict[str, Choices] = {
            "tri": [(name, label) for name, (label, _) in SORTS.items()],
            "groupe": list(GROUPS.items()),
            **self.facets.choices(self.found.restrictions),
        }
        labels = self.facets.labels(marks=self.selects)
        return FilterForm.shown(self._shown_filters, data=self.sent, choices=choices, labels=labels)

    @property
    def _shown_filters(self) -> ListFilters:
        return replace(self.filters, period=self.found.period)

    @property
    def way_out(self) -> list[tuple[str, str]]:
        """Where to go when no document corresponds."""
        everything = [] if self.is_everything else [("Chercher dans tout l’historique", self.all_url)]
        return [("Effacer les filtres", self.clear_url), *everything]

    @property
    def chips(self) -> list[tuple[str, str]]:
        """Label of each active filter, with the address of the list without it."""
        chips = chips_of(
            self.facets, period=self.found.period, restrictions=self.found.restrictions, without=self.says_nothing
        )
        return [(chip.label, self.url(**chip.changes)) for chip in chips]

    def url(self, **changes: str) -> str:
        return list_url(self.access_uuid, self.filters, **changes)

    @property
    def query(self) -> str:
        """The filters, to come back to the same list."""
        return list_query(self.filters, page=str(self.found.page) if self.found.page > 1 else "")

    @property
    def timeline_url(self) -> str:
        """The same documents along their dates."""
        return address("documents:timeline", self.access_uuid) + list_query(self.filters)

    @property
    def select_all_url(self) -> str:
        return self.url(page=str(self.found.page), tout="1")

    @property
    def read_together_url(self) -> str:
        return address("documents:selection_read", self.access_uuid)

    @property
    def all_url(self) -> str:
        return self.url(periode="tout", du="", au="")

    @property
    def clear_url(self) -> str:
        return address("documents:list", self.access_uuid)

    @property
    def previous_url(self) -> str:
        return self.url(page=str(self.found.page - 1)) if self.found.page > 1 else ""

    @property
    def next_url(self) -> str:
        return self.url(page=str(self.found.page + 1)) if self.found.page < self.found.pages else ""

    @property
    def first_row(self) -> int:
        return (self.found.page - 1) * self.found.page_size + 1

    @property
    def last_row(self) -> int:
        return self.first_row + len(self.found.rows) - 1
