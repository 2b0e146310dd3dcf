"""A PDF is cleaned of what acts and keeps what is read; one that cannot be examined whole is refused."""

import io
import re
from dataclasses import replace
from typing import Any

import pikepdf
import pytest
from pikepdf import Array, Dictionary, Name, String

from documents import media
from documents.deposit.incoming import pdf
from documents.deposit.incoming.refusals import FileRefused
from tests.documents.depositing import PDF
from tests.documents.pdfs import action, altered, script_at_opening


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
