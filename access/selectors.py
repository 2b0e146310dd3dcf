"""Patients, as a search or a home page finds them. Selectors never write."""

from collections.abc import Collection
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.conf import settings
from django.db.models import Count, Exists, OuterRef, Q, QuerySet, Subquery

from access.facts import consent_annotations, facts_of, reader_of
from access.models import (
    Authorisation,
    Practice,
    RecordAccess,
)
from access.reader import OpenedRecord
from access.rules import (
    Mode,
    decide_record,
)
from journal.models import Action, Line
from patients.ins import Matricule
from patients.models import Patient


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
    consent = consent_annotations("pk", practice.pk, practice.professional_id)
    found = patients.select_related("record").annotate(**consent)
    return [p for p in found if decide_record(facts_of(p, p, practice, types=types, now=now)).allowed]


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
        .annotate(**consent_annotations("record__patient_id", practice.pk, practice.professional_id))
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
