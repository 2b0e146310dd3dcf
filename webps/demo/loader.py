"""Loads the demonstration: accounts, patients, documents. Idempotent, and resumes where it was stopped."""

import base64
from collections.abc import Callable, Iterable
from datetime import date, datetime, timedelta
from typing import Any

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.core.management import call_command
from django.db import transaction
from django.utils import timezone
from django_otp.plugins.otp_totp.models import TOTPDevice

from access.models import (
    Authorisation,
    Block,
    KnowHow,
    Practice,
    Profession,
    Professional,
    RecordAdministrator,
    Structure,
    TreatingDoctor,
    User,
)
from access.rules import Basis
from documents.cda.model import ClinicalDocument
from documents.cda.parser import parse
from documents.models import Document, Statement
from documents.record.reimbursement_import import reimbursements_deposit
from documents.record.reimbursements import care_row
from documents.services import Deposit, Visibility, document_deposit
from journal.services import Actor
from patients.models import Contact, IdentityChange, Patient, Representative, SharedRecord, Wish
from webps.demo import documents, reimbursements
from webps.demo.cda_writer import DEMO_ROOT
from webps.demo.emergencies import load_emergencies
from webps.demo.patients import PATIENTS, DemoPatient
from webps.demo.people import (
    ACCOUNTS,
    ADMINISTRATOR,
    ADMINISTRATOR_SHOWS,
    PASSWORD,
    STRUCTURES,
    DemoAccount,
    DemoPractice,
)
from webps.demo.saved_filters import load_saved_filters
from webps.demo.visits import load_visits

ACTOR = Actor(account="demonstration", professional_name="Chargement de la démonstration")
Progress = Callable[[Iterable[Any], int], Iterable[Any]]


def load(progress: Progress) -> int:
    """Load what is missing; returns how many documents were added. Never outside demonstration mode."""
    if not settings.DEMO:
        raise ImproperlyConfigured("Fictitious data are loaded in demonstration mode only (WEBPS_DEMO=1).")
    load_people_and_patients()
    added = _load_documents(progress) + _load_reimbursements()
    _draw_missing_statements()
    load_visits()
    load_saved_filters()
    load_emergencies()
    _close_records()
    return added


@transaction.atomic
def load_people_and_patients() -> None:
    practices = _load_people()
    for patient in PATIENTS:
        if not Patient.objects.filter(ins_oid=patient.oid, matricule=patient.matricule).exists():
            _load_patient(patient, practices)
    _load_holders()


def _load_holders() -> None:
    """Accounts of patients and of representatives, with the address that each one needs."""
    password = User(username="any")
    password.set_password(PASSWORD)
    for demo in PATIENTS:
        patient = Patient.objects.filter(ins_oid=demo.oid, matricule=demo.matricule)
        if demo.account:
            patient.filter(email="").update(email=f"{demo.account}@demonstration.invalid")
            _load_account(demo.account, password.password, patient=patient.get())
        if demo.guardian:
            found = Representative.objects.filter(patient=patient.get()).order_by("pk")
            found.filter(email="").update(email=f"{demo.guardian}@demonstration.invalid")
            _load_account(demo.guardian, password.password, representative=found[0])


def totp_key(username: str) -> str:
    """Secret of a demonstration account (hexadecimal, 20 bytes): fixed, so that a phone stays enrolled."""
    return username.encode().ljust(20, b"#")[:20].hex()


def _load_people() -> dict[str, list[Practice]]:
    password = User(username="any")
    password.set_password(PASSWORD)
    structures = {key: _structure(key) for key in STRUCTURES}
    found = {}
    for account in ACCOUNTS:
        professional, _ = Professional.objects.get_or_create(
            idnat=account.idnat,
            defaults={
                "family_name": account.family,
                "given_name": account.given,
                "civility": account.civility,
                "email": f"{account.username}@demonstration.invalid",
            },
        )
        _load_account(account.username, password.password, professional=professional)
        found[account.username] = [_practice(professional, p, structures) for p in account.practices]
    # The reminder of duties comes before anything else: one account shows it, the others go straight in.
    knowing = User.objects.filter(username__in=[a.username for a in ACCOUNTS if not a.reads_duties])
    knowing.filter(duties_read_at__isnull=True).update(duties_read_at=timezone.now())
    _load_account(
        ADMINISTRATOR, password.password, is_staff=True, is_superuser=True, email="admin@demonstration.invalid"
    )
    return found


def _structure(key: str) -> Structure:
    demo = STRUCTURES[key]
    defaults = {"name": demo.name, "city": demo.city, "sector_code": demo.sector}
    return Structure.objects.get_or_create(idnat=demo.idnat, defaults=defaults)[0]


def _load_account(username: str, password: str, **values: object) -> None:
    user, _ = User.objects.get_or_create(username=username, defaults={"password": password, **values})
    TOTPDevice.objects.get_or_create(user=user, name="Application", defaults={"key": totp_key(username)})


def _practice(professional: Professional, demo: DemoPractice, structures: dict[str, Structure]) -> Practice:
    code, oid = demo.profession
    practice, _ = Practice.objects.get_or_create(
        professional=professional,
        structure=structures[demo.structure],
        defaults={
            "profession": Profession.objects.get(code=code, oid=oid),
            "know_how": KnowHow.objects.get(code=demo.know_how) if demo.know_how else None,
            "role_code": demo.role,
            "function": demo.function,
            "samu_entitled": demo.samu,
            "reviews_emergencies": demo.reviews,
            "mode": demo.mode,
        },
    )
    if demo.reviews and not practice.reviews_emergencies:  # loaded before there was a review
        practice.reviews_emergencies = True
        practice.save(update_fields=["reviews_emergencies"])
    return practice


