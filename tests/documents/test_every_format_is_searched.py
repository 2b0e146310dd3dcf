"""PDF page by page, RTF and plain text; scans are said to have no text; what is too long, to be indexed in part."""

import pytest

from documents.cda.parser import parse
from documents.models import Indexed, Passage
from documents.presenters.search import place_in_page
from documents.search import passages
from documents.search.passages import Drawn, text_of
from tests.documents.fixtures import b64, cda, image
from webps.demo.pdf import text_pdf

ALONE = '<component><nonXMLBody><text mediaType="{kind}" representation="B64">{data}</text></nonXMLBody></component>'
BESIDE = (
    "<component><structuredBody><component><section><title>Constat</title><text>Rien</text><entry><observationMedia "
    'ID="m"><value mediaType="application/pdf" representation="B64">{data}</value></observationMedia></entry></section>'
    "</component></structuredBody></component>"
)
PDF = text_pdf("Radiographie", [f"Ligne {n} de la fracture" for n in range(60)])
RTF = rb"{\rtf1\ansi Fracture d\'e9plac\'e9e}"


def drawn(body: str) -> tuple[list[Drawn], Indexed]:
    found = text_of(parse(cda(body)))
    return found.passages, found.indexed


def test_each_page_of_a_pdf_is_a_passage_that_leads_to_it() -> None:
    found, indexed = drawn(ALONE.format(kind="application/pdf", data=b64(PDF)))

    assert [(one.kind, one.place, one.attachment) for one in found] == [("page", "1", None), ("page", "2", None)]
    assert "Ligne 59 de la fracture" in found[1].text
    assert indexed == Indexed.WHOLE
    assert place_in_page(Passage(kind="page", place="2")) == "?recherche=1&vue=pdf#page-2"


def test_a_pdf_beside_a_text_leads_to_the_list_of_files() -> None:
    found, indexed = drawn(BESIDE.format(data=b64(PDF)))

    assert [(one.kind, one.place, one.attachment) for one in found] == [
        ("section", "1", None),
        ("page", "1", 0),
        ("page", "2", 0),
    ]
    assert indexed == Indexed.WHOLE
    assert place_in_page(Passage(kind="page", place="2", attachment=0)) == "?recherche=1#piece-0"


@pytest.mark.parametrize(("kind", "data"), [("text/rtf", RTF), ("text/plain", "Fracture déplacée".encode())])
def test_the_words_of_other_texts_are_a_passage(kind: str, data: bytes) -> None:
    found, indexed = drawn(ALONE.format(kind=kind, data=b64(data)))

    assert [(one.kind, one.text) for one in found] == [("text", "Fracture déplacée")]
    assert indexed == Indexed.WHOLE


@pytest.mark.parametrize(
    ("body", "indexed"),
    [
        (ALONE.format(kind="image/png", data=b64(image())), Indexed.NONE),
        (ALONE.format(kind="application/pdf", data=b64(text_pdf("", []))), Indexed.NONE),
        (ALONE.format(kind="application/pdf", data=b64(b"%PDF-1.4 broken")), Indexed.NONE),
        (BESIDE.format(data=b64(text_pdf("", []))), Indexed.PART),
        (BESIDE.format(data="###"), Indexed.PART),
    ],
)
def test_what_has_no_text_is_said_to_have_none(body: str, indexed: Indexed) -> None:
    assert drawn(body)[1] == indexed


def test_a_long_text_is_cut_between_its_words_and_loses_none(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(passages, "MAX_PASSAGE", 300)
    words = [f"mot{n}" for n in range(400)]

    found, indexed = drawn(ALONE.format(kind="text/plain", data=b64(" ".join(words).encode())))

    assert [word for one in found for word in one.text.split()] == words
    assert max(len(one.text) for one in found) <= 300
    assert indexed == Indexed.WHOLE


def test_an_immense_text_is_indexed_in_part(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(passages, "MAX_TEXT", 20_000)

    found, indexed = drawn(ALONE.format(kind="text/plain", data=b64(b"mot " * 20_000)))

    assert 10_000 < sum(len(one.text) for one in found) <= 20_000
    assert indexed == Indexed.PART
