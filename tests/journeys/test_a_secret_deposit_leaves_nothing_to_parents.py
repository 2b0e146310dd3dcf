"""What a minor deposits in secret, or begins to, is in no history of the parents, and nothing after it is ordinary."""

import re
from datetime import date, timedelta

import pytest
from django.test import Client
from django.utils import timezone

from access.models import Authorisation, Practice
from documents.models import Document
from patients.models import Patient
from tests.access.emergencies import open_confidential, open_emergency
from tests.access.holders import as_representative
from tests.access.signing import text
from tests.documents.depositing import begin, begin_without_reading, deposit, give, upload
from tests.factories.documents import DocumentFactory
from tests.factories.patients import PatientFactory, RepresentativeFactory
from tests.factories.people import PracticeFactory

pytestmark = pytest.mark.django_db
HISTORY = "/mon-dossier/historique/"


@pytest.fixture
def child() -> Patient:
    return PatientFactory(birth_date=date(timezone.localdate().year - 16, 12, 31))


@pytest.fixture
def mother(sign_in, child: Patient) -> Client:
    return as_representative(sign_in, RepresentativeFactory(patient=child, email="parent@exemple.test"))


@pytest.fixture
def midwife() -> Practice:
    return PracticeFactory(midwife=True)


@pytest.fixture
def carer(sign_in, midwife: Practice) -> Client:
    return sign_in(midwife)


def test_another_deposit_after_a_secret_one_is_secret_too(
    mother: Client, carer: Client, child: Patient, midwife: Practice
) -> None:
    session = open_confidential(carer, child.matricule)
    draft = begin(carer, f"{session}documents/")
    deposit(carer, draft)
    carer.post(f"{session}fermer/")
    again = carer.post(f"{draft}encore/")["Location"]
    deposit(carer, again, titre="Suite de l’entretien", fichiers=upload(b"suite", "suite.txt"))
    assert Document.objects.filter(hidden_from_representatives=True).count() == 2
    assert midwife.professional.full_name not in text(mother.get(HISTORY))


def test_a_secret_session_that_is_refused_offers_no_ordinary_deposit(carer: Client, child: Patient) -> None:
    session = open_confidential(carer, child.matricule)
    Authorisation.objects.update(until=timezone.now() - timedelta(days=1))
    page = text(carer.get(f"{session}documents/"))
    assert not re.search(r'action="/patients/[^"]+/deposer/"', page)


def test_a_secret_document_deposited_without_reading_is_unknown(
    mother: Client, carer: Client, child: Patient, midwife: Practice
) -> None:
    deposit(carer, begin_without_reading(carer, child.matricule), representants="non")
    assert midwife.professional.full_name not in text(mother.get(HISTORY))


def test_a_file_refused_in_place_of_a_secret_one_is_unknown(
    mother: Client, carer: Client, child: Patient, midwife: Practice
) -> None:
    secret = DocumentFactory(patient=child, depositor=midwife.professional, hidden_from_representatives=True)
    draft = carer.post(f"/depots/documents/{secret.uuid}/remplacer/")["Location"]
    assert give(carer, draft, fichiers=upload(b"MZ\x00\x01", "x.pdf")).status_code == 422
    assert midwife.professional.full_name not in text(mother.get(HISTORY))


def test_an_ordinary_deposit_is_told(mother: Client, carer: Client, child: Patient, midwife: Practice) -> None:
    deposit(carer, begin_without_reading(carer, child.matricule))
    assert midwife.professional.full_name in text(mother.get(HISTORY))


def test_an_emergency_replaces_nothing(carer: Client, child: Patient, midwife: Practice) -> None:
    document = DocumentFactory(patient=child, depositor=midwife.professional)
    record = open_emergency(carer, child.matricule)
    assert carer.get(f"{record}documents/{document.uuid}/").status_code == 200
    assert carer.post(f"{record}documents/{document.uuid}/remplacer/").status_code == 404
