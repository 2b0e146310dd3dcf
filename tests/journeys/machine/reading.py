"""Rules of the machine: declaring, opening, leaving, reading; the administrator."""

from datetime import timedelta
from typing import Any

from hypothesis import strategies as st
from hypothesis.stateful import initialize, precondition, rule

from access.rules import Basis, Mode
from documents.decision import GRANTING
from journal.services import Actor
from patients.services import record_close, record_reopen, status_change
from tests.journeys.actors import documents_in
from tests.journeys.machine.facts import ACCESS_HOURS, PEOPLE, TEAM_DAYS, Access, Authorisation
from tests.journeys.machine.portal import STATUS, Portal

DECLARABLE = {"CONSENT_MISSING", "CONSENT_EXPIRED", "EXPRESS_CONSENT_MISSING"}
TABS = {
    "synthese": "synthesis_read",
    "parcours": "pathway_read",
    "vaccinations": "vaccinations_read",
    "volontes": "wishes_read",
    "identite": "identity_read",
}
BASES = st.sampled_from(["", "TEAM", "TEAM", "EXPLICIT"])
ADMINISTRATOR = Actor(account="1")
people = st.sampled_from(sorted(PEOPLE))
patients = st.sampled_from(["adult", "minor"])
numbers = st.integers(0, 30)


