"""Loads the demonstration: accounts, patients, documents. Idempotent, and resumes where it was stopped."""

from collections.abc import Callable, Iterable
from typing import Any

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.core.management import call_command
from django.db import transaction
from django.utils import timezone

from documents.cda.model import ClinicalDocument
from documents.cda.parser import parse
from documents.models import Document, Statement
from documents.record.reimbursement_import import reimbursements_deposit
from documents.record.reimbursements import care_row
from documents.services import Deposit, Visibility, document_deposit
from journal.services import Actor
from patients.models import Patient
from webps.demo import documents, reimbursements
from webps.demo.accounts import load_administrator, load_holders, load_professionals
from webps.demo.cda_writer import DEMO_ROOT
from webps.demo.emergencies import load_emergencies
from webps.demo.patients import PATIENTS
from webps.demo.records import close_records, load_patients, patient_of
from webps.demo.saved_filters import load_saved_filters
from webps.demo.visits import load_visits

ACTOR = Actor(account="demonstration", professional_name="Chargement de la démonstration")
Progress = Callable[[Iterable[Any], int], Iterable[Any]]


def load(progress: Progress) -> int:
    """Load what is missing; returns how many documents were added. Never outside demonstration mode."""
    if not settings.DEMO:
        raise ImproperlyConfigured("Fictitious data are loaded in demonstration mode only (WEBPS_DEMO=1).")
    load_people_and_patients()
    added = _load_documents(progress) + _load_reimbursements()
    _draw_missing_statements()
    load_visits()
    load_saved_filters()
    load_emergencies()
    close_records()
    return added


@transaction.atomic
def load_people_and_patients() -> None:
    load_patients(load_professionals())
    load_holders()
    load_administrator()


def _load_documents(progress: Progress) -> int:
    known = set(Document.objects.filter(unique_id__startswith=f"{DEMO_ROOT}^").values_list("unique_id", flat=True))
    if len(known) >= documents.count():
        return 0
    patients = {demo.key: patient_of(demo.key) for demo in PATIENTS if demo.record != "none"}
    added = 0
    for item in progress(documents.generate(timezone.localdate()), documents.count()):
        cda = parse(item.content)
        if cda.header.id.unique_id in known:
            continue
        document_deposit(_deposit_of(item, cda, patients[item.patient_key]), by=ACTOR)
        added += 1
    return added


def _deposit_of(item: documents.DemoDocument, cda: ClinicalDocument, patient: Patient) -> Deposit:
    return Deposit(
        data=item.content,
        document=cda,
        patient=patient,
        at=min(item.deposited_at, timezone.now()),
        visibility=Visibility(
            masked=item.masked,
            hidden_from_patient=item.hidden_from_patient,
            hidden_from_representatives=item.hidden_from_representatives,
        ),
        archived=item.archived,
    )


def _load_reimbursements() -> int:
    """One export of the insurance, loaded once: its bytes change with the day."""
    patient = patient_of(reimbursements.PATIENT)
    if Document.objects.filter(patient=patient, content__media_type="text/csv").exists():
        return 0
    rows = reimbursements.rows(timezone.localdate())
    reimbursements_deposit(patient, [care_row(0, row) for row in rows], at=timezone.now())
    return 1


def _draw_missing_statements() -> None:
    """A demonstration loaded before documents were drawn as they are now."""
    if not Statement.objects.exclude(analysis="").exists():
        call_command("draw_statements")
