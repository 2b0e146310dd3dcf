"""Médecin traitant and administrator of the record: roles for one patient, never of an account (AR 4.8, 8.8; ADR 0010).

A declaration waits for the patient; the médecin traitant in office keeps the role until it is confirmed.
"""

from datetime import datetime

from django.conf import settings
from django.db import transaction
from django.db.models import Q, QuerySet

from access import grants
from access.consent.authorisations import consent_entry, is_blocked, live_authorisations, lock_patient, words_of
from access.consent.obstacles import Impossible, Obstacle
from access.models import Notice, Practice, Professional, RecordAccess, RecordAdministrator, TreatingDoctor
from access.practices import practice_column, practices_of, required_basis
from access.rules import Basis, Mode
from access.telling.notices import tell, tell_patient
from journal.models import Action
from journal.services import Actor, record
from patients.models import Patient


def live_roles(patient: Patient) -> QuerySet[TreatingDoctor]:
    """At most two rows: the médecin traitant in office, and a declaration that waits for the patient."""
    return TreatingDoctor.objects.filter(patient=patient, ended_at__isnull=True).select_related("professional")


def declaration_obstacle(practice: Practice) -> Obstacle | None:
    """What the practice alone says: profession 10, not médecine du travail (DESIGN 2)."""
    return None if practice_column(practice) == grants.DOCTORS else Obstacle.NOT_A_DOCTOR


def offers_declaration(patient: Patient, practice: Practice) -> bool:
    """Whether this practice may be asked « Je suis son médecin traitant »: the role is neither held nor waited for."""
    if declaration_obstacle(practice) or required_basis(practice):
        return False
    return not live_roles(patient).filter(professional_id=practice.professional_id).exists()


def may_manage(access: RecordAccess) -> bool:
    """Roles and blocks are changed from a record opened in normal mode, whose acts the representatives may know of."""
    return access.mode == Mode.NORMAL and not access.confidential


@transaction.atomic
def treating_doctor_declare(*, access: RecordAccess, practice: Practice, by: Actor, now: datetime) -> TreatingDoctor:
    """Declare oneself médecin traitant from an opened record; patient and médecin traitant in office are told.

    A second declaration takes the place of one that still waits (AR 15, case 32). Declared twice, nothing happens.
    Raises Impossible.
    """
    patient, professional = access.record.patient, practice.professional
    lock_patient(patient)
    _check_declaration(access, practice, now)
    live = {role.professional_id: role for role in live_roles(patient)}
    if mine := live.get(professional.pk):
        return mine
    at_once = not settings.MEDECIN_TRAITANT_NEEDS_PATIENT
    replaced = [other for other in live.values() if at_once or other.confirmed_at is None]
    for other in replaced:
        _end_role(other, now)
    role = TreatingDoctor.objects.create(
        patient=patient, professional=professional, declared_at=now, confirmed_at=now if at_once else None
    )
    _declaration_tell(role, [other for other in live.values() if other not in replaced], words_of(practice))
    decision = "IN_OFFICE" if at_once else "WAITS_FOR_PATIENT"
    details = {"replaces": [other.professional.idnat for other in replaced]}
    entry = consent_entry(Action.TREATING_DOCTOR_DECLARED, patient, by, access, decision=decision, details=details)
    record(entry, at=now)
    return role


def _declaration_tell(role: TreatingDoctor, in_office: list[TreatingDoctor], words: str) -> None:
    """The patient, who may have to confirm it, and the médecin traitant who stays in office meanwhile."""
    kind, key = Notice.Kind.TREATING_DOCTOR_DECLARED, f"role-{role.pk}"
    waits = role.confirmed_at is None
    tell_patient(kind, role.patient, key=key, at=role.declared_at, actor_words=words, waits=waits)
    for other in in_office:
        _tell(other, kind, role.declared_at, key=key, actor_words=words)


def _check_declaration(access: RecordAccess, practice: Practice, now: datetime) -> None:
    if obstacle := declaration_obstacle(practice):
        raise Impossible(obstacle)
    if not may_manage(access):
        raise Impossible(Obstacle.NOT_NORMAL_MODE)
    patient = access.record.patient
    if is_blocked(patient, practice.professional):
        raise Impossible(Obstacle.BLOCKED)
    team = live_authorisations(patient).filter(practice=practice, basis=Basis.TEAM, until__gt=now, confidential=False)
    if not team.exists():
        raise Impossible(Obstacle.NOT_IN_TEAM)


@transaction.atomic
def treating_doctor_confirm(
    *, patient: Patient, professional: Professional, by: Actor, now: datetime
) -> TreatingDoctor:
    """The patient confirms the declaration of this doctor: it takes office, the former médecin traitant leaves it.

    Raises Impossible when it waits no more (withdrawn, blocked, or another doctor declared since).
    """
    lock_patient(patient)
    waiting = live_roles(patient).filter(professional=professional, confirmed_at__isnull=True).first()
    if waiting is None:
        raise Impossible(Obstacle.NOTHING_DECLARED)
    return _take_office(waiting, by, now)


