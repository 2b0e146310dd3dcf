"""Files held in base64: found wherever they are, known by their bytes, named when they cannot be shown."""

import pytest

from documents.cda.allowed import MAX_CITED
from documents.cda.model import MAX_ATTACHMENTS
from documents.cda.parser import parse
from tests.documents.fixtures import (
    PDF,
    b64,
    cda,
    drawn,
    image,
    media_entry,
    narrative,
    page,
    section,
    structured,
    unstructured,
)

PNG = image()


def test_an_image_is_drawn_where_the_text_cites_it_with_its_caption_as_alternative() -> None:
    found = drawn(
        "a <renderMultiMedia referencedObject='img1'><caption>Tracé du jour</caption></renderMultiMedia> b",
        more=media_entry(PNG),
    )

    (picture,) = found.iter("img")
    assert (picture.get("src"), picture.get("alt")) == ("/pieces/0", "Tracé du jour")
    assert found.text_content() == "a Tracé du jour b"


def test_an_image_without_caption_still_has_an_alternative() -> None:
    (picture,) = drawn("<renderMultiMedia referencedObject='img1'/>", more=media_entry(PNG)).iter("img")

    assert picture.get("alt") == "Constat"  # the section that holds it


def test_a_region_of_interest_shows_its_picture() -> None:
    entry = media_entry(PNG, "img1").removeprefix("<entry>").removesuffix("</entry>")
    region = (
        '<entry><regionOfInterest ID="roi1"><value value="1"/>'
        f"<entryRelationship>{entry}</entryRelationship></regionOfInterest></entry>"
    )

    assert [i.get("src") for i in drawn("<renderMultiMedia referencedObject='roi1'/>", more=region).iter("img")] == [
        "/pieces/0"
    ]


@pytest.mark.parametrize("place", ["renderMultiMedia", "list"])
def test_every_file_is_listed_cited_or_not(place: str) -> None:
    cited = "<renderMultiMedia referencedObject='img1'/>" if place == "renderMultiMedia" else "rien"

    found = page(narrative(cited, more=media_entry(PNG) + media_entry(PDF, "pdf1", "application/pdf")))

    pieces = found.get_element_by_id("pieces-jointes")
    assert [a.get("href") for a in pieces.iter("a")] == ["/pieces/0", "/pieces/1"]
    assert "image PNG" in pieces.text_content()
    assert "PDF" in pieces.text_content()
    assert f"({len(PDF)}\N{NO-BREAK SPACE}octets)" in pieces.text_content()


def test_files_are_found_in_any_element_of_an_entry() -> None:
    entry = f'<entry><act><text mediaType="image/png" representation="b64">{b64(PNG)}</text></act></entry>'
    other = f'<entry><observation><value representation="B64">{b64(PDF)}</value></observation></entry>'
    reference = (
        f'<entry><act><reference><thumbnail representation="B64">{b64(PNG)}</thumbnail></reference></act></entry>'
    )

    document = narrative("", more=entry + other + reference)

    assert [a.media_type for a in document.attachments] == ["image/png", "application/pdf", "image/png"]


def test_a_media_that_forgets_to_say_its_representation_is_read() -> None:
    entry = media_entry(PNG).replace(' representation="B64"', "")

    assert narrative("", more=entry).attachments[0].data == PNG


def test_a_pdf_cited_by_the_text_becomes_a_link_to_it() -> None:
    found = drawn("<renderMultiMedia referencedObject='p'/>", more=media_entry(PDF, "p", "image/png"))

    assert [(a.get("href"), a.text) for a in found.iter("a")] == [("#piece-0", "Pièce jointe 1 (PDF)")]
    assert not list(found.iter("img"))


@pytest.mark.parametrize("declared", ["image/png", "application/pdf", "text/plain", "image/svg+xml"])
@pytest.mark.parametrize("data", [b"<html><script>alert(1)</script></html>", b"\xef\xbb\xbf <!DOCTYPE html><p>%PDF-"])
def test_html_under_a_borrowed_media_type_is_neither_drawn_nor_framed(declared: str, data: bytes) -> None:
    document = narrative("<renderMultiMedia referencedObject='img1'/>", more=media_entry(data, declared=declared))

    found = page(document)

    assert document.attachments[0].media_type == "text/html"
    assert not list(found.iter("img", "iframe", "object", "embed", "script"))
    assert "La pièce jointe 1 n’est pas affichée" in found.text_content()


@pytest.mark.parametrize("text", ["!!!!", "iVBORw0KGgo=iVBORw0KGgo*", b64(PNG)[:-6] + "é", b64(PNG).strip()[:-3], "="])
def test_broken_base64_is_named_and_breaks_nothing_else(text: str) -> None:
    document = narrative("mot <renderMultiMedia referencedObject='img1'/>", more=media_entry(text))

    found = page(document)

    assert document.attachments[0].data is None
    assert not list(found.iter("img"))
    assert "mot" in found.find_class("narrative")[0].text_content()
    assert "La pièce jointe 1 n’est pas lisible" in found.text_content()


def test_line_breaks_and_indentation_in_base64_are_harmless_and_not_counted_in_its_size() -> None:
    spaced = "\n          ".join(["", *b64(PNG).split(), ""])
    attachment = narrative("", more=media_entry(spaced)).attachments[0]

    assert (attachment.data, attachment.size, attachment.media_type) == (PNG, len(PNG), "image/png")


