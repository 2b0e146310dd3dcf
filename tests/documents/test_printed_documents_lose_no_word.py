"""On paper as on the screen: every word, in words that the fonts can draw, whatever the narrative (PS S36)."""

import re
from datetime import date
from pathlib import Path
from typing import Any
from uuid import uuid4

import pypdfium2
import pytest
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from lxml import etree, html

from documents.cda.model import ClinicalDocument
from documents.cda.parser import parse
from documents.cda.rendering import Reading
from documents.models import Document
from documents.presenters import ReadingPage
from documents.printing.fonts import drawable
from documents.printing.pages import Printing
from documents.printing.sheets import _lay_out
from documents.reading import DocumentReading
from patients.models import Patient
from patients.presenters import PatientBanner
from tests.documents.fixtures import SAMPLES, cda, image, media_entry, narrative, section, structured, words

PATIENT = Patient(
    birth_name="Kerbrat",
    first_given_name="Solène",
    birth_given_names="Solène Marie",
    birth_date=date(1955, 3, 12),
    sex="F",
    ins_status="QUAL",
    matricule="255039910000178",
    ins_oid="1.2.250.1.213.1.4.10",
)


def printed(document: ClinicalDocument, folder: Path, mode: str = "") -> list[str]:
    """Words of each page, without white space."""
    banner = PatientBanner(PATIENT, date(2026, 11, 24))
    printing = Printing(banner=banner, by="MARTIN Camille", at=timezone.now(), mode=mode)
    values: dict[str, Any] = {"title": document.header.title or "Document", "act_on": date(2026, 3, 1)}
    entry = Document(uuid=uuid4(), type_label="Compte rendu", deposited_at=timezone.now(), **values)
    shown = DocumentReading(Reading(document, lambda index: f"piece:{index}"), [])
    path = folder / f"{uuid4()}.pdf"
    count = _lay_out(ReadingPage(entry, uuid4()), shown, path, printing)
    pdf = pypdfium2.PdfDocument(path)
    try:
        pages = [words(page.get_textpage().get_text_bounded()).replace("\ufffe", "") for page in pdf]
    finally:
        pdf.close()
    assert len(pages) == count
    return pages


def on_screen(document: ClinicalDocument) -> list[str]:
    """Every word of the narrative as the viewer shows it."""
    found: list[str] = []
    pending = list(Reading(document, lambda index: f"piece:{index}").sections)
    while pending:
        one = pending.pop(0)
        found += one.heading.split()
        texts = html.fragment_fromstring(one.body).itertext() if one.body else []
        found += [word for text in texts for word in str(text).split()]
        pending = one.sections + pending
    return found


def missing(document: ClinicalDocument, folder: Path) -> list[str]:
    """Words on the screen that are not on paper. Full stops that follow an address written out are let go."""
    whole = _bare("".join(printed(document, folder)))
    return [word for word in on_screen(document) if _bare(words(drawable(word))).rstrip(".)/") not in whole]


def _bare(text: str) -> str:
    """Without hyphens: at the end of a line the reader of PDF takes them for the cut of a word."""
    return re.sub("[-\u2010\u2011\u00ad\ufffe]", "", text)


TEXT = st.text(
    st.one_of(
        st.sampled_from("éèàçœŒæµ≥≤±°²³’«»€αβγΔΩ½×–…☐✓%<>&\"'"),
        st.characters(codec="utf-8", categories=("L", "N", "P", "S", "Zs")),
    ),
    min_size=1,
    max_size=25,
)


def _element(name: str, *children: Any, text: str = "", **attributes: str) -> etree._Element:
    element = etree.Element(name, attributes)
    element.text = text
    element.extend(children)
    return element


def paragraphs() -> st.SearchStrategy[etree._Element]:
    styles = st.sampled_from(["Bold", "Italics", "Underline", "xFgRed", "Superscript", ""])
    return st.builds(
        lambda a, style, b: _element("paragraph", _element("content", text=b, styleCode=style), text=a),
        TEXT,
        styles,
        TEXT,
    )


def lists() -> st.SearchStrategy[etree._Element]:
    items = st.lists(st.builds(lambda t: _element("item", text=t), TEXT), min_size=1, max_size=4)
    return st.builds(
        lambda i, kind: _element("list", *i, listType=kind), items, st.sampled_from(["ordered", "unordered"])
    )


