"""Rules of the machine: patients and the parent, in the window of their own (AR 8, 10.6, 13)."""

from collections.abc import Callable

from hypothesis import strategies as st
from hypothesis.stateful import rule

from documents.decision import GRANTING
from journal.models import Line
from tests.journeys.machine.consenting import Consenting
from tests.journeys.machine.facts import PEOPLE
from tests.journeys.machine.reading import numbers, people

family = st.sampled_from(["adult", "minor", "parent"])
CHOICES = ("accepts_emergency", "accepts_regulation", "shows_masked")


class Owning(Consenting):
    """The holder’s hand."""

    @rule(by=family, which=numbers)
    def read_ones_own_document(self, by: str, which: int) -> None:
        document = self.document(which, self.patient_of(by))
        answer = self.world.family[by].client.get(f"/mon-dossier/documents/{document.uuid}/")

        code = self.model.family_refusal(by)
        decision = "" if code else self.model.decision(self.model.family_reader(by), document)
        granted = decision in GRANTING
        assert answer.status_code == (403 if code else 200 if granted else 404)
        assert granted or document.title.encode() not in answer.content
        self.model.line("document_read", code or str(decision), granted=granted)
        document.opened_by_patient |= granted
        self.fired("own document", code or str(decision))

    @rule(by=family, page=st.sampled_from(["acces", "historique"]))
    def read_who_came(self, by: str, page: str) -> None:
        """The parent learns of nobody whom the minor met in confidence alone (AR 11.4, 13.3)."""
        answer = self.world.family[by].client.get(f"/mon-dossier/{page}/")
        code = self.model.family_refusal(by)
        code = "" if code == "CLOSED" and page == "historique" else code  # traces outlive the closure
        self.model.line("access_list_read" if page == "acces" else "traces_read", code, granted=not code)
        self.fired(f"who came: {page}", code)
        assert answer.status_code == (403 if code else 200)
        if not code and by == "parent":
            told = self._came_openly() if page == "historique" else self.model.circle("minor", for_parent=True)
            names = {key: c.practice.professional.full_name for key, c in self.world.caregivers.items()}
            text = answer.content.decode()
            assert not [key for key, name in names.items() if key not in told and name in text]

    def _came_openly(self) -> set[str]:
        """Whoever left a line that is not confidential, but for a search, by which a session begins."""
        lines = Line.objects.filter(record=self.world.patients["minor"].record.uuid, confidential=False)
        lines = lines.exclude(action__in=["patient_searched", "record_state"])
        found = set(lines.values_list("professional", flat=True))
        return {key for key, c in self.world.caregivers.items() if c.practice.professional.idnat in found}

    @rule(by=family, who=people, name=st.sampled_from(["bloquer", "debloquer", "nommer-administrateur"]))
    def act_about_a_professional(self, by: str, who: str, name: str) -> None:
        """The role of administrator is taken back from whoever has it."""
        self._act(by, who, name)

    @rule(by=family, name=st.sampled_from(["confirmer", "refuser", "nommer", "fin"]), number=numbers)
    def act_about_the_treating_doctor(self, by: str, name: str, number: int) -> None:
        """On whoever holds the role or waits for it, else on any doctor."""
        holder = self.model.patients[self.patient_of(by)]
        doctors = sorted(key for key, person in PEOPLE.items() if person.column == "medecin")
        meant = {"confirmer": holder.declared, "refuser": holder.declared, "fin": holder.treating}.get(name)
        self._act(by, meant or doctors[number % len(doctors)], f"{name}-medecin-traitant")

    @staticmethod
    def patient_of(by: str) -> str:
        return "minor" if by == "parent" else by

    def _act(self, by: str, who: str, name: str) -> None:
        """Post one act about a professional; nothing but a line when the window is shut or the person not there."""
        patient = self.patient_of(by)
        holder = self.model.patients[patient]
        if name == "nommer-administrateur" and holder.administrators:
            name, who = "fin-administrateur", min(holder.administrators)
        elif name == "debloquer" and holder.blocked:
            who = min(holder.blocked)
        action, effect = self._effects(name)
        practice = self.world.caregivers[who].practice
        answer = self.world.family[by].client.post(f"/mon-dossier/acces/{practice.uuid}/{name}/")
        if code := self.model.family_refusal(by):
            assert answer.status_code == 403
        elif who not in self.model.circle(patient, for_parent=by == "parent"):
            code = "PROFESSIONAL_NOT_FOUND"
            assert answer.status_code == 404
        if code:
            self.model.line(action, code, granted=False)
            return self.fired(name, code)
        assert answer.status_code == 302
        self.fired(name, "done" if effect(who, patient) else "nothing changed")

    def _effects(self, name: str) -> tuple[str, Callable[[str, str], bool]]:
        """The journal’s word for an act, and what it does when the situation allows it."""
        return {
            "bloquer": ("professional_blocked", self._block),
            "debloquer": ("professional_unblocked", self._unblock),
            "confirmer-medecin-traitant": ("treating_doctor_confirmed", self._confirm),
            "refuser-medecin-traitant": ("treating_doctor_ended", self._refuse),
            "nommer-medecin-traitant": ("treating_doctor_confirmed", self._name),
            "fin-medecin-traitant": ("treating_doctor_ended", self._end),
            "nommer-administrateur": ("administrator_named", self._administrator),
            "fin-administrateur": ("administrator_ended", self._no_administrator),
        }[name]

    def _block(self, who: str, patient: str) -> bool:
        holder = self.model.patients[patient]
        allowed = who != holder.treating and who not in holder.blocked
        if allowed:
            self.blocked(who, patient)
        return allowed

    def _unblock(self, who: str, patient: str) -> bool:
        allowed = who in self.model.patients[patient].blocked
        if allowed:
            self.unblocked(who, patient)
        return allowed

    def _confirm(self, who: str, patient: str) -> bool:
        if self.model.patients[patient].declared != who or self.model.would_be_known(who, patient):
            return False
        return self._takes_office(who, patient)

    def _name(self, who: str, patient: str) -> bool:
        holder = self.model.patients[patient]
        if who in holder.blocked or PEOPLE[who].column != "medecin" or self.model.would_be_known(who, patient):
            return False
        return holder.treating == who or self._takes_office(who, patient)

    def _takes_office(self, who: str, patient: str) -> bool:
        holder = self.model.patients[patient]
        if holder.treating:
            self.model.tell("treating_doctor_ended", holder.treating)
        self.model.tell("treating_doctor_declared", who)
        self.model.line("treating_doctor_confirmed", "")
        holder.leave_roles(who, administrator=False)
        holder.treating = who
        return True

    def _refuse(self, who: str, patient: str) -> bool:
        return self._leaves(who, patient, "REFUSED_BY_PATIENT", self.model.patients[patient].declared)

    def _end(self, who: str, patient: str) -> bool:
        return self._leaves(who, patient, "BY_PATIENT", self.model.patients[patient].treating)

    def _leaves(self, who: str, patient: str, decision: str, meant: str | None) -> bool:
        if who != meant:
            return False
        self.model.tell("treating_doctor_ended", who)
        self.model.line("treating_doctor_ended", decision)
        self.model.patients[patient].leave_roles(who, administrator=False)
        return True

    def _administrator(self, who: str, patient: str) -> bool:
        holder = self.model.patients[patient]
        if who in holder.blocked or who in holder.administrators or self.model.would_be_known(who, patient):
            return False
        holder.administrators.add(who)
        self.model.line("administrator_named", "")
        return True

    def _no_administrator(self, who: str, patient: str) -> bool:
        self.model.patients[patient].administrators.discard(who)
        self.model.line("administrator_ended", "")
        return True
