"""How long a session lives, what ends it, and what remains afterwards: nothing."""

from collections.abc import Iterator
from datetime import timedelta

import pytest
import time_machine
from django.contrib.sessions.models import Session
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django_otp.plugins.otp_totp.models import TOTPDevice

from access.models import Practice, RecordAccess, User
from journal.models import Action, Line
from tests.access.consenting import opened
from tests.access.signing import (
    CODE,
    HOME,
    NOW,
    SIGN_IN,
    SIGN_OUT,
    code_of,
    give_password,
    sign_in_fully,
    text,
    with_totp,
)
from tests.factories.patients import PatientFactory
from tests.factories.people import UserFactory

pytestmark = pytest.mark.django_db

STAY = reverse("access:stay")
EXPIRED = "Votre session a expiré pour protéger les dossiers. Reconnectez-vous pour reprendre."


@pytest.fixture
def clock() -> Iterator[time_machine.Traveller]:
    with time_machine.travel(NOW, tick=False) as coordinates:
        yield coordinates


@pytest.fixture
def user(doctor: Practice) -> User:
    return UserFactory(professional=doctor.professional)


@pytest.fixture
def signed_in(clock: time_machine.Traveller, user: User) -> Client:
    client = Client()
    sign_in_fully(client, user, with_totp(user))
    return client


def test_twenty_idle_minutes_end_the_session_and_lead_back(clock: time_machine.Traveller, signed_in: Client) -> None:
    clock.shift(timedelta(minutes=20))
    response = signed_in.get("/patients/abc/?page=2")
    assert response["Location"] == f"{SIGN_IN}?next=/patients/abc/%3Fpage%3D2"
    assert EXPIRED in text(signed_in.get(response["Location"]))
    assert "_auth_user_id" not in signed_in.session


def test_the_expired_session_is_gone_from_the_server(clock: time_machine.Traveller, signed_in: Client) -> None:
    key = signed_in.session.session_key
    clock.shift(timedelta(minutes=20))
    signed_in.get(HOME)
    assert not Session.objects.filter(pk=key).exists()
    line = Line.objects.filter(action=Action.SIGN_OUT).get()
    assert line.decision == "SESSION_IDLE"


@pytest.mark.parametrize("idle", [0, 20])
@pytest.mark.parametrize(
    "account", ["0", "-1", str(2**31), str(2**63 - 1), str(2**63), "9" * 100, "9" * 5000, "1.5", "abc", "", None, [1]]
)
def test_an_account_that_nobody_has_is_signed_out(
    clock: time_machine.Traveller, signed_in: Client, account: object, idle: int
) -> None:
    session = signed_in.session
    session["_auth_user_id"] = account
    session.save()
    clock.shift(timedelta(minutes=idle))

    assert signed_in.get(HOME)["Location"] == f"{SIGN_IN}?next=/"


def test_work_keeps_the_session_alive_until_four_hours(clock: time_machine.Traveller, signed_in: Client) -> None:
    for _ in range(15):
        clock.shift(timedelta(minutes=15))
        assert signed_in.get(HOME).status_code == 200
    clock.shift(timedelta(minutes=15))
    assert signed_in.get(HOME)["Location"].startswith(SIGN_IN)
    assert Line.objects.filter(action=Action.SIGN_OUT).get().decision == "SESSION_OLD"


def test_staying_extends_the_idle_limit_and_never_the_absolute_one(
    clock: time_machine.Traveller, signed_in: Client
) -> None:
    for _ in range(15):
        clock.shift(timedelta(minutes=15))
        assert signed_in.post(STAY).status_code == 204
    clock.shift(timedelta(minutes=15))
    assert signed_in.post(STAY)["Location"] == SIGN_IN


def test_a_session_expired_on_the_sign_in_page_does_not_swallow_the_password(
    clock: time_machine.Traveller, signed_in: Client, user: User
) -> None:
    clock.shift(timedelta(minutes=30))
    assert give_password(signed_in, user)["Location"] == CODE


def test_open_pages_answer_whoever_just_expired(clock: time_machine.Traveller, signed_in: Client) -> None:
    clock.shift(timedelta(minutes=30))
    assert signed_in.get(reverse("health")).status_code == 200


def test_the_opened_records_outlive_an_expired_session(
    clock: time_machine.Traveller, signed_in: Client, doctor: Practice
) -> None:
    access = opened(PatientFactory(), doctor)
    clock.shift(timedelta(minutes=20))
    signed_in.get(HOME)
    access.refresh_from_db()
    assert access.ended_at is None


def test_the_session_is_written_at_most_once_a_minute(clock: time_machine.Traveller, signed_in: Client) -> None:
    def seen() -> float:
        return float(signed_in.session["seen_at"])

    first = seen()
    clock.shift(timedelta(seconds=59))
    signed_in.get(HOME)
    assert seen() == first
    clock.shift(timedelta(seconds=1))
    signed_in.get(HOME)
    assert seen() == first + 60


