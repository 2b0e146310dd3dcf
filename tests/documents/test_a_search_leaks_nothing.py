"""A document out of reach changes nothing of a search: bytes, counts, statements, lines of the journal."""

from datetime import timedelta
from io import StringIO

import pytest
from django.core.management import call_command
from django.utils import timezone

from access.models import Practice, RecordAccess
from documents.listing.facets import author_key
from documents.models import Document
from documents.search.indexing import documents_index
from journal.models import Action, Line
from patients.models import Patient
from tests.conftest import SignIn
from tests.documents.searching import looked, opened, searched, titles
from tests.factories.documents import DocumentFactory, StatementFactory, many, stored_content
from tests.factories.patients import PatientFactory
from tests.queries import BUDGET, statements

pytestmark = pytest.mark.usefixtures("stopped_clock")
FILTERS = (
    *("", "?origine=patient", "?nouveaux=1", "?non_lus=1", "?profession=Sage-femme", "?valeurs=1", "?periode=1a"),
    *("?categorie=biologie", "?type=11502-2", "?visibilite=masques", "?versions=1&archives=1", "?auteur={author}"),
)
HIDDEN = "Dr Caché AILLEURS"
WORDS = ("Texte", "Constat", '"texte du document"', "consult*", "texte -absent", "titre", "inconnu", "morphologie")
MISSPELT = ("Textte", "morphologei", "constatt texte")


@pytest.fixture
def patient(db: None) -> Patient:
    patient: Patient = PatientFactory(birth_name="Lecoq")
    for _ in range(2):
        DocumentFactory(patient=patient)
    documents_index()
    return patient


def hide_some(patient: Patient) -> None:
    """Documents that hold all the words and more, each out of reach for its own reason; one is a scan.

    No filter but would keep one of them, and their author, profession, structure and type are theirs alone.
    """
    scan = stored_content(b"%PDF-1.4 scan")
    own = {"author_label": HIDDEN, "author_profession": "Sage-femme", "institution_label": HIDDEN}
    for values in (
        {"masked": True},
        {"patient": PatientFactory()},
        {"deleted": True},
        {"masked": True, "content": scan},
        {"masked": True, "type_code": "11502-2"},
        {"masked": True, "origin": "patient"},
        {"masked": True, "availability": "archived"},
        {"masked": True, "availability": "deprecated"},
    ):
        document = DocumentFactory(**({"patient": patient, "title": "Texte, constat et morphologie"} | own | values))
        StatementFactory(document=document, kind="result")
    documents_index()


@pytest.mark.parametrize("words", [*WORDS, *MISSPELT])
def test_what_is_out_of_reach_changes_neither_bytes_nor_statements(
    sign_in: SignIn, doctor: Practice, patient: Patient, words: str
) -> None:
    client = sign_in(doctor)
    address = opened(client, patient)
    searched(client, address, words)
    before = looked(client, address)

    hide_some(patient)

    assert looked(client, address) == before


@pytest.mark.parametrize("query", FILTERS)
def test_nor_do_the_filters_of_the_search_tell_of_it(
    sign_in: SignIn, doctor: Practice, patient: Patient, query: str
) -> None:
    client = sign_in(doctor)
    opened(client, patient)
    at = timezone.now() - timedelta(days=5)
    RecordAccess.objects.update(opened_at=at, ended_at=at, end_cause="left")
    address = opened(client, patient) + query.format(author=author_key(HIDDEN))
    client.post(address, {"mots": "texte"})
    before = looked(client, address)

    hide_some(patient)

    assert looked(client, address) == before
    assert HIDDEN not in before[0]


def test_each_profession_finds_what_its_column_opens(
    sign_in: SignIn, doctor: Practice, optician: Practice, patient: Patient
) -> None:
    DocumentFactory(patient=patient, type_code="96349-6", title="Pour les médecins")
    documents_index()

    pages = []
    for practice in (doctor, optician):
        client = sign_in(practice)
        pages.append(searched(client, opened(client, patient), "document"))

    assert "Pour les médecins" in titles(pages[0])
    page = pages[1]
    assert titles(page) == []
    assert "Aucun résultat pour « document » dans les documents que vous pouvez lire." in page


def test_a_search_is_a_line_and_each_document_of_which_an_extract_is_shown_another(
    sign_in: SignIn, doctor: Practice, patient: Patient
) -> None:
    client = sign_in(doctor)
    address = opened(client, patient)
    before = Line.objects.latest("pk").pk

    page = searched(client, address, "texte")

    assert page.count("<q>") == 2
    lines = list(Line.objects.filter(pk__gt=before).order_by("pk"))
    assert [line.action for line in lines] == [Action.RECORD_SEARCHED, Action.EXTRACT_READ, Action.EXTRACT_READ]
    assert lines[0].details == {"documents": 2, "extracts": 2}
    assert {line.document for line in lines[1:]} == set(Document.objects.values_list("uuid", flat=True))
    assert all(line.document_type and line.decision == "MATRIX" for line in lines[1:])
    call_command("verify_journal", stdout=StringIO())


def test_a_title_alone_is_no_consultation(sign_in: SignIn, doctor: Practice, patient: Patient) -> None:
    client = sign_in(doctor)

    page = searched(client, opened(client, patient), "titre")

    assert len(titles(page)) == 2
    assert "<mark>Titre</mark>" in page
    assert not Line.objects.filter(action=Action.EXTRACT_READ).exists()


def test_the_search_asks_as_much_for_twenty_documents_as_for_a_hundred(sign_in: SignIn, doctor: Practice) -> None:
    client, counts = sign_in(doctor), []
    for count in (20, 100):
        patient = PatientFactory()
        many(patient, count)
        documents_index()
        address = opened(client, patient)
        searched(client, address, "texte")
        counts.append(len(found := statements(lambda address=address: client.get(address))))  # type: ignore[misc]

    assert counts[0] == counts[1]
    assert counts[0] <= BUDGET + 6, "\n".join(found)
