"""Writing the state of a document: each change is a version of its metadata (who, when, from, to)."""

from collections.abc import Callable, Iterable
from datetime import datetime
from typing import Any
from uuid import uuid4

from access.models import Professional
from documents.lifecycle.rules import State
from documents.models import Document, MetadataVersion
from journal.services import Actor

_FIELDS = ("masked", "hidden_from_patient_since", "hidden_from_representatives", "mask_on_release", "availability")


def state_of(document: Document) -> State:
    return State(
        masked=document.masked,
        hidden_from_patient=document.hidden_from_patient_since is not None,
        hidden_from_representatives=document.hidden_from_representatives,
        mask_on_release=document.mask_on_release,
        availability=document.availability,
    )


def write_states(
    documents: Iterable[Document],
    change: Callable[[State], State],
    *,
    by: Actor,
    words: str,
    now: datetime,
    hidden_since: datetime | None = None,
) -> None:
    """Give locked documents their new state and keep who changed it, when, from, to: a version of the metadata.

    `hidden_since`: when what hides them from the patient began, if it began before now with another version.
    """
    by_professional = Professional.objects.filter(idnat=by.professional).first() if by.professional else None
    documents, versions = list(documents), []
    for document in documents:
        former = _shown(document)
        _assign(document, change(state_of(document)), hidden_since or now)
        document.metadata_version += 1
        document.entry_uuid = uuid4()
        versions.append(
            MetadataVersion(
                document=document,
                version=document.metadata_version,
                entry_uuid=document.entry_uuid,
                at=now,
                changed_by=by_professional,
                changed_by_words=(by.professional_name or words)[:200],
                from_state=former,
                to_state=_shown(document),
            )
        )
    Document.objects.bulk_update(documents, [*_FIELDS, "metadata_version", "entry_uuid"], batch_size=500)
    MetadataVersion.objects.bulk_create(versions, batch_size=500)


def _assign(document: Document, state: State, since: datetime) -> None:
    document.masked = state.masked
    document.hidden_from_patient_since = (
        (document.hidden_from_patient_since or since) if state.hidden_from_patient else None
    )
    document.hidden_from_representatives = state.hidden_from_representatives
    document.mask_on_release = state.mask_on_release
    document.availability = state.availability


def _shown(document: Document) -> dict[str, Any]:
    """The state as it is kept: the start of what hides from the patient is part of it."""
    since = document.hidden_from_patient_since
    values = {name: getattr(document, name) for name in _FIELDS}
    return values | {"hidden_from_patient_since": since.isoformat() if since else None}
