"""Other formats: what bytes are, and their words; damaged or hostile bytes have a sentence, never an exception."""

import io
import struct
import time
from concurrent.futures import ThreadPoolExecutor

import pypdfium2
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from documents import media
from documents.bounded import pdf as bounded_pdf
from tests.documents.fixtures import PDF, image


def blank_pdf(pages: int = 1) -> bytes:
    document = pypdfium2.PdfDocument.new()
    for _ in range(pages):
        document.new_page(100, 100).close()
    out = io.BytesIO()
    document.save(out)
    document.close()
    return out.getvalue()


def written_pdf(text: bytes, pages: int = 1) -> bytes:
    """A PDF whose pages, all the same one, hold a line of text."""
    stream = b"BT /F1 12 Tf 10 50 Td (" + text + b") Tj ET"
    objects = [
        b"<</Type/Catalog/Pages 2 0 R>>",
        b"<</Type/Pages/Kids[%s]/Count %d>>" % (b"3 0 R " * pages, pages),
        b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 300 100]/Contents 4 0 R/Resources<</Font<</F1 5 0 R>>>>>>",
        b"<</Length %d>>stream\n%s\nendstream" % (len(stream), stream),
        b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica/Encoding/WinAnsiEncoding>>",
    ]
    out = b"%PDF-1.4\n"
    offsets = []
    for number, content in enumerate(objects, start=1):
        offsets.append(len(out))
        out += b"%d 0 obj%s\nendobj\n" % (number, content)
    table = b"".join(b"%010d 00000 n \n" % offset for offset in offsets)
    return out + b"xref\n0 6\n0000000000 65535 f \n%strailer<</Size 6/Root 1 0 R>>\nstartxref\n%d\n%%%%EOF" % (
        table,
        len(out),
    )


@pytest.mark.parametrize(
    ("data", "expected"),
    [
        (PDF, "application/pdf"),
        (b"\r\n" + PDF, "application/pdf"),
        (image("PNG"), "image/png"),
        (image("JPEG"), "image/jpeg"),
        (image("GIF"), "image/gif"),
        (image("TIFF"), "image/tiff"),
        (rb"{\rtf1 a}", "text/rtf"),
        (b"PK\x03\x04xxxx", "application/zip"),
        ("Créatinine élevée\r\n\t7".encode(), "text/plain"),
        ("Créatinine".encode("cp1252"), "text/plain"),
        ("Créatinine".encode("utf-16"), "text/plain"),
        (b"<?xml version='1.0'?><a/>", "text/xml"),
        (b"\xef\xbb\xbf<?xml version='1.0'?><a/>", "text/xml"),
        ("<?xml version='1.0'?><a/>".encode("utf-16"), "text/xml"),
        (b"<!DOCTYPE html><p>", "text/html"),
        (b" \n<HTML>", "text/html"),
        ("<html>".encode("utf-16"), "text/html"),
        (b"<html>%PDF-1.4", "text/html"),
        (b"<svg onload='x'>", "text/html"),
        (b"\x00\x01\x02\x03", "application/octet-stream"),
        (b"", "application/octet-stream"),
    ],
)
def test_bytes_say_what_they_are(data: bytes, expected: str) -> None:
    assert media.sniff(data) == expected


@given(st.binary(max_size=64))
def test_any_bytes_have_a_type(data: bytes) -> None:
    assert "/" in media.sniff(data)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252", "iso-8859-15"])
def test_the_encoding_of_a_text_is_found(encoding: str) -> None:
    text = "Compte rendu : patiente âgée, fièvre à 39 °C, créatinine élevée. Prélevé à l'hôpital."

    assert media.plain_text(text.encode(encoding)) == text


@pytest.mark.parametrize("text", ["Élevé", "très", "à jeun", "é"])
def test_a_short_western_text_is_not_taken_for_another_alphabet(text: str) -> None:
    assert media.plain_text(text.encode("cp1252")) == text


def test_the_words_of_an_rtf_are_read_without_its_objects() -> None:
    data = (
        rb"{\rtf1\ansi\ansicpg1252{\fonttbl{\f0 Arial;}}\b Cr\'e9atinine\b0  \u233?lev\'e9e\par{\*\objdata 0102}suite}"
    )

    assert media.rtf_text(data).split() == ["Créatinine", "élevée", "suite"]


@pytest.mark.parametrize(
    "data", [b"{\\rtf1", b"{\\rtf1" + b"{" * 5000, b"{\\rtf1\\u99999999999?}", b"{\\rtf1\\bin999 x}"]
)
def test_a_damaged_rtf_raises_nothing(data: bytes) -> None:
    assert isinstance(media.rtf_text(data), str)


