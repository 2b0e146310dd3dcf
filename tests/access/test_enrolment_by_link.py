"""From the link to the recovery codes: single-use, one day, told to the owner, and nothing shown to anyone else."""

import re
from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.contrib.auth.tokens import default_token_generator
from django.core import mail
from django.test import Client
from django.urls import reverse
from django_otp.plugins.otp_static.models import StaticToken
from django_otp.plugins.otp_totp.models import TOTPDevice

from access.models import Practice, User
from access.sign_in.enrolment import encode, send_enrolment_link, tokens
from journal.models import Action, Line
from journal.services import Actor
from tests.access.signing import (
    CODE,
    HOME,
    NOW,
    RECOVERY,
    SIGN_IN,
    code_of,
    give_password,
    sign_in_fully,
    text,
    with_totp,
)
from tests.factories.people import PASSWORD, ProfessionalFactory, UserFactory

pytestmark = pytest.mark.django_db

FORM = reverse("access:enrol_form")
CHOSEN = "une-phrase-de-passe-neuve"
Commit = Callable[..., AbstractContextManager[Any]]


@pytest.fixture
def user(doctor: Practice) -> User:
    return UserFactory(professional=doctor.professional)


@pytest.fixture
def commit(django_capture_on_commit_callbacks: Commit) -> Commit:
    return lambda: django_capture_on_commit_callbacks(execute=True)


def send(user: User, commit: Commit, **options: Any) -> str:
    """Send a link and read it in the e-mail, as its owner does."""
    with commit():
        send_enrolment_link(user, base_url="http://testserver", by=Actor(account="9"), **options)
    found = re.search(r"http://testserver(\S+)", mail.outbox[-1].body)
    assert found
    return found[1]


def filled(client: Client, **changes: str) -> dict[str, str]:
    """The form as its owner fills it: the code is that of the key on the page."""
    device = TOTPDevice(key=client.session["enrolment_key"])
    return {"password": CHOSEN, "again": CHOSEN, "code": code_of(device)} | changes


def enrol(client: Client, link: str) -> list[str]:
    """Follow a link to its end; the recovery codes shown."""
    assert client.get(link)["Location"] == FORM
    page = client.post(FORM, filled(client))
    assert page.status_code == 200, text(page)
    return list(page.context["codes"])


def test_the_link_goes_to_the_registered_address_and_is_journalled(user: User, commit: Commit) -> None:
    link = send(user, commit)
    assert mail.outbox[0].to == [user.professional.email]
    line = Line.objects.filter(action=Action.ACCOUNT_RESET).get()
    assert (line.account, line.decision, line.details) == ("9", "LINK_SENT", {"of": str(user.pk)})
    assert link.split("/")[-2] not in str(list(Line.objects.values()))


def test_an_administrator_account_gets_it_at_its_own_address(commit: Commit) -> None:
    send(UserFactory(administrator=True, email="admin@exemple.test"), commit)
    assert mail.outbox[0].to == ["admin@exemple.test"]


def test_no_registered_address_no_link(commit: Commit) -> None:
    user = UserFactory(professional=ProfessionalFactory(email=""))
    with pytest.raises(ValueError, match="registered address"):
        send(user, commit)
    user.refresh_from_db()
    assert user.enrolment_round == 0


def test_from_the_link_to_the_portal(client: Client, user: User, commit: Commit) -> None:
    with time_machine.travel(NOW, tick=False) as clock:
        codes = enrol(client, send(user, commit))
        assert len(set(codes)) == 10
        assert give_password(client, user).status_code == 422  # the former password
        assert give_password(client, user, password=CHOSEN)["Location"] == CODE
        device = TOTPDevice.objects.get(user=user)
        # The code that confirmed the key has served: it does not open the portal too.
        assert "déjà servi" in text(client.post(CODE, {"code": code_of(device)}))
        clock.shift(timedelta(seconds=30))
        assert client.post(CODE, {"code": code_of(device)})["Location"] == HOME
    other = Client()
    give_password(other, user, password=CHOSEN)
    assert other.post(RECOVERY, {"code": codes[3]})["Location"] == HOME


def test_the_owner_is_told_without_any_secret(client: Client, user: User, commit: Commit) -> None:
    link = send(user, commit)
    client.get(link)
    key = client.session["enrolment_key"]
    with commit():
        codes = list(client.post(FORM, filled(client)).context["codes"])
    told = mail.outbox[-1]
    assert told.to == [user.professional.email]
    assert "enrôlée" in told.subject
    assert not [secret for secret in (*codes, key, CHOSEN, link) if secret in told.body + told.subject]
    assert Line.objects.filter(action=Action.ENROLMENT).get().decision == "ENROLLED"


def test_the_link_serves_once(client: Client, user: User, commit: Commit) -> None:
    link = send(user, commit)
    enrol(client, link)
    again = Client()
    response = again.get(link)
    assert response.status_code == 410
    assert "ne sert qu’une fois" in text(response)
    assert again.get(FORM).status_code == 410
    assert again.post(FORM, {"password": CHOSEN, "again": CHOSEN, "code": "123456"}).status_code == 410


def test_looking_at_the_link_does_not_use_it_up(user: User, commit: Commit) -> None:
    """Mail filters open links before their owner does."""
    link = send(user, commit)
    Client().get(link)
    Client().head(link)
    enrol(Client(), link)


def test_two_browsers_on_one_link_enrol_once(user: User, commit: Commit) -> None:
    link = send(user, commit)
    first, second = Client(), Client()
    for client in (first, second):
        client.get(link)
    assert first.post(FORM, filled(first)).status_code == 200
    assert second.post(FORM, filled(second)).status_code == 410


