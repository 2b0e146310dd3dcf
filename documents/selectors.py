"""Reading documents, always through the gate. Selectors never write."""

from uuid import UUID

from django.db.models import Q, QuerySet

from access.reader import Reader
from access.traces.selectors import TraceFilters, traces_for
from documents.decision import GRANTING, Decision
from documents.models import Document
from journal.models import Line


def document_get(*, reader: Reader, uuid: UUID) -> tuple[Document | None, Decision]:
    """One document with the true decision, for the journal. Without a granting decision the document is None.

    The decision is then read alone: nothing of a document out of reach leaves the database, whatever its row holds.
    """
    visible = Document.objects.visible_to(reader).filter(uuid=uuid)
    if document := visible.select_related("content", "document_type", "replaces").first():
        return document, Decision(document.decision)  # type: ignore[attr-defined]  # an annotation
    found = Document.objects.with_decision(reader).filter(uuid=uuid)
    value = found.values_list("decision", flat=True).first()  # type: ignore[misc]  # an annotation
    return None, Decision(value) if value and value not in GRANTING else Decision.UNKNOWN


def same_set(document: Document) -> Q:
    """Of the same set by the same hand: a set is a word in a file, which anybody may type."""
    return Q(set_id=document.set_id, depositor=document.depositor_id)


def same_versions(document: Document) -> Q:
    """Other versions of the same document: what replaces it, what it replaces, the rest of its set."""
    same = Q(replaces=document) | Q(pk=document.replaces_id)
    return same | same_set(document) if document.set_id else same


def versions_of(*, reader: Reader, document: Document) -> list[Document]:
    """Other versions that this reader may see: the one that replaces it, the ones that it replaces."""
    visible = Document.objects.visible_to(reader).filter(patient_id=document.patient_id).exclude(pk=document.pk)
    return list(visible.filter(same_versions(document)).order_by("-version_number", "-created_at"))


def traces_of(*, reader: Reader, filters: TraceFilters | None = None) -> QuerySet[Line]:
    """The history as this reader may read it: the name of a document goes with the right to read it today."""
    return traces_for(reader, filters=filters, visible=Document.objects.visible_to(reader))
