"""Whatever ends an access while pages are open, the next click knows it (AR 6.2.8; 15, cases 9, 10, 27)."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from access.consent.authorisations import professional_block, professional_unblock
from access.consent.roles import treating_doctor_end
from access.models import Authorisation, Practice, RecordAccess, TreatingDoctor
from journal.models import Action
from patients.models import Patient
from tests.access.consenting import PATIENT, lines
from tests.conftest import SignIn
from tests.factories.documents import DocumentFactory
from tests.factories.patients import PatientFactory
from tests.records import declare_and_open, search

pytestmark = pytest.mark.django_db


@pytest.fixture
def patient() -> Patient:
    return PatientFactory()


def block(patient: Patient, practice: Practice) -> None:
    professional_block(patient=patient, professional=practice.professional, by=PATIENT, now=timezone.now())


def unblock(patient: Patient, practice: Practice) -> None:
    professional_unblock(patient=patient, professional=practice.professional, by=PATIENT, now=timezone.now())


def expire(patient: Patient, practice: Practice) -> None:
    Authorisation.objects.filter(practice=practice).update(until=timezone.now())


def everywhere(client: Client, listing: str, document: str) -> list[tuple[int, str]]:
    """Status and heading of each kind of page of a record."""
    base = listing.replace("documents/", "")
    paths = [
        listing,
        f"{listing}{document}/",
        f"{listing}{document}/original/",
        f"{base}acces/",
        f"{base}autorisations/",
    ]
    answers = [client.get(path) for path in paths]
    return [(a.status_code, a.content.decode().partition("<h1>")[2].partition("</h1>")[0]) for a in answers]


WAYS: list[tuple[str, Callable[[Patient, Practice], None], tuple[int, str]]] = [
    ("case 27: blocked", block, (403, "Vous n’avez pas accès à ce dossier")),
    ("expired", expire, (403, "Accès échu")),
]


@pytest.mark.parametrize(("withdraw", "expected"), [way[1:] for way in WAYS], ids=[way[0] for way in WAYS])
@pytest.mark.parametrize("basis", ["TEAM", "EXPLICIT"])
def test_every_page_of_the_record_is_refused_for_the_true_reason(
    sign_in: SignIn,
    pharmacist: Practice,
    patient: Patient,
    withdraw: Callable[[Patient, Practice], None],
    expected: tuple[int, str],
    basis: str,
) -> None:
    document = DocumentFactory(patient=patient, type_code="57833-6")
    client = sign_in(pharmacist)
    listing = declare_and_open(client, patient.matricule, basis=basis)
    assert {status for status, _ in everywhere(client, listing, str(document.uuid))} == {200}
    withdraw(patient, pharmacist)

    assert set(everywhere(client, listing, str(document.uuid))) == {expected}


def test_ended_by_oneself_the_record_says_so_and_asks_to_declare_again(
    sign_in: SignIn, pharmacist: Practice, patient: Patient
) -> None:
    client = sign_in(pharmacist)
    listing = declare_and_open(client, patient.matricule)
    end = listing.replace("documents/", "autorisations/fin/")
    assert "Mettre fin à mon accès" in client.get(end).content.decode()
    assert client.get(listing).status_code == 200
    for _ in range(2):
        assert client.post(end)["Location"] == "/"

    answer = client.get(listing)
    assert answer.status_code == 410
    assert "Autorisation terminée" in answer.content.decode()
    reopened = client.post(listing.replace("documents/", "rouvrir/"))["Location"]
    assert "Accès à déclarer" in client.get(reopened).content.decode()
    assert len(lines(patient, Action.AUTHORISATION_ENDED)) == 1


def test_cases_8_and_9_a_blocked_professional_who_ticks_the_box_stays_blocked(
    sign_in: SignIn, pharmacist: Practice, patient: Patient
) -> None:
    block(patient, pharmacist)
    client = sign_in(pharmacist)
    address = search(client, patient.matricule)
    assert client.get(address).status_code == 403
    answer = client.post(f"{address}ouvrir/", {"basis": "TEAM", "certified": "on"})

    assert answer.status_code == 403
    assert "Son accord oral ne suffit pas" in answer.content.decode()
    assert not Authorisation.objects.exists()


def test_an_unblocked_professional_declares_again(sign_in: SignIn, pharmacist: Practice, patient: Patient) -> None:
    client = sign_in(pharmacist)
    listing = declare_and_open(client, patient.matricule)
    block(patient, pharmacist)
    unblock(patient, pharmacist)

    assert client.get(listing).status_code == 410
    assert client.get(declare_and_open(client, patient.matricule)).status_code == 200


def test_case_10_yesterdays_explicit_consent_shows_the_box_again(
    sign_in: SignIn, pharmacist: Practice, patient: Patient
) -> None:
    client = sign_in(pharmacist)
    listing = declare_and_open(client, patient.matricule, basis="EXPLICIT")
    RecordAccess.objects.update(opened_at=timezone.now() - timedelta(days=1), expires_at=timezone.now())
    assert client.get(listing).status_code == 410
    page = client.get(search(client, patient.matricule)).content.decode()

    assert "Accès échu" in page
    assert 'name="certified"' in page
    assert client.get(declare_and_open(client, patient.matricule, basis="EXPLICIT")).status_code == 200


def test_a_role_that_ends_closes_what_it_opened_and_nothing_else(
    sign_in: SignIn, doctor: Practice, patient: Patient
) -> None:
    masked = DocumentFactory(patient=patient, masked=True)
    TreatingDoctor.objects.create(patient=patient, professional=doctor.professional, confirmed_at=timezone.now())
    client = sign_in(doctor)
    listing = declare_and_open(client, patient.matricule)
    assert client.get(f"{listing}{masked.uuid}/").status_code == 200
    treating_doctor_end(patient=patient, by=PATIENT, now=timezone.now())

    assert client.get(f"{listing}{masked.uuid}/").status_code == 404
    assert client.get(listing).status_code == 200
    assert client.get(listing.replace("documents/", "autorisations/")).context["list"] is None
