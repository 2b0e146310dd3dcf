"""Situations that people moved at random had led to, told plainly, each with its rule."""

from datetime import date, timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from access.consent.access_list import access_list
from access.models import Authorisation, Practice
from documents.lifecycle.release import release_due
from documents.models import Document
from patients.models import Patient
from tests.access.emergencies import open_confidential
from tests.conftest import SignIn
from tests.documents.depositing import begin_without_reading, deposit, give, send, upload
from tests.factories.documents import DocumentFactory
from tests.factories.patients import PatientFactory
from tests.records import declare_and_open

FIFTEEN = date(timezone.localdate().year - 16, 12, 31)


@pytest.fixture
def minor(db: None) -> Patient:
    return PatientFactory(birth_date=FIFTEEN)


def test_a_consent_for_one_consultation_goes_on_beside_the_one_given_in_confidence(
    sign_in: SignIn, doctor: Practice, minor: Patient
) -> None:
    """A confidential session brings a consent of its own, which neither ends nor replaces the ordinary one."""
    client = sign_in(doctor)
    ordinary = declare_and_open(client, minor.matricule, basis="EXPLICIT")
    open_confidential(client, minor.matricule, basis="EXPLICIT")
    assert client.get(ordinary).status_code == 200

    again = declare_and_open(client, minor.matricule, basis="")

    assert again == ordinary


def replacing_for_an_announcement(client: Client, first: Document) -> Any:
    """The answer to a replacement that the patient is to see after the announcement."""
    draft = client.post(f"/depots/documents/{first.uuid}/remplacer/")["Location"]
    changes = {"masque": "non", "patient": "annonce", "fichiers": upload(b"corrig\xc3\xa9", "v2.txt")}
    assert give(client, draft, **changes).status_code == 302
    return send(client, draft)


def test_a_mask_that_waits_outlives_a_replacement_that_waits_too(sign_in: SignIn, doctor: Practice) -> None:
    """Hidden from the patient for a month, the new version is masked when it is released, as the former was (8.6)."""
    patient, client = PatientFactory(), sign_in(doctor)
    first = DocumentFactory(patient=patient, depositor=doctor.professional, hidden=True, mask_on_release=True)
    assert replacing_for_an_announcement(client, first).status_code == 302

    release_due(timezone.now() + timedelta(days=32))

    assert Document.objects.get(replaces=first).masked


def test_a_masked_document_gets_no_version_that_waits_for_an_announcement(sign_in: SignIn, doctor: Practice) -> None:
    """It would be read by all until the release (AR 8.2)."""
    client = sign_in(doctor)
    deposit(client, begin_without_reading(client, PatientFactory().matricule), masque="oui")
    first = Document.objects.get()

    answer = replacing_for_an_announcement(client, first)

    assert answer.status_code == 422
    assert "à la fois masqué" in answer.content.decode()
    assert Document.objects.get() == first


def test_renewed_in_confidence_an_access_stays_unknown_to_representatives(
    sign_in: SignIn, doctor: Practice, minor: Patient
) -> None:
    """They know neither of the session nor of whom the minor met in it (AR 11.4)."""
    client = sign_in(doctor)
    address = open_confidential(client, minor.matricule)
    Authorisation.objects.update(until=timezone.now() + timedelta(days=5))
    assert client.post(f"{address}autorisations/renouveler/", {"certified": "on"}).status_code == 302

    seen = access_list(minor, now=timezone.now(), for_representatives=True)

    assert seen.row(doctor.uuid) is None
