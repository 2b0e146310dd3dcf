"""Head and body of the reading page in words (PS S15)."""

from dataclasses import dataclass
from uuid import UUID

from django.urls import reverse

from documents.decision import Decision
from documents.listing.presenters import actions_on
from documents.models import Availability, Document
from documents.presenters.acts import Act
from documents.presenters.marks import Mark, marks_of
from documents.reading import DocumentReading
from documents.words import file_size


@dataclass(frozen=True)
class ReadingPage:
    """Head and body of the reading page."""

    document: Document
    shown: DocumentReading
    versions: list[Document]
    access_uuid: UUID
    wanted_view: str
    reads_only: bool = False  # in an emergency

    @property
    def title(self) -> str:
        return self.document.title

    @property
    def marks(self) -> list[Mark]:
        return marks_of(self.document)

    @property
    def type_label(self) -> str:
        return self.document.type_label or self.document.type_code

    @property
    def warnings(self) -> list[tuple[str, str]]:
        """What must be read before the content (AR 8.7, PS S15): fact, and what it asks of the reader."""
        found = []
        if self.document.hidden_from_patient_since:
            text = "Ne lui en révélez pas le contenu avant la consultation d’annonce."
            found.append(("Le patient ne voit pas encore ce document.", text))
        if self.document.hidden_from_representatives:
            found.append(("Les représentants légaux du mineur ne voient pas ce document.", "Préservez le secret."))
        return found

    @property
    def is_own(self) -> bool:
        """The reader is its author or depositor: the decision of the gate says so."""
        return getattr(self.document, "decision", "") == Decision.AUTHOR

    @property
    def actions(self) -> list[Act]:
        """What this reader may do with the document, besides reading it."""
        return [] if self.reads_only else actions_on(self.document, self.access_uuid)

    @property
    def comment(self) -> str:
        """What the depositor added, beside the document."""
        return self.document.comments

    @property
    def deposited_url(self) -> str:
        """Of the file as it came, which its author alone may have."""
        if not (self.is_own and self.document.original_content_id):
            return ""
        return reverse("documents:deposited", args=[self.access_uuid, self.document.uuid])

    @property
    def newer(self) -> Document | None:
        """The version to read instead, when this one is old and the newer one is visible to this reader."""
        if self.document.availability != Availability.DEPRECATED:
            return None
        return next((v for v in self.versions if v.availability != Availability.DEPRECATED), None)

    @property
    def older(self) -> list[Document]:
        return [v for v in self.versions if v.availability == Availability.DEPRECATED and v is not self.newer]

    @property
    def newer_url(self) -> str:
        return self._url(self.newer) if self.newer else ""

    @property
    def older_links(self) -> list[tuple[str, str]]:
        return [(self._url(v), f"version {v.version_number} du {v.created_at:%d/%m/%Y}") for v in self.older]

    def _url(self, document: Document) -> str:
        return reverse("documents:read", args=[self.access_uuid, document.uuid])

    @property
    def differences(self) -> list[dict[str, str]]:
        differences: list[dict[str, str]] = self.document.identity_differences
        return differences

    @property
    def has_two_views(self) -> bool:
        return bool(self.shown.reading and self.shown.reading.pdf_copy and self.shown.reading.sections)

    @property
    def pdf_view(self) -> bool:
        return self.has_two_views and self.wanted_view == "pdf"

    @property
    def size(self) -> str:
        return file_size(self.document.content.size)
