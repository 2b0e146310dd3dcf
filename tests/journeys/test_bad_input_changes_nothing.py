"""Bad input gets a clear sentence, the right status, and changes nothing; never a 500, never a matricule in a log."""

from typing import Any
from uuid import uuid4

import pytest
from django.test import Client

from access.models import Authorisation, Practice, RecordAccess
from journal.models import Line
from tests.conftest import SignIn
from tests.factories.patients import PatientFactory
from tests.records import declare_and_open, search

GOOD = "255081416802538"


@pytest.fixture
def client(sign_in: SignIn, doctor: Practice) -> Client:
    return sign_in(doctor)


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ("", "Saisissez le matricule INS du patient."),
        ("255081416802539", "la clé de contrôle ne correspond pas"),
        ("abcdefghijklmno", "ne contient que des chiffres"),
        ("2550814168025", "Il manque la clé"),
        ("2" * 10_000, "15 caractères"),
        ("255081416\x00802538", "ne contient que des chiffres"),
        ("<script>alert(1)</script>", "ne contient que des chiffres"),
        ("555081416802538", "commence par 1 ou 2"),
    ],
)
def test_a_wrong_matricule_is_refused_in_words(client: Client, typed: str, sentence: str) -> None:
    answer = client.post("/patients/recherche/", {"matricule": typed})

    assert answer.status_code == 422
    assert sentence in answer.content.decode().replace("&#x27;", "’")
    assert "<script>alert" not in answer.content.decode()
    assert not Line.objects.filter(action="patient_searched").exists()


@pytest.mark.parametrize("typed", ["2 55 08 14 168 025 38", " 255081416802538 ", "2.55.08.14.168.025.38"])
def test_spaces_and_dots_are_accepted(client: Client, typed: str) -> None:
    PatientFactory(matricule=GOOD)

    assert client.get(search(client, typed)).status_code == 200


def test_a_test_identity_with_a_wrong_key_is_found_and_a_stranger_with_one_is_refused(client: Client) -> None:
    PatientFactory(matricule="255081416802539")

    assert client.get(search(client, "255081416802539")).status_code == 200
    assert client.post("/patients/recherche/", {"matricule": "255081416802540"}).status_code == 422


def without_token(answer: Any) -> str:
    return "\n".join(line for line in answer.content.decode().splitlines() if "csrfmiddlewaretoken" not in line)


def test_an_unknown_matricule_and_a_patient_without_a_record_get_one_page(client: Client) -> None:
    known = PatientFactory(no_record=True)
    unqualified = PatientFactory(no_record=True, recovered=True)
    matricules = (GOOD, known.matricule, unqualified.matricule)
    pages = [client.get(search(client, matricule)) for matricule in matricules]

    assert {page.status_code for page in pages} == {404}
    assert len({without_token(page) for page in pages}) == 1
    assert "Aucun dossier consultable ne correspond" in pages[0].content.decode()
    assert known.birth_name.upper() not in pages[1].content.decode()


def test_a_search_shows_no_matricule_in_any_address_or_title(client: Client) -> None:
    patient = PatientFactory(matricule=GOOD)
    address = search(client, GOOD)
    page = client.get(address).content.decode()
    listing = declare_and_open(client, patient.matricule)

    assert GOOD not in address + listing
    title = page.split("<title>")[1].split("</title>")[0]
    assert GOOD not in title
    assert patient.birth_name.lower() not in title.lower()


def test_an_address_of_another_session_leads_nowhere(client: Client, sign_in: SignIn, pharmacist: Practice) -> None:
    address = search(client, PatientFactory().matricule)

    assert sign_in(pharmacist).get(address).status_code == 404


def test_too_many_searches_wait_a_minute(client: Client, settings: Any) -> None:
    settings.SEARCHES_PER_MINUTE_ACCOUNT = 3
    patient = PatientFactory()
    for _ in range(3):
        search(client, patient.matricule)

    answer = client.post("/patients/recherche/", {"matricule": patient.matricule})

    assert answer.status_code == 429
    assert "Attendez une minute" in answer.content.decode()


@pytest.mark.parametrize(
    ("posted", "sentence"),
    [
        ({}, "Choisissez la situation qui correspond."),
        ({"certified": "on"}, "Choisissez la situation qui correspond."),
        ({"basis": "TEAM"}, "Cochez la case pour certifier"),
        ({"basis": "EXPRESS_WORK", "certified": "on"}, "Choisissez la situation qui correspond."),
        ({"basis": "TEAM", "certified": "on", "collector_name": "x" * 500}, "200"),
        ({"basis": "TEAM\x00", "certified": "on"}, "situation"),
    ],
)
def test_an_incomplete_declaration_opens_nothing(client: Client, posted: dict[str, str], sentence: str) -> None:
    address = search(client, PatientFactory().matricule)

    answer = client.post(f"{address}ouvrir/", posted)

    assert answer.status_code == 422
    assert sentence in answer.content.decode()
    assert not Authorisation.objects.exists()
    assert not RecordAccess.objects.exists()


@pytest.mark.parametrize(
    ("trait", "title"),
    [
        ({"validated": True}, "Identité à qualifier"),
        ({"recovered": True}, "Identité à qualifier"),
        ({"closed": True}, "Ce dossier est fermé"),
    ],
)
def test_a_refusal_shows_the_five_conditions_the_failing_one_first(
    client: Client, trait: dict[str, Any], title: str
) -> None:
    patient = PatientFactory(**trait)
    answer = client.get(search(client, patient.matricule))
    page = answer.content.decode()

    assert answer.status_code == 403
    assert title in page
    checklist = page[page.index('class="dicah"') :]
    assert checklist.count("<li") >= 5
    assert "Non remplie" in checklist[: checklist.index("</li>")]
    shown = page.replace("\u00a0", "")
    assert (patient.matricule in shown) is (patient.ins_status == "QUAL")


def test_reading_goes_by_get_and_opening_by_post_only(client: Client) -> None:
    address = search(client, PatientFactory().matricule)

    assert client.get(f"{address}ouvrir/").status_code == 405
    assert client.get("/patients/recherche/").status_code == 405
    assert client.post(f"/dossiers/{uuid4()}/documents/").status_code == 405


def test_a_search_stopped_by_the_limit_and_a_missing_declaration_leave_their_line(
    client: Client, settings: Any
) -> None:
    patient = PatientFactory()
    address = search(client, patient.matricule)
    client.post(f"{address}ouvrir/")
    settings.SEARCHES_PER_MINUTE_ACCOUNT = 1
    client.post("/patients/recherche/", {"matricule": patient.matricule})

    refused = Line.objects.filter(granted=False).order_by("pk").values_list("action", "decision")
    assert list(refused) == [("record_state", "CONSENT_MISSING"), ("patient_searched", "TOO_MANY_SEARCHES")]


@pytest.mark.parametrize("shown", ["http://[", "", "javascript:alert(1)", "http://ailleurs.example/x"])
def test_an_odd_header_of_htmx_is_no_error(db: None, shown: str) -> None:
    answer = Client().get("/", headers={"HX-Request": "true", "HX-Current-URL": shown})

    assert answer.status_code in (200, 204, 302)
