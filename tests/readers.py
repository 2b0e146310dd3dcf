"""Readers made without a session, for what is asked of the gate itself."""

from typing import Any
from uuid import uuid4

from access.reader import OpenedRecord
from access.rules import Mode
from documents.models import Document


def opened(document: Document, **changes: Any) -> OpenedRecord:
    """Somebody who opened the record of this document."""
    values: dict[str, Any] = {
        "access_uuid": uuid4(),
        "record_uuid": uuid4(),
        "patient_id": document.patient_id,
        "practice_id": 1,
        "professional_id": 1,
        "idnat": "899900000001",
        "structure_id": 1,
        "mode": Mode.NORMAL,
        "basis": None,
        "until": None,
        "types": frozenset({document.document_type_id}),
        "edition": "2024",
        "treating_doctor": False,
        "administrator": False,
        "masked_in_emergency": False,
    }
    return OpenedRecord(**values | changes)
