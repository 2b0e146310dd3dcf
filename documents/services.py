"""Depositing documents: the file, its metadata and its journal line, together or not at all."""

from dataclasses import asdict, dataclass, replace
from datetime import datetime
from typing import Any
from uuid import uuid4

from django.db import IntegrityError, transaction
from django.db.models import Exists, OuterRef, Q

from access.models import Professional, Structure
from access.rules import Reason, flags_are_compatible
from documents.cda.model import ClinicalDocument
from documents.contents import content_keep, content_store
from documents.metadata import authors_of, entry_values, traits_of
from documents.models import Availability, Content, Document, DocumentAuthor, SubmissionSet
from journal.models import Action
from journal.services import Actor, Entry, record
from patients.identity import Difference, Traits, differences
from patients.models import Patient, SharedRecord


class DepositRefused(Exception):
    """The deposit changed nothing; the message says why, in French, without any identity."""


class AlreadyDeposited(Exception):
    """The same file is there already."""

    def __init__(self, document: Document) -> None:
        super().__init__("already deposited")
        self.document = document


@dataclass(frozen=True, slots=True, kw_only=True)
class Visibility:
    """What the depositor asks (AR 8.3)."""

    masked: bool = False
    hidden_from_patient: bool = False
    hidden_from_representatives: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Deposit:
    """One file to deposit for one patient. Without a depositor it is a trusted import, which records the author."""

    data: bytes
    document: ClinicalDocument
    patient: Patient
    at: datetime
    depositor: Professional | None = None
    structure: Structure | None = None
    visibility: Visibility = Visibility()
    archived: bool = False
    accept_mismatch: bool = False
    source_id: str = "1.2.250.1.999.1"


def document_deposit(deposit: Deposit, *, by: Actor) -> Document:
    """Store the file, then its metadata and its line in one transaction.

    Raises AlreadyDeposited (same identifier, same bytes) or DepositRefused.
    """
    content = content_store(deposit.data)  # the file first: metadata are never committed without it
    try:
        with transaction.atomic():
            return _write(deposit, content, by)
    except IntegrityError as error:
        # Two deposits of the same identifier at once: the second one learns it as if it had come later.
        existing = Document.objects.filter(unique_id=deposit.document.header.id.unique_id).first()
        if existing and existing.content_id == content.sha256:
            raise AlreadyDeposited(existing) from None
        raise DepositRefused("Le document n’a pas pu être enregistré : il contredit un document existant.") from error


def _write(deposit: Deposit, content: Content, by: Actor) -> Document:
    record_row = _open_record_of(deposit.patient)
    _refuse_known_identifier(deposit, content)
    found = _compare_identity(deposit)
    values = entry_values(deposit.document, birth_date=deposit.patient.birth_date, now=deposit.at)
    place = _place(deposit, values)
    visibility = _with_default(_inherited(deposit.visibility, place.replaces), record_row)
    content_keep(content, deposit.data)
    document = Document.objects.create(
        **values,
        **_visibility_values(visibility, deposit.at, record_row),
        patient=deposit.patient,
        content=content,
        submission_set=_submission_set(deposit),
        availability=_availability(deposit, place),
        replaces=place.replaces,
        deposited_at=deposit.at,
        depositor=deposit.depositor,
        depositing_structure=deposit.structure,
        identity_differences=[asdict(d) for d in found],
    )
    for author in (authors := authors_of(deposit.document.header)):
        author.document = document
    DocumentAuthor.objects.bulk_create(authors)
    _journal(deposit, document, record_row, found, by)
    return document


def _open_record_of(patient: Patient) -> SharedRecord:
    """The record, locked: deposits of one record follow one another, and read the patient's default as it is."""
    record_row = SharedRecord.objects.select_for_update().filter(patient=patient).first()
    if record_row is None:
        raise DepositRefused("Ce patient n’a pas de dossier ; le document n’a pas été déposé.")
    if record_row.closed_on:
        raise DepositRefused("Le dossier de ce patient est fermé ; le document n’a pas été déposé.")
    return record_row


def _refuse_known_identifier(deposit: Deposit, content: Content) -> None:
    existing = Document.objects.filter(unique_id=deposit.document.header.id.unique_id).first()
    if existing is None:
        return
    if existing.content_id == content.sha256 and existing.patient_id == deposit.patient.pk:
        raise AlreadyDeposited(existing)
    raise DepositRefused("Un autre document porte déjà le même identifiant, avec un contenu différent.")


