"""S03: the reminder of duties before anything else, once in 180 days, for professionals alone."""

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from access.models import Practice, User
from journal.models import Action, Line
from tests.access.signing import HOME, PRACTICE, sign_in_fully, text, with_totp
from tests.conftest import SignIn
from tests.factories.patients import PatientFactory
from tests.factories.people import PracticeFactory, UserFactory

pytestmark = pytest.mark.django_db
DUTIES = "/obligations/"


@pytest.fixture
def newcomer(doctor: Practice) -> User:
    return UserFactory(professional=doctor.professional, duties_read_at=None)


def test_at_first_sign_in_it_comes_before_the_page_asked_for(client: Client, newcomer: User) -> None:
    asked = sign_in_fully(client, newcomer, with_totp(newcomer), address="/?hier")["Location"]
    assert client.get(asked)["Location"] == DUTIES
    page = client.get(DUTIES)
    assert "Avant de consulter" in text(page)
    assert 'name="matricule"' not in text(page)

    assert client.post(DUTIES)["Location"] == "/?hier"
    assert client.get("/?hier").status_code == 200
    newcomer.refresh_from_db()
    assert newcomer.duties_read_at is not None


def test_it_comes_after_the_choice_of_activity(client: Client, doctor: Practice, newcomer: User) -> None:
    PracticeFactory(doctor=True, professional=doctor.professional)
    assert sign_in_fully(client, newcomer, with_totp(newcomer))["Location"] == PRACTICE
    assert client.get(DUTIES)["Location"] == PRACTICE
    assert client.post(PRACTICE, {"practice": str(doctor.uuid)})["Location"] == HOME
    assert client.get(HOME)["Location"] == DUTIES


@pytest.mark.parametrize("path", ["/patients/recherche/", "/patients/abc/ouvrir/"])
def test_nothing_is_done_before_it_is_read(sign_in: SignIn, newcomer: User, doctor: Practice, path: str) -> None:
    client = sign_in(doctor, user=newcomer)
    assert client.post(path, {"matricule": "255081416802538"})["Location"] == DUTIES
    assert not Line.objects.filter(action__in=[Action.PATIENT_SEARCHED, Action.RECORD_OPENED]).exists()
    assert client.post("/session/prolonger/").status_code == 204
    assert client.post(DUTIES)["Location"] == HOME


def test_a_fragment_moves_the_whole_page(sign_in: SignIn, newcomer: User, doctor: Practice) -> None:
    client = sign_in(doctor, user=newcomer)
    answer = client.get(HOME, headers={"HX-Request": "true", "HX-Current-URL": "http://testserver/?page=2"})
    assert (answer.status_code, answer["HX-Redirect"]) == (204, DUTIES)
    assert client.post(DUTIES)["Location"] == "/?page=2"


@pytest.mark.parametrize("shown", ["http://testserver//evil.example/", "http://[", "http://testserver/connexion/"])
def test_nobody_is_led_elsewhere_afterwards(sign_in: SignIn, newcomer: User, doctor: Practice, shown: str) -> None:
    client = sign_in(doctor, user=newcomer)
    client.get(HOME, headers={"HX-Request": "true", "HX-Current-URL": shown})
    assert client.post(DUTIES)["Location"] == HOME


def test_a_form_being_sent_when_it_falls_due_is_not_lost(sign_in: SignIn, doctor: Practice) -> None:
    read = timezone.now() - timedelta(days=181)
    client = sign_in(doctor, user=UserFactory(professional=doctor.professional, duties_read_at=read))
    answer = client.post("/patients/recherche/", {"matricule": PatientFactory().matricule})
    assert answer["Location"].startswith("/patients/")
    assert client.get(answer["Location"])["Location"] == DUTIES
    assert client.post(DUTIES)["Location"] == answer["Location"]


def test_acknowledged_twice_it_is_written_once(sign_in: SignIn, newcomer: User, doctor: Practice) -> None:
    client = sign_in(doctor, user=newcomer)
    for _ in range(2):
        client.post(DUTIES)
    line = Line.objects.get(action=Action.DUTIES_ACKNOWLEDGED)
    assert (line.professional, line.record) == (doctor.professional.idnat, None)


@pytest.mark.parametrize(("days", "due"), [(179, False), (181, True)])
def test_it_comes_again_after_180_days(sign_in: SignIn, doctor: Practice, days: int, due: bool) -> None:
    read = timezone.now() - timedelta(days=days)
    client = sign_in(doctor, user=UserFactory(professional=doctor.professional, duties_read_at=read))
    assert (client.get(HOME).status_code == 302) is due


def test_the_number_of_days_is_a_setting(sign_in: SignIn, doctor: Practice, settings: Any) -> None:
    settings.DUTIES_DAYS = 30
    read = timezone.now() - timedelta(days=31)
    client = sign_in(doctor, user=UserFactory(professional=doctor.professional, duties_read_at=read))
    assert client.get(HOME)["Location"] == DUTIES
    assert "tous les 30 jours" in text(client.get(DUTIES))


def test_it_is_read_again_from_the_menu_without_a_line(sign_in: SignIn, doctor: Practice) -> None:
    client = sign_in(doctor)
    assert f'href="{DUTIES}"' in text(client.get(HOME))
    page = text(client.get(DUTIES))
    assert "J’ai compris" not in page
    assert "Lu le" in page
    assert not Line.objects.filter(action=Action.DUTIES_ACKNOWLEDGED).exists()


def test_an_administrator_never_sees_it(sign_in: SignIn) -> None:
    client = sign_in(user=UserFactory(administrator=True, duties_read_at=None))
    assert client.get(DUTIES)["Location"] == "/admin/"
    assert client.get("/admin/").status_code == 200
