"""script/prove_durability proves nothing unless its comparison sees what it looks for: one fault of each kind."""

from collections.abc import Iterator
from hashlib import sha256
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4, uuid5

import pytest
from django.core.files.storage import storages
from django.utils import timezone

from access.models import Notice
from access.telling.notices import tell
from documents.deposit.wrapping import own_identifier
from documents.models import Document
from journal.models import Action
from journal.services import Actor, Entry, record
from tests.factories.documents import DocumentFactory, stored_content
from tests.factories.people import ProfessionalFactory
from webps.durability.inspection import inspect

pytestmark = pytest.mark.django_db
MARK = "depot-1-1-0123456789abcdef"
SENT = {"draft": str(uuid4()), "digest": sha256(b"sent").hexdigest(), "mark": MARK}
CDA = """<ClinicalDocument xmlns="urn:hl7-org:v3"><id root="1.2.3"/><code code="11488-4"/><title>T</title>
<recordTarget><patientRole/></recordTarget><component><nonXMLBody>
<text mediaType="text/plain" representation="B64">ZGVwb3QtMS0xLTAxMjM0NTY3ODlhYmNkZWY=</text></nonXMLBody></component>
</ClinicalDocument>"""


@pytest.fixture
def folder(settings: Any, tmp_path: Path) -> Iterator[Path]:
    backend = "documents.storage.DurableFileSystemStorage"
    settings.STORAGES = settings.STORAGES | {"contents": {"BACKEND": backend, "OPTIONS": {"location": str(tmp_path)}}}
    storages._storages.pop("contents", None)
    yield tmp_path
    storages._storages.pop("contents", None)


def journalled(document: Document) -> None:
    record(Entry(action=Action.DOCUMENT_DEPOSITED, actor=Actor(account="1"), document=document.uuid))


@pytest.fixture
def deposited(folder: Path) -> Document:
    document = DocumentFactory(
        unique_id=own_identifier(uuid5(UUID(SENT["draft"]), "1")),
        source_digest=SENT["digest"],
        content=stored_content(CDA.encode()),
    )
    journalled(document)
    return document


def faults(*acknowledged: dict[str, str]) -> str:
    return " / ".join(inspect(list(acknowledged))["faults"])


def test_what_is_whole_has_no_fault(deposited: Document) -> None:
    assert faults(SENT) == ""


def test_a_lost_deposit_is_seen(deposited: Document) -> None:
    assert "acknowledged, and lost" in faults(SENT | {"draft": str(uuid4())})


def test_other_bytes_or_words_are_seen(deposited: Document) -> None:
    assert "not what was sent" in faults(SENT | {"digest": "0" * 64})
    assert "its words are gone" in faults(SENT | {"mark": "depot-9-9-0123456789abcdef"})


def test_a_file_that_is_missing_altered_or_alone_is_seen(deposited: Document, folder: Path) -> None:
    path = folder / deposited.content_id[:2] / deposited.content_id
    path.write_bytes(b"other")
    assert "AlteredContent" in faults(SENT)
    path.rename(path.with_name("0" * 64))
    said = faults(SENT)
    assert "MissingContent" in said
    assert "metadata without their file" in said
    assert "a file without metadata" in said


def test_an_unused_row_is_seen(deposited: Document) -> None:
    stored_content(b"nobody's")
    assert "1 rows of contents that no document uses" in faults(SENT)


def test_a_document_without_its_line_or_with_two_is_seen(deposited: Document) -> None:
    journalled(deposited)
    other = DocumentFactory()
    record(Entry(action=Action.DOCUMENT_DEPOSITED, actor=Actor(account="1"), document=uuid4()))

    said = faults(SENT)

    assert f"{deposited.uuid}: 2 lines for one deposit" in said
    assert f"{other.uuid}: 0 lines for one deposit" in said
    assert "a line without its document" in said


def test_a_deposit_without_its_notice_or_a_notice_without_its_deposit_is_seen(deposited: Document) -> None:
    deposited.submission_set.author = ProfessionalFactory()
    deposited.submission_set.save()
    assert "a deposit of which the patient was not told" in faults(SENT)
    key = deposited.submission_set.unique_id
    tell(Notice.Kind.DOCUMENT_ADDED, deposited.patient, key=key, at=timezone.now())
    assert faults(SENT) == ""
    tell(Notice.Kind.DOCUMENT_ADDED, deposited.patient, key="other", at=timezone.now())
    assert "a notice without its deposit" in faults(SENT)
