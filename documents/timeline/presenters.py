"""The timeline in words: what is drawn, its zooms, and the same documents as a list by month (PS S13)."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from itertools import groupby
from typing import Any
from uuid import UUID

from django.utils.formats import date_format

from access.addresses import address
from access.models.vocabulary import Category
from documents.listing.filters import CHOSEN_DATES, ListFilters, list_query
from documents.listing.folding import Light
from documents.listing.forms import FilterForm
from documents.listing.presenters import ListPage, list_url
from documents.listing.rows import DocumentRow, Group, document_url
from documents.timeline.places import Bar, Mark, ticks
from documents.timeline.selectors import NARROW, Drawing, Stay, Timeline, by_date
from documents.timeline.window import ZOOMS, Window
from documents.words import plural

LANE, ROW = 34, 18  # pixels: height of a lane, and of a row of stays
# How a list is ordered says nothing here.
OF_THE_LIST = ("tri", "groupe", "separes")


def timeline_url(access_uuid: UUID, filters: ListFilters, **changes: str) -> str:
    return address("documents:timeline", access_uuid) + list_query(filters, **changes)


def between(first: date, last: date) -> str:
    """« du 12/03/2026 au 18/03/2026 », « le 12/03/2026 »."""
    return f"le {first:%d/%m/%Y}" if first == last else f"du {first:%d/%m/%Y} au {last:%d/%m/%Y}"


def in_words(on: date) -> str:
    """« 12 mars 2026 », « 1er mars 2026 »."""
    return date_format(on, r"1\e\r F Y" if on.day == 1 else "j F Y")


@dataclass(frozen=True, slots=True)
class DrawnMark:
    """`count`: nothing for a document alone; `word`: beside the number, where there is room."""

    x: str
    url: str
    name: str
    count: str = ""
    word: str = ""


@dataclass(frozen=True, slots=True)
class DrawnBar:
    x: str
    width: str
    y: int
    name: str


@dataclass(frozen=True, slots=True)
class Lane:
    label: str
    height: int
    marks: list[DrawnMark]
    bars: list[DrawnBar]


@dataclass(frozen=True, slots=True)
class DrawnTick:
    x: str
    label: str
    is_year: bool


@dataclass(frozen=True, slots=True)
class Drawn:
    """One drawing; all its places are in percent of its width, so that it stretches."""

    name: str
    ticks: list[DrawnTick]
    lanes: list[Lane]


def _percent(value: float) -> str:
    """As SVG writes it, whatever the language of the page."""
    return f"{value:.2f}%"


class TimelineRow(DocumentRow):
    """`stay` and `category` are set by the page."""

    @property
    def meta(self) -> str:
        words = [Category(self.document.category).label, super().meta]
        stay: Stay | None = getattr(self.document, "stay", None)
        return " · ".join([*words, f"séjour {between(stay.first, stay.last)}"] if stay else words)


@dataclass(frozen=True, kw_only=True)
class TimelinePage(ListPage):
    timeline: Timeline
    today: date
    row_type = TimelineRow
    selects = False
    says_nothing = OF_THE_LIST

    def url(self, **changes: str) -> str:
        return timeline_url(self.access_uuid, self.filters, **changes)

    def _window_url(self, window: Window | None) -> str:
        if window is None:
            return ""
        return self.url(periode=CHOSEN_DATES, du=window.first.isoformat(), au=window.last.isoformat())

    @property
    def clear_url(self) -> str:
        return address("documents:timeline", self.access_uuid)

    @property
    def list_url(self) -> str:
        return list_url(self.access_uuid, self.filters)

    @property
    def filter_url(self) -> str:
        """Where the form is sent; how the list is ordered goes along, since the form does not ask it."""
        chosen = self.filters
        kept = list_query(ListFilters(sort=chosen.sort, group=chosen.group, apart=chosen.apart, usual=chosen.usual))
        return address("documents:timeline_filter", self.access_uuid) + kept

    @property
    def filter_form(self) -> FilterForm:
        form = super().filter_form
        for name in OF_THE_LIST:
            form.fields.pop(name, None)
        return form

    @property
    def context_line(self) -> str:
        window = self.timeline.window
        order = ", du plus récent au plus ancien sous le dessin" if self.found.total else ""
        return f"{self.total_words}, du {in_words(window.first)} au {in_words(window.last)}{order}.{self._begun_words}"

    @property
    def _begun_words(self) -> str:
        count = len({one.stay for one in self.timeline.begun})
        several = count > 1
        lasts = "s’y poursuivent" if several else "s’y poursuit"
        return f" {count}\u00a0séjour{'s' * several} commencé{'s' * several} avant {lasts}." if count else ""

    @property
    def begun(self) -> list[tuple[str, str, str]]:
        """Title, address and words of documents that tell of a stay begun before the window."""
        return [
            (
                one.title,
                document_url("read", self.access_uuid, one.uuid) + self._followed_query,
                " · ".join(word for word in (_stay_words(one.stay, self.timeline.window), one.author) if word),
            )
            for one in self.timeline.begun
            if one.stay
        ]

    @property
    def begun_title(self) -> str:
        return f"Séjours commencés avant le {in_words(self.timeline.window.first)}"

    @property
    def empty_title(self) -> str:
        window = self.timeline.window
        what = " ne correspond à ces filtres" if self.filters.active_count else ""
        return f"Aucun document{what} entre le {in_words(window.first)} et le {in_words(window.last)}."

    @cached_property
    def _followed_query(self) -> str:
        """Documents are read in a row along their dates."""
        return list_query(by_date(self.filters), periode=self.found.period)

    @property
    def zooms(self) -> list[tuple[str, str, bool]]:
        """Label, address, whether it is the one shown."""
        window = self.timeline.window
        found = ((label, window.zoomed(months, self.today), months == window.zoom) for months, label in ZOOMS.items())
        zooms = [(label, self._window_url(to), current) for label, to, current in found if to]
        return [("Tout", self.all_url, self.is_everything), *zooms]

    @property
    def before_url(self) -> str:
        return self._window_url(self.timeline.window.previous())

    @property
    def after_url(self) -> str:
        return self._window_url(self.timeline.window.next(self.today))

    @cached_property
    def drawings(self) -> list[Drawn]:
        shown = self.timeline.documents or self.timeline.begun
        return [self._drawn(drawing) for drawing in self.timeline.drawings] if shown else []

    def _drawn(self, drawing: Drawing) -> Drawn:
        found = ticks(self.timeline.window, drawing.width)
        return Drawn(
            "narrow" if drawing.width == NARROW else "wide",
            [DrawnTick(_percent(tick.x), _tick_label(tick.on), tick.on.month == 1) for tick in found],
            [*self._stays(drawing.stays), *(self._lane(value, marks) for value, marks in drawing.lanes.items())],
        )

    def _stays(self, found: list[Bar[Stay]]) -> list[Lane]:
        if not found:
            return []
        rows = max(bar.row for bar in found) + 1
        bars = [
            DrawnBar(
                _percent(bar.x),
                _percent(bar.width),
                (LANE - ROW) // 2 + 2 + bar.row * ROW,
                _stay_words(bar.item, self.timeline.window).capitalize(),
            )
            for bar in found
        ]
        return [Lane(f"Séjours ({len(bars)})", LANE + (rows - 1) * ROW, [], bars)]

    def _lane(self, category: str, marks: list[Mark[Light]]) -> Lane:
        count = sum(len(mark.items) for mark in marks)
        # The list, filtered on this category; each mark adds its dates.
        lane_url = list_url(self.access_uuid, self.filters, categorie=category, periode=CHOSEN_DATES, du="", au="")
        drawn = [self._mark(mark, lane_url) for mark in marks]
        return Lane(f"{Category(category).label} ({count})", LANE, drawn, [])

    def _mark(self, mark: Mark[Light], lane_url: str) -> DrawnMark:
        first, last = mark.items[0], mark.items[-1]
        x = _percent(mark.x)
        if len(mark.items) > 1:
            count = str(len(mark.items))
            name = f"{plural(len(mark.items), 'document')} {between(first.act_on, last.act_on)}"
            url = f"{lane_url}&du={first.act_on.isoformat()}&au={last.act_on.isoformat()}"
            return DrawnMark(x, url, name, count, "documents" if mark.worded else "")
        title = self.timeline.details[first.pk].title
        name = ", ".join(word for word in (title, between(first.act_on, first.act_on), first.author) if word)
        return DrawnMark(x, document_url("read", self.access_uuid, first.uuid) + self._followed_query, name)

    def _groups(self) -> Iterator[Group]:
        counts = Counter(_month(d.act_on) for d in self.timeline.documents)
        for month, rows in groupby(
            self.found.rows, key=lambda row: (row.document.act_on.year, row.document.act_on.month)
        ):
            found = [self._with_stay(row) for row in rows]
            label = date_format(found[0].document.act_on, "F Y")
            yield Group(label, plural(counts[month], "document"), [self._row(row) for row in found])

    def _with_stay(self, row: Any) -> Any:
        row.document.stay = self.timeline.stays.get(row.document.pk)
        return row


def _stay_words(stay: Stay, window: Window) -> str:
    before = ", commencé avant cette période" if stay.first < window.first else ""
    return f"séjour {between(stay.first, stay.last)}{before}"


def _month(on: date) -> tuple[int, int]:
    return on.year, on.month


def _tick_label(on: date) -> str:
    return str(on.year) if on.month == 1 else date_format(on, "N")
