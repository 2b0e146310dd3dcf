"""Reading what access depends on. Selectors never write."""

from collections.abc import Collection
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.conf import settings
from django.db.models import BigIntegerField, Count, DateField, Exists, OuterRef, Q, QuerySet, Subquery, UUIDField
from django.utils import timezone

from access import grants
from access.account.saved_filters import saved_with
from access.columns import column_for, is_occupational_doctor
from access.compiled import compiled, first
from access.models import (
    Authorisation,
    Block,
    HabilitationEdition,
    Practice,
    RecordAccess,
    RecordAdministrator,
    TreatingDoctor,
)
from access.reader import OpenedRecord
from access.rules import (
    PER_CONSULTATION,
    AuthorisationState,
    Basis,
    Mode,
    RecordFacts,
    RecordState,
    decide_record,
    may_hold_confidential_session,
)
from journal.models import Action, Line
from patients.identity import age_on
from patients.ins import Matricule
from patients.models import Patient

PRACTICE_RELATIONS = ("professional", "structure", "profession", "know_how")


def practices_in_force(today: Any = None) -> QuerySet[Practice]:
    """Of professionals who are not struck off; `today`: another day than this one, or what will stand for it."""
    today = today or timezone.localdate()
    return Practice.objects.select_related(*PRACTICE_RELATIONS).filter(
        Q(ended_on__isnull=True) | Q(ended_on__gt=today),
        Q(professional__struck_off_on__isnull=True) | Q(professional__struck_off_on__gt=today),
    )


def practices_of(professional_id: int, today: Any = None) -> QuerySet[Practice]:
    """Practices in force of a professional, each with `edition`, that of the matrix in force."""
    edition = HabilitationEdition.objects.filter(in_force=True).values("code")[:1]
    return practices_in_force(today).filter(professional_id=professional_id).annotate(edition=Subquery(edition))


def practice_of(professional_id: int, pk: int, *, account: int) -> Practice | None:
    """One of them, for every request, with the filters that the account keeps."""
    return first(_practice_of(professional=professional_id, pk=pk, account=account, today=timezone.localdate()))


@compiled(professional=BigIntegerField(), pk=BigIntegerField(), account=BigIntegerField(), today=DateField())
def _practice_of(*, professional: Any, pk: Any, account: Any, today: Any) -> QuerySet[Practice]:
    return practices_of(professional, today).filter(pk=pk).annotate(saved_filters=saved_with(account))


def practice_column(practice: Practice) -> str | None:
    """Slug of the habilitation column of a practice, or None (see `access.columns`)."""
    return column_for(
        profession=practice.profession.code,
        profession_oid=practice.profession.oid,
        know_how=practice.know_how.code if practice.know_how else "",
        role=practice.role_code,
        sector=practice.structure.sector_code,
        roles_enabled=settings.ROLE_PROFESSIONS_ENABLED,
    )


def required_basis(practice: Practice) -> Basis | None:
    """The express consent that some doctors' functions demand (AR 6.1)."""
    know_how = practice.know_how.code if practice.know_how else ""
    if is_occupational_doctor(practice.profession.code, practice.profession.oid, know_how):
        return Basis.EXPRESS_WORK
    return {
        Practice.Function.FIREFIGHTER: Basis.EXPRESS_FIRE,
        Practice.Function.EHPAD_COORDINATOR: Basis.EHPAD,
    }.get(Practice.Function(practice.function))


def patient_with_record(matricule: Matricule) -> Patient | None:
    """The patient whom a typed matricule designates, whatever the identity's status; the first authority that has it.

    Authorities that this environment does not accept come last, so that they are refused and not mistaken.
    """
    accepted = settings.INS_OIDS
    found = list(Patient.objects.select_related("record").filter(matricule=matricule.value))
    found = [p for p in found if p.ins_oid is not None and matricule.fits(p.ins_oid)]
    return min(found, key=lambda p: accepted.index(p.ins_oid) if p.ins_oid in accepted else 99, default=None)


def patient_by_pk(pk: int | None) -> Patient | None:
    return None if pk is None else Patient.objects.select_related("record").filter(pk=pk).first()


