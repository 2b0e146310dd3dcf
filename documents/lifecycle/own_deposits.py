"""One's own deposits, whoever they concern (AR 9.3): read through the author clause, which opens nothing else."""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from django.db.models import Q

from access.reader import AuthorOfDeposits
from documents.listing.filters import PERIODS
from documents.listing.paging import page_of
from documents.models import Document


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
    matching = own.filter(_matching(filters, today)).select_related("patient__record").order_by("-deposited_at", "-pk")
    documents, total, page = page_of(matching, page)
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
