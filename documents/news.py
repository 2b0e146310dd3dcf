"""Telling professionals who asked of new documents for their patients (PS S29): through the gate, as it is now.

A document that a professional may not see is told of to nobody: neither what it is, nor that it is.
"""

from collections.abc import Iterator
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import CharField, Exists, OuterRef, QuerySet, Value
from django.db.models.functions import Cast, Concat

from access.models import AlertPreference, Authorisation, Notice, Practice, Professional
from access.oids import PS_IDNAT_OID
from access.practices import practices_of, types_of
from access.selectors import standing_readers
from access.telling.notices import tell
from documents.models import Availability, Document, DocumentAuthor

NEW_FOR = timedelta(days=3)  # a run that comes later than that has missed them; the list of documents has not


def news_tell(now: datetime, *, dry: bool = False) -> int:
    """One notice per professional and document; returns how many were (or would be) written."""
    told = 0
    for professional in _who_asked():
        seen: set[int] = set()
        for practice in practices_of(professional.pk):
            for document in _news(practice, now):
                if document.pk not in seen:
                    seen.add(document.pk)
                    told += 1
                    if not dry:
                        _tell(professional, document, now)
    return told


def _who_asked() -> QuerySet[Professional]:
    asked = AlertPreference.objects.filter(professional=OuterRef("pk"), kind=Notice.Kind.DOCUMENT_ADDED)
    return Professional.objects.filter(Exists(asked.exclude(frequency=AlertPreference.Frequency.NEVER)))


def _news(practice: Practice, now: datetime) -> Iterator[Document]:
    """New documents of others that this practice could read now, and that were not told of yet."""
    recent = Document.objects.filter(
        deposited_at__gt=now - NEW_FOR, deposited_at__lte=now, availability=Availability.APPROVED
    )
    mine = Authorisation.objects.filter(practice=practice, ended_at__isnull=True, patient=OuterRef("patient"))
    patients = sorted(set(recent.filter(Exists(mine)).values_list("patient_id", flat=True)))
    readers = standing_readers(practice, patients, types=types_of(practice), now=now)
    prefix = f"{Notice.Kind.DOCUMENT_ADDED}:professional:{practice.professional_id}:"
    key = Concat(Value(prefix), Cast(OuterRef("uuid"), CharField()))
    by_me = DocumentAuthor.objects.filter(
        document=OuterRef("pk"), identifier=practice.professional.idnat, identifier_oid=PS_IDNAT_OID
    )
    others = recent.exclude(depositor=practice.professional_id).exclude(Exists(by_me))
    untold = others.exclude(Exists(Notice.objects.filter(key=key))).select_related("patient__record")
    yield from untold.visible_to_any(readers).order_by("deposited_at", "pk")


@transaction.atomic
def _tell(professional: Professional, document: Document, now: datetime) -> None:
    """Nothing of the document but a key: it names the event, and is never shown."""
    record = document.patient.record.uuid
    tell(Notice.Kind.DOCUMENT_ADDED, professional, key=str(document.uuid), at=now, record=record)
