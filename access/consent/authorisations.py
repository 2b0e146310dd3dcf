"""The state machine of AR 6.2: given, renewed, removed, blocked, unblocked. Who owns an act writes one journal line.

    NON_EXISTENT, EXPIRE --declared--> VALIDE --time--> EXPIRE      VALIDE --removed by the professional--> NON_EXISTENT
    any --blocked by the patient--> INTERDIT --unblocked--> NON_EXISTENT          INTERDIT --declared--> refused

The patient blocks from their own window; the médecin traitant or the record's administrator does it at the patient's
request (AR 8.8): the same services. Locks: the patient's row first, the journal's chain last.
"""

from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction
from django.db.models import F, Q, QuerySet
from django.db.models.functions import Least

from access.consent.obstacles import Impossible, Obstacle
from access.facts import live_authorisation
from access.models import (
    Authorisation,
    Block,
    Notice,
    Practice,
    Professional,
    RecordAccess,
    RecordAdministrator,
    TreatingDoctor,
)
from access.rules import Basis, Mode
from access.telling.notices import tell, tell_patient
from journal.models import Action
from journal.services import Actor, Entry, record
from patients.models import Patient


def lock_patient(patient: Patient) -> None:
    """Whatever changes who may read one record happens one after another."""
    Patient.objects.select_for_update(no_key=True).filter(pk=patient.pk).values_list("pk").first()


def consent_entry(
    action: Action, patient: Patient, by: Actor, access: RecordAccess | None = None, **values: object
) -> Entry:
    """A journal line about consent or a role; `access` is the opened record that the act was made from, if any."""
    known: dict[str, object] = {"record": patient.record_uuid}
    if access is not None:
        known |= {"record_access": access.uuid, "mode": access.mode, "confidential": access.confidential}
    return Entry(action=action, actor=by, **(known | values))  # type: ignore[arg-type]


def live_authorisations(patient: Patient) -> QuerySet[Authorisation]:
    """Not ended; whether each still opens the record depends on its term, its basis and blocks (AR 14, step 9)."""
    return Authorisation.objects.filter(patient=patient, ended_at__isnull=True)


def is_blocked(patient: Patient, professional: Professional) -> bool:
    return Block.objects.filter(patient=patient, professional=professional, lifted_at__isnull=True).exists()


def authorisation_grant(
    *,
    patient: Patient,
    practice: Practice,
    basis: Basis,
    collector_name: str,
    now: datetime,
    confidential: bool = False,
) -> Authorisation:
    """Write what the professional certified; a former authorisation of this practice ends. The caller journals.

    Given in confidence, it touches no ordinary one, and the reverse: representatives read the ordinary ones (AR 11.4).

    A team authorisation has a term (AR 6.2.2); the others live with one consultation, or with a stay (EHPAD).
    """
    live_authorisations(patient).filter(practice=practice, confidential=confidential).update(
        ended_at=now, end_cause=Authorisation.EndCause.RENEWED
    )
    return Authorisation.objects.create(
        patient=patient,
        practice=practice,
        basis=basis,
        collected_by_id=practice.professional_id,
        collector_name=collector_name,
        given_at=now,
        until=now + timedelta(days=settings.AUTHORISATION_DAYS) if basis is Basis.TEAM else None,
        confidential=confidential,
    )


def first_access_tell(patient: Patient, practice: Practice, now: datetime, *, confidential: bool = False) -> None:
    """Tell the patient of the first access of each professional, once (AR 13.7)."""
    tell_patient(
        Notice.Kind.FIRST_ACCESS,
        patient,
        key=f"professional-{practice.professional_id}",
        at=now,
        actor_words=words_of(practice),
        confidential=confidential,
    )


def words_of(practice: Practice) -> str:
    """Who acted, for people: name, profession, structure."""
    return f"{practice.professional.full_name}, {practice.profession.label}, {practice.structure.name}"


def may_renew(authorisation: Authorisation, now: datetime) -> bool:
    """A team authorisation that ends soon. Before that there is nothing to add to a valid one (AR 6.2.1)."""
    if authorisation.basis != Basis.TEAM or authorisation.until is None:
        return False
    return authorisation.until - timedelta(days=settings.AUTHORISATION_RENEWAL_DAYS) <= now < authorisation.until


@transaction.atomic
def authorisation_renew(
    *, access: RecordAccess, practice: Practice, by: Actor, now: datetime, collector_name: str = ""
) -> Authorisation:
    """Renew one's own team authorisation before its term, on the same certification as the first. Raises Impossible."""
    patient = access.record.patient
    lock_patient(patient)
    current = live_authorisation(patient, practice, confidential=access.confidential)
    if current is None or not may_renew(current, now):
        raise Impossible(Obstacle.NOT_RENEWABLE)
    if is_blocked(patient, practice.professional):
        raise Impossible(Obstacle.BLOCKED)
    renewed = authorisation_grant(
        patient=patient,
        practice=practice,
        basis=Basis.TEAM,
        collector_name=collector_name,
        now=now,
        confidential=access.confidential,
    )
    values = {"basis": Basis.TEAM.value, "details": {"collector": collector_name}}
    record(consent_entry(Action.ACCESS_DECLARED, patient, by, access, decision="RENEWED", **values), at=now)
    return renewed


