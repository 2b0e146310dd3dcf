"""What a professional's machine may send: cleaned of what acts, or refused in words, with nothing stored."""

import struct
import zlib
from typing import Any

import pytest
from django.test import Client

from access.models import Practice
from documents import storage
from documents.cda.parser import parse
from documents.deposit.incoming import images, texts
from documents.deposit.incoming.files import accept
from documents.deposit.incoming.refusals import FileRefused
from documents.models import Content, Document
from journal.models import Action, Line
from tests.conftest import SignIn
from tests.documents.depositing import begin, give, image, upload
from tests.documents.pdfs import altered, script_at_opening
from tests.factories.patients import PatientFactory
from tests.records import open_record


def bomb_png(width: int = 60_000, height: int = 60_000) -> bytes:
    """A few hundred bytes that unfold into billions of points."""
    header = struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0)
    chunks = ((b"IHDR", header), (b"IDAT", zlib.compress(b"\0" * 1000)), (b"IEND", b""))
    parts = (struct.pack(">I", len(d)) + k + d + struct.pack(">I", zlib.crc32(k + d)) for k, d in chunks)
    return b"\x89PNG\r\n\x1a\n" + b"".join(parts)


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (bomb_png(), "millions de points"),
        (image("PNG", (300, 300))[:-40], "endommagée"),
        (image("JPEG", (300, 300))[:400], "endommagée"),
        (image("TIFF", (300, 300))[:500], "endommagée"),
        (b"\xff\xd8\xff" + b"x" * 50, "endommagée"),
        (b"GIF89a" + b"\0" * 20, "format"),
        (b"PK\x03\x04" + b"\0" * 20, "format"),
        (b"MZ\x90\x00\x03" + b"\0" * 20, "format"),
        (b"<html><script>alert(1)</script>", "format"),
        (b"<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>", "format"),
        (b"\xfe\xff" + "<html>".encode("utf-16-be"), "format"),
        (b"<?xml version='1.0'?><note/>", "CDA"),
        (b"<?xml version='1.0'?><!DOCTYPE x [<!ENTITY a 'b'>]><ClinicalDocument/>", "DOCTYPE"),
        (b"", "vide"),
        (b" \n\t ", "vide"),
        (b"texte" * 300 + b"\x01" * 40, "pas un texte"),
        (rb"{\rtf1 {\object\objemb{\*\objdata 0105}} mots}", "objet"),
        (rb"{\rtf1 {\*\template http://exemple.test/a.dot} mots}", "lien"),
        (rb"{\rtf1 {\field{\*\fldinst {DDEAUTO c:\\cmd.exe}}} mots}", "lien"),
        (rb"{\rtf1 {\pict\pngblip 8950} mots}", "images"),
        (rb"{\rtf1 mots", "endommagé"),
        (rb"{\rtf1 }", "vide"),
    ],
)  # fmt: skip
def test_other_files_are_refused_in_words(data: bytes, words: str) -> None:
    with pytest.raises(FileRefused, match=words):
        accept(data)


def test_an_image_is_kept_byte_for_byte() -> None:
    data = image("JPEG")
    images.verify(data, "image/jpeg")

    assert accept(data).data == data


def test_a_text_keeps_its_words_whatever_its_encoding() -> None:
    for encoding in ("utf-8", "utf-8-sig", "utf-16", "cp1252"):
        assert texts.normalised("Œdème à 38,5 °C\r\nsuite".encode(encoding)) == "Œdème à 38,5 °C\nsuite".encode()


@pytest.fixture
def client(sign_in: SignIn, doctor: Practice) -> Client:
    return sign_in(doctor)


def test_the_cleaned_pdf_is_read_by_all_and_the_original_kept_for_its_author(
    client: Client, sign_in: SignIn, pharmacist: Practice
) -> None:
    patient = PatientFactory()
    listing = open_record(client, patient.matricule)
    data = altered(script_at_opening)
    draft = begin(client, listing)
    give(client, draft, fichiers=upload(data))
    review = client.get(draft).content.decode()
    client.post(draft + "deposer/", {"informe": "on"})
    document = Document.objects.get()
    address = f"{listing}{document.uuid}/depose/"
    other = sign_in(pharmacist)
    theirs = open_record(other, patient.matricule)

    assert "éléments actifs" in review
    assert b"JavaScript" not in (parse(storage.read(document.content_id)).attachments[0].data or b"")
    answer = client.get(address)
    assert (answer.status_code, answer.content, answer["Content-Type"]) == (200, data, "application/octet-stream")
    assert "attachment" in answer["Content-Disposition"]
    assert "tel que vous l’avez déposé" in client.get(f"{listing}{document.uuid}/").content.decode()
    assert "tel que vous l’avez déposé" not in other.get(f"{theirs}{document.uuid}/").content.decode()
    assert other.get(f"{theirs}{document.uuid}/depose/").content == other.get("/nulle-part/").content


def test_a_refused_file_leaves_a_line_and_nothing_else(client: Client) -> None:
    draft = begin(client, open_record(client, PatientFactory().matricule))

    answer = give(client, draft, fichiers=[upload(), upload(b"MZ\x90" + b"\0" * 30, "facture.pdf")])
    line = Line.objects.filter(action=Action.DOCUMENT_DEPOSITED).get()

    assert answer.status_code == 422
    assert "« facture.pdf » n’a pas été accepté : son format n’est pas admis" in answer.content.decode()
    assert "Rien n’a été enregistré." in answer.content.decode()
    assert "à choisir de nouveau" in answer.content.decode()
    assert (line.granted, line.decision) == (False, "FILE_REFUSED")
    assert not Document.objects.exists()
    assert not Content.objects.exists()
    assert "Relire avant" in client.get(draft).content.decode()


@pytest.mark.parametrize("size", [1_001, 30_000])
def test_what_is_too_large_is_refused(client: Client, settings: Any, size: int) -> None:
    settings.DEPOSIT_MAX_BYTES, settings.UPLOAD_MAX_BYTES = 1_000, 20_000
    draft = begin(client, open_record(client, PatientFactory().matricule))
    page = client.get(draft).content.decode()
    answer = give(client, draft, fichiers=upload(b"a" * size, "grand.txt"))

    assert "1 Ko au plus par fichier" in page.replace("\u00a0", " ")
    assert answer.status_code == (422 if size < 20_000 else 413)
    assert ("dépasse" if size < 20_000 else "Fichier trop volumineux") in answer.content.decode()
