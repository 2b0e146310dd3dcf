"""« Partiel » (PS S12): a laboratory report whose header says that it is not complete, and what completes it."""

from io import StringIO
from pathlib import Path

import pytest
from django.core.management import call_command
from django.db import IntegrityError, transaction
from django.test import Client
from django.utils import timezone

from access.models import Practice
from documents.importing import Options, import_file
from documents.models import Document
from tests.access.holders import as_patient
from tests.access.signing import text
from tests.conftest import SignIn
from tests.documents.conftest import Write
from tests.factories.documents import DocumentFactory
from tests.factories.patients import PatientFactory
from tests.records import open_record

PARTIAL = '<span class="mark warn">Partiel</span>'
REPORT = {"type_code": "11502-2", "author_label": "Dr PETIT, biologiste"}


def saying(path: Path, status: str) -> Path:
    """The file, in which the laboratory says whether its report is complete."""
    said = f'<lab:statusCode xmlns:lab="urn:oid:1.3.6.1.4.1.19376.1.3.2" code="{status}"/>'
    path.write_text(path.read_text().replace("<serviceEvent>", f"<serviceEvent>{said}"))
    return path


@pytest.mark.parametrize(
    ("code", "status", "is_partial"),
    [
        ("11502-2", "active", True),
        ("11502-2", "completed", False),
        ("11502-2", "aborted", False),
        ("11502-2", "", False),
        ("11488-4", "active", False),  # of no other kind of document
    ],
)
def test_the_header_says_it_at_import_and_when_drawn_again(
    write: Write, code: str, status: str, is_partial: bool
) -> None:
    path = write(code=code)
    import_file(saying(path, status) if status else path, Options())
    document = Document.objects.get()
    assert document.is_partial is is_partial

    Document.objects.filter(category="biologie").update(is_partial=not is_partial)
    call_command("draw_statements", stdout=StringIO(), stderr=StringIO())

    document.refresh_from_db()
    assert document.is_partial is is_partial


def test_no_other_document_can_be_partial(db: None) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        DocumentFactory(is_partial=True)


@pytest.fixture
def client(sign_in: SignIn, doctor: Practice) -> Client:
    return sign_in(doctor)


def test_it_says_so_in_the_list_and_where_it_is_read(client: Client, sign_in: SignIn) -> None:
    patient = PatientFactory()
    report = DocumentFactory(patient=patient, title="Hémoculture", is_partial=True, **REPORT)
    address = open_record(client, patient.matricule)

    assert text(client.get(address)).count(PARTIAL) == 1
    assert "Partiel" in text(client.get(f"{address}{report.uuid}/"))
    assert text(as_patient(sign_in, patient).get("/mon-dossier/documents/")).count(PARTIAL) == 1


@pytest.mark.parametrize("order", ["recent", "ancien", "titre", "titre_z"])
def test_it_stands_under_the_complete_one_whatever_the_order(client: Client, order: str) -> None:
    patient = PatientFactory()
    for title, is_partial in (("Avant", True), ("Complet", False), ("Zéro", True)):
        DocumentFactory(patient=patient, title=title, is_partial=is_partial, **REPORT)
    page = text(client.get(f"{open_record(client, patient.matricule)}?tri={order}"))
    row, folded = page.split('<details class="folded">')

    assert "<summary>+\u00a02 résultats partiels<" in folded
    assert PARTIAL not in row
    assert folded.count(PARTIAL) == 2


def test_a_complete_one_out_of_reach_folds_nothing(client: Client) -> None:
    patient = PatientFactory()
    DocumentFactory(patient=patient, is_partial=True, deposited_at=timezone.now(), **REPORT)
    DocumentFactory(patient=patient, masked=True, **REPORT)
    page = text(client.get(open_record(client, patient.matricule)))

    assert page.count(PARTIAL) == 1
    assert "résultat partiel" not in page
