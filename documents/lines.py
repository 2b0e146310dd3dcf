"""What a line of the journal says of a document: which one, its type, its version; never a word of it."""

from typing import Any

from documents.models import Document


def told_of(document: Document, decision: str, **details: object) -> dict[str, Any]:
    """Fields of an entry. `decision`: of the gate, or what was done."""
    return {
        "document": document.uuid,
        "document_type": document.type_code[:40],
        "document_version": document.metadata_version,
        "decision": decision,
        "details": {"type_label": document.type_label} | details,
    }
