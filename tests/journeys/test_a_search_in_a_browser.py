"""The search of a record by its keys, in a real Chromium, and under axe at two widths."""

from pytest_django.live_server_helper import LiveServer

from documents.search.indexing import documents_index
from tests.browser import browsing, faults, journey
from tests.factories.documents import DocumentFactory, stored_content
from tests.journeys.in_a_browser import World, open_as_new, sign_in

pytestmark = journey


def test_given_a_key_then_words_are_searched_and_the_arrow_leads_to_what_is_found(live_server: LiveServer) -> None:
    world = World()
    found = DocumentFactory(patient=world.patient, title="Compte rendu de consultation")
    DocumentFactory(patient=world.patient, content=stored_content(b"<gone/>"), indexed="none")
    documents_index()

    with browsing() as page:
        sign_in(page, live_server, world.user)
        open_as_new(page, world.patient)
        page.keyboard.press("/")
        closed = faults(page)
        page.set_viewport_size({"width": 360, "height": 900})
        assert page.locator("#recherche-dossier").bounding_box()["x"] > 0  # type: ignore[index]
        page.set_viewport_size({"width": 1280, "height": 900})
        page.locator("#recherche-dossier").focus()
        page.keyboard.type("textes")
        page.keyboard.press("Enter")
        page.locator("#resultats").wait_for()
        results = faults(page)
        assert page.locator(".extracts mark").first.inner_text() == "Texte"
        page.keyboard.press("/")
        page.keyboard.press("ArrowDown")
        assert page.evaluate("document.activeElement.className") == "doc-title"
        page.locator(f'.extracts a[href*="{found.uuid}"]').first.click()
        page.get_by_role("heading", name="Constat").wait_for()
        assert page.url.endswith("#s-1")
        page.keyboard.press("/")
        page.keyboard.type("absolument rien de tel")
        page.keyboard.press("Enter")
        page.get_by_text("Aucun résultat pour").wait_for()
        empty = faults(page)
        page.keyboard.press("/")
        page.locator("#recherche-dossier").fill("consultatoin")
        page.keyboard.press("Enter")
        page.get_by_text("Vouliez-vous dire").wait_for()
        empty += faults(page)
        page.get_by_role("button", name="consultation").click()
        page.locator(".found").wait_for()
        page.locator("details.more-filters > summary").click()
        page.get_by_label("Du (jj/mm/aaaa)").fill("99/99/2026")
        page.get_by_role("button", name="Appliquer").click()
        page.get_by_text("Le formulaire comporte une erreur").wait_for()
        wrong = faults(page)
        page.set_viewport_size({"width": 360, "height": 900})
        assert page.get_by_label("Du (jj/mm/aaaa)").is_visible()

    assert closed + results + empty + wrong == []
