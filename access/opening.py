"""What every page of an opened record starts from: the access, today's verdict, and the Reader."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.utils import timezone

from access.models import Practice, RecordAccess
from access.reader import OpenedRecord
from access.refusals import AccessEnded
from access.rules import Basis, decide_record
from access.selectors import access_facts, reader_of, record_access_of, types_of
from access.services import NotFound, Refused
from access.wording import BASIS_WORDS
from journal.models import Action
from journal.services import Actor, Entry
from patients.presenters import PatientBanner


@dataclass(frozen=True, slots=True)
class Opening:
    """An opened record whose five conditions hold now."""

    access: RecordAccess
    reader: OpenedRecord
    practice: Practice
    actor: Actor
    now: datetime

    @property
    def banner(self) -> PatientBanner:
        return PatientBanner(self.access.record.patient, timezone.localdate(self.now))

    @property
    def basis_words(self) -> str:
        if self.reader.treating_doctor:
            return "Médecin traitant"
        if self.reader.basis is None:
            return "Accès en urgence"
        given = self.access.authorisation.given_at if self.access.authorisation else None
        dated = f" du {timezone.localtime(given):%d/%m/%Y}" if given and self.reader.basis is Basis.EXPLICIT else ""
        return BASIS_WORDS[self.reader.basis] + dated

    @property
    def until(self) -> datetime | None:
        """End of the authorisation; None for a consent that lives with this consultation."""
        return self.reader.until

    def entry(self, action: Action, **values: object) -> Entry:
        """A journal line about this opened record."""
        return access_entry(action, self.access, self.practice, self.actor, **values)


def access_entry(action: Action, access: RecordAccess, practice: Practice, actor: Actor, **values: object) -> Entry:
    """A journal line about a record access of one's own, open or not."""
    known: dict[str, object] = {
        "record": access.record.uuid,
        "record_access": access.uuid,
        "mode": access.mode,
        "basis": access.authorisation.basis if access.authorisation else "",
        "edition": getattr(practice, "edition", "") or "",
    }
    return Entry(action=action, actor=actor, **(known | values))  # type: ignore[arg-type]


def open_record(
    access_uuid: UUID, *, practice: Practice, actor: Actor, action: Action, document: UUID | None = None
) -> Opening:
    """Check one's own record access against today's facts, for one action.

    Raises NotFound (somebody else's or unknown), AccessEnded (one's own, ended), Refused (a condition fails now).
    """
    now = timezone.now()
    access = record_access_of(practice, access_uuid)
    if access is None:
        raise NotFound(
            Entry(action=action, actor=actor, record_access=access_uuid, document=document, decision="ACCESS_NOT_FOUND")
        )
    entry = access_entry(action, access, practice, actor, document=document)
    if access.ended_at is not None or access.expires_at <= now:
        raise AccessEnded(access, entry)
    types = types_of(practice)
    verdict = decide_record(access_facts(access, practice, types=types, now=now))
    if not verdict.allowed:
        raise Refused(verdict, entry, patient=access.record.patient)
    reader = reader_of(access, practice, types=types, edition=getattr(practice, "edition", "") or "")
    return Opening(access, reader, practice, actor, now)
