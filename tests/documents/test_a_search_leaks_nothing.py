"""A document out of reach changes nothing of a search: bytes, counts, statements. Words stay in the session."""

import logging
import re
from datetime import timedelta
from io import StringIO

import pytest
from django.core.management import call_command
from django.utils import timezone

from access.models import Practice, RecordAccess
from documents.listing.facets import author_key
from documents.models import Document, Indexed
from documents.search.indexing import documents_index, documents_to_index
from journal.models import Action, Line
from patients.models import Patient
from tests.access.signing import PRACTICE
from tests.conftest import SignIn
from tests.documents.conftest import Write
from tests.documents.searching import imported, looked, opened, searched, titles
from tests.factories.documents import DocumentFactory, StatementFactory, many, stored_content
from tests.factories.patients import PatientFactory
from tests.factories.people import PracticeFactory
from tests.queries import BUDGET, asked, statements

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


def test_the_words_stand_in_no_address_no_title_no_log_and_no_line(
    sign_in: SignIn, doctor: Practice, patient: Patient, caplog: pytest.LogCaptureFixture
) -> None:
    client = sign_in(doctor)
    address = opened(client, patient)

    with caplog.at_level(logging.DEBUG):
        answer = client.post(f"{address}?periode=1a", {"mots": "morphologie"})
        page = client.get(answer["Location"])

    assert answer["Location"] == f"{address}?periode=1a"
    text = page.content.decode()
    assert "morphologie" not in re.search("<title>.*?</title>", text, re.DOTALL)[0]  # type: ignore[index]
    assert not re.findall(r'(?:href|action|src)="[^"]*morpho', text)
    assert 'value="morphologie"' in text
    messages = [r.getMessage() for r in caplog.records if not r.name.startswith("django.db")]
    assert not [message for message in messages if "morpho" in message]
    assert not [line for line in Line.objects.values() if "morpho" in str(line)]


def test_words_typed_in_a_record_leave_the_session_with_it(sign_in: SignIn, doctor: Practice, patient: Patient) -> None:
    client = sign_in(doctor)
    addresses = [opened(client, patient), opened(client, PatientFactory())]
    listing = addresses[0].replace("rechercher/", "documents/")
    for address in addresses:
        client.post(address, {"mots": "cherché"})
    client.post(f"{listing}filtrer/", {"mots": "titré"})
    client.post(f"{listing}{patient.documents.first().uuid}/chercher/", {"mots": "trouvé"})
    kept = [value for key, value in client.session.items() if ":" in key]
    assert sorted(kept) == ["cherché", "cherché", "titré", "trouvé"]

    client.post(addresses[0].replace("rechercher/", "fermer/"))

    assert [value for key, value in client.session.items() if ":" in key] == ["cherché"]


def test_words_typed_leave_the_session_when_the_access_ends(
    sign_in: SignIn, doctor: Practice, patient: Patient
) -> None:
    client = sign_in(doctor)
    address = opened(client, patient)
    client.post(address, {"mots": "cherché"})
    RecordAccess.objects.update(ended_at=timezone.now(), end_cause=RecordAccess.EndCause.EXPIRED)

    assert client.get(address).status_code == 410

    assert "cherché" not in client.session.values()


def test_words_typed_leave_the_session_when_the_practice_changes(
    sign_in: SignIn, doctor: Practice, patient: Patient
) -> None:
    second = PracticeFactory(doctor=True, professional=doctor.professional)
    client = sign_in(doctor)
    address = opened(client, patient)
    client.post(address, {"mots": "cherché"})
    client.post(f"{address.replace('rechercher/', 'biologie/')}filtrer/", {"mots": "fer"})

    client.post(PRACTICE, {"practice": str(second.uuid)})

    assert client.session["practice"] == second.pk
    assert not [word for word in ("cherché", "'fer'") if word in str(dict(client.session))]


@pytest.mark.parametrize(
    ("where", "typed"),
    [("documents/filtrer/", {"mots": "titré"}), ("biologie/filtrer/", {"mots": "fer"})],
)
def test_an_emptied_field_forgets_the_words(
    sign_in: SignIn, doctor: Practice, patient: Patient, where: str, typed: dict[str, str]
) -> None:
    client = sign_in(doctor)
    address = opened(client, patient).replace("rechercher/", where)
    client.post(address, typed)
    assert typed["mots"] in str(dict(client.session))

    client.post(address, {"mots": ""})

    assert typed["mots"] not in str(dict(client.session))


