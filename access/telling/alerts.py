"""A professional's own alerts (PS S29): what they are told of, how often by e-mail, and what is still unread."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.db.models import CharField, Exists, OuterRef, QuerySet, Value
from django.db.models.functions import Cast, Concat

from access.models import AlertPreference, Authorisation, Notice, Professional
from access.telling.notices import ALWAYS_SENT, default_frequency, next_due, tell
from patients.models import Patient, SharedRecord

Frequency, Kind = AlertPreference.Frequency, Notice.Kind
# In the order of the page.
KINDS = (
    Kind.EMERGENCY,
    Kind.REGULATION,
    Kind.DOCUMENT_ADDED,
    Kind.ACCESS_SOON_EXPIRED,
    Kind.ACCESS_ENDED,
    Kind.TREATING_DOCTOR_DECLARED,
    Kind.TREATING_DOCTOR_ENDED,
)


def frequencies(professional: Professional) -> dict[str, str]:
    """What this professional gets by e-mail, by kind: their choice, else the default."""
    chosen = dict(AlertPreference.objects.filter(professional=professional).values_list("kind", "frequency"))
    return {kind.value: chosen.get(kind, default_frequency(kind)) for kind in KINDS}


@transaction.atomic
def frequencies_set(professional: Professional, wanted: Mapping[str, str], *, now: datetime) -> None:
    """Save the choices; messages that wait already follow them. What was not to be sent is not sent after all."""
    for kind, frequency in wanted.items():
        if frequency == Frequency.NEVER and kind in ALWAYS_SENT:
            raise ValueError("the law wants this one told")
        AlertPreference.objects.update_or_create(
            professional=professional, kind=kind, defaults={"frequency": frequency}
        )
        waiting = Notice.objects.filter(professional=professional, kind=kind, sent_at=None, attempts=0)
        waiting.exclude(due_at=None).update(due_at=next_due(Frequency(frequency), now))


def notices_of(professional: Professional) -> QuerySet[Notice]:
    """Everything this professional was told, newest first."""
    return Notice.objects.filter(professional=professional).order_by("-at", "-pk")


def unread_count(professional: Professional) -> int:
    return Notice.objects.filter(professional=professional, read_at=None).count()


def patients_of(notices: list[Notice]) -> dict[UUID, Patient]:
    """Whose records these notices speak of: for the portal alone, never for an e-mail."""
    wanted = {notice.record for notice in notices if notice.record}
    return {r.uuid: r.patient for r in SharedRecord.objects.filter(uuid__in=wanted).select_related("patient")}


def notices_read(professional: Professional, *, now: datetime) -> None:
    """Mark as read what was told until now."""
    Notice.objects.filter(professional=professional, read_at=None, at__lte=now).update(read_at=now)


def address_state(professional: Professional) -> tuple[datetime | None, str]:
    """When the address last took a message, and what is wrong with the last one, if anything."""
    last = Notice.objects.filter(professional=professional, attempts__gt=0).order_by("-attempted_at").first()
    sent = Notice.objects.filter(professional=professional, sent_at__isnull=False).order_by("-sent_at").first()
    return (sent.sent_at if sent else None), (last.problem if last and last.due_at else "")


def alert_test(professional: Professional, *, now: datetime) -> None:
    """Put a test message in the outbox, unless one waits there already; asked twice within a minute, it leaves once."""
    if Notice.objects.filter(professional=professional, kind=Kind.TEST, sent_at=None).exists():
        return
    tell(Kind.TEST, professional, key=now.strftime("%Y%m%d%H%M"), at=now)


def soon_expired(now: datetime) -> QuerySet[Authorisation]:
    """Team authorisations that end within the time of renewal, whose professional was not told yet."""
    key = Concat(
        Value(f"{Kind.ACCESS_SOON_EXPIRED}:professional:"),
        Cast(OuterRef("practice__professional_id"), CharField()),
        Value(":"),
        Cast(OuterRef("pk"), CharField()),
    )
    within = (now, now + timedelta(days=settings.AUTHORISATION_RENEWAL_DAYS))
    return Authorisation.objects.filter(ended_at=None, until__gt=within[0], until__lte=within[1]).exclude(
        Exists(Notice.objects.filter(key=key))
    )


def soon_expired_tell(now: datetime) -> int:
    """Tell each professional once per authorisation; returns how many were told."""
    told = 0
    for authorisation in soon_expired(now).select_related("practice__professional", "patient__record"):
        with transaction.atomic():
            tell(
                Kind.ACCESS_SOON_EXPIRED,
                authorisation.practice.professional,
                key=str(authorisation.pk),
                at=now,
                record=authorisation.patient.record.uuid,
                until=authorisation.until.isoformat() if authorisation.until else "",
            )
        told += 1
    return told
