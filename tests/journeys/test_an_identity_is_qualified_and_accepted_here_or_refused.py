"""AR 15 over HTTP, the identity and the record: cases 11, 12, 13 (consultation) and 34 to 36."""

from typing import Any

import pytest

from access.models import Practice
from patients.ins import NIA_OID, NIR_OID, NIR_TEST_OID, PRODUCTION_OIDS
from tests.conftest import SignIn
from tests.factories.patients import PatientFactory, matricule
from tests.journeys.actors import Caregiver, words

case = pytest.mark.edge_case


@pytest.fixture
def someone(sign_in: SignIn, doctor: Practice) -> Caregiver:
    return Caregiver(sign_in(doctor), doctor)


@pytest.mark.parametrize(
    ("status", "proposed"),
    [
        pytest.param("VALI", "interrogez le téléservice INSi", marks=case(11), id="case 11: INS validated"),
        pytest.param("RECUP", "contrôlez une pièce d’identité", marks=case(12), id="case 12: INS recovered"),
    ],
)
def test_an_identity_not_qualified_is_told_its_missing_step(someone: Caregiver, status: str, proposed: str) -> None:
    patient = PatientFactory(ins_status=status)

    answers = [someone.state(patient), someone.declare(patient)]

    for answer in answers:
        assert answer.status_code == 403
        assert "Identité à qualifier" in words(answer)
        assert proposed in words(answer)


@case(34)
def test_a_corsican_matricule_in_lower_case_is_normalised(someone: Caregiver) -> None:
    patient = PatientFactory(matricule="284052B32102579")

    assert someone.open("284052b32102579") == someone.open(patient)


@case(35)
@pytest.mark.parametrize("oid", [NIR_OID, NIR_TEST_OID])
def test_a_number_that_begins_with_seven_is_no_nir(someone: Caregiver, oid: str) -> None:
    number = matricule(7, sex=7)
    PatientFactory(matricule=number, ins_oid=oid)

    refused = someone.declare(number)

    assert refused.status_code == 404
    assert "Aucun dossier consultable ne correspond à ce matricule" in words(refused)
    PatientFactory(matricule=number, ins_oid=NIA_OID)
    assert someone.declare(number).status_code == 302


@case(36)
@pytest.mark.parametrize("declared", [False, True])
def test_a_test_identity_is_refused_in_production(someone: Caregiver, settings: Any, declared: bool) -> None:
    settings.INS_OIDS = list(PRODUCTION_OIDS)
    patient = PatientFactory(ins_oid=NIR_TEST_OID)

    answer = someone.declare(patient) if declared else someone.state(patient)

    assert answer.status_code == 403
    assert "Matricule refusé" in words(answer)
