"""AR 15 over HTTP, the matrix: cases 1 to 3, 7, 28 to 31 and 33."""

from typing import Any

import pytest

from documents.models import Document
from patients.models import Patient
from tests.conftest import SignIn
from tests.factories.documents import DocumentFactory
from tests.factories.patients import PatientFactory
from tests.factories.people import PracticeFactory, StructureFactory
from tests.journeys.actors import Caregiver, documents_in, words

case = pytest.mark.edge_case
NOT_FOR_DENTISTS = ["80788-3", "75496-0", "83981-1", "83901-9", "68599-0"]


@pytest.fixture
def patient(db: None) -> Patient:
    return PatientFactory()


@pytest.mark.parametrize(
    ("profession", "code", "sees"),
    [
        pytest.param("midwife", "89233-1", True, marks=case(1), id="case 1: a midwife, a report of pregnancy"),
        pytest.param("nurse", "89233-1", False, marks=case(2), id="case 2: a nurse, the same"),
        *[
            pytest.param("dentist", code, False, marks=case(3), id=f"case 3: a dentist, {code}")
            for code in NOT_FOR_DENTISTS
        ],
        pytest.param("doctor", "UNRULED", True, marks=case(28), id="case 28: an unknown type, a doctor"),
        pytest.param("pharmacist", "UNRULED", False, marks=case(28), id="case 28: the same, a pharmacist"),
        pytest.param("nurse", "100967-9", False, marks=case(28), id="case 28: a type not ruled yet, a nurse"),
    ],
)
def test_a_type_is_listed_and_read_by_the_professions_that_the_matrix_says(
    sign_in: SignIn, patient: Patient, profession: str, code: str, sees: bool
) -> None:
    practice = PracticeFactory(**{profession: True})
    document = DocumentFactory(patient=patient, type_code=code)
    someone = Caregiver(sign_in(practice), practice)

    assert someone.sees(someone.open(patient), document) is sees


@pytest.mark.parametrize(
    ("profession", "basis", "roles_enabled"),
    [
        pytest.param("occupational_doctor", "EXPRESS_WORK", True, marks=case(29), id="case 29: an occupational doctor"),
        pytest.param("care_assistant", "TEAM", True, marks=case(30), id="case 30: an aide-soignant"),
        pytest.param("social_worker", "TEAM", False, marks=case(31), id="case 31: social roles are disabled"),
    ],
)
def test_a_profession_without_a_column_opens_an_empty_record(
    sign_in: SignIn, patient: Patient, settings: Any, profession: str, basis: str, roles_enabled: bool
) -> None:
    settings.ROLE_PROFESSIONS_ENABLED = roles_enabled
    practice = PracticeFactory(**{profession: True})
    for code in ("11488-4", "11502-2", "REMB"):
        DocumentFactory(patient=patient, type_code=code)
    someone = Caregiver(sign_in(practice), practice)

    listing = someone.open(patient, basis)
    page = someone.client.get(listing)

    assert page.status_code == 200
    assert documents_in(page) == documents_in(someone.documents(listing)) == set()
    assert "Votre profession n’ouvre aucun type de document" in words(page)


@case(7)
def test_an_optician_lists_the_report_that_they_wrote_though_its_type_is_not_theirs(
    sign_in: SignIn, patient: Patient
) -> None:
    practice = PracticeFactory(optician=True)
    own = DocumentFactory(patient=patient, type_code="11488-4", authored_by=practice.professional.idnat)
    other = DocumentFactory(patient=patient, type_code="11488-4")
    optician = Caregiver(sign_in(practice), practice)
    listing = optician.open(patient)

    assert optician.sees(listing, own)
    assert not optician.sees(listing, other)


@case(33)
def test_colleagues_of_a_structure_are_the_depositor_of_what_nobody_deposited_in_person(
    sign_in: SignIn, patient: Patient
) -> None:
    structure = StructureFactory()
    colleague = PracticeFactory(optician=True, structure=structure)
    stranger = PracticeFactory(optician=True)
    by_structure = DocumentFactory(patient=patient, masked=True, depositing_structure=structure)
    by_person = DocumentFactory(
        patient=patient,
        masked=True,
        depositing_structure=structure,
        depositor=PracticeFactory(optician=True, structure=structure).professional,
    )
    in_header = _organisation_in_the_header(patient, structure.idnat)

    for practice, expected in ((colleague, {by_structure.uuid}), (stranger, set())):
        someone = Caregiver(sign_in(practice), practice)
        listing = someone.open(patient)
        assert documents_in(someone.documents(listing)) == expected
        assert someone.read(listing, by_person).status_code == 404
        assert someone.read(listing, in_header).status_code == 404


def _organisation_in_the_header(patient: Patient, idnat: str) -> Document:
    document: Document = DocumentFactory(patient=patient, masked=True, institution_label="Structure de l’en-tête")
    document.authors.create(rank=1, institution="Structure de l’en-tête", institution_id=idnat)
    return document
