"""At most 12 statements that read or write rows, the same for 20 documents and for 2,000."""

import pytest
from django.test import Client

from access.models import Practice
from tests.conftest import SignIn
from tests.factories.documents import DocumentFactory, many
from tests.factories.patients import PatientFactory
from tests.queries import BUDGET, statements
from tests.records import open_record, search


@pytest.fixture
def client(sign_in: SignIn, doctor: Practice) -> Client:
    return sign_in(doctor)


def test_the_list_asks_as_much_for_twenty_documents_as_for_two_thousand(client: Client) -> None:
    counts = []
    for count in (20, 2000):
        patient = PatientFactory()
        many(patient, count)
        address = open_record(client, patient.matricule)
        client.get(address)
        counts.append(len(found := statements(lambda address=address: client.get(address))))  # type: ignore[misc]
        assert len(found) <= BUDGET, "\n".join(found)

    assert counts[0] == counts[1]


def test_the_list_stays_within_its_budget_when_the_session_must_be_written(client: Client) -> None:
    patient = PatientFactory()
    many(patient, 20)
    address = open_record(client, patient.matricule)

    found = statements(lambda: client.get(address), a_minute_ended=True)

    assert any("UPDATE" in sql and "django_session" in sql for sql in found)
    assert len(found) <= BUDGET, "\n".join(found)


def test_reading_a_document_stays_within_the_budget(client: Client) -> None:
    patient = PatientFactory()
    document = DocumentFactory(patient=patient)
    address = open_record(client, patient.matricule)

    found = statements(lambda: client.get(f"{address}{document.uuid}/"))

    assert len(found) <= BUDGET, "\n".join(found)


def test_opening_stays_within_the_budget_whatever_the_number_of_documents(client: Client) -> None:
    counts = []
    for count in (20, 2000):
        patient = PatientFactory()
        many(patient, count)
        open_record(client, patient.matricule)  # the declaration, once; then the opening of every day
        address = search(client, patient.matricule)
        found = statements(lambda address=address: client.post(f"{address}ouvrir/"))  # type: ignore[misc]
        counts.append(len(found))
        assert len(found) <= BUDGET, "\n".join(found)

    assert counts[0] == counts[1]


def test_home_asks_as_much_for_ten_recent_records_as_for_one(client: Client) -> None:
    open_record(client, PatientFactory().matricule)
    one = len(statements(lambda: client.get("/")))
    for _ in range(9):
        open_record(client, PatientFactory().matricule)

    assert len(statements(lambda: client.get("/"))) == one <= BUDGET
