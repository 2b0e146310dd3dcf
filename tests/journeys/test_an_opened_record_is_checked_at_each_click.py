"""An opened record: checked again on every page, ended by many causes, one patient a tab."""

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from access.models import Authorisation, Practice, RecordAccess
from patients.models import Patient
from tests.conftest import SignIn
from tests.factories.documents import DocumentFactory
from tests.factories.patients import PatientFactory
from tests.factories.people import PracticeFactory
from tests.records import declare_and_open, search

GOOD = "255081416802538"


@pytest.fixture
def client(sign_in: SignIn, doctor: Practice) -> Client:
    return sign_in(doctor)


def test_a_consent_withdrawn_between_two_clicks_bites_on_the_next_one(client: Client, doctor: Practice) -> None:
    patient = PatientFactory()
    document = DocumentFactory(patient=patient)
    listing = declare_and_open(client, patient.matricule)
    assert client.get(f"{listing}{document.uuid}/").status_code == 200

    Authorisation.objects.update(ended_at=timezone.now(), end_cause="removed")

    answer = client.get(f"{listing}{document.uuid}/")
    assert answer.status_code == 403
    assert "Accès à déclarer" in answer.content.decode()
    assert document.title not in answer.content.decode()


def test_an_expired_team_authorisation_asks_for_a_new_declaration(client: Client, doctor: Practice) -> None:
    patient = PatientFactory()
    listing = declare_and_open(client, patient.matricule)
    Authorisation.objects.update(until=timezone.now() - timedelta(seconds=1))

    answer = client.get(listing)

    assert answer.status_code == 403
    assert "Accès échu" in answer.content.decode()


def test_an_explicit_consent_lives_and_dies_with_its_consultation(client: Client) -> None:
    patient = PatientFactory()
    listing = declare_and_open(client, patient.matricule, basis="EXPLICIT")
    access = RecordAccess.objects.get()
    again = search(client, patient.matricule)
    assert client.post(f"{again}ouvrir/")["Location"] == listing

    client.post(f"/dossiers/{access.uuid}/fermer/")

    assert client.get(listing).status_code == 410
    state = client.get(search(client, patient.matricule))
    assert "Accès échu" in state.content.decode()
    assert "certified" in state.content.decode()


def test_ones_own_ended_record_says_why_and_can_be_opened_again(client: Client) -> None:
    patient = PatientFactory()
    listing = declare_and_open(client, patient.matricule)
    RecordAccess.objects.update(expires_at=timezone.now() - timedelta(seconds=1))

    page = client.get(listing)

    assert page.status_code == 410
    assert "Rouvrir" in page.content.decode()
    reopened = client.post(f"/dossiers/{RecordAccess.objects.get().uuid}/rouvrir/")
    assert client.get(reopened["Location"]).status_code == 200
    assert reopened["Location"] != listing


def test_a_practice_changed_in_another_tab_closes_the_record_of_this_one(sign_in: SignIn) -> None:
    first = PracticeFactory(doctor=True)
    second = PracticeFactory(doctor=True, professional=first.professional)
    client = sign_in(first)
    listing = declare_and_open(client, PatientFactory().matricule)

    client.post("/activite/", {"practice": str(second.uuid)})

    assert client.get(listing).status_code == 404
    assert RecordAccess.objects.get().end_cause == "practice_changed"


def test_two_patients_in_two_tabs_each_keep_their_own(client: Client) -> None:
    patients: list[Patient] = [PatientFactory(), PatientFactory()]
    documents = [DocumentFactory(patient=p) for p in patients]
    searches = [search(client, p.matricule) for p in patients]
    listings = [client.post(f"{a}ouvrir/", {"basis": "TEAM", "certified": "on"})["Location"] for a in searches]

    for rank, listing in enumerate(listings):
        page = client.get(listing).content.decode()
        assert documents[rank].title in page
        assert documents[1 - rank].title not in page
        assert client.get(f"{listing}{documents[1 - rank].uuid}/").status_code == 404


def test_opening_twice_reuses_one_opened_record(client: Client) -> None:
    patient = PatientFactory()
    first = declare_and_open(client, patient.matricule)

    assert client.post(f"{search(client, patient.matricule)}ouvrir/")["Location"] == first
    assert RecordAccess.objects.count() == 1
