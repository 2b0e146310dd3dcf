"""AR 15 over HTTP, the consent: cases 8 to 10 and 27."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
import time_machine

from access.models import Authorisation, Practice
from patients.models import Patient
from tests.access.consenting import block
from tests.conftest import SignIn
from tests.factories.documents import DocumentFactory
from tests.factories.patients import PatientFactory
from tests.journeys.actors import Caregiver, words

case = pytest.mark.edge_case
YESTERDAY = datetime(2026, 3, 9, 10, tzinfo=ZoneInfo("Europe/Paris"))


@pytest.fixture
def patient(db: None) -> Patient:
    return PatientFactory()


@case(9)
def test_a_blocked_professional_who_ticks_the_box_stays_blocked(
    sign_in: SignIn, doctor: Practice, patient: Patient
) -> None:
    someone = Caregiver(sign_in(doctor), doctor)
    block(patient, doctor)

    answers = [someone.declare(patient, basis) for basis in ("TEAM", "EXPLICIT")]

    for answer in [*answers, someone.state(patient)]:
        assert answer.status_code == 403
        assert "Son accord oral ne suffit pas" in words(answer)
    assert not Authorisation.objects.exists()


@case(10)
def test_yesterdays_explicit_consent_has_expired_and_the_box_is_shown_again(
    sign_in: SignIn, doctor: Practice, patient: Patient
) -> None:
    with time_machine.travel(YESTERDAY):
        Caregiver(sign_in(doctor), doctor).open(patient, "EXPLICIT")
    with time_machine.travel(YESTERDAY + timedelta(days=1)):
        someone = Caregiver(sign_in(doctor), doctor)

        state = someone.state(patient)
        unticked = someone.client.post(f"{someone.search(patient)}ouvrir/")

        assert "Accès échu" in words(state)
        assert 'name="certified"' in words(state)
        assert unticked.status_code == 422
        assert someone.declare(patient, "EXPLICIT").status_code == 302


@case(27)
def test_a_block_placed_while_a_page_is_open_bites_on_the_next_click(
    sign_in: SignIn, doctor: Practice, patient: Patient
) -> None:
    document = DocumentFactory(patient=patient)
    someone = Caregiver(sign_in(doctor), doctor)
    listing = someone.open(patient)
    assert someone.sees(listing, document)

    block(patient, doctor)

    for path in ("", f"{document.uuid}/", f"{document.uuid}/original/"):
        answer = someone.client.get(listing + path)
        assert answer.status_code == 403
        assert "Vous n’avez pas accès à ce dossier" in words(answer)
        assert document.title not in words(answer)
