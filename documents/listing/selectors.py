"""The filtered list of documents, always through the gate: what is out of reach is neither listed nor counted."""

from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import assert_never

from django.db.models import Case, Count, F, IntegerField, Q, QuerySet, Value, When, Window

from access.models.vocabulary import Category
from access.reader import AuthorOfDeposits, Holder, OpenedRecord, Reader, Representative
from access.rules import Mode
from documents.listing.filters import FIRST_WINDOW_DAYS, PERIODS, RESTRICTED, ListFilters
from documents.listing.paging import PAGE_SIZE, page_of
from documents.models import Availability, Document
from patients.models import Fold


@dataclass(frozen=True, slots=True)
class Facet:
    """One document type, with how many documents of it the reader may see in the period, filters aside."""

    category: str
    type_code: str
    label: str
    count: int


@dataclass(frozen=True, slots=True)
class DocumentList:
    """One page of the list, grouped by category; each document carries `group_count`."""

    documents: list[Document]
    total: int
    page: int
    facets: list[Facet]
    period: str
    widened: bool
    restrictions: list[str]  # filters of RESTRICTED that this reader has

    @property
    def pages(self) -> int:
        return max(1, -(-self.total // PAGE_SIZE))


def matching_documents(*, reader: Reader, filters: ListFilters, today: date) -> QuerySet[Document]:
    """The documents of a list, in its order (a total one), through the gate. Whatever follows a list builds on this.

    Without a chosen period the window is 24 months, and widens by itself when nothing visible falls in it (DESIGN 7):
    one query more says so, unless `filters.period` is what `document_list` answered.
    """
    visible = _visible(reader, filters)
    if filters.period not in PERIODS:
        filters = replace(filters, period="2a" if visible.filter(_window("2a", today)).exists() else "tout")
    visible = visible.filter(_window(filters.period, today))
    if filters.restricted in restrictions_of(reader):
        visible = visible.filter(RESTRICTED[filters.restricted])
    return _matching(visible, filters)


def document_list(*, reader: Reader, filters: ListFilters, today: date, page: int = 1) -> DocumentList:
    """A page of the list and its facets, from the same predicate."""
    rows = list(
        _visible(reader, filters)
        .values("category", "document_type__code", "document_type__label")
        .annotate(everything=Count("pk"), in_window=Count("pk", filter=_window(filters.period, today) or Q(pk__gt=0)))
        .order_by("document_type__label")
    )
    widened = not filters.period and bool(rows) and not any(row["in_window"] for row in rows)
    # A record with nothing for this reader is said to be so of the whole history, at once.
    period = filters.period if filters.period in PERIODS else ("tout" if widened or not rows else "2a")
    bounded = PERIODS[period] is not None
    facets = [
        Facet(row["category"], row["document_type__code"], row["document_type__label"], count)
        for row in rows
        if (count := row["in_window"] if bounded else row["everything"])
    ]
    matching = matching_documents(reader=reader, filters=replace(filters, period=period), today=today)
    matching = matching.annotate(group_count=Window(Count("pk"), partition_by=F("category")))
    documents, total, page = page_of(matching, page)
    return DocumentList(documents, total, page, facets, period, widened, restrictions_of(reader))


def _visible(reader: Reader, filters: ListFilters) -> QuerySet[Document]:
    return Document.objects.visible_to(reader).filter(availability__in=_availabilities(filters))


def _window(period: str, today: date) -> Q:
    """24 months until a period is chosen."""
    days = PERIODS.get(period, FIRST_WINDOW_DAYS)
    return Q() if days is None else Q(act_on__gt=today - timedelta(days=days))


def restrictions_of(reader: Reader) -> list[str]:
    """« Masqués » is for the médecin traitant and the administrators, and for those whose choice it is (AR 12.2)."""
    match reader:
        case OpenedRecord():
            all_masked = reader.mode is Mode.NORMAL and (reader.treating_doctor or reader.administrator)
            return [*(["masques"] if all_masked else []), "patient", "representants"]
        case Holder():
            return ["masques", "representants"]
        case Representative():
            return ["masques"]
        case AuthorOfDeposits():
            return []
        case _:
            assert_never(reader)


def _availabilities(filters: ListFilters) -> list[str]:
    """Current versions only, unless asked (AR 12.3)."""
    found = [Availability.APPROVED]
    found += [Availability.DEPRECATED] if filters.old_versions else []
    found += [Availability.ARCHIVED] if filters.archived else []
    return [value.value for value in found]


def _matching(visible: QuerySet[Document], filters: ListFilters) -> QuerySet[Document]:
    if filters.category:
        visible = visible.filter(category=filters.category)
    if filters.type_code:
        visible = visible.filter(document_type__code=filters.type_code)
    for word in filters.words.split()[:8]:
        visible = visible.filter(folded_title__contains=Fold(Value(word)))
    rank = _category_rank()
    return visible.alias(category_rank=rank).order_by("category_rank", "-act_on", "-id").select_related("content")


def _category_rank() -> Case:
    """Groups in the order of the screen (PS S12)."""
    whens = [When(category=value, then=Value(rank)) for rank, value in enumerate(Category.values)]
    return Case(*whens, default=Value(99), output_field=IntegerField())
