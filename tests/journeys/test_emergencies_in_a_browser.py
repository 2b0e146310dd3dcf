"""S08 to S10 and S37 in a real Chromium, under axe-core at two widths; the end of an emergency is announced."""

from datetime import date, timedelta
from typing import Any

import pytest
from django.utils import timezone
from playwright.sync_api import Page
from pytest_django.live_server_helper import LiveServer

from access.models import Practice, RecordAccess
from tests.browser import browsing, journey
from tests.factories.documents import DocumentFactory
from tests.factories.patients import PatientFactory, RepresentativeFactory
from tests.factories.people import PracticeFactory, UserFactory
from tests.journeys.in_a_browser import Looked, search, sign_in

pytestmark = journey


def incomplete(page: Page, button: str) -> None:
    page.get_by_role("button", name=button, exact=True).click()
    page.get_by_role("heading", name="Le formulaire comporte").wait_for()


@pytest.fixture
def regulator() -> Practice:
    """A regulating doctor, référent of a structure where a colleague broke the glass."""
    practice = PracticeFactory(doctor=True, samu_entitled=True, reviews_emergencies=True)
    UserFactory(professional=practice.professional)
    now = timezone.now()
    RecordAccess.objects.create(
        practice=PracticeFactory(doctor=True, structure=practice.structure),
        record=PatientFactory().record,
        mode="bris_de_glace",
        motive="Détresse vitale – trouvée inanimée",
        opened_at=now,
        expires_at=now + timedelta(hours=1),
    )
    return practice


def test_the_pages_of_an_emergency_from_the_search_to_its_review(live_server: LiveServer, regulator: Practice) -> None:
    patient = PatientFactory()
    child = PatientFactory(birth_date=date(timezone.localdate().year - 16, 1, 1))
    RepresentativeFactory(patient=child)
    DocumentFactory(patient=patient)
    with browsing() as page:
        looked = Looked(page)
        sign_in(page, live_server, regulator.professional.account)
        search(page, patient.matricule)

        looked.follow("Accès en urgence", "Accès en urgence")
        incomplete(page, "Ouvrir en urgence")
        looked.at("Accès en urgence")
        page.get_by_label("La situation répond à ces deux conditions.").check()
        page.get_by_label("Détresse vitale").check()
        page.get_by_label("Motif", exact=True).fill("Trouvée inconsciente à son domicile")
        looked.press("Ouvrir en urgence", "Synthèse pour l’urgence")
        looked.follow("Prolonger", "Prolonger l’accès en urgence")
        incomplete(page, "Prolonger")
        looked.at("Prolonger l’accès en urgence")
        page.get_by_label("Motif de la prolongation").fill("Toujours inconsciente, bilan en cours")
        looked.press("Prolonger", "Synthèse pour l’urgence")
        page.goto(f"{page.url.replace('synthese', 'prolonger')}")
        looked.at("Prolonger l’accès en urgence")  # refused
        page.get_by_role("button", name="Terminer l’accès en urgence").click()
        page.get_by_text("Accès en urgence terminé.").wait_for()
        page.go_back()
        looked.at("Ce dossier n’est plus ouvert")

        search(page, patient.matricule)
        looked.follow("Régulation médicale (centre 15)", "Régulation médicale (centre 15)")
        page.get_by_label("Appel de régulation en cours.").check()
        looked.press("Ouvrir", "Synthèse pour l’urgence")
        search(page, child.matricule)
        looked.follow("Soins confidentiels demandés par le mineur", "Soins confidentiels")
        incomplete(page, "Ouvrir une session confidentielle")
        looked.at("Soins confidentiels")
        page.get_by_label("Le mineur demande le secret").check()
        page.get_by_label("Je fais partie de l’équipe de soins de ce patient.").check()
        page.get_by_label("Je certifie").check()
        looked.press("Ouvrir une session confidentielle", "Documents")
        page.goto(f"{live_server.url}/urgences/")
        looked.at("Accès en urgence de la structure")
        looked.follow("Examiner l’accès", "Examiner un accès en urgence")
        page.get_by_label("Justifié").check()
        looked.press("Enregistrer l’avis", "Accès en urgence de la structure")
        found = looked.found

    assert found == []


def test_the_end_of_an_emergency_is_announced_then_offered_to_be_put_off_then_the_page_asks_again(
    live_server: LiveServer, regulator: Practice, settings: Any
) -> None:
    settings.EMERGENCY_MINUTES = 11
    patient = PatientFactory()
    with browsing() as page:
        page.clock.install()
        sign_in(page, live_server, regulator.professional.account)
        search(page, patient.matricule)
        page.get_by_role("link", name="Accès en urgence").click()
        page.get_by_label("La situation répond à ces deux conditions.").check()
        page.get_by_label("Motif", exact=True).fill("Trouvée inconsciente à son domicile")
        page.get_by_role("button", name="Ouvrir en urgence").click()
        page.get_by_role("heading", name="Synthèse pour l’urgence", level=1).wait_for()
        said = [page.locator("#annonce").inner_text()]
        offered = []
        for minutes in (1, 5, 3):
            page.clock.run_for((minutes * 60 + 1) * 1000)
            said.append(page.locator("#annonce").inner_text())
            offered.append(page.get_by_role("dialog").get_by_role("link", name="Prolonger").count())
        page.keyboard.press("Escape")
        with page.expect_navigation():
            page.clock.run_for(121 * 1000)
        page.get_by_role("heading", name="Synthèse pour l’urgence", level=1).wait_for()

    assert [words.partition(" : ")[2] for words in said] == [
        "",
        "fin dans 10 minutes.",
        "fin dans 5 minutes.",
        "fin dans 2 minutes.",
    ]
    assert offered == [0, 0, 1]
