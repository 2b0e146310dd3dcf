"""« Mes patients » (PS S04): sorted, also by a last deposit that one may read; opened through the same gate as ever."""

import re
from datetime import datetime, timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.test import Client
from django.utils import timezone

from access.models import Authorisation, Block, Practice, RecordAccess
from journal.models import Line
from patients.models import Patient
from tests.access.signing import text
from tests.conftest import SignIn
from tests.factories.documents import DocumentFactory
from tests.factories.patients import PatientFactory
from tests.pages import without_tokens_or_hours
from tests.queries import BUDGET, statements

NOW = timezone.now()


def authorised(practice: Practice, days: int = 20, **values: Any) -> Patient:
    """A patient whose consent somebody collected for this practice, which never opened the record."""
    patient: Patient = PatientFactory(**values)
    Authorisation.objects.create(
        patient=patient,
        practice=practice,
        basis="TEAM",
        collected_by=practice.professional,
        given_at=NOW - timedelta(days=1),
        until=NOW + timedelta(days=days),
    )
    return patient


@pytest.fixture
def client(sign_in: SignIn, doctor: Practice) -> Client:
    return sign_in(doctor)


def listed(client: Client, query: str = "") -> str:
    return text(client.get(f"/{query}")).split('id="mes-patients"')[1].split("</section>")[0]


def names(part: str) -> list[str]:
    return re.findall(r'<th scope="row">(\w+) ', part)


def open_own(client: Client, patient: Patient) -> Any:
    return client.post(f"/mes-patients/{patient.record.uuid}/ouvrir/")


def test_a_record_never_opened_opens_in_one_action_with_the_same_line_as_any(client: Client, doctor: Practice) -> None:
    patient = authorised(doctor)
    assert f'action="/mes-patients/{patient.record.uuid}/ouvrir/"' in listed(client)

    answer = open_own(client, patient)

    access = RecordAccess.objects.get()
    assert answer["Location"] == f"/dossiers/{access.uuid}/documents/"
    line = Line.objects.get(record=patient.record.uuid)
    assert (line.action, line.granted, line.decision, line.basis) == ("record_opened", True, "OPEN", "TEAM")
    assert access.authorisation == Authorisation.objects.get()
    assert "Revenir au dossier" in listed(client)
    assert f'href="/dossiers/{access.uuid}/autorisations/fin/">Mettre fin à mon accès' in listed(client)


def _blocked(patient: Patient) -> None:
    mine = Authorisation.objects.get()
    Block.objects.create(patient=patient, professional=mine.practice.professional)


def _closed(patient: Patient) -> None:
    patient.record.closed_on, patient.record.closure_reason = NOW.date(), "death"
    patient.record.save()


@pytest.mark.parametrize(("change", "title"), [(_blocked, "Vous n’avez pas accès à ce dossier"), (_closed, "fermé")])
def test_what_refuses_an_opening_refuses_this_one(client: Client, doctor: Practice, change: Any, title: str) -> None:
    patient = authorised(doctor)
    change(patient)

    answer = open_own(client, patient)

    assert answer.status_code == 403
    assert title in text(answer)
    assert not RecordAccess.objects.exists()
    assert not Line.objects.get(record=patient.record.uuid).granted


def test_an_access_that_expired_is_declared_anew(client: Client, doctor: Practice) -> None:
    patient = authorised(doctor, days=-1)

    answer = open_own(client, patient)

    assert answer["Location"].startswith("/patients/")
    assert "Accéder au dossier" in text(client.get(answer["Location"]))
    assert not RecordAccess.objects.exists()


@pytest.mark.parametrize("confidential", [False, True])
def test_a_record_of_somebody_elses_patient_is_that_of_nobody(
    client: Client, doctor: Practice, pharmacist: Practice, confidential: bool
) -> None:
    theirs = authorised(pharmacist)
    if confidential:
        Authorisation.objects.update(practice=doctor, confidential=True)
    asked: dict[str, list[str]] = {}
    answers = {}
    for name, uuid in (("theirs", theirs.record.uuid), ("nobody's", uuid4())):

        def ask(name: str = name, uuid: object = uuid) -> None:
            answers[name] = client.post(f"/mes-patients/{uuid}/ouvrir/")

        asked[name] = [re.sub(r"'[^']*'", "?", sql) for sql in statements(ask)]

    assert [answer.status_code for answer in answers.values()] == [404, 404]
    assert without_tokens_or_hours(answers["theirs"].content) == without_tokens_or_hours(answers["nobody's"].content)
    assert len(asked["theirs"]) == len(asked["nobody's"])
    assert not Line.objects.filter(record=theirs.record.uuid).exists()
    assert client.get(f"/mes-patients/{theirs.record.uuid}/ouvrir/").status_code == 405


def deposit(patient: Patient, days: int, **values: Any) -> None:
    at: datetime = NOW - timedelta(days=days)
    DocumentFactory(patient=patient, deposited_at=at, **values)


def test_the_last_deposit_sorts_and_is_said(client: Client, doctor: Practice) -> None:
    for name, days in (("Aubin", 9), ("Brun", 2), ("Cador", None), ("Dumas", 5)):
        patient = authorised(doctor, birth_name=name)
        if days:
            deposit(patient, days)
            deposit(patient, 30)
    part = listed(client, "?tri=depot")

    assert names(part) == ["BRUN", "DUMAS", "AUBIN", "CADOR"]
    assert f'<td data-label="Dernier dépôt">{timezone.localdate(NOW - timedelta(days=2)):%d/%m/%Y}</td>' in part
    assert names(listed(client)) == ["AUBIN", "BRUN", "CADOR", "DUMAS"]
    assert "Dernier dépôt</th>" not in listed(client)


@pytest.mark.parametrize("hidden", [{"masked": True}, {"deleted": True}, {"availability": "archived"}])
def test_a_deposit_out_of_reach_neither_sorts_nor_is_said(
    client: Client, doctor: Practice, hidden: dict[str, Any]
) -> None:
    first, last = (authorised(doctor, birth_name=name) for name in ("Aubin", "Brun"))
    deposit(first, 3)
    deposit(last, 8)
    before = listed(client, "?tri=depot")

    deposit(last, 1, **hidden)

    assert without_tokens_or_hours(listed(client, "?tri=depot").encode()) == without_tokens_or_hours(before.encode())


def test_the_sort_asks_as_much_for_thirty_patients_as_for_two(client: Client, doctor: Practice) -> None:
    counts = []
    for more in (2, 28):
        for _ in range(more):
            deposit(authorised(doctor), 4)
        counts.append(len(statements(lambda: client.get("/?tri=depot"))))

    assert counts[0] == counts[1] <= BUDGET
