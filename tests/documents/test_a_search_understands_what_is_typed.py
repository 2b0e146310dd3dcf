"""Words, phrases, exclusions, beginnings, abbreviations; and nothing typed is ever an error of the database."""

from typing import Any

import pytest
from django.db.models import Value
from hypothesis import given
from hypothesis import strategies as st

from access.models import Practice
from documents.models import Document
from documents.search.query import EMPTY, ONLY_EXCLUDED, TOO_LONG, Atom, NotASearch, parse
from documents.search.selectors import _rows, stems_of
from tests.conftest import SignIn
from tests.documents.conftest import Write
from tests.documents.searching import imported, opened, searched, titles


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        ("fracture", ["b", "a"]),
        ("Fractures", ["b", "a"]),
        ("fracture poignet", ["a"]),
        ("poignet douleur", ["a"]),
        ("fracture -poignet", ["b"]),
        ("fracture -cheville -poignet", []),
        ('"fracture du poignet"', ["a"]),
        ("« fracture du poignet »", ["a"]),
        ("“fracture du poignet”", ["a"]),
        ('"fractures du poignet"', []),
        ('fracture -"du poignet"', ["b"]),
        ("frac*", ["b", "a"]),
        ("fractu* poigne*", ["a"]),
        ("patholog*", ["c"]),
        ("pathologie", ["c"]),
        ("hypertension artérielle", ["c"]),
        ("HTA", ["c"]),
        ("scanner", ["c"]),
        ("tomodensitométrie", ["c"]),
        ("l'hta", ["c"]),
        ("anti-HBs", ["b"]),
        ("10^9/L", ["b"]),
        ("718-7", ["d"]),
        ("biologie", ["d"]),
        ("hémoglobine glyquée", ["d"]),
        ("soleil", []),
    ],
)
def test_what_is_typed_finds_what_is_meant(corpus: None, typed: str, found: list[str]) -> None:
    (_, keys, *_), *rows = _rows(parse(typed), everything(), ["approved"], 1)

    names = dict(Document.objects.values_list("pk", "unique_id"))
    assert [names[key][-1] for key, *_ in rows] == sorted(found, reverse=True)
    assert {names[key][-1] for key in keys} == set(found)


def everything() -> tuple[str, Any]:
    columns = Document.objects.values("pk", "act_on", "availability", all=Value(True))
    return columns.query.sql_with_params()


@pytest.fixture
def corpus(write: Write) -> None:
    texts = {
        "a": "Fracture du poignet. Douleur à la palpation.",
        "b": "Fractures de la cheville ; anti-HBs positif ; plaquettes 210 x 10^9/L. Le poignard. Douleur du thorax.",
        "c": "HTA ancienne. Pathologies multiples. TDM prévue.",
        "d": "HbA1c 6,2 %",
    }
    entry = '</text><entry><observation><code code="718-7"/></observation></entry><text>'
    for name, text in texts.items():
        more = {"code": "11502-2", "text": text + entry} if name == "d" else {"text": text}
        imported(write(name, **more))


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("", EMPTY),
        (" \N{NO-BREAK SPACE} ", EMPTY),
        ("* - + ! & | :* <-> ()", EMPTY),
        ('""', EMPTY),
        ("-aspirine", ONLY_EXCLUDED),
        ("a" * 201, TOO_LONG),
        ("a " * 13, TOO_LONG),
    ],
)
def test_what_cannot_be_searched_is_said_in_french(typed: str, said: str) -> None:
    with pytest.raises(NotASearch, match=said[:30]):
        parse(typed)


def test_an_open_quotation_mark_and_loose_signs_are_dropped() -> None:
    assert [term.atoms[0] for term in parse('"douleur & thorax | - ').terms] == [Atom("douleur"), Atom("thorax")]


SIGNS = st.text(alphabet=" \"'«»“”*-!&|<>():\\%_^/’.éœA1µ⁹\x00\u0301\u00ad", max_size=40)


@pytest.mark.django_db
def test_nothing_typed_makes_an_invalid_query() -> None:
    documents = everything()

    @given(SIGNS | st.text(max_size=60))
    def holds(typed: str) -> None:
        try:
            query = parse(typed)
        except NotASearch:
            return
        assert _rows(query, documents, ["approved"], 1) == [(None, [], None, 0, 0, True)]
        stems_of([atom.words for term in query.terms for atom in term.atoms])

    holds()


def test_bad_input_is_answered_on_the_page_and_changes_nothing(write: Write, sign_in: SignIn, doctor: Practice) -> None:
    document = imported(write("a", text="Fracture du poignet"))
    client = sign_in(doctor)
    address = opened(client, document.patient)
    searched(client, address, "fracture")

    answer = client.post(address, {"mots": "-rien"})

    assert answer.status_code == 422
    assert ONLY_EXCLUDED in answer.content.decode()
    assert titles(client.get(address).content.decode()) == [document.title]
