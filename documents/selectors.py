"""Reading documents, always through the gate. Selectors never write."""

from typing import Any
from uuid import UUID

from django.db.models import Q, QuerySet, UUIDField

from access.compiled import compiled, first
from access.reader import Reader
from access.traces.selectors import TraceFilters, traces_for
from documents.decision import GRANTING, Decision
from documents.models import Document
from journal.models import Line


def document_get(*, reader: Reader, uuid: UUID) -> tuple[Document | None, Decision]:
    """One document with the true decision, for the journal. Without a granting decision the document is None.

    The decision is then read alone: nothing of a document out of reach leaves the database, whatever its row holds.
    """
    if document := first(_document(reader, uuid=uuid)):
        return document, Decision(document.decision)  # type: ignore[attr-defined]  # an annotation
    value = first(_decision(reader, uuid=uuid))
    return None, Decision(value) if value and value not in GRANTING else Decision.UNKNOWN


@compiled(uuid=UUIDField())
def _document(reader: Reader, *, uuid: Any) -> QuerySet[Document]:
    found = Document.objects.visible_to(reader).filter(uuid=uuid)
    return found.select_related("content")


@compiled(uuid=UUIDField())
def _decision(reader: Reader, *, uuid: Any) -> QuerySet[Document, str]:
    found = Document.objects.with_decision(reader).filter(uuid=uuid)
    return found.values_list("decision", flat=True)  # type: ignore[misc]  # an annotation


def same_set(document: Any) -> Q:
    """Of the same set by the same hand: a set is a word in a file, which anybody may type."""
    return Q(set_id=document.set_id, depositor=document.depositor_id)


def same_versions(document: Any) -> Q:
    """Other versions of the same document: what replaces it, what it replaces, the rest of its set.

    `document`: its `pk`, `replaces_id`, `set_id` and `depositor_id`, or what stands for them in a statement.
    """
    same = Q(replaces_id=document.pk) | Q(pk=document.replaces_id)
    return same | same_set(document) if document.set_id != "" else same


def versions_of(*, reader: Reader, document: Document) -> list[Document]:
    """Other versions that this reader may see: the one that replaces it, the ones that it replaces."""
    visible = Document.objects.visible_to(reader).filter(patient_id=document.patient_id).exclude(pk=document.pk)
    return list(visible.filter(same_versions(document)).order_by("-version_number", "-created_at"))


def traces_of(*, reader: Reader, filters: TraceFilters | None = None) -> QuerySet[Line]:
    """The history as this reader may read it: the name of a document goes with the right to read it today."""
    return traces_for(reader, filters=filters, visible=Document.objects.visible_to(reader))
