"""Links that are asked for: by a person without a device, and by whoever runs the portal."""

import re
from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import timedelta
from io import StringIO
from typing import Any

import pytest
import time_machine
from django.core import mail
from django.core.management import CommandError, call_command
from django.test import Client

from access.models import Practice, User
from tests.access.signing import CODE, HOME, NOW, give_password, text, with_totp
from tests.factories.people import ProfessionalFactory, UserFactory

pytestmark = pytest.mark.django_db

Commit = Callable[..., AbstractContextManager[Any]]


@pytest.fixture
def user(doctor: Practice) -> User:
    return UserFactory(professional=doctor.professional)


@pytest.fixture
def commit(django_capture_on_commit_callbacks: Commit) -> Commit:
    return lambda: django_capture_on_commit_callbacks(execute=True)


def run(name: str, *args: str) -> str:
    output = StringIO()
    call_command(name, *args, stdout=output)
    return output.getvalue()


def test_a_password_without_a_device_enrols_nothing_but_may_have_a_link_sent(
    client: Client, user: User, commit: Commit
) -> None:
    give_password(client, user)
    page = client.get(CODE)
    assert page.status_code == 403
    assert not mail.outbox
    with commit():
        answer = client.post(CODE)
    assert "Un lien vient de partir" in text(answer)
    assert mail.outbox[0].to == [user.professional.email]
    assert "/connexion/enrolement/" not in text(answer)
    assert client.get(HOME)["Location"] == CODE


def test_links_asked_for_are_a_quarter_of_an_hour_apart(client: Client, user: User, commit: Commit) -> None:
    with time_machine.travel(NOW, tick=False) as clock, commit():
        give_password(client, user)
        client.post(CODE)
        assert "moins de 15 minutes" in text(client.post(CODE))
        clock.shift(timedelta(minutes=15))
        client.post(CODE)
    assert len(mail.outbox) == 2


def test_without_a_registered_address_the_page_says_whom_to_ask(client: Client) -> None:
    give_password(client, UserFactory(professional=ProfessionalFactory(email="")))
    assert "administrateur" in text(client.post(CODE))
    assert not mail.outbox


def test_with_a_device_no_link_can_be_asked_for(client: Client, user: User, commit: Commit) -> None:
    with_totp(user)
    give_password(client, user)
    with commit():
        assert client.post(CODE).status_code == 422
    assert not mail.outbox


def test_create_administrator_prints_the_link_that_lets_the_first_one_in(client: Client, commit: Commit) -> None:
    with commit():
        output = run(
            "create_administrator", "lea.morel", "--email", "lea@exemple.test", "--address", "http://testserver"
        )
    user = User.objects.get(username="lea.morel")
    assert (user.is_staff, user.is_superuser, user.professional_id) == (True, True, None)
    assert not user.has_usable_password()
    assert mail.outbox[0].to == ["lea@exemple.test"]
    found = re.search(r"http://testserver(\S+)", output)
    assert found
    assert client.get(found[1]).status_code == 302


@pytest.mark.parametrize(
    "args",
    [
        ("lea", "--email", "pas-une-adresse"),
        ("lea", "--email", ""),
        ("lea morel", "--email", "lea@exemple.test"),
        ("", "--email", "lea@exemple.test"),
        ("x" * 151, "--email", "lea@exemple.test"),
        ("lea\x00", "--email", "lea@exemple.test"),
        ("déjà-là", "--email", "lea@exemple.test"),
        ("lea", "--email", "lea@exemple.test", "--address", "portail"),
    ],
)
def test_create_administrator_refuses_what_cannot_be(args: tuple[str, ...]) -> None:
    UserFactory(username="déjà-là")
    with pytest.raises(CommandError):
        run("create_administrator", *args)
    assert User.objects.count() == 1


def test_send_enrolment_link_sends_and_shows_nothing_secret(user: User, commit: Commit) -> None:
    with commit():
        output = run("send_enrolment_link", user.username, "--address", "http://testserver")
    assert "/connexion/" not in output
    assert "/connexion/enrolement/" in mail.outbox[0].body
    user.refresh_from_db()
    assert user.has_usable_password()


def test_send_enrolment_link_resets_when_asked(user: User, commit: Commit) -> None:
    with commit():
        run("send_enrolment_link", user.username, "--reset")
    user.refresh_from_db()
    assert not user.has_usable_password()


def test_send_enrolment_link_says_why_it_cannot() -> None:
    UserFactory(username="sans-adresse", professional=ProfessionalFactory(email=""))
    UserFactory(username="close", is_active=False)
    for username in ("personne", "sans-adresse", "close"):
        with pytest.raises(CommandError, match=username):
            run("send_enrolment_link", username)


def test_whoever_loses_the_registered_address_is_told(user: User, commit: Commit) -> None:
    former = user.professional.email
    with commit():
        user.professional.email = "ailleurs@exemple.test"
        user.professional.save()
    assert [message.to for message in mail.outbox] == [[former]]
    assert "ailleurs" not in mail.outbox[0].body


def test_an_address_left_alone_tells_nobody(user: User, commit: Commit) -> None:
    administrator = UserFactory(administrator=True, email="admin@exemple.test")
    with commit():
        user.professional.save()
        administrator.save()
        user.save()
    assert not mail.outbox


def test_an_administrator_who_loses_their_address_is_told(commit: Commit) -> None:
    administrator = UserFactory(administrator=True, email="admin@exemple.test")
    with commit():
        administrator.email = "ailleurs@exemple.test"
        administrator.save()
    assert [message.to for message in mail.outbox] == [["admin@exemple.test"]]
