"""The reminder of duties: read at the first sign-in of a professional, then every 180 days (PS S03, AR 13.8)."""

from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction

from access.models import User
from journal.models import Action
from journal.services import Actor, Entry, record


def due(user: User, now: datetime) -> bool:
    """For professionals alone: patients and administrators consult nothing."""
    if user.professional_id is None:
        return False
    return user.duties_read_at is None or user.duties_read_at + timedelta(days=settings.DUTIES_DAYS) <= now


@transaction.atomic
def acknowledge(user: User, *, by: Actor, now: datetime) -> None:
    """« J’ai compris »: read again before it is due, or sent twice, it is not written a second time."""
    fresh = User.objects.select_for_update(no_key=True).get(pk=user.pk)
    if not due(fresh, now):
        return
    User.objects.filter(pk=user.pk).update(duties_read_at=now)
    record(Entry(action=Action.DUTIES_ACKNOWLEDGED, actor=by), at=now)
