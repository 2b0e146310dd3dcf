"""Filters on what only some see (AR 12.2): offered to those entitled, no filter to the others, no trace of the rest."""

import pytest
from django.utils import timezone

from access.models import Practice, RecordAdministrator, TreatingDoctor
from documents.models import Document
from patients.models import Patient
from tests.access.holders import as_patient, as_representative
from tests.access.signing import text
from tests.conftest import SignIn
from tests.factories.documents import DocumentFactory
from tests.factories.patients import RepresentativeFactory
from tests.records import open_record

MASKED, HIDDEN, SECRET = 'value="masques"', 'value="patient"', 'value="representants"'


@pytest.fixture
def documents(db: None) -> list[Document]:
    patient: Patient = RepresentativeFactory().patient
    return [
        DocumentFactory(patient=patient, title="Ordinaire"),
        DocumentFactory(patient=patient, title="Document masqué", masked=True),
        DocumentFactory(patient=patient, title="En attente d’annonce", hidden=True),
        DocumentFactory(patient=patient, title="Soin confidentiel", hidden_from_representatives=True),
    ]


def listed(page: str, documents: list[Document]) -> set[str]:
    return {d.title for d in documents if d.title in page}


@pytest.mark.parametrize("role", [TreatingDoctor, RecordAdministrator])
def test_those_who_read_masked_documents_can_list_them_alone(
    sign_in: SignIn, doctor: Practice, documents: list[Document], role: type
) -> None:
    patient = documents[0].patient
    more = {"confirmed_at": timezone.now()} if role is TreatingDoctor else {}
    role.objects.create(patient=patient, professional=doctor.professional, **more)
    client = sign_in(doctor)
    address = open_record(client, patient.matricule)
    page = text(client.get(address))
    masked = text(client.get(address, {"visibilite": "masques"}))

    assert all(option in page for option in (MASKED, HIDDEN, SECRET))
    assert listed(page, documents) == {d.title for d in documents}
    assert listed(masked, documents) == {"Document masqué"}
    assert "masqués aux professionnels" in masked
    assert listed(text(client.get(address, {"visibilite": "patient"})), documents) == {"En attente d’annonce"}
    assert listed(text(client.get(address, {"visibilite": "representants"})), documents) == {"Soin confidentiel"}


def test_to_others_the_masked_ones_are_neither_offered_nor_filtered(
    sign_in: SignIn, doctor: Practice, documents: list[Document]
) -> None:
    client = sign_in(doctor)
    address = open_record(client, documents[0].patient.matricule)

    asked = text(client.get(address, {"visibilite": "masques"}))

    assert MASKED not in asked
    assert listed(asked, documents) == {"Ordinaire", "En attente d’annonce", "Soin confidentiel"}
    assert listed(text(client.get(address, {"visibilite": "nimporte"})), documents) == listed(asked, documents)


def test_holders_filter_what_is_theirs_to_choose_and_parents_learn_of_nothing(
    sign_in: SignIn, documents: list[Document]
) -> None:
    patient = documents[0].patient
    minor = as_patient(sign_in, patient)
    mother = as_representative(sign_in, patient.representatives.get())
    address = "/mon-dossier/documents/"
    own, theirs = text(minor.get(address)), text(mother.get(address))

    assert [option in own for option in (MASKED, HIDDEN, SECRET)] == [True, False, True]
    assert [option in theirs for option in (MASKED, HIDDEN, SECRET)] == [True, False, False]
    assert listed(text(minor.get(address, {"visibilite": "representants"})), documents) == {"Soin confidentiel"}
    assert listed(text(mother.get(address, {"visibilite": "representants"})), documents) == {
        "Ordinaire",
        "Document masqué",
    }
