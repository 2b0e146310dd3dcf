"""Real transactions, real threads: documents that two runs index at once bear one index, and neither run stops."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import Any

import pytest
from django.db import connections

from documents.models import Document, Indexed, Passage
from documents.search import indexing
from tests.factories.documents import DocumentFactory

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.real_transactions]


def test_two_runs_at_once_write_one_index(monkeypatch: pytest.MonkeyPatch) -> None:
    document, both = DocumentFactory(), Barrier(2)
    read = indexing.text_of

    def read_by_both(*args: Any) -> Any:
        both.wait(timeout=60)
        return read(*args)

    def run(_: int) -> tuple[int, int]:
        try:
            return indexing.documents_index()
        finally:
            connections.close_all()

    monkeypatch.setattr(indexing, "text_of", read_by_both)
    with ThreadPoolExecutor(2) as pool:
        assert list(pool.map(run, range(2))) == [(1, 0), (1, 0)]

    ranks = list(Passage.objects.filter(document=document).values_list("rank", flat=True))
    assert ranks == list(range(len(ranks)))
    assert Document.objects.get().indexed == Indexed.WHOLE