def test_a_day_that_cannot_be_read_is_said_at_its_field(sign_in: SignIn, doctor: Practice, patient: Patient) -> None:
    client = sign_in(doctor)
    address = opened(client, patient)
    searched(client, address, "texte")

    answer = client.post(address, {"periode": "dates", "du": "99/99/9999"})

    text = answer.content.decode()
    assert answer.status_code == 422
    assert "<title>Erreur\u00a0: Rechercher" in text
    assert 'id="id_du_error"' in text
    assert 'value="99/99/9999"' in text
    assert len(titles(text)) == 2


def test_filters_leave_the_words_and_words_the_filters(sign_in: SignIn, doctor: Practice, write: Write) -> None:
    document = imported(write("a", text="Fracture"))
    Document.objects.filter(pk=document.pk).update(act_on="2020-01-01")
    client = sign_in(doctor)
    address = opened(client, document.patient)

    assert titles(searched(client, address, "fracture")) == ["Document a"]
    filtered = client.post(address, {"periode": "1a"})
    assert filtered["Location"] == f"{address}?periode=1a"
    page = client.get(filtered["Location"]).content.decode()
    assert titles(page) == []
    assert f'<a href="{address}?periode=tout">Chercher dans tout l’historique</a>' in page
    assert titles(searched(client, address, "fracture", "?categorie=prescriptions")) == []


def test_old_versions_are_searched_when_nothing_else_holds_the_words(
    sign_in: SignIn, doctor: Practice, patient: Patient
) -> None:
    DocumentFactory(patient=patient, title="Titre ancien", availability="deprecated")
    DocumentFactory(patient=patient, title="Ancien et masqué", availability="deprecated", masked=True)
    documents_index()
    client = sign_in(doctor)
    address = opened(client, patient)

    page = searched(client, address, "ancien")
    assert titles(page) == ["Titre ancien"]
    assert "Aucun document en vigueur ne contient ces mots" in page
    assert len(titles(searched(client, address, "titre"))) == 2
    assert len(titles(searched(client, address, "titre", "?versions=1"))) == 3
    assert titles(searched(client, address, "masqué")) == []


def test_scans_are_said_to_be_out_of_the_search_and_are_found_by_their_title(
    sign_in: SignIn, doctor: Practice, patient: Patient
) -> None:
    image = DocumentFactory(patient=patient, title="Radiographie numérisée", indexed=Indexed.NONE)
    client = sign_in(doctor)

    page = searched(client, opened(client, patient), "texte")

    assert "1\N{NO-BREAK SPACE}document n’a pas pu être indexé en entier (images)." in page
    assert f"{image.uuid}/" in page.split("pas pu être indexé")[1]


def test_a_lost_file_waits_for_its_index_and_is_found_by_its_title(
    sign_in: SignIn, doctor: Practice, patient: Patient
) -> None:
    content = stored_content(b"<gone/>")
    lost = DocumentFactory(patient=patient, title="Fichier perdu", content=content)

    with asked() as found:
        assert documents_index() == (0, 1)

    assert len([sql for sql in found if sql.startswith('UPDATE "documents_document"')]) == 1
    assert documents_to_index() == [lost.pk]
    client = sign_in(doctor)
    assert titles(searched(client, opened(client, patient), "perdu")) == ["Fichier perdu"]


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


def test_what_a_document_holds_is_never_html(sign_in: SignIn, doctor: Practice, write: Write) -> None:
    text = "fracture &lt;script&gt;alert(1)&lt;/script&gt; &lt;b&gt;fracture"
    document = imported(write("a", title="Titre &lt;i&gt;de fracture", text=text))
    client = sign_in(doctor)

    page = searched(client, opened(client, document.patient), "fracture script")

    assert "&lt;<mark>script</mark>&gt;alert(1)" in page
    assert "Titre &lt;i&gt;de <mark>fracture</mark>" in page
    assert "<script>alert" not in page
    assert "<i>" not in page
