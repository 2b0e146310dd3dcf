"""What the other tabs of a record say: pathway (S17), vaccinations (S18), wishes (S19), identity (S20). Gate first."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import Exists, OuterRef, Q

from access.reader import OpenedRecord
from documents.cda.statements import Kind
from documents.listing.filters import PERIODS
from documents.models import Document, Statement
from documents.record.outline import (
    DIRECTIVES_TYPE,
    VACCINATION_TYPES,
    WISHES_TYPE,
    current_documents,
    current_statements,
)
from patients.models import IdentityChange, Representative

PATHWAY_PERIOD = "2a"  # about 24 months (PS S17)


@dataclass(frozen=True, slots=True)
class Pathway:
    lines: list[Statement]
    stays: list[Statement]
    period: str


def pathway_of(*, reader: OpenedRecord, family: str, period: str, today: date) -> Pathway:
    """Reimbursed care of the period, newest first, each line once; stays of all time."""
    period = period if period in PERIODS else PATHWAY_PERIOD
    days = PERIODS[period]
    rows = current_statements(reader).filter(kind__in=(Kind.REIMBURSEMENT, Kind.STAY)).select_related("document")
    if days is not None:
        recent = Q(started_on__gt=today - timedelta(days=days)) | Q(started_on__isnull=True)
        rows = rows.filter(~Q(kind=Kind.REIMBURSEMENT) | recent)
    if family:
        rows = rows.filter(~Q(kind=Kind.REIMBURSEMENT) | Q(reimbursed_as=family))
    found = sorted(rows, key=_newest_first)
    lines = _each_once(row for row in found if row.kind == Kind.REIMBURSEMENT)
    return Pathway(lines, [row for row in found if row.kind == Kind.STAY], period)


def _newest_first(row: Statement) -> tuple[bool, int, int, int]:
    on = row.started_on or (row.document.act_on if row.kind == Kind.STAY else None)
    return on is None, -on.toordinal() if on else 0, -row.document_id, row.position


def _each_once(rows: Iterable[Statement]) -> list[Statement]:
    """Exports overlap: a line that several documents tell is shown once; twice in one document, it happened twice."""
    shown: Counter[tuple[str, ...]] = Counter()
    by_document: Counter[tuple[int, tuple[str, ...]]] = Counter()
    kept = []
    for row in rows:
        key = (row.reimbursed_as, row.started, row.stopped, row.label, row.author)
        by_document[row.document_id, key] += 1
        if by_document[row.document_id, key] > shown[key]:
            shown[key] += 1
            kept.append(row)
    return kept


@dataclass(frozen=True, slots=True)
class Vaccinations:
    given: list[Statement]
    planned: list[Statement]
    unlisted: list[Document]  # vaccination documents without lines: only they say what they hold


def vaccinations_of(reader: OpenedRecord) -> Vaccinations:
    """Of all time (AR 12.3)."""
    kinds = (Kind.VACCINATION, Kind.PLANNED_VACCINATION)
    rows = list(current_statements(reader).filter(kind__in=kinds, note=False).select_related("document"))
    rows.sort(key=lambda row: row.position)
    rows.sort(key=lambda row: row.started_on or row.document.act_on, reverse=True)
    lines = Statement.objects.filter(document=OuterRef("pk"), kind__in=kinds, note=False)
    unlisted = current_documents(reader).filter(~Exists(lines), document_type__code__in=VACCINATION_TYPES)
    return Vaccinations(
        [row for row in rows if row.kind == Kind.VACCINATION],
        [row for row in rows if row.kind == Kind.PLANNED_VACCINATION],
        list(unlisted.order_by("-act_on", "-pk")),
    )


def wishes_documents(reader: OpenedRecord) -> list[Document]:
    """What the patient wrote about their wishes, directives first."""
    types = (DIRECTIVES_TYPE, WISHES_TYPE, "CONTACTS-URGENCE")
    found = current_documents(reader).filter(document_type__code__in=types).select_related("document_type")
    return sorted(found.order_by("-act_on", "-pk"), key=lambda d: types.index(d.document_type.code))


@dataclass(frozen=True, slots=True)
class IdentityFacts:
    changes: list[IdentityChange]
    representatives: list[Representative]
    differing: list[Document]


def identity_of(reader: OpenedRecord) -> IdentityFacts:
    """History of the status, legal representatives, and the visible documents that bear another identity."""
    differing = current_documents(reader).exclude(identity_differences=[])
    return IdentityFacts(
        list(IdentityChange.objects.filter(patient_id=reader.patient_id)),
        list(Representative.objects.filter(patient_id=reader.patient_id).order_by("pk")),
        list(differing.order_by("-act_on", "-pk")[:50]),
    )
