"""What waits for an announcement, or is kept from the parents: who hides it, who shows it, and what comes with it."""

import pytest

from access.models import Notice, Practice
from documents.lifecycle.rules import Change, Facts, Hand, Obstacle, State, obstacle
from journal.models import Line
from patients.models import Patient
from tests.access.holders import as_patient, as_representative
from tests.access.signing import text
from tests.conftest import SignIn
from tests.documents.properties import by, change, choices
from tests.factories.patients import PatientFactory, RepresentativeFactory
from tests.factories.people import PracticeFactory
from tests.records import open_record


@pytest.fixture
def patient(db: None) -> Patient:
    return PatientFactory()


@pytest.fixture
def colleague(db: None) -> Practice:
    return PracticeFactory(doctor=True)


@pytest.mark.edge_case(20)
def test_given_a_document_hidden_from_the_patient_then_a_mask_is_not_offered_and_is_refused(
    sign_in: SignIn, patient: Patient, doctor: Practice
) -> None:
    document = by(doctor, patient=patient, hidden=True)
    client = sign_in(doctor)
    address = f"{open_record(client, patient.matricule)}{document.uuid}/proprietes/"

    answer = change(client, address, "mask")

    assert choices(client.get(address)) == {"show_to_patient", "archive"}
    assert answer.status_code == 422
    document.refresh_from_db()
    assert (document.masked, document.metadata_version) == (False, 1)
    assert obstacle(Change.MASK, Facts(state=State(hidden_from_patient=True), hand=Hand.AUTHOR)) is (
        Obstacle.FLAGS_INCOMPATIBLE
    )


def test_given_an_announced_document_when_it_is_shown_then_the_patient_reads_it_and_the_waiting_mask_is_put_on(
    sign_in: SignIn, patient: Patient, doctor: Practice
) -> None:
    document = by(doctor, patient=patient, hidden=True, mask_on_release=True)
    client, holder = sign_in(doctor), as_patient(sign_in, patient)
    address = f"{open_record(client, patient.matricule)}{document.uuid}/proprietes/"
    assert holder.get(f"/mon-dossier/documents/{document.uuid}/").status_code == 404

    answer = change(client, address, "show_to_patient")

    assert holder.get(f"/mon-dossier/documents/{document.uuid}/").status_code == 200
    assert "il est désormais masqué aux professionnels" in text(client.get(answer["Location"]))
    assert Notice.objects.filter(patient=patient, kind=Notice.Kind.DOCUMENT_ADDED).count() == 1


def test_given_the_author_then_hiding_from_the_patient_is_theirs_alone_and_only_before_it_was_opened(
    sign_in: SignIn, patient: Patient, doctor: Practice, colleague: Practice
) -> None:
    read, unread = by(doctor, patient=patient), by(doctor, patient=patient)
    as_patient(sign_in, patient).get(f"/mon-dossier/documents/{read.uuid}/")
    client, other = sign_in(doctor), sign_in(colleague)
    listing, theirs = open_record(client, patient.matricule), open_record(other, patient.matricule)

    assert "hide_from_patient" not in choices(other.get(f"{theirs}{unread.uuid}/proprietes/"))
    assert "hide_from_patient" not in choices(client.get(f"{listing}{read.uuid}/proprietes/"))
    assert change(client, f"{listing}{read.uuid}/proprietes/", "hide_from_patient").status_code == 422
    assert change(client, f"{listing}{unread.uuid}/proprietes/", "hide_from_patient").status_code == 302

    read.refresh_from_db()
    unread.refresh_from_db()
    assert (read.hidden_from_patient_since, unread.hidden_from_patient_since is None) == (None, False)
    assert not Notice.objects.filter(kind=Notice.Kind.DOCUMENT_CHANGED).exists()  # it would betray what is hidden


def test_given_a_document_hidden_from_the_parents_when_it_is_shown_to_them_then_it_takes_a_box_and_never_comes_back(
    sign_in: SignIn, doctor: Practice
) -> None:
    mother = RepresentativeFactory()
    document = by(doctor, patient=mother.patient, hidden_from_representatives=True)
    client, parent = sign_in(doctor), as_representative(sign_in, mother)
    address = f"{open_record(client, mother.patient.matricule)}{document.uuid}/proprietes/"

    without = change(client, address, "show_to_representatives")
    assert without.status_code == 422
    assert "cette action est définitive" in text(without).split("Le formulaire comporte")[1]
    assert parent.get(f"/mon-dossier/documents/{document.uuid}/").status_code == 404

    assert change(client, address, "archive").status_code == 302  # another choice needs no box
    assert not Notice.objects.filter(representative=mother, kind=Notice.Kind.DOCUMENT_CHANGED).exists()
    assert Line.objects.get(decision="ARCHIVE").confidential
    assert change(client, address, "show_to_representatives", confirme="on").status_code == 302

    assert parent.get(f"/mon-dossier/documents/{document.uuid}/").status_code == 200
    assert Notice.objects.filter(representative=mother, kind=Notice.Kind.DOCUMENT_CHANGED).count() == 1
    assert not {c for c in choices(client.get(address)) if "representatives" in c}
