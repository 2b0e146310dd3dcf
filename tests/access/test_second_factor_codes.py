"""Second factor: one device at a time, and a message of its own for each way a code can fail."""

from datetime import timedelta

import pytest
import time_machine
from django.core import mail
from django.test import Client
from django_otp.plugins.otp_static.models import StaticDevice
from django_otp.plugins.otp_totp.models import TOTPDevice

from access.models import Practice, User
from journal.models import Action, Line
from tests.access.signing import (
    CODE,
    HOME,
    NOW,
    RECOVERY,
    SIGN_IN,
    SIGN_OUT,
    code_of,
    give_password,
    sign_in_fully,
    text,
    with_recovery_codes,
    with_totp,
    wrong_code,
)
from tests.factories.people import UserFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def user(doctor: Practice) -> User:
    return UserFactory(professional=doctor.professional)


@pytest.fixture
def device(user: User) -> TOTPDevice:
    return with_totp(user)


def _decisions() -> list[tuple[bool, str]]:
    lines = Line.objects.filter(action=Action.SECOND_FACTOR).order_by("pk")
    return list(lines.values_list("granted", "decision"))


def test_the_field_carries_its_contract_name_and_takes_a_pasted_code(client: Client, device: TOTPDevice) -> None:
    give_password(client, device.user)
    page = text(client.get(CODE))
    assert ">Code à usage unique</label>" in page
    assert 'autocomplete="one-time-code"' in page
    code = code_of(device)
    assert client.post(CODE, {"code": f" {code[:3]} {code[3:]}\t"}).status_code == 302


def test_a_right_code_opens_the_portal(client: Client, device: TOTPDevice) -> None:
    assert sign_in_fully(client, device.user, device)["Location"] == HOME
    assert _decisions() == [(True, "TOTP")]


def test_the_code_page_needs_the_password_first(client: Client) -> None:
    assert client.get(CODE)["Location"].startswith(SIGN_IN)
    assert client.get(RECOVERY)["Location"].startswith(SIGN_IN)


def test_a_wrong_code_is_said_and_counted(client: Client, device: TOTPDevice) -> None:
    give_password(client, device.user)
    response = client.post(CODE, {"code": wrong_code(device)})
    assert response.status_code == 422
    assert "pas valable" in text(response)
    device.refresh_from_db()
    assert device.throttling_failure_count == 1
    assert client.get(HOME)["Location"] == CODE


def test_a_code_used_once_is_told_from_a_wrong_one(device: TOTPDevice) -> None:
    with time_machine.travel(NOW, tick=False):
        sign_in_fully(Client(), device.user, device)
        again = Client()
        response = sign_in_fully(again, device.user, device)
        assert response.status_code == 422
        assert "Ce code a déjà servi, attendez le suivant." in text(response)
        assert again.get(HOME)["Location"] == CODE
    assert _decisions()[-1] == (False, "USED")


def test_a_late_code_is_told_from_a_wrong_one(client: Client, device: TOTPDevice) -> None:
    give_password(client, device.user)
    response = client.post(CODE, {"code": code_of(device, steps=-4)})
    assert response.status_code == 422
    assert "trop ancien" in text(response)
    assert _decisions() == [(False, "LATE")]
    device.refresh_from_db()
    assert device.throttling_failure_count == 1


@pytest.mark.parametrize("steps", [-1, 0, 1])
def test_codes_of_the_tolerance_are_accepted(client: Client, device: TOTPDevice, steps: int) -> None:
    give_password(client, device.user)
    assert client.post(CODE, {"code": code_of(device, steps=steps)}).status_code == 302


def test_the_clock_is_never_led_away_by_early_codes(device: TOTPDevice) -> None:
    """An authenticator on time still works after several codes taken one step ahead."""
    with time_machine.travel(NOW, tick=False) as clock:
        for _ in range(4):
            client = Client()
            give_password(client, device.user)
            assert client.post(CODE, {"code": code_of(device, steps=1)}).status_code == 302
            clock.shift(timedelta(seconds=30))
        clock.shift(timedelta(seconds=60))
        assert sign_in_fully(Client(), device.user, device).status_code == 302


