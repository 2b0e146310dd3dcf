"""S07: what is asked before a record is opened, of whom, and what is said in sight (AR 6.1, 6.2.1)."""

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from access.models import Authorisation, Notice, Practice, RecordAccess, TreatingDoctor
from journal.models import Action
from patients.models import Patient
from tests.access.consenting import lines, main, opened
from tests.conftest import SignIn
from tests.factories.documents import DocumentFactory
from tests.factories.patients import PatientFactory
from tests.factories.people import PracticeFactory
from tests.records import search

pytestmark = pytest.mark.django_db
CONSULTATION_ONLY = "Votre accès vaudra pour cette consultation seulement."


@pytest.fixture
def patient() -> Patient:
    return PatientFactory()


def declare(client: Client, patient: Patient, **data: str) -> Any:
    return client.post(f"{search(client, patient.matricule)}ouvrir/", {"certified": "on"} | data)


@pytest.mark.parametrize(
    ("practice", "title", "sentence", "basis"),
    [
        ({"occupational_doctor": True}, "J’agis comme médecin du travail.", CONSULTATION_ONLY, "EXPRESS_WORK"),
        ({"function": "firefighter"}, "J’agis comme médecin de sapeurs-pompiers.", CONSULTATION_ONLY, "EXPRESS_FIRE"),
        (
            {"function": "ehpad_coordinator"},
            "J’agis comme médecin coordonnateur de l’EHPAD.",
            "tant que le résident séjourne dans l’établissement",
            "EHPAD",
        ),
    ],
)
def test_each_function_is_asked_its_own_consent(
    sign_in: SignIn, patient: Patient, practice: dict[str, Any], title: str, sentence: str, basis: str
) -> None:
    function = PracticeFactory(**practice)
    client = sign_in(function)
    page = client.get(search(client, patient.matricule)).content.decode()
    assert title in page
    assert sentence in page
    assert "Je fais partie de l’équipe de soins" not in page
    assert "Je suis son médecin traitant" not in page

    assert declare(client, patient, basis="TEAM").status_code == 422
    assert declare(client, patient, basis=basis).status_code == 302
    assert Authorisation.objects.get().basis == basis


def test_case_29_the_record_of_a_worker_opens_on_an_empty_list(sign_in: SignIn, patient: Patient) -> None:
    document = DocumentFactory(patient=patient)
    client = sign_in(PracticeFactory(occupational_doctor=True))
    page = client.get(declare(client, patient, basis="EXPRESS_WORK")["Location"])

    assert page.status_code == 200
    assert document.title not in page.content.decode()


def test_nothing_is_chosen_or_ticked_in_advance(sign_in: SignIn, patient: Patient, doctor: Practice) -> None:
    client = sign_in(doctor)
    page = main(client.get(search(client, patient.matricule)).content.decode())

    assert "checked" not in page
    assert f"jusqu’au {timezone.localdate() + timedelta(days=365):%d/%m/%Y}" in page
    assert "Le patient recevra un avis de votre accès" in page


def test_an_expired_access_says_since_when_and_proposes_the_same_ground(
    sign_in: SignIn, patient: Patient, pharmacist: Practice
) -> None:
    opened(patient, pharmacist)
    yesterday = timezone.now() - timedelta(days=1)
    Authorisation.objects.update(until=yesterday)
    client = sign_in(pharmacist)
    page = main(client.get(search(client, patient.matricule)).content.decode())

    assert f"Votre accès a pris fin le {timezone.localtime(yesterday):%d/%m/%Y}." in page
    assert 'value="TEAM" checked' in page
    assert page.count("checked") == 1  # never the box
    assert declare(client, patient, basis="TEAM").status_code == 302


def test_an_explicit_consent_that_is_over_says_of_when_it_was(
    sign_in: SignIn, patient: Patient, pharmacist: Practice
) -> None:
    access = opened(patient, pharmacist, basis="EXPLICIT")  # type: ignore[arg-type]
    RecordAccess.objects.filter(pk=access.pk).update(ended_at=timezone.now(), end_cause="left")
    client = sign_in(pharmacist)

    page = client.get(search(client, patient.matricule)).content.decode()
    assert f"L’accord donné le {timezone.localdate():%d/%m/%Y} valait pour cette consultation seulement." in page


