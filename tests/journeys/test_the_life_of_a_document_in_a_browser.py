"""Selection, properties, deletion and one's own deposits in a real Chromium: under axe-core at two widths."""

from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page
from pytest_django.live_server_helper import LiveServer

from documents.models import DepositDraft
from tests.browser import browsing, faults, journey
from tests.factories.documents import DocumentFactory
from tests.journeys.in_a_browser import World, open_as_new, sign_in

pytestmark = journey


@pytest.fixture
def world() -> World:
    found = World()
    for title in ("Avis pharmaceutique", "Bilan de médication"):
        DocumentFactory(patient=found.patient, title=title, depositor=found.practice.professional)
    return found


def test_given_every_page_of_the_life_of_a_document_then_axe_finds_nothing(
    live_server: LiveServer, world: World, tmp_path: Path
) -> None:
    with browsing(accept_downloads=True) as page:
        sign_in(page, live_server, world.user)
        open_as_new(page, world.patient)
        found = walk(page, live_server, tmp_path / "selection.pdf")

    assert found == []


def walk(page: Page, server: LiveServer, target: Path) -> list[Any]:
    """List with its boxes, selection, properties, deposits, deletion."""
    found: list[Any] = []

    def look() -> None:
        found.extend(faults(page))

    page.get_by_text("Tout sélectionner (page)").click()
    assert page.locator(".selection-count").inner_text() == "6\u00a0documents sélectionnés"
    page.get_by_text("Tout sélectionner (page)").click()
    page.get_by_label("Sélectionner\u00a0: Avis pharmaceutique").check()
    page.get_by_label("Sélectionner\u00a0: Bilan de médication").check()
    assert page.locator(".selection-count").inner_text() == "2\u00a0documents sélectionnés"
    page.locator(".row-menu summary").first.click()
    look()
    page.keyboard.press("Escape")
    page.get_by_role("button", name="Télécharger la sélection").click()
    page.get_by_role("heading", name="Télécharger ou imprimer une sélection").wait_for()
    look()
    with page.expect_download() as download:
        page.get_by_role("button", name="Préparer et télécharger").click()
    download.value.save_as(target)
    assert target.read_bytes().startswith(b"%PDF-")
    page.goto(f"{server.url}/depots/")
    look()
    page.get_by_role("button", name="Remplacer").first.click()
    page.get_by_role("heading", name="Remplacer le document").wait_for()
    look()
    page.goto(f"{server.url}/depots/")
    page.get_by_role("link", name="Modifier les propriétés").first.click()
    page.get_by_label("Masquer aux professionnels").check()
    look()
    page.get_by_role("button", name="Enregistrer la modification").click()
    page.get_by_text("Document masqué aux professionnels.").wait_for()
    page.get_by_role("link", name="Supprimer").first.click()
    look()
    page.get_by_role("button", name="Supprimer définitivement").click()
    page.get_by_text("Document supprimé.").wait_for()
    look()
    return found


def test_without_scripts_a_deposit_begins_in_the_record_and_a_replacement_in_its_row(
    live_server: LiveServer, world: World
) -> None:
    with browsing(java_script_enabled=False) as page:
        sign_in(page, live_server, world.user)
        open_as_new(page, world.patient)
        page.get_by_role("button", name="Déposer un document").click()
        page.get_by_role("heading", name="Déposer un document").wait_for()
        page.get_by_role("link", name="Retour au dossier").click()
        row = page.get_by_role("listitem").filter(has_text="Bilan de médication")
        row.locator("summary").click()
        row.get_by_role("button", name="Remplacer").click()
        page.get_by_text("Vous remplacez « Bilan de médication »").wait_for()

    begun = DepositDraft.objects.order_by("pk").values_list("replaces__title", flat=True)
    assert list(begun) == [None, "Bilan de médication"]
