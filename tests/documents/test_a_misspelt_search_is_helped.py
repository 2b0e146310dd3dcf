"""When nothing is found, the nearest words of the documents that the reader may see are proposed, and no others."""

import pytest
from django.test import Client
from hypothesis import given
from hypothesis import strategies as st

from access.models import Practice
from documents.search.indexing import documents_index
from documents.search.query import parse
from documents.search.spelling import as_written, corrected, doubtful, nearest
from patients.models import Patient
from tests.conftest import SignIn
from tests.documents.searching import opened, searched, titles
from tests.factories.documents import DocumentFactory
from tests.factories.patients import PatientFactory
from tests.queries import statements

KNOWN = ("hemoglobine", "hematologie", "fracture", "insuline", "poignet")
ASKED = "Vouliez-vous dire"


@pytest.mark.parametrize(
    ("word", "found"),
    [
        ("hemoglobnie", "hemoglobine"),
        ("hemogloine", "hemoglobine"),
        ("fracturre", "fracture"),
        ("poingnet", "poignet"),
        ("fractures", ""),  # it is known, with another ending
        ("fractu", ""),
        ("insuline", ""),
        ("zinc", ""),
        ("hormone", ""),
    ],
)
def test_the_nearest_word_is_proposed_for_one_that_is_not_known(word: str, found: str) -> None:
    assert nearest(word, KNOWN) == found


def test_only_plain_words_are_doubtful() -> None:
    query = parse('Hémoglobnie "mot exact" debut* -exclu 718-7 NFS sel fracture')

    assert doubtful(query) == ["hemoglobnie", "fracture"]


@given(st.text(max_size=60), st.dictionaries(st.sampled_from(["fer", "zinc"]), st.just("cuivre")))
def test_what_is_not_misspelt_stays_as_it_was_typed(typed: str, spelt: dict[str, str]) -> None:
    assert corrected(typed, {}) == typed
    assert corrected(f"{typed} - fer", spelt).endswith("cuivre" if "fer" in spelt else "fer")


def test_a_word_is_proposed_with_its_accents() -> None:
    assert as_written("hemoglobine", "Taux d’HÉMOGLOBINE : 13") == "hémoglobine"
    assert as_written("absent", "Rien de tel") == "absent"


@pytest.fixture
def patient(db: None) -> Patient:
    patient: Patient = PatientFactory()
    DocumentFactory(patient=patient, title="Hémoglobine glyquée")
    DocumentFactory(patient=patient, title="Échocardiographie", masked=True)
    DocumentFactory(title="Scintigraphie")
    documents_index()
    return patient


@pytest.fixture
def client(sign_in: SignIn, doctor: Practice) -> Client:
    return sign_in(doctor)


def test_what_is_proposed_is_one_click_away_and_stands_in_no_address(client: Client, patient: Patient) -> None:
    address = opened(client, patient)

    page = searched(client, address, "Hemoglobnie glyquée", "?periode=1a")

    assert ASKED in page
    assert '<input type="hidden" name="mots" value="hémoglobine glyquée">' in page
    assert "glyqu" not in "".join(part.split('"')[0] for part in page.split('href="')[1:])
    assert titles(searched(client, address, "hémoglobine glyquée", "?periode=1a")) == ["Hémoglobine glyquée"]
    assert ASKED not in searched(client, address, "hémoglobine")


@pytest.mark.parametrize(
    "words", ["échocardiographei", "scintigraphei", '"hemoglobnie"', "hemoglobnie*", "hémoglobines"]
)
def test_nothing_is_proposed_of_what_is_out_of_reach_nor_for_what_is_meant(
    client: Client, patient: Patient, words: str
) -> None:
    assert ASKED not in searched(client, opened(client, patient), words)


def test_a_proposal_asks_as_much_whatever_the_record_holds(client: Client, patient: Patient) -> None:
    counts = []
    address = opened(client, patient)
    for _ in range(2):
        searched(client, address, "hemoglobnie")
        counts.append(len(statements(lambda: client.get(address))))
        DocumentFactory.create_batch(5, patient=patient, title="Hémoglobinémie")
        documents_index()

    assert counts[0] == counts[1]
