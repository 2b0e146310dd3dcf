"""S04: what is new in one's records, counted and never named: through the gate, in one query for all of them."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import reduce
from operator import or_
from typing import Any

from django.db.models import Count, Max, Q

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


def _by_record(patients: dict[int, Patient], rows: list[tuple[int, str, int, datetime]]) -> list[News]:
    found: dict[int, News] = {}
    for pk, category, count, newest in rows:
        news = found.setdefault(pk, News(patients[pk], newest))
        news.counts[category] = count
        news.newest = max(news.newest, newest)
    return sorted(found.values(), key=lambda news: (news.newest, news.patient.pk), reverse=True)
