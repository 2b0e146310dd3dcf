"""The timeline in a real Chromium: under axe, light and dark, its targets big enough and apart on every screen."""

from datetime import timedelta
from itertools import pairwise
from typing import Any

import pytest
from django.utils import timezone
from playwright.sync_api import Page
from pytest_django.live_server_helper import LiveServer

from documents.timeline.selectors import NARROW, WIDE
from tests.browser import browsing, faults, journey
from tests.factories.documents import DocumentFactory
from tests.journeys.in_a_browser import World, open_as_new, sign_in

pytestmark = journey

# Of each lane that is drawn: of which drawing, how wide, and its links as (left, width, height).
LANES = """() => [...document.querySelectorAll('.frise')].filter(one => one.checkVisibility()).flatMap(
    one => [...one.querySelectorAll('.frise-lane > svg')].map(lane => [one.className, lane.clientWidth,
        [...lane.querySelectorAll('a')].map(a => a.getBoundingClientRect()).map(a => [a.left, a.width, a.height])]))"""


@pytest.fixture
def world() -> World:
    found = World()
    today = timezone.localdate()
    for days in (*range(0, 700, 9), 3, 4, 5):
        for type_code in ("11488-4", "11502-2") if days % 2 else ("18748-4",):
            DocumentFactory(patient=found.patient, type_code=type_code, act_on=today - timedelta(days=days))
    stay = {"act_start": timezone.now() - timedelta(days=90), "act_stop": timezone.now() - timedelta(days=80)}
    DocumentFactory(patient=found.patient, type_code="34112-3", act_on=today - timedelta(days=90), **stay)
    long = {"act_start": timezone.now() - timedelta(days=230), "act_stop": timezone.now() - timedelta(days=150)}
    DocumentFactory(patient=found.patient, type_code="34112-3", act_on=today - timedelta(days=230), **long)
    return found


def test_the_timeline_is_reached_from_the_list_and_leads_back_to_it(live_server: LiveServer, world: World) -> None:
    with browsing() as page:
        sign_in(page, live_server, world.user)
        open_as_new(page, world.patient)
        page.get_by_role("link", name="Voir en frise").click()
        found = looked_at(page)
        page.emulate_media(color_scheme="dark")
        found += looked_at(page)
        page.get_by_role("link", name="6 mois").click()
        page.get_by_role("heading", name="Séjours commencés avant").wait_for()
        found += looked_at(page)
        words = page.locator(".frise.wide a:has(text) title").first.text_content() or ""
        page.locator(".frise.wide a:has(text)").first.click()
        page.get_by_role("heading", name="Documents", level=1).wait_for()
        assert page.locator(".context").inner_text().startswith(words.split(" du ")[0].split(" le ")[0])
        page.go_back()
        page.get_by_role("link", name="Voir en liste").click()
        page.get_by_role("heading", name="Documents", level=1).wait_for()

    assert found == []


def looked_at(page: Page) -> list[Any]:
    page.get_by_role("heading", name="Frise", level=1).wait_for()
    found = faults(page)
    for width in (1600, 1280, 1100, 900, 768, 480, 360):
        page.set_viewport_size({"width": width, "height": 900})
        lanes = page.evaluate(LANES)
        assert len({name for name, _, _ in lanes}) == 1, "one drawing at a time"
        for name, drawn, targets in lanes:
            assert drawn >= {"frise wide": WIDE, "frise narrow": NARROW}[name], (width, name, drawn)
            found += [(width, target) for target in targets if min(target[1:]) < 24]
            found += [(width, one) for one, other in pairwise(targets) if sum(one[:2]) > other[0]]
    page.set_viewport_size({"width": 1280, "height": 900})
    return found
