"""An emergency ends by time, by its button or with the session; the next one is declared again, on its own page."""

from datetime import date, timedelta

import pytest
from django.test import Client
from django.utils import timezone

from access.models import Authorisation, Notice, Practice, RecordAccess
from tests.access.emergencies import EMERGENCY, newest, open_emergency
from tests.conftest import SignIn
from tests.factories.patients import PatientFactory
from tests.factories.people import PracticeFactory
from tests.records import declare_and_open, search


@pytest.fixture
def client(sign_in: SignIn, pharmacist: Practice) -> Client:
    """Any professional may break the glass (AR 10.3)."""
    return sign_in(pharmacist)


@pytest.fixture
def regulator(sign_in: SignIn) -> Client:
    return sign_in(PracticeFactory(doctor=True, samu_entitled=True))


def test_a_choice_changed_meanwhile_bites_on_the_next_click(client: Client) -> None:
    patient = PatientFactory()
    address = f"{open_emergency(client, patient.matricule)}documents/"
    assert client.get(address).status_code == 200

    patient.record.accepts_emergency = False
    patient.record.save()

    assert client.get(address).status_code == 403


def end_by_time(client: Client, address: str) -> None:
    RecordAccess.objects.update(expires_at=timezone.now() - timedelta(seconds=1))


def end_by_button(client: Client, address: str) -> None:
    answer = client.post(f"{address}fermer/", follow=True)
    assert "Accès en urgence terminé." in answer.content.decode()


@pytest.mark.parametrize("end", [end_by_time, end_by_button])
def test_once_ended_it_is_opened_again_by_its_own_page_with_a_new_reason(client: Client, end) -> None:  # type: ignore[no-untyped-def]
    patient = PatientFactory()
    address = open_emergency(client, patient.matricule)
    end(client, address)

    gone = client.get(f"{address}documents/")
    again = client.post(f"{address}rouvrir/")
    form = client.get(again["Location"])
    client.post(again["Location"], EMERGENCY)

    assert gone.status_code == 410
    assert "nouveau motif" in gone.content.decode()
    assert again["Location"].endswith("/urgence/")
    assert form.status_code == 200
    assert newest().expires_at > timezone.now()
    assert RecordAccess.objects.count() == 2
    assert Notice.objects.filter(patient=patient).count() == 2


def test_sign_out_ends_it(client: Client) -> None:
    open_emergency(client, PatientFactory().matricule)

    client.post("/deconnexion/")

    assert newest().end_cause == RecordAccess.EndCause.SIGNED_OUT


def test_a_record_whose_consent_ended_leads_to_the_emergency_of_the_same_patient(client: Client) -> None:
    patient = PatientFactory()
    listing = declare_and_open(client, patient.matricule)
    Authorisation.objects.update(until=timezone.now() - timedelta(days=1))

    page = client.get(listing).content.decode()
    link = page.split('/urgence/"')[0].split('href="')[-1] + "/urgence/"

    assert patient.birth_name.upper() in client.get(link).content.decode()


def test_a_record_that_was_left_leads_to_the_emergency_of_the_same_patient(client: Client) -> None:
    patient = PatientFactory()
    listing = declare_and_open(client, patient.matricule)
    access = listing.split("/")[2]
    client.post(f"/dossiers/{access}/fermer/")

    page = client.get(listing).content.decode()
    answer = client.post(f"/dossiers/{access}/urgence/")

    assert f'action="/dossiers/{access}/urgence/"' in page
    assert patient.birth_name.upper() in client.get(answer["Location"]).content.decode()


def test_an_emergency_stays_out_of_the_home_page(client: Client) -> None:
    patient = PatientFactory()

    open_emergency(client, patient.matricule)

    assert patient.birth_name.upper() not in client.get("/").content.decode()


@pytest.mark.parametrize("page", ["urgence", "regulation", "soins-confidentiels"])
def test_the_address_of_a_search_is_worth_nothing_in_another_session(
    sign_in: SignIn, regulator: Client, page: str
) -> None:
    address = (
        f"{search(regulator, PatientFactory(birth_date=date(timezone.localdate().year - 9, 1, 1)).matricule)}{page}/"
    )
    other = sign_in(PracticeFactory(doctor=True, samu_entitled=True))

    assert regulator.get(address).status_code == 200
    assert (other.get(address).status_code, other.post(address, EMERGENCY).status_code) == (404, 404)


@pytest.mark.parametrize("path", ["documents/", "synthese/", "prolonger/", "acces/", "autorisations/"])
def test_somebody_else_finds_nothing_at_the_address_of_an_emergency(
    sign_in: SignIn, client: Client, pharmacist: Practice, path: str
) -> None:
    address = open_emergency(client, PatientFactory().matricule)
    colleague = sign_in(PracticeFactory(pharmacist=True, structure=pharmacist.structure))

    assert client.get(address + path).status_code == 200
    assert colleague.get(address + path).status_code == 404
    assert colleague.post(f"{address}urgence/").status_code == 404
    assert colleague.post(f"{address}fermer/").status_code == 404
    assert newest().ended_at is None
