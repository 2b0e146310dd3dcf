"""What a file names, and what a new version asks, never undoes what others chose (AR 8.2, 8.5, 11.4, 12)."""

from datetime import date
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from access.models import Practice
from documents.cda.model import Header
from documents.cda.values import Code, Identifier, Timestamp
from documents.cda.writing import write
from documents.deposit.wrapping import cda_patient
from documents.models import Document, MetadataVersion
from journal.models import Action, Line
from patients.models import Patient
from tests.access.consenting import block
from tests.access.emergencies import open_confidential
from tests.access.holders import as_patient
from tests.access.signing import text
from tests.conftest import SignIn
from tests.documents.depositing import begin_without_reading, deposit, give, send, upload
from tests.effects import effects
from tests.factories.documents import DocumentFactory
from tests.factories.patients import PatientFactory
from tests.factories.people import PracticeFactory
from webps.demo.pdf import text_pdf


@pytest.fixture
def patient(db: None) -> Patient:
    return PatientFactory()


@pytest.fixture
def client(sign_in: SignIn, doctor: Practice) -> Client:
    return sign_in(doctor)


def cda(patient: Patient, **named: Any) -> Any:
    header: dict[str, Any] = {
        "id": Identifier("1.2.3.4.5", "1"),
        "type": Code("11488-4", "2.16.840.1.113883.6.1", "CR de consultation"),
        "title": "Compte rendu",
        "patient": cda_patient(patient),
        "effective_time": Timestamp("20260301120000+0100"),
        "confidentiality": Code("N", "2.16.840.1.113883.5.25", "Normal"),
    }
    return upload(write(Header(**(header | named)), b"Bonjour.", "text/plain"), "a.xml")


def change(client: Client, document: Document, wanted: str) -> Any:
    address = f"/depots/documents/{document.uuid}/proprietes/"
    version = client.get(address).context["form"]["version"].value()
    return client.post(address, {"version": version, "changement": wanted, "confirme": "on"})


def decisions() -> list[Any]:
    """Of the deposits, in the journal."""
    lines = Line.objects.filter(action__in=(Action.DOCUMENT_DEPOSITED, Action.DOCUMENT_REPLACED)).order_by("pk")
    return list(lines.values_list("granted", "decision"))


def replacing(client: Client, document: Document) -> str:
    return str(client.post(f"/depots/documents/{document.uuid}/remplacer/")["Location"])


@pytest.mark.parametrize("masked", [True, False])
@pytest.mark.parametrize("wanted", ["mask", "hide_from_patient"])
def test_a_set_that_somebody_elses_document_bears_is_not_taken_from_a_file(
    client: Client, sign_in: SignIn, patient: Patient, doctor: Practice, wanted: str, masked: bool
) -> None:
    other = PracticeFactory(doctor=True).professional
    theirs = DocumentFactory(patient=patient, set_id="1.2.9^SET", depositor=other, masked=masked)
    block(patient, doctor)
    file = cda(patient, set_id=Identifier("1.2.9", "SET"))
    deposit(client, begin_without_reading(client, patient.matricule), fichiers=file)
    mine = Document.objects.exclude(pk=theirs.pk).get()

    assert mine.set_id == mine.unique_id
    assert decisions() == [(True, "DEPOSITED_OUT_OF_SET")]
    shown = text(as_patient(sign_in, patient).get(f"/mon-dossier/documents/{theirs.uuid}/"))
    assert "ancienne version" not in shown
    assert "Remplac" not in shown
    assert change(client, mine, wanted).status_code == 302
    theirs.refresh_from_db()
    assert (theirs.masked, theirs.hidden_from_patient_since, theirs.metadata_version) == (masked, None, 1)


def test_a_set_of_ones_own_is_taken_from_a_file(client: Client, patient: Patient, doctor: Practice) -> None:
    own = DocumentFactory(patient=patient, set_id="1.2.9^SET", depositor=doctor.professional)
    file = cda(patient, set_id=Identifier("1.2.9", "SET"))
    deposit(client, begin_without_reading(client, patient.matricule), fichiers=file)

    assert Document.objects.exclude(pk=own.pk).get().set_id == "1.2.9^SET"
    assert decisions() == [(True, "DEPOSITED")]