@transaction.atomic
def authorisation_end(
    *, patient: Patient, practice: Practice, by: Actor, now: datetime, access: RecordAccess | None = None
) -> bool:
    """The professional removes their own authorisation, and the record closes. False when there was none.

    What was given in confidence ends with the ordinary one, each with its line, confidential as it was.
    """
    lock_patient(patient)
    ended = list(live_authorisations(patient).filter(practice=practice).order_by("confidential"))
    if not ended:
        return False
    for current in ended:
        current.ended_at, current.end_cause = now, Authorisation.EndCause.REMOVED
        current.save(update_fields=["ended_at", "end_cause"])
    _close(RecordAccess.objects.filter(record__patient=patient, practice=practice, mode=Mode.NORMAL), now)
    for current in ended:
        values = {"decision": "REMOVED", "basis": current.basis, "confidential": current.confidential}
        record(consent_entry(Action.AUTHORISATION_ENDED, patient, by, access, **values), at=now)
    return True


@transaction.atomic
def professional_block(
    *,
    patient: Patient,
    professional: Professional,
    by: Actor,
    now: datetime,
    access: RecordAccess | None = None,
    confidential: bool = False,
) -> bool:
    """Block a professional in every practice; authorisations, a role of administrator and a waiting declaration end.

    Opened records stay until the next click, which is refused for this reason (AR 15, case 27). The professional is
    told that the access ended, without saying who asked. False when already blocked. Raises Impossible: the médecin
    traitant in office is first relieved of the role (AR 6.2.9), and nobody blocks themselves. `confidential`: the
    representatives know nothing of this professional, nor therefore of the block.
    """
    lock_patient(patient)
    if by.professional == professional.idnat:
        raise Impossible(Obstacle.ONESELF)
    theirs = TreatingDoctor.objects.filter(patient=patient, professional=professional, ended_at__isnull=True)
    if theirs.filter(confirmed_at__isnull=False).exists():
        raise Impossible(Obstacle.TREATING_DOCTOR)
    if is_blocked(patient, professional):
        return False
    block = Block.objects.create(patient=patient, professional=professional, placed_at=now)
    ended = _end_what_was_given(patient, professional, now)
    record_uuid = patient.record_uuid
    tell(Notice.Kind.ACCESS_ENDED, professional, key=f"block-{block.pk}", at=now, record=record_uuid)
    if by.professional:
        _block_tell(block, access, now, declaration_ended=bool(ended["declaration"]), confidential=confidential)
    values = {"details": {"professional": professional.idnat} | ended} | (
        {"confidential": True} if confidential else {}
    )
    record(consent_entry(Action.PROFESSIONAL_BLOCKED, patient, by, access, **values), at=now)
    return True


def _end_what_was_given(patient: Patient, professional: Professional, now: datetime) -> dict[str, int]:
    """A block ends authorisations, a role of administrator and a waiting declaration: how many of each."""
    authorisations = live_authorisations(patient).filter(practice__professional=professional)
    theirs = Q(patient=patient, professional=professional, ended_at__isnull=True)
    return {
        "authorisations": authorisations.update(ended_at=now, end_cause=Authorisation.EndCause.BLOCKED),
        "administrator": RecordAdministrator.objects.filter(theirs).update(ended_at=now),
        "declaration": TreatingDoctor.objects.filter(theirs).update(ended_at=now),
    }


def _block_tell(
    block: Block, access: RecordAccess | None, now: datetime, *, declaration_ended: bool, confidential: bool
) -> None:
    """The patient hears of what another professional did at their request (AR 8.8)."""
    kinds = [Notice.Kind.ACCESS_ENDED] + [Notice.Kind.TREATING_DOCTOR_ENDED] * declaration_ended
    for kind in kinds:
        tell_patient(
            kind,
            block.patient,
            key=f"block-{block.pk}",
            at=now,
            actor_words=words_of(access.practice) if access else "",
            confidential=confidential,
        )


@transaction.atomic
def professional_unblock(
    *,
    patient: Patient,
    professional: Professional,
    by: Actor,
    now: datetime,
    access: RecordAccess | None = None,
    confidential: bool = False,
) -> bool:
    """Lift the block: back to NON_EXISTENT, so that the professional must ask again. False when not blocked.

    Raises Impossible when a blocked professional would lift their own block.
    """
    lock_patient(patient)
    if by.professional == professional.idnat:
        raise Impossible(Obstacle.ONESELF)
    blocks = Block.objects.filter(patient=patient, professional=professional, lifted_at__isnull=True)
    if not blocks.update(lifted_at=now):
        return False
    _close(RecordAccess.objects.filter(record__patient=patient, practice__professional=professional), now)
    values = {"details": {"professional": professional.idnat}} | ({"confidential": True} if confidential else {})
    record(consent_entry(Action.PROFESSIONAL_UNBLOCKED, patient, by, access, **values), at=now)
    return True


def _close(accesses: QuerySet[RecordAccess], now: datetime) -> None:
    """End the opened records with the authorisation that they stood on: one act, one line."""
    accesses.filter(ended_at__isnull=True).update(
        ended_at=Least(F("expires_at"), now), end_cause=RecordAccess.EndCause.AUTHORISATION_ENDED
    )
