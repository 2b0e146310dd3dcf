"""Verifying one chosen device. Never every device at once: a failure would be counted on all of them."""

import time
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum, auto

from django.conf import settings
from django.db import transaction
from django_otp import verify_token
from django_otp.oath import TOTP, hotp
from django_otp.plugins.otp_static.models import StaticDevice
from django_otp.plugins.otp_totp.models import TOTPDevice

from access.models import User

LATE_STEPS = 10  # how far back a code is still recognised, only to say that it is too old


class CodeProblem(StrEnum):
    WRONG = auto()
    USED = auto()
    LATE = auto()
    THROTTLED = auto()


@dataclass(frozen=True, slots=True)
class Checked:
    """Outcome of a check: the device when it matched, else the problem, until when it waits, failures in a row."""

    device: TOTPDevice | StaticDevice | None
    problem: CodeProblem | None = None
    locked_until: datetime | None = None
    failures: int = 0


def totp_device(user: User) -> TOTPDevice | None:
    return TOTPDevice.objects.filter(user=user, confirmed=True).order_by("pk").first()


def static_device(user: User) -> StaticDevice | None:
    return StaticDevice.objects.filter(user=user, confirmed=True).order_by("pk").first()


@transaction.atomic
def check(user: User, device: TOTPDevice | StaticDevice, code: str) -> Checked:
    """Verify a code on one device, under a row lock, so that two requests never use the same code."""
    locked = type(device)._default_manager.select_for_update().filter(pk=device.pk, user=user).first()
    if locked is None:  # taken away meanwhile
        return Checked(None, CodeProblem.WRONG)
    allowed, info = locked.verify_is_allowed()
    if not allowed:
        return Checked(None, CodeProblem.THROTTLED, (info or {}).get("locked_until"))
    problem = _problem(locked, code)
    if problem is CodeProblem.USED:  # a double sending: said, and not held against
        return Checked(None, problem)
    verified = verify_token(user, locked.persistent_id, code)
    if verified is None:
        return Checked(None, problem, failures=locked.throttling_failure_count + 1)
    _forget_drift(verified)
    return Checked(verified)


def _problem(device: TOTPDevice | StaticDevice, code: str) -> CodeProblem:
    """What a code that is not accepted would be: already used, right some minutes ago, or plainly wrong."""
    if not isinstance(device, TOTPDevice):
        return CodeProblem.WRONG
    earliest = _step(device) - device.tolerance
    if any(_code(device, step) == code for step in range(earliest, device.last_t + 1)):
        return CodeProblem.USED
    if any(_code(device, step) == code for step in range(earliest - LATE_STEPS, earliest)):
        return CodeProblem.LATE
    return CodeProblem.WRONG


def _forget_drift(device: TOTPDevice | StaticDevice) -> None:
    """Codes taken ahead of time must not move the clock: the authenticator, which is on time, would be locked out."""
    if isinstance(device, TOTPDevice) and device.drift:
        device.drift = 0
        device.save(update_fields=["drift"])


def matching_step(key: str, code: str) -> int | None:
    """The step of a code that a new key gives now, or None. Kept as used, so that the code serves once."""
    totp = TOTP(bytes.fromhex(key))
    totp.time = time.time()
    return totp.t() if totp.verify(int(code), tolerance=1) else None


def _step(device: TOTPDevice) -> int:
    totp = TOTP(device.bin_key, device.step, device.t0, device.digits, device.drift)
    return int(totp.t())


def _code(device: TOTPDevice, step: int) -> str:
    return f"{hotp(device.bin_key, step, digits=device.digits):0{device.digits}d}"


def demonstration_code(device: TOTPDevice) -> str | None:
    """The first code not yet used within the tolerance, None when all are. Demonstration only: None for real."""
    if not settings.DEMO:
        return None
    current = _step(device)
    steps = range(max(current, device.last_t + 1), current + device.tolerance + 1)
    return _code(device, steps[0]) if steps else None
