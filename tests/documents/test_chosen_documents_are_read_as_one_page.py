"""« Lire à la suite »: documents chosen in the list on one page, each traced, all through the gate."""

import re
from uuid import uuid4

import pytest
from django.test import Client
from lxml import html

from access.models import Practice
from documents.reading.together import MAX_TOGETHER
from journal.models import Action, Line
from patients.models import Patient
from tests.conftest import SignIn
from tests.documents.fixtures import cda, section, structured, unstructured
from tests.factories.documents import DocumentFactory, stored_content
from tests.factories.patients import PatientFactory
from tests.queries import statements
from tests.records import open_record
from webps.demo.pdf import text_pdf


@pytest.fixture
def patient(db: None) -> Patient:
    return PatientFactory()  # type: ignore[no-any-return]


@pytest.fixture
def client(sign_in: SignIn, doctor: Practice) -> Client:
    return sign_in(doctor)


@pytest.fixture
def address(client: Client, patient: Patient) -> str:
    return open_record(client, patient.matricule).replace("documents/", "selection/lire/")


def read_lines() -> list[str]:
    lines = Line.objects.filter(action=Action.DOCUMENT_READ, granted=True).order_by("position")
    return [str(line.document) for line in lines]


def test_chosen_documents_stand_one_after_the_other_and_each_leaves_a_line(
    client: Client, patient: Patient, address: str
) -> None:
    linked = section("<paragraph>Voir <linkHtml href='#suite'>la suite</linkHtml></paragraph>") + section(
        "<paragraph ID='suite'>Suite</paragraph>", title="Conclusion"
    )
    letter = DocumentFactory(patient=patient, content=stored_content(cda(structured(linked))))
    pdf = DocumentFactory(patient=patient, content=stored_content(cda(unstructured(text_pdf("A", ["Un courrier"])))))

    answer = client.post(address, {"document": [letter.uuid, pdf.uuid, letter.uuid]})

    tree = html.fromstring(answer.content)
    main = tree.get_element_by_id("contenu")
    assert [h.text_content() for h in main.iter("h1", "h2")] == ["Lecture à la suite", letter.title, pdf.title]
    assert [h.text_content() for h in main.iter("h3")][:2] == ["Constat", "Conclusion"]
    identifiers = [e.get("id") for e in tree.iter() if e.get("id")]
    assert len(identifiers) == len(set(identifiers))
    inside = [a.get("href")[1:] for a in main.iter("a") if (a.get("href") or "").startswith("#")]
    assert set(inside) <= set(identifiers)
    assert "d1-cda-suite" in inside
    (picture,) = [i.get("src") for i in main.iter("img") if i.get("alt")]
    assert client.get(picture).status_code == 200
    assert read_lines() == [str(letter.uuid), str(pdf.uuid)]
    assert not Line.objects.filter(action=Action.FILE_READ).exists()


def test_a_document_out_of_reach_among_them_answers_as_none(client: Client, patient: Patient, address: str) -> None:
    seen, hidden = DocumentFactory(patient=patient), DocumentFactory(patient=patient, masked=True)

    answers = [client.post(address, {"document": [seen.uuid, uuid]}) for uuid in (hidden.uuid, uuid4())]

    assert [answer.status_code for answer in answers] == [404, 404]
    assert answers[0].content == answers[1].content
    assert read_lines() == []


def test_more_than_the_limit_is_refused_and_said(client: Client, patient: Patient, address: str) -> None:
    documents = DocumentFactory.create_batch(MAX_TOGETHER + 1, patient=patient)

    answer = client.post(address, {"document": [d.uuid for d in documents]})

    assert answer.status_code == 422
    assert "compte 20 documents au plus\u00a0: vous en avez choisi 21" in answer.content.decode()
    assert read_lines() == []


def test_an_address_alone_or_an_empty_choice_leads_to_the_list(client: Client, address: str) -> None:
    assert client.get(address)["Location"] == client.post(address)["Location"]
    assert re.fullmatch(r"/dossiers/[^/]+/documents/", client.get(address)["Location"])


def test_twenty_documents_ask_as_much_as_two(client: Client, patient: Patient, address: str) -> None:
    documents = [d.uuid for d in DocumentFactory.create_batch(MAX_TOGETHER, patient=patient)]
    client.post(address, {"document": documents[:1]})

    two, twenty = (len(statements(lambda n=n: client.post(address, {"document": documents[:n]}))) for n in (2, 20))  # type: ignore[misc]

    assert two == twenty <= 12
