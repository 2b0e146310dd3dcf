"""Preparing a deposit and sending it: the whole submission or nothing, once (PS S21, S22)."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from hashlib import sha256
from typing import Any
from uuid import UUID, uuid5

from django.db import transaction
from django.db.models import QuerySet

from access.depositing import colleagues_of, types_deposited_by
from access.models import DocumentType, Practice, RecordAccess
from access.oids import PS_IDNAT_OID
from documents.cda.model import ClinicalDocument
from documents.cda.parser import parse
from documents.cda.writing import write
from documents.deposit.incoming.files import CDA, Incoming, accept
from documents.deposit.incoming.refusals import FileRefused
from documents.deposit.parts import AlreadyDeposited, Circumstances, Deposit, DepositRefused, Visibility
from documents.deposit.wrapping import Wrapping, header_of, own_identifier
from documents.metadata import entry_values, traits_of
from documents.models import DepositDraft, Document, ReceivedFile, SubmissionSet
from documents.services import document_deposit, reference_traits
from journal.models import Action
from journal.services import Actor, Entry, record
from patients.identity import Difference, differences
from patients.models import Patient

DRAFT_LIFE = timedelta(hours=12)


@dataclass(frozen=True, slots=True)
class Refusal:
    """Why one file is not taken; `differences`: traits of a CDA that are not the patient's."""

    name: str
    sentence: str
    decision: str
    differences: list[Difference] = field(default_factory=list)


class FilesRefused(Exception):
    """Nothing was kept."""

    def __init__(self, refusals: list[Refusal]) -> None:
        super().__init__("refused")
        self.refusals = refusals


class _OtherIdentity(FileRefused):
    def __init__(self, found: list[Difference]) -> None:
        sentence = "l’identité portée par ce document n’est pas celle du patient."
        super().__init__(sentence, "IDENTITY_MISMATCH")
        self.found = found


@dataclass(frozen=True, slots=True)
class Received:
    name: str
    incoming: Incoming
    digest: str


@transaction.atomic
def draft_start(
    *,
    practice: Practice,
    patient: Patient,
    by: Actor,
    now: datetime,
    access: RecordAccess | None = None,
    replaces: Document | None = None,
    confidential: bool = False,
) -> DepositDraft:
    """Begin a deposit; the caller has checked that it is allowed.

    What follows a confidential deposit, or replaces a document that the parents do not see, is unknown to them too.
    """
    confidential = confidential or bool(access and access.confidential)
    draft = DepositDraft.objects.create(
        practice=practice,
        patient=patient,
        record_access=access,
        replaces=replaces,
        confidential=confidential or bool(replaces and replaces.hidden_from_representatives),
        created_at=now,
        expires_at=now + DRAFT_LIFE,
    )
    record(draft_entry(draft, Action.DEPOSIT_STARTED, by, document=replaces.uuid if replaces else None))
    return draft


def draft_entry(draft: DepositDraft, action: Action, by: Actor, **values: Any) -> Entry:
    """A journal line about a draft."""
    access = draft.record_access
    known: dict[str, Any] = {
        "record": draft.patient.record.uuid,
        "record_access": access.uuid if access else None,
        "mode": access.mode if access else "",
        "confidential": draft.confidential,
    }
    return Entry(action=action, actor=by, **(known | values))


def files_receive(draft: DepositDraft, files: Iterable[tuple[str, bytes]]) -> list[Received]:
    """Examine and clean each file. Raises FilesRefused, with every refusal, when one cannot be taken."""
    received: list[Received] = []
    refusals: list[Refusal] = []
    for name, data in files:
        digest = sha256(data).hexdigest()
        try:
            if digest in {one.digest for one in received}:
                raise FileRefused("il est choisi deux fois.")
            incoming = accept(data)
            if incoming.document:
                _check_cda(draft, incoming.document)
            received.append(Received(name[-200:], incoming, digest))
        except FileRefused as refusal:
            found = refusal.found if isinstance(refusal, _OtherIdentity) else []
            refusals.append(Refusal(name, refusal.sentence, refusal.decision, found))
    if refusals:
        raise FilesRefused(refusals)
    return received


def _check_cda(draft: DepositDraft, document: ClinicalDocument) -> None:
    """A structured document is deposited as it is: it must be this patient's, and of a type that one may deposit."""
    patient = draft.patient
    borne = {(i.root, "".join(i.extension.split())) for i in document.header.patient.ins}
    found = differences(reference_traits(patient), traits_of(document.header))
    if borne != {(patient.ins_oid, patient.matricule)}:
        found.insert(0, Difference("Matricule INS", "celui du patient", "un autre" if borne else "absent"))
    if found:
        raise _OtherIdentity(found)
    values = entry_values(document, birth_date=patient.birth_date, now=draft.created_at)
    if values["document_type"].pk not in types_deposited_by(draft.practice):
        raise FileRefused("votre profession ne dépose pas de document de ce type.", "TYPE_NOT_DEPOSITED")
    named = {i.extension for author in document.header.authors for i in author.ids if i.root == PS_IDNAT_OID}
    if named - {one.professional.idnat for one in colleagues_of(draft.practice)}:
        raise FileRefused("il nomme un auteur qui n’exerce pas dans votre structure.", "AUTHOR_NOT_A_COLLEAGUE")