def test_too_many_wrong_codes_suspend_and_say_until_when(client: Client, device: TOTPDevice) -> None:
    with time_machine.travel(NOW, tick=False) as clock:
        give_password(client, device.user)
        client.post(CODE, {"code": wrong_code(device)})
        response = client.post(CODE, {"code": code_of(device)})
        assert response.status_code == 429
        assert int(response["Retry-After"]) >= 1
        assert "10 h 00" in text(response)
        clock.shift(timedelta(seconds=2))
        assert client.post(CODE, {"code": code_of(device)}).status_code == 302
    assert [decision for _, decision in _decisions()] == ["WRONG", "THROTTLED", "TOTP"]


def test_the_owner_is_told_when_codes_fail_after_a_right_password(
    client: Client, device: TOTPDevice, django_capture_on_commit_callbacks: object
) -> None:
    with time_machine.travel(NOW, tick=False) as clock, django_capture_on_commit_callbacks(execute=True):  # type: ignore[operator]
        give_password(client, device.user)
        for _ in range(7):
            client.post(CODE, {"code": wrong_code(device)})
            clock.shift(timedelta(minutes=3))
    assert [message.to for message in mail.outbox] == [[device.user.registered_address]]
    assert "mot de passe" in mail.outbox[0].body


def test_failures_on_one_device_leave_the_other_alone(client: Client, device: TOTPDevice) -> None:
    recovery = with_recovery_codes(device.user, "abcdef-abcdef")
    give_password(client, device.user)
    client.post(CODE, {"code": wrong_code(device)})
    recovery.refresh_from_db()
    assert recovery.throttling_failure_count == 0
    client.post(RECOVERY, {"code": "000000-000000"})
    device.refresh_from_db()
    assert device.throttling_failure_count == 1


@pytest.mark.parametrize(
    "typed", ["abcdef-123456", "ABCDEF-123456", " abcdef 123456 ", "abcdef123456", "abcdef–123456"]
)
def test_a_recovery_code_works_once_however_it_is_typed(
    device: TOTPDevice, typed: str, django_capture_on_commit_callbacks: object
) -> None:
    with_recovery_codes(device.user, "abcdef-123456", "fedcba-654321")
    first, second = Client(), Client()
    for client in (first, second):
        give_password(client, device.user)
    with django_capture_on_commit_callbacks(execute=True):  # type: ignore[operator]
        assert first.post(RECOVERY, {"code": typed})["Location"] == HOME
    assert second.post(RECOVERY, {"code": typed}).status_code == 422
    assert _decisions() == [(True, "RECOVERY_CODE"), (False, "WRONG")]
    assert "un code de secours a servi" in mail.outbox[0].subject
    assert "123456" not in mail.outbox[0].body + mail.outbox[0].subject


def test_a_code_of_another_person_opens_nothing(client: Client, device: TOTPDevice, pharmacist: Practice) -> None:
    other = with_totp(UserFactory(professional=pharmacist.professional))
    give_password(client, device.user)
    assert client.post(CODE, {"code": code_of(other)}).status_code == 422


def test_an_unconfirmed_device_is_no_device(client: Client, user: User) -> None:
    unconfirmed = TOTPDevice.objects.create(user=user, name="Application", confirmed=False)
    give_password(client, user)
    response = client.post(CODE, {"code": code_of(unconfirmed)})
    assert response.status_code == 403
    assert client.get(HOME)["Location"] == CODE


def test_a_device_taken_away_ends_the_sessions_that_it_opened(client: Client, device: TOTPDevice) -> None:
    sign_in_fully(client, device.user, device)
    assert client.get(HOME).status_code == 200
    device.delete()
    assert client.get(HOME)["Location"] == CODE


@pytest.mark.parametrize("address", [CODE, RECOVERY])
@pytest.mark.parametrize(
    "value", ["", " ", "\x00", "12\x003456", "9" * 10_000, "12345", "+12345", "12_345", "١٢٣٤٥٦", "½½½½½½"]
)
def test_what_is_no_code_is_refused_and_never_breaks(
    client: Client, device: TOTPDevice, address: str, value: str
) -> None:
    with_recovery_codes(device.user, "abcdef-123456")
    give_password(client, device.user)
    assert client.post(address, {"code": value}).status_code == 422
    for model in (TOTPDevice, StaticDevice):
        assert model.objects.get(user=device.user).throttling_failure_count == 0


def test_someone_between_two_factors_can_change_account(client: Client, device: TOTPDevice) -> None:
    give_password(client, device.user)
    assert client.post(SIGN_OUT)["Location"] == SIGN_IN
    assert "_auth_user_id" not in client.session
