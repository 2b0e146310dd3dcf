"""The search of S14 in the window of the patient, or of who acts for them: what they may read, and nothing else."""

from io import StringIO

import pytest
from django.core.management import call_command
from django.test import Client

from access.models import Practice
from documents.listing.facets import author_key
from documents.models import Document
from documents.search.indexing import documents_index
from journal.models import Action, Line
from patients.models import Patient, Representative
from tests.access.holders import as_patient, as_representative
from tests.access.signing import text
from tests.conftest import SignIn
from tests.documents.searching import looked, searched, titles
from tests.factories.documents import DocumentFactory, StatementFactory, many, stored_content
from tests.factories.patients import PatientFactory, RepresentativeFactory
from tests.queries import BUDGET, statements

SEARCH, TRACES = "/mon-dossier/rechercher/", "/mon-dossier/historique/"
AUTHOR = "Dr Caché AILLEURS"
WORDS = ("Texte", '"texte du document"', "consult*", "texte -absent", "titre", "inconnu", "secret", "Textte", "secrett")
FILTERS = (
    *("", "?origine=patient", "?profession=Sage-femme", "?valeurs=1", "?categorie=biologie", "?type=11502-2"),
    *("?visibilite=masques", "?visibilite=representants", "?versions=1&archives=1", f"?auteur={author_key(AUTHOR)}"),
)


@pytest.fixture
def mother(db: None) -> Representative:
    representative: Representative = RepresentativeFactory()
    return representative


@pytest.fixture
def child(mother: Representative) -> Patient:
    for _ in range(2):
        DocumentFactory(patient=mother.patient)
    documents_index()
    return mother.patient


def hide_some(patient: Patient, **flags: object) -> None:
    """Documents that hold all the words and that each filter would keep, out of reach; one is a scan."""
    scan = stored_content(b"%PDF-1.4 scan")
    own = {"author_label": AUTHOR, "author_profession": "Sage-femme", "institution_label": AUTHOR}
    for values in (
        {},
        {"content": scan},
        {"type_code": "11502-2"},
        {"origin": "patient"},
        {"availability": "archived"},
        {"availability": "deprecated"},
    ):
        made = DocumentFactory(**({"patient": patient, "title": "Texte secret de consultation"} | own | values | flags))
        StatementFactory(document=made, kind="result")
    documents_index()


def in_window(sign_in: SignIn, mother: Representative, who: str) -> Client:
    return as_patient(sign_in, mother.patient) if who == "minor" else as_representative(sign_in, mother)


HIDDEN, DELETED = {"hidden": True}, {"availability": "deleted"}
SECRET = {"hidden_from_representatives": True}


@pytest.mark.usefixtures("stopped_clock")
@pytest.mark.parametrize(
    ("who", "flags"), [("minor", HIDDEN), ("minor", DELETED), ("mother", HIDDEN), ("mother", SECRET)]
)
def test_what_the_holder_may_not_read_changes_neither_bytes_nor_statements(
    sign_in: SignIn, mother: Representative, child: Patient, who: str, flags: dict[str, object]
) -> None:
    client = in_window(sign_in, mother, who)
    asked = [(words, "") for words in WORDS] + [("texte", query) for query in FILTERS]

    def pages() -> list[tuple[str, list[str]]]:
        found = []
        for words, query in asked:
            client.post(SEARCH, {"mots": words})
            found.append(looked(client, SEARCH + query))
        return found

    before = pages()
    hide_some(child, **flags)
    hide_some(PatientFactory())

    assert pages() == before
    assert AUTHOR not in str(before)


def test_each_holder_finds_what_they_may_read(sign_in: SignIn, mother: Representative, child: Patient) -> None:
    DocumentFactory(patient=child, title="Lettre masquée", masked=True)
    DocumentFactory(patient=child, title="Lettre à annoncer", hidden=True)
    DocumentFactory(patient=child, title="Lettre confidentielle", hidden_from_representatives=True)
    documents_index()

    minor = searched(as_patient(sign_in, child), SEARCH, "lettre")
    parent = searched(as_representative(sign_in, mother), SEARCH, "lettre")

    assert titles(minor) == ["Lettre confidentielle", "Lettre masquée"]
    assert titles(parent) == ["Lettre masquée"]
    assert "<h1>Rechercher dans mon dossier</h1>" in minor
    assert "<h1>Rechercher dans le dossier</h1>" in parent
    assert "Non lus" not in minor


