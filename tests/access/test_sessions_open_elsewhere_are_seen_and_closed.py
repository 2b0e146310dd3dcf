"""« Mon compte » (PS S30): sessions that passed the second factor elsewhere, closed at once; last sign-ins."""

from collections.abc import Iterator
from datetime import timedelta

import pytest
import time_machine
from django.contrib.sessions.models import Session
from django.test import Client

from access.account.open_sessions import browser_words
from access.models import OpenSession, Practice, User
from journal.models import Action, Line
from tests.access.signing import CODE, HOME, NOW, SIGN_OUT, give_password, sign_in_fully, text, with_totp, wrong_code
from tests.factories.people import PracticeFactory, UserFactory

pytestmark = pytest.mark.django_db

ACCOUNT, CLOSE = "/compte/", "/compte/sessions/fermer/"
FIREFOX = "Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:145.0) Gecko/20100101 Firefox/145.0"


@pytest.fixture(autouse=True)
def clock() -> Iterator[time_machine.Traveller]:
    with time_machine.travel(NOW, tick=False) as coordinates:
        yield coordinates


@pytest.fixture
def user(doctor: Practice) -> User:
    user: User = UserFactory(professional=doctor.professional)
    with_totp(user)
    return user


def signed_in(user: User, clock: time_machine.Traveller, agent: str = FIREFOX) -> Client:
    """A new browser; each code serves once, so that a minute passes between two."""
    clock.shift(timedelta(minutes=1))
    client = Client(headers={"user-agent": agent})
    assert sign_in_fully(client, user, user.totpdevice_set.get())["Location"] == HOME  # type: ignore[attr-defined]
    return client


def test_given_two_browsers_when_one_closes_the_others_then_it_alone_stays(
    user: User, clock: time_machine.Traveller
) -> None:
    here, there = signed_in(user, clock), signed_in(user, clock)
    assert "Firefox, Windows" in text(here.get(ACCOUNT))

    page = text(here.post(CLOSE, follow=True))

    assert "Vos autres sessions sont fermées." in page
    assert "vous n’êtes connecté que sur ce poste" in page
    assert here.get(HOME).status_code == 200
    assert there.get(HOME)["Location"].startswith("/connexion/")
    line = Line.objects.get(action=Action.SIGN_OUT)
    assert (line.decision, line.details, line.account) == ("CLOSED_ELSEWHERE", {"sessions": 1}, str(user.pk))


def test_given_no_other_session_when_closing_then_nothing_is_said_to_the_journal(
    user: User, clock: time_machine.Traveller
) -> None:
    here = signed_in(user, clock)

    assert here.post(CLOSE)["Location"] == ACCOUNT
    assert here.post(CLOSE)["Location"] == ACCOUNT
    assert not Line.objects.filter(action=Action.SIGN_OUT).exists()


def test_given_another_account_when_one_closes_the_others_then_it_is_neither_seen_nor_closed(
    user: User, clock: time_machine.Traveller
) -> None:
    stranger: User = UserFactory(professional=PracticeFactory(nurse=True).professional)
    with_totp(stranger)
    here, other = signed_in(user, clock), signed_in(stranger, clock)

    page = text(here.get(ACCOUNT))
    here.post(CLOSE)

    assert "vous n’êtes connecté que sur ce poste" in page
    assert other.get(HOME).status_code == 200


def test_given_a_session_that_expired_or_was_left_then_it_is_not_shown(
    user: User, clock: time_machine.Traveller
) -> None:
    signed_in(user, clock).post(SIGN_OUT)
    signed_in(user, clock)
    clock.shift(timedelta(minutes=20))

    here = signed_in(user, clock)

    assert OpenSession.objects.filter(account=user).count() == 2  # the idle one ends at its next click
    assert "vous n’êtes connecté que sur ce poste" in text(here.get(ACCOUNT))


def test_a_password_alone_is_no_session(user: User, clock: time_machine.Traveller) -> None:
    here = signed_in(user, clock)
    give_password(Client(), user)

    assert OpenSession.objects.count() == 1
    assert Session.objects.count() == 2
    assert "vous n’êtes connecté que sur ce poste" in text(here.get(ACCOUNT))


def test_closing_is_posted_by_who_is_signed_in(user: User, clock: time_machine.Traveller) -> None:
    assert signed_in(user, clock).get(CLOSE).status_code == 405
    assert Client().post(CLOSE)["Location"].startswith("/connexion/")
    half = Client()
    give_password(half, user)
    assert half.post(CLOSE)["Location"] == CODE


def test_the_last_sign_ins_are_those_that_went_through_and_those_that_failed(
    user: User, clock: time_machine.Traveller
) -> None:
    client = Client()
    give_password(client, user, password="fausse")
    give_password(client, user)
    client.post(CODE, {"code": wrong_code(user.totpdevice_set.get())})  # type: ignore[attr-defined]

    page = text(signed_in(user, clock).get(ACCOUNT))

    shown = page.split(">Dernières connexions<")[1]
    places = [shown.index(words) for words in ("code de l’application", "Code refusé", "Mot de passe refusé")]
    assert places == sorted(places)
    assert shown.count("<li><time") == 3


@pytest.mark.parametrize(
    ("agent", "words"),
    [
        (FIREFOX, "Firefox, Windows"),
        ("Mozilla/5.0 (Windows NT 10.0) AppleWebKit/537.36 Chrome/142.0 Safari/537.36 Edg/142.0", "Edge, Windows"),
        ("Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) Version/18.0 Safari/604.1", "Safari, iPhone"),
        ("Mozilla/5.0 (Linux; Android 15) AppleWebKit/537.36 Chrome/142.0 Mobile Safari/537.36", "Chrome, Android"),
        ("curl/8", "Navigateur inconnu"),
        ("", "Navigateur inconnu"),
    ],
)
def test_a_browser_is_named_in_two_words(agent: str, words: str) -> None:
    assert browser_words(agent) == words
