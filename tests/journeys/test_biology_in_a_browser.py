"""Laboratory values in a real Chromium: three clicks from home to a history, under axe at two widths, by keyboard."""

from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone
from playwright.sync_api import Page
from pytest_django.live_server_helper import LiveServer

from tests.browser import browsing, faults, journey
from tests.factories.documents import DocumentFactory, StatementFactory
from tests.journeys.in_a_browser import World, open_as_new, sign_in

pytestmark = journey


@pytest.fixture
def world() -> World:
    """Twelve dates, two laboratories, two units, values out of their limits, a corrected report and a scan."""
    found, today = World(), timezone.localdate()
    old = DocumentFactory(patient=found.patient, type_code="11502-2", availability="deprecated", set_id="s")
    StatementFactory(document=old, **potassium("6,9", position=0, interpretation="HH"))
    for rank in range(12):
        corrects = {"replaces": old, "set_id": "s"} if rank == 0 else {}
        report = DocumentFactory(
            patient=found.patient, type_code="11502-2", act_on=today - timedelta(days=9 * rank), **corrects
        )
        laboratory = "Laboratoire du Port" if rank % 3 else "Laboratoire de la Gare"
        StatementFactory(document=report, **potassium(f"4,{rank}", position=0, laboratory=laboratory))
        unit = ("g/L", "13,4", "134") if rank % 2 else ("g/dL", "10,4", "10.4")
        StatementFactory(document=report, **hemoglobin(*unit))
    DocumentFactory(patient=found.patient, type_code="11502-2", title="Numérisation")
    return found


def potassium(value: str, **more: Any) -> dict[str, Any]:
    number, limits = value.replace(",", "."), {"reference_range": "3,5 à 5,1", "range_low": "3.5", "range_high": "5.1"}
    analysis = {"kind": "result", "label": "Potassium", "code": "2823-3", "family": "Biochimie"}
    return {**analysis, "value": value, "number": number, "unit": "mmol/L", "ucum": "mmol/L", **limits, **more}


def hemoglobin(unit: str, value: str, number: str) -> dict[str, Any]:
    analysis = {"kind": "result", "label": "Hémoglobine (sang)", "code": "718-7", "family": "Hématologie"}
    return {**analysis, "value": value, "number": number, "unit": unit, "ucum": unit, "interpretation": "L"}


def test_given_laboratory_values_then_their_pages_are_read_at_two_widths_and_reached_in_three_clicks(
    live_server: LiveServer, world: World
) -> None:
    with browsing() as page:
        sign_in(page, live_server, world.user)
        open_as_new(page, world.patient)
        page.goto(live_server.url)
        page.locator("main").get_by_role("link", name="KERBRAT").first.click()
        tab(page).click()
        found = looked_at(page, "Biologie")
        scrolled_by_keyboard(page)
        analysis = page.get_by_role("rowheader", name="Potassium").get_by_role("link")
        analysis.click()
        found += looked_at(page, "Potassium")
        page.keyboard.press("u")
        page.get_by_role("heading", name="Biologie", exact=True).wait_for()
        page.get_by_role("link", name="Dates plus anciennes").click()
        page.get_by_role("link", name="Dates plus récentes").wait_for()
        found += faults(page)
        page.get_by_label("Seulement hors des limites").check()
        page.get_by_role("button", name="Appliquer").click()
        page.get_by_role("link", name="Retirer le filtre").wait_for()
        found += faults(page)
        page.get_by_role("rowheader", name="Hémoglobine").get_by_role("link").click()
        found += looked_at(page, "Hémoglobine (sang)")

    assert found == []


# Looked at frame after frame: the policy of the page forbids what `wait_for_function` does for it.
SCROLLED = """() => new Promise(done => {
  const region = document.activeElement;
  const again = left => left ? requestAnimationFrame(() => look(left - 1)) : done(false);
  const look = left => region.scrollLeft > 0 ? done(true) : again(left);
  look(600);
})"""


def scrolled_by_keyboard(page: Page) -> None:
    before = page.viewport_size
    page.set_viewport_size({"width": 360, "height": 900})
    page.get_by_role("region", name="Tableau des valeurs").focus()
    page.keyboard.press("ArrowRight")
    assert page.evaluate(SCROLLED)
    page.set_viewport_size(before or {"width": 1280, "height": 800})


def tab(page: Page) -> Any:
    return page.get_by_role("navigation", name="Dossier").get_by_role("link", name="Biologie")


def looked_at(page: Page, heading: str) -> list[Any]:
    page.get_by_role("heading", name=heading, exact=True).wait_for()
    return faults(page)