@transaction.atomic
def treating_doctor_name(*, patient: Patient, professional: Professional, by: Actor, now: datetime) -> TreatingDoctor:
    """The patient names a doctor, who takes office at once and is told. It gives no authorisation (AR 17).

    Raises Impossible for a blocked professional, or for one without a doctor's practice in force.
    """
    lock_patient(patient)
    if is_blocked(patient, professional):
        raise Impossible(Obstacle.BLOCKED)
    if all(declaration_obstacle(practice) for practice in practices_of(professional.pk)):
        raise Impossible(Obstacle.NOT_A_DOCTOR)
    role = live_roles(patient).filter(professional=professional).first()
    if role is not None and role.confirmed_at is not None:
        return role
    return _take_office(role or TreatingDoctor(patient=patient, professional=professional, declared_at=now), by, now)


def _take_office(role: TreatingDoctor, by: Actor, now: datetime) -> TreatingDoctor:
    """By the patient's hand. What another doctor declared goes on waiting when it is not this one."""
    patient = role.patient
    former = live_roles(patient).filter(confirmed_at__isnull=False).first()
    if former is not None:
        _end_role(former, now)
    role.confirmed_at = now
    role.save()
    _tell(role, Notice.Kind.TREATING_DOCTOR_DECLARED, now, key=f"role-{role.pk}-in-office", confirmed=True)
    details = {
        "professional": role.professional.idnat,
        "replaces": [former.professional.idnat] if former is not None else [],
    }
    record(consent_entry(Action.TREATING_DOCTOR_CONFIRMED, patient, by, details=details), at=now)
    return role


@transaction.atomic
def treating_doctor_refuse(*, patient: Patient, professional: Professional, by: Actor, now: datetime) -> bool:
    """The patient refuses what this doctor declared; the one in office stays. False when it waits no more."""
    lock_patient(patient)
    waiting = live_roles(patient).filter(professional=professional, confirmed_at__isnull=True).first()
    if waiting is None:
        return False
    _end_role(waiting, now)
    details = {"professional": waiting.professional.idnat}
    entry = consent_entry(Action.TREATING_DOCTOR_ENDED, patient, by, decision="REFUSED_BY_PATIENT", details=details)
    record(entry, at=now)
    return True


@transaction.atomic
def treating_doctor_end(
    *,
    patient: Patient,
    by: Actor,
    now: datetime,
    professional: Professional | None = None,
    access: RecordAccess | None = None,
) -> bool:
    """End the role: by the doctor (`professional`, who gives up the role or withdraws a waiting declaration), or by
    the patient (none given: the one in office). The other side is told. False when there is nothing to end.
    """
    lock_patient(patient)
    mine = Q(professional=professional) if professional is not None else Q(confirmed_at__isnull=False)
    role = live_roles(patient).filter(mine).first()
    if role is None:
        return False
    _end_role(role, now, told=professional is None)
    if professional is not None:
        tell_patient(
            Notice.Kind.TREATING_DOCTOR_ENDED,
            patient,
            key=f"role-{role.pk}",
            at=now,
            actor_words=role.professional.full_name,
        )
    decision = "BY_DOCTOR" if professional is not None else "BY_PATIENT"
    details = {"professional": role.professional.idnat}
    entry = consent_entry(Action.TREATING_DOCTOR_ENDED, patient, by, access, decision=decision, details=details)
    record(entry, at=now)
    return True


def _end_role(role: TreatingDoctor, now: datetime, *, told: bool = True) -> None:
    role.ended_at = now
    role.save(update_fields=["ended_at"])
    if told:
        _tell(role, Notice.Kind.TREATING_DOCTOR_ENDED, now, key=f"role-{role.pk}")


def _tell(
    role: TreatingDoctor, kind: Notice.Kind, now: datetime, *, key: str, actor_words: str = "", **details: object
) -> None:
    """A word to the doctor who holds, or held, a role."""
    told = {"at": now, "record": role.patient.record.uuid, "actor_words": actor_words}
    tell(kind, role.professional, key=key, **told, **details)  # type: ignore[arg-type]


@transaction.atomic
def administrator_name(*, patient: Patient, professional: Professional, by: Actor, now: datetime) -> bool:
    """The patient makes a professional administrator of the record (AR 8.8). False when already so.

    It opens nothing by itself: a valid authorisation is still needed. Raises Impossible for a blocked professional.
    """
    lock_patient(patient)
    if is_blocked(patient, professional):
        raise Impossible(Obstacle.BLOCKED)
    roles = RecordAdministrator.objects.filter(patient=patient, professional=professional, ended_at__isnull=True)
    if roles.exists():
        return False
    RecordAdministrator.objects.create(patient=patient, professional=professional, given_at=now)
    details = {"professional": professional.idnat}
    record(consent_entry(Action.ADMINISTRATOR_NAMED, patient, by, details=details), at=now)
    return True


@transaction.atomic
def administrator_end(*, patient: Patient, professional: Professional, by: Actor, now: datetime) -> bool:
    """The patient takes the role back. False when there was none."""
    lock_patient(patient)
    roles = RecordAdministrator.objects.filter(patient=patient, professional=professional, ended_at__isnull=True)
    if not roles.update(ended_at=now):
        return False
    details = {"professional": professional.idnat}
    record(consent_entry(Action.ADMINISTRATOR_ENDED, patient, by, details=details), at=now)
    return True
