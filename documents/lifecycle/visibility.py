"""The one way in which the visibility of a document changes: who, when, from, to, each time (DESIGN 4)."""

from dataclasses import replace
from datetime import datetime
from functools import partial
from typing import assert_never
from uuid import UUID

from django.db import transaction
from django.db.models import QuerySet

from access.consent.authorisations import lock_patient
from access.models import Notice
from access.reader import AuthorOfDeposits, Holder, OpenedRecord, Reader, Representative
from access.rules import Mode
from access.services import NotFound
from access.telling.notices import tell, tell_patient
from documents.decision import Decision
from documents.lifecycle.families import family_of, hidden_since, was_shown_again
from documents.lifecycle.rules import (
    Change,
    Facts,
    Hand,
    Obstacle,
    State,
    applied,
    masked_or_waiting,
    obstacle,
)
from documents.lifecycle.states import state_of, write_states
from documents.lines import told_of
from documents.models import Availability, Document
from documents.selectors import document_get
from journal.models import Action, Line
from journal.services import Actor, Entry, record
from patients.models import Patient, SharedRecord
from patients.services import lock_record

_READINGS = (Action.DOCUMENT_READ, Action.FILE_READ, Action.DOCUMENT_DOWNLOADED)
_RESTRICTING = frozenset({Change.MASK, Change.HIDE_FROM_PATIENT})


class DocumentMoved(Exception):
    """The document changed since it was shown; nothing is written. `entry` is the line of the refusal."""

    def __init__(self, entry: Entry) -> None:
        super().__init__("moved")
        self.entry = replace(entry, granted=False, decision="DOC_CHANGED")


class ChangeRefused(Exception):
    """A rule forbids the change; nothing is written."""

    def __init__(self, obstacle: Obstacle, entry: Entry) -> None:
        super().__init__(obstacle.value)
        self.obstacle = obstacle
        self.entry = replace(entry, granted=False, decision=obstacle.value.upper())


@transaction.atomic
def visibility_change(
    *, reader: Reader, uuid: UUID, change: Change, shown_version: int, entry: Entry, now: datetime
) -> Document:
    """Make one choice about a document that this reader may see; the line says what changed, and the patient is told.

    `entry` is the caller's line (record, mode, actor), completed here; `shown_version` the `metadata_version` on which
    the choice was made. Other versions follow: all of them when it restricts, those within the reader's sight when it
    opens. When the document is so already nothing is written, so that a button used twice answers twice the same.
    Raises NotFound, DocumentMoved or ChangeRefused.
    """
    document = _locked(reader, uuid, entry)
    decision = change.value.upper()
    found = obstacle(change, facts_of(document, reader))
    if found is Obstacle.NOTHING_TO_DO:
        return document
    if document.metadata_version != shown_version:
        raise DocumentMoved(_about(entry, document, Action.DOCUMENT_CHANGED, decision))
    if found is not None:
        raise ChangeRefused(found, _about(entry, document, Action.DOCUMENT_CHANGED, decision))
    changed = [document, *_versions_that_follow(document, reader, change)]
    write_states(
        changed,
        partial(_followed, change=change, masks_by_default=document.patient.record.masks_by_default),
        by=entry.actor,
        words=_words(reader),
        now=now,
        hidden_since=hidden_since(family_of([document])) if change is Change.HIDE_FROM_PATIENT else None,
    )
    _tell(document, reader, change, entry, now)
    line = _about(entry, document, Action.DOCUMENT_CHANGED, decision)
    followers = [str(one.uuid) for one in changed[1:]]
    record(replace(line, details=line.details | {"followers": followers}) if followers else line, at=now)
    return document


@transaction.atomic
def document_delete(*, reader: Reader, uuid: UUID, shown_version: int, entry: Entry, now: datetime) -> Document:
    """Delete one's own document, for everybody and for good: it stays in the database, and in the history.

    An older version that it had replaced stays an older version: its author had withdrawn it, and nothing may come
    back as current without somebody's act. Raises NotFound or DocumentMoved; the caller has checked the author.
    """
    document = _locked(reader, uuid, entry)
    entry = _about(entry, document, Action.DOCUMENT_DELETED, "DELETED")
    if document.metadata_version != shown_version:
        raise DocumentMoved(entry)
    write_states(
        [document],
        lambda state: replace(state, availability=Availability.DELETED.value),
        by=entry.actor,
        words=_words(reader),
        now=now,
    )
    _tell(document, reader, None, entry, now)
    record(replace(entry, document_version=document.metadata_version), at=now)
    return document


@transaction.atomic
def default_masking_switch(*, patient: Patient, on: bool, by: Actor, now: datetime, words: str = "Le patient") -> bool:
    """The patient's default for every document, present ones included when it is switched on (DESIGN 4, AR 8.6).

    Switched off, those that are masked stay so until they are unmasked one by one. What is hidden from the patient is
    left alone: the default applies at its release, as it is then.
    Returns False when it was so already. One line for the whole: who masked each document is in its metadata.
    """
    lock_patient(patient)
    shared = SharedRecord.objects.select_for_update(no_key=True).get(patient=patient)
    if shared.masks_by_default == on:
        return False
    shared.masks_by_default = on
    shared.save(update_fields=["masks_by_default"])
    if on:
        bare = Document.objects.filter(patient=patient, masked=False, hidden_from_patient_since=None)
        documents = list(bare.exclude(availability=Availability.DELETED).select_for_update(no_key=True).order_by("pk"))
        write_states(documents, masked_or_waiting, by=by, words=words, now=now)
    entry = Entry(action=Action.CHOICES_CHANGED, actor=by, record=shared.uuid, details={"masks_by_default": on})
    record(entry, at=now)
    return True


