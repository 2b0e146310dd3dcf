"""Who may deposit, what, and for whom: apart from reading, which needs an authorisation (AR 6.2.5, 6.2.6)."""

from dataclasses import replace
from datetime import datetime
from uuid import UUID

from django.db.models import QuerySet

from access import grants
from access.facts import patient_facts
from access.models import DocumentType, Practice
from access.opening import Opening, open_record
from access.practices import practice_column, practices_in_force
from access.refusals import AccessEnded
from access.rules import Action, decide_record
from access.services import NotFound, Refused
from journal.models import Action as JournalAction
from journal.services import Actor, Entry
from patients.models import Patient

_STAND_INS = (DocumentType.UNRULED, DocumentType.IMAGING_PROCEDURE)


def check_deposit(patient: Patient | None, practice: Practice, entry: Entry, *, now: datetime) -> None:
    """Raises Refused when the record or the identity does not allow a deposit: never for want of a consent."""
    facts = patient_facts(patient, practice, types=types_deposited_by(practice), now=now)
    verdict = decide_record(replace(facts, action=Action.DEPOSIT))
    if not verdict.allowed:
        raise Refused(verdict, entry, patient=patient)


def types_deposited_by(practice: Practice) -> frozenset[int]:
    """Primary keys of the document types that a practice may deposit, stand-ins of unknown codes included."""
    return grants.types_open_to(practice_column(practice), grants.DEPOSIT)


def deposit_types(practice: Practice) -> QuerySet[DocumentType]:
    """The types to choose from: in force, and filed by professionals (AR 12.4)."""
    return (
        DocumentType.objects.filter(pk__in=types_deposited_by(practice), active=True)
        .exclude(code__in=_STAND_INS)
        .exclude(deposited_by="patient")
        .select_related("document_class")
    )


def colleagues_of(practice: Practice) -> list[Practice]:
    """Practices in force of the same structure for whom one may deposit; one's own comes first."""
    found = practices_in_force().filter(structure_id=practice.structure_id)
    found = found.order_by("professional__family_name", "professional__given_name", "pk")
    return sorted(found, key=lambda p: p.pk != practice.pk)


def opening_still(access_uuid: UUID | None, *, practice: Practice, actor: Actor) -> Opening | None:
    """The opened record from which a deposit was begun, if it can still be read; a deposit goes on without it."""
    if access_uuid is None:
        return None
    try:
        return open_record(access_uuid, practice=practice, actor=actor, action=JournalAction.DEPOSIT_STARTED)
    except (NotFound, AccessEnded, Refused):
        return None
