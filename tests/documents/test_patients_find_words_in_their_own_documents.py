"""« Rechercher dans ce document » in the window of the patient, or of who acts for them: the same, by the same gate."""

from uuid import uuid4

import pytest
from django.test import Client

from documents.models import Document
from journal.models import Line
from patients.models import Patient, Representative
from tests.access.holders import as_patient, as_representative
from tests.access.signing import text
from tests.conftest import SignIn
from tests.documents.fixtures import cda, section, structured
from tests.factories.documents import DocumentFactory, stored_content
from tests.factories.patients import RepresentativeFactory
from tests.queries import statements

LIST = "/mon-dossier/documents/"
ALL = "?periode=tout"


@pytest.fixture
def mother(db: None) -> Representative:
    representative: Representative = RepresentativeFactory()
    return representative


@pytest.fixture
def holders(sign_in: SignIn, mother: Representative) -> list[Client]:
    return [as_patient(sign_in, mother.patient), as_representative(sign_in, mother)]


def written(patient: Patient, **values: object) -> Document:
    words = "<paragraph>Douleur thoracique, puis douleur du bras.</paragraph>"
    content = stored_content(cda(structured(section(words))))
    document: Document = DocumentFactory(patient=patient, content=content, **values)
    return document


def test_words_are_marked_and_stay_out_of_addresses_and_journal(mother: Representative, holders: list[Client]) -> None:
    address = f"{LIST}{written(mother.patient).uuid}/"
    for client in holders:
        field = text(client.get(f"{address}{ALL}"))
        answer = client.post(f"{address}chercher/{ALL}", {"mots": "DOULEUR"})
        page = text(client.get(answer["Location"]))

        assert f'action="{address}chercher/{ALL}"' in field
        assert answer["Location"] == f"{address}{ALL}&chercher=1#recherche-document"
        assert '<mark id="trouve-1">Douleur</mark>' in page
        assert "2\u00a0occurrences." in page
        assert '<a href="#trouve-2">' in page
        assert "<mark" not in text(client.get(address))
        assert not [line for line in Line.objects.values() if "douleur" in str(line).lower()]
        client.post("/deconnexion/")
        assert "DOULEUR" not in client.session.values()


def test_an_emptied_field_forgets_the_words(mother: Representative, holders: list[Client]) -> None:
    address, client = f"{LIST}{written(mother.patient).uuid}/", holders[0]
    client.post(f"{address}chercher/", {"mots": "douleur"})

    answer = client.post(f"{address}chercher/", {"mots": " "})

    assert answer["Location"] == f"{address}{ALL}#recherche-document"
    assert "<mark" not in text(client.get(f"{address}?chercher=1"))


@pytest.mark.usefixtures("stopped_clock")
@pytest.mark.parametrize("words", ["douleur", "absent", ""])
def test_a_document_out_of_reach_answers_as_an_unknown_one_whatever_is_sought(
    mother: Representative, holders: list[Client], words: str
) -> None:
    hidden, secret = written(mother.patient, hidden=True), written(mother.patient, hidden_from_representatives=True)
    others, deleted = DocumentFactory(), written(mother.patient, deleted=True)
    minor, parent = holders
    for client, documents in ((minor, (hidden, others, deleted)), (parent, (hidden, others, deleted, secret))):

        def asked(uuid: object, client: Client = client) -> tuple[int, bytes, int]:
            address, kept = f"{LIST}{uuid}/chercher/", dict(client.session)
            answer = client.post(address, {"mots": words})
            count = len(statements(lambda: client.post(address, {"mots": words})))
            assert dict(client.session) == kept
            return answer.status_code, answer.content, count

        unknown = asked(uuid4())
        assert unknown[0] == 404
        assert [asked(document.uuid) for document in documents] == [unknown] * len(documents)
