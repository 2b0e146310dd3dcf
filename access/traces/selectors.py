"""Which lines of a record's journal a reader may see (AR 13.2, 13.3). Selectors never write."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from enum import StrEnum
from typing import assert_never
from uuid import UUID

from django.conf import settings
from django.db.models import Exists, F, Model, OuterRef, Q, QuerySet, Value
from django.utils import timezone

from access.models import User
from access.reader import AuthorOfDeposits, Holder, OpenedRecord, Reader, Representative
from access.rules import Mode
from journal.models import Action, Line
from journal.services import Entry
from patients.models import Fold, SharedRecord

PER_PAGE = 50
# A confidential session begins by a search like any other: these lines alone would tell of it.
_BEFORE_A_SESSION = (Action.PATIENT_SEARCHED, Action.RECORD_STATE)
# So does a deposit whose document, not written yet or never, may have been meant to stay unknown to the parents.
_WITHOUT_A_DOCUMENT = Q(action=Action.DEPOSIT_STARTED) | Q(
    action__in=(Action.DOCUMENT_DEPOSITED, Action.DOCUMENT_REPLACED), granted=False
)


@dataclass(frozen=True, slots=True, kw_only=True)
class TraceFilters:
    """What the reader asked of the history; empty means everything."""

    since: date | None = None
    until: date | None = None
    mode: str = ""
    action: str = ""
    professional: str = ""

    @property
    def active_count(self) -> int:
        return sum(map(bool, (self.since, self.until, self.mode, self.action, self.professional)))


def is_part_of_a_reading(entry: Entry) -> bool:
    """Has the same document been read, in the same session and the same opened record, within its life?"""
    since = timezone.now() - timedelta(hours=settings.RECORD_ACCESS_HOURS)
    same = {"record_access": entry.record_access, "document": entry.document, "session": entry.actor.session}
    read = Line.objects.filter(record=entry.record, at__gte=since, action=Action.DOCUMENT_READ, granted=True)
    return bool(entry.actor.session) and read.filter(account=entry.actor.account, **same).exists()


def sees_everything(reader: OpenedRecord) -> bool:
    """Every line of the record, not their own alone: the confirmed médecin traitant, in normal mode (AR 13.2)."""
    return reader.treating_doctor and reader.mode is Mode.NORMAL


def traces_for(
    reader: Reader, *, filters: TraceFilters | None = None, visible: QuerySet[Model] | None = None
) -> QuerySet[Line]:
    """The lines that this reader may see, newest first, each with `knows_document`: may they read what it is?

    A professional: own lines. The confirmed médecin traitant, in normal mode: all (AR 13.2). The holder: all; a
    representative: all but what a confidential session left, and what speaks of a document out of their sight
    (AR 13.3). `visible` holds the documents that this reader may see today (`documents.selectors.traces_of` gives
    them): without it, none is known. A report is between its author and the administrators: nobody else reads it here.
    """
    match reader:
        case OpenedRecord():
            found = _knowing(Line.objects.filter(record=reader.record_uuid), visible)
            mine = Q(professional=reader.idnat)
            found = found.filter(mine | ~Q(action=Action.ACCESS_REPORTED) if sees_everything(reader) else mine)
        case Holder():
            found = _of_patient(reader.patient_id, visible)
        case Representative():
            found = _of_patient(reader.patient_id, visible).filter(
                Q(document__isnull=True) | Q(knows_document=True), confidential=False
            )
            found = found.exclude(Q(action__in=_BEFORE_A_SESSION) | _WITHOUT_A_DOCUMENT)
        case AuthorOfDeposits():
            found = Line.objects.none()
        case _:
            assert_never(reader)
    return _filtered(found, filters or TraceFilters()).order_by("-at", "-pk")


def _of_patient(patient_id: int, visible: QuerySet[Model] | None) -> QuerySet[Line]:
    record = SharedRecord.objects.filter(patient=patient_id).values("uuid")[:1]
    return _knowing(Line.objects.filter(record=record).exclude(action=Action.ACCESS_REPORTED), visible)


def _knowing(lines: QuerySet[Line], visible: QuerySet[Model] | None) -> QuerySet[Line]:
    knows = Exists(visible.filter(uuid=OuterRef("document"))) if visible is not None else Value(False)
    return lines.annotate(knows_document=knows)


def _filtered(found: QuerySet[Line], filters: TraceFilters) -> QuerySet[Line]:
    if filters.since:
        found = found.filter(at__gte=_midnight(filters.since))
    if filters.until:
        found = found.filter(at__lt=_midnight(filters.until + timedelta(days=1)))
    if filters.mode:
        found = found.filter(mode=filters.mode)
    if filters.action:
        found = found.filter(action=filters.action)
    if words := filters.professional.split()[:4]:
        found = found.alias(folded=Fold(F("professional_name")))
        for word in words:
            found = found.filter(folded__contains=Fold(Value(word)))
    return found


def _midnight(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, time.min))


class TraceList(StrEnum):
    """The three lists of a patient's history (AR 13.5)."""

    PROFESSIONALS = "professionnels"
    OWN = "mon-activite"
    SERVICES = "services"

    @classmethod
    def of(cls, word: str) -> "TraceList":
        return next((one for one in cls if one.value == word), cls.PROFESSIONALS)


def in_list(lines: QuerySet[Line], which: TraceList, own: Collection[str]) -> QuerySet[Line]:
    """`own`: the accounts of the patient and of those who act for them."""
    if which is TraceList.PROFESSIONALS:
        return lines.exclude(professional="")
    others = lines.filter(professional="")
    return others.filter(account__in=own) if which is TraceList.OWN else others.exclude(account__in=own)


def own_accounts(record: UUID) -> dict[str, str]:
    """Accounts of the patient and of those who act for them, and what to call each: their lines bear no name."""
    accounts = User.objects.filter(Q(patient__record__uuid=record) | Q(representative__patient__record__uuid=record))
    return {
        str(pk): "Titulaire du dossier" if patient else "Représentant légal"
        for pk, patient in accounts.values_list("pk", "patient_id")
    }
