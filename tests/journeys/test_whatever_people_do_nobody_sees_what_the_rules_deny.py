"""People at random, over HTTP: nobody sees what the rules deny, each effect has its line, each notice goes out once.

The machine (`tests/journeys/machine`) moves professionals, patients, a parent, the administrator, time and the timer,
beside a plain Python model of the rules. After each step it compares pages, lines of the journal, notices and e-mails.
"""

import os
from time import perf_counter
from typing import Any

import pytest
import time_machine
from hypothesis import HealthCheck, Phase, settings
from hypothesis.stateful import run_state_machine_as_test

from tests.conftest import SignIn
from tests.journeys.machine.portal import FIRED
from tests.journeys.machine.timing import Timing
from tests.journeys.machine.world import START, World, build

# By default the same examples every time, so that a run says the same on every machine; `deep` looks for new ones and
# shrinks what it finds. A failure prints the blob with which it is played again.
DEEP = os.environ.get("HYPOTHESIS_PROFILE") == "deep"
EXAMPLES, STEPS = (400, 60) if DEEP else (10, 40)
PROFILE = settings(
    max_examples=int(os.environ.get("HYPOTHESIS_EXAMPLES", EXAMPLES)),
    stateful_step_count=STEPS,
    deadline=None,
    derandomize=not DEEP,
    database=None,
    print_blob=True,
    report_multiple_bugs=False,
    suppress_health_check=list(HealthCheck),
    phases=[Phase.generate] + ([Phase.shrink] if DEEP else []),
)


# Whatever can happen. Nearly all of it does in the default run, or this would prove less than it says.
KINDS = {
    *(
        "open",
        "leave",
        "read",
        "tab",
        "search",
        "somebody else’s address",
        "urgence/",
        "regulation/",
        "extend",
        "confidential",
    ),
    *("autorisations/fin/", "autorisations/renouveler/", "a colleague", "medecin-traitant/declarer/"),
    *("medecin-traitant/fin/", "confirmer-medecin-traitant", "refuser-medecin-traitant", "nommer-medecin-traitant"),
    *("fin-medecin-traitant", "nommer-administrateur", "fin-administrateur", "bloquer", "debloquer"),
    *("deposit", "replace", "delete", "delete in a record", "change by author", "change by professional"),
    *("change by holder", "change by parent", "choose ", "choose masquage/", "own document", "who came"),
    *("close", "identity", "time", "due tasks", "release"),
}


@pytest.fixture
def world(sign_in: SignIn, settings: Any) -> World:
    for name in ("SESSION_IDLE_SECONDS", "SESSION_ABSOLUTE_SECONDS", "SESSION_COOKIE_AGE"):
        setattr(settings, name, 10**9)  # time moves by months here; sessions have tests of their own
    settings.DUTIES_DAYS = 10**5  # and so has the reminder of duties
    settings.SEARCHES_PER_MINUTE_ACCOUNT = settings.SEARCHES_PER_MINUTE_STRUCTURE = 10**6
    with time_machine.travel(START, tick=False):
        return build(sign_in)


def test_whatever_people_do_nobody_sees_what_the_rules_deny(world: World) -> None:
    FIRED.clear()
    began = perf_counter()

    run_state_machine_as_test(lambda: Timing(world), settings=PROFILE)

    happened = {name.partition(":")[0] for name in FIRED}
    print(f"\n{FIRED.total()} steps in {perf_counter() - began:.0f} s")
    print("\n".join(f"{count:6} {name}" for name, count in sorted(FIRED.items())))
    assert len(KINDS - happened) <= 4, KINDS - happened
