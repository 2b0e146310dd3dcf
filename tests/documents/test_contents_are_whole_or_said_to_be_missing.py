"""Bytes by digest: written before their row, checked when read; lost or altered, the page says so."""

import os
from collections.abc import Iterator
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest
from django.core.files.storage import storages

from access.models import Practice
from documents import contents, storage
from documents.models import Content, Document
from tests.conftest import SignIn
from tests.factories.documents import DocumentFactory
from tests.factories.patients import PatientFactory
from tests.records import open_record

DATA = b"some bytes"
KEY = sha256(DATA).hexdigest()


@pytest.fixture
def folder(settings: Any, tmp_path: Path) -> Iterator[Path]:
    """A real folder instead of memory."""
    backend = "documents.storage.DurableFileSystemStorage"
    settings.STORAGES = settings.STORAGES | {"contents": {"BACKEND": backend, "OPTIONS": {"location": str(tmp_path)}}}
    storages._storages.pop("contents", None)
    yield tmp_path
    storages._storages.pop("contents", None)


def file_of(folder: Path, key: str) -> Path:
    return folder / key[:2] / key


def test_what_is_written_is_read_back_and_nothing_else_lies_around(folder: Path) -> None:
    storage.write(KEY, DATA)
    storage.write(KEY, DATA)

    assert storage.read(KEY) == DATA
    assert [p for p in folder.rglob("*") if p.is_file()] == [file_of(folder, KEY)]


def test_a_damaged_file_is_told_and_written_again_by_the_next_deposit(folder: Path) -> None:
    storage.write(KEY, DATA)
    file_of(folder, KEY).write_bytes(b"other bytes")
    with pytest.raises(storage.AlteredContent):
        storage.read(KEY)

    storage.write(KEY, DATA)

    assert storage.read(KEY) == DATA


def test_the_file_is_flushed_to_disk_before_it_gets_its_name(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    order: list[str] = []
    fsync, replace = os.fsync, Path.replace
    monkeypatch.setattr(os, "fsync", lambda fd: (order.append("fsync"), fsync(fd))[1])
    monkeypatch.setattr(Path, "replace", lambda self, to: (order.append("rename"), replace(self, to))[1])

    storage.write(KEY, DATA)

    assert order[:2] == ["fsync", "rename"]
    assert "fsync" in order[2:]


@pytest.mark.django_db
def test_the_row_of_a_content_comes_after_its_file(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def no_space(*args: Any, **kwargs: Any) -> None:
        raise OSError("No space left on device")

    monkeypatch.setattr(storage, "write", no_space)

    with pytest.raises(OSError, match="No space"):
        contents.content_store(DATA)

    assert not Content.objects.exists()


@pytest.mark.parametrize(
    ("harm", "sentence"),
    [("missing", "Le fichier est momentanément indisponible"), ("altered", "Le fichier est endommagé")],
)
def test_a_lost_or_altered_file_is_told_and_the_metadata_stay_readable(
    sign_in: SignIn, doctor: Practice, folder: Path, harm: str, sentence: str
) -> None:
    patient = PatientFactory()
    document: Document = DocumentFactory(patient=patient, author_label="Dr TÉMOIN Alice")
    client = sign_in(doctor)
    address = f"{open_record(client, patient.matricule)}{document.uuid}/"
    path = file_of(folder, document.content_id)
    path.unlink() if harm == "missing" else path.write_bytes(b"<x/>")

    page = client.get(address)

    assert page.status_code == 200
    for words in (sentence, document.title, "Dr TÉMOIN Alice"):
        assert words in page.content.decode()
    for file in ("original/", "pieces/0/"):
        answer = client.get(address + file)
        assert answer.status_code == 503
        assert sentence in answer.content.decode()
