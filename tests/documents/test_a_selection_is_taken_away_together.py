"""S26 over HTTP: chosen documents leave as one PDF or as an archive, all through the gate, each with its line."""

import csv
import io
import re
import zipfile
from hashlib import sha256
from typing import Any
from uuid import uuid4

import pikepdf
import pypdfium2
import pytest
from django.db import DatabaseError
from django.test import Client

from access.models import Practice
from documents.models import Document
from documents.selection import choosing as selection
from journal import services
from journal.models import Action, Line
from journal.services import verify
from patients.models import Patient
from tests.access.signing import text
from tests.conftest import SignIn
from tests.documents.fixtures import cda, image, unstructured
from tests.factories.documents import DocumentFactory, stored_content
from tests.factories.patients import PatientFactory
from tests.pages import without_tokens
from tests.queries import asked, statements
from tests.records import open_record
from webps.demo.pdf import text_pdf

pytestmark = pytest.mark.usefixtures("stopped_clock")

Answer = Any


@pytest.fixture
def patient(db: None) -> Patient:
    return PatientFactory(birth_name="Kerbrat")


def level_1(patient: Patient, data: bytes, declared: str, **values: Any) -> Document:
    content = stored_content(cda(unstructured(data, declared)))
    document: Document = DocumentFactory(patient=patient, content=content, **values)
    return document


def protected_pdf() -> bytes:
    out = io.BytesIO()
    with pikepdf.open(io.BytesIO(text_pdf("Secret", ["Chut"]))) as pdf:
        pdf.save(out, encryption=pikepdf.Encryption(user="x", owner="y"))
    return out.getvalue()


def choose(client: Client, listing: str, *documents: Document | Any, **values: Any) -> Answer:
    """The page of the selection, or the file when a format is given."""
    base = listing.replace("documents/", "selection/")
    uuids = [getattr(d, "uuid", d) for d in documents]
    return client.post(base + ("telecharger/" if values else ""), {"document": uuids} | values)


def whole(answer: Answer) -> bytes:
    """Read to the end, as a browser does: the temporary file is closed then."""
    return b"".join(answer.streaming_content) if answer.streaming else answer.content


def pages_of(answer: Answer) -> list[str]:
    data = whole(answer)
    pdf = pypdfium2.PdfDocument(data)
    try:
        return [" ".join(page.get_textpage().get_text_bounded().split()) for page in pdf]
    finally:
        pdf.close()


def bookmarks(data: bytes) -> list[str]:
    with pikepdf.open(io.BytesIO(data)) as pdf, pdf.open_outline() as outline:
        return [item.title for item in outline.root]


def test_given_documents_of_each_kind_when_one_pdf_is_asked_then_the_cover_lists_them_and_each_stands_in_it(
    sign_in: SignIn, doctor: Practice, patient: Patient
) -> None:
    letter = level_1(patient, text_pdf("Courrier", ["Bonjour cher confrère"]), "application/pdf", title="Courrier PDF")
    scan = level_1(patient, image("JPEG"), "image/jpeg", title="Cliché")
    typed = level_1(patient, "Créatinine : 80 µmol/L ≥ seuil".encode(), "text/plain", title="Note tapée")
    report = DocumentFactory(patient=patient, title="Compte rendu structuré", masked=False, hidden=True)
    client = sign_in(doctor)
    listing = open_record(client, patient.matricule)

    answer = choose(client, listing, letter, scan, typed, report, format="pdf")

    data = whole(answer)
    pdf = pypdfium2.PdfDocument(data)
    pages = [" ".join(page.get_textpage().get_text_bounded().split()) for page in pdf]
    pdf.close()
    assert re.fullmatch(r'attachment; filename="documents_\d{4}-\d\d-\d\d\.pdf"', answer["Content-Disposition"])
    assert answer["Content-Type"] == "application/pdf"
    cover = pages[0]
    for words in ("KERBRAT", "née le 12/03/1955", "INS", "Imprimé par", doctor.professional.full_name, "5 pages"):
        assert words in cover
    for document in (letter, scan, typed, report):
        assert document.title in cover
    assert "Non visible par le patient" in cover
    assert "Bonjour cher confrère" in pages[1]
    assert "Créatinine : 80 µmol/L ≥ seuil" in pages[3]
    assert "Texte du document" in pages[4]
    assert "Ne lui en révélez pas le contenu" in pages[4]
    assert "page 1 / 1" in pages[4]
    assert [title.partition(" – ")[2] for title in bookmarks(data)[1:]] == [
        "Courrier PDF",
        "Cliché",
        "Note tapée",
        "Compte rendu structuré",
    ]


