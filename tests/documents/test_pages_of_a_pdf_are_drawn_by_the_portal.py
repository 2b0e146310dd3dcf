"""S15: pages of a PDF as pictures, with their text: through the gate, traced with the reading, kept in memory alone."""

import io
import re

import pytest
from django.test import Client
from PIL import Image

from access.models import Practice
from documents.models import Document
from documents.reading.kept import KEPT, Kept
from journal.models import Action, Line
from patients.models import Patient
from tests.access.holders import as_patient
from tests.conftest import SignIn
from tests.documents.fixtures import cda, media_entry, section, structured, unstructured
from tests.factories.documents import DocumentFactory, stored_content
from tests.factories.patients import PatientFactory
from tests.records import open_record
from webps.demo.pdf import text_pdf

TWO_PAGES = cda(unstructured(text_pdf("Courrier", [f"Ligne {n}" for n in range(70)])))


@pytest.fixture
def patient(db: None) -> Patient:
    return PatientFactory()  # type: ignore[no-any-return]


@pytest.fixture
def document(patient: Patient) -> Document:
    return DocumentFactory(patient=patient, title='Courrier <b>"urgent"', content=stored_content(TWO_PAGES))  # type: ignore[no-any-return]


@pytest.fixture
def client(sign_in: SignIn, doctor: Practice) -> Client:
    return sign_in(doctor)


@pytest.fixture
def address(client: Client, patient: Patient, document: Document) -> str:
    return f"{open_record(client, patient.matricule)}{document.uuid}/"


def file_lines() -> int:
    return Line.objects.filter(action=Action.FILE_READ).count()


def test_each_page_is_shown_with_its_number_its_title_and_its_text(client: Client, address: str) -> None:
    text = client.get(address).content.decode()

    for number in (1, 2):
        assert f'id="page-{number}"' in text
        assert f'alt="Page {number}\u00a0: Courrier &lt;b&gt;&quot;urgent&quot;"' in text
        assert f"Afficher le texte de la page {number}" in text
    assert "Ligne 69" in text
    assert "<iframe" not in text
    picture = client.get(address + re.findall(r'<img src="([^"?]+)"', text)[0])
    assert (picture.status_code, picture["Content-Type"]) == (200, "image/webp")
    assert "no-store" in picture["Cache-Control"]
    assert "private" in picture["Cache-Control"]
    assert Image.open(io.BytesIO(picture.content)).size[0] == 1240


def test_a_thumbnail_is_small(client: Client, address: str) -> None:
    picture = client.get(f"{address}pieces/0/pages/2/?vignette").content

    assert Image.open(io.BytesIO(picture)).size[0] == 120
    assert len(picture) < 5_000


def test_pictures_asked_by_a_page_belong_to_its_line_and_others_leave_their_own(client: Client, address: str) -> None:
    client.get(f"{address}pieces/0/pages/1/")
    assert file_lines() == 1

    client.get(address)
    for number in (1, 2):
        client.get(f"{address}pieces/0/pages/{number}/")

    assert file_lines() == 1
    assert Line.objects.filter(action=Action.DOCUMENT_READ).count() == 1
    client.get(f"{address}pieces/0/")
    assert file_lines() == 2


def test_a_reading_of_somebody_else_covers_no_picture(
    client: Client, address: str, sign_in: SignIn, pharmacist: Practice, patient: Patient, document: Document
) -> None:
    client.get(address)
    other = sign_in(pharmacist)
    theirs = f"{open_record(other, patient.matricule)}{document.uuid}/"

    other.get(f"{theirs}pieces/0/pages/1/")

    assert file_lines() == 1


@pytest.mark.parametrize(
    "path", ["pieces/0/pages/3/", "pieces/0/pages/0/", "pieces/1/pages/1/", "pieces/0/pages/99999/"]
)
def test_a_page_that_is_not_there_is_said_so(client: Client, address: str, path: str) -> None:
    assert client.get(address + path).status_code == 404


def test_what_left_the_reach_is_shown_no_more_whatever_is_kept(
    client: Client, address: str, document: Document
) -> None:
    pages = [address, f"{address}pieces/0/pages/1/", f"{address}pieces/0/pages/1/?vignette", f"{address}preparer/"]
    assert [client.get(page).status_code for page in pages] == [200, 200, 200, 204]
    assert KEPT.size

    Document.objects.filter(pk=document.pk).update(availability="deleted")

    assert [client.get(page).status_code for page in pages] == [404] * 4


def test_two_readers_share_a_drawing_that_holds_nothing_of_either(
    client: Client, address: str, sign_in: SignIn, patient: Patient, document: Document
) -> None:
    def body(answer: str) -> str:
        return answer[answer.index("<article") : answer.rindex("</article>")]

    first = client.get(address).content.decode()
    second = as_patient(sign_in, patient).get(f"/mon-dossier/documents/{document.uuid}/").content.decode()

    assert body(first) == body(second)
    assert "dossiers/" not in body(first)


def test_the_patient_sees_the_same_pages(sign_in: SignIn, patient: Patient, document: Document) -> None:
    client = as_patient(sign_in, patient)
    address = f"/mon-dossier/documents/{document.uuid}/"
    client.get(address)

    assert client.get(f"{address}pieces/0/pages/1/").status_code == 200
    assert file_lines() == 0


@pytest.mark.parametrize("by_patient", [False, True])
def test_a_pdf_joined_beside_a_text_leaves_its_own_line_after_a_reading(
    sign_in: SignIn, doctor: Practice, patient: Patient, by_patient: bool
) -> None:
    beside = media_entry(text_pdf("Courrier", ["Un courrier"]), declared="application/pdf")
    joined = DocumentFactory(patient=patient, content=stored_content(cda(structured(section("Texte", more=beside)))))
    client = as_patient(sign_in, patient) if by_patient else sign_in(doctor)
    listing = "/mon-dossier/documents/" if by_patient else open_record(client, patient.matricule)
    address = f"{listing}{joined.uuid}/"
    assert "pieces/0/pages/" not in client.get(address).content.decode()

    assert client.get(f"{address}pieces/0/pages/1/").status_code == 200

    line = Line.objects.get(action=Action.FILE_READ)
    assert (line.document, line.details["piece"], line.details["page"]) == (joined.uuid, 0, 1)


def test_a_pdf_that_cannot_be_read_keeps_its_frame(client: Client, patient: Patient) -> None:
    broken = DocumentFactory(patient=patient, content=stored_content(cda(unstructured(b"%PDF-1.4\nrien"))))
    listing = open_record(client, patient.matricule)

    text = client.get(f"{listing}{broken.uuid}/").content.decode()

    assert '<iframe class="pdf" src="pieces/0/"' in text
    assert "Ce PDF ne peut pas être lu" in text


def test_what_is_kept_stays_within_its_bytes_and_the_least_used_leaves_first() -> None:
    kept = Kept(limit=100)
    for name in "abcd":
        kept.keep(name, name.upper(), 25)
    kept.get("a")
    kept.keep("e", "E", 20)
    kept.keep("too large", "", 90)

    assert [kept.get(name) for name in ("a", "b", "c", "d", "e", "too large")] == ["A", None, "C", "D", "E", None]
    assert kept.size == 95
