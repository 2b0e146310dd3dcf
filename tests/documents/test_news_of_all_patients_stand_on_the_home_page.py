"""S04: numbers and kinds of new documents in one's records, through the gate; nobody else's, and no title."""

import re
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from access.models import Authorisation, Practice, RecordAccess
from documents.models import Document, ReadMark
from patients.models import Patient
from tests.access.consenting import block
from tests.access.signing import text
from tests.conftest import SignIn
from tests.factories.documents import DocumentFactory
from tests.factories.patients import PatientFactory
from tests.pages import without_tokens_or_hours
from tests.queries import BUDGET, statements
from tests.records import open_record

NOTHING = "Aucun nouveau document depuis votre dernière visite."


@pytest.fixture
def client(sign_in: SignIn, doctor: Practice) -> Client:
    return sign_in(doctor)


def visited(client: Client, days: int = 3, **values: Any) -> Patient:
    """A patient whose record was opened, then left, some days ago."""
    patient: Patient = PatientFactory(**values)
    DocumentFactory(patient=patient, deposited_at=timezone.now() - timedelta(days=days + 1))
    open_record(client, patient.matricule)
    at = timezone.now() - timedelta(days=days)
    RecordAccess.objects.filter(record__patient=patient).update(opened_at=at, ended_at=at, end_cause="left")
    return patient


def new(patient: Patient, **values: Any) -> Document:
    return DocumentFactory(patient=patient, deposited_at=values.pop("at", timezone.now()), **values)  # type: ignore[no-any-return]


def news(client: Client, query: str = "") -> str:
    page = text(client.get(reverse("access:home") + query))
    return page[page.index('id="nouveautes"') : page.index('id="recents"')]


def test_numbers_kinds_and_day_are_told_and_no_title(client: Client) -> None:
    patient = visited(client, birth_name="Quérec")
    report = new(patient, title="Titre à taire")
    new(patient, type_code="11502-2")

    said = news(client)

    assert "QUÉREC" in said
    assert "2\u00a0nouveaux documents" in said
    assert "Comptes rendus (1), Biologie (1)" in said
    assert report.title not in said
    assert "1\u00a0nouveau document<" in news(client, "?categorie=biologie")
    assert NOTHING in news(client, "?categorie=imagerie")


def test_what_came_before_the_visit_was_read_or_is_ones_own_is_not_new(client: Client, doctor: Practice) -> None:
    patient = visited(client)
    new(patient, at=timezone.now() - timedelta(days=4))
    new(patient, depositor=doctor.professional)
    new(patient, authored_by=doctor.professional.idnat)
    ReadMark.objects.create(professional=doctor.professional, document=new(patient))

    assert NOTHING in news(client)


@pytest.mark.parametrize("state", [{"masked": True}, {"deleted": True}, {"availability": "archived"}])
def test_what_is_out_of_reach_changes_no_byte(client: Client, state: dict[str, Any]) -> None:
    patient = visited(client)
    new(patient)
    before = without_tokens_or_hours(client.get("/").content)
    new(patient, **state)

    assert without_tokens_or_hours(client.get("/").content) == before


def test_types_closed_to_the_profession_are_not_counted(sign_in: SignIn, pharmacist: Practice) -> None:
    client = sign_in(pharmacist)
    patient = visited(client)
    new(patient, type_code="96349-6")

    assert NOTHING in news(client)


def _blocked(patient: Patient, practice: Practice, now: datetime) -> None:
    block(patient, practice)


def _expired(patient: Patient, practice: Practice, now: datetime) -> None:
    Authorisation.objects.filter(patient=patient).update(until=now - timedelta(minutes=1))


def _ended(patient: Patient, practice: Practice, now: datetime) -> None:
    Authorisation.objects.filter(patient=patient).update(ended_at=now, end_cause="removed")


def _closed(patient: Patient, practice: Practice, now: datetime) -> None:
    patient.record.closed_on, patient.record.closure_reason = now.date(), "death"
    patient.record.save()


@pytest.mark.parametrize("change", [_blocked, _expired, _ended, _closed])
def test_a_record_that_opens_no_more_leaves_at_once(client: Client, doctor: Practice, change: Any) -> None:
    patient = visited(client, birth_name="Quérec")
    new(patient)
    assert "QUÉREC" in news(client)

    change(patient, doctor, timezone.now())
    page = text(client.get("/"))

    assert NOTHING in page
    assert 'id="mes-patients"' not in page


def test_an_emergency_never_enters(client: Client) -> None:
    patient = visited(client)
    new(patient)
    RecordAccess.objects.update(mode="bris_de_glace", motive="Urgence", authorisation=None)

    assert NOTHING in news(client)


def test_what_was_taken_off_the_list_tells_no_news(client: Client) -> None:
    patient = visited(client)
    new(patient)
    client.post(reverse("access:record_hide", args=[RecordAccess.objects.get().uuid]))

    assert NOTHING in news(client)


def test_names_are_hidden_for_the_session_and_shown_again(client: Client) -> None:
    patient = visited(client, birth_name="Quérec")
    new(patient)
    client.post(reverse("access:names"))
    hidden = text(client.get("/"))
    client.post(reverse("access:names"))

    assert "QUÉREC" not in hidden
    assert str(patient.birth_date.year) not in re.sub(r"\d\d/\d\d/\d{4}", "", hidden)
    assert "Patient 1" in hidden
    assert "QUÉREC" in text(client.get("/"))


def test_one_query_tells_of_one_record_or_of_thirty(client: Client) -> None:
    new(visited(client))
    one = len(statements(lambda: client.get("/")))
    for _ in range(29):
        new(visited(client))

    found = statements(lambda: client.get("/"))

    assert len(found) == one <= BUDGET
    assert "30\u00a0nouveaux documents dans 30\u00a0dossiers" in news(client)


def test_patients_are_sorted_and_those_whose_access_ends_soon_found(client: Client) -> None:
    first, second = visited(client, days=9, birth_name="Abadie"), visited(client, days=2, birth_name="Zola")
    Authorisation.objects.filter(patient=first).update(until=timezone.now() + timedelta(days=5))

    def order(query: str) -> list[str]:
        page = text(client.get(f"/{query}"))
        return re.findall(r'row">(ABADIE|ZOLA)', page[page.index('id="mes-patients"') :])

    assert order("") == ["ABADIE", "ZOLA"]
    assert order("?tri=visite") == ["ZOLA", "ABADIE"]
    assert order("?tri=echeance") == ["ABADIE", "ZOLA"]
    assert order("?echeance=1") == ["ABADIE"]
    assert second.birth_name == "Zola"
