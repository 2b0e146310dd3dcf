"""Documents chosen in a list, to be taken away together (PS S26). Through the gate, all of them or none."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from access.reader import Reader
from documents.cda.model import UnreadableDocument
from documents.cda.parser import parse
from documents.decision import GRANTING, Decision
from documents.deposit.incoming.pdf import cleaned
from documents.deposit.incoming.refusals import FileRefused
from documents.models import Document
from documents.reading import Unavailable, content_of

MAX_DOCUMENTS = 50
MAX_BYTES = 100_000_000


@dataclass(frozen=True, slots=True)
class OutOfReach(Exception):
    """One of the chosen documents is unknown or out of reach: the whole answers as for an unknown one."""

    uuid: UUID
    decision: Decision


def documents_chosen(*, reader: Reader, uuids: Sequence[UUID]) -> list[Document]:
    """The chosen documents in the order of the choice. Raises OutOfReach, after one query whatever the cause."""
    found = Document.objects.with_decision(reader).filter(uuid__in=uuids)
    decisions = dict(found.values_list("uuid", "decision"))  # type: ignore[misc]  # an annotation
    for uuid in uuids:
        decision = Decision(decisions.get(uuid, Decision.UNKNOWN))
        if decision not in GRANTING:
            raise OutOfReach(uuid, decision)
    documents = Document.objects.visible_to(reader).filter(uuid__in=uuids).select_related("content", "document_type")
    by_uuid = {document.uuid: document for document in documents}
    return [by_uuid[uuid] for uuid in dict.fromkeys(uuids)]


def total_size(documents: Sequence[Document]) -> int:
    """In bytes, as deposited."""
    return sum(document.content.size for document in documents)


def in_order(documents: list[Document], order: str) -> list[Document]:
    """As listed, or by date of the act: « recent » first, or « ancien » first."""
    if order not in ("recent", "ancien"):
        return documents
    return sorted(documents, key=lambda d: (d.act_on, d.pk), reverse=order == "recent")


def obstacle_to_joining(document: Document) -> str:
    """Why a document cannot stand in one PDF, in French; empty when it can."""
    try:
        found = parse(content_of(document))
    except Unavailable as error:
        return str(error)
    except UnreadableDocument as error:
        return f"Le fichier ne peut pas être affiché\u00a0: {error}"
    if found.level != 1 or not found.attachments or not found.attachments[0].is_pdf:
        return ""
    try:
        cleaned(found.attachments[0].data or b"")
    except FileRefused as refusal:
        return refusal.sentence
    return ""
