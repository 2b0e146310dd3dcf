"""Who holds a record now: the patient, or who acts for them. Decided on every request, never kept in a session."""

from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any
from uuid import UUID

from django.conf import settings
from django.utils import timezone

from access.models import User
from access.reader import Holder, Representative
from access.rules import RecordState
from access.window.rules import Bar, HoldingFacts, Office, decide_holding
from journal.models import Action
from journal.services import Actor, Entry
from patients.identity import age_on
from patients.models import InsStatus, Patient, SharedRecord
from patients.models import Representative as RepresentativeRow
from patients.presenters import PatientBanner


class NotHolding(Exception):
    """The account opens no window today. The middleware writes it to the journal and answers."""

    def __init__(self, bar: Bar, entry: Entry) -> None:
        super().__init__(bar.value)
        self.bar = bar
        self.entry = replace(entry, granted=False, decision=bar.value.upper())


@dataclass(frozen=True, slots=True, kw_only=True)
class Holding:
    """A record in the hands of its holder, or of a representative: what every page of the window starts from."""

    record: SharedRecord
    reader: Holder | Representative
    actor: Actor
    now: datetime

    @property
    def patient(self) -> Patient:
        return self.record.patient

    @property
    def is_representative(self) -> bool:
        return isinstance(self.reader, Representative)

    @property
    def is_closed(self) -> bool:
        return self.record.closed_on is not None

    @property
    def of_minor(self) -> bool:
        return self.patient.is_minor_on(timezone.localdate(self.now))

    @property
    def banner(self) -> PatientBanner:
        return PatientBanner(self.patient, timezone.localdate(self.now))

    def entry(self, action: Action, **values: Any) -> Entry:
        """A journal line about this record."""
        return Entry(action=action, actor=self.actor, record=self.record.uuid, **values)


def hold_record(
    user: User, *, actor: Actor, action: Action, document: UUID | None = None, closed_too: bool = False
) -> Holding:
    """The record that this account holds now, for one action. Raises NotHolding.

    `closed_too`: the page outlives the closure of the record (see `decide_holding`).
    """
    now = timezone.now()
    patient, office = _held_by(user)
    record: SharedRecord | None = getattr(patient, "record", None)
    facts = _facts(patient, record, office, now)
    if (bar := decide_holding(facts, closed_too=closed_too)) or record is None:
        uuid = record.uuid if record else None
        entry = Entry(action=action, actor=actor, record=uuid, document=document)
        raise NotHolding(bar or Bar.NO_RECORD, entry)
    record.patient = patient
    reader = Representative(patient_id=patient.pk) if office else Holder(patient_id=patient.pk)
    return Holding(record=record, reader=reader, actor=actor, now=now)


def _held_by(user: User) -> tuple[Patient, RepresentativeRow | None]:
    """The patient of this account, and the office of a representative; today's rows, in one query."""
    if user.representative_id:
        office = RepresentativeRow.objects.select_related("patient__record").get(pk=user.representative_id)
        return office.patient, office
    assert user.patient_id is not None  # `holders_only` has let nobody else through
    return Patient.objects.select_related("record").get(pk=user.patient_id), None


def _facts(
    patient: Patient, record: SharedRecord | None, office: RepresentativeRow | None, now: datetime
) -> HoldingFacts:
    today = timezone.localdate(now)
    state = RecordState.NONE if record is None else RecordState.CLOSED if record.closed_on else RecordState.ACTIVE
    return HoldingFacts(
        today=today,
        age=age_on(patient.birth_date, today),
        age_of_majority=settings.AGE_OF_MAJORITY,
        office=Office(since=office.since, until=office.until, protects_adult=office.protects_adult) if office else None,
        deceased=patient.deceased_on is not None,
        qualified=patient.ins_status == InsStatus.QUALIFIED and patient.ins_oid in settings.INS_OIDS,
        record=state,
    )
