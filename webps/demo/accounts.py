"""Who signs in to the demonstration: professionals with their practices, holders of records, an administrator."""

import base64
from functools import cache

from django.contrib.auth.hashers import make_password
from django.utils import timezone
from django_otp.plugins.otp_totp.models import TOTPDevice

from access.models import KnowHow, Practice, Profession, Professional, Structure, User
from patients.models import Representative
from webps.demo.patients import PATIENTS
from webps.demo.people import (
    ACCOUNTS,
    ADMINISTRATOR,
    ADMINISTRATOR_SHOWS,
    PASSWORD,
    STRUCTURES,
    DemoAccount,
    DemoPractice,
    DemoStructure,
)
from webps.demo.records import patients_like


def load_professionals() -> dict[str, Practice]:
    """Returns the first practice of each one, by the name they sign in with."""
    structures = {key: _structure(demo) for key, demo in STRUCTURES.items()}
    found = {}
    for account in ACCOUNTS:
        professional = _professional(account)
        _load_account(account.username, professional=professional)
        practices = [_practice(professional, demo, structures[demo.structure]) for demo in account.practices]
        found[account.username] = practices[0]
    # The reminder of duties comes before anything else: one account shows it, the others go straight in.
    knowing = User.objects.filter(username__in=[a.username for a in ACCOUNTS if not a.reads_duties])
    knowing.filter(duties_read_at__isnull=True).update(duties_read_at=timezone.now())
    return found


def load_administrator() -> None:
    _load_account(ADMINISTRATOR, is_staff=True, is_superuser=True, email=_address(ADMINISTRATOR))


def load_holders() -> None:
    """Accounts of patients and of representatives, with the address that each one needs."""
    for demo in PATIENTS:
        patients = patients_like(demo)
        guardians = Representative.objects.filter(patient__in=patients)
        for username, people, role in (
            (demo.account, patients, "patient"),
            (demo.guardian, guardians, "representative"),
        ):
            if username:
                people.filter(email="").update(email=_address(username))
                _load_account(username, **{role: people.order_by("pk")[0]})


def _load_account(username: str, **values: object) -> None:
    user, _ = User.objects.get_or_create(username=username, defaults={"password": _password, **values})
    TOTPDevice.objects.get_or_create(user=user, name="Application", defaults={"key": _totp_key(username)})


@cache
def _password() -> str:
    return make_password(PASSWORD)


def _totp_key(username: str) -> str:
    """Secret of a demonstration account (hexadecimal, 20 bytes): fixed, so that a phone stays enrolled."""
    return username.encode().ljust(20, b"#")[:20].hex()


def _address(username: str) -> str:
    return f"{username}@demonstration.invalid"


def _structure(demo: DemoStructure) -> Structure:
    defaults = {"name": demo.name, "city": demo.city, "sector_code": demo.sector}
    return Structure.objects.get_or_create(idnat=demo.idnat, defaults=defaults)[0]


def _professional(demo: DemoAccount) -> Professional:
    names = {"family_name": demo.family, "given_name": demo.given, "civility": demo.civility}
    defaults = names | {"email": _address(demo.username)}
    return Professional.objects.get_or_create(idnat=demo.idnat, defaults=defaults)[0]


def _practice(professional: Professional, demo: DemoPractice, structure: Structure) -> Practice:
    code, oid = demo.profession
    practice, _ = Practice.objects.get_or_create(
        professional=professional,
        structure=structure,
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


def accounts() -> list[dict[str, str]]:
    """What `demo_accounts` says: how to sign in, and what each account shows."""
    labels = {(p.code, p.oid): p.label for p in Profession.objects.all()}
    professionals = [(a.username, labels[a.practices[0].profession], a.shows) for a in ACCOUNTS]
    patients = [(p.account, "Patient", p.shows) for p in PATIENTS]
    guardians = [(p.guardian, "Représentant légal", p.guardian_shows) for p in PATIENTS]
    administrator = (ADMINISTRATOR, "Administrateur", ADMINISTRATOR_SHOWS)
    return [_credentials(*told) for told in (*professionals, *patients, *guardians, administrator) if told[0]]


def _credentials(username: str, profession: str, shows: str) -> dict[str, str]:
    secret = base64.b32encode(bytes.fromhex(_totp_key(username))).decode()
    return {"username": username, "password": PASSWORD, "profession": profession, "totp_secret": secret, "shows": shows}
