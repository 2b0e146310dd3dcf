"""Depositing in a real Chromium: by keyboard, with and without scripts, under axe-core at two widths."""

from typing import Any

import pytest
from playwright.sync_api import Page
from pytest_django.live_server_helper import LiveServer

from documents.models import Document
from tests.browser import browsing, faults, journey
from tests.journeys.in_a_browser import World, sign_in, tab_to

pytestmark = journey
LARGE = b"Traitement en cours\n" * 75_000  # 1.5 MB: large enough for the bar of progress


@pytest.fixture
def world() -> World:
    return World()


def file(name: str, data: bytes) -> Any:
    return {"name": name, "mimeType": "application/octet-stream", "buffer": data}


def to_the_form(page: Page, server: LiveServer, world: World) -> None:
    """Sign in, search for the patient who blocks this pharmacist, and deposit from the refusal."""
    sign_in(page, server, world.user)
    page.get_by_label("Matricule INS").fill(str(world.blocking.matricule))
    page.keyboard.press("Enter")
    page.get_by_role("button", name="Déposer un document").click()
    page.get_by_role("heading", name="Déposer un document").wait_for()


def test_given_a_blocked_pharmacist_when_depositing_by_keyboard_then_every_page_is_sound(
    live_server: LiveServer, world: World
) -> None:
    with browsing() as page:
        to_the_form(page, live_server, world)
        found = faults(page)
        page.set_input_files("#id_fichiers", [file("programme.pdf", b"MZ" + b"\0" * 1_500_000)])
        page.get_by_label("Rechercher un type").focus()
        page.keyboard.type("bilan medicamenteux (off")
        page.get_by_text("Un type correspond, il est choisi").wait_for()
        page.get_by_role("button", name="Relire avant de déposer").press("Enter")
        page.get_by_role("heading", name="Le formulaire comporte").wait_for()
        found += faults(page)
        focused = page.evaluate("document.activeElement.innerText")
        page.set_input_files("#id_fichiers", [file("bilan.txt", LARGE)])
        page.get_by_text("bilan.txt, 1,5 Mo").wait_for()
        page.get_by_label("Titre").fill("Bilan de médication")
        page.get_by_role("button", name="Relire avant de déposer").press("Enter")
        page.get_by_role("heading", name="Relire avant de déposer").wait_for()
        found += faults(page)
        tab_to(page, "Le patient est informé")
        page.keyboard.press("Space")
        tab_to(page, "Déposer")
        page.keyboard.press("Enter")
        page.get_by_role("heading", name="Document déposé.").wait_for()
        found += faults(page)
        page.reload()
        page.get_by_role("heading", name="Document déposé.").wait_for()

    assert found == []
    assert "programme.pdf" in focused
    assert Document.objects.get(depositor=world.practice.professional).title == "Bilan de médication"


def test_without_scripts_the_same_steps_deposit(live_server: LiveServer, world: World) -> None:
    with browsing(java_script_enabled=False) as page:
        to_the_form(page, live_server, world)
        page.get_by_label("Rechercher un type").fill("vaccin")
        page.get_by_role("button", name="Filtrer les types").click()
        page.get_by_text("types correspondent").first.wait_for(state="attached")
        page.select_option("#id_type", index=1)
        page.set_input_files("#id_fichiers", [file("note.txt", "Rappel fait à l’officine".encode())])
        page.get_by_role("button", name="Relire avant de déposer").click()
        page.get_by_label("Le patient est informé de ce dépôt.").check()
        page.get_by_role("button", name="Déposer", exact=True).click()
        page.get_by_role("heading", name="Document déposé.").wait_for()

    assert Document.objects.filter(depositor=world.practice.professional).count() == 1
