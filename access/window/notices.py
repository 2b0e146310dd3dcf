"""What a patient, or a representative, was told: their own notices, and nobody else's."""

from datetime import datetime

from django.db.models import QuerySet

from access.models import Notice, User
from access.window.holding import Holding


def notices_of(user: User, holding: Holding) -> QuerySet[Notice]:
    """Newest first. A representative's are written for them: of confidential care they are never told (AR 11.8)."""
    mine = {"representative": user.representative_id} if holding.is_representative else {"patient": holding.patient.pk}
    return Notice.objects.filter(**mine).order_by("-at", "-pk")


def notices_seen(user: User, holding: Holding, *, now: datetime) -> None:
    """Mark as read what was told until now."""
    notices_of(user, holding).filter(read_at=None, at__lte=now).update(read_at=now)
