"""What was hidden from the patient until an announcement does not stay so: two weeks, one month (AR 8.4).

Run by the timer. Each document has a transaction of its own: stopped anywhere, the next run goes on from there.
"""

import calendar
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from access.models import Notice
from access.telling.notices import tell_patient
from documents.lifecycle.rules import released
from documents.lifecycle.states import write_states
from documents.lines import told_of
from documents.models import Availability, Document
from journal.models import Action
from journal.services import Actor, Entry, record
from patients.models import SharedRecord

TOLD_AFTER = timedelta(days=14)
SHORTEST_MONTH, LONGEST_MONTH = timedelta(days=28), timedelta(days=32)
WORDS = "Le portail, un mois après"


@dataclass(frozen=True, slots=True)
class Release:
    """What a run did (or would do): patients told that an update waits, documents released."""

    told: int
    released: int


def release_due(now: datetime, *, dry: bool = False) -> Release:
    """Release what was hidden for one month, then tell of what was hidden for two weeks. Told or released once."""
    freed = sum(dry or _alone(pk, now, _release) for pk in _due_for_release(now))
    told = sum(dry or _alone(pk, now, _tell_of_update) for pk in _due_for_notice(now))
    return Release(told=told, released=freed)


def one_month_after(start: datetime) -> datetime:
    """The same day and hour of the next month, in the portal's time; its last day when it has no such day."""
    local = timezone.localtime(start)
    year, month = divmod(local.year * 12 + local.month, 12)
    day = min(local.day, calendar.monthrange(year, month + 1)[1])
    return local.replace(year=year, month=month + 1, day=day)


def _hidden(now: datetime, at_least: timedelta) -> QuerySet[Document]:
    found = Document.objects.filter(hidden_from_patient_since__lte=now - at_least)
    return found.exclude(availability=Availability.DELETED).order_by("pk")


def _due_for_release(now: datetime) -> Iterator[int]:
    for pk, since in _hidden(now, SHORTEST_MONTH).values_list("pk", "hidden_from_patient_since"):
        if since is not None and one_month_after(since) <= now:
            yield pk


def _due_for_notice(now: datetime) -> Iterator[int]:
    """Current versions hidden for two weeks, not yet for a month, of which nobody was told."""
    known = set(
        Notice.objects.filter(kind=Notice.Kind.UPDATE_WAITING, patient__isnull=False).values_list("key", flat=True)
    )
    for document in _hidden(now, TOLD_AFTER).exclude(availability=Availability.DEPRECATED):
        since = document.hidden_from_patient_since
        full_key = f"{Notice.Kind.UPDATE_WAITING}:patient:{document.patient_id}:{_key(document)}"
        if full_key not in known and since is not None and one_month_after(since) > now:
            yield document.pk


def _key(document: Document) -> str:
    """One notice for each time that the document is hidden."""
    return f"{document.uuid}-{document.hidden_from_patient_since:%Y%m%d%H%M%S}"


def _alone(pk: int, now: datetime, act: Callable[[Document, datetime], None]) -> bool:
    """Act on one document in a transaction of its own; False when somebody else holds it or it is no longer due."""
    with transaction.atomic():
        # The record first, as everywhere: what the patient wants by default is read under its lock.
        records = SharedRecord.objects.select_for_update(no_key=True, skip_locked=True, of=("self",))
        if records.filter(patient__documents=pk).first() is None:
            return False
        held = Document.objects.select_for_update(no_key=True, skip_locked=True, of=("self",))
        document = held.select_related("patient__record").filter(pk=pk, hidden_from_patient_since__isnull=False).first()
        if document is None or document.availability == Availability.DELETED:
            return False
        act(document, now)
    return True


def _release(document: Document, now: datetime) -> None:
    """What the patient wants by default applies now, and a mask that waited (AR 8.6)."""
    change = partial(released, masks_by_default=document.patient.record.masks_by_default)
    write_states([document], change, by=Actor(), words=WORDS, now=now)
    if document.availability != Availability.DEPRECATED:
        _tell(Notice.Kind.DOCUMENT_ADDED, document, f"{document.uuid}-{document.metadata_version}", now)
    entry = Entry(
        action=Action.DOCUMENT_RELEASED,
        actor=Actor(),
        record=document.patient.record.uuid,
        confidential=document.hidden_from_representatives,
        **told_of(document, "ONE_MONTH"),
    )
    record(entry, at=now)


def _tell_of_update(document: Document, now: datetime) -> None:
    _tell(Notice.Kind.UPDATE_WAITING, document, _key(document), now)


def _tell(kind: Notice.Kind, document: Document, key: str, now: datetime) -> None:
    tell_patient(kind, document.patient, key=key, at=now, confidential=document.hidden_from_representatives)
