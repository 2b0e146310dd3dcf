"""The filtered list of documents, always through the gate: what is out of reach is neither listed nor counted."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from itertools import chain
from typing import Any
from uuid import UUID

from django.contrib.postgres.fields import ArrayField
from django.db.models import BigIntegerField, Case, Count, Q, QuerySet, TextField, Value, When
from django.db.models.functions import Cast

from access.compiled import AnyOf, compiled
from access.reader import Reader
from documents.listing.conditions import (
    availabilities,
    deposited_lately,
    in_period,
    is_read,
    narrowing,
    ordered,
    restrictions_of,
    since_last_visit,
    whether,
)
from documents.listing.facets import Alike
from documents.listing.filters import ListFilters
from documents.listing.folding import Folded, Light, Tie, folded
from documents.models import Availability, Document

SHOWN_OTHERS = 10  # folded documents that a row carries; the others are one link away
_LIGHT = (  # in the order of Light
    *("pk", "group_key", "content_id", "source_digest", "set_id", "depositor_id", "version_number"),
    *("replaces_id", "is_current", "type_code", "act_on", "author_label", "type_label", "category", "origin"),
    *("author_profession", "institution_label", "matches", "news", "uuid_text"),
    "is_partial",
)
_ALIKE = (  # in the order of Alike, but for the number
    *("type_code", "type_label", "category", "origin", "author_label", "author_profession", "institution_label"),
    *("matches", "news", "indexed"),
)
_UNSHOWN = (
    *("comments", "event_codes", "legal_authenticator", "custodian", "source_patient_info", "reference_ids"),
    *("identity_differences", "folded_title"),
)


@dataclass(frozen=True, slots=True)
class Row:
    """A document of the page, and the first of those that are folded under it; `ties`: of all of them."""

    document: Any
    group_key: Any
    others: list[Any]
    ties: list[Tie]


@dataclass(frozen=True, slots=True, kw_only=True)
class DocumentList:
    """One page of the list. `total` counts documents and `total_rows` rows; `group_counts`, documents of each group."""

    rows: list[Row]
    total: int
    total_rows: int
    page: int
    page_size: int
    group_counts: Counter[Any]
    in_period: Sequence[Light]  # all that this reader may see in the period, filters aside
    period: str
    widened: bool
    restrictions: list[str]  # filters of RESTRICTED that this reader has
    since: datetime | None  # the previous visit

    @property
    def pages(self) -> int:
        return max(1, -(-self.total_rows // self.page_size))

    @property
    def documents(self) -> list[Document]:
        """Of the rows of the page, in order."""
        return [row.document for row in self.rows]


def matching_documents(*, reader: Reader, filters: ListFilters, today: date) -> QuerySet[Document]:
    """The documents of a list, in its order (a total one), through the gate. Whatever follows a list builds on this.

    `filters.period` has been chosen, or is what `document_list` answered.
    """
    found = documents_in_period(reader, filters, today).filter(narrowing(filters, reader))
    return ordered(found, filters, today)


def document_list(
    *, reader: Reader, filters: ListFilters, today: date, page: int = 1, holding: UUID | None = None
) -> DocumentList:
    """A page of the list, and what its filters may offer, from the same predicate, in a constant number of queries.

    `holding`: a document whose page is wanted, instead of a number.
    """
    period, size = filters.period or filters.usual.period, filters.usual.page_size
    light = _light(reader, replace(filters, period=period), today)
    widened = not filters.period and not light
    if widened:  # of the whole history at once, also when a record holds nothing for this reader
        period, light = "tout", _light(reader, replace(filters, period="tout"), today)
    matching = [document for document in light if document.matches]
    rows = Folded(matching, {}) if filters.apart else folded(matching)
    page = rows.rank_of(holding) // size + 1 if holding else page
    page = page if (page - 1) * size < len(rows.leads) else 1
    return DocumentList(
        rows=_rows(reader, rows, slice((page - 1) * size, page * size), with_sets=filters.group == "episode"),
        total=len(matching),
        total_rows=len(rows.leads),
        page=page,
        page_size=size,
        group_counts=rows.counts(),
        in_period=light,
        period=period,
        widened=widened and bool(light),
        restrictions=restrictions_of(reader),
        since=since_last_visit(reader) if light else None,
    )


def alike_in_period(
    *, reader: Reader, filters: ListFilters, today: date, among: Sequence[int] | None = None
) -> list[Alike]:
    """All that this reader may see in the period, counted: what filters may offer where no list is shown.

    `filters.period` has been chosen; `among`: keys of the documents that numbers count, else all.
    """
    rows = _alike_rows(reader, filters.as_asked, today, among is not None, among=among)
    return list(map(Alike._make, rows))


@compiled(among=ArrayField(BigIntegerField()))
def _alike_rows(
    reader: Reader, filters: ListFilters, today: date, is_search: bool, *, among: Any
) -> QuerySet[Document, tuple[Any, ...]]:
    found = documents_in_period(reader, filters, today)
    found = found.annotate(matches=whether(narrowing(filters, reader)), news=_news(reader))
    counted = Count("pk", filter=AnyOf("pk", among) if is_search else None)
    return found.order_by().values_list(*_ALIKE).annotate(documents=Count("pk"), counted=counted)


def documents_in_period(reader: Reader, filters: ListFilters, today: date) -> QuerySet[Document]:
    """All that this reader may see in the period, of the versions that are asked."""
    visible = Document.objects.visible_to(reader).filter(availability__in=availabilities(filters))
    return visible.filter(in_period(filters, today))


def _light(reader: Reader, filters: ListFilters, today: date) -> list[Light]:
    """All that this reader may see in the period, in the order of the list, each saying whether it matches."""
    return list(map(Light._make, _light_rows(reader, filters.as_asked, today)))


@compiled()
def _light_rows(reader: Reader, filters: ListFilters, today: date) -> QuerySet[Document, tuple[Any, ...]]:
    found = ordered(documents_in_period(reader, filters, today), filters, today).annotate(
        is_current=whether(~Q(availability=Availability.DEPRECATED)),
        matches=whether(narrowing(filters, reader)),
        news=_news(reader),
        uuid_text=Cast("uuid", TextField()),
    )
    return found.values_list(*_LIGHT)


def _news(reader: Reader) -> Case:
    """« new », « unread », or nothing."""
    read = When(is_read(reader), then=Value(""))
    return Case(read, When(deposited_lately(reader), then=Value("new")), default=Value("unread"))


def _rows(reader: Reader, rows: Folded, page: slice, *, with_sets: bool) -> list[Row]:
    """In full: the leads of a page, and the first of those folded under each; `with_sets`, what names episodes."""
    leads = rows.leads[page]
    others = {lead.pk: rows.others.get(lead.pk, []) for lead in leads}
    wanted = [*others, *(other.pk for other, _ in chain.from_iterable(o[:SHOWN_OTHERS] for o in others.values()))]
    shown: dict[int, Any] = {document.pk: document for document in documents_shown(reader, with_sets, pks=wanted)}
    for light in chain(leads, (other for ties in others.values() for other, _ in ties)):
        if light.pk in shown:
            shown[light.pk].news = light.news
    return [
        Row(
            document=shown[lead.pk],
            group_key=lead.group_key,
            others=[shown[other.pk] for other, _ in others[lead.pk][:SHOWN_OTHERS] if other.pk in shown],
            ties=[tie for _, tie in others[lead.pk]],
        )
        for lead in leads
        if lead.pk in shown
    ]


@compiled(pks=ArrayField(BigIntegerField()))
def documents_shown(reader: Reader, with_sets: bool, *, pks: Any) -> QuerySet[Document]:
    """Those that the reader may see, in no order, without what no row shows; `with_sets`: and their submission sets."""
    found = Document.objects.visible_to(reader).filter(AnyOf("pk", pks)).select_related("content").defer(*_UNSHOWN)
    return found.select_related("submission_set").defer("submission_set__comments") if with_sets else found
