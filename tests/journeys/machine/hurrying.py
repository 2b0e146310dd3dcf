"""Rules of the machine: bris de glace, centre 15, confidential sessions of a minor (AR 10 and 11.4)."""

from datetime import timedelta

from hypothesis import strategies as st
from hypothesis.stateful import initialize, precondition, rule

from access.rules import Basis, Mode
from tests.journeys.machine.facts import EMERGENCY_MINUTES, PEOPLE, Access
from tests.journeys.machine.owning import Owning
from tests.journeys.machine.portal import STATUS
from tests.journeys.machine.reading import numbers, patients, people

MOTIVE = "Patient inconscient, traitement inconnu"
MOTIVES = st.sampled_from([MOTIVE, MOTIVE, "   ", "aaaaaaaaaaaaaaaa"])
MOSTLY_MINOR = st.sampled_from(["minor", "minor", "minor", "adult"])
KEEP_SECRETS = {"medecin", "sage_femme", "infirmier"}


class Hurrying(Owning):
    """What opens a record without an authorisation, or in confidence."""

    @initialize(who=people, patient=patients)
    def an_emergency_is_under_way(self, who: str, patient: str) -> None:
        self._hurry(who, patient, "urgence/", Mode.BRIS_DE_GLACE, MOTIVE)

    @rule(who=people, patient=patients, motive=MOTIVES)
    def break_the_glass(self, who: str, patient: str, motive: str) -> None:
        self._hurry(who, patient, "urgence/", Mode.BRIS_DE_GLACE, motive)

    @rule(who=st.sampled_from(["regulator"] * 3 + ["generalist", "pharmacist"]), patient=patients)
    def regulate_a_call(self, who: str, patient: str) -> None:
        self._hurry(who, patient, "regulation/", Mode.CENTRE_15, MOTIVE)

    def _hurry(self, who: str, patient: str, path: str, mode: Mode, motive: str) -> None:
        person = self.world.caregivers[who]
        address = person.search(self.world.patients[patient]) + path
        answer = person.client.post(address, {"certified": "on", "reason": motive})
        self.model.line("patient_searched", "FOUND")
        code = self.model.refusal(who, patient, mode)
        if not code and motive != MOTIVE:
            code = "BTG_REASON_MISSING"
        self.fired(path, code)
        if code:
            assert answer.status_code == (422 if code == "BTG_REASON_MISSING" else 403)
            return self.model.line("record_opened", code, granted=False)
        assert answer.status_code == 302
        self.model.line("record_opened", "OPEN")
        self._hurried(who, patient, mode, answer["Location"].replace("synthese/", "documents/"))

    def _hurried(self, who: str, patient: str, mode: Mode, listing: str) -> None:
        if live := self.model.live_access(who, patient, mode):
            assert live.listing == listing
            self.touched = live
            return
        expires = self.model.now + timedelta(minutes=EMERGENCY_MINUTES)
        self.touched = Access(who, patient, listing, None, expires, mode)
        self.model.accesses.append(self.touched)
        kind = "emergency" if mode is Mode.BRIS_DE_GLACE else "regulation"
        treating = self.model.patients[patient].treating
        self.model.tell(kind, *self.model.family(patient))
        if treating and treating != who:
            self.model.tell(kind, treating)

    @precondition(lambda self: any(a.mode is Mode.BRIS_DE_GLACE for a in self.model.accesses))
    @rule(number=numbers, motive=MOTIVES)
    def extend_an_emergency(self, number: int, motive: str) -> None:
        """Once, for a reason of its own; no other access is extended."""
        access = self.access(number, Mode.BRIS_DE_GLACE if number % 3 else None)
        address = access.listing.replace("documents/", "prolonger/")
        answer = self.world.caregivers[access.person].client.post(address, {"reason": motive})
        code = self.model.refusal_of(access)
        if not code and access.mode is not Mode.BRIS_DE_GLACE:
            code = "NOT_AN_EMERGENCY"
        elif not code and access.extended:
            code = "EXTENDED_ALREADY"
        elif not code and motive != MOTIVE:
            code = "MOTIVE_MISSING"
        self.fired("extend", code)
        if code:
            own = {"NOT_AN_EMERGENCY": 404, "EXTENDED_ALREADY": 422, "MOTIVE_MISSING": 422}
            assert answer.status_code == (own | STATUS).get(code, 403)
            return self.model.line("emergency_extended", code, granted=False)
        assert answer.status_code == 302
        self.model.line("emergency_extended", "EXTENDED")
        access.extended = True
        access.expires_at += timedelta(minutes=EMERGENCY_MINUTES)

    @rule(
        who=people,
        patient=st.sampled_from(["minor", "minor", "minor", "adult"]),
        basis=st.sampled_from(["TEAM", "EXPLICIT"]),
    )
    def open_a_confidential_session(self, who: str, patient: str, basis: str) -> None:
        """At a minor’s request, by those who may note it."""
        person, declared = self.world.caregivers[who], Basis(PEOPLE[who].requires or basis)
        address = person.search(self.world.patients[patient]) + "soins-confidentiels/"
        posted = {"secrecy": "on", "basis": declared.value, "certified": "on"}
        answer = person.client.post(address, posted)
        self.model.line("patient_searched", "FOUND")
        if PEOPLE[who].column not in KEEP_SECRETS:
            assert answer.status_code == 404
            self.model.line("record_state", "NOT_ENTITLED", granted=False)
            return self.fired("confidential", "NOT_ENTITLED")
        code = self._opening(who, patient, declared, confidential=True)
        self.fired("confidential", code)
        if code:
            assert answer.status_code == 403
            return self.model.line("record_state", code, granted=False)
        assert answer.status_code == 302
        self.model.line("record_opened", "OPEN")
        self._opened(who, patient, declared, answer["Location"], confidential=True)
