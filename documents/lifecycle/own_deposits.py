"""One's own deposits, whoever they concern (AR 9.3): read through the author clause, which opens nothing else."""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from django.db.models import Count, Q, Window

from access.reader import AuthorOfDeposits
from documents.models import Document
from documents.selectors import PAGE_SIZE, PERIODS


@dataclass(frozen=True, slots=True, kw_only=True)
class DepositFilters:
    patient: UUID | None = None
    type_code: str | None = None
    period: str | None = None


@dataclass(frozen=True, slots=True)
class DepositList:
    """One page, and what there is to choose from: patients by identity, types by code."""

    documents: list[Document]
    total: int
    page: int
    patients: list[Any]
    types: list[tuple[str, str]]


def deposit_list(*, reader: AuthorOfDeposits, filters: DepositFilters, today: date, page: int) -> DepositList:
    """Newest deposit first; deleted documents are nobody's any more, their author's neither."""
    own = Document.objects.visible_to(reader)
    identity = ("patient__uuid", "patient__birth_name", "patient__first_given_name", "patient__birth_date")
    patients = own.order_by("patient__sort_key", *identity[2:]).values(*identity, "patient__sort_key").distinct()
    types = own.order_by("document_type__label").values_list("document_type__code", "document_type__label").distinct()
    documents, total, page = _page(own.filter(_matching(filters, today)), page)
    return DepositList(documents, total, page, list(patients), list(types))


def _matching(filters: DepositFilters, today: date) -> Q:
    found = Q()
    if filters.patient:
        found &= Q(patient__uuid=filters.patient)
    if filters.type_code:
        found &= Q(document_type__code=filters.type_code)
    if days := PERIODS.get(filters.period or "tout"):
        found &= Q(deposited_at__date__gt=today - timedelta(days=days))
    return found


def _page(matching: Any, page: int) -> tuple[list[Document], int, int]:
    rows = (
        matching.annotate(total=Window(Count("pk"))).select_related("patient__record").order_by("-deposited_at", "-pk")
    )
    found: list[Any] = list(rows[(page - 1) * PAGE_SIZE : page * PAGE_SIZE])
    if not found and page > 1:
        return _page(matching, 1)
    return found, (found[0].total if found else 0), page
