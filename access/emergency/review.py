"""Emergency accesses of a structure and their review by its référent (PS S37). No content, no title, no name."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import Count, OuterRef, QuerySet, Subquery
from django.db.models.functions import Coalesce

from access.models import EmergencyReview, Practice, RecordAccess
from access.rules import Mode
from journal.models import Action, Line
from journal.services import Actor, Entry, record

TO_EXAMINE = "to_examine"
# What shows the content of a document: a list does not.
READINGS = (
    Action.DOCUMENT_READ,
    Action.EXTRACT_READ,
    Action.FILE_READ,
    Action.DOCUMENT_DOWNLOADED,
    Action.DOCUMENT_PRINTED,
)


def emergencies_of(practice: Practice, *, state: str = "") -> QuerySet[RecordAccess]:
    """Emergencies of the structure of a practice, newest first, each with `read`: how many documents were opened."""
    found = RecordAccess.objects.filter(practice__structure=practice.structure_id).exclude(mode=Mode.NORMAL)
    if state == TO_EXAMINE:
        found = found.filter(review__isnull=True)
    elif state:
        found = found.filter(review__verdict=state)
    lines = Line.objects.filter(record=OuterRef("record__uuid"), record_access=OuterRef("uuid"), granted=True)
    read = lines.filter(action__in=READINGS).values("record_access").annotate(n=Count("document", distinct=True))
    return (
        found.annotate(read=Coalesce(Subquery(read.values("n")), 0))
        .select_related("practice__professional", "practice__profession", "record__patient", "review__reviewed_by")
        .order_by("-opened_at", "-pk")
    )


def emergency_of(practice: Practice, uuid: UUID) -> RecordAccess | None:
    """One emergency of the structure of a practice, or None."""
    return emergencies_of(practice).filter(uuid=uuid).first()


@dataclass(frozen=True, slots=True)
class EmergencyRow:
    """One emergency in words: of the patient, initials and year of birth only."""

    access: RecordAccess
    practice: Practice
    now: datetime

    @property
    def who(self) -> str:
        return self.access.practice.professional.full_name

    @property
    def profession(self) -> str:
        return self.access.practice.profession.label

    @property
    def patient(self) -> str:
        patient = self.access.record.patient
        return f"{patient.first_given_name[:1]}. {patient.birth_name[:1]}., {patient.birth_date:%Y}".upper()

    @property
    def mode(self) -> str:
        return "Urgence" if self.access.mode == Mode.BRIS_DE_GLACE else "Régulation"

    @property
    def read(self) -> int:
        row: Any = self.access
        return int(row.read)

    @property
    def is_open(self) -> bool:
        return self.access.ended_at is None and self.access.expires_at > self.now

    @property
    def duration(self) -> str:
        end = self.access.ended_at or min(self.access.expires_at, self.now)
        minutes = max(1, round((end - self.access.opened_at) / timedelta(minutes=1)))
        return f"{minutes // 60} h {minutes % 60:02d}" if minutes >= 60 else f"{minutes} min"

    @property
    def review(self) -> EmergencyReview | None:
        return getattr(self.access, "review", None)

    @property
    def state(self) -> tuple[str, str]:
        """Word and kind of mark."""
        if self.review is None:
            return "À examiner", "warn"
        kind = "ok" if self.review.verdict == EmergencyReview.Verdict.JUSTIFIED else "danger"
        return EmergencyReview.Verdict(self.review.verdict).label, kind

    @property
    def is_own(self) -> bool:
        return self.access.practice.professional_id == self.practice.professional_id


@transaction.atomic
def emergency_review(
    *, access: RecordAccess, practice: Practice, verdict: str, comment: str, by: Actor, now: datetime
) -> EmergencyReview:
    """Write what the référent thinks, or thinks now. The comment stays out of the journal.

    Nobody reviews an access of their own: raises ValueError.
    """
    if access.practice.professional_id == practice.professional_id:
        raise ValueError("nobody reviews an access of their own")
    RecordAccess.objects.select_for_update(no_key=True).get(pk=access.pk)
    values = {"verdict": verdict, "comment": comment, "reviewed_by": practice.professional, "reviewed_at": now}
    review, _ = EmergencyReview.objects.update_or_create(record_access=access, defaults=values)
    entry = Entry(
        action=Action.EMERGENCY_REVIEWED,
        actor=by,
        record=access.record.uuid,
        record_access=access.uuid,
        mode=access.mode,
        decision=verdict.upper(),
    )
    record(entry, at=now)
    return review
