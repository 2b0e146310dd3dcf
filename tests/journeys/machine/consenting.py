"""Rules of the machine: what professionals do about accesses and roles, from an opened record (AR 6.2, 8.8; PS S27)."""

from datetime import timedelta

from hypothesis.stateful import precondition, rule

from access.rules import Basis, Mode
from tests.journeys.machine.facts import PEOPLE, TEAM_DAYS, Access, Authorisation
from tests.journeys.machine.portal import STATUS
from tests.journeys.machine.reading import Reading, numbers, people

RENEWAL_DAYS = 30


class Consenting(Reading):
    """One's own access and role, and colleagues blocked at the patient's request."""

    def act(self, access: Access, path: str, action: str, *, open_only: bool = True) -> bool:
        """Post a certified act from an opened record. False when the record answers by a refusal, which is checked."""
        address = access.listing.replace("documents/", path)
        answer = self.world.caregivers[access.person].client.post(address, {"certified": "on"})
        code = self.model.refusal_of(access) if open_only else ""
        if open_only and access.mode is not Mode.NORMAL and code != "ACCESS_ENDED":
            code = "READ_ONLY"
        if code:
            assert answer.status_code == STATUS.get(code, 403), (path, code)
            self.model.line(action, code, granted=False)
            self.fired(self._short(path), code)
            return False
        self.answer = answer
        return True

    @staticmethod
    def _short(path: str) -> str:
        return f"a colleague: {path.split('/')[-2]}" if "professionnels" in path else path

    def acted(self, access: Access, path: str, action: str, obstacle: str = "") -> bool:
        """The same; True when done. What the situation forbids is said, and leaves a line."""
        if not self.act(access, path, action):
            return False
        assert self.answer.status_code == 302
        self.fired(self._short(path), obstacle)
        if obstacle:
            self.model.line(action, obstacle, granted=False)
        return not obstacle

    @precondition(lambda self: self.model.accesses)
    @rule(number=numbers)
    def remove_ones_own_access(self, number: int) -> None:
        access = self.access(number)
        given = self.model.withdraw(access.person, access.patient)
        assert self.act(access, "autorisations/fin/", "authorisation_ended", open_only=False)
        assert self.answer.status_code == 302
        self.fired("autorisations/fin/", "" if given else "nothing to end")
        for _ in range(given):
            self.model.line("authorisation_ended", "REMOVED")
            self.model.end_accesses(access.person, access.patient)

    @precondition(lambda self: self.model.accesses)
    @rule(number=numbers)
    def renew_ones_own_access(self, number: int) -> None:
        access = self.access(number)
        given = self.model.given(access.person, access.patient, access.confidential)
        soon = bool(
            given and given.until and given.until - timedelta(days=RENEWAL_DAYS) <= self.model.now < given.until
        )
        if self.acted(access, "autorisations/renouveler/", "access_declared", "" if soon else "NOT_RENEWABLE"):
            self.model.line("access_declared", "RENEWED")
            until = self.model.now + timedelta(days=TEAM_DAYS)
            key = access.person, access.patient, access.confidential
            self.model.authorisations[key] = Authorisation(Basis.TEAM, until)

    @precondition(lambda self: self.model.accesses)
    @rule(number=numbers)
    def declare_oneself_treating_doctor(self, number: int) -> None:
        access = self.access(number)
        who, holder = access.person, self.model.patients[access.patient]
        obstacle = ""
        if PEOPLE[who].column != "medecin":
            obstacle = "NOT_A_DOCTOR"
        elif access.confidential:
            obstacle = "NOT_NORMAL_MODE"
        elif not self.model.in_team(who, access.patient):
            obstacle = "NOT_IN_TEAM"
        done = self.acted(access, "medecin-traitant/declarer/", "treating_doctor_declared", obstacle)
        if done and who not in (holder.treating, holder.declared):
            if holder.declared:
                self.model.tell("treating_doctor_ended", holder.declared)
            if holder.treating:
                self.model.tell("treating_doctor_declared", holder.treating)
            self.model.tell("treating_doctor_declared", *self.model.family(access.patient))
            self.model.line("treating_doctor_declared", "WAITS_FOR_PATIENT")
            holder.declared = who

    @precondition(lambda self: self.model.accesses)
    @rule(number=numbers)
    def give_the_role_of_treating_doctor_up(self, number: int) -> None:
        access = self.access(number)
        who, holder = access.person, self.model.patients[access.patient]
        if not self.acted(access, "medecin-traitant/fin/", "treating_doctor_ended"):
            return
        if who in (holder.treating, holder.declared):
            self.model.tell("treating_doctor_ended", *self.model.family(access.patient))
            self.model.line("treating_doctor_ended", "BY_DOCTOR")
            holder.leave_roles(who, administrator=False)

    @precondition(lambda self: self.model.accesses)
    @rule(number=numbers, who=people)
    def block_or_unblock_a_colleague(self, number: int, who: str) -> None:
        """For the médecin traitant and the administrator of the record alone."""
        access = self.access(number)
        holder = self.model.patients[access.patient]
        unblocks = who in holder.blocked
        action = "professional_unblocked" if unblocks else "professional_blocked"
        path = f"professionnels/{self.world.caregivers[who].practice.uuid}/{'debloquer' if unblocks else 'bloquer'}/"
        reader = self.model.reader(access)
        entitled = (reader.treating_doctor or reader.administrator) and not access.confidential
        known = who in self.model.circle(access.patient) and who != access.person
        if self.model.refusal_of(access) or access.mode is not Mode.NORMAL:
            self.act(access, path, action)
        elif not entitled or not known:
            assert self.act(access, path, action)
            assert self.answer.status_code == 404
            decision = "PROFESSIONAL_NOT_FOUND" if entitled else "NOT_ENTITLED"
            self.model.line(action, decision, granted=False)
            self.fired("block a colleague", decision)
        elif self.acted(access, path, action, "TREATING_DOCTOR" if holder.treating == who else ""):
            self.unblocked(who, access.patient) if unblocks else self.blocked(who, access.patient, by_colleague=True)

    def blocked(self, who: str, patient: str, *, by_colleague: bool = False) -> None:
        """What a block ends, and whom it tells; of one that a colleague places, the family too."""
        holder = self.model.patients[patient]
        if by_colleague:
            secret = self.model.would_be_known(who, patient)
            for kind in ["access_ended"] + ["treating_doctor_ended"] * (holder.declared == who):
                self.model.tell(kind, *self.model.family(patient, confidential=secret), by_email=not secret)
        holder.blocked.add(who)
        holder.leave_roles(who)
        self.model.withdraw(who, patient)
        self.model.tell("access_ended", who)
        self.model.line("professional_blocked", "")

    def unblocked(self, who: str, patient: str) -> None:
        self.model.patients[patient].blocked.discard(who)
        self.model.end_accesses(who, patient, normal_only=False)
        self.model.line("professional_unblocked", "")
