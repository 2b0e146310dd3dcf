"""What a professional's machine may send: cleaned of what acts, or refused in words, with nothing stored."""

import base64
import io
import re
import socket
import struct
import threading
import zlib
from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import Any

import pikepdf
import pytest
from django.test import Client
from pikepdf import Array, Dictionary, Name, String

from access.models import Practice
from documents import media, storage
from documents.cda.parser import parse
from documents.deposit.incoming import images, pdf, texts
from documents.deposit.incoming.files import accept
from documents.deposit.incoming.refusals import FileRefused
from documents.models import Content, Document
from journal.models import Action, Line
from tests.conftest import SignIn
from tests.documents.conftest import Write
from tests.documents.depositing import PDF, begin, deposit, give, image, upload
from tests.factories.patients import PatientFactory
from tests.journeys.test_from_home_to_a_document import open_record

EICAR = rb"X5O!P%@AP[4\PZX54(P^)7CC)7}$EICAR-" + rb"STANDARD-ANTIVIRUS-TEST-FILE!$H+H*"


def altered(change: Callable[[Any], None], **saving: Any) -> bytes:
    out = io.BytesIO()
    with pikepdf.open(io.BytesIO(PDF)) as document:
        change(document)
        document.save(out, **saving)
    return out.getvalue()


def action(kind: str, **values: Any) -> Any:
    return Dictionary(Type=Name.Action, S=Name(f"/{kind}"), **values)


def script_at_opening(document: Any) -> None:
    document.Root.OpenAction = document.make_indirect(action("JavaScript", JS=String("app.alert(1)")))


def named_script(document: Any) -> None:
    tree = Dictionary(Names=Array([String("x"), document.make_indirect(action("JavaScript", JS=String("1")))]))
    document.Root.Names = Dictionary(JavaScript=document.make_indirect(tree))


def launch_on_closing(document: Any) -> None:
    document.Root.AA = Dictionary(WC=action("Launch", F=String("cmd.exe")))


def launch_from_a_link(document: Any) -> None:
    link = Dictionary(Type=Name.Annot, Subtype=Name.Link, Rect=Array([0, 0, 9, 9]), A=action("Launch", F=String("a")))
    document.pages[0].Annots = document.make_indirect(Array([document.make_indirect(link)]))


def script_in_an_address(document: Any) -> None:
    link = Dictionary(Type=Name.Annot, Subtype=Name.Link, Rect=Array([0, 0, 9, 9]))
    link.A = action("URI", URI=String("javascript:alert(1)"))
    document.pages[0].Annots = Array([link])


def embedded_file(document: Any) -> None:
    document.attachments["programme.exe"] = b"MZ\x90"


def attached_by_annotation(document: Any) -> None:
    stream = document.make_stream(b"MZ", Type=Name.EmbeddedFile)
    file = Dictionary(Type=Name.Filespec, F=String("a.exe"), EF=Dictionary(F=stream))
    note = Dictionary(Type=Name.Annot, Subtype=Name.FileAttachment, Rect=Array([0, 0, 9, 9]), FS=file)
    document.pages[0].Annots = Array([document.make_indirect(note)])


def rich_media(document: Any) -> None:
    film = Dictionary(Type=Name.Annot, Subtype=Name.RichMedia, Rect=Array([0, 0, 9, 9]), RichMediaContent=Dictionary())
    document.pages[0].Annots = Array([film])


def form_of_another_language(document: Any) -> None:
    document.Root.AcroForm = Dictionary(Fields=Array(), XFA=document.make_stream(b"<xdp/>"))


def sent_form(document: Any) -> None:
    document.pages[0].AA = Dictionary(O=action("SubmitForm", F=String("https://exemple.test")))


def chained_after_a_harmless_action(document: Any) -> None:
    document.Root.OpenAction = action("GoTo", Next=action("JavaScript", JS=String("1")))


HOSTILE = {f.__name__: f for f in (
    script_at_opening, named_script, launch_on_closing, launch_from_a_link, script_in_an_address, embedded_file,
    attached_by_annotation, rich_media, form_of_another_language, sent_form, chained_after_a_harmless_action,
)}  # fmt: skip
FORBIDDEN = (b"/JavaScript", b"/JS", b"/Launch", b"/EmbeddedFile", b"/OpenAction", b"/AA", b"/XFA", b"/RichMedia",
             b"/SubmitForm", b"/FileAttachment", b"javascript:")  # fmt: skip


