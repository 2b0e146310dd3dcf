"""Recall of the search: each word of three letters and more that a document shows finds it, whatever its format."""

import re
from pathlib import Path

import pytest
from django.db import connection
from lxml import etree

from documents.models import Document, Indexed
from documents.search.extracts import Marker
from documents.search.query import Atom, parse
from documents.search.selectors import stems_of
from tests.documents.conftest import Write
from tests.documents.fixtures import SAMPLES
from tests.documents.searching import imported

HL7 = {"c": "urn:hl7-org:v3"}
FILES = sorted(SAMPLES.glob("*.xml")) or [
    pytest.param(None, marks=pytest.mark.skip("the published samples are not beside this checkout"))
]
_WORD = re.compile(r"[^\W_]{3,}")


def narrative(path: Path) -> set[str]:
    """Words of the narrative, by a reading of our own."""
    found = set()
    for part in etree.parse(path).getroot().iterfind(".//c:section/c:text", HL7):
        found |= set(_WORD.findall(" ".join(part.itertext())))
    return found


def lost(document: Document, words: set[str]) -> list[str]:
    """Words that no passage of the document holds, asked as the search asks."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT word FROM unnest(%s::text[]) word WHERE NOT EXISTS (SELECT FROM documents_passage "
            "WHERE document_id = %s AND lexemes @@ phraseto_tsquery('french_folded', search_words(word)))",
            [sorted(words), document.pk],
        )
        return [word for (word,) in cursor.fetchall()]


@pytest.mark.django_db
@pytest.mark.parametrize("path", FILES, ids=lambda path: getattr(path, "stem", ""))
def test_each_word_of_a_published_narrative_finds_its_document(path: Path) -> None:
    document = imported(path)
    words = narrative(path)

    assert lost(document, words) == []
    assert all(parse(word).terms[0].atoms[0] == Atom(word) for word in words)
    assert document.indexed == Indexed.WHOLE if words else document.indexed


def test_what_is_shown_around_the_text_is_found_as_well(write: Write) -> None:
    path = write(
        "a",
        title="Bilan d’œdème",
        text="<list><item>Anti-HBs à 12 mUI/mL</item><item>Plaquettes 210 10<sup>9</sup>/L, 150·10⁹/L</item></list>",
    )
    document = imported(path)

    assert lost(document, {"oedème", "OEDEME", "Anne", "AUTEUR", "consultation", "11488-4", "Comptes", "constat"}) == []
    assert lost(document, {"anti-HBs", "mUI/mL", "10^9/L", "plaquette", "210"}) == []
    assert lost(document, {"anti-mUI", "absent"}) == ["absent", "anti-mUI"]


def test_each_token_of_the_index_is_one_word_at_its_place(db: None) -> None:
    """The parser of the database must cut where we cut, whatever letters and figures follow one another."""
    odd = "1e5 12e 3x4 v2 b12 00e12 1st µg/mL 5-HT (H2O) a.b@c.fr http://x.fr/y 10:30 -4,5 C3b ﬁbrine ½ ⁹⁹mTc"
    with connection.cursor() as cursor:
        for word in odd.split():
            cursor.execute(
                "SELECT btrim(search_words(%s)), (SELECT array_agg(p ORDER BY p) FROM unnest(search_lexemes(%s)) t,"
                " unnest(t.positions) p)",
                [word, word],
            )
            folded, positions = cursor.fetchone()
            assert positions == list(range(1, len(folded.split()) + 1)), (word, folded, positions)


def test_words_are_marked_as_the_index_compares_them(db: None) -> None:
    text = "Taux d’Hémoglobine\nLes hémoglobines A1c : 6,2 % ; anti HBs ; HÉMOPHILIE"

    def marked(words: str) -> list[str]:
        return [piece for piece, is_marked in Marker(parse(words), [text], stems_of).marked(text) if is_marked]

    assert marked("hemoglobine") == ["Hémoglobine", "hémoglobines"]
    assert marked('"hemoglobines"') == ["hémoglobines"]
    assert marked("hémo*") == ["Hémoglobine", "hémoglobines", "HÉMOPHILIE"]
    assert marked("anti-hbs") == ["anti HBs"]
    assert marked("anti-A1c") == []


def test_an_extract_begins_with_the_line_of_the_word_and_keeps_whole_words(db: None) -> None:
    text = "Constat\nUne ligne avant\n" + "mot " * 60 + "fracture " + "suite " * 60
    marker = Marker(parse("fracture"), [text, "Fracture"], stems_of)

    pieces = marker.extract(text, "Constat")

    assert ("fracture", True) in pieces
    words = "".join(piece for piece, _ in pieces)
    assert set(words.split()) == {"…", "mot", "fracture", "suite"}
    assert len(words) < 350
    assert marker.extract("Fracture\nRien d’autre", "Fracture")[0] == ("Fracture", True)
