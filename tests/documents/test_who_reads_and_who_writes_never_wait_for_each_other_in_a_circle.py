"""Real transactions: each of two acts at once holds what the other one will ask for, and both are done."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from io import StringIO
from threading import Event
from time import sleep
from typing import Any

import pytest
from django.core.management import call_command
from django.db import connection, connections, transaction
from django.utils import timezone

from access.models import Practice, RecordAccess
from access.models.vocabulary import Category
from access.reader import Holder
from documents.lifecycle import visibility
from documents.lifecycle.rules import Change
from documents.listing.reading_marks import reading_marks_set
from documents.models import Document, ReadMark
from journal.models import Action
from journal.services import Actor, Entry, record
from patients import services
from patients.models import SharedRecord
from tests.access.consenting import acting, opened
from tests.factories.documents import DocumentFactory

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.real_transactions]
SECONDS = 20
WAITING = "SELECT count(*) FROM pg_locks WHERE NOT granted"


def at_once(*acts: Callable[[], object]) -> None:
    """Raises what either of them raises."""

    def make(act: Callable[[], object]) -> None:
        try:
            act()
        finally:
            connections.close_all()

    with ThreadPoolExecutor(len(acts)) as pool:
        for done in [pool.submit(make, act) for act in acts]:
            done.result(timeout=3 * SECONDS)


@pytest.fixture
def document() -> Document:
    """In a record that has a history."""
    found: Document = DocumentFactory()
    record(entry(found))
    return found


def entry(document: Document) -> Entry:
    return Entry(action=Action.DOCUMENT_READ, actor=Actor(account="1"), record=document.patient.record.uuid)


def mask(document: Document) -> None:
    visibility.visibility_change(
        reader=Holder(patient_id=document.patient_id),
        uuid=document.uuid,
        change=Change.MASK,
        shown_version=document.metadata_version,
        entry=entry(document),
        now=timezone.now(),
    )


def test_a_document_is_masked_while_somebody_reads_it(
    document: Document, doctor: Practice, monkeypatch: pytest.MonkeyPatch
) -> None:
    changed, written = Event(), Event()
    write = visibility.write_states

    def write_then_wait(*args: Any, **values: Any) -> None:
        write(*args, **values)
        changed.set()
        written.wait(SECONDS)

    def read() -> None:
        changed.wait(SECONDS)
        with transaction.atomic():
            reading_marks_set(professional_id=doctor.professional_id, documents=[document], is_read=True)
            record(entry(document))
            written.set()

    monkeypatch.setattr(visibility, "write_states", write_then_wait)
    at_once(lambda: mask(document), read)

    assert Document.objects.get().masked
    assert ReadMark.objects.exists()


def test_a_record_is_closed_while_somebody_opens_it(
    document: Document, doctor: Practice, monkeypatch: pytest.MonkeyPatch
) -> None:
    acting(doctor)
    closed, journalled = Event(), Event()
    tell = services._tell_record

    def wait_then_tell(*args: Any) -> None:
        closed.set()
        journalled.wait(SECONDS)
        tell(*args)

    def close() -> None:
        services.record_close(
            patient=document.patient, on=timezone.localdate(), reason="patient", detail="", by=Actor(account="2")
        )

    def come_in() -> None:
        closed.wait(SECONDS)
        with transaction.atomic():
            opened(document.patient, doctor)
            journalled.set()

    monkeypatch.setattr(services, "_tell_record", wait_then_tell)
    at_once(close, come_in)

    assert SharedRecord.objects.get().closed_on
    assert RecordAccess.objects.exists()


def test_a_document_is_masked_while_it_is_drawn_again(document: Document, monkeypatch: pytest.MonkeyPatch) -> None:
    Document.objects.update(category=Category.LABORATORY, is_partial=True)  # its file says otherwise
    held = Event()
    write = visibility.write_states

    def wait_then_write(*args: Any, **values: Any) -> None:
        held.set()
        with connection.cursor() as cursor:
            for _ in range(20 * SECONDS):
                cursor.execute(WAITING)
                if cursor.fetchone()[0]:
                    break
                sleep(0.05)
        write(*args, **values)

    def draw() -> None:
        held.wait(SECONDS)
        call_command("draw_statements", stdout=StringIO(), stderr=StringIO())

    monkeypatch.setattr(visibility, "write_states", wait_then_write)
    at_once(lambda: mask(document), draw)

    found = Document.objects.get()
    assert found.masked
    assert not found.is_partial
