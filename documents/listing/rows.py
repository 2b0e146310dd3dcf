"""One row of a list of documents, and one group of rows."""

from dataclasses import dataclass, field
from functools import cache
from typing import Any
from uuid import UUID

from django.urls import reverse
from django.utils import timezone

from documents.acts import Act
from documents.decision import Decision
from documents.marks import Mark, marks_of
from documents.models import Availability, Document
from documents.words import file_size, plural

_NEWS = {"new": "Nouveau", "unread": "Non lu"}
_ANY, _OTHER = UUID(int=0), UUID(int=1)


@cache
def _pattern(name: str) -> str:
    """An address of a document of a record, to be filled for each row: a page has many, and none comes again."""
    found = reverse(f"documents:{name}", args=[_ANY, _OTHER])
    return found.replace(str(_ANY), "{0}").replace(str(_OTHER), "{1}")


def document_url(name: str, access_uuid: UUID, document_uuid: UUID | str) -> str:
    return _pattern(name).format(access_uuid, document_uuid)


@dataclass(frozen=True, slots=True)
class DocumentRow:
    """`folded`: what else this row stands for, in words; `others`: those documents, or the first of them."""

    document: Document
    access_uuid: UUID
    reads_only: bool = False  # in an emergency
    is_selected: bool = False
    selectable: bool = True
    query: str = ""  # of the list, which the reading follows
    by_deposit: bool = False  # the list follows dates of deposit: each is shown
    folded: str = ""
    others: list["DocumentRow"] = field(default_factory=list)
    more_url: str = ""  # to the list unfolded, when some of the others are not here

    @property
    def url(self) -> str:
        return document_url("read", self.access_uuid, self.document.uuid) + self.query

    @property
    def uuid(self) -> UUID:
        return self.document.uuid

    @property
    def date(self) -> str:
        return f"{self.document.act_on:%d/%m/%Y}"

    @property
    def iso_date(self) -> str:
        return self.document.act_on.isoformat()

    @property
    def title(self) -> str:
        return self.document.title

    @property
    def news(self) -> str:
        return _NEWS.get(getattr(self.document, "news", ""), "")

    @property
    def is_new(self) -> bool:
        return getattr(self.document, "news", "") == "new"

    @property
    def type_label(self) -> str:
        return self.document.type_label or self.document.type_code

    @property
    def meta(self) -> str:
        """Type, author, structure."""
        document = self.document
        institution = document.institution_label if document.institution_label != document.author_label else ""
        return " · ".join(word for word in (self.type_label, document.author_label, institution) if word)

    @property
    def marks(self) -> list[Mark]:
        return marks_of(self.document)

    @property
    def deposited(self) -> str:
        """Only when it differs from the act by more than a week, or when the list follows it."""
        on = timezone.localdate(self.document.deposited_at)
        shown = self.by_deposit or abs((on - self.document.act_on).days) > 7
        return f"déposé le {on:%d/%m/%Y}" if shown else ""

    @property
    def pages(self) -> str:
        return plural(self.document.page_count, "page") if self.document.page_count else ""

    @property
    def size(self) -> str:
        return file_size(self.document.content.size)

    @property
    def actions(self) -> list[Act]:
        """What this reader may do with the document, besides reading it."""
        return [] if self.reads_only else actions_on(self.document, self.access_uuid)


@dataclass(frozen=True, slots=True)
class Group:
    label: str
    count: str
    rows: list[Any]


def actions_on(document: Document, access_uuid: UUID) -> list[Act]:
    """Properties are anybody's who reads in normal mode; replacing and deleting, the author's alone (AR 12)."""
    names = [("Modifier les propriétés", "properties")]
    if getattr(document, "decision", "") == Decision.AUTHOR:
        current = document.availability != Availability.DEPRECATED
        names = [*([("Remplacer", "replace_in_record")] if current else []), *names, ("Supprimer", "delete")]
    return [
        Act(label, document_url(name, access_uuid, document.uuid), begins=name == "replace_in_record")
        for label, name in names
    ]
