"""How a person signs in for real: the forms, a clock, and the codes that an authenticator would show."""

import time

from django.http import HttpResponse
from django.test import Client
from django.urls import reverse
from django_otp.oath import hotp
from django_otp.plugins.otp_static.models import StaticDevice
from django_otp.plugins.otp_totp.models import TOTPDevice

from access.models import User
from tests.factories.people import PASSWORD

NOW = "2026-11-24 10:00:05+01:00"
SIGN_IN, CODE, RECOVERY = reverse("access:sign_in"), reverse("access:second_factor"), reverse("access:recovery")
HOME, PRACTICE, SIGN_OUT = reverse("access:home"), reverse("access:practice"), reverse("access:sign_out")


def with_totp(user: User) -> TOTPDevice:
    """Give an account an authenticator."""
    return TOTPDevice.objects.create(user=user, name="Application", confirmed=True)


def with_recovery_codes(user: User, *codes: str) -> StaticDevice:
    device = StaticDevice.objects.create(user=user, name="Codes de secours", confirmed=True)
    for code in codes:
        device.token_set.create(token=code)
    return device


def code_of(device: TOTPDevice, *, steps: int = 0) -> str:
    """The code that the authenticator shows now, or some steps of 30 seconds away."""
    step = int(time.time()) // device.step + steps
    return f"{hotp(device.bin_key, step, digits=device.digits):06d}"


def wrong_code(device: TOTPDevice) -> str:
    """Six digits that no step of the last or next ten minutes gives."""
    known = {code_of(device, steps=n) for n in range(-20, 21)}
    return next(code for code in ("000000", "111111", "222222", *(f"{n:06d}" for n in range(99))) if code not in known)


def give_password(client: Client, user: User, *, password: str = PASSWORD, address: str = "") -> HttpResponse:
    data = {"username": user.username, "password": password}
    return client.post(SIGN_IN, data | ({"next": address} if address else {}))


def sign_in_fully(client: Client, user: User, device: TOTPDevice, *, address: str = "") -> HttpResponse:
    """Password, then the code of the moment; the answer to the code."""
    give_password(client, user, address=address)
    return client.post(CODE, {"code": code_of(device)})


def text(response: HttpResponse) -> str:
    return response.content.decode()