def test_hiding_a_version_leaves_the_masked_ones_masked_and_those_of_others_alone(
    client: Client, patient: Patient, doctor: Practice
) -> None:
    theirs = DocumentFactory(patient=patient, availability="deprecated")
    old = DocumentFactory(
        patient=patient, depositor=doctor.professional, masked=True, replaces=theirs, availability="deprecated"
    )
    new = DocumentFactory(patient=patient, depositor=doctor.professional, replaces=old, version_number=2)

    assert change(client, new, "hide_from_patient").status_code == 302
    for one in (theirs, old):
        one.refresh_from_db()
    assert (old.masked, old.hidden_from_patient_since, theirs.hidden_from_patient_since) == (True, None, None)
    assert effects().filter(action=Action.DOCUMENT_CHANGED, granted=True).count() == 1


def test_a_masked_document_gets_no_version_hidden_from_the_patient(
    client: Client, patient: Patient, doctor: Practice
) -> None:
    masked = DocumentFactory(patient=patient, depositor=doctor.professional, masked=True)
    draft = replacing(client, masked)
    give(client, draft, masque="non", patient="annonce")
    answer = send(client, draft)

    assert answer.status_code == 422
    assert "à la fois masqué aux professionnels et non visible par le patient" in text(answer)
    assert decisions() == [(False, "FLAGS_INCOMPATIBLE")]
    assert Document.objects.get().availability == "approved"


def test_everything_that_becomes_old_leaves_its_restrictions_and_is_told(
    client: Client, patient: Patient, doctor: Practice
) -> None:
    own: dict[str, Any] = {"patient": patient, "depositor": doctor.professional}
    first = DocumentFactory(unique_id="1.2.8^A", version_number=5, **own)
    second = DocumentFactory(unique_id="1.2.8^B", masked=True, hidden_from_representatives=True, **own)
    file = cda(patient, replaces=(Identifier("1.2.8", "A"), Identifier("1.2.8", "B")))
    deposit(client, begin_without_reading(client, patient.matricule), fichiers=file)
    new = Document.objects.exclude(pk__in=(first.pk, second.pk)).get()
    line = Line.objects.get(action=Action.DOCUMENT_DEPOSITED, granted=True)

    assert new.masked
    assert new.hidden_from_representatives
    assert set(line.details["outdated"]) == {str(first.uuid), str(second.uuid)}
    assert MetadataVersion.objects.filter(to_state__availability="deprecated").count() == 2


def test_a_page_of_deletion_shown_before_a_replacement_deletes_nothing(
    client: Client, patient: Patient, doctor: Practice
) -> None:
    document = DocumentFactory(patient=patient, depositor=doctor.professional)
    address = f"/depots/documents/{document.uuid}/supprimer/"
    version = client.get(address).context["form"]["version"].value()
    deposit(client, replacing(client, document), fichiers=upload(text_pdf("x", ["v2"])))

    assert client.post(address, {"version": version}).status_code == 409
    document.refresh_from_db()
    assert document.availability == "deprecated"


def test_in_confidence_nothing_that_the_parents_see_is_replaced(sign_in: SignIn, db: None) -> None:
    minor = PatientFactory(birth_date=date(timezone.localdate().year - 15, 1, 2))
    midwife = PracticeFactory(midwife=True)
    seen = DocumentFactory(patient=minor, depositor=midwife.professional)
    carer = sign_in(midwife)
    session = open_confidential(carer, minor.matricule)
    draft = str(carer.post(f"{session}documents/{seen.uuid}/remplacer/")["Location"])
    give(carer, draft)
    answer = send(carer, draft)

    assert answer.status_code == 422
    assert "Remplacez-le hors de la session confidentielle." in text(answer)
    assert decisions() == [(False, "SEEN_BY_REPRESENTATIVES")]
    seen.refresh_from_db()
    assert seen.availability == "approved"


def test_a_version_number_past_what_is_kept_is_refused_in_words(
    client: Client, patient: Patient, doctor: Practice
) -> None:
    last = DocumentFactory(patient=patient, depositor=doctor.professional, version_number=2**31 - 1)
    draft = replacing(client, last)
    give(client, draft)
    answer = send(client, draft)

    assert answer.status_code == 422
    assert "Le numéro de version du document est trop grand." in text(answer)
    assert decisions() == [(False, "VERSION_TOO_HIGH")]