def tables() -> st.SearchStrategy[etree._Element]:
    cell = st.builds(lambda t: _element("td", text=t), TEXT)
    row = st.builds(lambda c: _element("tr", *c), st.lists(cell, min_size=1, max_size=6))
    head = st.builds(lambda t: _element("thead", _element("tr", *[_element("th", text=x) for x in t])),
                     st.lists(TEXT, min_size=1, max_size=6))  # fmt: skip
    body = st.builds(lambda r: _element("tbody", *r), st.lists(row, min_size=1, max_size=5))
    return st.builds(lambda h, b: _element("table", h, b), head, body)


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(blocks=st.lists(st.one_of(paragraphs(), lists(), tables()), min_size=1, max_size=5))
def test_every_word_of_a_narrative_is_on_paper(tmp_path: Path, blocks: list[etree._Element]) -> None:
    inside = "".join(etree.tostring(block, encoding="unicode") for block in blocks)

    assert missing(parse(cda(structured(section(inside)))), tmp_path) == []


def test_medical_french_is_drawn_and_what_the_fonts_lack_is_named() -> None:
    usual = "µg ≥ ≤ ± ° ² œ ’ « » € αβγ 10⁻³ ½ → é"
    assert drawable(usual) == usual
    assert drawable("sourire 😀 中") == "sourire [U+1F600] [U+4E2D]"
    assert drawable("e\u0301\u200b\u202a") == "é"


@pytest.mark.parametrize(
    "rows",
    [
        "<tr>" + "".join(f"<td>colonne{n}</td>" for n in range(35)) + "</tr>",
        f"<tr><td>{' '.join(f'mot{n}' for n in range(4000))}</td><td>à côté</td></tr>",
        "<tr><td rowspan='3'>haut</td><td>un</td></tr><tr><td>deux</td></tr><tr><td colspan='2'>trois</td></tr>",
        "<tr><td rowspan='90'>plus que de lignes</td><td colspan='9'>large</td></tr><tr><td>reste</td></tr>",
        "<tr><td><table><tr><td>dedans</td></tr></table></td><td><list><item>point</item></list></td></tr>",
        f"<tr><td>{'insécable' * 60}</td></tr>",
        "".join(f"<tr><td>ligne{n}</td><td>valeur{n}</td></tr>" for n in range(200)),
    ],
    ids=["wide", "taller than a page", "spans", "absurd spans", "nested", "one long word", "long"],
)
def test_tables_of_every_shape_stand_on_paper(tmp_path: Path, rows: str) -> None:
    document = narrative(f"<table><thead><tr><th>Repère</th></tr></thead><tbody>{rows}</tbody></table>")

    assert missing(document, tmp_path) == []


def test_headings_of_a_table_are_repeated_and_no_row_is_cut(tmp_path: Path) -> None:
    rows = "".join(f"<tr><td>début{n} <br/> milieu{n} <br/> fin{n}</td><td>{n}</td></tr>" for n in range(120))
    table = f"<table><thead><tr><th>Analyse</th><th>Rang</th></tr></thead><tbody>{rows}</tbody></table>"

    pages = printed(narrative(table), tmp_path)

    assert len(pages) > 3
    assert all("AnalyseRang" in page for page in pages)
    for n in range(120):
        held = [page for page in pages if f"début{n}milieu{n}fin{n}" in page]
        assert len(held) == 1


def test_each_page_says_whose_it_is_which_document_who_printed_it_its_number_and_the_mode(tmp_path: Path) -> None:
    document = narrative("".join(f"<paragraph>Paragraphe {n}</paragraph>" for n in range(150)))

    pages = printed(document, tmp_path, mode="Accès en urgence (bris de glace)")

    assert len(pages) > 2
    for number, page in enumerate(pages, start=1):
        for said in ("KERBRATSolène", "actedu01/03/2026", "ImpriméparMARTINCamille", "Accèsenurgence(brisdeglace)"):
            assert said in page
        assert f"page{number}/{len(pages)}" in page


def test_pictures_of_the_narrative_are_drawn_and_damaged_ones_are_named(tmp_path: Path) -> None:
    good = narrative('<renderMultiMedia referencedObject="img1"/>', more=media_entry(image()))
    broken = narrative('<renderMultiMedia referencedObject="img1"/>', more=media_entry(b"\x89PNG\r\n\x1a\nrien"))

    printed(good, tmp_path)

    pdf = pypdfium2.PdfDocument(max(tmp_path.glob("*.pdf"), key=lambda p: p.stat().st_mtime))
    kinds = [thing.type for page in pdf for thing in page.get_objects()]
    pdf.close()
    assert kinds.count(3) >= 1  # FPDF_PAGEOBJ_IMAGE
    assert words("[Image endommagée") in "".join(printed(broken, tmp_path))


@pytest.mark.skipif(not SAMPLES.is_dir(), reason="no published examples beside the project")
@pytest.mark.parametrize("path", sorted(SAMPLES.glob("*.xml"))[:6], ids=lambda p: p.stem)
def test_published_examples_keep_their_words_on_paper(path: Path, tmp_path: Path) -> None:
    assert missing(parse(path.read_bytes()), tmp_path) == []