def test_each_document_is_traced_as_downloaded_and_what_could_not_leave_is_said(
    sign_in: SignIn, doctor: Practice, patient: Patient
) -> None:
    whole = DocumentFactory(patient=patient)
    shut = level_1(patient, protected_pdf(), "application/pdf", title="PDF protégé")
    client = sign_in(doctor)
    listing = open_record(client, patient.matricule)

    shown = text(choose(client, listing, whole, shut))
    pages = pages_of(choose(client, listing, whole, shut, format="pdf"))

    assert "Ces documents ne peuvent pas être joints au PDF" in shown
    assert "PDF protégé" in shown.split("<ol")[0]
    assert "Non joint" in pages[0]
    lines = {line.document: line for line in Line.objects.filter(action=Action.DOCUMENT_DOWNLOADED)}
    assert (lines[whole.uuid].granted, lines[whole.uuid].details["selection"]) == (True, "pdf")
    assert (lines[shut.uuid].granted, lines[shut.uuid].decision) == (False, "CONTENT_UNAVAILABLE")
    assert not list(verify())


def test_given_an_archive_then_the_files_are_the_deposited_ones_with_a_manifest_and_no_name_of_a_patient(
    sign_in: SignIn, doctor: Practice, patient: Patient
) -> None:
    report = DocumentFactory(patient=patient, title="=Formule", author_label="Dr PETIT Anne")
    letter = level_1(patient, text_pdf("Courrier", ["Bonjour"]), "application/pdf")
    client = sign_in(doctor)

    answer = choose(client, open_record(client, patient.matricule), report, letter, format="zip", ordre="ancien")

    archive = zipfile.ZipFile(io.BytesIO(whole(answer)))
    names = archive.namelist()
    rows = list(csv.DictReader(io.StringIO(archive.read("manifeste.csv").decode("utf-8-sig")), delimiter=";"))
    assert answer["Content-Disposition"].endswith('.zip"')
    assert [name.rpartition(".")[2] for name in names] == ["xml", "xml", "pdf", "csv"]
    assert not any("kerbrat" in name.lower() for name in names)
    assert [row["Fichier"] for row in rows] == names[:-1]
    for row in rows:
        assert row["SHA-256"] == sha256(archive.read(row["Fichier"])).hexdigest()
    assert rows[0]["SHA-256"] == report.content_id
    assert rows[0]["Titre"] == "'=Formule"
    assert rows[0]["Auteur"] == "Dr PETIT Anne"
    assert Line.objects.filter(action=Action.DOCUMENT_DOWNLOADED, granted=True).count() == 2


@pytest.mark.parametrize("values", [{}, {"format": "pdf"}, {"format": "zip"}])
def test_given_one_document_out_of_reach_then_the_whole_answers_as_for_an_unknown_one(
    sign_in: SignIn, pharmacist: Practice, patient: Patient, values: dict[str, str]
) -> None:
    seen = DocumentFactory(patient=patient)
    causes = {
        "DOC_OTHER_PATIENT": DocumentFactory(),
        "DOC_TYPE_NOT_ALLOWED": DocumentFactory(patient=patient, type_code="96349-6"),
        "DOC_MASKED": DocumentFactory(patient=patient, masked=True),
        "DOC_DELETED": DocumentFactory(patient=patient, deleted=True),
        "DOC_NOT_FOUND": uuid4(),
    }
    client = sign_in(pharmacist)
    listing = open_record(client, patient.matricule)
    nowhere = client.get("/nulle-part/").content
    answers, queries, reasons = set(), set(), []

    for hidden in causes.values():
        with asked() as found:
            answer = choose(client, listing, seen, hidden, **values)
        answers.add((answer.status_code, answer.content))
        queries.add(len(found))
        line = Line.objects.order_by("-pk")[0]
        assert line.document == getattr(hidden, "uuid", hidden)
        reasons.append(line.decision)

    assert answers == {(404, nowhere)}
    assert len(queries) == 1
    assert reasons == list(causes)
    assert choose(client, listing, seen, "pas-un-identifiant", **values).content == nowhere
    assert not Line.objects.filter(action=Action.DOCUMENT_DOWNLOADED, granted=True).exists()


def test_the_cover_and_the_manifest_count_nothing_but_what_was_chosen(
    sign_in: SignIn, pharmacist: Practice, patient: Patient
) -> None:
    seen = DocumentFactory(patient=patient)
    client = sign_in(pharmacist)
    listing = open_record(client, patient.matricule)

    def everything() -> tuple[str, list[str], str]:
        page = text(choose(client, listing, seen))
        archive = zipfile.ZipFile(io.BytesIO(whole(choose(client, listing, seen, format="zip"))))
        cover = pages_of(choose(client, listing, seen, format="pdf"))[0]
        return without_tokens(page), archive.namelist(), re.sub(r"\d+ h \d+", "", cover)

    before = everything()
    for hidden in ({"masked": True}, {"type_code": "96349-6"}, {"deleted": True}):
        DocumentFactory(patient=patient, title="Secret absolu", **hidden)

    assert everything() == before


