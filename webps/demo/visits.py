"""Sessions of the past weeks, so that patients find in their history who read what."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction
from django.utils import timezone

from access.facts import reader_of, record_access_of, types_open_in
from access.models import Practice, RecordAccess
from access.opening import access_entry
from access.practices import PRACTICE_RELATIONS
from access.rules import Basis
from access.services import Declaration, actor, record_leave, record_open
from documents.lines import told_of
from documents.listing.reading_marks import documents_read
from documents.models import Document
from journal.models import Action
from journal.services import Actor, record
from patients.models import Patient
from webps.demo.records import patient_of


@dataclass(frozen=True)
class DemoVisit:
    """Who opened whose record, how many days ago, how many documents were read, and whether in confidence."""

    username: str
    patient: str
    days: int
    read: int
    confidential: bool = False


VISITS = (
    DemoVisit("pharma.costa", "ouvert", 12, 3),
    DemoVisit("dr.morvan", "ouvert", 5, 4),
    DemoVisit("dr.keller", "masque", 8, 2),
    DemoVisit("dr.morvan", "adolescente", 30, 2),
    DemoVisit("sf.tanguy", "adolescente", 16, 3, confidential=True),
)


@transaction.atomic
def load_visits() -> None:
    """Once: a record that this professional has already opened is left as it is."""
    for demo in VISITS:
        practices = Practice.objects.select_related(*PRACTICE_RELATIONS).order_by("pk")
        practice = practices.filter(professional__account__username=demo.username).first()
        patient = patient_of(demo.patient)
        assert practice is not None
        if not RecordAccess.objects.filter(practice=practice, record=patient.record).exists():
            _load(demo, practice, patient, timezone.now() - timedelta(days=demo.days))


def _load(demo: DemoVisit, practice: Practice, patient: Patient, at: datetime) -> None:
    by = actor(practice.professional.account, practice, session="demonstration")
    declaration = Declaration(basis=Basis.TEAM)
    opened = record_open(
        patient=patient, practice=practice, by=by, now=at, declaration=declaration, confidential=demo.confidential
    )
    read_and_leave(
        opened, practice, by, at, read=demo.read, lasted=timedelta(minutes=9), secret_first=demo.confidential
    )


def read_and_leave(
    opened: RecordAccess,
    practice: Practice,
    by: Actor,
    at: datetime,
    *,
    read: int,
    lasted: timedelta,
    secret_first: bool = False,
) -> None:
    """Read some of what this access lets one see, a minute each, then leave the record."""
    access = record_access_of(practice, opened.uuid)
    assert access is not None
    reader = reader_of(access, practice, types=types_open_in(access), edition="")
    seen = Document.objects.visible_to(reader).order_by("-hidden_from_representatives", "-act_on", "pk")
    for rank, document in enumerate(seen[:read] if secret_first else seen.reverse()[:read]):
        documents_read(reader=reader, documents=[document])
        told = told_of(document, document.decision)
        record(access_entry(Action.DOCUMENT_READ, access, practice, by, **told), at=at + timedelta(minutes=rank + 1))
    record_leave(access=access, by=by, now=at + lasted, cause=RecordAccess.EndCause.LEFT)
