"""The machine's frame: a transaction and a clock of its own for each example; what is compared after each step."""

from collections import Counter
from typing import Any
from uuid import UUID

import time_machine
from django.core import mail
from django.core.cache import cache
from django.db import transaction
from hypothesis import note
from hypothesis.stateful import RuleBasedStateMachine, invariant

from access.models import Notice
from access.opening import open_record
from access.refusals import AccessEnded
from access.rules import Mode
from access.services import Refused
from documents.models import Document
from journal.models import Action, Line
from journal.services import Actor, verify
from tests.journeys.actors import documents_in
from tests.journeys.machine.facts import Access, Doc
from tests.journeys.machine.world import World

FIRED: Counter[str] = Counter()
STATUS = {"": 200, "ACCESS_ENDED": 410, "READ_ONLY": 404}


class Portal(RuleBasedStateMachine):
    """Frame of the state machine; its rules are in the classes that inherit from it."""

    def __init__(self, world: World) -> None:
        super().__init__()
        self.world, self.model = world, world.model()
        self.clock = time_machine.travel(self.model.now, tick=False)
        self.traveller = self.clock.start()
        self.savepoint = transaction.savepoint()
        cache.clear()
        mail.outbox.clear()
        self.touched: Access | None = None
        self.turn = 0
        self.last_line = self._newest(Line)
        self.last_notice = self._newest(Notice)

    def teardown(self) -> None:
        try:
            assert list(verify()) == []
        finally:
            transaction.savepoint_rollback(self.savepoint)
            self.clock.stop()

    @staticmethod
    def _newest(table: Any) -> int:
        return table.objects.order_by("-pk").values_list("pk", flat=True).first() or 0

    def fired(self, rule: str, outcome: str = "") -> None:
        """Count what happened and how it ended, so that a run can show it."""
        FIRED[f"{rule}: {outcome or 'done'}"] += 1
        note(f"{rule}: {outcome or 'done'}")

    # Choosing: rules draw a number, so that examples shrink whatever exists by then

    def document(self, number: int, patient: str = "") -> Doc:
        """Mostly one of this patient’s."""
        own = [d for d in self.model.documents if d.patient_id == patient]
        among = own if own and number % 5 else self.model.documents
        return among[number % len(among)]

    def access(self, number: int, mode: Mode | None = None) -> Access:
        """Mostly one that is open, so that most steps lead somewhere."""
        known = [a for a in self.model.accesses if mode in (None, a.mode)]
        live = [a for a in known if not self.model.refusal_of(a)]
        among = live if live and number % 4 else known
        self.touched = among[number % len(among)]
        return self.touched

    # After each step

    @invariant()
    def the_step_left_what_it_should(self) -> None:
        """One line for each effect, one notice for each event: no more, no less."""
        self._compare_lines()
        self._compare_notices()

    @invariant()
    def everybody_sees_what_the_rules_say(self) -> None:
        """One who comes in turn, by the gate under all pages.

        Every other step, who just acted or the family by the page itself: pages cost most of the run, and what a step
        has broken is still broken after the next.
        """
        self.turn += 1
        accesses, family = self.model.accesses, list(self.world.family)
        if self.turn % 4 == 1:
            self._own_list(family[self.turn // 4 % len(family)])
        elif self.turn % 4 == 3 and accesses:
            self._list(self.touched or accesses[self.turn // 4 % len(accesses)])
        if accesses:
            self._pass_the_gate(accesses[self.turn % len(accesses)])
        self.touched = None
        self._compare_lines()

    def _compare_lines(self) -> None:
        found = Line.objects.filter(pk__gt=self.last_line).order_by("pk")
        rows = list(found.values_list("pk", "action", "granted", "decision"))
        assert [row[1:] for row in rows] == self.model.lines
        self.last_line = rows[-1][0] if rows else self.last_line
        self.model.lines.clear()

    def _compare_notices(self) -> None:
        rows = list(Notice.objects.filter(pk__gt=self.last_notice).order_by("pk"))
        assert Counter((n.kind, self.recipient(n)) for n in rows) == self.model.notices
        self.last_notice = rows[-1].pk if rows else self.last_notice
        self.model.notices.clear()

    def recipient(self, notice: Notice) -> str:
        if notice.professional_id:
            found = self.world.caregivers.items()
            return next(key for key, c in found if c.practice.professional_id == notice.professional_id)
        if notice.representative_id:
            return "parent"
        return next(key for key, p in self.world.patients.items() if p.pk == notice.patient_id)

    def _list(self, access: Access) -> None:
        """The list over HTTP is exactly what the model says; titles out of reach are nowhere on the page."""
        page = self.world.caregivers[access.person].documents(access.listing)
        code = self.model.refusal_of(access)
        assert page.status_code == STATUS.get(code, 403), (access, code)
        self.model.line("documents_listed", code, granted=not code)
        self.shows(page, set() if code else self.model.seen(self.model.reader(access)))

    def shows(self, page: Any, seen: set[UUID], *, all_of_them: bool = True) -> None:
        """These documents (or some of them), and of no other the title."""
        assert documents_in(page) == seen if all_of_them else documents_in(page) <= seen
        text = page.content.decode()
        assert not [d.title for d in self.model.documents if d.uuid not in seen and f"{d.title}<" in text]

    def _pass_the_gate(self, access: Access) -> None:
        """The same as a page would do, without drawing it."""
        practice, uuid = self.world.caregivers[access.person].practice, UUID(access.listing.split("/")[2])
        found: set[UUID] = set()
        try:
            opening = open_record(uuid, practice=practice, actor=Actor(), action=Action.DOCUMENTS_LISTED)
            found = set(Document.objects.visible_to(opening.reader).values_list("uuid", flat=True))
            code = ""
        except (Refused, AccessEnded) as refused:
            code = refused.entry.decision
        assert code == self.model.refusal_of(access), access
        assert found == (set() if code else self.model.seen(self.model.reader(access))), access

    def _own_list(self, who: str) -> None:
        """The window of the patient, or of the parent."""
        page, code = self.world.family[who].documents(), self.model.family_refusal(who)
        assert page.status_code == (403 if code else 200), (who, code)
        self.model.line("documents_listed", code, granted=not code)
        self.shows(page, set() if code else self.model.seen(self.model.family_reader(who)))
