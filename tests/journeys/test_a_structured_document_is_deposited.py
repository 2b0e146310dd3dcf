"""A CDA that is deposited stays as it came; it pushes nobody else's document aside, and tells of none."""

import re

import pytest
from django.test import Client

from access.models import Practice
from documents.models import Document
from journal.models import Action, Line
from patients.models import Patient
from tests.conftest import SignIn
from tests.documents.depositing import (
    PDF,
    begin,
    begin_without_reading,
    cda,
    deposit,
    give,
    send,
    upload,
)
from tests.factories.documents import DocumentFactory
from tests.factories.patients import PatientFactory
from tests.factories.people import PracticeFactory
from tests.records import declare_and_open


@pytest.fixture
def patient(db: None) -> Patient:
    return PatientFactory(birth_name="Lecoq")


@pytest.fixture
def client(sign_in: SignIn, doctor: Practice) -> Client:
    return sign_in(doctor)


def test_a_structured_document_is_deposited_as_it_is(client: Client, patient: Patient) -> None:
    from documents import storage

    data = cda(patient)
    listing = declare_and_open(client, patient.matricule)
    draft = begin(client, listing)
    answer = give(client, draft, fichiers=upload(data, "lettre.pdf"), type="", titre="", date_acte="")
    review = client.get(draft).content.decode()
    send(client, draft)
    document = Document.objects.get()

    assert answer.status_code == 302
    assert "Lettre structurée" in review
    assert storage.read(document.content_id) == data
    assert document.title == "Lettre structurée"
    assert document.depositor is not None
    assert "Rien à signaler" in client.get(f"{listing}{document.uuid}/").content.decode()


@pytest.mark.parametrize(
    ("values", "words"),
    [
        ({"family": "AUTRE"}, "AUTRE"),
        ({"ids": ""}, "Matricule INS"),
        ({"ids": '<id root="1.2.250.1.213.1.4.10" extension="255039912300101"/>'}, "Matricule INS"),
        ({"code": "DOCPAT03"}, "ne dépose pas"),
    ],
)
def test_a_structured_document_of_somebody_else_or_of_another_type_is_blocked(
    client: Client, patient: Patient, values: dict[str, str], words: str
) -> None:
    data = cda(patient, **values)
    if "code" in values:
        data = data.replace(b'codeSystem="2.16.840.1.113883.6.1"', b'codeSystem="1.2.250.1.213.1.1.4.12"')
    draft = begin(client, declare_and_open(client, patient.matricule))
    answer = give(client, draft, fichiers=upload(data, "a.xml"))

    assert answer.status_code == 422
    assert words in answer.content.decode()
    assert patient.matricule not in re.sub(
        r"<section class=\"patient\".*?</section>", "", answer.content.decode(), flags=re.S
    )
    assert Line.objects.get(action=Action.DOCUMENT_DEPOSITED).granted is False


def test_a_structured_document_cannot_push_aside_somebody_elses(
    client: Client, sign_in: SignIn, patient: Patient
) -> None:
    theirs = DocumentFactory(patient=patient, set_id="1.2.250.1.999.8^commun", masked=True)
    parent = f'<parentDocument><id root="{theirs.unique_id}"/></parentDocument>'
    related = f'<relatedDocument typeCode="RPLC">{parent}</relatedDocument>'
    data = cda(patient, set="commun", version=99, related=related)
    draft = begin(client, declare_and_open(client, patient.matricule))
    deposit(client, draft, fichiers=upload(data, "a.xml"))
    theirs.refresh_from_db()

    assert theirs.availability == "approved"
    assert Document.objects.exclude(pk=theirs.pk).get().replaces is None


def test_the_same_file_is_said_to_be_there_when_its_reader_sees_it(client: Client, patient: Patient) -> None:
    listing = declare_and_open(client, patient.matricule)
    deposit(client, begin(client, listing))
    draft = begin(client, listing)
    give(client, draft)
    review = client.get(draft).content.decode()
    refused = send(client, draft)
    accepted = send(client, draft, quand_meme="on")

    assert "Ce fichier a déjà été déposé le" in review
    assert "/remplacer/" in review
    assert (refused.status_code, accepted.status_code) == (422, 302)
    assert Document.objects.count() == 2


@pytest.mark.parametrize("structured", [False, True])
def test_a_file_that_its_sender_may_not_see_is_taken_as_a_new_one(
    client: Client, sign_in: SignIn, patient: Patient, structured: bool
) -> None:
    data = cda(patient) if structured else PDF
    other = sign_in(PracticeFactory(doctor=True))
    deposit(other, begin_without_reading(other, patient.matricule), fichiers=upload(data), masque="oui")
    listing = declare_and_open(client, patient.matricule)
    hidden, fresh = begin(client, listing), begin(client, listing)
    give(client, hidden, fichiers=upload(data))
    give(client, fresh, fichiers=upload(cda(patient) if structured else PDF + b"\n"))
    reviews = [
        re.sub(r"[0-9a-f-]{36}|csrfmiddlewaretoken.*?>", "", client.get(d).content.decode()) for d in (hidden, fresh)
    ]
    size = re.compile(r"\d+,\d.Ko|\d+.octets")

    assert size.sub("", reviews[0]) == size.sub("", reviews[1])
    assert send(client, hidden).status_code == 302
    assert Document.objects.count() == 2
