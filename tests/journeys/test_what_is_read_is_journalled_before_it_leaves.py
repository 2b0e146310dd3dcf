"""With real transactions: the line is committed before the first byte, a refusal too; no line, no page."""

import logging
from typing import Any

import pytest
from django.db import DatabaseError, connection

from access.models import Authorisation, RecordAccess
from journal import services
from journal.models import Action, Line
from tests.access.consenting import block
from tests.conftest import SignIn
from tests.factories.documents import DocumentFactory
from tests.factories.patients import PatientFactory
from tests.factories.people import PracticeFactory
from tests.records import declare_and_open

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.real_transactions]


@pytest.fixture
def opened(sign_in: SignIn) -> Any:
    practice, patient = PracticeFactory(doctor=True), PatientFactory()
    document = DocumentFactory(patient=patient)
    client = sign_in(practice)
    return client, declare_and_open(client, patient.matricule), document, practice, patient


def committed(action: Action) -> int:
    """Lines seen by another connection: committed ones only."""
    other = connection.copy()
    try:
        with other.cursor() as cursor:
            cursor.execute("SELECT count(*) FROM journal_line WHERE action = %s", [action])
            return int(cursor.fetchone()[0])
    finally:
        other.close()


@pytest.mark.parametrize(
    ("path", "action"),
    [("", Action.DOCUMENTS_LISTED), ("{}/", Action.DOCUMENT_READ), ("{}/original/", Action.DOCUMENT_DOWNLOADED)],
)
def test_the_line_is_committed_when_the_answer_leaves(opened: Any, path: str, action: Action) -> None:
    client, listing, document, *_ = opened

    answer = client.get(listing + path.format(document.uuid))

    assert answer.status_code == 200
    assert committed(action) == 1


def test_a_refusal_is_committed_although_the_view_was_rolled_back(opened: Any) -> None:
    client, listing, _, practice, patient = opened
    block(patient, practice)

    answer = client.get(listing)

    assert answer.status_code == 403
    line = Line.objects.filter(action=Action.DOCUMENTS_LISTED).get()
    assert (line.granted, line.decision) == (False, "PRO_BLOCKED")


def test_a_refused_declaration_leaves_a_line_and_nothing_else(sign_in: SignIn) -> None:
    practice, patient = PracticeFactory(doctor=True), PatientFactory()
    block(patient, practice)
    client = sign_in(practice)
    address = client.post("/patients/recherche/", {"matricule": patient.matricule})["Location"]

    answer = client.post(f"{address}ouvrir/", {"basis": "TEAM", "certified": "on"})

    assert answer.status_code == 403
    assert not Authorisation.objects.exists()
    assert not RecordAccess.objects.exists()
    assert Line.objects.filter(granted=False, decision="PRO_BLOCKED").exists()


@pytest.mark.edge_case(37)
@pytest.mark.parametrize("path", ["", "{}/", "{}/original/"])
def test_when_the_line_cannot_be_written_the_answer_is_503_and_never_the_page(
    opened: Any, monkeypatch: pytest.MonkeyPatch, path: str, caplog: pytest.LogCaptureFixture
) -> None:
    client, listing, document, *_ = opened

    def broken(*args: Any, **kwargs: Any) -> None:
        raise DatabaseError("journal unavailable")

    monkeypatch.setattr(services.Line.objects, "bulk_create", broken)
    caplog.set_level(logging.CRITICAL)

    answer = client.get(listing + path.format(document.uuid))

    assert answer.status_code == 503
    assert document.title not in answer.content.decode()
    assert "l’accès ne peut pas être tracé" in answer.content.decode().lower()
