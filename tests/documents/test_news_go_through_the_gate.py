"""S29: who asked is told of new documents for their patients, and of nothing that they could not read now."""

from datetime import datetime, timedelta
from typing import Any

import pytest
from django.utils import timezone

from access.models import AlertPreference, Authorisation, Notice, Practice, TreatingDoctor
from access.rules import Basis
from documents.models import Document
from documents.news import news_tell
from patients.models import Patient
from tests.access.consenting import block
from tests.factories.documents import DocumentFactory
from tests.factories.patients import PatientFactory
from tests.queries import statements

Frequency = AlertPreference.Frequency
FORBIDDEN_TO_PHARMACISTS = "96349-6"


def ask(practice: Practice, frequency: Frequency = Frequency.WEEKLY) -> None:
    AlertPreference.objects.create(professional=practice.professional, kind="document_added", frequency=frequency)


def authorise(patient: Patient, practice: Practice, basis: Basis = Basis.TEAM, **values: Any) -> Authorisation:
    now = timezone.now()
    given: dict[str, Any] = {"given_at": now - timedelta(days=9), "collected_by": practice.professional}
    given["until"] = now + timedelta(days=300) if basis is Basis.TEAM else None
    return Authorisation.objects.create(patient=patient, practice=practice, basis=basis, **(given | values))


def told(practice: Practice) -> list[str]:
    """Keys of what this professional was told of, without their prefix."""
    found = Notice.objects.filter(professional=practice.professional, kind="document_added").order_by("pk")
    return [notice.key.rpartition(":")[2] for notice in found]


@pytest.fixture
def patient(pharmacist: Practice) -> Patient:
    patient: Patient = PatientFactory()
    authorise(patient, pharmacist)
    ask(pharmacist)
    return patient


def test_who_asked_is_told_once_and_of_what_they_may_read_alone(pharmacist: Practice, patient: Patient) -> None:
    seen = DocumentFactory(patient=patient)
    DocumentFactory(patient=patient, type_code=FORBIDDEN_TO_PHARMACISTS)
    DocumentFactory(patient=patient, masked=True)
    DocumentFactory(patient=patient, deleted=True)
    DocumentFactory(patient=patient, availability="deprecated")
    DocumentFactory(patient=patient, depositor=pharmacist.professional)
    DocumentFactory(patient=patient, authored_by=pharmacist.professional.idnat)
    DocumentFactory(patient=patient, deposited_at=timezone.now() - timedelta(days=30))
    DocumentFactory()  # of somebody else

    assert news_tell(timezone.now(), dry=True) == 1
    assert told(pharmacist) == []
    assert news_tell(timezone.now()) == 1
    assert news_tell(timezone.now()) == 0

    assert told(pharmacist) == [str(seen.uuid)]
    notice = Notice.objects.get(kind="document_added")
    assert (notice.record, notice.details, notice.actor_words) == (patient.record.uuid, {}, "")
    assert timezone.localtime(notice.due_at).weekday() == 0


def test_the_treating_doctor_is_told_of_masked_documents_too(doctor: Practice) -> None:
    patient = PatientFactory()
    authorise(patient, doctor)
    ask(doctor, Frequency.AT_ONCE)
    role = TreatingDoctor.objects.create(patient=patient, professional=doctor.professional)
    masked = DocumentFactory(patient=patient, masked=True)

    assert news_tell(timezone.now()) == 0  # not confirmed yet
    TreatingDoctor.objects.filter(pk=role.pk).update(confirmed_at=timezone.now())
    assert news_tell(timezone.now()) == 1
    assert told(doctor) == [str(masked.uuid)]


def yesterday() -> datetime:
    return timezone.now() - timedelta(days=1)


@pytest.mark.parametrize(
    "situation", ["not asked", "never", "blocked", "ended", "expired", "consultation", "closed", "practice ended"]
)
def test_whose_access_would_be_refused_now_is_told_of_nothing(doctor: Practice, situation: str) -> None:
    patient = PatientFactory()
    basis = Basis.EXPLICIT if situation == "consultation" else Basis.TEAM
    ended = {"ended_at": yesterday(), "end_cause": "removed"} if situation == "ended" else {}
    authorise(patient, doctor, basis, **(ended | ({"until": yesterday()} if situation == "expired" else {})))
    if situation != "not asked":
        ask(doctor, Frequency.NEVER if situation == "never" else Frequency.DAILY)
    if situation == "blocked":
        block(patient, doctor)
    if situation == "closed":
        patient.record.closed_on, patient.record.closure_reason = timezone.localdate(), "patient"
        patient.record.save()
    if situation == "practice ended":
        doctor.ended_on = timezone.localdate() - timedelta(days=1)
        doctor.save()
    DocumentFactory(patient=patient)

    assert news_tell(timezone.now()) == 0
    assert told(doctor) == []


def test_queries_do_not_grow_with_patients_nor_documents(doctor: Practice) -> None:
    ask(doctor)

    def more(count: int) -> int:
        for _ in range(count):
            patient = PatientFactory()
            authorise(patient, doctor)
            DocumentFactory.create_batch(2, patient=patient)
        return len(statements(lambda: news_tell(timezone.now(), dry=True)))

    assert more(1) == more(12)
    assert Document.objects.count() == 26
