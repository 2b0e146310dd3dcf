"""Enrolment and reset links: to the registered address only, single-use, journalled, told to the owner."""

import secrets
from datetime import UTC, datetime, timedelta

from django.contrib.auth.tokens import PasswordResetTokenGenerator
from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.encoding import force_bytes
from django.utils.http import urlsafe_base64_decode, urlsafe_base64_encode
from django_otp.plugins.otp_static.models import StaticDevice, StaticToken
from django_otp.plugins.otp_totp.models import TOTPDevice

from access.models import User
from access.sign_in.notices import tell
from journal.models import Action, Line
from journal.services import Actor, Entry, record

RECOVERY_CODES = 10
BETWEEN_OWN_LINKS = timedelta(minutes=15)


class LinkUsed(Exception):
    """The link served in the meantime, or was replaced by another."""


class EnrolmentTokenGenerator(PasswordResetTokenGenerator):
    """A link that lives one day and dies with its use, or with the next link (`User.enrolment_round`)."""

    key_salt = "access.sign_in.enrolment"

    def _make_hash_value(self, user: User, timestamp: int) -> str:
        return f"{user.pk}|{user.enrolment_round}|{user.password}|{user.is_active}|{timestamp}"

    def _now(self) -> datetime:
        return datetime.now(UTC).replace(tzinfo=None)  # a change to summer time must not shorten a day


tokens = EnrolmentTokenGenerator()


@transaction.atomic
def send_enrolment_link(user: User, *, base_url: str, by: Actor, reset: bool = False) -> None:
    """Send a new link; with `reset`, the former password and devices stop working at once.

    Raises ValueError when the account has no registered address. Nothing secret is returned: the link only travels
    by e-mail, to the owner.
    """
    if not user.registered_address:
        raise ValueError("no registered address")
    user.enrolment_round = User.objects.select_for_update().get(pk=user.pk).enrolment_round + 1
    if reset:
        user.set_unusable_password()
        _forget_devices(user)
    user.save(update_fields=["enrolment_round", "password"] if reset else ["enrolment_round"])
    tell(user, "enrolment_link", link=enrolment_address(user, base_url), reset=reset)
    decision = "RESET" if reset else "LINK_SENT"
    record(Entry(action=Action.ACCOUNT_RESET, actor=by, decision=decision, details={"of": str(user.pk)}))


@transaction.atomic
def send_own_link(user: User, *, base_url: str, by: Actor) -> bool:
    """Somebody who gave the right password and has no device asks for a link; False when one left too recently."""
    since = timezone.now() - BETWEEN_OWN_LINKS
    # The row's lock makes two requests at once send one link.
    User.objects.select_for_update().filter(pk=user.pk).first()
    recent = Line.objects.filter(action=Action.ACCOUNT_RESET, account=str(user.pk), at__gt=since, decision="LINK_SENT")
    if recent.exists():
        return False
    send_enrolment_link(user, base_url=base_url, by=by)
    return True


def enrolment_address(user: User, base_url: str) -> str:
    """The link itself. To show it to anyone but the owner is a leak: only the console that makes accounts may."""
    return base_url.rstrip("/") + reverse("access:enrol", args=[encode(user), tokens.make_token(user)])


def encode(user: User) -> str:
    return urlsafe_base64_encode(force_bytes(user.pk))


def user_of_link(uidb64: str, token: str) -> User | None:
    """The account that a link was sent to, or None when the link is wrong, late or used."""
    try:
        user = User.objects.filter(pk=int(urlsafe_base64_decode(uidb64)), is_active=True).first()
    except (ValueError, OverflowError):
        return None
    return user if user and tokens.check_token(user, token) else None


@transaction.atomic
def enrol(user: User, *, token: str, password: str, key: str, used_step: int) -> list[str]:
    """Set the password and the TOTP device whose code was just confirmed; returns the recovery codes, shown once.

    Uses the link up: the next one needs a new sending. Raises LinkUsed when another request was quicker.
    """
    locked = User.objects.select_for_update().get(pk=user.pk)
    if not tokens.check_token(locked, token):
        raise LinkUsed
    locked.set_password(password)
    locked.enrolment_round += 1
    locked.save(update_fields=["password", "enrolment_round"])
    _forget_devices(locked)
    TOTPDevice.objects.create(user=locked, name="Application", key=key, confirmed=True, last_t=used_step)
    device = StaticDevice.objects.create(user=locked, name="Codes de secours", confirmed=True)
    codes = [f"{secrets.token_hex(3)}-{secrets.token_hex(3)}" for _ in range(RECOVERY_CODES)]
    StaticToken.objects.bulk_create([StaticToken(device=device, token=code) for code in codes])
    tell(locked, "enrolled")
    record(Entry(action=Action.ENROLMENT, actor=Actor(account=str(locked.pk)), decision="ENROLLED"))
    return codes


def _forget_devices(user: User) -> None:
    TOTPDevice.objects.filter(user=user).delete()
    StaticDevice.objects.filter(user=user).delete()
