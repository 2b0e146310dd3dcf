"""The list of documents, folded and grouped, and the home page with its news: under axe at two widths, by keyboard."""

from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone
from playwright.sync_api import Page
from pytest_django.live_server_helper import LiveServer

from access.models import Authorisation, Practice, RecordAccess
from tests.browser import browsing, faults, journey
from tests.factories.documents import DocumentFactory
from tests.factories.patients import PatientFactory
from tests.journeys.in_a_browser import World, open_as_new, sign_in

pytestmark = journey

QUERIES = ("?groupe=periode&tri=depot", "?groupe=episode", "?groupe=auteur&separes=1", "?nouveaux=1&non_lus=1")


@pytest.fixture
def world() -> World:
    """A record with copies, several dates and authors."""
    found = World()
    first = DocumentFactory(patient=found.patient, title="Bilan de départ", author_label="Dr ROY, cardiologie")
    DocumentFactory(patient=found.patient, title="Bilan recopié", content=first.content, doubtful_date=True)
    for days in (40, 400):
        on = timezone.localdate() - timedelta(days=days)
        DocumentFactory(patient=found.patient, act_on=on, type_code="11502-2", author_label="Laboratoire")
    return found


def test_given_lists_in_every_state_then_axe_finds_nothing_and_they_are_walked_by_keyboard(
    live_server: LiveServer, world: World
) -> None:
    with browsing() as page:
        sign_in(page, live_server, world.user)
        practice = Practice.objects.get()
        _visited_before(practice)
        page.goto(f"{live_server.url}/?tri=depot")
        page.get_by_role("columnheader", name="Dernier dépôt").last.wait_for()
        found = faults(page)
        page.get_by_role("button", name="Masquer les noms").click()
        page.get_by_text("Patient 1").first.wait_for()
        found += faults(page)
        page.get_by_role("button", name="Afficher les noms").click()
        open_as_new(page, world.patient)
        listing = page.url.partition("?")[0]
        for query in (
            "?groupe=periode&tri=depot",
            "?groupe=episode",
            "?groupe=auteur&separes=1",
            "?nouveaux=1&non_lus=1",
        ):
            page.goto(listing + query)
            found += faults(page)
        page.goto(f"{listing}?periode=tout")
        page.locator(".folded > summary").focus()
        page.keyboard.press("Enter")
        page.locator(".folded .doc-title").wait_for()
        page.locator(".more-filters summary").click()
        page.get_by_label("Du (jj/mm/aaaa)").fill("32/13/2026")
        page.get_by_role("button", name="Appliquer").click()
        page.get_by_text("Écrivez la date sous la forme jj/mm/aaaa.").wait_for()
        found += faults(page)
        page.goto(listing)
        page.get_by_label("Catégorie", exact=True).select_option("biologie")
        page.locator(".saved-fold > summary").focus()
        page.keyboard.press("Enter")
        page.get_by_role("button", name="Enregistrer ces filtres").click()
        page.locator("#id_filtres-nom[aria-invalid]").wait_for()
        found += faults(page)
        page.get_by_label("Nom de ces filtres").fill("Biologie et rien d’autre, aussi loin qu’on")
        page.keyboard.press("Enter")
        page.get_by_role("link", name="Biologie et rien d’autre").wait_for()
        page.locator(".saved-fold > summary", has_text="Supprimer").click()
        found += faults(page)
        page.goto(listing)
        assert not page.locator(".selection-actions").is_visible()
        page.get_by_label("Sélectionner : Bilan recopié").check()
        found += faults(page)
        found += hidden_behind_the_bar(page)
        page.get_by_role("button", name="Marquer comme lu").click()
        page.get_by_text("1 document marqué comme lu.").wait_for()

    assert found == []


def hidden_behind_the_bar(page: Page) -> list[Any]:
    """What the keyboard reaches stays in sight above the bar at the foot of the screen (WCAG 2.4.11)."""
    found = []
    page.set_viewport_size({"width": 360, "height": 700})
    page.evaluate("window.scrollTo(0, 0)")
    page.locator(".selection-actions button").last.focus()
    for _ in range(25):
        page.keyboard.press("Tab")
        bottom, top, words = page.evaluate(
            "(e => [e.getBoundingClientRect().bottom, document.querySelector('.selection-actions')"
            ".getBoundingClientRect().top, e.innerText])(document.activeElement)"
        )
        found += [(words, bottom, top)] if bottom > top + 1 else []
    page.set_viewport_size({"width": 1280, "height": 800})
    return found


def _visited_before(practice: Practice) -> None:
    """Another record, opened some days ago, where something is new."""
    patient, at = PatientFactory(), timezone.now() - timedelta(days=4)
    given = Authorisation.objects.create(
        patient=patient,
        practice=practice,
        basis="TEAM",
        collected_by=practice.professional,
        given_at=at,
        until=at + timedelta(days=20),
    )
    RecordAccess.objects.create(
        practice=practice,
        record=patient.record,
        authorisation=given,
        opened_at=at,
        expires_at=at + timedelta(hours=8),
        ended_at=at,
        end_cause="left",
    )
    DocumentFactory(patient=patient)
