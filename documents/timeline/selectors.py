"""What the timeline shows: the documents of the list, no more, no less, in a constant number of queries; and the stays
that began before its first day and last beyond it.
"""

from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import NamedTuple
from uuid import UUID

from django.db.models import Q
from django.utils import timezone

from access.models.vocabulary import Category
from access.reader import OpenedRecord
from documents.cda.statements.kinds import STAY_TYPES
from documents.listing.conditions import availabilities, narrowing
from documents.listing.filters import PERIODS, ListFilters
from documents.listing.folding import Light
from documents.listing.selectors import DocumentList, document_list
from documents.models import Document
from documents.timeline.places import Bar, Mark, bars, marks
from documents.timeline.window import Window

MOST_BEGUN = 20
_DETAILS = ("pk", "title", "act_start", "act_stop", "uuid", "author_label")
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
    uuid: UUID
    author: str

    @property
    def stay(self) -> Stay | None:
        """A night at least: visits are documents like others."""
        if self.act_start is None or self.act_stop is None:
            return None
        first, last = timezone.localdate(self.act_start), timezone.localdate(self.act_stop)
        return Stay(first, last) if first < last else None


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
    begun: list[Details]  # documents that tell of a stay begun before the window, the last one begun first


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
    before = _begun_before(reader, replace(filters, period=listed.period), window)
    details = _details(reader, documents, drawn, before)
    stays = _stays(documents, details)
    begun = _begun(documents, details, window)
    told = {*stays.values(), *(one.stay for one in begun if one.stay)}  # several documents tell one stay
    spans = [(stay.first, stay.last, stay) for stay in told]
    return Timeline(
        listed=listed,
        documents=documents,
        window=window,
        drawings=[Drawing(width, found, bars(window, spans, width)) for width, found in lanes.items()],
        details=details,
        stays=stays,
        begun=begun,
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


def _begun_before(reader: OpenedRecord, filters: ListFilters, window: Window) -> Q:
    """Documents of stays that the first day of the window cuts; none where it goes as far as the documents do."""
    if not PERIODS.get(filters.period) and not filters.since:
        return Q(pk__in=[])
    lasting = Q(type_code__in=STAY_TYPES, act_on__lt=window.first, act_stop__date__gte=window.first)
    return lasting & Q(availability__in=availabilities(filters)) & narrowing(filters, reader)


def _details(
    reader: OpenedRecord, documents: list[Light], drawn: list[Mark[Light]], begun_before: Q
) -> dict[int, Details]:
    """Of the documents that stand alone somewhere, and of those that may tell a stay: through the gate."""
    wanted = {mark.items[0].pk for mark in drawn if len(mark.items) == 1}
    wanted |= {document.pk for document in documents if document.type_code in STAY_TYPES}
    found = Document.objects.visible_to(reader).filter(Q(pk__in=wanted) | begun_before).order_by("-act_on", "-pk")
    return {row[0]: Details(*row[1:]) for row in found.values_list(*_DETAILS)}


def _stays(documents: list[Light], details: dict[int, Details]) -> dict[int, Stay]:
    stays = {}
    for document in documents:
        told = details.get(document.pk)
        if document.type_code in STAY_TYPES and told and told.stay:
            stays[document.pk] = told.stay
    return stays


def _begun(documents: list[Light], details: dict[int, Details], window: Window) -> list[Details]:
    listed = {document.pk for document in documents}
    others = [one for pk, one in details.items() if pk not in listed]
    return [one for one in others if one.stay and one.stay.first < window.first][:MOST_BEGUN]
