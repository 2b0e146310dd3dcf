"""Rules of the machine: time passes, and `run_due_tasks` does what is due."""

from collections import Counter
from datetime import timedelta
from io import StringIO

from django.core import mail
from django.core.management import call_command
from hypothesis import strategies as st
from hypothesis.stateful import rule

from tests.journeys.machine.changing import Changing, changed
from tests.journeys.machine.consenting import RENEWAL_DAYS
from tests.journeys.machine.facts import month_after

MINUTES, HOURS, TWO_WEEKS, MONTH = timedelta(minutes=20), timedelta(hours=13), timedelta(days=14), timedelta(days=32)
STEPS = [MINUTES, MINUTES, MINUTES, MINUTES, HOURS, TWO_WEEKS, MONTH, timedelta(days=340), timedelta(days=400)]


class Timing(Changing):
    """Time, and the timer."""

    @rule(step=st.sampled_from(STEPS), with_the_timer=st.booleans())
    def let_time_pass(self, step: timedelta, with_the_timer: bool) -> None:
        self.model.later(step)
        self.traveller.move_to(self.model.now)
        self.fired("time", str(step))
        if with_the_timer:
            self.run_the_due_tasks(twice=False)

    @rule(twice=st.booleans())
    def run_the_due_tasks(self, twice: bool) -> None:
        """Run again at once, they do nothing more."""
        mail.outbox.clear()
        for _ in range(1 + twice):
            call_command("run_due_tasks", task=["expiry", "release", "notices"], stdout=StringIO())
        if self._tell_of_what_ends_soon():
            self.model.line("task_run", "DONE")
        if self._release():
            self.model.line("task_run", "DONE")
        waited = any(m.due <= self.model.now for m in self.model.messages)
        expected = self.model.deliver()
        if waited:
            self.model.line("task_run", "DONE")
        assert self._sentences_sent() == expected
        self.fired("due tasks", "messages" if expected else "")

    def _tell_of_what_ends_soon(self) -> int:
        soon = [
            (who, given)
            for (who, _, _), given in self.model.authorisations.items()
            if given.until and self.model.now < given.until <= self.model.now + timedelta(days=RENEWAL_DAYS)
        ]
        told = [who for who, given in soon if not given.soon_told]
        for _, given in soon:
            given.soon_told = True
        self.model.tell("access_soon_expired", *told)
        return len(told)

    def _release(self) -> int:
        """After a month the patient sees it by itself, after two weeks they hear that something waits (AR 8.4)."""
        done = 0
        waiting = [d for d in self.model.documents if d.hidden_from_patient_since and d.availability != "deleted"]
        for document in waiting:
            since = document.hidden_from_patient_since
            assert since
            month_over = month_after(since) <= self.model.now
            if month_over:
                default = self.model.patients[document.patient_id].masks_by_default
                after = changed(document, "show_to_patient", self.model.now, masks_by_default=default)
                vars(document).update(vars(after))
                self.model.line("document_released", "ONE_MONTH")
            if document.availability == "deprecated" or since + TWO_WEEKS > self.model.now:
                done += month_over
            elif month_over:
                self.tell_of(document, "document_added")
                done += 1
            elif document.update_told != since:
                self.tell_of(document, "update_waiting")
                document.update_told = since
                done += 1
        if done:
            self.fired("release")
        return done

    def _sentences_sent(self) -> Counter[str]:
        """By recipient; a message says nothing of what, nor, to professionals, of whom."""
        sent: Counter[str] = Counter()
        secrets = [d.title for d in self.model.documents]
        secrets += [
            word for p in self.world.patients.values() for word in (p.birth_name, p.birth_name.upper(), p.matricule)
        ]
        for message in mail.outbox:
            (address,) = message.to
            text = f"{message.subject}\n{message.body}"
            assert not [secret for secret in secrets if secret in text]
            sent[self.world.addresses[address]] += max(1, text.count("\n- "))
        return sent
