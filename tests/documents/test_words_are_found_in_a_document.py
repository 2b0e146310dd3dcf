"""« Rechercher dans ce document »: marked in the drawn tree; nothing typed becomes HTML nor an address."""

import re

import pytest
from django.test import Client
from lxml import html

from access.models import Practice
from documents.reading.marking import mark, phrase
from documents.search.extracts import _Wanted
from documents.search.indexing import documents_index
from documents.search.selectors import spans_in
from journal.models import Line
from tests.conftest import SignIn
from tests.documents.fixtures import cda, section, structured, unstructured
from tests.factories.documents import DocumentFactory, stored_content
from tests.factories.patients import PatientFactory
from tests.records import open_record
from webps.demo.pdf import text_pdf

DRAWN = (
    '<nav><a href="#s-1">Glycémie</a></nav><article class="paper"><section id="s-1"><h2>Glycémie</h2>'
    "<p>La <b>gly</b>cémie, puis <i>GLYCEMIE</i> et l’&lt;b&gt;os&lt;/b&gt;.</p>"
    "<table><tr><td>gly</td><td>cémie</td></tr></table>"
    '<details><summary>Suite</summary><pre id="page-2">la\nglycémie</pre></details></section></article>'
)


@pytest.mark.parametrize(
    ("typed", "count"),
    [
        ("glycemie", 4),  # across an inline element, in capitals; not across two cells
        ("GLYCÉMIE", 4),
        ("la glycémie", 2),  # across a line
        ("<b>os</b>", 1),
        ("mie", 5),
        ("absent", 0),
        ("  ", 0),
        ("(gly|.*", 0),
    ],
)
def test_what_is_typed_is_sought_as_it_is_accents_and_capitals_aside(typed: str, count: int) -> None:
    marked = mark(DRAWN, phrase(typed))

    assert len(marked.found) == count
    tree = html.fragment_fromstring(marked.html, create_parent=True)
    assert [m.get("id") for m in tree.iter("mark") if m.get("id")] == [f"trouve-{n + 1}" for n in range(count)]
    assert not list(tree.find(".//nav").iter("mark"))


def test_characters_that_no_tree_holds_are_left_out() -> None:
    marked = mark("<article><pre>\x02tension\x0c et hyper\ufffetension</pre></article>", phrase("tension"))

    assert len(marked.found) == 2
    assert "hyper<mark" in marked.html


@pytest.mark.parametrize("typed", ["glycemie", "<b>os", "e", "&", '"'])
def test_marks_add_nothing_but_marks_and_lose_no_word(typed: str) -> None:
    before = html.fragment_fromstring(DRAWN, create_parent=True)
    after = html.fragment_fromstring(mark(DRAWN, phrase(typed)).html, create_parent=True)

    assert after.text_content() == before.text_content()
    assert {e.tag for e in after.iter()} - {"mark"} == {e.tag for e in before.iter()}


def test_a_folded_part_that_holds_a_mark_is_open_and_each_mark_is_named_by_its_part() -> None:
    marked = mark(DRAWN, phrase("glycémie"))

    assert "<details open" in marked.html
    assert marked.by_part == [("Glycémie", [1, 2, 3]), ("Page 2", [4])]


@pytest.mark.parametrize(
    ("searched", "count"),
    [("fractures", 2), ("anti-hbs", 1), ("frac*", 2), ('"une fracture"', 1), ("hta", 1), ("-hta", 0), ("", 0)],
)
def test_words_of_a_search_are_found_as_the_index_compares_them(db: None, searched: str, count: int) -> None:
    drawn = (
        "<article><p>Deux fractures, une <b>frac</b>ture ; refracturé. Anti-HBs. Hypertension artérielle</p></article>"
    )

    assert len(mark(drawn, spans_in(drawn, searched)).found) == count


def test_a_long_document_is_compared_once_for_each_of_its_words(db: None, monkeypatch: pytest.MonkeyPatch) -> None:
    compared: list[object] = []
    real = _Wanted.begins_with
    monkeypatch.setattr(_Wanted, "begins_with", lambda *args: compared.append(args) or real(*args))
    drawn = f"<article>{'<p>texte du poignet</p>' * 200}</article>"

    mark(drawn, spans_in(drawn, "absent hta poignets"))

    assert 0 < len(compared) < 50


@pytest.fixture
def client(sign_in: SignIn, doctor: Practice) -> Client:
    return sign_in(doctor)


def test_words_are_sought_without_script_and_stay_out_of_addresses_and_journal(client: Client) -> None:
    patient = PatientFactory()
    text = "<paragraph>Douleur thoracique, puis douleur du bras.</paragraph>"
    document = DocumentFactory(patient=patient, content=stored_content(cda(structured(section(text)))))
    other = DocumentFactory(patient=patient)
    address = f"{open_record(client, patient.matricule)}{document.uuid}/"

    answer = client.post(f"{address}chercher/?categorie=comptes_rendus", {"mots": "DOULEUR"})
    page = client.get(answer["Location"]).content.decode()

    assert "douleur" not in answer["Location"].lower()
    assert "categorie=comptes_rendus" in answer["Location"]
    assert '<mark id="trouve-1">Douleur</mark>' in page
    assert "2\u00a0occurrences." in page
    assert '<a href="#trouve-2">' in page
    assert "douleur" not in str(list(Line.objects.values("details", "motive"))).lower()
    assert (
        "Aucune occurrence"
        in client.get(f"{address.replace(str(document.uuid), str(other.uuid))}?chercher=1").content.decode()
    )
    assert "<mark" not in client.get(address).content.decode()


def test_words_of_a_pdf_are_found_on_their_page(client: Client) -> None:
    patient = PatientFactory()
    pdf = text_pdf("Courrier", [f"Ligne {n}" for n in range(100)] + ["Conclusion rassurante"])
    document = DocumentFactory(patient=patient, content=stored_content(cda(unstructured(pdf))))
    address = f"{open_record(client, patient.matricule)}{document.uuid}/"

    page = client.get(client.post(f"{address}chercher/", {"mots": "rassurante"})["Location"]).content.decode()

    where = re.search(r"<span>Page (\d) :</span> <a href=\"#trouve-1\">", page.replace("\u00a0", " "))
    assert where
    assert f'id="page-{where[1]}"' in page


def test_a_document_opened_from_the_search_bears_its_words_and_leads_back_to_it(client: Client) -> None:
    patient = PatientFactory()
    text = "<paragraph>Deux fractures du poignet.</paragraph>"
    document = DocumentFactory(patient=patient, content=stored_content(cda(structured(section(text)))))
    documents_index()
    listing = open_record(client, patient.matricule)
    search = listing.replace("documents/", "rechercher/")
    client.post(search, {"mots": "fracture"})
    results = client.get(search).content.decode()

    (link, *_) = re.findall(rf'href="([^"]*{document.uuid}[^"]*#s-1)"', results)
    page = client.get(link.replace("&amp;", "&")).content.decode()

    assert '<section id="s-1">' in page
    assert '<mark id="trouve-1">fractures</mark>' in page
    assert f'href="{search}" data-key="u"' in page
    assert "fracture" not in link