def test_a_new_link_kills_the_former(user: User, commit: Commit) -> None:
    former = send(user, commit)
    latest = send(user, commit)
    assert Client().get(former).status_code == 410
    enrol(Client(), latest)


def test_the_link_lives_one_day(user: User, commit: Commit) -> None:
    with time_machine.travel(NOW, tick=False) as clock:
        link, client = send(user, commit), Client()
        clock.shift(timedelta(hours=23, minutes=59))
        assert client.get(link)["Location"] == FORM
        clock.shift(timedelta(minutes=2))
        assert Client().get(link).status_code == 410
        assert client.post(FORM, filled(client)).status_code == 410  # begun in time, ended too late


def test_a_change_to_summer_time_does_not_shorten_the_day(user: User, commit: Commit) -> None:
    with time_machine.travel("2027-03-27 12:00:00+01:00", tick=False) as clock:
        link = send(user, commit)
        clock.shift(timedelta(hours=23, minutes=59))
        assert Client().get(link)["Location"] == FORM


def test_the_link_of_a_closed_account_is_dead(user: User, commit: Commit) -> None:
    link = send(user, commit)
    User.objects.filter(pk=user.pk).update(is_active=False)
    assert Client().get(link).status_code == 410


def test_a_reset_stops_password_devices_and_sessions_at_once(client: Client, user: User, commit: Commit) -> None:
    sign_in_fully(client, user, with_totp(user))
    send(user, commit, reset=True)
    assert client.get(HOME)["Location"].startswith(SIGN_IN)
    assert not TOTPDevice.objects.filter(user=user).exists()
    assert give_password(Client(), user).status_code == 422
    assert "réinitialisé" in mail.outbox[-1].body
    assert Line.objects.filter(action=Action.ACCOUNT_RESET).get().decision == "RESET"


def test_enrolling_again_ends_the_former_device_and_codes(user: User, commit: Commit) -> None:
    former = with_totp(user)
    codes = enrol(Client(), send(user, commit))
    renewed = enrol(Client(), send(User.objects.get(pk=user.pk), commit))
    assert not TOTPDevice.objects.filter(pk=former.pk).exists()
    assert set(StaticToken.objects.values_list("token", flat=True)) == set(renewed)
    assert not set(codes) & set(renewed)


def test_the_token_leaves_the_address_and_the_session_key_changes(client: Client, user: User, commit: Commit) -> None:
    link = send(user, commit)
    session = client.session
    session["planted"] = "by somebody else"
    session.save()
    before = client.session.session_key
    client.get(link)
    assert client.session.session_key != before
    assert "planted" not in client.session
    page = client.get(FORM)
    assert link.split("/")[-2] not in text(page)
    assert page["Referrer-Policy"] == "same-origin"


def test_a_link_opened_in_somebody_elses_session_ends_it(client: Client, user: User, commit: Commit) -> None:
    other = UserFactory()
    give_password(client, other)
    client.get(send(user, commit))
    assert "_auth_user_id" not in client.session


def test_the_page_shows_the_key_as_a_picture_and_in_letters(client: Client, user: User, commit: Commit) -> None:
    client.get(send(user, commit))
    page = client.get(FORM)
    assert 'src="data:image/svg+xml' in text(page)
    assert re.fullmatch(r"([A-Z2-7]{4} ?){8}", page.context["key"])
    assert "no-store" in page["Cache-Control"]


@pytest.mark.parametrize(
    "changes",
    [
        {"again": "autre-chose-tout-à-fait"},
        {"password": "court", "again": "court"},
        {"password": "password1234", "again": "password1234"},
        {"password": "a\x00" * 12, "again": "a\x00" * 12},
        {"password": "é" * 10_000, "again": "é" * 10_000},
        {"password": "", "again": ""},
        {"code": ""},
        {"code": "\x00"},
        {"code": "9" * 10_000},
    ],
)
def test_a_weak_password_or_a_bad_code_enrols_nothing(
    client: Client, user: User, commit: Commit, changes: dict[str, str]
) -> None:
    client.get(send(user, commit))
    response = client.post(FORM, filled(client, **changes))
    assert response.status_code == 422
    assert not TOTPDevice.objects.filter(user=user).exists()
    user.refresh_from_db()
    assert user.check_password(PASSWORD)


def test_a_password_drawn_from_the_account_is_refused(client: Client, doctor: Practice, commit: Commit) -> None:
    user = UserFactory(username="camille.praticien", professional=doctor.professional)
    client.get(send(user, commit))
    typed = {"password": "camille.praticien", "again": "camille.praticien"}
    assert client.post(FORM, filled(client, **typed)).status_code == 422


@pytest.mark.parametrize("uid", ["", "0", "é", "zzzz", "MQ", "OTk5OTk5OTk5OTk5OTk5OTk5", "9" * 5000, "LTE", "AA"])
@pytest.mark.parametrize("token", ["x", "-", "a-b", "zzzzzz-" + "0" * 32, "é" * 2000, "a" * 30 + "-" + "b"])
def test_forged_links_are_dead_and_never_break(client: Client, uid: str, token: str) -> None:
    path = f"/connexion/enrolement/{uid or 'vide'}/{token}/"
    assert client.get(path).status_code == 410


def test_a_token_of_one_account_enrols_no_other(client: Client, user: User) -> None:
    other = UserFactory()
    assert client.get(reverse("access:enrol", args=[encode(other), tokens.make_token(user)])).status_code == 410


def test_a_link_of_another_kind_is_not_an_enrolment_link(client: Client, user: User) -> None:
    token = default_token_generator.make_token(user)
    assert client.get(reverse("access:enrol", args=[encode(user), token])).status_code == 410
