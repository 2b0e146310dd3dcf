"""A search: its filters, old versions, scans and lost files; what is shown of a document is never read as HTML."""

import pytest

from access.models import Practice
from documents.models import Document, Indexed
from documents.search.indexing import documents_index, documents_to_index
from patients.models import Patient
from tests.conftest import SignIn
from tests.documents.conftest import Write
from tests.documents.searching import imported, opened, searched, titles
from tests.factories.documents import DocumentFactory, stored_content
from tests.factories.patients import PatientFactory
from tests.queries import asked

pytestmark = pytest.mark.usefixtures("stopped_clock")


@pytest.fixture
def patient(db: None) -> Patient:
    patient: Patient = PatientFactory(birth_name="Lecoq")
    for _ in range(2):
        DocumentFactory(patient=patient)
    documents_index()
    return patient


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


def test_what_a_document_holds_is_never_html(sign_in: SignIn, doctor: Practice, write: Write) -> None:
    text = "fracture &lt;script&gt;alert(1)&lt;/script&gt; &lt;b&gt;fracture"
    document = imported(write("a", title="Titre &lt;i&gt;de fracture", text=text))
    client = sign_in(doctor)

    page = searched(client, opened(client, document.patient), "fracture script")

    assert "&lt;<mark>script</mark>&gt;alert(1)" in page
    assert "Titre &lt;i&gt;de <mark>fracture</mark>" in page
    assert "<script>alert" not in page
    assert "<i>" not in page