def test_what_a_minor_finds_in_confidence_is_told_to_nobody(
    sign_in: SignIn, mother: Representative, child: Patient
) -> None:
    secret = DocumentFactory(patient=child, hidden_from_representatives=True)
    documents_index()

    searched(as_patient(sign_in, child), SEARCH, "texte")

    lines = list(Line.objects.filter(action__in=(Action.RECORD_SEARCHED, Action.EXTRACT_READ)).order_by("position"))
    assert [line.action for line in lines[-4:]] == [Action.RECORD_SEARCHED, *([Action.EXTRACT_READ] * 3)]
    assert lines[-4].details == {}
    assert {line.document: line.confidential for line in lines[-3:]} == {
        document.uuid: document == secret for document in Document.objects.all()
    }
    assert {line.decision for line in lines[-3:]} == {"HOLDER"}
    history = text(as_representative(sign_in, mother).get(f"{TRACES}?liste=mon-activite"))
    assert history.split("<table")[1].count("Lecture d’un extrait de document</td>") == 2
    call_command("verify_journal", stdout=StringIO())


def test_the_words_stand_in_no_address_and_no_line_and_leave_with_the_session(sign_in: SignIn, child: Patient) -> None:
    client = as_patient(sign_in, child)

    answer = client.post(f"{SEARCH}?periode=1a", {"mots": "morphologie"})

    assert answer["Location"] == f"{SEARCH}?periode=1a"
    assert 'value="morphologie"' in text(client.get(answer["Location"]))
    assert "morphologie" in client.session.values()
    assert not [line for line in Line.objects.values() if "morpho" in str(line)]
    client.post("/deconnexion/")
    assert "morphologie" not in client.session.values()


@pytest.mark.parametrize(
    ("sent", "field"), [({"mots": " "}, "id_mots"), ({"periode": "dates", "du": "99/99/9999"}, "id_du")]
)
def test_what_cannot_be_read_is_said_at_its_field(
    sign_in: SignIn, child: Patient, sent: dict[str, str], field: str
) -> None:
    answer = as_patient(sign_in, child).post(SEARCH, sent)

    assert answer.status_code == 422
    assert "<title>Erreur\u00a0: Rechercher" in text(answer)
    assert f'id="{field}_error"' in text(answer)


def test_a_hit_leads_to_its_section_where_the_words_are_marked(sign_in: SignIn, child: Patient) -> None:
    document = DocumentFactory(patient=child, title="Lettre")
    documents_index()
    client = as_patient(sign_in, child)

    page = searched(client, SEARCH, "lettre texte")
    read = text(client.get(f"/mon-dossier/documents/{document.uuid}/?recherche=1"))

    assert f'href="/mon-dossier/documents/{document.uuid}/?recherche=1#s-1"' in page
    assert '<mark id="trouve-1">Texte</mark>' in read
    assert "1\u00a0occurrence" in read
    assert f'href="{SEARCH}"' in read
    assert "Résultats de la recherche" in read
    assert "<mark" not in text(client.get(f"/mon-dossier/documents/{document.uuid}/"))


def test_the_search_asks_as_much_for_twenty_documents_as_for_a_hundred(sign_in: SignIn) -> None:
    counts = []
    for count in (20, 100):
        patient = PatientFactory()
        many(patient, count)
        documents_index()
        client = as_patient(sign_in, patient)
        searched(client, SEARCH, "texte")
        counts.append(len(found := statements(lambda client=client: client.get(SEARCH))))  # type: ignore[misc]

    assert counts[0] == counts[1]
    assert counts[0] <= BUDGET + 6, "\n".join(found)


def test_a_professional_does_not_search_there(sign_in: SignIn, doctor: Practice) -> None:
    assert sign_in(doctor).get(SEARCH).status_code == 302
