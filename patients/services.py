"""Changing an identity or the state of a record, on behalf of a named person; each change leaves a journal line.

Free text and values of traits stay out of the journal: it keeps the names of what changed.
"""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.utils.crypto import constant_time_compare, salted_hmac

from journal.models import Action
from journal.services import Actor, Entry, record
from patients.identity import Traits
from patients.ins import Matricule
from patients.models import IdentityChange, InsStatus, Patient, SharedRecord

# The matricule and its authority, then the five strict traits (AR 5.1.1): what INSi returns.
STRICT = ("matricule", "ins_oid", "birth_name", "birth_given_names", "birth_date", "sex", "birth_place_code")
# Local traits (AR 5.1.2): they change without touching the status.
LOCAL = ("first_given_name", "birth_place_name", "used_name", "used_given_name", "deceased_on")

EMERGENCY_CHOICES = ("accepts_emergency", "accepts_regulation", "shows_masked_in_emergency")


def status_of(*, insi_confirmed: bool, document_checked: bool) -> InsStatus:
    """The four statuses are two facts crossed (AR 5.3): INSi has confirmed, a trusted document was checked."""
    if insi_confirmed:
        return InsStatus.QUALIFIED if document_checked else InsStatus.RECOVERED
    return InsStatus.VALIDATED if document_checked else InsStatus.PROVISIONAL


def fingerprint(patient: Patient) -> str:
    """An opaque word for the identity as it was shown, to notice that somebody changed it meanwhile."""
    values = "\x1f".join(str(getattr(patient, name)) for name in (*STRICT, *LOCAL, "ins_status"))
    return salted_hmac("patients.identity_shown", values).hexdigest()


def is_as_shown(*, patient_pk: int, shown: str) -> bool:
    """Lock the identity until the end of the transaction; whether it is still what was shown."""
    patient = Patient.objects.select_for_update(no_key=True).get(pk=patient_pk)
    return constant_time_compare(fingerprint(patient), shown)


def lock_record(patient_pk: int) -> None:
    """Until the end of the transaction. Whoever writes documents takes their record first: each statement revises it.

    As everywhere without its key: others may insert rows that refer to the record, an opening for one.
    """
    SharedRecord.objects.select_for_update(no_key=True).filter(patient=patient_pk).values_list("pk").first()


@transaction.atomic
def patient_register(*, patient: Patient, document_checked: bool, evidence: str, by: Actor, by_name: str) -> Patient:
    """Save a new local identity: validée when a trusted document was seen, else provisoire; INSi comes later."""
    patient.ins_status = status_of(insi_confirmed=False, document_checked=document_checked)
    patient.save(force_insert=True)
    _trace(patient, "", evidence, by_name)
    _tell(patient, by, "REGISTERED", {"to": patient.ins_status})
    return patient


@transaction.atomic
def identity_change(
    *,
    patient_pk: int,
    values: Mapping[str, Any],
    document_checked: bool,
    evidence: str,
    by: Actor,
    by_name: str,
) -> Patient:
    """Write traits typed by a person. A strict one that changes takes the status down (see `_after_strict_change`)."""
    patient = Patient.objects.select_for_update(no_key=True).get(pk=patient_pk)
    changed = [name for name in (*STRICT, *LOCAL) if name in values and getattr(patient, name) != values[name]]
    if not changed:
        return patient
    former = patient.ins_status
    for name in changed:
        setattr(patient, name, values[name])
    strict = sorted(set(changed) & set(STRICT))
    if strict:
        patient.ins_status = _after_strict_change(document_checked)
    patient.save(update_fields=[*changed, "ins_status"])
    if strict:
        _trace(patient, former, evidence, by_name)
    _tell(patient, by, "TRAITS_CHANGED", {"fields": sorted(changed), "from": former, "to": patient.ins_status})
    return patient


@transaction.atomic
def status_change(
    *, patient_pk: int, insi_confirmed: bool, document_checked: bool, evidence: str, by: Actor, by_name: str
) -> Patient:
    """Record what INSi answered and whether a trusted document was checked, for the traits as they are.

    Raises ValueError when INSi is said to have confirmed an identity without a matricule.
    """
    patient = Patient.objects.select_for_update(no_key=True).get(pk=patient_pk)
    if insi_confirmed and not patient.matricule:
        raise ValueError("INSi confirms a matricule")
    former = patient.ins_status
    patient.ins_status = status_of(insi_confirmed=insi_confirmed, document_checked=document_checked)
    patient.save(update_fields=["ins_status"])
    _trace(patient, former, evidence, by_name)
    _tell(patient, by, "STATUS_CHANGED", {"from": former, "to": patient.ins_status})
    return patient


@transaction.atomic
def record_open(*, patient: Patient, opened_on: date, by: Actor) -> SharedRecord:
    """Record that the Assurance Maladie has opened a record: the portal itself opens none (AR 3.2)."""
    shared = SharedRecord.objects.create(patient=patient, opened_on=opened_on)
    _tell_record(shared, by, "OPENED", {"on": opened_on.isoformat()})
    return shared