def test_a_colleague_may_have_collected_it_and_the_list_says_who(
    sign_in: SignIn, patient: Patient, pharmacist: Practice
) -> None:
    client = sign_in(pharmacist)
    listing = declare(client, patient, basis="EXPLICIT", collector_name="  Dr Anne Le Bihan ")["Location"]
    page = client.get(listing.replace("documents/", "autorisations/")).content.decode()

    assert "Dr Anne Le Bihan" in page
    assert lines(patient, Action.RECORD_OPENED)[0].details["collector"] == "Dr Anne Le Bihan"


def test_a_doctor_declares_to_be_the_treating_doctor_while_opening(
    sign_in: SignIn, patient: Patient, doctor: Practice
) -> None:
    client = sign_in(doctor)
    answer = declare(client, patient, basis="TEAM", treating_doctor="on")
    assert "Le patient en est averti" in client.get(answer["Location"]).content.decode()

    assert TreatingDoctor.objects.get().confirmed_at is None
    acts = [line.action for line in lines(patient, Action.RECORD_OPENED, Action.TREATING_DOCTOR_DECLARED)]
    assert acts == [Action.RECORD_OPENED, Action.TREATING_DOCTOR_DECLARED]
    assert Notice.objects.filter(patient=patient).count() == 2
    RecordAccess.objects.update(ended_at=timezone.now(), end_cause="left")
    Authorisation.objects.update(until=timezone.now())
    page = client.get(search(client, patient.matricule)).content.decode()
    assert 'name="treating_doctor"' not in page  # it waits already


def test_out_of_the_team_nobody_is_treating_doctor(sign_in: SignIn, patient: Patient, doctor: Practice) -> None:
    answer = declare(sign_in(doctor), patient, basis="EXPLICIT", treating_doctor="on")

    assert answer.status_code == 422
    assert "Le médecin traitant fait partie de l’équipe de soins." in answer.content.decode()
    assert not RecordAccess.objects.exists()


def test_a_declaration_that_comes_too_late_leaves_the_record_open_and_is_written(
    sign_in: SignIn, patient: Patient, doctor: Practice
) -> None:
    """The record was opened on an explicit consent in another tab meanwhile."""
    client = sign_in(doctor)
    address = search(client, patient.matricule)
    opened(patient, doctor, basis="EXPLICIT")  # type: ignore[arg-type]
    answer = client.post(f"{address}ouvrir/", {"basis": "TEAM", "certified": "on", "treating_doctor": "on"})

    assert "Seul un membre de l’équipe de soins" in client.get(answer["Location"]).content.decode()
    assert [(line.granted, line.decision) for line in lines(patient, Action.TREATING_DOCTOR_DECLARED)] == [
        (False, "NOT_IN_TEAM")
    ]


@pytest.mark.parametrize("trait", ["pharmacist", "nurse", "occupational_doctor"])
def test_the_role_is_not_offered_nor_taken_from_another_profession(
    sign_in: SignIn, patient: Patient, trait: str
) -> None:
    client = sign_in(PracticeFactory(**{trait: True}))
    assert "médecin traitant" not in client.get(search(client, patient.matricule)).content.decode()
    basis = "EXPRESS_WORK" if trait == "occupational_doctor" else "TEAM"
    assert declare(client, patient, basis=basis, treating_doctor="on").status_code == 302
    assert not TreatingDoctor.objects.exists()


def test_an_access_in_force_is_ended_from_home(sign_in: SignIn, patient: Patient, pharmacist: Practice) -> None:
    client = sign_in(pharmacist)
    listing = declare(client, patient, basis="TEAM")["Location"]
    end = listing.replace("documents/", "autorisations/fin/")
    assert end in client.get("/").content.decode()
    client.post(end)

    home = client.get("/").content.decode()
    assert "Votre accès à ce dossier a pris fin." in home
    assert end not in home