def _standing(practice_id: Any, confidential: object, **patient: object) -> QuerySet[Authorisation]:
    """What an access of this practice stands on: the confidential one first in a confidential session, else never."""
    live = Authorisation.objects.filter(practice_id=practice_id, ended_at__isnull=True, **patient)
    return live.filter(Q(confidential=False) | Q(confidential=confidential)).order_by("-confidential")


def _consent_annotations(
    patient: str, practice_id: Any, professional_id: Any, confidential: object = False
) -> dict[str, Any]:
    """Today's facts about consent and roles, as subqueries of one query; `patient` is the outer field of its key.

    `confidential`: of the access that is opened, as a value or an outer field.
    """
    mine = {"patient": OuterRef(patient), "professional_id": professional_id}
    live = _standing(practice_id, confidential, patient=OuterRef(patient))
    roles = TreatingDoctor.objects.filter(ended_at__isnull=True, confirmed_at__isnull=False, **mine)
    return {
        "is_blocked": Exists(Block.objects.filter(lifted_at__isnull=True, **mine)),
        "live_pk": Subquery(live.values("pk")[:1]),
        "live_basis": Subquery(live.values("basis")[:1]),
        "live_until": Subquery(live.values("until")[:1]),
        "is_treating_doctor": Exists(roles),
        "is_administrator": Exists(RecordAdministrator.objects.filter(ended_at__isnull=True, **mine)),
    }


def patient_facts(
    patient: Patient | None, practice: Practice, *, types: frozenset[int], now: datetime, confidential: bool = False
) -> RecordFacts:
    """Facts about a patient whose record is not open yet (or who is unknown)."""
    if patient is None or not hasattr(patient, "record"):
        return _facts_without_record(practice, types)
    annotations = _consent_annotations("pk", practice.pk, practice.professional_id, confidential)
    row = Patient.objects.filter(pk=patient.pk).annotate(**annotations).get()
    return _facts(row, patient, practice, types=types, now=now)


def _facts_without_record(practice: Practice, types: frozenset[int]) -> RecordFacts:
    """Unknown, or known without a record: the same facts, so that the two get one page (DESIGN 2)."""
    return RecordFacts(
        two_factors=True,
        practice_active=True,
        ins_status=None,
        ins_oid_accepted=False,
        record=RecordState.NONE,
        required_basis=required_basis(practice),
        open_types=len(types),
    )


def _facts(row: Any, patient: Patient, practice: Practice, *, types: frozenset[int], now: datetime) -> RecordFacts:
    """`row` carries the consent annotations. Two factors and the practice are what middleware has let through."""
    record = patient.record
    basis = Basis(row.live_basis) if row.live_basis else None
    return RecordFacts(
        two_factors=True,
        practice_active=True,
        ins_status=patient.ins_status,
        ins_oid_accepted=patient.ins_oid in settings.INS_OIDS,
        record=RecordState.CLOSED if record.closed_on else RecordState.ACTIVE,
        closed_on=record.closed_on,
        authorisation=_authorisation_state(row, basis, now),
        basis=basis,
        until=row.live_until,
        required_basis=required_basis(practice),
        blocked_may_break_glass=settings.BLOCKED_MAY_BREAK_GLASS,
        accepts_emergency=record.accepts_emergency,
        accepts_regulation=record.accepts_regulation,
        samu_entitled=may_regulate(practice),
        open_types=len(types),
    )


def _authorisation_state(row: Any, basis: Basis | None, now: datetime) -> AuthorisationState:
    if row.is_blocked:
        return AuthorisationState.BLOCKED
    if basis is None:
        return AuthorisationState.NONE
    expired = row.live_until is not None and row.live_until <= now
    return AuthorisationState.EXPIRED if expired else AuthorisationState.VALID


def live_authorisation(patient: Patient, practice: Practice, *, confidential: bool = False) -> Authorisation | None:
    """The one not ended that such an access stands on, whether it still opens the record or not."""
    return _standing(practice.pk, confidential, patient=patient).first()


def record_access_of(practice: Practice, uuid: UUID) -> RecordAccess | None:
    """One's own record access, open or ended, with its patient and today's consent facts: one query."""
    return first(_record_access(uuid=uuid, practice=practice.pk, professional=practice.professional_id))


