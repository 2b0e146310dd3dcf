"""What a professional has read, as their own lists show it. No trace: the journal is one, and these lines are not."""

from collections.abc import Sequence

from django.db import transaction

from access.reader import OpenedRecord
from access.rules import Mode
from documents.models import Document, ReadMark


def leaves_marks(reader: OpenedRecord) -> bool:
    """Neither an emergency nor a confidential session changes any mark, of itself or by hand.

    A mark is seen by its reader alone, but on a screen: in a list opened later, beside a parent, a document that came
    after the visit that this list names, and is read already, would tell of another visit (AR 11.4).
    """
    return reader.mode is Mode.NORMAL and not reader.confidential


def documents_read(*, reader: OpenedRecord, documents: Sequence[Document]) -> None:
    """Of documents just shown, where a reading leaves a mark."""
    if leaves_marks(reader):
        reading_marks_set(professional_id=reader.professional_id, documents=documents, is_read=True)


@transaction.atomic(savepoint=False)
def reading_marks_set(*, professional_id: int, documents: Sequence[Document], is_read: bool) -> None:
    """Of documents that the professional may see now. The same twice is the same once."""
    if not is_read:
        ReadMark.objects.filter(professional_id=professional_id, document__in=documents).delete()
        return
    if not documents:
        return
    marks = [ReadMark(professional_id=professional_id, document=document) for document in documents]
    ReadMark.objects.bulk_create(marks, ignore_conflicts=True)
