"""The patient may mask everything, present and future (AR 8.6, DESIGN 4; edge case 38)."""

from datetime import datetime
from zoneinfo import ZoneInfo

import pytest
from django.core.management import call_command

from documents.lifecycle.release import release_due
from documents.lifecycle.visibility import default_masking_switch
from documents.models import Document, MetadataVersion
from journal.models import Action, Line
from journal.services import Actor
from patients.models import Patient
from tests.conftest import SignIn
from tests.documents.conftest import Write
from tests.documents.test_pages_ask_a_constant_number_of_queries import many
from tests.factories.documents import DocumentFactory
from tests.factories.patients import PatientFactory
from tests.factories.people import PracticeFactory
from tests.journeys.actors import Caregiver

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
        (False, True, 2),
    ]
    assert [state(d) for d in (deleted, other)] == [(False, False, 1)] * 2
    versions = MetadataVersion.objects.filter(document=plain)
    assert [(v.version, v.changed_by, v.changed_by_words, v.at) for v in versions] == [(2, None, "Le patient", NOW)]
    assert MetadataVersion.objects.count() == 3
    line = Line.objects.get()
    assert (line.action, line.account, line.details) == (Action.CHOICES_CHANGED, "77", {"masks_by_default": True})


def test_given_the_default_when_an_announced_document_is_released_then_it_becomes_masked(db: None) -> None:
    document = DocumentFactory(hidden_from_patient_since=NOW.replace(month=10, day=1))
    switch(document.patient, True)

    release_due(NOW)

    document.refresh_from_db()
    assert (document.masked, document.hidden_from_patient_since, document.metadata_version) == (True, None, 3)


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


def test_given_a_thousand_documents_then_the_switch_asks_the_database_as_much_per_batch(
    patient: Patient, django_assert_max_num_queries: object
) -> None:
    many(patient, 1000)

    with django_assert_max_num_queries(20):  # type: ignore[operator]
        switch(patient, True)

    assert MetadataVersion.objects.count() == 1000
