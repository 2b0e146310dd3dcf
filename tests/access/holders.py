"""Patients and representatives who sign in, and what they read and do about who has access, for tests."""

from datetime import timedelta

from django.test import Client
from django.utils import timezone

from access.models import Authorisation, Practice, RecordAccess
from access.rules import Basis
from patients.models import Patient, Representative
from tests.access.signing import text
from tests.conftest import SignIn
from tests.factories.people import UserFactory
from tests.pages import without_tokens

WINDOW = "/mon-dossier/"
ACCESS = f"{WINDOW}acces/"
PAGES = (
    "documents/?periode=tout&versions=1&archives=1",
    "acces/",
    "historique/",
    "historique/?liste=services",
    "choix/",
    "avis/",
)


def as_patient(sign_in: SignIn, patient: Patient) -> Client:
    """The patient's own client."""
    return sign_in(user=UserFactory(professional=None, patient=patient))


def as_representative(sign_in: SignIn, representative: Representative) -> Client:
    return sign_in(user=UserFactory(professional=None, representative=representative))


def authorise(patient: Patient, practice: Practice, basis: Basis = Basis.TEAM, **values: object) -> Authorisation:
    now = timezone.now()
    known = {"given_at": now - timedelta(days=3), "until": now + timedelta(days=300) if basis is Basis.TEAM else None}
    return Authorisation.objects.create(
        patient=patient, practice=practice, basis=basis, collected_by=practice.professional, **(known | values)
    )


def session(patient: Patient, practice: Practice, authorisation: Authorisation, **values: object) -> RecordAccess:
    now = timezone.now()
    known = {"opened_at": now - timedelta(hours=2), "expires_at": now + timedelta(hours=2), "ended_at": now}
    return RecordAccess.objects.create(
        record=patient.record, practice=practice, authorisation=authorisation, **(known | values)
    )


def act(client: Client, practice: Practice, name: str) -> str:
    """Read the page of confirmation, confirm, and read what is said."""
    address = f"{ACCESS}{practice.uuid}/{name}/"
    assert practice.professional.full_name in text(client.get(address))
    return text(client.post(address, follow=True))


def parts(client: Client) -> tuple[str, str, str]:
    """What the page says of those with access, of the blocked, and of the others."""
    page = text(client.get(ACCESS))
    live, _, rest = page.partition(">Professionnels bloqués<")
    blocked, _, others = rest.partition(">Sans accès en cours<")
    return live, blocked, others


def everything_read(mother: Client) -> dict[str, str]:
    """Each page as the mother reads it, but for the tokens of its forms."""
    pages = {address: text(mother.get(f"{WINDOW}{address}")) for address in PAGES}
    pages["export"] = b"".join(mother.post(f"{WINDOW}historique/export/", {})).decode()  # type: ignore[arg-type]
    return {address: without_tokens(page) for address, page in pages.items()}
