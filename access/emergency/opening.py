"""Bris de glace and centre 15: an access without authorisation, short, told and journalled with its reason (AR 10).

Locks: the patient's row first, the journal's chain last. Nobody is authorised by an emergency (AR 10.11).
"""

from dataclasses import replace
from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction

from access.consent.authorisations import lock_patient, words_of
from access.consent.obstacles import Impossible, Obstacle
from access.facts import patient_facts
from access.models import Notice, Practice, RecordAccess
from access.practices import types_of
from access.rules import MOTIVE_MAX, Mode, Reason, RecordFacts, decide_record, motive_is_valid
from access.services import Refused, access_end, live_access
from access.telling.notices import tell, tell_patient, treating_doctor_of
from journal.models import Action
from journal.services import Actor, Entry, record
from patients.models import Patient

KINDS = {Mode.BRIS_DE_GLACE: Notice.Kind.EMERGENCY, Mode.CENTRE_15: Notice.Kind.REGULATION}


def emergency_facts(
    patient: Patient | None, practice: Practice, mode: Mode, *, motive_valid: bool, now: datetime
) -> RecordFacts:
    """Today's facts about a patient, for one of the two emergency modes."""
    facts = patient_facts(patient, practice, types=types_of(practice), now=now)
    return replace(facts, mode=mode, emergency_motive_valid=motive_valid)


@transaction.atomic
def emergency_open(
    *, patient: Patient | None, practice: Practice, mode: Mode, by: Actor, now: datetime, motive: str = ""
) -> RecordAccess:
    """Open a record without authorisation for 60 minutes; patient and médecin traitant are told (AR 10.10).

    An emergency of this practice that is still open is reused, with the end that it has. Raises Refused, with nothing
    changed, when the patient is opposed, the reason is missing or another condition fails.
    """
    if patient is not None:
        lock_patient(patient)  # the patient's refusal, or a second click, arriving now
    motive = " ".join(motive.split())
    facts = emergency_facts(patient, practice, mode, motive_valid=motive_is_valid(motive), now=now)
    verdict = decide_record(facts)
    entry = Entry(
        action=Action.RECORD_OPENED,
        actor=by,
        record=patient.record_uuid if patient else None,
        mode=mode.value,
        motive=motive[:MOTIVE_MAX],
        edition=getattr(practice, "edition", "") or "",
    )
    if not verdict.allowed or patient is None:
        raise Refused(verdict, entry, patient=patient)
    access = _open_access(patient, practice, mode, motive, now)
    record(replace(entry, decision=Reason.OPEN.value.upper(), record_access=access.uuid), at=now)
    return access


def _open_access(patient: Patient, practice: Practice, mode: Mode, motive: str, now: datetime) -> RecordAccess:
    access = live_access(patient, practice, mode=mode)
    if access and access.expires_at > now:
        return access
    if access:
        access_end(access, now, RecordAccess.EndCause.EXPIRED)
    access = RecordAccess.objects.create(
        practice=practice,
        record=patient.record,
        mode=mode,
        motive=motive if mode is Mode.BRIS_DE_GLACE else "",
        opened_at=now,
        expires_at=now + timedelta(minutes=settings.EMERGENCY_MINUTES),
    )
    _tell(access, patient, practice, mode, now)
    return access


def _tell(access: RecordAccess, patient: Patient, practice: Practice, mode: Mode, now: datetime) -> None:
    """Who opened, never why: a reason is clinical."""
    kind, key, words = KINDS[mode], f"access-{access.uuid}", words_of(practice)
    tell_patient(kind, patient, key=key, at=now, actor_words=words)
    doctor = treating_doctor_of(patient)
    if doctor is not None and doctor.pk != practice.professional_id:
        tell(kind, doctor, key=key, at=now, record=patient.record.uuid, actor_words=words)


def may_extend(access: RecordAccess, now: datetime) -> bool:
    """A bris de glace under way, once (PS S08)."""
    under_way = access.ended_at is None and access.expires_at > now
    return access.mode == Mode.BRIS_DE_GLACE and under_way and access.extended_at is None


@transaction.atomic
def emergency_extend(*, access: RecordAccess, by: Actor, now: datetime, motive: str) -> RecordAccess:
    """Give a bris de glace as long again, once, for a reason of its own. Raises Impossible, with nothing changed."""
    lock_patient(access.record.patient)
    access = RecordAccess.objects.select_related("record").get(pk=access.pk)
    motive = " ".join(motive.split())
    if not motive_is_valid(motive):
        raise Impossible(Obstacle.MOTIVE_MISSING)
    if not may_extend(access, now):
        raise Impossible(Obstacle.EXTENDED_ALREADY)
    access.extended_at, access.extension_motive = now, motive
    access.expires_at += timedelta(minutes=settings.EMERGENCY_MINUTES)
    access.save(update_fields=["extended_at", "extension_motive", "expires_at"])
    entry = Entry(
        action=Action.EMERGENCY_EXTENDED,
        actor=by,
        record=access.record.uuid,
        record_access=access.uuid,
        mode=access.mode,
        motive=motive,
        decision="EXTENDED",
    )
    record(entry, at=now)
    return access
