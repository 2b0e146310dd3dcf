"""Telling people of what was done: a row of the outbox in the transaction of the effect, delivered later (AR 13.7).

`run_due_tasks` sends; this module only writes. Nothing here says what a document is about.
"""

from datetime import datetime, time, timedelta
from typing import Any
from uuid import UUID

from django.db.models import Q
from django.utils import timezone

from access.models import AlertPreference, Notice, Professional, TreatingDoctor
from patients.models import Patient, Representative

Recipient = Patient | Representative | Professional


def tell(
    kind: Notice.Kind,
    to: Recipient,
    *,
    key: str,
    at: datetime,
    record: UUID | None = None,
    actor_words: str = "",
    by_email: bool = True,
    **details: object,
) -> None:
    """Write one notice, inside the caller's transaction. `key` names the event: told again, it changes nothing."""
    field = {Patient: "patient", Representative: "representative", Professional: "professional"}[type(to)]
    notice = Notice(
        key=f"{kind}:{field}:{to.pk}:{key}",
        kind=kind,
        record=record,
        actor_words=actor_words[:300],
        details=details,
        at=at,
        due_at=_due_at(kind, to, at) if by_email else None,
        **{field: to},
    )
    Notice.objects.bulk_create([notice], ignore_conflicts=True)


def tell_patient(
    kind: Notice.Kind,
    patient: Patient,
    *,
    key: str,
    at: datetime,
    actor_words: str = "",
    confidential: bool = False,
    **details: object,
) -> None:
    """Tell the patient, and the representatives of a minor.

    Of confidential care the minor alone is told, in the portal: the address of a minor is often that of the parents
    (AR 11.8).
    """
    record = patient.record_uuid
    told: dict[str, Any] = {"key": key, "at": at, "record": record, "actor_words": actor_words, **details}
    tell(kind, patient, by_email=not confidential, **told)
    if not confidential:
        for representative in representatives_of(patient, at):
            tell(kind, representative, **told)


def representatives_of(patient: Patient, at: datetime) -> list[Representative]:
    """Who acts for this patient today: of a person of age, those who protect an adult only (AR 11.9)."""
    today = timezone.localdate(at)
    found = patient.representatives.filter(Q(until__isnull=True) | Q(until__gt=today))
    found = found.filter(Q(since__isnull=True) | Q(since__lte=today))
    return list(found if patient.is_minor_on(today) else found.filter(protects_adult=True))


def _due_at(kind: Notice.Kind, to: Recipient, at: datetime) -> datetime | None:
    """When an e-mail is due: at once for patients who gave an address; for professionals, as they asked."""
    if not to.email:
        return None
    return next_due(frequency_of(to, kind), at) if isinstance(to, Professional) else at


# Of these a professional hears by e-mail without having asked, and may not refuse: the law wants them told (AR 10.10).
ALWAYS_SENT = frozenset({Notice.Kind.EMERGENCY, Notice.Kind.REGULATION, Notice.Kind.TEST})


def frequency_of(professional: Professional, kind: Notice.Kind) -> AlertPreference.Frequency:
    wanted = AlertPreference.objects.filter(professional=professional, kind=kind).first()
    return AlertPreference.Frequency(wanted.frequency) if wanted else default_frequency(kind)


def default_frequency(kind: str) -> AlertPreference.Frequency:
    return AlertPreference.Frequency.AT_ONCE if kind in ALWAYS_SENT else AlertPreference.Frequency.NEVER


SENT_AT = time(7)  # local time of the daily and weekly messages


def next_due(frequency: AlertPreference.Frequency, at: datetime) -> datetime | None:
    """When what happened at `at` is sent: now, the next 7 h, the next Monday at 7 h, or never."""
    if frequency == AlertPreference.Frequency.NEVER:
        return None
    if frequency == AlertPreference.Frequency.AT_ONCE:
        return at
    day = timezone.localdate(at)
    while True:
        due = timezone.make_aware(datetime.combine(day, SENT_AT))
        if due > at and (frequency == AlertPreference.Frequency.DAILY or day.weekday() == 0):
            return due
        day += timedelta(days=1)


def treating_doctor_of(patient: Patient) -> Professional | None:
    """The médecin traitant in office: whoever only declared to be so is told nothing of others' acts (ADR 0010)."""
    roles = TreatingDoctor.objects.filter(patient=patient, ended_at__isnull=True, confirmed_at__isnull=False)
    role = roles.select_related("professional").first()
    return role.professional if role else None