def test_the_guards_cost_four_queries(signed_in: Client) -> None:
    """Session, account, device, practice: a page has few statements to spend (issue 2, numbers to reach)."""
    with CaptureQueriesContext(connection) as context:
        assert signed_in.get(reverse("access:patient_search")).status_code == 405
    selects = [query["sql"] for query in context if query["sql"].startswith("SELECT")]
    tables = ("django_session", "access_user", "otp_totp_totpdevice", "access_practice")
    assert len(selects) == len(tables)
    assert all(f'FROM "{table}"' in select for table, select in zip(tables, selects, strict=True))
    assert not [query for query in context if query["sql"].startswith(("INSERT", "UPDATE", "DELETE"))]


def test_sign_out_ends_session_and_records_and_clears_what_the_browser_kept(
    signed_in: Client, doctor: Practice
) -> None:
    access, key = opened(PatientFactory(), doctor), signed_in.session.session_key
    response = signed_in.post(SIGN_OUT)
    assert response["Clear-Site-Data"] == '"cache"'
    assert "Vous êtes déconnecté." in text(signed_in.get(response["Location"]))
    assert not Session.objects.filter(pk=key).exists()
    access.refresh_from_db()
    assert access.end_cause == RecordAccess.EndCause.SIGNED_OUT
    line = Line.objects.filter(action=Action.SIGN_OUT).get()
    assert (line.granted, line.practice, line.decision) == (True, str(doctor.uuid), "SIGNED_OUT")
    assert signed_in.get(HOME)["Location"].startswith(SIGN_IN)


def test_the_old_cookie_opens_nothing_after_sign_out(signed_in: Client) -> None:
    stolen = signed_in.cookies["sessionid"].value
    signed_in.post(SIGN_OUT)
    thief = Client()
    thief.cookies["sessionid"] = stolen
    assert thief.get(HOME)["Location"].startswith(SIGN_IN)


def test_signing_out_is_posted_and_may_be_repeated(signed_in: Client) -> None:
    assert signed_in.get(SIGN_OUT).status_code == 405
    assert signed_in.get(HOME).status_code == 200
    for _ in range(2):
        assert signed_in.post(SIGN_OUT)["Location"] == SIGN_IN


def test_a_closed_account_is_out_at_the_next_click(signed_in: Client, user: User) -> None:
    User.objects.filter(pk=user.pk).update(is_active=False)
    assert signed_in.get(HOME)["Location"].startswith(SIGN_IN)


def test_a_new_password_ends_the_other_sessions(signed_in: Client, user: User) -> None:
    user.set_password("une-autre-phrase-de-passe")
    user.save()
    assert signed_in.get(HOME)["Location"].startswith(SIGN_IN)


def test_the_cookie_is_out_of_reach_of_scripts_and_dies_with_the_browser(signed_in: Client) -> None:
    cookie = signed_in.cookies["sessionid"]
    assert cookie["httponly"]
    assert cookie["samesite"] == "Lax"
    assert cookie["max-age"] == ""


def test_a_signed_in_person_is_not_asked_again(signed_in: Client) -> None:
    assert signed_in.get(SIGN_IN)["Location"] == HOME


def test_the_journal_knows_a_session_by_a_reference_that_opens_nothing(signed_in: Client) -> None:
    key = signed_in.session.session_key
    assert key is not None
    signed_in.post(SIGN_OUT)
    line = Line.objects.filter(action=Action.SIGN_OUT).get()
    assert line.session
    assert line.session not in key
    assert key not in str(list(Line.objects.values()))


def test_two_browsers_have_two_sessions(clock: time_machine.Traveller, signed_in: Client, user: User) -> None:
    clock.shift(timedelta(seconds=60))
    other = Client()
    give_password(other, user)
    other.post(CODE, {"code": code_of(TOTPDevice.objects.get(user=user))})
    signed_in.post(SIGN_OUT)
    assert other.get(HOME).status_code == 200


def test_a_locked_session_ends_and_its_work_is_found_again(
    clock: time_machine.Traveller, signed_in: Client, doctor: Practice, user: User
) -> None:
    access, key = opened(PatientFactory(), doctor), signed_in.session.session_key
    place = f"/dossiers/{access.uuid}/documents/?periode=tout"
    button = text(signed_in.get(HOME))
    assert reverse("access:lock") in button

    answer = signed_in.post(reverse("access:lock"), {"next": place})

    assert answer["Location"] == f"{SIGN_IN}?next=/dossiers/{access.uuid}/documents/%3Fperiode%3Dtout"
    assert answer["Clear-Site-Data"] == '"cache"'
    assert "Session verrouillée." in text(signed_in.get(answer["Location"]))
    assert not Session.objects.filter(pk=key).exists()
    assert signed_in.get(place)["Location"].startswith(SIGN_IN)
    access.refresh_from_db()
    assert access.ended_at is None
    assert Line.objects.filter(action=Action.SIGN_OUT).get().decision == "LOCKED"
    clock.shift(timedelta(minutes=1))
    assert sign_in_fully(signed_in, user, user.totpdevice_set.get(), address=place)["Location"] == place


def test_a_lock_leads_back_to_no_other_site(signed_in: Client) -> None:
    answer = signed_in.post(reverse("access:lock"), {"next": "https://exemple.test/"})

    assert answer["Location"] == f"{SIGN_IN}?next="
