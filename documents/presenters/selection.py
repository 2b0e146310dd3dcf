"""A selection in words (PS S26)."""

from dataclasses import dataclass
from functools import cached_property
from uuid import UUID

from documents.listing.rows import DocumentRow
from documents.models import Document
from documents.selection.choosing import MAX_BYTES, MAX_DOCUMENTS, obstacle_to_joining, total_size
from documents.words import file_size, plural


@dataclass(frozen=True)
class SelectionPage:
    documents: list[Document]
    access_uuid: UUID

    @property
    def rows(self) -> list[DocumentRow]:
        return [DocumentRow(document, self.access_uuid) for document in self.documents]

    @property
    def summary(self) -> str:
        return f"{plural(len(self.documents), 'document')}, {file_size(total_size(self.documents))} au total."

    @property
    def limits(self) -> str:
        return f"Une sélection compte {MAX_DOCUMENTS} documents ou {MAX_BYTES // 1_000_000}\u00a0Mo au plus."

    @property
    def excess(self) -> str:
        """Why the whole is too much; empty when it is not."""
        if len(self.documents) > MAX_DOCUMENTS:
            return f"La sélection compte {len(self.documents)} documents, au lieu de {MAX_DOCUMENTS} au plus."
        if total_size(self.documents) > MAX_BYTES:
            return f"La sélection dépasse {MAX_BYTES // 1_000_000}\u00a0Mo. Choisissez moins de documents."
        return ""

    @cached_property
    def unjoined(self) -> list[tuple[str, str]]:
        """Title of what cannot stand in one PDF, and why."""
        if self.excess:
            return []
        found = [(document.title, obstacle_to_joining(document)) for document in self.documents]
        return [(title, problem) for title, problem in found if problem]
