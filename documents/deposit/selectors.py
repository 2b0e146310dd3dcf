"""Reading what a deposit depends on. Selectors never write."""

from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import Max, Q

from access.models import Practice
from access.reader import Reader
from documents.models import Concept, DepositDraft, Document

RECENT_TYPES = 5


def draft_of(practice: Practice, uuid: UUID, *, now: datetime) -> DepositDraft | None:
    """One's own draft, while it lasts; somebody else's is as good as none."""
    return (
        DepositDraft.objects.filter(uuid=uuid, practice=practice, expires_at__gt=now)
        .select_related("patient__record", "record_access", "replaces", "submission_set")
        .first()
    )


def recent_types(professional_id: int) -> list[int]:
    """Primary keys of the types that this professional deposited last, newest first."""
    used = Document.objects.filter(depositor_id=professional_id).values("document_type_id")
    newest = used.annotate(last=Max("deposited_at")).order_by("-last")[:RECENT_TYPES]
    return [row["document_type_id"] for row in newest]


def care_settings() -> list[tuple[str, Any]]:
    """Settings in which professionals act (JDV_J04): neither the patient's own words nor an insurer's."""
    found = Concept.objects.filter(kind=Concept.Kind.PRACTICE_SETTING).exclude(code__in=("EXP_PATIENT", "SNR", "AMO"))
    return list(found.values_list("code", "label"))


def same_files(reader: Reader, patient_id: int, digests: list[str]) -> dict[str, Document]:
    """Documents of the patient made of these very files, by digest: those that the reader may see, and no other."""
    same = Q(source_digest__in=digests) | Q(content_id__in=digests)
    found = Document.objects.visible_to(reader).filter(same, patient_id=patient_id).order_by("pk")
    return {d.content_id if d.content_id in digests else d.source_digest: d for d in found}


def deposited_with(draft: DepositDraft) -> list[Document]:
    """What came of a draft: the depositor's own documents, deleted ones left out."""
    if draft.submission_set is None:
        return []
    found = draft.submission_set.documents.filter(depositor_id=draft.practice.professional_id)
    return list(found.exclude(availability="deleted").select_related("content").order_by("pk"))
