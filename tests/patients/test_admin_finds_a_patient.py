"""Finding a patient: posted, journalled, bound to the session; no name in a list that nobody asked for."""

from datetime import date
from typing import Any

import pytest
from django.test import Client

from journal.models import Action, Line
from patients.models import Patient
from tests.conftest import SignIn
from tests.factories.patients import PatientFactory
from tests.factories.people import UserFactory

PATIENTS = "/admin/patients/patient/"
GOOD = "255081416802538"


@pytest.fixture
def administrator(sign_in: SignIn) -> Client:
    return sign_in(user=UserFactory(administrator=True, username="lea.morel"))


def test_a_patient_is_found_by_a_posted_matricule(administrator: Client) -> None:
    patient = PatientFactory()

    answer = administrator.post(f"{PATIENTS}recherche/", {"matricule": f" {patient.matricule} "})

    assert answer["Location"] == f"{PATIENTS}{patient.pk}/change/"
    line = Line.objects.get(action=Action.PATIENT_SEARCHED)
    assert line.matricule_hmac
    assert patient.matricule not in str(line.__dict__)


def test_a_patient_is_found_by_birth_date_and_letters(administrator: Client, sign_in: SignIn) -> None:
    born = date(1980, 1, 2)
    wanted = [PatientFactory(birth_name=name, birth_date=born) for name in ("Élan", "Elouard")]
    PatientFactory(birth_name="Zèbre", birth_date=born)

    answer = administrator.post(f"{PATIENTS}recherche/", {"birth_date": "02/01/1980", "letters": "él"})

    address = answer["Location"]
    assert "él" not in address
    assert [patient.pk for patient in administrator.get(address).context["patients"]] == [p.pk for p in wanted]
    other = sign_in(user=UserFactory(administrator=True))
    assert other.get(address).status_code == 404, "bound to the session"


def test_too_many_patients_are_not_listed(administrator: Client) -> None:
    for _ in range(11):
        PatientFactory(birth_name="Homonyme", birth_date=date(1980, 1, 2))

    page = administrator.post(f"{PATIENTS}recherche/", {"birth_date": "02/01/1980"}, follow=True).content.decode()

    assert "Homonyme" not in page
    assert "précisez" in page


@pytest.mark.parametrize(
    "data", [{}, {"letters": "dup"}, {"birth_date": "02/01/1980", "letters": "dupo"}, {"matricule": "12"}]
)
def test_a_search_that_says_too_little_or_too_much_is_refused(administrator: Client, data: dict[str, str]) -> None:
    assert administrator.post(f"{PATIENTS}recherche/", data).status_code == 422
    assert not Line.objects.filter(action=Action.PATIENT_SEARCHED).exists()


def test_searches_are_limited(administrator: Client, settings: Any) -> None:
    settings.SEARCHES_PER_MINUTE_ACCOUNT = 2

    codes = [administrator.post(f"{PATIENTS}recherche/", {"matricule": GOOD}).status_code for _ in range(3)]

    assert codes == [302, 302, 429]


def test_reading_an_identity_is_journalled(administrator: Client) -> None:
    patient = PatientFactory()

    administrator.get(f"{PATIENTS}{patient.pk}/change/")

    assert Line.objects.get(action=Action.RECORD_STATE).record == patient.record.uuid


def test_a_patient_is_never_deleted(administrator: Client) -> None:
    patient = PatientFactory()

    assert administrator.post(f"{PATIENTS}{patient.pk}/delete/", {"post": "yes"}).status_code == 403
    administrator.post(PATIENTS, {"action": "delete_selected", "_selected_action": [patient.pk], "post": "yes"})
    assert Patient.objects.filter(pk=patient.pk).exists()


def test_the_list_filters_by_status_and_record_and_names_nobody(administrator: Client) -> None:
    PatientFactory(birth_name="Quetzal", ins_status="VALI"), PatientFactory(closed=True), PatientFactory(no_record=True)

    def shown(query: str) -> int:
        page = administrator.get(f"{PATIENTS}?{query}")
        assert "Quetzal" not in page.content.decode()
        return len(page.context["cl"].result_list)

    assert [shown(query) for query in ("", "ins_status__exact=VALI", "record_state=closed", "record_state=none")] == [
        3,
        1,
        1,
        1,
    ]