class Reading(Portal):
    """What professionals do in records, what the administrator does to them."""

    @initialize(opened=st.lists(st.tuples(people, patients), min_size=3, max_size=4, unique=True))
    def some_records_are_open(self, opened: list[tuple[str, str]]) -> None:
        for who, patient in opened:
            self.open_a_record(who, patient, "TEAM")

    @rule(who=people, patient=patients, basis=BASES)
    def open_a_record(self, who: str, patient: str, basis: str) -> None:
        """Search, then post what was declared, or nothing; an express basis for those who need one."""
        required = PEOPLE[who].requires
        declared = Basis(required or basis) if basis else None
        person = self.world.caregivers[who]
        address = person.search(self.world.patients[patient])
        posted = {"basis": declared.value, "certified": "on"} if declared else {}
        answer = person.client.post(f"{address}ouvrir/", posted)

        self.model.line("patient_searched", "FOUND")
        code = self._opening(who, patient, declared)
        self.fired("open", code)
        if code in DECLARABLE:
            assert answer.status_code == 422
            self.model.line("record_state", code, granted=False)
        elif code:
            assert answer.status_code == 403
            self.model.line("record_opened", code, granted=False)
        else:
            assert answer.status_code == 302
            self.model.line("record_opened", "OPEN")
            self._opened(who, patient, declared, answer["Location"])

    def _refusal_today(self, who: str, patient: str, *, confidential: bool = False) -> str:
        """Without any declaration: a consent for one consultation holds while the record that it opened is open."""
        live = self.model.live_access(who, patient, confidential=confidential)
        mine = live is not None and live.authorisation is self.model.given(who, patient, confidential)
        return self.model.refusal(who, patient, this_consultation=mine, confidential=confidential)

    def _opening(self, who: str, patient: str, declared: Basis | None, *, confidential: bool = False) -> str:
        code = self._refusal_today(who, patient, confidential=confidential)
        return "" if declared and code in DECLARABLE else code

    def _opened(
        self, who: str, patient: str, declared: Basis | None, listing: str, *, confidential: bool = False
    ) -> None:
        live = self.model.live_access(who, patient, confidential=confidential)
        if self._refusal_today(who, patient, confidential=confidential):
            assert declared
            until = self.model.now + timedelta(days=TEAM_DAYS) if declared is Basis.TEAM else None
            self.model.authorisations[who, patient, confidential] = Authorisation(declared, until)
        elif live:
            assert live.listing == listing
            self.touched = live
            return
        self._supersede(who, patient, confidential)
        self.model.first_access(who, patient, confidential=confidential)
        given = self.model.given(who, patient, confidential)
        expires = self.model.now + timedelta(hours=ACCESS_HOURS)
        self.touched = Access(who, patient, listing, given, expires, confidential=confidential)
        self.model.accesses.append(self.touched)

    def _supersede(self, who: str, patient: str, confidential: bool) -> None:
        for access in self.model.accesses:
            known = (access.person, access.patient, access.mode, access.confidential)
            access.ended |= known == (who, patient, Mode.NORMAL, confidential)

    @precondition(lambda self: self.model.accesses)
    @rule(number=numbers)
    def leave_a_record(self, number: int) -> None:
        access = self.access(number)
        answer = self.world.caregivers[access.person].client.post(access.listing.replace("documents/", "fermer/"))

        assert answer.status_code == 302
        self.fired("leave", "already ended" if access.ended else "")
        if not access.ended:
            self.model.line("record_left", "LEFT")
        access.ended = True

    @precondition(lambda self: self.model.accesses)
    @rule(number=numbers, which=numbers, original=st.booleans())
    def read_a_document(self, number: int, which: int, original: bool) -> None:
        """Any document of the world, of this patient or another one."""
        access = self.access(number)
        document = self.document(which, access.patient)
        path = "original/" if original else ""
        answer = self.world.caregivers[access.person].client.get(f"{access.listing}{document.uuid}/{path}")

        code = self.model.refusal_of(access)
        decision = "" if code else self.model.decision(self.model.reader(access), document)
        granted = decision in GRANTING
        assert answer.status_code == (STATUS.get(code, 403) if code else 200 if granted else 404)
        assert granted or document.title.encode() not in answer.content
        action = "document_downloaded" if original else "document_read"
        self.model.line(action, code or str(decision), granted=granted)
        self.fired("read", code or str(decision))

    @precondition(lambda self: self.model.accesses)
    @rule(number=numbers, tab=st.sampled_from(sorted(TABS)))
    def look_at_a_tab(self, number: int, tab: str) -> None:
        """What documents say is told from those in reach alone; a tab that the profession lacks is not found."""
        access = self.access(number)
        page = self.world.caregivers[access.person].client.get(access.listing.replace("documents", tab))
        code = self.model.refusal_of(access)
        if not code and page.status_code == 404:
            code = "DOC_TYPE_NOT_ALLOWED"
            assert tab not in ("synthese", "identite")
        self.model.line(TABS[tab], code, granted=not code)
        self.fired("tab", code or tab)
        assert page.status_code == (404 if code.startswith("DOC") else STATUS.get(code, 403))
        self.shows(page, set() if code else self.model.seen(self.model.reader(access)), all_of_them=False)

    @precondition(lambda self: self.model.accesses)
    @rule(number=numbers)
    def search_in_a_record(self, number: int) -> None:
        """A word of many titles finds those in reach, each of them, and no other."""
        access = self.access(number)
        client = self.world.caregivers[access.person].client
        address = access.listing.replace("documents/", "rechercher/?versions=1&archives=1")
        answer = client.post(address, {"mots": "titre"})
        code = self.model.refusal_of(access)
        assert answer.status_code == (STATUS.get(code, 403) if code else 302)
        page = answer if code else client.get(answer["Location"])
        self.model.line("record_searched", code, granted=not code)
        self.fired("search", code or "found")
        seen = set() if code else self.model.seen(self.model.reader(access))
        self.shows(page, seen, all_of_them=False)
        assert {d.uuid for d in self.model.documents if d.uuid in seen and "Titre" in d.title} <= documents_in(page)

    @precondition(lambda self: len(self.model.accesses) > 1)
    @rule(number=numbers, who=people)
    def follow_an_address_of_somebody_else(self, number: int, who: str) -> None:
        access = self.model.accesses[number % len(self.model.accesses)]
        if access.person == who:
            return
        answer = self.world.caregivers[who].client.get(access.listing)

        assert answer.status_code == 404
        self.model.line("documents_listed", "ACCESS_NOT_FOUND", granted=False)
        self.fired("somebody else’s address")

    # The administrator, by the services under the admin pages. What shuts a record does not last, so that most
    # steps happen in an open one.

    @precondition(lambda self: self.is_shut or self.turn % 17 == 6)
    @rule(patient=patients)
    def close_or_open_again_a_record(self, patient: str) -> None:
        patient = self._shut() or patient
        row, known = self.world.patients[patient], self.model.patients[patient]
        if known.ins_status != "QUAL":
            return self._set_status(patient, qualified=True)
        if known.closed:
            record_reopen(patient=row, by=ADMINISTRATOR)
        else:
            record_close(patient=row, on=self.model.now.date(), reason="patient", detail="", by=ADMINISTRATOR)
        self.model.line("record_changed", "REOPENED" if known.closed else "CLOSED")
        self.fired("close", "reopened" if known.closed else "closed")
        known.closed = not known.closed

    @precondition(lambda self: not self.is_shut and self.turn % 17 == 13)
    @rule(patient=patients)
    def change_the_identity(self, patient: str) -> None:
        """An identity is « qualifiée » or waits for INSi."""
        self._set_status(patient, qualified=False)

    @property
    def is_shut(self) -> bool:
        return bool(self._shut())

    def _shut(self) -> str:
        return next((p.key for p in self.model.patients.values() if p.closed or p.ins_status != "QUAL"), "")

    def _set_status(self, patient: str, *, qualified: bool) -> None:
        known = self.model.patients[patient]
        values: dict[str, Any] = {"insi_confirmed": qualified, "document_checked": True}
        status_change(patient_pk=self.world.patients[patient].pk, evidence="", by=ADMINISTRATOR, by_name="", **values)
        known.ins_status = "QUAL" if qualified else "VALI"
        self.model.line("identity_changed", "STATUS_CHANGED")
        self.fired("identity", known.ins_status)
