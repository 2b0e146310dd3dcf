"""S04: what came into one's records, counted and never named: through the gate, in one query for all of them."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import reduce
from operator import or_
from typing import Any

from django.db.models import Count, Max, OuterRef, Q, Subquery

from access.models import Practice
from access.selectors import standing_reader
from documents.listing.conditions import written_by
from documents.models import Availability, Document, ReadMark
from patients.models import Patient

MOST_RECORDS = 200  # records visited last: those visited before wait for a visit


@dataclass(slots=True)
class News:
    """New documents of one record: how many of each category, and when the last one came."""

    patient: Any
    newest: datetime
    counts: dict[str, int] = field(default_factory=dict)

    @property
    def total(self) -> int:
        return sum(self.counts.values())


def news_of(patients: Sequence[Any], practice: Practice, *, types: frozenset[int], category: str = "") -> list[News]:
    """Of these patients (see `own_patients`), newest first: deposited by others since the last visit, unread."""
    visited = [p for p in patients if p.last_visit and not p.visit_hidden]
    visited = sorted(visited, key=lambda p: p.last_visit, reverse=True)[:MOST_RECORDS]
    if not visited:
        return []
    since = reduce(or_, (Q(patient_id=p.pk, deposited_at__gt=p.last_visit) for p in visited))
    read = ReadMark.objects.filter(professional_id=practice.professional_id).values("document")
    rows = (
        Document.objects.visible_to_any([standing_reader(p, practice, types) for p in visited])
        .filter(since, availability=Availability.APPROVED, **({"category": category} if category else {}))
        .exclude(pk__in=read)
        .exclude(written_by(practice.professional_id, practice.professional.idnat))
        .values_list("patient_id", "category")
        .annotate(count=Count("pk"), newest=Max("deposited_at"))
    )
    return _by_record({p.pk: p for p in visited}, list(rows))


def last_deposits(patients: Sequence[Any], practice: Practice, *, types: frozenset[int]) -> dict[int, datetime]:
    """When the last document that one may read came into each record, by key of the patient, in one query.

    One row of an index for each record, however many documents it holds: from the last deposit to the first visible.
    """
    if not patients:
        return {}
    readers = [standing_reader(p, practice, types) for p in patients]
    visible = Document.objects.visible_to_any(readers).filter(availability=Availability.APPROVED)
    newest = visible.filter(patient=OuterRef("pk")).order_by("-deposited_at").values("deposited_at")[:1]
    rows = Patient.objects.filter(pk__in=[p.pk for p in patients]).annotate(newest=Subquery(newest))
    return dict(rows.exclude(newest=None).values_list("pk", "newest"))


def _by_record(patients: dict[int, Patient], rows: list[tuple[int, str, int, datetime]]) -> list[News]:
    found: dict[int, News] = {}
    for pk, category, count, newest in rows:
        news = found.setdefault(pk, News(patients[pk], newest))
        news.counts[category] = count
        news.newest = max(news.newest, newest)
    return sorted(found.values(), key=lambda news: (news.newest, news.patient.pk), reverse=True)