@compiled(uuid=UUIDField(), practice=BigIntegerField(), professional=BigIntegerField())
def _record_access(*, uuid: Any, practice: Any, professional: Any) -> QuerySet[RecordAccess]:
    facts = _consent_annotations("record__patient_id", practice, professional, OuterRef("confidential"))
    found = RecordAccess.objects.filter(uuid=uuid, practice_id=practice)
    found = found.select_related("record__patient", "authorisation")
    return found.annotate(previous_visit=_previous_visit(practice), **facts)


def _previous_visit(practice_id: Any) -> Subquery:
    """When this practice last opened this record before now: what was deposited since is new to it.

    Neither emergencies nor, but from one, confidential sessions: the screen says the day, and others may see it.
    """
    earlier = RecordAccess.objects.filter(
        Q(confidential=False) | Q(confidential=OuterRef("confidential")),
        practice_id=practice_id,
        record=OuterRef("record"),
        mode=Mode.NORMAL,
        opened_at__lt=OuterRef("opened_at"),
    )
    return Subquery(earlier.order_by("-opened_at").values("opened_at")[:1])


def access_facts(access: RecordAccess, practice: Practice, *, types: frozenset[int], now: datetime) -> RecordFacts:
    """Facts of an opened record, on `record_access_of`. A consent per consultation counts for its own access only."""
    facts = _facts(access, access.record.patient, practice, types=types, now=now)
    if access.confidential:
        facts = as_confidential(facts, access.record.patient, now)
    own = access.authorisation_id is not None and access.authorisation_id == access.live_pk  # type: ignore[attr-defined]
    return replace(
        facts,
        mode=Mode(access.mode),
        given_in_this_consultation=own and facts.basis in PER_CONSULTATION,
        emergency_motive_valid=bool(access.motive),
    )


def reader_of(access: RecordAccess, practice: Practice, *, types: frozenset[int], edition: str) -> OpenedRecord:
    """The Reader of an opened record, from today's facts."""
    row: Any = access
    return OpenedRecord(
        access_uuid=access.uuid,
        record_uuid=access.record.uuid,
        patient_id=access.record.patient_id,
        practice_id=practice.pk,
        professional_id=practice.professional_id,
        idnat=practice.professional.idnat,
        structure_id=practice.structure_id,
        mode=Mode(access.mode),
        basis=Basis(row.live_basis) if row.live_basis and access.mode == Mode.NORMAL else None,
        until=row.live_until if access.mode == Mode.NORMAL else None,
        types=types,
        edition=edition,
        # The role is a doctor's, in a practice of the doctors' column: it does not follow the person elsewhere.
        treating_doctor=row.is_treating_doctor and practice_column(practice) == grants.DOCTORS,
        administrator=row.is_administrator,
        masked_in_emergency=access.record.shows_masked_in_emergency,
        confidential=access.confidential,
        previous_visit=getattr(access, "previous_visit", None),
    )


def as_confidential(facts: RecordFacts, patient: Patient, now: datetime) -> RecordFacts:
    """The same facts, for a session of confidential care: the patient's age counts."""
    return replace(facts, confidential=True, confidential_allowed=is_minor(patient, now))


def is_minor(patient: Patient, now: datetime | None = None) -> bool:
    """Of an age at which confidential care may be asked for (AR 11.4, 11.7, 11.10)."""
    age = age_on(patient.birth_date, timezone.localdate(now))
    refused = may_hold_confidential_session(age, settings.AGE_OF_MAJORITY, settings.CONFIDENTIAL_MINIMUM_AGE)
    return refused is None


def may_regulate(practice: Practice) -> bool:
    """Centre 15 is for the regulating doctors of a SAMU; for their assistants too when a setting says so (AR 10.4)."""
    return practice.samu_entitled and (settings.PARM_ALLOWED or practice_column(practice) == grants.DOCTORS)


def may_keep_secret(practice: Practice) -> bool:
    """A minor's wish for secrecy is noted by a doctor, a midwife or a nurse (AR 11.2, 11.3)."""
    return practice_column(practice) in (grants.DOCTORS, "sage_femme", "infirmier")


def standing_readers(
    practice: Practice, patients: Collection[int], *, types: frozenset[int], now: datetime
) -> list[OpenedRecord]:
    """Readers that this practice would have today in these patients' records, nothing being opened.

    To tell of new documents (PS S29). Only where a standing authorisation would open the record now: a consent that
    lives with one consultation opens nothing beside it.
    """
    found = Patient.objects.filter(pk__in=patients, record__isnull=False)
    return [standing_reader(patient, practice, types) for patient in _standing_patients(found, practice, types, now)]


