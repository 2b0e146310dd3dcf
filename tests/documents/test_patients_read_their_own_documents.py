"""The documents of a record in the hands of its holder: AR 8.1, edge cases 4 to 6, 18 and 21 from their side."""

from uuid import uuid4

import pytest
from django.test import Client

from access.models import Practice
from documents.models import Document
from journal.models import Action, Line
from patients.models import Patient, Representative
from tests.access.holders import as_patient, as_representative
from tests.access.signing import text
from tests.conftest import SignIn
from tests.factories.documents import DocumentFactory, many
from tests.factories.patients import PatientFactory, RepresentativeFactory
from tests.queries import BUDGET, statements

LIST = "/mon-dossier/documents/"
PATHS = ["", "original/", "pieces/0/"]


@pytest.fixture
def mother(db: None) -> Representative:
    representative: Representative = RepresentativeFactory()
    return representative


@pytest.fixture
def child(mother: Representative) -> Patient:
    return mother.patient


def titles(client: Client, *documents: Document) -> list[bool]:
    """Which of these the list shows."""
    page = text(client.get(f"{LIST}?periode=tout"))
    return [document.title in page for document in documents]


def test_given_each_flag_when_the_minor_and_the_mother_list_then_each_sees_what_the_rules_grant(
    sign_in: SignIn, mother: Representative, child: Patient
) -> None:
    plain = DocumentFactory(patient=child)
    masked = DocumentFactory(patient=child, masked=True)
    announced = DocumentFactory(patient=child, hidden=True)
    secret = DocumentFactory(patient=child, hidden_from_representatives=True)
    deleted = DocumentFactory(patient=child, deleted=True)
    every = (plain, masked, announced, secret, deleted)
    minor, parent = as_patient(sign_in, child), as_representative(sign_in, mother)

    assert titles(minor, *every) == [True, True, False, True, False]
    assert titles(parent, *every) == [True, True, False, False, False]
    assert "Documents (3)" in text(minor.get(LIST))
    assert "Documents (2)" in text(parent.get(LIST))
    assert "Masqué aux professionnels" in text(minor.get(f"{LIST}{masked.uuid}/"))


def test_given_a_document_when_its_patient_reads_it_then_it_is_shown_and_journalled(sign_in: SignIn) -> None:
    document = DocumentFactory()
    client = as_patient(sign_in, document.patient)

    page = client.get(f"{LIST}{document.uuid}/")
    original = client.get(f"{LIST}{document.uuid}/original/")

    assert "Texte du document" in text(page)
    assert original["Content-Disposition"].startswith("attachment")
    lines = Line.objects.filter(record=document.patient.record.uuid).order_by("position")
    assert [(line.action, line.decision, line.document) for line in lines] == [
        (Action.DOCUMENT_READ, "HOLDER", document.uuid),
        (Action.DOCUMENT_DOWNLOADED, "HOLDER", document.uuid),
    ]
    assert {line.account for line in lines} == {str(client.user.pk)}  # type: ignore[attr-defined]


@pytest.mark.parametrize("path", PATHS)
def test_given_what_one_may_not_read_when_its_address_is_asked_then_it_answers_as_an_unknown_one(
    sign_in: SignIn, mother: Representative, child: Patient, path: str
) -> None:
    others = DocumentFactory()
    announced = DocumentFactory(patient=child, hidden=True)
    secret = DocumentFactory(patient=child, hidden_from_representatives=True)
    deleted = DocumentFactory(patient=child, deleted=True)
    for client, hidden in (
        (as_patient(sign_in, child), (others, announced, deleted)),
        (as_representative(sign_in, mother), (others, announced, deleted, secret)),
    ):
        unknown = client.get(f"{LIST}{uuid4()}/{path}")
        assert unknown.status_code == 404
        for document in hidden:
            queries: list[int] = []
            answer = client.get(f"{LIST}{document.uuid}/{path}")
            queries = [
                len(statements(lambda u=u, c=client: c.get(f"{LIST}{u}/{path}"))) for u in (document.uuid, uuid4())
            ]
            assert (answer.status_code, answer.content) == (404, unknown.content)
            assert queries[0] == queries[1]


def test_given_a_refused_address_when_it_is_asked_then_the_true_reason_is_in_the_journal(
    sign_in: SignIn, mother: Representative, child: Patient
) -> None:
    secret = DocumentFactory(patient=child, hidden_from_representatives=True)

    as_representative(sign_in, mother).get(f"{LIST}{secret.uuid}/")

    line = Line.objects.get(action=Action.DOCUMENT_READ)
    assert (line.granted, line.decision) == (False, "DOC_HIDDEN_FROM_REPRESENTATIVES")


def test_given_a_confidential_document_when_the_minor_reads_it_then_that_line_is_confidential_too(
    sign_in: SignIn, child: Patient
) -> None:
    secret = DocumentFactory(patient=child, hidden_from_representatives=True)
    plain = DocumentFactory(patient=child)
    client = as_patient(sign_in, child)

    client.get(f"{LIST}{secret.uuid}/")
    client.get(f"{LIST}{plain.uuid}/")

    lines = Line.objects.filter(action=Action.DOCUMENT_READ).order_by("position")
    assert [line.confidential for line in lines] == [True, False]


def test_given_another_patients_account_when_addresses_are_tried_then_nothing_of_the_first_is_there(
    sign_in: SignIn,
) -> None:
    document = DocumentFactory(title="Bilan de l’autre")
    other = as_patient(sign_in, PatientFactory())

    assert titles(other, document) == [False]
    assert "Aucun document n’a été déposé" in text(other.get(LIST))


def test_given_a_professionals_practice_when_the_window_of_documents_is_asked_then_it_stays_shut(
    sign_in: SignIn, doctor: Practice
) -> None:
    document = DocumentFactory()

    assert sign_in(doctor).get(f"{LIST}{document.uuid}/").status_code == 302


def test_given_words_of_a_title_when_filtering_then_they_stay_out_of_the_address(sign_in: SignIn) -> None:
    found = DocumentFactory(title="Bilan lipidique")
    other = DocumentFactory(patient=found.patient, title="Lettre")
    client = as_patient(sign_in, found.patient)

    address = client.post(f"{LIST}filtrer/", {"mots": "bilan", "periode": "tout"})["Location"]
    page = text(client.get(address))

    assert "bilan" not in address
    assert found.title in page
    assert f">{other.title}<" not in page

    client.post(f"{LIST}filtrer/", {"mots": "", "periode": "tout"})
    assert other.title in text(client.get(address))


def test_the_list_asks_as_much_for_twenty_documents_as_for_two_thousand(sign_in: SignIn) -> None:
    counts = []
    for count in (20, 2000):
        patient = PatientFactory()
        many(patient, count)
        client = as_patient(sign_in, patient)
        client.get(LIST)
        counts.append(len(found := statements(lambda client=client: client.get(LIST))))  # type: ignore[misc]
        assert len(found) <= BUDGET, "\n".join(found)

    assert counts[0] == counts[1]


@pytest.mark.parametrize("query", ["nouveaux=1", "non_lus=1", "nouveaux=1&versions=1&visibilite=masques"])
def test_filters_that_are_of_professionals_hold_nothing_for_the_patient(sign_in: SignIn, query: str) -> None:
    document = DocumentFactory()
    client = as_patient(sign_in, document.patient)

    assert document.title not in text(client.get(f"{LIST}?{query}"))
    assert document.title in text(client.get(f"{LIST}{document.uuid}/?{query}"))
