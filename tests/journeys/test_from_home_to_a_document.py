"""The main way: from home to the list of a known patient in three actions, then to a document."""

from dataclasses import fields

import pytest
from django.test import Client

from access.models import Practice
from journal.models import Action, Line
from journal.services import Actor, Entry, record_all
from tests.conftest import SignIn
from tests.factories.documents import DocumentFactory
from tests.factories.patients import PatientFactory
from tests.records import declare_and_open


def test_given_a_new_patient_when_the_access_is_declared_then_documents_are_listed_read_and_journalled(
    sign_in: SignIn, doctor: Practice
) -> None:
    patient = PatientFactory()
    document = DocumentFactory(patient=patient)
    client = sign_in(doctor)

    listing = declare_and_open(client, patient.matricule)
    page = client.get(listing)
    reading = client.get(f"{listing}{document.uuid}/")

    assert page.status_code == 200
    assert document.title in page.content.decode()
    assert reading.status_code == 200
    assert "Texte du document" in reading.content.decode()
    actions = list(
        Line.objects.filter(record=patient.record.uuid).order_by("position").values_list("action", "granted")
    )
    assert actions == [
        (Action.PATIENT_SEARCHED, True),
        (Action.RECORD_OPENED, True),
        (Action.DOCUMENTS_LISTED, True),
        (Action.DOCUMENT_READ, True),
    ]


@pytest.mark.parametrize("path", ["", "{document}/", "{document}/original/", "{document}/pieces/0/"])
def test_given_another_professional_when_they_follow_an_address_then_it_is_not_found(
    sign_in: SignIn, doctor: Practice, pharmacist: Practice, path: str
) -> None:
    patient = PatientFactory()
    document = DocumentFactory(patient=patient)
    listing = declare_and_open(sign_in(doctor), patient.matricule)

    answer = sign_in(pharmacist).get(listing + path.format(document=document.uuid))

    assert answer.status_code == 404


def recents(client: Client) -> str:
    """« Récemment consultés », on the home page."""
    return client.get("/").content.decode().split('id="recents"')[1].split("</section>")[0]


def test_given_a_record_taken_off_home_when_it_is_opened_again_then_it_is_back(
    sign_in: SignIn, doctor: Practice, pharmacist: Practice
) -> None:
    patient = PatientFactory(birth_name="Kermarrec")
    client = sign_in(doctor)
    access = declare_and_open(client, patient.matricule).split("/")[2]
    assert "KERMARREC" in recents(client)

    assert sign_in(pharmacist).post(f"/dossiers/{access}/retirer/").status_code == 404
    client.post(f"/dossiers/{access}/retirer/")
    assert "KERMARREC" not in recents(client)
    declare_and_open(client, patient.matricule)

    assert "KERMARREC" in recents(client)


def test_given_more_traces_than_a_page_holds_when_following_the_next_page_then_the_oldest_are_reached(
    sign_in: SignIn, doctor: Practice
) -> None:
    patient = PatientFactory()
    client = sign_in(doctor)
    listing = declare_and_open(client, patient.matricule)
    client.get(listing)
    line = Line.objects.get(action=Action.DOCUMENTS_LISTED)
    actor = Actor(**{one.name: getattr(line, one.name) for one in fields(Actor)})
    entry = Entry(action=Action.DOCUMENTS_LISTED, actor=actor, record=line.record, record_access=line.record_access)
    record_all([entry] * 54)
    traces = listing.replace("documents/", "acces/")

    first, second = client.get(traces).content.decode(), client.get(traces, {"page": "2"}).content.decode()

    assert 'href="?page=2"' in first
    assert ">Recherche d’un patient</td>" not in first
    assert ">Recherche d’un patient</td>" in second
    assert 'href="?page=1"' in second
