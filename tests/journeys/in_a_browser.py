"""What journeys in a real Chromium share: people and patients, a session, an opened record, a look at each page."""

from django.conf import settings
from django.utils import timezone
from playwright.sync_api import Page
from pytest_django.live_server_helper import LiveServer

from access.models import Block, Practice, User
from patients.models import Patient
from tests.browser import faults
from tests.factories.documents import DocumentFactory
from tests.factories.patients import PatientFactory
from tests.factories.people import PracticeFactory, UserFactory
from tests.sessions import session_of


class World:
    """A pharmacist, a patient with a reimbursement history and a letter out of the pharmacist's reach."""

    def __init__(self) -> None:
        self.practice: Practice = PracticeFactory(pharmacist=True)
        self.user: User = UserFactory(professional=self.practice.professional)
        self.patient: Patient = PatientFactory(birth_name="Kerbrat")
        self.history = DocumentFactory(patient=self.patient, type_code="REMB", title="Historique des remboursements")
        DocumentFactory(patient=self.patient, type_code="96349-6", title="Courrier réservé aux médecins")
        DocumentFactory.create_batch(3, patient=self.patient)
        self.blocking: Patient = PatientFactory()
        Block.objects.create(patient=self.blocking, professional=self.practice.professional, placed_at=timezone.now())
        self.unqualified: Patient = PatientFactory(validated=True)


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


def sign_in(page: Page, server: LiveServer, user: User) -> None:
    """At home, or wherever home sends this account; the forms themselves are walked by the main way."""
    practice = user.professional and user.professional.practices.get()
    key = session_of(user, practice)
    page.context.add_cookies([{"name": settings.SESSION_COOKIE_NAME, "value": key, "url": server.url}])
    page.goto(server.url)


def search(page: Page, matricule: str) -> None:
    page.get_by_label("Matricule INS").first.fill(matricule)
    page.keyboard.press("Enter")


def open_as_new(page: Page, patient: Patient) -> None:
    search(page, str(patient.matricule))
    page.get_by_label("Je fais partie de l’équipe de soins").check()
    page.get_by_label("Je certifie").check()
    page.get_by_role("button", name="Ouvrir le dossier").click()
    page.get_by_role("heading", name="Documents", exact=True).wait_for()


def tab_to(page: Page, text: str, limit: int = 40) -> None:
    """Press Tab until the focused element bears these words."""
    words = "(document.activeElement.innerText || document.activeElement.closest('label')?.innerText || '')"
    for _ in range(limit):
        page.keyboard.press("Tab")
        if text in str(page.evaluate(words)):
            return
    raise AssertionError(f"the keyboard does not reach « {text} »")