@transaction.atomic
def draft_fill(draft: DepositDraft, values: dict[str, Any], received: list[Received]) -> None:
    """Keep what was typed, and the files when some were sent: then they take the place of the former ones."""
    locked = DepositDraft.objects.select_for_update(no_key=True).get(pk=draft.pk)
    if locked.submission_set_id:
        return  # sent meanwhile from another page
    locked.values = values
    locked.save(update_fields=["values"])
    if received:
        locked.files.all().delete()
    ReceivedFile.objects.bulk_create(
        ReceivedFile(
            draft=locked,
            rank=rank,
            name=one.name,
            media_type=one.incoming.media_type,
            data=one.incoming.data,
            original=one.incoming.original,
            source_digest=one.digest,
        )
        for rank, one in enumerate(received, start=1)
    )


@transaction.atomic
def draft_submit(draft: DepositDraft, *, by: Actor, now: datetime, edition: str = "") -> DepositDraft:
    """Deposit every file of a draft, or none. Sent twice, even at once, it answers what the first sending did.

    Raises DepositRefused or AlreadyReplaced, with nothing written.
    """
    Patient.objects.select_for_update(no_key=True).get(pk=draft.patient_id)
    locked = (
        DepositDraft.objects.select_for_update(no_key=True, of=("self",))
        .select_related("patient__record", "practice__professional", "practice__structure", "record_access", "replaces")
        .get(pk=draft.pk)
    )
    if locked.submission_set_id:
        return locked
    if not locked.values or not (files := list(locked.files.all())):
        raise DepositRefused("Le dépôt n’est pas complet.", "DRAFT_INCOMPLETE")
    locked.submission_set = SubmissionSet.objects.create(
        unique_id=own_identifier(locked.uuid),
        source_id="1.2.250.1.999.1",
        patient=locked.patient,
        submitted_at=now,
        author=locked.practice.professional,
        comments=locked.values["comment"],
    )
    locked.submitted_at = now
    for file in files:
        _deposit(locked, file, len(files), by, now, edition)
    locked.values = {}
    locked.save(update_fields=["submission_set", "submitted_at", "values"])
    locked.files.all().delete()
    return locked


def _deposit(draft: DepositDraft, file: ReceivedFile, count: int, by: Actor, now: datetime, edition: str) -> Document:
    uuid = uuid5(draft.uuid, str(file.rank))
    data, original = bytes(file.data), bytes(file.original) if file.original is not None else None
    if file.media_type != CDA:
        data = write(header_of(_wrapping(draft, file.rank, count, uuid, now)), data, file.media_type)
    access = draft.record_access
    deposit = Deposit(
        data=data,
        document=parse(data),
        patient=draft.patient,
        at=now,
        depositor=draft.practice.professional,
        structure=draft.practice.structure,
        visibility=Visibility(**draft.values["visibility"]),
        submission_set=draft.submission_set,
        replaces=draft.replaces,
        reason=draft.values["reason"],
        comments=draft.values["comment"],
        original=original,
        source_digest=file.source_digest,
        own_identifier=own_identifier(uuid),
        circumstances=Circumstances(
            record_access=access.uuid if access else None,
            mode=access.mode if access else "",
            edition=edition,
            confidential=draft.confidential,
        ),
    )
    try:
        return document_deposit(deposit, by=by)
    except AlreadyDeposited:
        raise DepositRefused("Le document n’a pas pu être déposé. Recommencez.", "IDENTIFIER_TAKEN") from None


def _wrapping(draft: DepositDraft, rank: int, count: int, uuid: UUID, now: datetime) -> Wrapping:
    """What was typed, checked again against what this practice may do today."""
    values = draft.values
    kind = DocumentType.objects.filter(pk=values["type"], pk__in=types_deposited_by(draft.practice)).first()
    author = next((p for p in colleagues_of(draft.practice) if str(p.uuid) == values["author"]), None)
    if kind is None or author is None:
        raise DepositRefused(
            "Le type ou l’auteur de ce dépôt ne vous est plus ouvert. Rien n’a été enregistré.", "NO_LONGER_OFFERED"
        )
    return Wrapping(
        uuid=uuid,
        patient=draft.patient,
        type=kind,
        title=values["title"] + (f" ({rank} sur {count})" if count > 1 else ""),
        act_on=date.fromisoformat(values["act_on"]),
        act_end=date.fromisoformat(values["act_end"]) if values["act_end"] else None,
        author=author,
        by=draft.practice,
        setting=values["setting"],
        at=now,
        replaces=draft.replaces,
    )


def drafts_expired(now: datetime) -> QuerySet[DepositDraft]:
    return DepositDraft.objects.filter(expires_at__lt=now)


def drafts_forget(now: datetime) -> int:
    """Drafts whose time has passed go, with the files that they hold. Returns how many."""
    return drafts_expired(now).delete()[1].get("documents.DepositDraft", 0)
