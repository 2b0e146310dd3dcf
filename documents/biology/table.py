"""The table of values: analyses by family down, dates across, newest first (PS S16)."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from uuid import UUID

from access.addresses import address
from access.models.vocabulary import Category
from documents.biology.families import in_order
from documents.biology.forms import BiologyFilterForm, query_of
from documents.biology.selectors import Biology, BiologyFilters
from documents.biology.values import Shown, base_url_of, shown_values
from documents.listing.filters import ListFilters
from documents.listing.presenters import list_url
from documents.listing.words import PERIOD_LABELS
from documents.models import Statement
from documents.presenters.facts import Source
from documents.words import plural


@dataclass(frozen=True, slots=True)
class Cell:
    """Values of one date, none or several; `dated`: of the last date, whichever it is, which is then told."""

    values: list[Shown]
    dated: bool = False


@dataclass(frozen=True, slots=True)
class Row:
    """One analysis: its last value, then its values on each date shown."""

    label: str
    isolate: str
    url: str
    cells: list[Cell]


@dataclass(frozen=True, slots=True)
class Family:
    name: str
    rows: list[Row]


def _newest_first(row: Statement) -> tuple[int, int, int]:
    """Then as in its report, so that what was examined together stays together."""
    return -(row.started_on or row.document.act_on).toordinal(), -row.document_id, row.position


@dataclass(frozen=True)
class BiologyPage:
    found: Biology
    filters: BiologyFilters
    access_uuid: UUID

    @cached_property
    def _shown(self) -> list[Shown]:
        known = {row.pk for row in self.found.values}
        rows = [*self.found.values, *(row for row in self.found.latest if row.pk not in known)]
        return shown_values(rows, self.found.former, base_url_of(self.access_uuid))

    @cached_property
    def families(self) -> list[Family]:
        rows: dict[str, list[Row]] = {}
        for family, row in self._rows():
            rows.setdefault(family, []).append(row)
        return [Family(name, rows[name]) for name in in_order(rows)]

    def _rows(self) -> Iterator[tuple[str, Row]]:
        """Every analysis on the first page, so that nothing old is out of sight; then those of the dates shown."""
        base = address("documents:biology", self.access_uuid)
        by_analysis: dict[str, list[Shown]] = {}
        for one in self._shown:
            by_analysis.setdefault(one.row.analysis, []).append(one)
        for latest in sorted(self.found.latest, key=_newest_first):
            values = by_analysis[latest.analysis]
            cells = [Cell([one for one in values if one.day == day]) for day in self.found.days]
            if self.found.page > 1 and not any(cell.values for cell in cells):
                continue
            newest = Cell([one for one in values if latest in one.rows], dated=True)
            row = Row(latest.label, latest.isolate, f"{base}{latest.analysis}/", [newest, *cells])
            yield self.found.families[latest.analysis], row

    @property
    def days(self) -> list[date]:
        return self.found.days

    @property
    def is_empty(self) -> bool:
        return not self.found.days

    @property
    def is_filtered(self) -> bool:
        return bool(self.filters.active_count)

    @property
    def count_words(self) -> str:
        return f"{plural(len(self.found.latest), 'analyse')}".replace("\u00a0", " ")

    @property
    def dates_words(self) -> str:
        """« Dates 11 à 20 » is not said: the columns bear their dates."""
        return f"page {self.found.page} sur {self.found.pages}" if self.found.pages > 1 else ""

    @property
    def latest_heading(self) -> str:
        return "Dernière valeur hors des limites" if self.filters.outside else "Dernière valeur"

    @property
    def has_computed(self) -> bool:
        """Whether some word is drawn from the numbers rather than from the laboratory."""
        return any(row.outside for row in (*self.found.values, *self.found.latest))

    @property
    def filter_form(self) -> BiologyFilterForm:
        return BiologyFilterForm.shown(
            self.filters, in_order(self.found.families.values()), list(PERIOD_LABELS.items())
        )

    @property
    def chips(self) -> list[tuple[str, str]]:
        filters, chips = self.filters, []
        if filters.family:
            chips.append((filters.family, self.url(famille="")))
        if filters.period != "tout":
            chips.append((PERIOD_LABELS[filters.period], self.url(periode="")))
        if filters.outside:
            chips.append(("hors des limites", self.url(hors="")))
        if filters.words:
            chips.append((f"analyse\u00a0: {filters.words}", self.url(mots="")))
        return chips

    def url(self, **changes: str) -> str:
        return address("documents:biology", self.access_uuid) + query_of(self.filters, **changes)

    @property
    def older_url(self) -> str:
        return self.url(page=str(self.found.page + 1)) if self.found.page < self.found.pages else ""

    @property
    def newer_url(self) -> str:
        return self.url(page=str(self.found.page - 1)) if self.found.page > 1 else ""

    @property
    def clear_links(self) -> list[tuple[str, str]]:
        return [("Effacer les filtres", address("documents:biology", self.access_uuid))]

    @property
    def reports_url(self) -> str:
        """The reports in the list of documents, of all time."""
        return list_url(self.access_uuid, ListFilters(category=Category.LABORATORY.value, period="tout"))

    @property
    def reports_words(self) -> str:
        total = self.found.reports_total
        if total == 1:
            return "1\u00a0compte rendu sans valeurs structurées ne figure pas dans ce tableau."
        return f"{total}\u00a0comptes rendus sans valeurs structurées ne figurent pas dans ce tableau."

    @property
    def reports(self) -> list[Source]:
        return [Source(document, self.access_uuid) for document in self.found.reports]

    @property
    def more_reports(self) -> int:
        return self.found.reports_total - len(self.found.reports)

    @property
    def consulted(self) -> list[str]:
        rows: list[Statement] = [*self.found.values, *self.found.latest]
        shown = [row for one in self._shown for row in (*one.rows, *(f.row for f in one.former))]
        return sorted({str(row.document.uuid) for row in (*rows, *shown)})
