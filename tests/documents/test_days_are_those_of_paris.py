"""A moment is told by its day in Paris: shortly before midnight of the universal time, it is the next day already."""

from datetime import UTC, date, datetime
from uuid import uuid4

import pytest

from documents.listing.filters import ListFilters
from documents.listing.folding import Folded
from documents.listing.presenters import ListPage
from documents.listing.selectors import DocumentList
from documents.models import Availability, Document
from documents.presenters.reading import ReadingPage
from documents.reading.neighbours import Neighbours
from documents.selection.archive import _row
from tests.factories.documents import DocumentFactory

pytestmark = pytest.mark.django_db
EVE = datetime(2025, 12, 31, 23, 30, tzinfo=UTC)


def test_the_previous_visit() -> None:
    found = DocumentList(
        rows=[],
        total=0,
        total_rows=0,
        page=1,
        page_size=50,
        group_counts=Folded([], {}).counts(),
        in_period=[],
        period="tout",
        widened=False,
        restrictions=[],
        since=EVE,
    )

    assert "depuis votre visite du 01/01/2026" in ListPage(found, ListFilters(), uuid4()).context_line


def test_an_old_version() -> None:
    old: Document = DocumentFactory(availability=Availability.DEPRECATED)
    old.created_at = EVE
    page = ReadingPage(DocumentFactory.build(), uuid4(), neighbours=Neighbours(versions=[old]))

    assert [words for _, words in page.older_links] == ["version 1 du 01/01/2026"]


def test_the_deposit_of_a_document_taken_away() -> None:
    document: Document = DocumentFactory.build(act_on=date(2025, 12, 30), deposited_at=EVE)

    assert _row("01.xml", document, b"", "")[3:5] == ["2025-12-30", "2026-01-01"]
