"""What every page of an opened record starts from: the access, today's verdict, and the Reader."""

from dataclasses import dataclass, replace
from datetime import datetime
from uuid import UUID

from django.utils import timezone

from access.facts import access_facts, reader_of, record_access_of, types_open_in
from access.models import Practice, RecordAccess
from access.reader import OpenedRecord
from access.refusals import AccessEnded
from access.rules import PER_CONSULTATION, Basis, Mode, decide_record
from access.services import NotFound, Refused
from access.wording import BASIS_WORDS, MODE_WORDS
from journal.models import Action
from journal.services import Actor, Entry
from patients.presenters import PatientBanner

# Consent and roles stay out of an emergency, which is read-only but for one's own deposit (AR 10.11).
CHANGES = frozenset(
    {
        Action.ACCESS_DECLARED,
        Action.AUTHORISATION_ENDED,
        Action.PROFESSIONAL_BLOCKED,
        Action.PROFESSIONAL_UNBLOCKED,
        Action.TREATING_DOCTOR_DECLARED,
        Action.TREATING_DOCTOR_ENDED,
    }
)


# Decision of a line that tells of a page which shows who the patient is, before anything is done.
FORM_SHOWN = "FORM_SHOWN"


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
    def is_emergency(self) -> bool:
        """Read-only, but for one's own deposit (AR 10.11)."""
        return self.reader.mode is not Mode.NORMAL

    @property
    def basis_words(self) -> str:
        if self.is_emergency:
            return MODE_WORDS[self.reader.mode]
        if self.reader.treating_doctor:
            return "Médecin traitant"
        if self.reader.basis is None:
            return "—"
        given = self.access.authorisation.given_at if self.access.authorisation else None
        dated = f" du {timezone.localtime(given):%d/%m/%Y}" if given and self.reader.basis is Basis.EXPLICIT else ""
        return BASIS_WORDS[self.reader.basis] + dated

    @property
    def until(self) -> datetime | None:
        """End of the authorisation; None in an emergency, and for a consent that lives with this consultation."""
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
        "confidential": access.confidential,
        "basis": access.authorisation.basis if access.authorisation else "",
        "edition": getattr(practice, "edition", "") or "",
    }
    return Entry(action=action, actor=actor, **(known | values))  # type: ignore[arg-type]


def has_standing_access(access: RecordAccess, practice: Practice, *, now: datetime) -> bool:
    """What the access stands on holds now; a consent for one consultation ends with its opened record."""
    if access.mode != Mode.NORMAL:
        return False
    facts = access_facts(access, practice, now=now)
    is_open = access.ended_at is None and access.expires_at > now
    lives = is_open or facts.basis not in PER_CONSULTATION
    return lives and decide_record(facts).allowed


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
    if access.mode != Mode.NORMAL and action in CHANGES:
        raise NotFound(replace(entry, decision="READ_ONLY"))
    verdict = decide_record(access_facts(access, practice, now=now))
    if not verdict.allowed:
        raise Refused(verdict, entry, patient=access.record.patient)
    reader = reader_of(access, practice, types=types_open_in(access), edition=getattr(practice, "edition", "") or "")
    return Opening(access, reader, practice, actor, now)
