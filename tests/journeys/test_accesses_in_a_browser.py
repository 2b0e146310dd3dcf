"""S03, S07 and S27 in a real Chromium, from the reminder of duties to a block, under axe-core at two widths."""

from datetime import timedelta

import pytest
from django.utils import timezone
from pytest_django.live_server_helper import LiveServer

from access.models import Authorisation, Block, Practice, TreatingDoctor
from tests.access.consenting import opened
from tests.browser import browsing, journey
from tests.factories.patients import PatientFactory
from tests.factories.people import PracticeFactory, ProfessionalFactory, UserFactory
from tests.journeys.in_a_browser import Looked, search, sign_in

pytestmark = journey


@pytest.fixture
def doctor() -> Practice:
    practice = PracticeFactory(doctor=True)
    UserFactory(professional=practice.professional, duties_read_at=None)
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

    with browsing() as page:
        looked = Looked(page)
        sign_in(page, live_server, doctor.professional.account)
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
