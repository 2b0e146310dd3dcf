"""Today's facts about a record and a practice: what the rules of access decide on, and the Reader made of them."""

from dataclasses import replace
from datetime import datetime
from typing import Any
from uuid import UUID

from django.conf import settings
from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import BigIntegerField, Exists, OuterRef, Q, QuerySet, Subquery, TextField, UUIDField
from django.utils import timezone

from access import grants
from access.compiled import compiled, first
from access.models import (
    Authorisation,
    Block,
    Practice,
    RecordAccess,
    RecordAdministrator,
    TreatingDoctor,
)
from access.practices import may_regulate, practice_column, required_basis
from access.reader import OpenedRecord
from access.rules import (
    PER_CONSULTATION,
    AuthorisationState,
    Basis,
    Mode,
    RecordFacts,
    RecordState,
    may_hold_confidential_session,
)
from patients.identity import age_on
from patients.models import Patient


def _standing(practice_id: Any, confidential: object, **patient: object) -> QuerySet[Authorisation]:
    """What an access of this practice stands on: the confidential one first in a confidential session, else never."""
    live = Authorisation.objects.filter(practice_id=practice_id, ended_at__isnull=True, **patient)
    return live.filter(Q(confidential=False) | Q(confidential=confidential)).order_by("-confidential")


def consent_annotations(
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
    annotations = consent_annotations("pk", practice.pk, practice.professional_id, confidential)
    row = Patient.objects.filter(pk=patient.pk).annotate(**annotations).get()
    return facts_of(row, patient, practice, types=types, now=now)


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


def facts_of(row: Any, patient: Patient, practice: Practice, *, types: frozenset[int], now: datetime) -> RecordFacts:
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
    """One's own, open or ended, with its patient, today's consent facts and `types_open_in` it: one query."""
    column = practice_column(practice)
    keys = {"practice": practice.pk, "professional": practice.professional_id, "column": column or ""}
    return first(_record_access(column == grants.DOCTORS, uuid=uuid, **keys))


@compiled(uuid=UUIDField(), practice=BigIntegerField(), professional=BigIntegerField(), column=TextField())
def _record_access(
    of_doctor: bool, *, uuid: Any, practice: Any, professional: Any, column: Any
) -> QuerySet[RecordAccess]:
    facts = consent_annotations("record__patient_id", practice, professional, OuterRef("confidential"))
    facts["open_types"] = ArraySubquery(grants.granted_to(column, with_unruled=of_doctor))
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


def types_open_in(access: RecordAccess) -> frozenset[int]:
    """On `record_access_of`: document types that the practice opens today."""
    return frozenset(access.open_types)  # type: ignore[attr-defined]  # an annotation


def access_facts(access: RecordAccess, practice: Practice, *, now: datetime) -> RecordFacts:
    """Facts of an opened record, on `record_access_of`. A consent per consultation counts for its own access only."""
    facts = facts_of(access, access.record.patient, practice, types=types_open_in(access), now=now)
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
        revision=access.record.revision,
    )


def as_confidential(facts: RecordFacts, patient: Patient, now: datetime) -> RecordFacts:
    """The same facts, for a session of confidential care: the patient's age counts."""
    return replace(facts, confidential=True, confidential_allowed=is_minor(patient, now))


def is_minor(patient: Patient, now: datetime | None = None) -> bool:
    """Of an age at which confidential care may be asked for (AR 11.4, 11.7, 11.10)."""
    age = age_on(patient.birth_date, timezone.localdate(now))
    refused = may_hold_confidential_session(age, settings.AGE_OF_MAJORITY, settings.CONFIDENTIAL_MINIMUM_AGE)
    return refused is None
