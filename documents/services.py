"""Depositing documents: the file, its metadata and its journal line, together or not at all."""

from dataclasses import asdict
from datetime import datetime
from typing import Any
from uuid import uuid4

from django.db import IntegrityError, transaction

from access.models import Notice
from access.rules import Reason, flags_are_compatible
from access.telling.notices import tell_patient
from documents.contents import content_keep, content_store
from documents.deposit.parts import (
    AlreadyDeposited,
    AlreadyReplaced,
    Circumstances,
    Deposit,
    DepositRefused,
    Visibility,
)
from documents.deposit.placing import Place, availability_of, check_still_current, place_of, trusted_set
from documents.lifecycle.families import family_of, hidden_since, was_shown_again
from documents.lifecycle.rules import Obstacle
from documents.lines import told_of
from documents.metadata import authors_of, entry_values, traits_of
from documents.models import Content, Document, DocumentAuthor, SubmissionSet
from documents.record.statements import statements_write
from documents.search.indexing import passages_write
from documents.search.passages import Text, text_of
from journal.models import Action
from journal.services import Actor, Entry, record
from patients.identity import Difference, Traits, differences
from patients.models import Patient, SharedRecord

_LAST_VERSION = 2**31 - 1  # what the database holds

__all__ = [
    "AlreadyDeposited",
    "AlreadyReplaced",
    "Circumstances",
    "Deposit",
    "DepositRefused",
    "Visibility",
    "document_deposit",
]


def document_deposit(deposit: Deposit, *, by: Actor) -> Document:
    """Store the file, then its metadata and its line in one transaction.

    Raises AlreadyDeposited (same identifier, same bytes), AlreadyReplaced or DepositRefused.
    """
    content = content_store(deposit.data)  # the file first: metadata are never committed without it
    original = content_store(deposit.original) if deposit.original else None
    text = text_of(deposit.document)
    try:
        with transaction.atomic():
            return _write(deposit, content, original, text, by)
    except IntegrityError as error:
        # Two deposits of the same identifier at once: the second one learns it as if it had come later.
        existing = Document.objects.filter(unique_id=deposit.document.header.id.unique_id).first()
        if existing and existing.content_id == content.sha256:
            raise AlreadyDeposited(existing) from None
        raise DepositRefused(
            "Le document n’a pas pu être enregistré : il contredit un document existant.", "CONTRADICTS_ANOTHER"
        ) from error


def _write(deposit: Deposit, content: Content, original: Content | None, text: Text, by: Actor) -> Document:
    record_row = _open_record_of(deposit.patient)
    check_still_current(deposit.replaces)
    values = _values(deposit, content)
    found = _compare_identity(deposit)
    place = place_of(deposit, values, by=by)
    content_keep(content, deposit.data)
    if original and deposit.original:
        content_keep(original, deposit.original)
    document = Document.objects.create(
        **values,
        **_visibility_values(deposit, place.former, values["set_id"], record_row),
        patient=deposit.patient,
        content=content,
        original_content=original,
        comments=deposit.comments,
        submission_set=deposit.submission_set or _submission_set(deposit),
        availability=availability_of(deposit, place),
        replaces=place.replaces,
        deposited_at=deposit.at,
        depositor=deposit.depositor,
        depositing_structure=deposit.structure,
        identity_differences=[asdict(d) for d in found],
    )
    for author in (authors := authors_of(deposit.document.header)):
        author.document = document
    DocumentAuthor.objects.bulk_create(authors)
    _tell(deposit, document, by)
    statements_write(document, deposit.document)
    passages_write(document, authors, text)
    _journal(deposit, document, place, record_row, found, by)
    return document


def _open_record_of(patient: Patient) -> SharedRecord:
    """The record, locked: deposits of one record follow one another, and read the patient's default as it is."""
    record_row = SharedRecord.objects.select_for_update(no_key=True).filter(patient=patient).first()
    if record_row is None:
        raise DepositRefused("Ce patient n’a pas de dossier ; le document n’a pas été déposé.", "RECORD_ABSENT")
    if record_row.closed_on:
        raise DepositRefused("Le dossier de ce patient est fermé ; le document n’a pas été déposé.", "RECORD_CLOSED")
    return record_row


def _values(deposit: Deposit, content: Content) -> dict[str, Any]:
    """The document entry, with an identifier that is free and a version that follows the one it replaces."""
    values = entry_values(deposit.document, birth_date=deposit.patient.birth_date, now=deposit.at)
    values["unique_id"] = _identifier(deposit, content)
    values["source_digest"] = deposit.source_digest or values["source_digest"]
    if deposit.replaces:
        values["version_number"] = max(values["version_number"], deposit.replaces.version_number + 1)
    if values["version_number"] > _LAST_VERSION:
        raise DepositRefused("Le numéro de version du document est trop grand.", "VERSION_TOO_HIGH")
    values["set_id"] = trusted_set(deposit, values)
    return values


def _identifier(deposit: Deposit, content: Content) -> str:
    asked = deposit.document.header.id.unique_id
    existing = Document.objects.filter(unique_id=asked).first()
    if existing is None:
        return asked
    if deposit.own_identifier:
        return deposit.own_identifier
    if existing.content_id == content.sha256 and existing.patient_id == deposit.patient.pk:
        raise AlreadyDeposited(existing)
    raise DepositRefused(
        "Un autre document porte déjà le même identifiant, avec un contenu différent.", "IDENTIFIER_TAKEN"
    )


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
        raise DepositRefused(
            f"L’identité portée par le document diffère de celle du patient : {traits}.", "IDENTITY_MISMATCH"
        )
    return found


