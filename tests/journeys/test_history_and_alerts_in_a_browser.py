"""The history of accesses, the report of one of them and the alerts, in a real Chromium at two widths."""

from typing import Any

from django.utils import timezone
from playwright.sync_api import Page
from pytest_django.live_server_helper import LiveServer

from access.models import Notice, TreatingDoctor
from access.telling.notices import tell
from journal.models import Action
from journal.services import Actor, Entry, record
from tests.browser import browsing, faults, journey
from tests.factories.patients import PatientFactory
from tests.factories.people import PracticeFactory, UserFactory
from tests.journeys.in_a_browser import open_as_new, sign_in

pytestmark = journey


class World:
    """A confirmed médecin traitant, a record with two pages of traces, and alerts."""

    def __init__(self) -> None:
        self.practice = PracticeFactory(doctor=True)
        self.user = UserFactory(professional=self.practice.professional)
        self.patient = PatientFactory(birth_name="Kerbrat")
        professional = self.practice.professional
        TreatingDoctor.objects.create(patient=self.patient, professional=professional, confirmed_at=timezone.now())
        other = Actor(
            account="9",
            professional="8990000001",
            professional_name="BERTHOU Éloïse",
            profession="Pharmacien",
            structure_name="Pharmacie du Port",
        )
        told: dict[str, Any] = {"actor": other, "record": self.patient.record.uuid}
        for _ in range(55):
            record(Entry(action=Action.DOCUMENTS_LISTED, mode="normal", **told))
        record(Entry(action=Action.RECORD_OPENED, mode="bris_de_glace", motive="Patient inconscient", **told))
        tell(
            Notice.Kind.EMERGENCY,
            professional,
            key="1",
            at=timezone.now(),
            record=self.patient.record.uuid,
            actor_words="BERTHOU Éloïse, Pharmacien, Pharmacie du Port",
        )


def test_given_history_report_and_alerts_then_axe_finds_nothing_and_nothing_goes_sideways(
    live_server: LiveServer,
) -> None:
    world = World()
    found: list[Any] = []
    with browsing() as page:

        def look() -> None:
            found.extend(faults(page))

        sign_in(page, live_server, world.user)
        look()
        open_as_new(page, world.patient)
        page.get_by_role("link", name="Accès et traces").click()
        look()
        _filter(page)
        look()
        page.get_by_role("link", name="Signaler un accès anormal").click()
        page.get_by_role("button", name="Signaler l’accès").click()
        look()
        page.get_by_label("Pourquoi cet accès").fill("Cette pharmacie m’est inconnue.")
        page.get_by_role("button", name="Signaler l’accès").click()
        page.get_by_text("Accès signalé aux administrateurs").wait_for()
        page.goto(f"{live_server.url}/alertes/")
        look()
        page.get_by_role("button", name="Marquer comme lus").click()
        page.get_by_text("Vos avis sont marqués comme lus").wait_for()

    assert found == []


def _filter(page: Page) -> None:
    page.get_by_label("Mode").select_option("bris_de_glace")
    page.get_by_role("button", name="Filtrer").click()
    page.get_by_text("Motif : Patient inconscient").wait_for()