def reference_traits(patient: Patient) -> Traits:
    """The local reference identity, as traits."""
    return Traits(
        birth_name=patient.birth_name,
        first_given_name=patient.first_given_name,
        given_names=patient.birth_given_names,
        birth_date=patient.birth_date,
        sex=patient.sex,
        birth_place_code=patient.birth_place_code,
    )


def _compare_identity(deposit: Deposit) -> list[Difference]:
    found = differences(reference_traits(deposit.patient), traits_of(deposit.document.header))
    if found and not deposit.accept_mismatch:
        traits = ", ".join(d.trait.lower() for d in found)
        raise DepositRefused(f"L’identité portée par le document diffère de celle du patient : {traits}.")
    return found


def _inherited(asked: Visibility, replaced: Document | None) -> Visibility:
    """A new version is hidden from whom the former one was: a file bears no mask, and the patient's choice stands."""
    if replaced is None:
        return asked
    hidden_from_patient = asked.hidden_from_patient or replaced.hidden_from_patient_since is not None
    return Visibility(
        masked=not hidden_from_patient and (asked.masked or replaced.masked),
        hidden_from_patient=hidden_from_patient,
        hidden_from_representatives=asked.hidden_from_representatives or replaced.hidden_from_representatives,
    )


def _with_default(visibility: Visibility, record_row: SharedRecord) -> Visibility:
    """The patient may mask every new document; what hides from the patient wins until its release (AR 8.6)."""
    refused = flags_are_compatible(masked=visibility.masked, hidden_from_patient=visibility.hidden_from_patient)
    if refused is Reason.FLAGS_INCOMPATIBLE:
        raise DepositRefused(
            "Un document ne peut pas être à la fois masqué aux professionnels et non visible par le patient."
        )
    if record_row.masks_by_default and not visibility.hidden_from_patient:
        return replace(visibility, masked=True)
    return visibility


def _visibility_values(visibility: Visibility, at: datetime, record_row: SharedRecord) -> dict[str, Any]:
    return {
        "masked": visibility.masked,
        "hidden_from_patient_since": at if visibility.hidden_from_patient else None,
        "hidden_from_representatives": visibility.hidden_from_representatives,
        "mask_on_release": visibility.hidden_from_patient and record_row.masks_by_default,
    }


@dataclass(frozen=True, slots=True)
class _Place:
    """Where a new document stands among the versions of its set."""

    replaces: Document | None
    is_old: bool


def _place(deposit: Deposit, values: dict[str, Any]) -> _Place:
    """The version that this one replaces, by its identifier or within its set; older ones become « anciennes ».

    Only within the same patient's documents, and never a newer version: a late import of an old one comes in as old.
    """
    named = {i.unique_id for i in deposit.document.header.replaces}
    family = Q(unique_id__in=named)
    if values["set_id"]:
        family |= Q(set_id=values["set_id"])
    relatives: list[Any] = list(
        Document.objects.filter(family, patient=deposit.patient)
        .exclude(availability=Availability.DELETED)
        .annotate(was_replaced=Exists(Document.objects.filter(replaces=OuterRef("pk"))))
        .order_by("-version_number", "-pk")
    )
    number = values["version_number"]
    older = [d for d in relatives if d.unique_id in named or d.version_number < number]
    if current := [d.pk for d in older if d.availability == Availability.APPROVED]:
        Document.objects.filter(pk__in=current).update(availability=Availability.DEPRECATED)
    return _Place(
        replaces=next((d for d in older if not d.was_replaced), None),
        is_old=any(d.version_number > number and d.unique_id not in named for d in relatives),
    )


def _availability(deposit: Deposit, place: _Place) -> Availability:
    if place.is_old:
        return Availability.DEPRECATED
    return Availability.ARCHIVED if deposit.archived else Availability.APPROVED


def _submission_set(deposit: Deposit) -> SubmissionSet:
    return SubmissionSet.objects.create(
        unique_id=f"2.25.{uuid4().int}",
        source_id=deposit.source_id,
        patient=deposit.patient,
        submitted_at=deposit.at,
        author=deposit.depositor,
    )


def _journal(
    deposit: Deposit, document: Document, record_row: SharedRecord, found: list[Difference], by: Actor
) -> None:
    """One line for the effect; a mismatch that was accepted says which traits, never their values."""
    record(
        Entry(
            action=Action.DOCUMENT_DEPOSITED,
            actor=by,
            record=record_row.uuid,
            document=document.uuid,
            document_type=document.type_code[:40],
            document_version=document.metadata_version,
            decision="DEPOSITED_WITH_MISMATCH" if found else "DEPOSITED",
            details={"type_label": document.type_label, "differences": [d.trait for d in found]},
        )
    )