def test_links_and_characters_of_two_halves_keep_their_words_in_an_rtf() -> None:
    link = rb'{\field{\*\fldinst{HYPERLINK "https://exemple.fr"}}{\fldrslt voir}}'

    text = media.rtf_text(rb"{\rtf1\ansi a " + link + rb" \u-10179?\u-8704?b \u-10179?c}")

    assert text.split() == ["a", "voir", "😀b", "�c"]
    assert text.encode()


def test_an_rtf_full_of_links_is_read_in_a_time_that_follows_its_size() -> None:
    start = time.process_time()

    media.rtf_text(b"{\\rtf1 " + rb'{\field{\*\fldinst{HYPERLINK "' * 20_000)

    assert time.process_time() - start < 2


def test_a_long_pdf_says_which_pages_were_read() -> None:
    pages = bounded_pdf.MAX_PAGES
    long = media.pdf_text(written_pdf(b"mot", pages + 1))

    assert len(long.pages) == pages
    assert long.rest == f"Seul le texte des {pages} premières pages sur {pages + 1} est affiché."
    assert media.pdf_text(written_pdf(b"mot", pages)).rest == ""


def test_the_words_of_a_pdf_are_read_page_by_page() -> None:
    found = media.pdf_text(written_pdf("Créatinine élevée".encode("cp1252")))

    assert [page.strip() for page in found.pages] == ["Créatinine élevée"]
    assert found.problem == ""


def test_a_scanned_pdf_says_that_it_has_no_text() -> None:
    found = media.pdf_text(blank_pdf(2))

    assert len(found.pages) == 2
    assert "ne contient pas de texte" in found.problem
    assert media.pdf_page_count(blank_pdf(2)) == 2


@pytest.mark.parametrize("data", [PDF, PDF[:20], b"%PDF-1.4", b"", b"%PDF-1.7\n" + b"\x00" * 5000])
def test_a_damaged_pdf_has_a_sentence_and_no_page_count(data: bytes) -> None:
    assert "ne peut pas être lu" in media.pdf_text(data).problem
    assert media.pdf_page_count(data) is None


def test_several_readers_may_open_pdfs_at_once() -> None:
    files = [written_pdf(b"page %d" % number) for number in range(8)] * 6

    with ThreadPoolExecutor(8) as pool:
        found = list(pool.map(media.pdf_text, files))

    assert [f.pages[0].strip() for f in found] == [f"page {n}" for n in range(8)] * 6


@pytest.mark.parametrize("mode", ["1", "L", "RGB", "RGBA", "CMYK", "P", "I;16"])
def test_a_tiff_becomes_a_png(mode: str) -> None:
    out = io.BytesIO()
    Image.new(mode, (8, 6)).save(out, "TIFF")

    converted = media.tiff_to_png(out.getvalue())

    assert converted
    with Image.open(io.BytesIO(converted)) as png:
        assert (png.format, png.size) == ("PNG", (8, 6))
    assert media.tiff_page_count(out.getvalue()) == 1


def test_pages_of_a_tiff_are_told_one_from_several() -> None:
    assert [media.tiff_page_count(image("TIFF", pages)) for pages in (1, 2, 9)] == [1, 2, 2]


def bomb(width: int = 60_000, height: int = 60_000) -> bytes:
    """A TIFF of a few bytes that announces three billion points."""
    tags = [(256, 4, 1, width), (257, 4, 1, height), (258, 3, 1, 8), (259, 3, 1, 1), (262, 3, 1, 1), (273, 4, 1, 8)]
    tags += [(277, 3, 1, 1), (278, 4, 1, height), (279, 4, 1, 10)]
    body = b"".join(struct.pack("<HHII", *tag) for tag in tags)
    return b"II*\x00\x08\x00\x00\x00" + struct.pack("<H", len(tags)) + body + b"\x00" * 4


@pytest.mark.parametrize("data", [bomb(), bomb(9_000, 9_000), b"II*\x00", b"II*\x00\xff\xff\xff\xff", PDF])
def test_a_tiff_that_is_damaged_or_a_bomb_is_not_shown(data: bytes) -> None:
    assert media.tiff_to_png(data) is None
    assert media.tiff_page_count(data) == 0


@settings(max_examples=60, deadline=None)
@given(st.binary(max_size=60), st.integers(0, 120))
def test_no_damage_to_a_picture_ever_raises(noise: bytes, place: int) -> None:
    whole = image("TIFF")
    damaged = whole[:place] + noise + whole[place + len(noise) :]

    assert media.tiff_page_count(damaged) in (0, 1, 2)
    assert media.tiff_to_png(damaged) is None or media.tiff_to_png(damaged)