def everything_in(data: bytes) -> bytes:
    """Every object in clear, so that nothing hides in a compressed one."""
    with pikepdf.open(io.BytesIO(data)) as document:
        return b"\n".join(obj.unparse(resolved=True) for obj in document.objects if obj is not None)


@pytest.mark.parametrize("name", HOSTILE)
@pytest.mark.parametrize("compressed", [False, True])
def test_a_pdf_loses_what_acts_and_nothing_of_what_is_read(name: str, compressed: bool) -> None:
    modes = pikepdf.ObjectStreamMode
    data = altered(HOSTILE[name], object_stream_mode=modes.generate if compressed else modes.disable)
    cleaned = pdf.clean(data).data

    assert any(word in everything_in(data) for word in FORBIDDEN)
    assert not [word for word in FORBIDDEN if word in everything_in(cleaned)]
    assert media.pdf_text(cleaned).pages == media.pdf_text(data).pages == media.pdf_text(PDF).pages
    assert pdf.clean(cleaned) == pdf.Cleaned(cleaned)


@pytest.mark.parametrize("name", ["launch_on_closing", ""])
def test_a_whole_pdf_with_a_wrong_table_of_addresses_is_written_anew_and_cleaned(name: str) -> None:
    whole = altered(HOSTILE[name]) if name else PDF
    shifted = re.sub(rb"startxref\s+\d+", b"startxref\n12", whole)

    cleaned = pdf.clean(shifted).data

    assert not [word for word in FORBIDDEN if word in everything_in(cleaned)]
    assert media.pdf_text(cleaned).pages == media.pdf_text(PDF).pages


@pytest.mark.parametrize("place", ["page", "form"])
def test_a_small_pdf_that_unfolds_into_an_immense_one_is_refused(place: str) -> None:
    def swell(document: Any) -> None:
        words = document.make_stream(b"(abcdefgh) Tj 0 1 Td " * 1_000_000)
        if place == "page":
            document.pages[0].Contents = words
        else:
            words.Type, words.Subtype, words.BBox = Name.XObject, Name.Form, Array([0, 0, 9, 9])
            document.pages[0].Resources.XObject = Dictionary(Fm0=words)

    data = altered(swell)
    with pytest.raises(FileRefused, match="immense"):
        pdf.clean(data)


def test_what_no_object_leads_to_is_dropped_too() -> None:
    def hide(document: Any) -> None:
        document.make_indirect(action("JavaScript", JS=String("1")))

    with pikepdf.open(io.BytesIO(PDF)) as document:
        hide(document)
        assert pdf._strip(document) > 0


def test_a_harmless_pdf_keeps_its_bytes() -> None:
    def link(document: Any) -> None:
        there = Dictionary(Type=Name.Annot, Subtype=Name.Link, Rect=Array([0, 0, 9, 9]))
        there.A = action("URI", URI=String("https://exemple.test/"))
        document.pages[0].Annots = Array([there])

    assert pdf.cleaned(PDF) == pdf.Cleaned(PDF)
    assert pdf.cleaned(data := altered(link)) == pdf.Cleaned(data)


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (PDF[: len(PDF) // 2], "endommagé"),
        (PDF[:-200], "endommagé"),
        (b"%PDF-1.7\nrien", "endommagé"),
        (altered(lambda d: None, encryption=pikepdf.Encryption(user="secret", owner="secret")), "protégé"),
        (altered(lambda d: None, encryption=pikepdf.Encryption(user="", owner="secret")), "protégé"),
    ],
)
def test_a_damaged_or_protected_pdf_is_refused_in_words(data: bytes, words: str) -> None:
    with pytest.raises(FileRefused, match=words):
        pdf.cleaned(data)


@pytest.mark.parametrize("data", [b"\n\n" + PDF, PDF + b"PK\x03\x04archive", PDF + b"<script>alert(1)</script>"])
def test_a_pdf_that_is_also_something_else_is_written_again(data: bytes) -> None:
    cleaned = pdf.cleaned(data).data

    assert cleaned.startswith(b"%PDF-")
    assert b"script" not in cleaned
    assert b"PK\x03\x04" not in cleaned