def _standing_patients(
    patients: QuerySet[Patient], practice: Practice, types: frozenset[int], now: datetime
) -> list[Patient]:
    """Those whose record opens now, each with today's facts about consent."""
    consent = _consent_annotations("pk", practice.pk, practice.professional_id)
    found = patients.select_related("record").annotate(**consent)
    return [p for p in found if decide_record(_facts(p, p, practice, types=types, now=now)).allowed]


def own_patients(practice: Practice, *, types: frozenset[int], now: datetime) -> list[Patient]:
    """Patients whose record opens today on a standing authorisation of this practice (PS S04), in one query.

    Each with `last_visit`, `visit_uuid`, and `visit_hidden`: of its last opening, neither in an emergency nor in
    confidence; None when there was none.
    """
    mine = Authorisation.objects.filter(practice=practice, ended_at__isnull=True, patient=OuterRef("pk"))
    visits = RecordAccess.objects.filter(
        practice=practice, record__patient=OuterRef("pk"), mode=Mode.NORMAL, confidential=False
    ).order_by("-opened_at")
    found = Patient.objects.filter(Exists(mine), record__isnull=False).annotate(
        last_visit=Subquery(visits.values("opened_at")[:1]),
        visit_uuid=Subquery(visits.values("uuid")[:1]),
        visit_hidden=Subquery(visits.values("hidden_from_home")[:1]),
        visit_is_open=Exists(visits.filter(ended_at__isnull=True, expires_at__gt=now)),
    )
    return _standing_patients(found, practice, types, now)


def own_patient(practice: Practice, record: UUID) -> Patient | None:
    """A patient who gave this practice an authorisation, in force or not, and not in confidence; by their record."""
    mine = Authorisation.objects.filter(practice=practice, confidential=False, patient=OuterRef("pk"))
    return Patient.objects.select_related("record").filter(Exists(mine), record__uuid=record).first()


def standing_reader(patient: Any, practice: Practice, types: frozenset[int]) -> OpenedRecord:
    """`access` is what opening in normal mode would make: never saved, it only carries today's facts."""
    edition = getattr(practice, "edition", "") or ""
    access: Any = RecordAccess(practice=practice, record=patient.record, mode=Mode.NORMAL)
    for name in ("live_basis", "live_until", "is_treating_doctor", "is_administrator"):
        setattr(access, name, getattr(patient, name))
    return reader_of(access, practice, types=types, edition=edition)


def types_of(practice: Practice) -> frozenset[int]:
    """Document types that a practice opens today."""
    return grants.types_open_to(practice_column(practice))


def recently_consulted(practice: Practice, *, now: datetime, limit: int = 10) -> QuerySet[RecordAccess]:
    """Last records opened in normal mode in this activity, one row per record (PS S04).

    Neither emergencies nor confidential sessions: whoever stands beside the screen need not learn of them.
    """
    shown: dict[str, Any] = {"mode": Mode.NORMAL, "confidential": False}
    newest = (
        RecordAccess.objects.filter(practice=practice, record=OuterRef("record"), **shown)
        .order_by("-opened_at")
        .values("pk")[:1]
    )
    return (
        RecordAccess.objects.filter(practice=practice, hidden_from_home=False, pk=Subquery(newest), **shown)
        .select_related("record__patient", "authorisation")
        .annotate(**_consent_annotations("record__patient_id", practice.pk, practice.professional_id))
        .order_by("-opened_at")[:limit]
    )


def too_many_searches(account: str, structure: str, *, now: datetime) -> bool:
    """More searches in the last minute than an account, or a structure, may make (PS S05)."""
    recent = Line.objects.filter(action=Action.PATIENT_SEARCHED, granted=True, at__gt=now - timedelta(minutes=1))
    counts = recent.filter(Q(account=account) | Q(structure=structure)).aggregate(
        account=Count("pk", filter=Q(account=account)), structure=Count("pk", filter=Q(structure=structure))
    )
    return bool(
        counts["account"] >= settings.SEARCHES_PER_MINUTE_ACCOUNT
        or counts["structure"] >= settings.SEARCHES_PER_MINUTE_STRUCTURE
    )
