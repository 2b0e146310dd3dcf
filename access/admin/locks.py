"""Accounts locked after too many wrong passwords, and how to open them again before the delay."""

from datetime import datetime, timedelta
from typing import Any

from axes.helpers import get_cool_off
from axes.models import AccessAttempt
from django.conf import settings
from django.contrib import admin, messages
from django.db.models import OuterRef, QuerySet, Subquery, Sum
from django.http import HttpRequest
from django.utils import timezone

from access.admin.readonly import ReadOnlyAdmin
from access.models import User
from journal.models import Action
from journal.services import Entry, record


@admin.register(AccessAttempt)
class LockedAccountAdmin(ReadOnlyAdmin):
    """Locks in force, on accounts that exist.

    A name that is no account is never shown: what was typed may be anything, a password or a patient's name.
    """

    list_display = ["account", "ip_address", "failed", "locked_until"]
    list_display_links = None
    ordering = ["-attempt_time"]
    actions = ["unlock"]

    def get_queryset(self, request: HttpRequest) -> QuerySet[AccessAttempt]:
        """As axes counts: every attempt on a name from an address, whatever the browser."""
        account = User.objects.filter(username=OuterRef("username")).values("pk")[:1]
        same = AccessAttempt.objects.filter(username=OuterRef("username"), ip_address=OuterRef("ip_address"))
        recent = same.filter(attempt_time__gt=_since()).order_by().values("username")
        return (
            super()
            .get_queryset(request)
            .annotate(account_pk=Subquery(account))
            .annotate(failures=Subquery(recent.annotate(total=Sum("failures_since_start")).values("total")))
            .filter(account_pk__isnull=False, failures__gte=settings.AXES_FAILURE_LIMIT, attempt_time__gt=_since())
        )

    def get_urls(self) -> list[Any]:
        """The list and nothing else: a line's own page would show the request as it was sent."""
        return [url for url in super().get_urls() if url.name == "axes_accessattempt_changelist"]

    def changelist_view(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> Any:
        return super().changelist_view(request, {"title": "Comptes verrouillés", **(extra_context or {})})

    def has_unlock_permission(self, request: HttpRequest) -> bool:
        return request.user.has_perm("access.change_user")

    @admin.action(permissions=["unlock"], description="Déverrouiller les comptes sélectionnés")
    def unlock(self, request: HttpRequest, queryset: QuerySet[AccessAttempt]) -> None:
        locked = {(attempt.username, attempt.ip_address): attempt.account_pk for attempt in queryset}
        for username, address in locked:
            AccessAttempt.objects.filter(username=username, ip_address=address).delete()
        accounts = sorted(set(locked.values()))
        for account in accounts:
            details = {"of": str(account)}
            record(Entry(action=Action.ACCOUNT_RESET, actor=request.actor, decision="UNLOCKED", details=details))
        self.message_user(request, f"Comptes déverrouillés : {len(accounts)}.", messages.SUCCESS)

    @admin.display(description="compte", ordering="username")
    def account(self, attempt: AccessAttempt) -> str:
        return attempt.username or ""

    @admin.display(description="essais manqués")
    def failed(self, attempt: Any) -> int:
        return attempt.failures

    @admin.display(description="verrouillé jusqu’à", ordering="attempt_time")
    def locked_until(self, attempt: AccessAttempt) -> Any:
        return attempt.attempt_time + _delay()


def _delay() -> timedelta:
    return get_cool_off() or timedelta.max


def _since() -> datetime:
    return timezone.now() - _delay()
