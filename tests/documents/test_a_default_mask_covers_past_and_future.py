"""The patient may mask everything, present and future (AR 8.6, DESIGN 4; edge case 38)."""

from datetime import datetime, timedelta
from functools import partial
from zoneinfo import ZoneInfo

import pytest
from django.core.management import call_command
from django.utils import timezone

from documents.lifecycle.release import release_due
from documents.lifecycle.visibility import default_masking_switch
from documents.models import Document, MetadataVersion
from journal.models import Action, Line
from journal.services import Actor
from patients.models import Patient
from tests.access.holders import as_patient
from tests.conftest import SignIn
from tests.documents.conftest import Write
from tests.documents.depositing import begin, deposit, replacing, upload
from tests.documents.properties import change
from tests.factories.documents import DocumentFactory, many
from tests.factories.patients import PatientFactory
from tests.factories.people import PracticeFactory
from tests.journeys.actors import Caregiver
from tests.records import open_record

NOW = datetime(2026, 11, 24, 10, tzinfo=ZoneInfo("Europe/Paris"))
PATIENT = Actor(account="77")


def switch(patient: Patient, on: bool) -> bool:
    return default_masking_switch(patient=patient, on=on, by=PATIENT, now=NOW)


@pytest.mark.edge_case(38)
def test_given_everything_masked_when_a_new_document_comes_then_it_is_stored_masked(
    sign_in: SignIn, patient: Patient, write: Write
) -> None:
    before = DocumentFactory(patient=patient)
    doctor = PracticeFactory(doctor=True)
    caregiver = Caregiver(sign_in(doctor), doctor)
    listing = caregiver.open(patient)
    assert caregiver.sees(listing, before)

    switch(patient, True)
    call_command("import_documents", str(write("nouveau")))

    new = Document.objects.exclude(pk=before.pk).get()
    assert new.masked
    assert not caregiver.sees(listing, before)
    assert not caregiver.sees(listing, new)


def test_given_documents_of_every_state_when_the_default_is_on_then_each_gets_its_mask_its_version_and_one_line_tells(
    db: None,
) -> None:
    patient = PatientFactory()
    plain = DocumentFactory(patient=patient)
    old = DocumentFactory(patient=patient, availability="deprecated")
    masked = DocumentFactory(patient=patient, masked=True)
    announced = DocumentFactory(patient=patient, hidden_from_patient_since=NOW)
    deleted = DocumentFactory(patient=patient, deleted=True)
    other = DocumentFactory()

    assert switch(patient, True) is True
    assert switch(patient, True) is False

    def state(document: Document) -> tuple[bool, bool, int]:
        document.refresh_from_db()
        return document.masked, document.mask_on_release, document.metadata_version

    assert [state(d) for d in (plain, old, masked, announced)] == [
        (True, False, 2),
        (True, False, 2),
        (True, False, 1),
        (False, False, 1),
    ]
    assert [state(d) for d in (deleted, other)] == [(False, False, 1)] * 2
    versions = MetadataVersion.objects.filter(document=plain)
    assert [(v.version, v.changed_by, v.changed_by_words, v.at) for v in versions] == [(2, None, "Le patient", NOW)]
    assert MetadataVersion.objects.count() == 2
    line = Line.objects.get()
    assert (line.action, line.account, line.details) == (Action.CHOICES_CHANGED, "77", {"masks_by_default": True})


def test_given_the_default_when_an_announced_document_is_released_then_it_becomes_masked(db: None) -> None:
    document = DocumentFactory(hidden_from_patient_since=NOW.replace(month=10, day=1))
    switch(document.patient, True)

    release_due(NOW)

    document.refresh_from_db()
    assert (document.masked, document.hidden_from_patient_since, document.metadata_version) == (True, None, 2)


def test_given_the_default_switched_off_then_what_is_masked_stays_so_and_new_documents_are_not(
    patient: Patient, write: Write
) -> None:
    before = DocumentFactory(patient=patient)
    switch(patient, True)
    switch(patient, False)
    call_command("import_documents", str(write("nouveau")))

    before.refresh_from_db()
    assert before.masked
    assert not Document.objects.exclude(pk=before.pk).get().masked


@pytest.mark.parametrize(
    ("last", "masque", "masked"),
    [("non", "non", False), ("oui", "non", True), ("non", "oui", True)],
)
def test_given_what_waits_for_an_announcement_then_the_default_counts_as_it_is_at_the_release(
    sign_in: SignIn, patient: Patient, last: str, masque: str, masked: bool
) -> None:
    """Switched off meanwhile it masks nothing; a mask that the author asked for stays (AR 8.6)."""
    doctor, window = PracticeFactory(doctor=True), as_patient(sign_in, patient)
    client, colleague = sign_in(doctor), PracticeFactory(doctor=True)
    reader = Caregiver(sign_in(colleague), colleague)
    choose = partial(window.post, "/mon-dossier/choix/masquage/")
    choose({"masquer": "oui"})
    listing = open_record(client, patient.matricule)
    deposit(client, begin(client, listing), titre="Première version", patient="annonce")
    first = Document.objects.get()
    draft = replacing(client, listing, first)
    values = {
        "titre": "Deuxième version",
        "masque": masque,
        "patient": "tout_de_suite",
        "fichiers": upload(b"corrig\xc3\xa9", "v2.txt"),
    }
    assert deposit(client, draft, **values).status_code == 200
    second = Document.objects.get(replaces=first)
    choose({"masquer": "non"})
    choose({"masquer": last})

    release_due(timezone.now() + timedelta(days=32))

    second.refresh_from_db()
    assert (second.masked, second.mask_on_release, second.hidden_from_patient_since) == (masked, False, None)
    assert reader.sees(reader.open(patient), second) is not masked


@pytest.mark.parametrize("on", [True, False])
def test_given_an_announced_document_when_it_is_shown_by_hand_then_the_default_of_today_counts(
    sign_in: SignIn, patient: Patient, on: bool
) -> None:
    doctor, window = PracticeFactory(doctor=True), as_patient(sign_in, patient)
    client = sign_in(doctor)
    document = DocumentFactory(patient=patient, depositor=doctor.professional, hidden=True)
    window.post("/mon-dossier/choix/masquage/", {"masquer": "oui"})
    if not on:
        window.post("/mon-dossier/choix/masquage/", {"masquer": "non"})

    change(client, f"{open_record(client, patient.matricule)}{document.uuid}/proprietes/", "show_to_patient")

    document.refresh_from_db()
    assert (document.hidden_from_patient_since, document.masked) == (None, on)


def test_given_a_thousand_documents_then_the_switch_asks_the_database_as_much_per_batch(
    patient: Patient, django_assert_max_num_queries: object
) -> None:
    many(patient, 1000)

    with django_assert_max_num_queries(20):  # type: ignore[operator]
        switch(patient, True)

    assert MetadataVersion.objects.count() == 1000
