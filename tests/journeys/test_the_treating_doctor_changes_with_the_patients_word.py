"""Médecin traitant from declaration to succession, by the hands of two doctors and of the patient (AR 15, case 32)."""

import pytest
from django.test import Client

from access.models import Practice
from journal.models import Action
from patients.models import Patient
from tests.access.holders import as_patient
from tests.conftest import SignIn
from tests.effects import effects
from tests.factories.documents import DocumentFactory
from tests.factories.patients import PatientFactory
from tests.factories.people import PracticeFactory
from tests.records import search

pytestmark = [pytest.mark.django_db, pytest.mark.edge_case(32)]
PATIENTS_ACTS = "/mon-dossier/acces/{practice}/{act}/"


def declare(client: Client, patient: Patient) -> str:
    """Open the record as its médecin traitant: address of its documents."""
    data = {"basis": "TEAM", "certified": "on", "treating_doctor": "on"}
    return str(client.post(f"{search(client, patient.matricule)}ouvrir/", data)["Location"])


def test_given_two_doctors_when_the_patient_confirms_each_in_turn_then_one_alone_holds_the_role(
    sign_in: SignIn, doctor: Practice
) -> None:
    patient = PatientFactory()
    masked = DocumentFactory(patient=patient, masked=True)
    second = PracticeFactory(doctor=True)
    holder = as_patient(sign_in, patient)
    doctors = {doctor: sign_in(doctor), second: sign_in(second)}
    listings = {practice: declare(client, patient) for practice, client in doctors.items() if practice == doctor}

    def sees(practice: Practice) -> bool:
        return doctors[practice].get(f"{listings[practice]}{masked.uuid}/").status_code == 200

    def answer(practice: Practice, act: str) -> None:
        address = PATIENTS_ACTS.format(practice=practice.uuid, act=act)
        assert holder.post(address, {"certified": "on"}).status_code == 302

    assert not sees(doctor)
    answer(doctor, "confirmer-medecin-traitant")
    assert sees(doctor)
    listings[second] = declare(doctors[second], patient)
    assert (sees(doctor), sees(second)) == (True, False)  # nobody is stripped of the role by another's word
    answer(second, "confirmer-medecin-traitant")

    assert (sees(doctor), sees(second)) == (False, True)
    acts = effects().filter(record=patient.record.uuid, action__startswith="treating_doctor", granted=True)
    assert (
        list(acts.order_by("position").values_list("action", flat=True))
        == [
            Action.TREATING_DOCTOR_DECLARED,
            Action.TREATING_DOCTOR_CONFIRMED,
        ]
        * 2
    )
