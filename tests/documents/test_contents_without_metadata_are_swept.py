"""After an hour nothing is left that no document refers to; a deposit in flight loses nothing, whatever the clock."""

import os
import threading
from collections.abc import Callable, Iterator
from datetime import timedelta
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest
from django.core.files.storage import storages
from django.db import connections, transaction
from django.utils import timezone

from documents import storage
from documents.contents import content_keep, content_store
from documents.models import Content
from documents.sweep import sweep_contents
from tests.factories.documents import DocumentFactory, stored_content

DATA = b"bytes that no document has"
KEY = sha256(DATA).hexdigest()
HOURS_LATER = timedelta(hours=2)


@pytest.fixture
def folder(settings: Any, tmp_path: Path) -> Iterator[Path]:
    backend = "documents.storage.DurableFileSystemStorage"
    settings.STORAGES = settings.STORAGES | {"contents": {"BACKEND": backend, "OPTIONS": {"location": str(tmp_path)}}}
    storages._storages.pop("contents", None)
    yield tmp_path
    storages._storages.pop("contents", None)


def files(folder: Path) -> set[str]:
    return {p.name for p in folder.rglob("*") if p.is_file()}


@pytest.mark.django_db
def test_given_an_hour_when_swept_then_files_and_rows_without_a_document_are_gone_and_the_rest_stays(
    folder: Path,
) -> None:
    kept = DocumentFactory().content
    storage.write(KEY, DATA)
    unused = stored_content(b"a row that nothing refers to")
    partial = folder / KEY[:2] / f".{KEY}.123.0a1b2c3d"
    partial.write_bytes(b"half")
    (folder / KEY[:2] / "not-ours.txt").write_bytes(b"x")

    early = sweep_contents(timezone.now())
    said = sweep_contents(timezone.now() + HOURS_LATER, dry_run=True)
    untouched = files(folder)
    swept = sweep_contents(timezone.now() + HOURS_LATER)

    assert (early.rows, early.files, early.partial, early.missing) == (0, 0, 0, [])
    assert (said.rows, said.files, said.partial) == (1, 1, 1)
    assert untouched == {kept.sha256, KEY, unused.sha256, partial.name, "not-ours.txt"}
    assert (swept.rows, swept.files, swept.partial, swept.missing) == (1, 2, 1, [])
    assert files(folder) == {kept.sha256, "not-ours.txt"}
    assert list(Content.objects.all()) == [kept]


@pytest.mark.django_db
def test_given_metadata_whose_file_is_gone_when_swept_then_they_are_told_and_kept(folder: Path) -> None:
    content = DocumentFactory().content
    os.unlink(folder / content.sha256[:2] / content.sha256)

    swept = sweep_contents(timezone.now() + HOURS_LATER)

    assert swept.missing == [content.sha256]
    assert Content.objects.filter(pk=content.pk).exists()


@pytest.mark.django_db
def test_given_a_storage_without_folders_of_its_own_when_swept_then_it_is_the_same() -> None:
    """Through Django's storage API alone, as with S3."""
    kept = DocumentFactory().content
    storage.write(KEY, DATA)

    swept = sweep_contents(timezone.now() + HOURS_LATER)

    assert swept.files >= 1
    assert not storage.exists(KEY)
    assert storage.exists(kept.sha256)


def in_a_thread(action: Callable[[], None]) -> threading.Thread:
    def run() -> None:
        try:
            action()
        finally:
            connections.close_all()

    thread = threading.Thread(target=run)
    thread.start()
    return thread


@pytest.mark.django_db(transaction=True)
@pytest.mark.real_transactions
@pytest.mark.parametrize("known", [True, False])
def test_given_a_deposit_that_has_not_committed_when_swept_without_any_delay_then_its_file_stays(
    folder: Path, known: bool
) -> None:
    if known:
        stored_content(DATA)
    content = content_store(DATA)
    with transaction.atomic():
        content_keep(content, DATA)
        sweep = in_a_thread(lambda: _sweep_now())
        sweep.join(0.5)
        assert sweep.is_alive()  # it waits for this transaction
        document = DocumentFactory(content=content)
    sweep.join(10)

    assert not sweep.is_alive()
    assert storage.read(document.content_id) == DATA


@pytest.mark.django_db(transaction=True)
@pytest.mark.real_transactions
def test_given_a_sweep_that_removes_a_file_when_it_is_deposited_again_then_it_is_written_again(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    content = content_store(DATA)
    removing, go_on = threading.Event(), threading.Event()
    remove = storage.Stored.remove

    def slow(self: storage.Stored) -> None:
        removing.set()
        go_on.wait(10)
        remove(self)

    monkeypatch.setattr(storage.Stored, "remove", slow)
    sweep = in_a_thread(_sweep_now)
    assert removing.wait(10)
    deposit = in_a_thread(lambda: _deposit(content))
    deposit.join(0.5)
    assert deposit.is_alive()  # it waits for the sweep
    go_on.set()
    sweep.join(10)
    deposit.join(10)

    assert Content.objects.filter(pk=KEY).exists()
    assert storage.read(KEY) == DATA


def _sweep_now() -> None:
    sweep_contents(timezone.now() + timedelta(minutes=1), older_than=timedelta())


@transaction.atomic
def _deposit(content: Content) -> None:
    content_keep(content, DATA)
