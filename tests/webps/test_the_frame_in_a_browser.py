"""The frame in a real Chromium: accessibility, reflow, keyboard, and what the small script does."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from django.conf import settings
from django.test import Client
from playwright.sync_api import Page
from pytest_django.live_server_helper import LiveServer

from access.account.preferences import Preferences, preferences_save
from access.models import Practice
from tests.browser import browsing, faults, with_chromium
from tests.conftest import SignIn
from tests.factories.documents import DocumentFactory
from tests.factories.patients import PatientFactory

RULES = ["wcag2a", "wcag2aa", "wcag21aa", "wcag22aa", "best-practice"]
SIDEWAYS = "document.documentElement.scrollWidth - document.documentElement.clientWidth"

pytestmark = with_chromium


@contextmanager
def opened(server: LiveServer, path: str, *, client: Client | None = None, **options: Any) -> Iterator[Page]:
    """A page of the portal, its clock in our hands, signed in as this client when there is one."""
    name = settings.SESSION_COOKIE_NAME
    cookies = [{"name": name, "value": client.cookies[name].value, "url": server.url}] if client else []
    with browsing(cookies=cookies, **options) as page:
        page.clock.install()
        page.goto(server.url + path)
        yield page


@pytest.fixture
def reader(sign_in: SignIn, doctor: Practice) -> tuple[Client, str]:
    """A signed-in doctor, and the address of the list of a record just opened, with thirty documents."""
    patient = PatientFactory()
    DocumentFactory.create_batch(30, patient=patient)
    client = sign_in(doctor)
    state = client.post("/patients/recherche/", {"matricule": patient.matricule})["Location"]
    return client, client.post(f"{state}ouvrir/", {"basis": "TEAM", "certified": "on"})["Location"]


def focused(page: Page) -> str:
    return str(page.evaluate("document.activeElement.id || document.activeElement.textContent.trim()"))


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_given_every_component_then_axe_finds_nothing(live_server: LiveServer, scheme: str) -> None:
    with opened(live_server, "/composants/", color_scheme=scheme) as page:
        assert faults(page, RULES) == []


@pytest.mark.parametrize("script", [True, False], ids=["with scripts", "without"])
def test_given_the_narrowest_screen_then_nothing_goes_sideways_and_the_header_is_one_line(
    live_server: LiveServer, script: bool
) -> None:
    with opened(live_server, "/composants/", viewport=(320, 640), java_script_enabled=script) as page:
        header = page.locator("header.top").bounding_box()
        field = page.get_by_label("Matricule INS")
        before = field.is_visible()
        page.get_by_role("link", name="Rechercher un patient").click()
        field.wait_for(state="visible")
        sideways = page.evaluate(SIDEWAYS)

    assert sideways == 0
    assert header
    assert header["height"] < 60
    assert not before


def test_given_a_record_when_walking_backwards_with_the_keyboard_then_the_banner_hides_no_focus(
    live_server: LiveServer, reader: tuple[Client, str]
) -> None:
    client, listing = reader
    hidden = """() => {
      const banner = document.querySelector('.patient').getBoundingClientRect();
      const box = document.activeElement.getBoundingClientRect();
      return document.activeElement.closest('main') && box.top < banner.bottom - 1;
    }"""
    with opened(live_server, listing, client=client, viewport=(1280, 600)) as page:
        page.locator(".docs a").last.focus()
        steps = []
        for _ in range(25):
            page.keyboard.press("Shift+Tab")
            steps.append(page.evaluate(hidden))
        scrolled = page.evaluate("scrollY")

    assert not any(steps)
    assert scrolled > 100


def test_given_a_list_when_single_keys_are_pressed_then_they_act_outside_fields_only(
    live_server: LiveServer, reader: tuple[Client, str]
) -> None:
    client, listing = reader
    with opened(live_server, listing, client=client) as page:
        titles = page.locator(".docs .doc-title").all_text_contents()[:2]
        moves = [page.keyboard.press(key) or focused(page) for key in "jjk"]
        page.keyboard.press("Control+j")
        with_a_modifier = focused(page)
        page.keyboard.press("p")
        search = focused(page)
        page.keyboard.type("jk?")
        typed = page.locator("#recherche-patient").input_value()

    assert moves == [titles[0], titles[1], titles[0]]
    assert with_a_modifier == titles[0]
    assert (search, typed) == ("recherche-patient", "jk?")


def test_given_an_account_without_single_keys_when_they_are_pressed_then_nothing_happens(
    live_server: LiveServer, reader: tuple[Client, str]
) -> None:
    client, listing = reader
    preferences_save(client.user, Preferences(shortcuts=False))  # type: ignore[attr-defined]
    with opened(live_server, listing, client=client) as page:
        before = focused(page)
        moves = {page.keyboard.press(key) or focused(page) for key in "jxp/?1"}
        dialog, address = page.locator("dialog[open]").count(), page.url

    assert moves == {before}
    assert dialog == 0
    assert address.endswith(listing)


def test_given_an_idle_session_when_it_is_about_to_end_then_one_may_stay(
    live_server: LiveServer, reader: tuple[Client, str]
) -> None:
    client, listing = reader
    with opened(live_server, listing, client=client) as page:
        warning = page.get_by_role("dialog", name="Votre session va expirer.")
        page.clock.run_for((settings.SESSION_IDLE_SECONDS - 125) * 1000)
        early = warning.is_visible()
        page.clock.run_for(10_000)
        on_time, first = warning.is_visible(), focused(page)
        with page.expect_response("**/session/prolonger/") as answer:
            page.keyboard.press("Escape")
        status = answer.value.status
        page.clock.run_for((settings.SESSION_IDLE_SECONDS - 125) * 1000)
        again = warning.is_visible()

    assert (early, on_time, first) == (False, True, "Rester connecté")
    assert status == 204
    assert not again


def test_given_a_sign_out_when_the_reader_goes_back_then_nothing_of_the_record_is_shown(
    live_server: LiveServer, reader: tuple[Client, str]
) -> None:
    client, listing = reader
    with opened(live_server, listing, client=client) as page:
        page.locator(".top .menu summary").click()
        page.locator(".menu").get_by_role("button", name="Se déconnecter").click()
        page.wait_for_url("**/connexion/**")
        page.go_back()
        page.wait_for_url("**/connexion/**")
        shown = page.locator("body").inner_text()

    assert "Nomdepatient" not in shown
    assert "Connexion" in shown


def test_given_a_form_when_its_button_is_pressed_twice_then_it_is_sent_once(live_server: LiveServer) -> None:
    count = """() => {
      let sent = 0;
      document.addEventListener('submit', (event) => {
        if (!event.defaultPrevented) sent += 1;
        event.preventDefault();
      });
      const button = document.querySelector('main form[method=post] button');
      button.click(); button.click();
      return sent;
    }"""
    with opened(live_server, "/composants/") as page:
        sent = page.evaluate(count)

    assert sent == 1


def test_given_an_error_page_then_reading_starts_at_the_summary(live_server: LiveServer) -> None:
    with opened(live_server, "/composants/") as page:
        start = page.evaluate("document.activeElement.getAttribute('aria-labelledby')")

    assert start == "erreurs"
