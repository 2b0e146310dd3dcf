"""Pages of documents, in one statement each."""

from typing import Any
from uuid import UUID

from django.db.models import Count, QuerySet, Window

from documents.models import Document

PAGE_SIZE = 50


def page_of(matching: QuerySet[Document], page: int) -> tuple[list[Document], int, int]:
    """The rows of a page and the total, in one statement; a page past the end becomes the first one."""
    rows = matching.annotate(total=Window(Count("pk")))
    found: list[Any] = list(rows[(page - 1) * PAGE_SIZE : page * PAGE_SIZE])
    if not found and page > 1:
        return page_of(matching, 1)
    return found, (found[0].total if found else 0), page


def page_number(text: str | None) -> int:
    """Page asked for; the first one when that is no number."""
    return max(1, int(text)) if text and text.isdecimal() and len(text) <= 6 else 1


def document_held(text: str | None) -> UUID | None:
    """Document whose page is asked for; none when that is no identifier."""
    try:
        return UUID(text) if text else None
    except ValueError:
        return None