def facts_of(document: Document, reader: Reader) -> Facts:
    """What the rule needs of a document that went through the gate (it carries its `decision`)."""
    hand = _hand(document, reader)
    could_hide = hand is Hand.AUTHOR and document.hidden_from_patient_since is None
    return Facts(
        state=state_of(document),
        hand=hand,
        opened_by_patient=could_hide and _opened_by_patient(document),
        shown_again=could_hide and was_shown_again(family_of([document])),
    )


def _hand(document: Document, reader: Reader) -> Hand:
    match reader:
        case OpenedRecord():
            if reader.mode is not Mode.NORMAL:
                return Hand.NONE
            own = document.decision == Decision.AUTHOR  # type: ignore[attr-defined]
            return Hand.AUTHOR if own else Hand.PROFESSIONAL
        case AuthorOfDeposits():
            return Hand.AUTHOR
        case Holder():
            return Hand.HOLDER
        case Representative():
            return Hand.REPRESENTATIVE
        case _:
            assert_never(reader)


def _opened_by_patient(document: Document) -> bool:
    """The history shows a reading from the patient's own window: by an account that is no professional's."""
    lines = Line.objects.filter(document=document.uuid, action__in=_READINGS, granted=True, professional="")
    return lines.exclude(account="").exists()


def _locked(reader: Reader, uuid: UUID, entry: Entry) -> Document:
    """The document through the gate, held until the end of the transaction: identity, record, then document."""
    found, decision = document_get(reader=reader, uuid=uuid)
    if found is None:
        raise NotFound(replace(entry, document=uuid, decision=decision.value))
    Patient.objects.select_for_update(no_key=True).filter(pk=found.patient_id).values_list("pk").first()
    lock_record(found.patient_id)
    locked = Document.objects.visible_to(reader).select_for_update(no_key=True, of=("self",))
    document = locked.select_related("patient__record").filter(pk=found.pk).first()
    if document is None:
        raise NotFound(replace(entry, document=uuid, decision=Decision.UNKNOWN.value))
    return document


def _versions_that_follow(document: Document, reader: Reader, change: Change) -> list[Document]:
    """Other versions of the same document that are in the state that this one leaves, locked."""
    if change in (Change.ARCHIVE, Change.UNARCHIVE):
        return []
    family: QuerySet[Document] = Document.objects.filter(family_of([document])).exclude(pk=document.pk)
    if change is Change.HIDE_FROM_PATIENT:  # to the author alone (AR 8.5), of each version
        family = family.filter(pk__in=Document.objects.visible_to(_as_author(reader)).values("pk"))
    elif change not in _RESTRICTING:
        family = family.filter(pk__in=Document.objects.visible_to(reader).values("pk"))
    found = family.exclude(availability=Availability.DELETED).select_for_update(no_key=True).order_by("pk")
    moved = [one for one in found if _followed(state_of(one), change, masks_by_default=False) != state_of(one)]
    hides = change is Change.HIDE_FROM_PATIENT
    return [one for one in moved if not (hides and _opened_by_patient(one))]


def _as_author(reader: Reader) -> Reader:
    """What a professional has as an author, whatever else an opened record shows them."""
    if isinstance(reader, OpenedRecord):
        return AuthorOfDeposits(professional_id=reader.professional_id, idnat=reader.idnat)
    return reader


def _followed(state: State, change: Change, *, masks_by_default: bool) -> State:
    """The change as it applies to any version: a mask waits where the document is hidden from the patient (AR 8.2)."""
    if change is Change.MASK:
        return masked_or_waiting(state)
    if change is Change.HIDE_FROM_PATIENT and state.masked:
        return state  # what the patient masked stays masked
    return applied(state, change, masks_by_default=masks_by_default)


def _words(reader: Reader) -> str:
    """Who acts, when it is no professional."""
    return "Un représentant légal" if isinstance(reader, Representative) else "Le patient"


def _about(entry: Entry, document: Document, action: Action, decision: str) -> Entry:
    """The line of one document. What the parents do not see stays out of their sight in the history too (AR 11.4)."""
    return replace(
        entry,
        action=action,
        record=document.patient.record.uuid,
        confidential=entry.confidential or document.hidden_from_representatives,
        **told_of(document, decision),
    )


def _tell(document: Document, reader: Reader, change: Change | None, entry: Entry, now: datetime) -> None:
    """Tell the patient of what somebody else did, unless the document is hidden from them (AR 13.7)."""
    if isinstance(reader, Holder) or document.hidden_from_patient_since:
        return
    kind = Notice.Kind.DOCUMENT_ADDED if change is Change.SHOW_TO_PATIENT else Notice.Kind.DOCUMENT_CHANGED
    key = f"{document.uuid}-{document.metadata_version}"
    if isinstance(reader, Representative):
        tell(kind, document.patient, key=key, at=now, record=document.patient.record.uuid, actor_words=_words(reader))
        return
    by = entry.actor
    words = ", ".join(w for w in (by.professional_name, by.profession, by.structure_name) if w)
    confidential = entry.confidential or document.hidden_from_representatives
    tell_patient(kind, document.patient, key=key, at=now, actor_words=words, confidential=confidential)
