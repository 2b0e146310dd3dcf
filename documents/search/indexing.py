"""Writing the passages of a document: with it, in its transaction, and again when its index is made anew."""

from collections.abc import Callable

from django.db import transaction

from documents.models import Document, DocumentAuthor, Passage
from documents.reading import Unavailable, parsed
from documents.search.passages import Text, entry_of, text_of
from documents.search.query import UNSEEN
from patients.services import lock_record

HEADING = 300


def passages_write(document: Document, authors: list[DocumentAuthor], text: Text | None) -> None:
    """The rows of a document that has none, and how much of its text they hold: nothing is said of one not read."""
    drawn = [*entry_of(document, authors), *(text.passages if text else ())]
    Passage.objects.bulk_create(
        Passage(
            document=document,
            rank=rank,
            kind=one.kind,
            place=one.place[:40],
            attachment=one.attachment,
            heading=UNSEEN.sub("", one.heading)[:HEADING],
            text=one.text,
        )
        for rank, one in enumerate(drawn)
    )
    document.indexed = text.indexed if text else ""
    Document.objects.filter(pk=document.pk).update(indexed=document.indexed)


def documents_index(*, everything: bool = False, progress: Callable[[], object] = lambda: None) -> tuple[int, int]:
    """Index again what lacks it, or `everything`. Returns how many were, and how many could not be read.

    Those stay without an index of their text, to be tried again; what their entry says is found meanwhile.
    """
    done = unreadable = 0
    for key in documents_to_index(everything=everything):
        read = _index(Document.objects.select_related("content", "document_type").get(pk=key))
        done, unreadable = done + read, unreadable + (not read)
        progress()
    return done, unreadable


def documents_to_index(*, everything: bool = False) -> list[int]:
    found = Document.objects.order_by("pk")
    return list((found if everything else found.filter(indexed="")).values_list("pk", flat=True))


def _index(document: Document) -> bool:
    try:
        text = text_of(parsed(document))
    except Unavailable:
        text = None
    with transaction.atomic():
        lock_record(document.patient_id)  # two runs at once follow one another
        Passage.objects.filter(document=document).delete()
        passages_write(document, list(document.authors.all()), text)
    return text is not None
