"""First factor in the journal, whichever way it went; notices to owners about what concerns their account."""

from datetime import timedelta
from typing import Any

from axes.handlers.proxy import AxesProxyHandler
from django.contrib.auth.signals import user_logged_in, user_login_failed
from django.db.models.signals import pre_save
from django.dispatch import receiver
from django.http import HttpRequest
from django.utils import timezone

from access.models import Professional, User
from access.sign_in import sessions
from access.sign_in.notices import tell, tell_address
from access.window.accounts import account_of
from journal.models import Action, Line
from journal.services import Actor, Entry, record
from patients.models import Patient, Representative

FAILURES_TOLD = 10  # in a day, from any address: one address alone is locked out long before


@receiver(user_logged_in)
def password_accepted(sender: Any, request: HttpRequest, user: User, **kwargs: Any) -> None:
    sessions.start(request.session)
    by = Actor(account=str(user.pk), session=sessions.reference(request.session))
    record(Entry(action=Action.SIGN_IN, actor=by, decision="PASSWORD"))


@receiver(user_login_failed)
def password_refused(sender: Any, credentials: dict[str, Any], request: HttpRequest, **kwargs: Any) -> None:
    """The account's number when the name exists, else nothing: what was typed may be anything, even a password."""
    # Asked before axes counts this failure: the password was not even looked at if the lock was already on.
    locked = not AxesProxyHandler.is_allowed(request, credentials)
    user = User.objects.filter(username=str(credentials.get("username", ""))[:150].replace("\x00", "")).first()
    by = Actor(account=str(user.pk) if user else "")
    decision = "LOCKED_OUT" if locked else "PASSWORD_REFUSED"
    record(Entry(action=Action.SIGN_IN, actor=by, granted=False, decision=decision))
    if user is not None and _failures_of_a_day(by) == FAILURES_TOLD:
        tell(user, "passwords_failing")


def _failures_of_a_day(by: Actor) -> int:
    since = timezone.now() - timedelta(days=1)
    return Line.objects.filter(action=Action.SIGN_IN, account=by.account, at__gt=since, granted=False).count()


@receiver(pre_save, sender=Professional)
def registered_address_changes(sender: Any, instance: Professional, raw: bool, **kwargs: Any) -> None:
    """Whoever changes the address could then have a link sent to it: the former address is told."""
    if raw or instance.pk is None:
        return
    former = Professional.objects.filter(pk=instance.pk).exclude(email=instance.email).values_list("email", flat=True)
    if User.objects.filter(professional=instance.pk).exists():
        tell_address(former.first() or "", "address_changed")


@receiver(pre_save, sender=Patient)
@receiver(pre_save, sender=Representative)
def holder_address_changes(sender: Any, instance: Any, raw: bool, update_fields: Any, **kwargs: Any) -> None:
    """As for professionals: a link sent to the new address would open the record."""
    if raw or instance.pk is None or (update_fields and "email" not in update_fields):
        return
    former = sender.objects.filter(pk=instance.pk).exclude(email=instance.email).values_list("email", flat=True).first()
    if former and account_of(instance) is not None:
        tell_address(former, "address_changed")


@receiver(pre_save, sender=User)
def administrator_address_changes(sender: Any, instance: User, raw: bool, update_fields: Any, **kwargs: Any) -> None:
    if raw or instance.pk is None or not instance.is_staff or (update_fields and "email" not in update_fields):
        return
    former = User.objects.filter(pk=instance.pk).exclude(email=instance.email).values_list("email", flat=True)
    tell_address(former.first() or "", "address_changed")
