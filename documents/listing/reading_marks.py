"""What a professional has read, as their own lists show it. No trace: the journal is one, and these lines are not."""

from collections.abc import Sequence

from django.db import transaction

from access.reader import OpenedRecord
from access.rules import Mode
from documents.models import Document, ReadMark


def documents_read(*, reader: OpenedRecord, documents: Sequence[Document]) -> None:
    """Of documents just shown. A reading in an emergency or in a confidential session leaves no mark: lists opened
    later, where others may look on, would tell of it.
    """
    if reader.mode is Mode.NORMAL and not reader.confidential:
        reading_marks_set(professional_id=reader.professional_id, documents=documents, is_read=True)


@transaction.atomic
def reading_marks_set(*, professional_id: int, documents: Sequence[Document], is_read: bool) -> None:
    """Of documents that the professional may see now. The same twice is the same once."""
    if not is_read:
        ReadMark.objects.filter(professional_id=professional_id, document__in=documents).delete()
        return
    if not documents:
        return
    marks = [ReadMark(professional_id=professional_id, document=document) for document in documents]
    ReadMark.objects.bulk_create(marks, ignore_conflicts=True)
