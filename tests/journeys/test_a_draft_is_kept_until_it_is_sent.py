"""The draft of a deposit: its owner's alone, sent once, changed as long as it is not sent, gone the next day."""

import re
from datetime import timedelta
from uuid import uuid4

import pytest
from django.test import Client
from django.utils import timezone

from access.models import Practice
from documents.deposit.drafts import drafts_forget
from documents.models import DepositDraft, Document, ReceivedFile
from journal.models import Action, Line
from patients.models import Patient
from tests.access.consenting import block
from tests.conftest import SignIn
from tests.documents.depositing import (
    begin,
    begin_without_reading,
    deposit,
    give,
    send,
    upload,
)
from tests.factories.documents import DocumentFactory
from tests.factories.patients import PatientFactory
from tests.factories.people import PracticeFactory
from tests.queries import asked
from tests.records import declare_and_open


@pytest.fixture
def patient(db: None) -> Patient:
    return PatientFactory(birth_name="Lecoq")


@pytest.fixture
def client(sign_in: SignIn, doctor: Practice) -> Client:
    return sign_in(doctor)


def test_a_draft_is_its_owners_and_nobody_elses(client: Client, sign_in: SignIn, patient: Patient) -> None:
    draft = begin(client, declare_and_open(client, patient.matricule))
    give(client, draft)
    other = sign_in(PracticeFactory(doctor=True))
    nowhere = other.get("/nulle-part/").content
    answers, queries = set(), set()

    for address in (draft, f"/depots/{uuid4()}/"):
        for method, suffix in (("get", ""), ("post", ""), ("post", "deposer/"), ("post", "encore/")):
            with asked() as found:
                answer = getattr(other, method)(address + suffix)
            answers.add((answer.status_code, answer.content))
            queries.add(len(found))

    assert answers == {(404, nowhere)}
    assert len(queries) == 1
    assert not Document.objects.exists()


def test_a_draft_bears_its_patient_and_opens_nothing_of_the_record(
    sign_in: SignIn, doctor: Practice, patient: Patient
) -> None:
    block(patient, doctor)
    DocumentFactory(patient=patient, title="Secret absolu")
    client = sign_in(doctor)
    draft = begin_without_reading(client, patient.matricule)
    pages = client.get(draft).content.decode()
    give(client, draft)
    pages += client.get(draft).content.decode()
    send(client, draft)
    pages += client.get(draft).content.decode()

    assert "LECOQ" in pages
    assert "Secret" not in pages
    assert "/dossiers/" not in pages
    titles = re.findall(r"<title>(.*?)</title>", pages)
    assert len(titles) == 3
    assert not [t for t in titles if "LECOQ" in t.upper() or patient.matricule in t]
    assert patient.matricule not in draft


def test_a_form_sent_again_answers_the_same_and_deposits_nothing_more(client: Client, patient: Patient) -> None:
    draft = begin(client, declare_and_open(client, patient.matricule))
    give(client, draft)
    first, again = send(client, draft), send(client, draft)
    late = client.post(draft, {"fichiers": upload(b"autre", "autre.txt")})

    assert {(a.status_code, a["Location"]) for a in (first, again, late)} == {(302, draft)}
    assert Document.objects.count() == 1
    assert Line.objects.filter(action=Action.DOCUMENT_DEPOSITED).count() == 1


def test_another_document_is_given_to_the_same_patient_without_asking_again(client: Client, patient: Patient) -> None:
    draft = begin_without_reading(client, patient.matricule)
    deposit(client, draft)
    answer = client.post(draft + "encore/")
    deposit(client, str(answer["Location"]), fichiers=upload(b"suite", "suite.txt"))

    assert Document.objects.filter(patient=patient).count() == 2


def test_the_review_can_be_changed_without_choosing_the_file_again(client: Client, patient: Patient) -> None:
    draft = begin(client, declare_and_open(client, patient.matricule))
    give(client, draft, titre="Premier titre")
    form = client.get(draft + "?modifier=1").content.decode()
    give(client, draft, titre="Second titre", fichiers="")
    send(client, draft)

    assert "Premier titre" in form
    assert "fichier.pdf" in form
    assert Document.objects.get().title == "Second titre"


def test_a_draft_of_yesterday_is_gone_with_its_files(client: Client, patient: Patient) -> None:
    draft = begin(client, declare_and_open(client, patient.matricule))
    give(client, draft)
    DepositDraft.objects.update(expires_at=timezone.now() - timedelta(minutes=1))

    assert client.get(draft).status_code == 404
    assert drafts_forget(timezone.now()) == 1
    assert not ReceivedFile.objects.exists()
