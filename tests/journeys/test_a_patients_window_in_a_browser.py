"""A patient's window in a real Chromium: every page under axe-core at two widths, and a block from the keyboard."""

from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone
from pytest_django.live_server_helper import LiveServer

from access.models import Authorisation, Block, Notice, Practice, TreatingDoctor, User
from access.telling.notices import tell_patient
from journal.models import Action
from journal.services import Actor, Entry, record
from patients.models import Patient
from tests.browser import browsing, faults, journey
from tests.factories.documents import DocumentFactory
from tests.factories.patients import PatientFactory
from tests.factories.people import PracticeFactory, UserFactory
from tests.journeys.in_a_browser import sign_in, tab_to

pytestmark = journey
PAGES = ("documents/", "rechercher/", "acces/", "historique/", "choix/", "choix/masquage/", "avis/")


class Window:
    """A patient with documents, two authorised doctors, a declaration, an emergency in the history and a notice."""

    def __init__(self) -> None:
        self.patient: Patient = PatientFactory(birth_name="Kerbrat")
        self.user: User = UserFactory(professional=None, patient=self.patient)
        self.document = DocumentFactory(patient=self.patient, masked=True)
        DocumentFactory.create_batch(2, patient=self.patient)
        self.doctor: Practice = PracticeFactory(doctor=True)
        now = timezone.now()
        for practice in (self.doctor, PracticeFactory(pharmacist=True)):
            Authorisation.objects.create(
                patient=self.patient,
                practice=practice,
                basis="TEAM",
                collected_by=practice.professional,
                given_at=now,
                until=now + timedelta(days=300),
            )
        TreatingDoctor.objects.create(patient=self.patient, professional=self.doctor.professional)
        Block.objects.create(patient=self.patient, professional=PracticeFactory().professional)
        by = Actor(professional="899700000001", professional_name="MARCHAND Élise", profession="Médecin")
        values: dict[str, Any] = {"mode": "bris_de_glace", "motive": "Personne inconsciente sur la voie publique"}
        self.line = record(Entry(action=Action.RECORD_OPENED, actor=by, record=self.patient.record.uuid, **values))
        tell_patient(Notice.Kind.EMERGENCY, self.patient, key="a", at=now, actor_words="MARCHAND Élise, Médecin")


@pytest.fixture
def window() -> Window:
    return Window()


def test_given_every_page_of_the_window_then_axe_finds_nothing_and_nothing_goes_sideways(
    live_server: LiveServer, window: Window
) -> None:
    read, act = f"documents/{window.document.uuid}/", f"acces/{window.doctor.uuid}/bloquer/"
    addresses = [*PAGES, read, f"{read}visibilite/", act, f"historique/{window.line.pk}/signaler/"]
    found = []
    with browsing() as page:
        sign_in(page, live_server, window.user)
        for address in addresses:
            page.goto(f"{live_server.url}/mon-dossier/{address}")
            found += faults(page)
        page.goto(f"{live_server.url}/mon-dossier/{read}")
        page.get_by_label("Rechercher dans ce document").last.fill("texte")
        page.keyboard.press("Enter")
        page.get_by_role("link", name="Occurrence 1").wait_for()
        found += faults(page)

    assert found == []


def test_given_a_keyboard_alone_when_blocking_then_it_is_confirmed_and_done(
    live_server: LiveServer, window: Window
) -> None:
    with browsing() as page:
        sign_in(page, live_server, window.user)
        page.goto(f"{live_server.url}/mon-dossier/acces/")
        tab_to(page, "Bloquer", limit=60)
        page.keyboard.press("Enter")
        page.get_by_role("heading", name="Bloquer ce professionnel").wait_for()
        tab_to(page, "Bloquer", limit=60)
        page.keyboard.press("Enter")
        page.get_by_text("Professionnel bloqué").wait_for()

    assert Block.objects.filter(patient=window.patient).count() == 2