@pytest.mark.parametrize("hostile", ["abort", "fail"])
def test_a_pdf_that_breaks_who_examines_it_is_only_a_refusal(hostile: str, monkeypatch: pytest.MonkeyPatch) -> None:
    broken = replace(pdf._JOB, function=f"tests.documents.hostile_jobs:{hostile}")
    monkeypatch.setattr(pdf, "_JOB", broken)

    with pytest.raises(FileRefused, match="temps ou de mémoire"):
        pdf.cleaned(PDF)


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


class FakeClamd(threading.Thread):
    """Speaks INSTREAM, and finds EICAR."""

    def __init__(self, answer: bytes = b"") -> None:
        super().__init__(daemon=True)
        self.server = socket.create_server(("127.0.0.1", 0))
        self.answer = answer
        self.seen: list[bytes] = []

    @property
    def address(self) -> str:
        return f"127.0.0.1:{self.server.getsockname()[1]}"

    def run(self) -> None:
        while True:
            try:
                connection, _ = self.server.accept()
            except OSError:
                return
            with connection, connection.makefile("rb") as stream:
                assert stream.readline() == b"nINSTREAM\n"
                data = b""
                while size := struct.unpack("!L", stream.read(4))[0]:
                    data += stream.read(size)
                self.seen.append(data)
                found = b"stream: Eicar-Test-Signature FOUND\n" if EICAR in data else b"stream: OK\n"
                connection.sendall(self.answer or found)


@pytest.fixture
def clamd(settings: Any) -> Iterator[FakeClamd]:
    fake = FakeClamd()
    fake.start()
    settings.CLAMD = fake.address
    yield fake
    fake.server.shutdown(socket.SHUT_RDWR)
    fake.server.close()


def test_the_antivirus_is_asked_for_each_file(client: Client, clamd: FakeClamd) -> None:
    draft = begin(client, open_record(client, PatientFactory().matricule))
    refused = give(client, draft, fichiers=upload(EICAR, "virus.txt"))
    deposit(client, draft, fichiers=upload(PDF))

    assert refused.status_code == 422
    assert "programme malveillant" in refused.content.decode()
    assert clamd.seen == [EICAR, PDF]
    assert list(Line.objects.filter(action=Action.DOCUMENT_DEPOSITED).values_list("granted", "decision")) == [
        (False, "VIRUS"),
        (True, "DEPOSITED"),
    ]


def test_a_virus_within_a_cda_is_found(clamd: FakeClamd, write: Write) -> None:
    text = base64.b64encode(EICAR).decode()
    held = f'<observationMedia ID="a"><value representation="B64">{text}</value></observationMedia>'
    data = write("a").read_text().replace("</section>", f"<entry>{held}</entry></section>").encode()

    with pytest.raises(FileRefused) as refused:
        accept(data)
    assert refused.value.decision == "VIRUS"


@pytest.mark.parametrize(
    "answer", [b"stream: Trouble ERROR\n", b"INSTREAM size limit exceeded. ERROR\n", b"?\n", b"\n"]
)
def test_an_antivirus_that_cannot_tell_accepts_nothing(clamd: FakeClamd, answer: bytes) -> None:
    clamd.answer = answer
    with pytest.raises(FileRefused, match="antivirus") as refused:
        accept(PDF)
    assert refused.value.decision == "ANTIVIRUS_UNREACHABLE"


@pytest.mark.parametrize("address", ["127.0.0.1:1", "/nulle/part/clamd.ctl", "unix:/nulle/part", "sans-port"])
def test_an_antivirus_out_of_reach_accepts_nothing_and_is_journalled(
    client: Client, settings: Any, address: str
) -> None:
    settings.CLAMD = address
    draft = begin(client, open_record(client, PatientFactory().matricule))
    answer = give(client, draft)

    assert answer.status_code == 422
    assert "l’antivirus ne répond pas" in answer.content.decode()
    assert Line.objects.get(action=Action.DOCUMENT_DEPOSITED).decision == "ANTIVIRUS_UNREACHABLE"
