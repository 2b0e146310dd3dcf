"""Single keys over home, list and document, and where the focus goes (PS 2); both themes, both densities."""

from collections.abc import Iterable
from typing import Any

import pytest
from django.conf import settings
from django.test import Client
from playwright.sync_api import Page
from pytest_django.live_server_helper import LiveServer

from access.account.preferences import Preferences, preferences_save
from access.models import Practice
from patients.models import Patient
from tests.browser import browsing, faults, journey
from tests.conftest import SignIn
from tests.factories.documents import DocumentFactory
from tests.factories.patients import PatientFactory
from tests.records import declare_and_open

pytestmark = journey

KEYS_SHOWN = (
    "[...document.querySelectorAll('#raccourcis .keys > :not([hidden]) dt')].map(keys => keys.innerText.trim())"
)
ROWS_SHOWN = """[...document.querySelectorAll('.docs > li')]
  .filter(row => row.getBoundingClientRect().bottom < innerHeight).length"""


def cookies(client: Client, server: LiveServer) -> list[Any]:
    name = settings.SESSION_COOKIE_NAME
    return [{"name": name, "value": client.cookies[name].value, "url": server.url}]


def focused(page: Page) -> str:
    """The last words of what has the focus: a row begins with « Non lu »."""
    return str(page.evaluate("document.activeElement.innerText.trim().split('\\n').pop()"))


def press(page: Page, keys: Iterable[str]) -> None:
    for key in keys:
        page.keyboard.press(key)


def follow(page: Page, key: str) -> str:
    """Press a key that leads to another page: its heading."""
    with page.expect_navigation(wait_until="load"):
        page.keyboard.press(key)
    return page.locator("h1").inner_text()


@pytest.fixture
def patient(db: None) -> Patient:
    patient: Patient = PatientFactory(birth_name="Kermarrec")
    for month in range(1, 9):
        DocumentFactory(patient=patient, title=f"Consultation du mois {month}", act_on=f"2026-{month:02d}-12")
    return patient


def test_given_a_list_when_only_keys_are_used_then_documents_are_chosen_read_and_come_back_from(
    live_server: LiveServer, sign_in: SignIn, doctor: Practice, patient: Patient
) -> None:
    client = sign_in(doctor)
    listing = declare_and_open(client, patient.matricule)
    with browsing(cookies=cookies(client, live_server)) as page:
        page.goto(live_server.url + listing)
        press(page, "jjx")
        second = focused(page)
        chosen = page.locator(".doc-pick input:checked").count()
        read = follow(page, "Enter")
        start = page.evaluate("document.activeElement === document.body")
        page.keyboard.press("?")
        told = page.evaluate(KEYS_SHOWN)
        page.keyboard.press("Escape")
        page.locator("#raccourcis").wait_for(state="hidden")
        in_a_row = [follow(page, key) for key in "jjk"]
        back = follow(page, "u"), focused(page)
        tabs = [follow(page, key) for key in "12"]

    assert (second, chosen) == ("Consultation du mois 7", 1)
    assert read == second
    assert start
    assert {"u", "d", "i", "?"} <= set(told)
    assert "x" not in told
    assert in_a_row == ["Consultation du mois 6", "Consultation du mois 5", "Consultation du mois 6"]
    assert back == ("Documents", "Consultation du mois 6")
    assert tabs == ["Synthèse", "Documents"]


def test_given_home_when_a_row_is_removed_then_the_focus_is_on_the_next_one_then_on_the_heading(
    live_server: LiveServer, sign_in: SignIn, doctor: Practice, patient: Patient
) -> None:
    client = sign_in(doctor)
    for _ in range(2):
        declare_and_open(client, PatientFactory().matricule)
    declare_and_open(client, patient.matricule)
    with browsing(cookies=cookies(client, live_server)) as page:
        page.goto(live_server.url)
        typing = page.evaluate("document.activeElement.id")
        names = page.locator("section[aria-labelledby=recents] tbody th").all_inner_texts()
        page.evaluate("document.activeElement.blur()")
        press(page, "j")
        after = []
        for _ in names:
            with page.expect_navigation(wait_until="load"):
                page.get_by_role("button", name="Retirer de cette liste").first.press("Enter")
            after.append(focused(page))

    assert len(names) == 3
    assert typing == "recherche-patient"
    # « Revenir au dossier de … »
    assert after == [f"de {names[1]}", f"de {names[2]}", "Récemment consultés"]


def test_given_an_open_panel_when_escape_is_pressed_then_the_focus_is_back_on_what_opened_it(
    live_server: LiveServer, sign_in: SignIn, doctor: Practice, patient: Patient
) -> None:
    client = sign_in(doctor)
    listing = declare_and_open(client, patient.matricule)
    with browsing(cookies=cookies(client, live_server)) as page:
        page.goto(live_server.url + listing)
        for opener, keys in ((".top .menu > summary", ["Tab", "Escape"]), (".patient-more > summary", ["Escape"])):
            page.locator(opener).press("Enter")
            press(page, keys)
            assert page.evaluate("selector => document.activeElement === document.querySelector(selector)", opener)
            assert page.locator("details[open] > .menu-panel, details[open] > .patient-panel").count() == 0
        press(page, "j")
        row = focused(page)
        press(page, "?")
        dialog = page.locator("#raccourcis[open]").count()
        page.keyboard.press("Escape")

        assert dialog == 1
        assert focused(page) == row


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_given_a_theme_and_a_density_then_axe_finds_nothing_and_compact_shows_more_rows(
    live_server: LiveServer, sign_in: SignIn, doctor: Practice, patient: Patient, theme: str
) -> None:
    client = sign_in(doctor)
    DocumentFactory.create_batch(20, patient=patient)
    listing = declare_and_open(client, patient.matricule)
    found: list[Any] = []
    rows = {}
    with browsing(cookies=cookies(client, live_server)) as page:
        for density in ("comfortable", "compact"):
            preferences_save(client.user, Preferences(theme=theme, density=density))  # type: ignore[attr-defined]
            for path in ("/compte/", listing, "/"):
                page.goto(live_server.url + path)
                found += faults(page)
            page.goto(live_server.url + listing)
            rows[density] = page.evaluate(ROWS_SHOWN)
            ground = page.evaluate("getComputedStyle(document.body).backgroundColor")

    assert found == []
    assert rows["compact"] >= rows["comfortable"] * 1.3
    assert ground == {"light": "rgb(246, 245, 241)", "dark": "rgb(18, 25, 28)"}[theme]