@pytest.mark.parametrize(("limit", "value"), [("MAX_DOCUMENTS", 1), ("MAX_BYTES", 100)])
def test_given_too_much_then_it_is_said_and_nothing_leaves(
    sign_in: SignIn, doctor: Practice, patient: Patient, monkeypatch: pytest.MonkeyPatch, limit: str, value: int
) -> None:
    from documents.presenters import selection as presenter

    documents = DocumentFactory.create_batch(2, patient=patient)
    monkeypatch.setattr(presenter, limit, value)
    client = sign_in(doctor)
    listing = open_record(client, patient.matricule)

    answers = [choose(client, listing, *documents), choose(client, listing, *documents, format="pdf")]

    assert [a.status_code for a in answers] == [422, 422]
    assert "La sélection" in text(answers[0])
    assert "Préparer et télécharger" not in text(answers[0])
    assert not Line.objects.filter(action=Action.DOCUMENT_DOWNLOADED).exists()
    assert (selection.MAX_DOCUMENTS, selection.MAX_BYTES) == (50, 100_000_000)


def test_given_nothing_chosen_or_an_odd_form_then_the_list_or_the_form_comes_back(
    sign_in: SignIn, doctor: Practice, patient: Patient
) -> None:
    document = DocumentFactory(patient=patient)
    client = sign_in(doctor)
    listing = open_record(client, patient.matricule)

    nothing = choose(client, listing)
    assert nothing["Location"] == listing
    assert "Sélectionnez au moins un document." in text(client.get(listing))
    assert client.get(listing.replace("documents/", "selection/"))["Location"] == listing
    assert choose(client, listing, document, format="exe").status_code == 422
    assert choose(client, listing, format="pdf").status_code == 404


def test_the_rows_have_a_box_each_and_all_can_be_ticked_without_a_script(
    sign_in: SignIn, doctor: Practice, patient: Patient
) -> None:
    documents = DocumentFactory.create_batch(3, patient=patient)
    client = sign_in(doctor)
    listing = open_record(client, patient.matricule)
    page = text(client.get(listing))
    everything = re.search(r'href="([^"]*tout=1[^"]*)"', page)
    assert everything

    ticked = text(client.get(everything[1].replace("&amp;", "&")))

    assert all(f'value="{d.uuid}" form="selection"' in page for d in documents)
    assert (page.count('form="selection" checked'), ticked.count('form="selection" checked')) == (0, 3)


@pytest.mark.parametrize("values", [{}, {"format": "pdf"}, {"format": "zip"}])
def test_fifty_documents_ask_the_database_as_much_as_five(
    sign_in: SignIn, doctor: Practice, patient: Patient, values: dict[str, str]
) -> None:
    content = stored_content(cda(unstructured(b"Peu de mots", "text/plain")))
    documents = DocumentFactory.create_batch(50, patient=patient, content=content)
    client = sign_in(doctor)
    listing = open_record(client, patient.matricule)
    counts = []
    for some in (documents[:5], documents):
        counts.append(len(statements(lambda some=some: whole(choose(client, listing, *some, **values)))))  # type: ignore[misc]

    assert counts[0] == counts[1] <= 12
    wanted = 55 if values else 0
    assert Line.objects.filter(action=Action.DOCUMENT_DOWNLOADED).count() == wanted


def test_one_document_leaves_as_a_pdf_from_its_own_page(sign_in: SignIn, doctor: Practice, patient: Patient) -> None:
    document = DocumentFactory(patient=patient)
    client = sign_in(doctor)
    listing = open_record(client, patient.matricule)
    page = text(client.get(f"{listing}{document.uuid}/"))

    pages = pages_of(choose(client, listing, document, format="pdf"))

    assert "Télécharger en PDF" in page
    assert (len(pages), document.title in pages[0], "Texte du document" in pages[1]) == (2, True, True)


@pytest.mark.parametrize("kind", ["pdf", "zip"])
def test_when_the_lines_cannot_be_written_nothing_leaves(
    sign_in: SignIn, doctor: Practice, patient: Patient, monkeypatch: pytest.MonkeyPatch, kind: str
) -> None:
    document = DocumentFactory(patient=patient)
    client = sign_in(doctor)
    listing = open_record(client, patient.matricule)

    def broken(*args: Any, **kwargs: Any) -> None:
        raise DatabaseError("journal unavailable")

    monkeypatch.setattr(services.Line.objects, "bulk_create", broken)

    answer = choose(client, listing, document, format=kind)

    assert (answer.status_code, answer.streaming) == (503, False)
    assert document.title not in text(answer)