def test_a_long_indentation_does_not_hide_the_media_type() -> None:
    assert narrative("", more=media_entry("\n" + " " * 5_000 + b64(PNG))).attachments[0].is_image


def test_a_reference_to_nothing_is_said() -> None:
    assert (
        "Une illustration citée par le texte est absente du document."
        in page(narrative("<renderMultiMedia referencedObject='absent'/>")).text_content()
    )


def test_a_tiff_of_several_pages_says_that_only_the_first_is_shown() -> None:
    one, two = (narrative("", more=media_entry(image("TIFF", pages))) for pages in (1, 2))

    assert "seule la première est affichée" not in page(one).text_content()
    assert "La pièce jointe 1 compte plusieurs pages" in page(two).text_content()


def test_a_pdf_copy_is_known_and_offered() -> None:
    copy = '<templateId root="1.2.250.1.213.1.1.2.243"/>' + media_entry(PDF, "p", "application/pdf")
    document = parse(cda(structured(section("a"), section("", title="Copie", more=copy))))

    assert document.pdf_copy is document.attachments[0]
    assert [f.get("src") for f in page(document, pdf_view=True).iter("iframe")] == ["/pieces/0"]


def test_two_pdf_copies_are_attachments_like_others() -> None:
    copy = '<code code="55108-5"/>' + media_entry(PDF, "p") + media_entry(PDF, "q")

    assert parse(cda(structured(section("", more=copy)))).pdf_copy is None


@pytest.mark.parametrize("attributes", ['representation="B64"', ""])
def test_a_level_1_pdf_is_framed_with_a_title_and_can_be_downloaded(attributes: str) -> None:
    document = parse(cda(unstructured(PDF, attributes=attributes)))

    found = page(document)

    assert document.level == 1
    assert [(f.get("src"), f.get("title")) for f in found.iter("iframe")] == [("/pieces/0", "Compte rendu simple")]
    assert "/pieces/0" in [a.get("href") for a in found.iter("a")]


@pytest.mark.parametrize(
    ("data", "declared", "expected"),
    [
        ("Créatinine élevée".encode(), "text/plain", "Créatinine élevée"),
        ("Créatinine élevée : déjà notée à l’hôpital".encode("cp1252"), "text/plain", "Créatinine élevée"),
        (rb"{\rtf1\ansi\ansicpg1252 Cr\'e9atinine {\b \'e9lev\'e9e}\par}", "text/rtf", "Créatinine élevée"),
        (b"<b>Cr</b>&amp;", "text/plain", "<b>Cr</b>&amp;"),
    ],
)
def test_level_1_text_is_shown_as_text(data: bytes, declared: str, expected: str) -> None:
    found = page(parse(cda(unstructured(data, declared))))

    assert expected in "".join(pre.text_content() for pre in found.iter("pre"))


def test_a_level_1_image_is_shown() -> None:
    found = page(parse(cda(unstructured(image("JPEG"), "image/jpeg"))))

    assert {i.get("src") for i in found.iter("img")} == {"/pieces/0"}


def test_a_level_1_body_written_as_text_is_shown_escaped() -> None:
    found = page(parse(cda(unstructured("Bonjour &lt;b&gt;", "text/html", ""))))

    assert [pre.text for pre in found.iter("pre")] == ["Bonjour <b>"]


def test_a_body_that_only_refers_elsewhere_is_named_and_not_fetched() -> None:
    body = unstructured("<reference value='javascript:alert(1)'/>", attributes="")

    found = page(parse(cda(body)))

    assert "Le contenu est dans un fichier extérieur au document" in found.text_content()
    assert not list(found.iter("iframe", "a"))


def test_the_file_of_a_level_1_document_comes_before_what_its_header_holds() -> None:
    text = f'<signatureText representation="B64">{b64(b"signature")}</signatureText>'
    signature = f"<legalAuthenticator>{text}</legalAuthenticator>"

    document = parse(cda(unstructured(PDF), header=signature))

    assert [a.media_type for a in document.attachments] == ["application/pdf", "text/plain"]


def test_beyond_the_bounds_files_are_counted_out_in_words() -> None:
    cited = narrative("<renderMultiMedia referencedObject='img1 img1'/>" * 600, more=media_entry(PNG) * 2)
    listed = narrative("", more=media_entry(PNG) * (MAX_ATTACHMENTS + 1))

    assert len(list(page(cited).find_class("narrative")[0].iter("img"))) == MAX_CITED
    assert f"Seules les {MAX_CITED} premières illustrations" in page(cited).text_content()
    assert len(listed.attachments) == MAX_ATTACHMENTS
    assert listed.notices == [f"Seules les {MAX_ATTACHMENTS} premières pièces jointes sont affichées."]


def test_a_compressed_file_is_named() -> None:
    entry = media_entry(PNG).replace("<value", '<value compression="GZ"')

    document = narrative("", more=entry * 2)

    assert (document.attachments, document.notices) == ([], ["Une pièce jointe compressée n’a pas pu être affichée."])


def test_a_document_without_body_says_so() -> None:
    assert "Ce document n’a pas de contenu." in page(parse(cda())).text_content()
