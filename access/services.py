"""Opening, leaving and declaring: everything that changes who may read. Services own the transaction and its line."""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from uuid import UUID

from django.conf import settings
from django.db import transaction

from access.consent.authorisations import authorisation_grant, first_access_tell, lock_patient
from access.facts import as_confidential, live_authorisation, patient_facts
from access.models import Authorisation, Practice, RecordAccess, User
from access.practices import types_of
from access.rules import (
    PER_CONSULTATION,
    AuthorisationState,
    Basis,
    Mode,
    Reason,
    RecordFacts,
    Verdict,
    decide_record,
)
from journal.models import Action
from journal.services import Actor, Entry, record
from patients.models import Patient


class Refused(Exception):
    """A decision that stops the request. The middleware writes it to the journal and answers (ADR 0002)."""

    def __init__(self, verdict: Verdict, entry: Entry, *, patient: Patient | None = None) -> None:
        super().__init__(verdict.reason.value)
        self.verdict = verdict
        self.entry = replace(entry, granted=False, decision=entry.decision or verdict.reason.value.upper())
        self.patient = patient


class NotFound(Exception):
    """An address that leads nowhere for this reader: the true reason goes to the journal, one 404 to the reader."""

    def __init__(self, entry: Entry) -> None:
        super().__init__("not found")
        self.entry = replace(entry, granted=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Declaration:
    """What the professional certifies when declaring an access (PS S07)."""

    basis: Basis
    collector_name: str = ""


def actor(user: User, practice: Practice | None, session: str = "") -> Actor:
    """The journal's description of who acts. Patients and representatives bear the word for it, and no identity."""
    if practice is None:
        words = "Patient" if user.patient_id else "Représentant légal" if user.representative_id else ""
        return Actor(account=str(user.pk), professional_name=words, session=session)
    return Actor(
        account=str(user.pk),
        professional=practice.professional.idnat,
        professional_name=practice.professional.full_name,
        profession=practice.profession.label,
        practice=str(practice.uuid),
        structure=practice.structure.idnat,
        structure_name=practice.structure.name,
        session=session,
    )


@transaction.atomic
def record_open(
    *,
    patient: Patient | None,
    practice: Practice,
    by: Actor,
    now: datetime,
    declaration: Declaration | None = None,
    confidential: bool = False,
) -> RecordAccess:
    """Open a patient's record in normal mode, after declaring the access when that is needed.

    An open access of this practice is reused. A session of confidential care for a minor is an access of its own,
    which needs the same authorisation (AR 11.4). Raises Refused, with nothing changed, when a condition fails: a
    blocked professional who ticks the box stays blocked (AR 6.2).
    """
    if patient is not None:
        lock_patient(patient)  # two tabs opening at once, or a patient's block arriving now
    verdict, declared = _decide(patient, practice, declaration, now, confidential=confidential)
    entry = Entry(
        action=Action.RECORD_OPENED,
        actor=by,
        record=patient.record_uuid if patient else None,
        mode=Mode.NORMAL.value,
        edition=getattr(practice, "edition", "") or "",
        confidential=confidential,
    )
    if not verdict.allowed or patient is None:
        raise Refused(verdict, entry, patient=patient)
    access = _open_access(patient, practice, declared, now, confidential=confidential)
    assert access.authorisation is not None
    basis = access.authorisation.basis
    details = {"declared": True, "collector": declared.collector_name} if declared else {}
    opened = replace(entry, decision=Reason.OPEN.value.upper(), record_access=access.uuid, basis=basis, details=details)
    record(opened, at=now)
    return access


def _decide(
    patient: Patient | None, practice: Practice, declaration: Declaration | None, now: datetime, *, confidential: bool
) -> tuple[Verdict, Declaration | None]:
    """The verdict, and the declaration that it needed: none where the record opens without it."""
    facts = patient_facts(patient, practice, types=types_of(practice), now=now, confidential=confidential)
    if confidential and patient is not None:
        facts = as_confidential(facts, patient, now)
    verdict = decide_record(_with_open_consultation(facts, patient, practice, now))
    if verdict.allowed or declaration is None:
        return verdict, None
    return decide_record(_as_declared(facts, declaration)), declaration


def _as_declared(facts: RecordFacts, declaration: Declaration) -> RecordFacts:
    """The facts once the box is ticked; a block is not lifted by it."""
    if facts.authorisation is AuthorisationState.BLOCKED:
        return facts
    return replace(
        facts, authorisation=AuthorisationState.VALID, basis=declaration.basis, given_in_this_consultation=True
    )


def live_access(
    patient: Patient, practice: Practice, *, mode: Mode = Mode.NORMAL, confidential: bool = False
) -> RecordAccess | None:
    """The access of this practice that nobody has ended; its time may be over."""
    return (
        RecordAccess.objects.select_related("authorisation")
        .filter(practice=practice, record__patient=patient, mode=mode, confidential=confidential, ended_at__isnull=True)
        .first()
    )


def _with_open_consultation(
    facts: RecordFacts, patient: Patient | None, practice: Practice, now: datetime
) -> RecordFacts:
    """A consent for "this consultation" holds while the access that it opened is still open."""
    if patient is None or facts.basis not in PER_CONSULTATION:
        return facts
    access = live_access(patient, practice, confidential=facts.confidential)
    # Another session may have brought a consent of its own since: this one's then opens nothing any more.
    given = access.authorisation if access is not None and access.expires_at > now else None
    return replace(facts, given_in_this_consultation=given is not None and given.ended_at is None)


def _open_access(
    patient: Patient, practice: Practice, declaration: Declaration | None, now: datetime, *, confidential: bool
) -> RecordAccess:
    access = live_access(patient, practice, confidential=confidential)
    if access and access.expires_at > now and not declaration:
        if access.hidden_from_home:
            access.hidden_from_home = False
            access.save(update_fields=["hidden_from_home"])
        return access
    if access:
        cause = RecordAccess.EndCause.SUPERSEDED if declaration else RecordAccess.EndCause.EXPIRED
        access_end(access, now, cause)
    authorisation = _ground(patient, practice, declaration, now, confidential=confidential)
    first_access_tell(patient, practice, now, confidential=confidential)
    return RecordAccess.objects.create(
        practice=practice,
        record=patient.record,
        authorisation=authorisation,
        confidential=confidential,
        opened_at=now,
        expires_at=now + timedelta(hours=settings.RECORD_ACCESS_HOURS),
    )


def _ground(
    patient: Patient, practice: Practice, declaration: Declaration | None, now: datetime, *, confidential: bool
) -> Authorisation:
    """The authorisation that an opening stands on: the one just declared, or the one in force."""
    if declaration is None:
        found = live_authorisation(patient, practice, confidential=confidential)
        assert found is not None  # it is what was allowed
        return found
    return authorisation_grant(
        patient=patient,
        practice=practice,
        basis=declaration.basis,
        collector_name=declaration.collector_name,
        now=now,
        confidential=confidential,
    )


def access_end(access: RecordAccess, now: datetime, cause: RecordAccess.EndCause) -> None:
    """Write the end of an access; the caller journals."""
    access.ended_at, access.end_cause = min(now, access.expires_at), cause
    access.save(update_fields=["ended_at", "end_cause"])


@transaction.atomic
def record_leave(*, access: RecordAccess, by: Actor, now: datetime, cause: RecordAccess.EndCause) -> None:
    """End one opened record; already ended, nothing happens."""
    if access.ended_at is not None:
        return
    access_end(access, now, cause)
    record(
        Entry(
            action=Action.RECORD_LEFT,
            actor=by,
            record=access.record.uuid,
            record_access=access.uuid,
            mode=access.mode,
            confidential=access.confidential,
            decision=cause.value.upper(),
        ),
        at=now,
    )


def record_hide(access: RecordAccess) -> None:
    """Take a record off one's own home page, until it is opened again: a matter of display, which nobody else sees."""
    access.hidden_from_home = True
    access.save(update_fields=["hidden_from_home"])


@transaction.atomic
def leave_all(*, practice: Practice, by: Actor, now: datetime, cause: RecordAccess.EndCause) -> None:
    """Sign-out and change of practice end every opened record of the practice."""
    accesses = RecordAccess.objects.select_related("record").filter(practice=practice, ended_at__isnull=True)
    # A fixed order of locks on the journal's chains: two sign-outs at once never wait for each other in a circle.
    for access in sorted(accesses, key=lambda a: str(a.record.uuid)):
        record_leave(access=access, by=by, now=now, cause=cause)


def search_entry(by: Actor, matricule: str, *, record_uuid: UUID | None, decision: str) -> Entry:
    """Line of a search: the matricule goes in as an HMAC only (DESIGN 2)."""
    return Entry(action=Action.PATIENT_SEARCHED, actor=by, record=record_uuid, matricule=matricule, decision=decision)
