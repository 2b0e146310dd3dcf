"""State of a record, as an administrator records it: none, open, closed; the patient's choices stay theirs."""

import pytest
from django.test import Client
from django.utils import timezone

from journal.models import Action, Line
from patients.models import SharedRecord
from tests.conftest import SignIn
from tests.factories.patients import PatientFactory
from tests.factories.people import UserFactory

PATIENTS = "/admin/patients/patient/"
GOOD = "255081416802538"


@pytest.fixture
def administrator(sign_in: SignIn) -> Client:
    return sign_in(user=UserFactory(administrator=True, username="lea.morel"))


def test_a_record_is_opened_closed_and_reopened(administrator: Client) -> None:
    patient = PatientFactory(no_record=True)
    address, today = f"{PATIENTS}{patient.pk}/dossier/", f"{timezone.localdate():%d/%m/%Y}"

    administrator.post(address, {"opened_on": "01/02/2024"})
    assert SharedRecord.objects.get().closed_on is None
    administrator.post(address, {"closed_on": today, "reason": "death", "detail": "Acte reçu"})
    shared = SharedRecord.objects.get()
    assert (shared.closed_on, shared.closure_reason) == (timezone.localdate(), "death")
    administrator.post(address, {"reopen": "1"})

    assert SharedRecord.objects.get().closed_on is None
    lines = Line.objects.filter(action=Action.RECORD_CHANGED).order_by("position")
    assert [line.decision for line in lines] == ["OPENED", "CLOSED", "REOPENED"]
    assert "Acte reçu" not in str([line.details for line in lines])


@pytest.mark.parametrize("data", [{}, {"closed_on": "01/01/2999"}, {"closed_on": "01/01/2000"}, {"closed_on": "hier"}])
def test_a_closure_that_cannot_be_is_said(administrator: Client, data: dict[str, str]) -> None:
    patient = PatientFactory()

    answer = administrator.post(f"{PATIENTS}{patient.pk}/dossier/", {"reason": "patient"} | data)

    assert answer.status_code == 422
    assert SharedRecord.objects.get().closed_on is None


def test_the_choices_of_the_patient_are_read_only(administrator: Client) -> None:
    patient = PatientFactory()

    page = administrator.get(f"{PATIENTS}{patient.pk}/dossier/").content.decode()
    administrator.post(f"{PATIENTS}{patient.pk}/dossier/", {"accepts_emergency": "", "masks_by_default": "on"})

    assert "Accepte le bris de glace" in page
    shared = SharedRecord.objects.get()
    assert (shared.accepts_emergency, shared.masks_by_default) == (True, False)
