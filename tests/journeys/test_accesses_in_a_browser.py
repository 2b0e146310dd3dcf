"""S03, S07 and S27 in a real Chromium, from the reminder of duties to a block, under axe-core at two widths."""

from datetime import timedelta

import pytest
from django.utils import timezone
from django_otp.plugins.otp_totp.models import TOTPDevice
from playwright.sync_api import Page
from pytest_django.live_server_helper import LiveServer

from access.models import Authorisation, Block, Practice, TreatingDoctor
from tests.access.consenting import opened
from tests.browser import browsing, faults, journey
from tests.factories.patients import PatientFactory
from tests.factories.people import PASSWORD, PracticeFactory, ProfessionalFactory, UserFactory

pytestmark = journey


class Looked:
    """What axe-core finds on each page, at two widths."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.found: list[object] = []
        self.seen: list[str] = []

    def at(self, heading: str) -> None:
        self.page.get_by_role("heading", name=heading, exact=True, level=1).wait_for()
        self.seen.append(heading)
        self.found += faults(self.page)

    def follow(self, link: str, heading: str) -> None:
        self.page.get_by_role("link", name=link).first.click()
        self.at(heading)

    def press(self, button: str, heading: str) -> None:
        self.page.get_by_role("button", name=button, exact=True).first.click()
        self.at(heading)


def sign_in(page: Page, username: str) -> None:
    page.get_by_label("Identifiant").fill(username)
    page.get_by_label("Mot de passe").fill(PASSWORD)
    page.keyboard.press("Enter")
    code = page.get_by_label("Code à usage unique")
    code.fill(page.locator("#code-de-demonstration").inner_text().strip())
    code.press("Enter")


def search(page: Page, matricule: str) -> None:
    page.get_by_label("Matricule INS").first.fill(matricule)
    page.keyboard.press("Enter")


@pytest.fixture
def doctor() -> Practice:
    practice = PracticeFactory(doctor=True)
    user = UserFactory(professional=practice.professional, duties_read_at=None)
    TOTPDevice.objects.create(user=user, name="Application", confirmed=True)
    return practice


def test_given_a_newcomer_when_they_declare_read_the_list_and_block_then_every_page_is_accessible(
    live_server: LiveServer, doctor: Practice
) -> None:
    new, mine = PatientFactory(), PatientFactory()
    TreatingDoctor.objects.create(patient=mine, professional=doctor.professional, confirmed_at=timezone.now())
    nurse = PracticeFactory(nurse=True, professional=ProfessionalFactory(family_name="Kervella"))
    opened(mine, nurse)
    opened(mine, doctor)
    Authorisation.objects.filter(practice=doctor).update(until=timezone.now() + timedelta(days=5))
    username = doctor.professional.account.username

    with browsing() as page:
        looked = Looked(page)
        page.goto(live_server.url)
        sign_in(page, username)
        looked.at("Avant de consulter")
        page.get_by_role("button", name="J’ai compris").click()
        page.get_by_role("heading", name="Rechercher un patient").wait_for()
        search(page, new.matricule)
        looked.at("Accéder au dossier")
        looked.press("Ouvrir le dossier", "Accéder au dossier")  # nothing chosen: two errors
        page.get_by_role("radio").first.check()
        page.get_by_label("Je suis son médecin traitant").check()
        page.get_by_label("Je certifie avoir informé").check()
        page.get_by_role("button", name="Ouvrir le dossier").click()
        page.get_by_role("link", name="Équipe de soins").click()
        looked.at("Accès au dossier")
        looked.follow("Retirer ma déclaration", "Ne plus être médecin traitant")
        looked.press("Mettre fin à ce rôle", "Accès au dossier")
        looked.follow("Me déclarer médecin traitant", "Me déclarer médecin traitant")
        search(page, mine.matricule)
        page.get_by_role("button", name="Ouvrir le dossier").click()
        page.get_by_role("link", name="Médecin traitant : accès au dossier").click()
        looked.at("Accès au dossier")
        looked.follow("Renouveler mon accès", "Renouveler mon accès")
        page.go_back()
        looked.follow("Bloquer KERVELLA", "Bloquer un professionnel")
        looked.press("Bloquer ce professionnel", "Bloquer un professionnel")  # the box is not ticked
        page.get_by_label("Je certifie").check()
        looked.press("Bloquer ce professionnel", "Accès au dossier")
        looked.follow("Lever le blocage", "Lever un blocage")
        page.go_back()
        looked.follow("Mettre fin à mon accès", "Mettre fin à mon accès")

    assert looked.found == []
    assert len(looked.seen) == 14
    assert Block.objects.get().professional == nurse.professional