def _load_patient(demo: DemoPatient, practices: dict[str, list[Practice]]) -> None:
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
    _load_people_around(patient, demo)
    _load_grants(patient, demo, practices)


def _load_people_around(patient: Patient, demo: DemoPatient) -> None:
    for family, given, kin in demo.representatives:
        Representative.objects.create(patient=patient, family_name=family, given_name=given, relationship=kin)
    for kind, family, given, kin in demo.contacts:
        Contact.objects.create(patient=patient, kind=kind, family_name=family, given_name=given, relationship=kin)
    for kind, statement in demo.wishes:
        Wish.objects.create(patient=patient, kind=kind, statement=statement)


def _load_grants(patient: Patient, demo: DemoPatient, practices: dict[str, list[Practice]]) -> None:
    now = timezone.now()
    year = timedelta(days=settings.AUTHORISATION_DAYS)
    for username, age in _ages(demo).items():
        given = now - age
        blocked = username in demo.blocked
        for practice in practices[username][:1]:
            Authorisation.objects.create(
                patient=patient,
                practice=practice,
                basis=Basis.TEAM,
                collected_by=practice.professional,
                given_at=given,
                until=given + year,
                ended_at=now if blocked else None,
                end_cause="blocked" if blocked else "",
            )
    for username in demo.blocked:
        Block.objects.create(patient=patient, professional=practices[username][0].professional)
    for username in demo.administrators:
        RecordAdministrator.objects.create(patient=patient, professional=practices[username][0].professional)
    if demo.treating_doctor:
        doctor = practices[demo.treating_doctor][0].professional
        TreatingDoctor.objects.create(patient=patient, professional=doctor, confirmed_at=now)
    if demo.declared_doctor:
        TreatingDoctor.objects.create(patient=patient, professional=practices[demo.declared_doctor][0].professional)


def _ages(demo: DemoPatient) -> dict[str, timedelta]:
    """How long ago each one of the team declared the access."""
    year = settings.AUTHORISATION_DAYS
    days = {**dict.fromkeys(demo.team, 30), **dict.fromkeys(demo.expired_team, year + 35)}
    days |= dict.fromkeys(demo.expiring_team, year - 10)
    return {username: timedelta(days=age) for username, age in days.items()}


def _load_documents(progress: Progress) -> int:
    prefix = f"{DEMO_ROOT}^"
    known = set(Document.objects.filter(unique_id__startswith=prefix).values_list("unique_id", flat=True))
    if len(known) >= documents.count():
        return 0
    patients = {
        demo.key: Patient.objects.get(ins_oid=demo.oid, matricule=demo.matricule)
        for demo in PATIENTS
        if demo.record != "none"
    }
    added = 0
    for item in progress(documents.generate(timezone.localdate()), documents.count()):
        cda = parse(item.content)
        if cda.header.id.unique_id in known:
            continue
        document_deposit(_deposit_of(item, cda, patients[item.patient_key]), by=ACTOR)
        added += 1
    return added


def _deposit_of(item: documents.DemoDocument, cda: ClinicalDocument, patient: Patient) -> Deposit:
    return Deposit(
        data=item.content,
        document=cda,
        patient=patient,
        at=_past(item.deposited_at),
        visibility=Visibility(
            masked=item.masked,
            hidden_from_patient=item.hidden_from_patient,
            hidden_from_representatives=item.hidden_from_representatives,
        ),
        archived=item.archived,
    )


def _load_reimbursements() -> int:
    """One export of the insurance, loaded once: its bytes change with the day."""
    demo = next(d for d in PATIENTS if d.key == reimbursements.PATIENT)
    patient = Patient.objects.get(ins_oid=demo.oid, matricule=demo.matricule)
    if Document.objects.filter(patient=patient, content__media_type="text/csv").exists():
        return 0
    rows = reimbursements.rows(timezone.localdate())
    reimbursements_deposit(patient, [care_row(0, row) for row in rows], at=timezone.now())
    return 1


def _draw_missing_statements() -> None:
    """A demonstration loaded before documents were drawn as they are now."""
    if not Statement.objects.exclude(analysis="").exists():
        call_command("draw_statements")


def _past(moment: datetime) -> datetime:
    return min(moment, timezone.now())


def _close_records() -> None:
    """Last, since nothing is deposited in a closed record."""
    for demo in PATIENTS:
        if demo.record == "closed":
            SharedRecord.objects.filter(patient__matricule=demo.matricule, closed_on__isnull=True).update(
                closed_on=date(2025, 3, 3), closure_reason=SharedRecord.ClosureReason.PATIENT
            )


def accounts() -> list[dict[str, str]]:
    """What `demo_accounts` says: how to sign in, and what each account shows."""
    found = [_described(account) for account in ACCOUNTS]
    holders = [
        _credentials(username, profession, shows)
        for demo in PATIENTS
        for username, profession, shows in (
            (demo.account, "Patient", demo.shows),
            (demo.guardian, "Représentant légal", demo.guardian_shows),
        )
        if username
    ]
    return [*found, *holders, _administrator()]


def _described(account: DemoAccount) -> dict[str, str]:
    code, oid = account.practices[0].profession
    profession = Profession.objects.get(code=code, oid=oid).label
    return _credentials(account.username, profession, account.shows)


def _administrator() -> dict[str, str]:
    return _credentials(ADMINISTRATOR, "Administrateur", ADMINISTRATOR_SHOWS)


def _credentials(username: str, profession: str, shows: str) -> dict[str, str]:
    secret = base64.b32encode(bytes.fromhex(totp_key(username))).decode()
    return {"username": username, "password": PASSWORD, "profession": profession, "totp_secret": secret, "shows": shows}
