"""Synthesis, pathway, vaccinations, wishes, identity in a real Chromium: under axe at two widths, and by their keys."""

from typing import Any

import pytest
from playwright.sync_api import Page
from pytest_django.live_server_helper import LiveServer

from patients.models import Contact, Wish
from tests.browser import browsing, faults, journey
from tests.factories.documents import KINDS, DocumentFactory, StatementFactory
from tests.journeys.in_a_browser import World, open_as_new, sign_in

pytestmark = journey

TABS = [
    "Synthèse",
    "Documents",
    "Biologie",
    "Parcours",
    "Vaccinations",
    "Volontés et entourage",
    "Identité",
    "Accès et traces",
]


@pytest.fixture
def world() -> World:
    """A record with something to say on every page."""
    found = World()
    for type_code in ("60591-5", "11502-2", "REMB", "EXPPAT_1"):
        document = DocumentFactory(
            patient=found.patient,
            type_code=type_code,
            identity_differences=[{"trait": "Sexe", "here": "Femme", "there": "Homme"}],
        )
        for rank, (kind, more) in enumerate(KINDS.items()):
            values: dict[str, Any] = {"label": f"Fait {kind} {rank}", "started": "01/02/2026", **more}
            details = [["Réaction", "urticaire"], ["Lot n°", "X12"]]
            StatementFactory(document=document, kind=kind, details=details, section="Section du document", **values)
    Wish.objects.create(patient=found.patient, kind="organ_donation", statement="Accepte le don d’organes.")
    Contact.objects.create(
        patient=found.patient, kind="trusted", family_name="Le Goff", given_name="Anne", telephone="02 99 00 00 00"
    )
    return found


def test_given_every_page_of_a_record_then_axe_finds_nothing_and_nothing_goes_sideways(
    live_server: LiveServer, world: World
) -> None:
    with browsing() as page:
        sign_in(page, live_server, world.user)
        open_as_new(page, world.patient)
        found = [problem for name in TABS for problem in looked_at(page, name)]

    assert found == []


def looked_at(page: Page, name: str) -> list[Any]:
    page.get_by_role("navigation", name="Dossier").get_by_role("link", name=name).click()
    page.locator(f".tabs [aria-current=page]:text-is('{name}')").wait_for()
    return faults(page)


def test_given_a_digit_then_its_tab_opens(live_server: LiveServer, world: World) -> None:
    with browsing() as page:
        sign_in(page, live_server, world.user)
        open_as_new(page, world.patient)

        for digit, name in ((1, "Synthèse"), (3, "Biologie"), (8, "Accès et traces")):
            page.keyboard.press(str(digit))
            page.locator(f".tabs [aria-current=page]:text-is('{name}')").wait_for()


def test_given_a_keyboard_alone_when_blocks_are_arranged_then_the_focus_stays_with_them(
    live_server: LiveServer, world: World
) -> None:
    focused = "document.activeElement.id"
    with browsing() as page:
        sign_in(page, live_server, world.user)
        open_as_new(page, world.patient)
        page.keyboard.press("1")
        page.get_by_role("link", name="Organiser").click()
        page.locator("#descendre-treatments").focus()
        for place in (3, 4):
            page.keyboard.press("Enter")
            page.get_by_text(f"est à la place {place} sur 9").wait_for()
            assert page.evaluate(focused) == "descendre-treatments"
        page.locator("#masquer-treatments").focus()
        page.keyboard.press("Space")
        page.get_by_text("est masqué.").wait_for()
        assert page.evaluate(focused) == "afficher-treatments"
        found = faults(page)
        page.keyboard.press("u")
        page.get_by_text("Blocs que vous avez masqués").wait_for()
        assert page.get_by_role("heading", name="Traitements").count() == 0
        found += faults(page)

    assert found == []
