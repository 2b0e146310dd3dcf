"""What the timeline shows: the documents of the list, no more, no less, in a constant number of queries."""

from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import NamedTuple

from django.utils import timezone

from access.models.vocabulary import Category
from access.reader import OpenedRecord
from documents.cda.statements.kinds import STAY_TYPES
from documents.listing.filters import PERIODS, ListFilters
from documents.listing.folding import Light
from documents.listing.selectors import DocumentList, document_list
from documents.models import Document
from documents.timeline.places import Bar, Mark, bars, marks
from documents.timeline.window import Window

WIDE, NARROW = 600, 300  # pixels: the least width at which each drawing is shown (styles follow)


@dataclass(frozen=True, slots=True)
class Stay:
    """Days of a stay in hospital, as a document tells it by the dates of its act."""

    first: date
    last: date


class Details(NamedTuple):
    title: str
    act_start: datetime | None
    act_stop: datetime | None


@dataclass(frozen=True, slots=True)
class Drawing:
    width: int
    lanes: dict[str, list[Mark[Light]]]  # by category, in the order of the screen
    stays: list[Bar[Stay]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Timeline:
    """`listed`: a page of the list, by date. `details` of documents that are drawn alone and `stays`, by their key."""

    listed: DocumentList
    documents: list[Light]
    window: Window
    drawings: list[Drawing]
    details: dict[int, Details]
    stays: dict[int, Stay]


def by_date(filters: ListFilters) -> ListFilters:
    """The same documents, each by itself, newest first."""
    return replace(filters, sort="recent", group="aucun", apart=True)


def timeline_of(*, reader: OpenedRecord, filters: ListFilters, today: date, page: int = 1) -> Timeline:
    filters = by_date(filters)
    listed = document_list(reader=reader, filters=filters, today=today, page=page)
    documents = [document for document in listed.in_period if document.matches]
    window = _window(documents, replace(filters, period=listed.period), today)
    lanes = {width: _lanes(window, documents, width) for width in (WIDE, NARROW)}
    drawn = [mark for found in lanes.values() for one in found.values() for mark in one]
    details = _details(reader, documents, drawn)
    stays = _stays(documents, details)
    spans = [(stay.first, stay.last, stay) for stay in set(stays.values())]  # several documents tell one stay
    return Timeline(
        listed=listed,
        documents=documents,
        window=window,
        drawings=[Drawing(width, found, bars(window, spans, width)) for width, found in lanes.items()],
        details=details,
        stays=stays,
    )


def _window(documents: list[Light], filters: ListFilters, today: date) -> Window:
    days = PERIODS.get(filters.period)
    since = Window.up_to(today, days).first if days else filters.since
    return Window.around((d.act_on for d in documents), since=since, until=filters.until, today=today)


def _lanes(window: Window, documents: list[Light], width: int) -> dict[str, list[Mark[Light]]]:
    lanes: dict[str, list[tuple[date, Light]]] = {}
    for document in documents:
        lanes.setdefault(document.category, []).append((document.act_on, document))
    return {value: marks(window, lanes[value], width) for value in Category.values if value in lanes}


def _details(reader: OpenedRecord, documents: list[Light], drawn: list[Mark[Light]]) -> dict[int, Details]:
    """Of the documents that stand alone somewhere, and of those that may tell a stay: through the gate."""
    wanted = {mark.items[0].pk for mark in drawn if len(mark.items) == 1}
    wanted |= {document.pk for document in documents if document.type_code in STAY_TYPES}
    found = Document.objects.visible_to(reader).filter(pk__in=wanted)
    return {row[0]: Details(*row[1:]) for row in found.values_list("pk", "title", "act_start", "act_stop")}


def _stays(documents: list[Light], details: dict[int, Details]) -> dict[int, Stay]:
    """A night at least: visits are documents like others."""
    stays = {}
    for document in documents:
        told = details.get(document.pk)
        if document.type_code in STAY_TYPES and told and told.act_start and told.act_stop:
            first, last = timezone.localdate(told.act_start), timezone.localdate(told.act_stop)
            if first < last:
                stays[document.pk] = Stay(first, last)
    return stays
