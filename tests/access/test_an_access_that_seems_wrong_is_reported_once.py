"""S28: a line of the history is reported to the administrators and the patient, once, by who may read it."""

from uuid import uuid4

import pytest

from access.models import AccessReport, Notice, Practice
from journal.models import Action, Line
from journal.services import verify
from patients.models import Patient
from tests.access.tracing import MOTIVE, OTHER, become_treating_doctor, history, text_of, what_others_did
from tests.conftest import SignIn
from tests.effects import effects
from tests.factories.patients import PatientFactory
from tests.factories.people import UserFactory

pytestmark = pytest.mark.usefixtures("stopped_clock")


@pytest.fixture
def patient(db: None) -> Patient:
    return PatientFactory()


@pytest.fixture
def others(patient: Patient) -> None:
    what_others_did(patient)


def test_a_report_reaches_the_administrators_and_the_patient_once(
    sign_in: SignIn, doctor: Practice, patient: Patient, others: None
) -> None:
    become_treating_doctor(patient, doctor)
    client = sign_in(doctor)
    address = history(client, patient, doctor)
    line = Line.objects.get(record=patient.record.uuid, mode="bris_de_glace", action=Action.RECORD_OPENED)
    form = f"{address}{line.pk}/signaler/"

    assert "BERTHOU" in text_of(client.get(form))
    assert client.post(form, {"motif": "court"}).status_code == 422
    assert not AccessReport.objects.exists()
    for _ in range(2):
        assert client.post(form, {"motif": "Je ne connais pas cette personne."}).status_code == 302

    report = AccessReport.objects.get()
    assert (report.professional, report.mode, report.reporter) == (
        OTHER.professional,
        "bris_de_glace",
        doctor.professional.idnat,
    )
    assert Notice.objects.filter(kind="access_reported", patient=patient).count() == 1
    own = effects().filter(action=Action.ACCESS_REPORTED, professional=doctor.professional.idnat, granted=True)
    assert own.get().details["position"] == line.position
    administrator = sign_in(user=UserFactory(administrator=True))
    listed = text_of(administrator.get("/admin/access/accessreport/?suite=a-traiter"))
    assert OTHER.professional in listed
    for secret in ("Je ne connais pas", MOTIVE, "BERTHOU", patient.birth_name, str(patient.record.uuid)):
        assert secret not in listed
    administrator.post(
        "/admin/access/accessreport/", {"action": "handle", "_selected_action": [report.pk]}, follow=True
    )
    report.refresh_from_db()
    assert report.handled_at
    assert not list(verify())


def test_a_line_of_somebody_else_cannot_be_reported_nor_told_from_one_that_does_not_exist(
    sign_in: SignIn, pharmacist: Practice, patient: Patient, others: None
) -> None:
    client = sign_in(pharmacist)
    address = history(client, patient, pharmacist)
    line = Line.objects.get(record=patient.record.uuid, mode="bris_de_glace", action=Action.RECORD_OPENED)

    theirs = client.get(f"{address}{line.pk}/signaler/")
    nothing = client.get(f"{address}999999999/signaler/")

    assert (theirs.status_code, nothing.status_code) == (404, 404)
    assert theirs.content == nothing.content
    assert client.get(f"/dossiers/{uuid4()}/acces/").status_code == 404
