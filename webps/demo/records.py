"""Patients of the demonstration, their records, who is around them and who may read."""

from collections.abc import Mapping
from datetime import date, timedelta

from django.conf import settings
from django.db.models import QuerySet
from django.utils import timezone

from access.models import Authorisation, Block, Practice, RecordAdministrator, TreatingDoctor
from access.rules import Basis
from patients.models import Contact, IdentityChange, Patient, Representative, SharedRecord, Wish
from webps.demo.patients import PATIENTS, DemoPatient


def patients_like(demo: DemoPatient) -> QuerySet[Patient]:
    """That patient, once loaded."""
    return Patient.objects.filter(ins_oid=demo.oid, matricule=demo.matricule)


def patient_of(key: str) -> Patient:
    """With the record, which that patient has."""
    demo = next(p for p in PATIENTS if p.key == key)
    return patients_like(demo).select_related("record").get()


def load_patients(practices: Mapping[str, Practice]) -> None:
    """`practices`: by the name of the account."""
    for demo in PATIENTS:
        if not patients_like(demo).exists():
            patient = _load_patient(demo)
            _load_people_around(patient, demo)
            _load_grants(patient, demo, practices)


def close_records() -> None:
    """Last, since nothing is deposited in a closed record."""
    closed = {"closed_on": date(2025, 3, 3), "closure_reason": SharedRecord.ClosureReason.PATIENT}
    for demo in PATIENTS:
        if demo.record == "closed":
            SharedRecord.objects.filter(patient__in=patients_like(demo), closed_on__isnull=True).update(**closed)


def _load_patient(demo: DemoPatient) -> Patient:
    patient = Patient.objects.create(
        matricule=demo.matricule,
        ins_oid=demo.oid,
        ins_status=demo.ins_status,
        birth_name=demo.family,
        birth_given_names=demo.givens,
        first_given_name=demo.first_given,
        birth_date=demo.birth,
        sex=demo.sex,
        birth_place_code=demo.place[0],
        birth_place_name=demo.place[1],
        used_name=demo.used_family,
        used_given_name=demo.used_given,
    )
    IdentityChange.objects.create(patient=patient, to_status=demo.ins_status, changed_by="démonstration")
    if demo.record != "none":
        SharedRecord.objects.create(
            patient=patient,
            opened_on=max(date(2022, 1, 1), demo.birth),
            activated_by_patient=demo.record != "never_activated",
            accepts_emergency=demo.accepts_emergency,
        )
    return patient


def _load_people_around(patient: Patient, demo: DemoPatient) -> None:
    for family, given, kin in demo.representatives:
        Representative.objects.create(patient=patient, family_name=family, given_name=given, relationship=kin)
    for kind, family, given, kin in demo.contacts:
        Contact.objects.create(patient=patient, kind=kind, family_name=family, given_name=given, relationship=kin)
    for kind, statement in demo.wishes:
        Wish.objects.create(patient=patient, kind=kind, statement=statement)


def _load_grants(patient: Patient, demo: DemoPatient, practices: Mapping[str, Practice]) -> None:
    now, year = timezone.now(), settings.AUTHORISATION_DAYS
    ages = dict.fromkeys(demo.team, 30) | dict.fromkeys(demo.expired_team, year + 35)
    for username, days in (ages | dict.fromkeys(demo.expiring_team, year - 10)).items():
        given = now - timedelta(days=days)
        ended = {"ended_at": now, "end_cause": "blocked"} if username in demo.blocked else {}
        Authorisation.objects.create(
            patient=patient,
            practice=practices[username],
            basis=Basis.TEAM,
            collected_by=practices[username].professional,
            given_at=given,
            until=given + timedelta(days=year),
            **ended,
        )
    for username in demo.blocked:
        Block.objects.create(patient=patient, professional=practices[username].professional)
    for username in demo.administrators:
        RecordAdministrator.objects.create(patient=patient, professional=practices[username].professional)
    for username, confirmed_at in ((demo.treating_doctor, now), (demo.declared_doctor, None)):
        if username:
            doctor = practices[username].professional
            TreatingDoctor.objects.create(patient=patient, professional=doctor, confirmed_at=confirmed_at)
