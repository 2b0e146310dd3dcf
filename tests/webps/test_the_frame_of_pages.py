"""The common frame (PS 1): regions, titles, skip links, navigation, footer; what it shows and what it never shows."""

import re

import pytest
from django.test import Client

from access.models import Practice
from tests.conftest import SignIn
from tests.factories.patients import PatientFactory

SPACE = "\u00a0"


def text(client: Client, path: str) -> str:
    return client.get(path).content.decode()


def in_order(page: str, *parts: str) -> bool:
    """Whether the parts stand in the page in this order."""
    places = [page.find(part) for part in parts]
    return -1 not in places and places == sorted(places)


def open_record(client: Client, matricule: str) -> str:
    """Address of the list of documents of a record just opened."""
    state = client.post("/patients/recherche/", {"matricule": matricule})["Location"]
    return str(client.post(f"{state}ouvrir/", {"basis": "TEAM", "certified": "on"})["Location"])


def test_given_a_record_when_its_page_is_read_then_the_regions_come_in_order(sign_in: SignIn, doctor: Practice) -> None:
    client = sign_in(doctor)
    patient = PatientFactory()

    page = text(client, open_record(client, patient.matricule))

    assert in_order(
        page,
        '<html lang="fr">',
        "Aller au contenu",
        "Aller à la recherche",
        "Aller aux documents",
        '<header class="top">',
        'aria-label="Patient"',
        'aria-label="Dossier"',
        '<main id="contenu"',
        "<h1>",
        "<footer",
    )
    assert page.count("<h1") == 1


def test_given_a_record_then_its_patient_stands_in_the_banner_and_never_in_the_title(
    sign_in: SignIn, doctor: Practice
) -> None:
    client = sign_in(doctor)
    patient = PatientFactory(birth_name="Sangouard")

    page = text(client, open_record(client, patient.matricule))

    title = re.search(r"<title>(.*?)</title>", page)
    assert title
    assert title[1].endswith(" – Dossier – Lisière")
    assert "SANGOUARD" in page
    assert "SANGOUARD" not in title[1].upper()


@pytest.mark.parametrize(("path", "current"), [("documents/", "Documents"), ("acces/", "Accès et traces")])
def test_given_a_page_of_the_record_then_its_tab_is_the_current_one(
    sign_in: SignIn, doctor: Practice, path: str, current: str
) -> None:
    client = sign_in(doctor)
    listing = open_record(client, PatientFactory().matricule)

    page = text(client, listing.replace("documents/", path))

    tabs = page.split('class="tabs"')[1].split("</nav>")[0]
    assert re.findall(r'aria-current="page">([^<]+)<', tabs) == [current]


def test_given_a_record_when_it_is_closed_from_its_page_then_it_is_closed(sign_in: SignIn, doctor: Practice) -> None:
    client = sign_in(doctor)
    listing = open_record(client, PatientFactory().matricule)
    action = re.search(r'action="([^"]+/fermer/)"', text(client, listing))
    assert action

    assert client.post(action[1]).status_code == 302
    assert client.get(listing).status_code == 410


def test_given_a_signed_in_page_then_it_knows_when_the_session_ends_and_how_to_stay(
    sign_in: SignIn, doctor: Practice, settings: object
) -> None:
    settings.SESSION_IDLE_SECONDS = 777  # type: ignore[attr-defined]
    client = sign_in(doctor)

    page = text(client, "/")

    stay = re.search(r'data-stay="([^"]+)" data-idle-seconds="777"', page)
    assert stay
    assert client.post(stay[1]).status_code == 204
    assert "Votre session va expirer." in page


def test_given_the_home_page_then_the_search_field_is_there_once(sign_in: SignIn, doctor: Practice) -> None:
    client = sign_in(doctor)

    assert text(client, "/").count('name="matricule"') == 1
    assert text(client, open_record(client, PatientFactory().matricule)).count('name="matricule"') == 1


def test_given_a_professional_then_the_menu_says_who_and_in_what_activity(sign_in: SignIn, doctor: Practice) -> None:
    page = text(sign_in(doctor), "/")

    menu = page[page.index('<details class="menu">') : page.index("</details>")]
    for words in (doctor.professional.full_name, doctor.profession.label, doctor.structure.name):
        assert words in menu
    assert in_order(menu, "Changer d’activité", "Se déconnecter")


def test_given_nobody_signed_in_then_the_page_has_no_menu_and_is_not_hidden_when_left() -> None:
    page = text(Client(), "/informations/accessibilite/")

    assert 'class="menu"' not in page
    assert "signed-in" not in page


def test_given_any_page_then_its_footer_leads_to_every_statement(db: None) -> None:
    page = text(Client(), "/informations/plan-du-site/")
    links = re.findall(r'href="([^"]+)"', page[page.index("<footer") :])

    assert len(links) == 5
    for link in links:
        answer = Client().get(link)
        assert answer.status_code == 200, link
        assert "<h1>" in answer.content.decode()


@pytest.mark.parametrize("demo", [True, False])
def test_given_a_demonstration_then_the_footer_says_that_all_is_made_up(settings: object, demo: bool) -> None:
    settings.DEMO = demo  # type: ignore[attr-defined]

    page = text(Client(), "/informations/mentions-legales/")

    assert (f"Démonstration{SPACE}: patients, professionnels et documents fictifs." in page) is demo


def test_given_production_when_the_page_of_components_is_asked_for_then_it_does_not_exist(settings: object) -> None:
    assert Client().get("/composants/").status_code == 200

    settings.DEMO = False  # type: ignore[attr-defined]

    assert Client().get("/composants/").content == Client().get("/nulle-part/").content
