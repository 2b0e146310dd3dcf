"""All versions of a document, and what was already done with them towards the patient (AR 8.4)."""

from collections.abc import Iterable
from datetime import datetime

from django.db.models import Min, Q

from documents.models import Document, MetadataVersion
from documents.selectors import same_set


def family_of(documents: Iterable[Document]) -> Q:
    """All versions: same set by the same hand, or joined by the chain of replacements, walked one after the other."""
    keys = {one.pk for one in documents}
    while True:
        near = Q(pk__in=keys) | Q(replaces__in=keys) | Q(replaced_by__in=keys)
        known = list(Document.objects.filter(pk__in=keys))
        for named in known:
            near |= same_set(named) if named.set_id else Q()
        patients = {one.patient_id for one in known}
        found = set(Document.objects.filter(near, patient_id__in=patients).values_list("pk", flat=True))
        if found <= keys:
            return Q(pk__in=keys)
        keys |= found


def was_shown_again(family: Q) -> bool:
    """A version was hidden from the patient and then shown, by somebody or after one month: their wait has ended."""
    versions = MetadataVersion.objects.filter(
        document__in=Document.objects.filter(family), to_state__hidden_from_patient_since=None
    )
    return versions.exclude(from_state__hidden_from_patient_since=None).exists()


def hidden_since(family: Q) -> datetime | None:
    """When the wait of the versions that are hidden from the patient began; one month is counted from there."""
    found: datetime | None = Document.objects.filter(family).aggregate(since=Min("hidden_from_patient_since"))["since"]
    return found
