"""The rules of access a second time, in plain Python: who may open, what they see, which lines and notices appear.

Written from the access rules alone (AR 6.2, 10, 11, 12 and 14); the document rule is the oracle of tests/documents.
"""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

from access.reader import Holder, OpenedRecord, Reader, Representative
from access.rules import Mode
from documents.decision import GRANTING, Decision
from tests.documents.oracle import Facts as Told
from tests.documents.oracle import decide
from tests.journeys.machine.facts import (
    ALWAYS_SENT,
    MAJORITY,
    PARIS,
    PEOPLE,
    PER_CONSULTATION,
    PREFERENCES,
    Access,
    Authorisation,
    Doc,
    Line,
    Message,
    Patient,
)


@dataclass
class Model:
    """The whole world at one time, and what it must have left behind since the last look."""

    now: datetime
    patients: dict[str, Patient]
    documents: list[Doc] = field(default_factory=list)
    authorisations: dict[tuple[str, str, bool], Authorisation] = field(default_factory=dict)  # given in confidence?
    accesses: list[Access] = field(default_factory=list)
    lines: list[Line] = field(default_factory=list)
    notices: Counter[tuple[str, str]] = field(default_factory=Counter)  # kind, recipient
    messages: list[Message] = field(default_factory=list)

    # Opening

    def refusal(
        self,
        person: str,
        patient: str,
        mode: Mode = Mode.NORMAL,
        *,
        this_consultation: bool = False,
        confidential: bool = False,
    ) -> str:
        """Code of the first condition that fails, or nothing (AR 14, steps 4 to 11)."""
        holder = self.patients[patient]
        if code := self.record_refusal(patient):
            return code
        if person in holder.blocked:
            return "PRO_BLOCKED"
        if confidential and not self.is_minor(patient):
            return "SECRET_NOT_MINOR"
        if mode is Mode.BRIS_DE_GLACE:
            return "" if holder.accepts_emergency else "BTG_OPPOSED"
        if mode is Mode.CENTRE_15:
            if not PEOPLE[person].samu:
                return "SAMU_NOT_ENTITLED"
            return "" if holder.accepts_regulation else "SAMU_OPPOSED"
        return self._consent_refusal(person, patient, this_consultation, confidential)

    def given(self, person: str, patient: str, confidential: bool = False) -> Authorisation | None:
        """What an access stands on: what was given in confidence serves in confidence alone, and there first."""
        secret = self.authorisations.get((person, patient, True)) if confidential else None
        return secret or self.authorisations.get((person, patient, False))

    def record_refusal(self, patient: str) -> str:
        """Steps 4 to 6: what stops a deposit too."""
        if self.patients[patient].ins_status != "QUAL":
            return "INS_NOT_QUALIFIED"
        return "DMP_CLOSED" if self.patients[patient].closed else ""

    def _consent_refusal(self, person: str, patient: str, this_consultation: bool, confidential: bool) -> str:
        given, required = self.given(person, patient, confidential), PEOPLE[person].requires
        if required and (given is None or given.basis is not required):
            return "EXPRESS_CONSENT_MISSING"
        if given is None:
            return "CONSENT_MISSING"
        if given.until is not None and given.until <= self.now:
            return "CONSENT_EXPIRED"
        return "CONSENT_EXPIRED" if given.basis in PER_CONSULTATION and not this_consultation else ""

    def withdraw(self, person: str, patient: str) -> int:
        """Both kinds; how many there were."""
        return sum(self.authorisations.pop((person, patient, secret), None) is not None for secret in (False, True))

    def in_team(self, person: str, patient: str) -> bool:
        """A team authorisation in force."""
        given = self.given(person, patient)
        return given is not None and given.until is not None and given.until > self.now

    def circle(self, patient: str, *, for_parent: bool = False) -> set[str]:
        """Who has, or had, to do with this record; for the parent, not who came in confidence alone (AR 11.4)."""
        holder = self.patients[patient]
        roles = holder.blocked | holder.administrators | ({holder.treating, holder.declared} - {None})
        everybody = roles | {a.person for a in self.accesses if a.patient == patient}
        return everybody - self.met_in_confidence(patient) if for_parent else everybody

    def met_in_confidence(self, patient: str) -> set[str]:
        """Whom the minor met in confidential sessions alone."""
        came = {(a.person, a.confidential) for a in self.accesses if a.patient == patient}
        return {person for person, confidential in came if confidential and (person, False) not in came}

    def would_be_known(self, person: str, patient: str) -> bool:
        """A role, which the parent sees, is not for whom they do not know of (AR 11.4)."""
        return self.is_minor(patient) and person in self.met_in_confidence(patient)

    def end_accesses(self, person: str, patient: str, *, normal_only: bool = True) -> None:
        for access in self.accesses:
            if (access.person, access.patient) == (person, patient):
                access.ended |= access.mode is Mode.NORMAL or not normal_only

    def live_access(
        self, person: str, patient: str, mode: Mode = Mode.NORMAL, *, confidential: bool = False
    ) -> Access | None:
        wanted = (person, patient, mode, confidential, False)
        found = [a for a in self.accesses if (a.person, a.patient, a.mode, a.confidential, a.ended) == wanted]
        return next((a for a in found if a.expires_at > self.now), None)

    def refusal_of(self, access: Access) -> str:
        """What a page of this opened record answers now, to its owner."""
        if access.ended or access.expires_at <= self.now:
            return "ACCESS_ENDED"
        given = self.given(access.person, access.patient, access.confidential)
        facts = {"this_consultation": given is not None and given is access.authorisation}
        return self.refusal(access.person, access.patient, access.mode, confidential=access.confidential, **facts)

    # Documents

    def reader(self, access: Access) -> OpenedRecord:
        holder, person = self.patients[access.patient], PEOPLE[access.person]
        values: dict[str, Any] = {
            "patient_id": access.patient,
            "professional_id": person.key,
            "idnat": person.key,
            "structure_id": person.key,
            "types": person.types,
            "mode": access.mode,
            "treating_doctor": holder.treating == person.key and person.column == "medecin",
            "administrator": person.key in holder.administrators,
            "masked_in_emergency": holder.shows_masked,
        }
        unused = {"access_uuid": uuid4(), "record_uuid": uuid4(), "practice_id": 0, "until": None, "edition": ""}
        return OpenedRecord(basis=None, **values, **unused)  # type: ignore[arg-type]

    def decision(self, reader: Reader, document: Doc) -> Decision:
        return decide(reader, Told(document, document.authors))  # type: ignore[arg-type]

    def seen(self, reader: Reader) -> set[UUID]:
        return {d.uuid for d in self.documents if self.decision(reader, d) in GRANTING}

    def family_reader(self, who: str) -> Holder | Representative:
        """The patient over their own record, or the parent over the minor’s."""
        return Representative(patient_id="minor") if who == "parent" else Holder(patient_id=who)  # type: ignore[arg-type]

    def family_refusal(self, who: str) -> str:
        """What shuts the window of this account. A parent has none over a person of age (AR 11.9)."""
        holder = self.patients["minor" if who == "parent" else who]
        if who == "parent" and not self.is_minor("minor"):
            return "OF_AGE"
        if holder.ins_status != "QUAL":
            return "IDENTITY_NOT_QUALIFIED"
        return "CLOSED" if holder.closed else ""

    def is_minor(self, patient: str) -> bool:
        born, today = self.patients[patient].born, self.now.astimezone(PARIS).date()
        return today.year - born.year - ((today.month, today.day) < (born.month, born.day)) < MAJORITY

    # What is left behind

    def line(self, action: str, decision: str, *, granted: bool = True) -> None:
        self.lines.append((action, granted, decision))

    def tell(self, kind: str, *recipients: str, by_email: bool = True) -> None:
        for recipient in recipients:
            self.notices[kind, recipient] += 1
            if by_email and (due := self._due(kind, recipient)):
                self.messages.append(Message(kind, recipient, due))

    def _due(self, kind: str, recipient: str) -> datetime | None:
        """At once, at the next seven o’clock, or never."""
        if recipient not in PEOPLE:
            return self.now
        wanted = (PREFERENCES.get(recipient, {}) | ALWAYS_SENT).get(kind)
        if wanted != "daily":
            return self.now if wanted else None
        seven = self.now.astimezone(PARIS).replace(hour=7, minute=0)
        return seven if seven > self.now else seven + timedelta(days=1)

    def deliver(self) -> Counter[str]:
        """Sentences that leave now, by recipient. Of a person of age the parent is told nothing more (AR 11.9)."""
        due = [m for m in self.messages if m.due <= self.now]
        self.messages = [m for m in self.messages if m.due > self.now]
        return Counter(m.to for m in due if m.to != "parent" or self.is_minor("minor"))

    def first_access(self, person: str, patient: str, *, confidential: bool = False) -> None:
        """Told once for each professional (AR 13.7)."""
        for recipient in self.family(patient, confidential=confidential):
            if (recipient, person) not in self.patients[patient].met:
                self.patients[patient].met.add((recipient, person))
                self.tell("first_access", recipient, by_email=not confidential)

    def family(self, patient: str, *, confidential: bool = False) -> Iterator[str]:
        """Whom a notice to the patient reaches (AR 11.8)."""
        yield patient
        if self.is_minor(patient) and not confidential:
            yield "parent"

    def later(self, step: timedelta) -> None:
        self.now += step
