"""The code shown beside its field: in demonstration, after the right password, and never for real."""

from datetime import timedelta

import pytest
import time_machine
from django.test import Client
from django_otp.plugins.otp_totp.models import TOTPDevice

from access.models import Practice
from tests.access.signing import CODE, NOW, SIGN_IN, code_of, give_password, text, with_totp
from tests.factories.people import UserFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def device(doctor: Practice) -> TOTPDevice:
    return with_totp(UserFactory(professional=doctor.professional))


@pytest.fixture
def demonstration(settings: object) -> None:
    settings.DEMO = True  # type: ignore[attr-defined]


@pytest.mark.usefixtures("demonstration")
def test_the_code_shown_opens_the_portal_twice_in_a_row_then_asks_to_wait(device: TOTPDevice) -> None:
    with time_machine.travel(NOW, tick=False) as clock:
        for expected in (0, 1):
            client = Client()
            give_password(client, device.user)
            shown = client.get(CODE).context["demonstration_code"]
            assert shown == code_of(device, steps=expected)
            assert client.post(CODE, {"code": shown}).status_code == 302
        third = Client()
        give_password(third, device.user)
        page = third.get(CODE)
        assert page.context["demonstration_code"] is None
        assert "30 secondes" in text(page)
        clock.shift(timedelta(seconds=30))
        assert third.get(CODE).context["demonstration_code"] == code_of(device, steps=1)


@pytest.mark.usefixtures("demonstration")
def test_nothing_is_shown_before_the_right_password(device: TOTPDevice) -> None:
    client = Client()
    assert code_of(device) not in text(client.get(SIGN_IN, {"next": "/"}))
    wrong = give_password(client, device.user, password="faux")
    assert not {code_of(device, steps=n) for n in (-1, 0, 1)} & set(text(wrong).split())


def test_production_never_shows_a_code(settings: object, client: Client, device: TOTPDevice) -> None:
    settings.DEMO = False  # type: ignore[attr-defined]
    give_password(client, device.user)
    for response in (client.get(CODE), client.post(CODE, {"code": "12"})):
        assert response.context["demonstration_code"] is None
        assert not [n for n in (-1, 0, 1) if code_of(device, steps=n) in text(response)]
        assert "Démonstration" not in text(response).split("<footer")[0]