@transaction.atomic
def record_close(*, patient: Patient, on: date, reason: str, detail: str, by: Actor) -> SharedRecord:
    """Close a record: no reading and no deposit from the next request on (AR 3.3). Raises SharedRecord.DoesNotExist
    when no open record is there."""
    shared = SharedRecord.objects.select_for_update(no_key=True).get(patient=patient, closed_on__isnull=True)
    shared.closed_on, shared.closure_reason, shared.closure_detail = on, reason, detail
    shared.save(update_fields=["closed_on", "closure_reason", "closure_detail"])
    _tell_record(shared, by, "CLOSED", {"on": on.isoformat(), "reason": reason})
    return shared


@transaction.atomic
def record_reopen(*, patient: Patient, by: Actor) -> SharedRecord:
    """Undo a closure made by mistake. Raises SharedRecord.DoesNotExist when no closed record is there."""
    shared = SharedRecord.objects.select_for_update(no_key=True).get(patient=patient, closed_on__isnull=False)
    former = {"closed_on": str(shared.closed_on), "reason": shared.closure_reason}
    shared.closed_on, shared.closure_reason, shared.closure_detail = None, "", ""
    shared.save(update_fields=["closed_on", "closure_reason", "closure_detail"])
    _tell_record(shared, by, "REOPENED", former)
    return shared


class ChoicesMoved(Exception):
    """Somebody else changed the choices since they were shown."""


@transaction.atomic
def choices_change(
    *, patient: Patient, shown: Mapping[str, bool], wanted: Mapping[str, bool], by: Actor, now: datetime
) -> list[str]:
    """The patient's three separate choices about emergencies (AR 10.6, 10.7). Returns the names of those that changed.

    They count from the next request on. Raises ChoicesMoved when they are no longer as `shown`.
    """
    Patient.objects.select_for_update(no_key=True).filter(pk=patient.pk).values_list("pk").first()
    shared = SharedRecord.objects.select_for_update(no_key=True).get(patient=patient)
    if any(getattr(shared, name) != shown[name] for name in EMERGENCY_CHOICES):
        raise ChoicesMoved
    changed = [name for name in EMERGENCY_CHOICES if getattr(shared, name) != wanted[name]]
    if not changed:
        return []
    for name in changed:
        setattr(shared, name, wanted[name])
    shared.save(update_fields=changed)
    entry = Entry(action=Action.CHOICES_CHANGED, actor=by, record=shared.uuid, details={"fields": sorted(changed)})
    record(entry, at=now)
    return changed


def _after_strict_change(document_checked: bool) -> InsStatus:
    """Below « qualifiée » (AR 5.3.4): « validée » when a trusted document bears the new traits, else « provisoire ».

    Never « récupérée »: that word says that the traits are those which INSi returned, and a trait typed by hand no
    longer is. Nor does a document checked earlier vouch for a trait that it did not bear: the person attests it anew.
    """
    return status_of(insi_confirmed=False, document_checked=document_checked)


def _trace(patient: Patient, former: str, evidence: str, by_name: str) -> None:
    IdentityChange.objects.create(
        patient=patient, from_status=former, to_status=patient.ins_status, evidence=evidence, changed_by=by_name
    )


def _tell(patient: Patient, by: Actor, decision: str, details: dict[str, Any]) -> None:
    shared = SharedRecord.objects.filter(patient=patient).values_list("uuid", flat=True).first()
    details |= {"patient": str(patient.uuid)}
    record(Entry(action=Action.IDENTITY_CHANGED, actor=by, decision=decision, record=shared, details=details))


def _tell_record(shared: SharedRecord, by: Actor, decision: str, details: dict[str, Any]) -> None:
    record(Entry(action=Action.RECORD_CHANGED, actor=by, decision=decision, record=shared.uuid, details=details))


@transaction.atomic
def patient_create(
    *,
    matricule: Matricule,
    oid: str,
    traits: Traits,
    status: InsStatus,
    evidence: str,
    by: Actor,
    opened_on: date,
    **used: str,
) -> Patient:
    """A patient with an active record, from whole traits. Raises ValueError when a strict one is missing."""
    if not (traits.birth_name and traits.birth_date and (traits.given_names or traits.first_given_name)):
        raise ValueError("a strict trait is missing")
    given_names = traits.given_names or traits.first_given_name
    patient = Patient.objects.create(
        matricule=matricule.value,
        ins_oid=oid,
        ins_status=status,
        birth_name=traits.birth_name,
        birth_given_names=given_names,
        first_given_name=traits.first_given_name or given_names.split()[0],
        birth_date=traits.birth_date,
        sex=traits.sex or "U",
        birth_place_code=traits.birth_place_code,
        **used,
    )
    IdentityChange.objects.create(
        patient=patient, to_status=status, evidence=evidence, changed_by=by.professional_name or by.account
    )
    SharedRecord.objects.create(patient=patient, opened_on=opened_on)
    _tell(patient, by, "CREATED", {"to": status})
    return patient
