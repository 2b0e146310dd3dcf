"""Reading from document to document by keys alone, in a real Chromium, and under axe at two widths."""

from datetime import timedelta

from django.utils import timezone
from playwright.sync_api import Page
from pytest_django.live_server_helper import LiveServer

from journal.models import Action, Line
from tests.browser import browsing, faults, journey
from tests.documents.fixtures import cda, section, structured, unstructured
from tests.factories.documents import DocumentFactory, stored_content
from tests.journeys.in_a_browser import World, open_as_new, sign_in
from webps.demo.pdf import text_pdf

pytestmark = journey

LONG = "Compte rendu d’hospitalisation en néphrologie-transplantation-immunologie clinique avec synthèse et annexes"


def made() -> World:
    world = World()
    values = {"patient": world.patient, "author_label": "Dr KERMORVAN-DELAUNAY Marie-Emmanuelle"}
    letter = cda(
        structured(*(section(f"<paragraph>{text}</paragraph>") for text in ("Douleur du bras, douleur", "Rien")))
    )
    pdf = cda(unstructured(text_pdf("Courrier", [f"Ligne {n}" for n in range(120)])))
    days = [timezone.localdate() - timedelta(days=n) for n in (5, 4)]
    first = DocumentFactory(title=LONG, content=stored_content(letter), act_on=days[0], **values)
    together = first.submission_set
    DocumentFactory(
        title="Courrier de trois pages", content=stored_content(pdf), submission_set=together, act_on=days[1], **values
    )
    return world


def press(page: Page, key: str) -> None:
    with page.expect_navigation():
        page.keyboard.press(key)


def test_given_keys_alone_then_one_reads_from_row_to_row_finds_words_and_comes_back(live_server: LiveServer) -> None:
    world = made()
    with browsing() as page:
        prepared: list[int] = []
        page.on("response", lambda answer: prepared.append(answer.status) if "/preparer/" in answer.url else None)
        sign_in(page, live_server, world.user)
        open_as_new(page, world.patient)
        page.get_by_role("link", name="Courrier de trois pages").focus()
        press(page, "Enter")
        page.get_by_role("img", name="Page 3").scroll_into_view_if_needed()
        found = faults(page)
        lines = list(Line.objects.filter(action=Action.FILE_READ))

        before = page.url
        press(page, "j")
        assert page.get_by_role("heading", level=1).inner_text() == LONG
        page.get_by_label("Rechercher dans ce document").get_by_role("searchbox").focus()
        page.keyboard.type("DOULEUR")
        press(page, "Enter")
        assert page.get_by_text("2 occurrences").is_visible()
        found += faults(page)
        press(page, "k")
        assert page.url == before
        press(page, "u")
        assert page.locator("li:target .doc-title").inner_text() == "Courrier de trois pages"

        for box in page.locator(".doc-pick input").all()[:2]:
            box.check()
        with page.expect_navigation():
            page.get_by_role("button", name="Lire à la suite").click()
        assert page.locator(".together-part").count() == 2
        found += faults(page)

    assert found == []
    assert lines == []
    assert set(prepared) == {204}
