"""The main way in a real Chromium: by keyboard alone, under axe-core at two widths, nothing left behind."""

import base64
from typing import Any

import pytest
from playwright.sync_api import Page
from pytest_django.live_server_helper import LiveServer

from access.models import HabilitationEdition
from tests.access.signing import with_totp
from tests.browser import browsing, faults, journey
from tests.factories.documents import DocumentFactory, stored_content
from tests.factories.people import PASSWORD, UserFactory
from tests.journeys.in_a_browser import World, open_as_new, sign_in, tab_to
from webps.demo.pdf import text_pdf

pytestmark = journey


@pytest.fixture
def world() -> World:
    return World()


def type_and_enter(page: Page, text: str, *, then: str) -> None:
    """Type where the focus is, press Enter, and wait for the page that bears this heading."""
    page.keyboard.type(text)
    page.keyboard.press("Enter")
    page.get_by_role("heading", name=then).wait_for()


def test_given_a_keyboard_alone_when_signing_in_and_searching_then_a_document_is_read(
    live_server: LiveServer, world: World
) -> None:
    with_totp(world.user)
    with browsing() as page:
        page.goto(f"{live_server.url}/connexion/")

        page.keyboard.type(world.user.username)
        page.keyboard.press("Tab")
        type_and_enter(page, PASSWORD, then="Second facteur")
        code = page.locator("#code-de-demonstration").inner_text().replace(" ", "")
        type_and_enter(page, code, then="Rechercher un patient")
        type_and_enter(page, str(world.patient.matricule), then="Accéder au dossier")
        tab_to(page, "Je fais partie de l’équipe de soins")
        page.keyboard.press("Space")
        tab_to(page, "Je certifie")
        page.keyboard.press("Space")
        tab_to(page, "Ouvrir le dossier")
        page.keyboard.press("Enter")
        page.get_by_role("heading", name="Documents", exact=True).wait_for()
        tab_to(page, "Aller aux documents")
        page.keyboard.press("Enter")
        tab_to(page, f"Sélectionner\u00a0: {world.history.title}", limit=20)
        page.keyboard.press("Tab")
        page.keyboard.press("Enter")

        page.get_by_role("heading", name=world.history.title).wait_for()
        assert "Texte du document" in page.locator("article").inner_text()


def test_given_an_authorised_pharmacist_when_counting_from_home_then_the_history_is_three_actions_away(
    live_server: LiveServer, world: World
) -> None:
    with browsing() as page:
        sign_in(page, live_server, world.user)
        open_as_new(page, world.patient)
        page.goto(live_server.url)

        page.get_by_label("Matricule INS").fill(str(world.patient.matricule))
        page.keyboard.press("Enter")  # 1: search
        page.get_by_role("button", name="Ouvrir le dossier").click()  # 2: open
        page.get_by_role("link", name=world.history.title).click()  # 3: read

        page.get_by_role("heading", name=world.history.title).wait_for()


def test_given_every_screen_of_the_way_then_axe_finds_nothing_and_nothing_goes_sideways(
    live_server: LiveServer, world: World
) -> None:
    with browsing() as page:
        found, errors = walk(page, live_server, world)

    assert found == []
    assert errors == []


def walk(page: Page, live_server: LiveServer, world: World) -> tuple[list[Any], list[str]]:
    """Every screen of the way, each looked at; what axe finds, and what the browser refuses to run."""
    errors: list[str] = []
    page.on("console", lambda message: errors.append(message.text) if "Content Security" in message.text else None)
    found: list[Any] = []

    def look() -> None:
        found.extend(faults(page))

    page.goto(f"{live_server.url}/connexion/")
    look()
    sign_in(page, live_server, world.user)
    look()
    for patient in (world.blocking, world.unqualified, world.patient):
        page.goto(live_server.url)
        page.get_by_label("Matricule INS").fill(str(patient.matricule))
        page.keyboard.press("Enter")
        page.wait_for_url("**/patients/**")
        look()
    page.get_by_role("button", name="Ouvrir le dossier").click()  # nothing declared: the error page
    look()
    page.goto(live_server.url)
    open_as_new(page, world.patient)
    look()
    page.get_by_role("link", name=world.history.title).click()
    look()
    page.get_by_role("link", name="Accès et traces").click()
    look()
    page.goto(live_server.url)
    look()
    page.goto(f"{live_server.url}/nulle-part/")
    look()
    return found, errors


