"""How a professional reaches one document to change it: in an opened record, or among one's own deposits (AR 9.3)."""

from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any
from uuid import UUID

from django.urls import reverse
from django.utils import timezone

from access.addresses import address
from access.depositing import check_deposit
from access.models import Practice
from access.opening import Opening, open_record
from access.reader import AuthorOfDeposits, OpenedRecord
from access.services import NotFound
from documents.decision import Decision
from documents.models import Availability, Document
from documents.selectors import document_get
from journal.models import Action
from journal.services import Actor, Entry


@dataclass(frozen=True, slots=True)
class Door:
    """A document that its reader may see, and the line of what will be done with it."""

    document: Document
    reader: OpenedRecord | AuthorOfDeposits
    entry: Entry
    opening: Opening | None
    now: datetime

    @property
    def is_author(self) -> bool:
        return bool(self.document.decision == Decision.AUTHOR)  # type: ignore[attr-defined]

    @property
    def is_current(self) -> bool:
        return self.document.availability != Availability.DEPRECATED

    @property
    def layout(self) -> str:
        return "layouts/record.html" if self.opening else "layouts/page.html"

    @property
    def list_url(self) -> str:
        return self._url("list", whole=False) if self.opening else address("documents:deposits")

    @property
    def back_url(self) -> str:
        return self._url("read") if self.opening else self.list_url

    @property
    def replace_url(self) -> str:
        if not (self.is_author and self.is_current):
            return ""
        return self._url("replace_in_record" if self.opening else "replace")

    @property
    def delete_url(self) -> str:
        if not self.is_author:
            return ""
        return self._url("delete" if self.opening else "deposit_delete")

    @property
    def properties_url(self) -> str:
        return self._url("properties" if self.opening else "deposit_properties")

    def _url(self, name: str, *, whole: bool = True) -> str:
        access = [self.opening.access.uuid] if self.opening else []
        return reverse(f"documents:{name}", args=[*access, self.document.uuid] if whole else access)

    @property
    def context(self) -> dict[str, Any]:
        """What the layout of the page needs."""
        if self.opening is None:
            return {"door": self, "tab": ""}
        return {"door": self, "opening": self.opening, "banner": self.opening.banner} | {
            "access": self.opening.access,
            "tab": "documents",
        }


def door_to(uuid: UUID, access_uuid: UUID | None, *, practice: Practice, actor: Actor, action: Action) -> Door:
    """The document, for one action that changes it. Raises NotFound, Refused or AccessEnded.

    Without an opened record it is one's own, and needs neither an authorisation nor an unblocked author: only what a
    deposit needs (AR 14, step 7). An emergency reads, and changes nothing (AR 10.11).
    """
    if access_uuid is None:
        return _own_deposit(uuid, practice, actor, action)
    opening = open_record(access_uuid, practice=practice, actor=actor, action=action, document=uuid)
    document, decision = document_get(reader=opening.reader, uuid=uuid)
    entry = opening.entry(action, document=uuid, decision=decision.value, confidential=opening.access.confidential)
    if document is None:
        raise NotFound(entry)
    if opening.is_emergency:
        raise NotFound(replace(entry, decision="READ_ONLY"))
    return Door(document, opening.reader, entry, opening, opening.now)


def author_of(practice: Practice) -> AuthorOfDeposits:
    return AuthorOfDeposits(professional_id=practice.professional_id, idnat=practice.professional.idnat)


def _own_deposit(uuid: UUID, practice: Practice, actor: Actor, action: Action) -> Door:
    now, reader = timezone.now(), author_of(practice)
    document, decision = document_get(reader=reader, uuid=uuid)
    entry = Entry(action=action, actor=actor, document=uuid, decision=decision.value)
    if document is None:
        raise NotFound(entry)
    entry = replace(entry, record=document.patient.record.uuid, edition=getattr(practice, "edition", "") or "")
    check_deposit(document.patient, practice, replace(entry, decision=""), now=now)
    return Door(document, reader, entry, None, now)