def _visibility_values(
    deposit: Deposit, former: list[Document], set_id: str, record_row: SharedRecord
) -> dict[str, Any]:
    """What was asked, what the former versions had, what the patient wants by default. Raises DepositRefused.

    A new version is hidden from whom a former one was, from the same day on: a file bears no mask, and the patient's
    choice stands. So a masked document gets no version that is hidden from the patient (AR 8.2); the patient's default
    applies at the release, as it is then (AR 8.6). What is deposited in a session of confidential care is never for
    representatives (AR 11.4), and makes nothing old that these see.
    """
    asked, secret_session = deposit.visibility, deposit.circumstances.confidential
    masks = asked.masked or any(one.masked for one in former)
    _check_visibility(deposit, former, masks=masks)
    since = _hidden_since(deposit, former, set_id)
    waits = masks or any(one.mask_on_release for one in former)
    secret = asked.hidden_from_representatives or any(one.hidden_from_representatives for one in former)
    return {
        "masked": since is None and (waits or record_row.masks_by_default),
        "hidden_from_patient_since": since,
        "hidden_from_representatives": secret or secret_session,
        "mask_on_release": waits and since is not None,
    }


def _hidden_since(deposit: Deposit, former: list[Document], set_id: str) -> datetime | None:
    """From when the new version is hidden from the patient, or None: one month for all versions, once (AR 8.4).

    Those that were deleted count too: otherwise the wait would begin anew with each one.
    """
    still_hidden = any(one.hidden_from_patient_since for one in former)
    if not still_hidden and not deposit.visibility.hidden_from_patient:
        return None
    named = Document.objects.filter(patient=deposit.patient, depositor=deposit.depositor, set_id=set_id)
    family = family_of([*former, *(named if set_id else [])])
    if not still_hidden and was_shown_again(family):
        raise DepositRefused(
            "Une version de ce document a déjà attendu la consultation d’annonce, puis a été montrée au patient : "
            "la nouvelle version ne peut pas lui être cachée. Modifiez le dépôt et choisissez « Tout de suite ».",
            Obstacle.SHOWN_AGAIN.value.upper(),
        )
    return hidden_since(family) or deposit.at


def _check_visibility(deposit: Deposit, former: list[Document], *, masks: bool) -> None:
    """What may not stand together, but in an import: there the mask of a former version waits for the release."""
    if deposit.circumstances.confidential and any(not one.hidden_from_representatives for one in former):
        raise DepositRefused(
            "Les représentants légaux voient le document à remplacer. Remplacez-le hors de la session confidentielle.",
            "SEEN_BY_REPRESENTATIVES",
        )
    if flags_are_compatible(
        masked=deposit.visibility.masked or (masks and deposit.depositor is not None),
        hidden_from_patient=deposit.visibility.hidden_from_patient,
    ):
        raise DepositRefused(
            "Un document ne peut pas être à la fois masqué aux professionnels et non visible par le patient.",
            Reason.FLAGS_INCOMPATIBLE.value.upper(),
        )


def _submission_set(deposit: Deposit) -> SubmissionSet:
    return SubmissionSet.objects.create(
        unique_id=f"2.25.{uuid4().int}",
        source_id=deposit.source_id,
        patient=deposit.patient,
        submitted_at=deposit.at,
        author=deposit.depositor,
    )


def _tell(deposit: Deposit, document: Document, by: Actor) -> None:
    """Tell the patient of what a professional deposits, once per submission (AR 13.7); an import tells nobody.

    Not while the document is hidden from the patient; nor those who act for a minor when it is hidden from them.
    """
    if deposit.depositor is None or document.hidden_from_patient_since:
        return
    tell_patient(
        Notice.Kind.DOCUMENT_CHANGED if deposit.replaces else Notice.Kind.DOCUMENT_ADDED,
        deposit.patient,
        key=document.submission_set.unique_id,
        at=deposit.at,
        actor_words=", ".join(w for w in (by.professional_name, by.profession, by.structure_name) if w),
        confidential=document.hidden_from_representatives,
    )


def _decision(deposit: Deposit, document: Document, found: list[Difference]) -> str:
    """What the line says of the deposit; of a set that the file named and that is somebody else's, that it was not
    taken: the depositor learns nothing of it, the journal does."""
    if found:
        return "DEPOSITED_WITH_MISMATCH"
    if deposit.replaces:
        return "REPLACED"
    named = deposit.document.header.set_id
    return "DEPOSITED_OUT_OF_SET" if named and document.set_id != named.unique_id else "DEPOSITED"


def _journal(
    deposit: Deposit, document: Document, place: Place, record_row: SharedRecord, found: list[Difference], by: Actor
) -> None:
    """One line for the effect; a mismatch that was accepted says which traits, never their values.

    A line about what is hidden from the representatives is hidden from them too.
    """
    details: dict[str, Any] = {"differences": [d.trait for d in found]}
    if place.outdated:
        details["outdated"] = [str(one.uuid) for one in place.outdated]
    if deposit.replaces:
        details["replaces"] = str(deposit.replaces.uuid)
    record(
        Entry(
            action=Action.DOCUMENT_REPLACED if deposit.replaces else Action.DOCUMENT_DEPOSITED,
            actor=by,
            record=record_row.uuid,
            motive=deposit.reason,
            **told_of(document, _decision(deposit, document, found), **details),
            **(asdict(deposit.circumstances) | {"confidential": document.hidden_from_representatives}),
        )
    )