def test_given_an_administrator_then_axe_finds_nothing_in_the_administration(
    live_server: LiveServer,
) -> None:
    edition = HabilitationEdition.objects.get(in_force=True)
    paths = ["", "access/professional/", "access/user/", f"access/habilitationedition/{edition.pk}/grille/"]
    paths += ["patients/patient/", "journal/line/", "access/documenttype/"]
    paths += ["access/accessreport/", "access/notice/"]
    found: list[Any] = []
    with browsing() as page:
        sign_in(page, live_server, UserFactory(administrator=True))
        for path in paths:
            answer = page.goto(f"{live_server.url}/admin/{path}")
            assert answer
            assert answer.status == 200, path
            found += faults(page)

    assert found == []


def test_given_a_sign_out_when_going_back_then_nothing_of_the_record_is_shown(
    live_server: LiveServer, world: World
) -> None:
    with browsing() as page:
        sign_in(page, live_server, world.user)
        open_as_new(page, world.patient)
        assert "KERBRAT" in page.content()

        page.locator(".top .menu summary").click()
        page.get_by_role("button", name="Se déconnecter").first.click()
        page.get_by_label("Identifiant").wait_for()
        page.go_back()
        page.get_by_label("Identifiant").wait_for()

        assert "KERBRAT" not in page.content()
        assert world.history.title not in page.content()


def test_given_a_filter_when_it_changes_then_the_list_follows_without_a_new_page_and_without_words_in_the_address(
    live_server: LiveServer, world: World
) -> None:
    with browsing() as page:
        sign_in(page, live_server, world.user)
        open_as_new(page, world.patient)
        page.evaluate("window.marker = 'same page'")

        page.get_by_label("Mots du titre").fill("historique")
        page.get_by_role("button", name="Appliquer").click()
        page.get_by_role("link", name="Retirer le filtre").wait_for()

        assert page.evaluate("window.marker") == "same page"
        assert [words.split("\n")[-1] for words in page.locator(".docs .doc-title").all_inner_texts()] == [
            world.history.title
        ]
        assert "mots=1" in page.url
        assert "historique" not in page.url


def test_given_a_pdf_in_a_document_when_it_is_read_then_its_pages_and_their_text_are_there(
    live_server: LiveServer, world: World
) -> None:
    pdf = base64.b64encode(text_pdf("Courrier", ["Bonjour la pharmacie"])).decode()
    cda = f"""<ClinicalDocument xmlns="urn:hl7-org:v3"><id root="1.2.3" extension="pdf"/><code code="11488-4"/>
<title>PDF</title><recordTarget><patientRole/></recordTarget><component><nonXMLBody>
<text mediaType="application/pdf" representation="B64">{pdf}</text></nonXMLBody></component></ClinicalDocument>"""
    DocumentFactory(patient=world.patient, title="Courrier en PDF", content=stored_content(cda.encode()))
    with browsing() as page:
        sign_in(page, live_server, world.user)
        open_as_new(page, world.patient)

        page.get_by_role("link", name="Courrier en PDF").click()
        picture = page.get_by_role("img", name="Page 1")
        source = page.get_by_role("link", name="Ouvrir le PDF").get_attribute("href")
        answer = page.request.get(f"{page.url.split('?')[0]}{source}")
        page.get_by_text("Afficher le texte").first.click()

        assert picture.evaluate("image => image.decode().then(() => image.naturalWidth)") == 1240

        assert answer.headers["content-type"] == "application/pdf"
        assert answer.headers["x-content-type-options"] == "nosniff"
        assert "frame-ancestors 'self'" in answer.headers["content-security-policy"]
        assert answer.body().startswith(b"%PDF-")
        assert "Bonjour la pharmacie" in page.locator("article").inner_text()
