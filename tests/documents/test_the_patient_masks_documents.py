"""Masking by the patient's own hand, and by a representative (AR 8, 12; edge cases 4 to 6, 16 to 18, 20 and 38)."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.test import Client
from django.utils import timezone

from access.models import Notice, Practice
from documents.lifecycle.release import release_due
from documents.models import Document, MetadataVersion
from journal.models import Action
from patients.models import Patient, SharedRecord
from tests.access.holders import as_patient, as_representative
from tests.access.signing import text
from tests.conftest import SignIn
from tests.documents.depositing import begin, give, send
from tests.effects import effects
from tests.factories.documents import DocumentFactory
from tests.factories.patients import PatientFactory, RepresentativeFactory
from tests.records import open_record

case = pytest.mark.edge_case
LIST = "/mon-dossier/documents/"


def visibility(document: Document) -> str:
    return f"{LIST}{document.uuid}/visibilite/"


def change(client: Client, document: Document) -> str:
    """Do what the page of visibility offers; what is said afterwards."""
    page = client.get(visibility(document))
    form = page.context["form"]
    return text(client.post(visibility(document), {n: form[n].value() for n in form.fields}, follow=True))


@pytest.fixture
def patient(db: None) -> Patient:
    found: Patient = PatientFactory()
    return found


@case(4)
@case(6)
def test_given_a_document_when_the_patient_masks_it_then_the_professional_loses_it_at_the_next_click(
    sign_in: SignIn, doctor: Practice, patient: Patient
) -> None:
    document = DocumentFactory(patient=patient)
    authored = DocumentFactory(patient=patient, authored_by=doctor.professional.idnat)
    professional, client = sign_in(doctor), as_patient(sign_in, patient)
    listing = open_record(professional, str(patient.matricule))

    assert "Document masqué aux professionnels." in change(client, document)
    change(client, authored)

    assert professional.get(f"{listing}{document.uuid}/").status_code == 404  # case 4
    assert "Masqué" in text(professional.get(f"{listing}{authored.uuid}/"))  # case 6
    assert "de nouveau visible" in change(client, document)
    assert professional.get(f"{listing}{document.uuid}/").status_code == 200


def test_given_a_change_when_it_is_made_then_one_line_and_one_version_say_it(sign_in: SignIn, patient: Patient) -> None:
    document = DocumentFactory(patient=patient)

    change(as_patient(sign_in, patient), document)

    line = effects().get(action=Action.DOCUMENT_CHANGED)
    assert (line.document, line.decision, line.professional_name) == (document.uuid, "MASK", "Patient")
    assert MetadataVersion.objects.filter(document=document).exists()
    assert not Notice.objects.filter(patient=patient).exists()


def test_given_two_tabs_when_the_second_acts_on_what_it_had_shown_then_nothing_is_undone(
    sign_in: SignIn, patient: Patient
) -> None:
    document = DocumentFactory(patient=patient)
    client = as_patient(sign_in, patient)
    change(client, document)
    change(client, document)

    stale = client.post(visibility(document), {"changement": "mask", "version": "1"}, follow=True)

    assert "a changé depuis l’affichage" in text(stale)
    assert not Document.objects.get(pk=document.pk).masked


@pytest.mark.parametrize("name", ["hide_from_patient", "archive", "show_to_representatives", "x", ""])
def test_given_a_professionals_change_when_the_patient_posts_it_then_it_is_refused(
    sign_in: SignIn, patient: Patient, name: str
) -> None:
    document = DocumentFactory(patient=patient, hidden_from_representatives=True)
    client = as_patient(sign_in, patient)

    assert client.post(visibility(document), {"changement": name, "version": "1"}).status_code == 422
    found = Document.objects.get(pk=document.pk)
    assert (found.availability, found.hidden_from_representatives) == ("approved", True)


def test_given_what_one_may_not_read_when_masking_it_then_it_answers_as_an_unknown_one(sign_in: SignIn) -> None:
    mother = RepresentativeFactory()
    client = as_representative(sign_in, mother)
    unknown = client.get(f"{LIST}{uuid4()}/visibilite/")
    secret = DocumentFactory(patient=mother.patient, hidden_from_representatives=True)

    for document in (secret, DocumentFactory(), DocumentFactory(patient=mother.patient, hidden=True)):
        answer = client.post(visibility(document), {"changement": "mask", "version": "1"})
        assert (answer.status_code, answer.content) == (404, unknown.content)
        assert not Document.objects.get(pk=document.pk).masked


def test_given_a_representative_when_they_mask_then_the_minor_is_told_who_did(sign_in: SignIn) -> None:
    mother = RepresentativeFactory()
    document = DocumentFactory(patient=mother.patient)

    change(as_representative(sign_in, mother), document)

    assert Document.objects.get(pk=document.pk).masked
    assert Notice.objects.get(patient=mother.patient).kind == Notice.Kind.DOCUMENT_CHANGED


@pytest.mark.parametrize("path", ["supprimer/", "proprietes/", "remplacer/"])
def test_given_a_professionals_document_when_the_patient_would_erase_it_then_there_is_no_such_address(
    sign_in: SignIn, patient: Patient, path: str
) -> None:
    document = DocumentFactory(patient=patient)
    client = as_patient(sign_in, patient)

    answers = [client.post(f"{LIST}{document.uuid}/{path}"), client.delete(f"{LIST}{document.uuid}/")]

    assert [answer.status_code for answer in answers] == [404, 405]
    assert Document.objects.get(pk=document.pk).availability == "approved"
    assert "Supprimer" not in text(client.get(f"{LIST}{document.uuid}/"))


@case(18)
def test_given_an_announcement_that_waits_for_a_month_when_tasks_run_then_the_patient_reads_it(
    sign_in: SignIn, patient: Patient
) -> None:
    since = timezone.now() - timedelta(days=31, hours=1)  # summer time may have ended in between
    document = DocumentFactory(patient=patient, hidden_from_patient_since=since)
    client = as_patient(sign_in, patient)
    assert client.get(f"{LIST}{document.uuid}/").status_code == 404

    release_due(timezone.now())

    assert client.get(f"{LIST}{document.uuid}/").status_code == 200  # case 18


def test_given_everything_masked_by_default_when_switched_then_present_documents_follow_and_choices_say_so(
    sign_in: SignIn, patient: Patient
) -> None:
    present = DocumentFactory(patient=patient)
    client = as_patient(sign_in, patient)
    assert "Masquer tous les documents" in text(client.get("/mon-dossier/choix/"))

    said = text(client.post("/mon-dossier/choix/masquage/", {"masquer": "oui"}, follow=True))

    assert "Tous les documents sont masqués" in said
    assert "Ne plus masquer les nouveaux documents" in said
    assert Document.objects.get(pk=present.pk).masked
    assert SharedRecord.objects.get(patient=patient).masks_by_default
    client.post("/mon-dossier/choix/masquage/", {"masquer": "non"})
    assert not SharedRecord.objects.get(patient=patient).masks_by_default
    assert Document.objects.get(pk=present.pk).masked
    assert effects().filter(action=Action.CHOICES_CHANGED).count() == 2


@case(38)
def test_given_everything_masked_by_default_when_a_professional_deposits_then_it_is_masked(
    sign_in: SignIn, doctor: Practice, patient: Patient
) -> None:
    as_patient(sign_in, patient).post("/mon-dossier/choix/masquage/", {"masquer": "oui"})
    professional = sign_in(doctor)
    draft = begin(professional, open_record(professional, str(patient.matricule)))

    give(professional, draft, titre="Nouveau document")
    send(professional, draft)

    assert Document.objects.get(patient=patient).masked


def test_given_no_answer_when_the_default_is_posted_then_nothing_changes(sign_in: SignIn, patient: Patient) -> None:
    assert as_patient(sign_in, patient).post("/mon-dossier/choix/masquage/", {}).status_code == 422
    assert not SharedRecord.objects.get(patient=patient).masks_by_default
