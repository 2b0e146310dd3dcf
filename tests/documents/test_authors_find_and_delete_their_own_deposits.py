"""S24 and S25 over HTTP: the author alone deletes, for good, and finds all deposits, even where the record is shut."""

from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.test import Client
from django.utils import timezone

from access.models import Notice, Practice
from documents.models import Document, MetadataVersion
from journal.models import Action, Line
from patients.models import Patient
from tests.access.consenting import block
from tests.access.signing import text
from tests.conftest import SignIn
from tests.effects import effects
from tests.factories.documents import DocumentFactory
from tests.factories.patients import PatientFactory
from tests.factories.people import PracticeFactory
from tests.queries import BUDGET, statements
from tests.records import open_record


@pytest.fixture
def patient(db: None) -> Patient:
    return PatientFactory(birth_name="Kerbrat")


def own(practice: Practice, **values: Any) -> Document:
    document: Document = DocumentFactory(depositor=practice.professional, **values)
    return document


def last_line() -> Line:
    return Line.objects.order_by("-pk")[0]


@pytest.mark.edge_case(24)
def test_given_an_author_who_deletes_when_they_read_by_address_then_it_is_not_found_and_the_trace_says_deleted(
    sign_in: SignIn, patient: Patient, doctor: Practice
) -> None:
    document = own(doctor, patient=patient)
    client = sign_in(doctor)
    listing = open_record(client, patient.matricule)
    address = f"{listing}{document.uuid}/"
    page = text(client.get(f"{address}supprimer/"))

    answer = client.post(f"{address}supprimer/", {"version": 1})

    assert "Le document ne sera plus visible de personne." in page
    assert "préférez le remplacement" in page
    assert page.index("Remplacer le document") < page.index("Supprimer définitivement")
    assert answer["Location"] == listing
    assert "Document supprimé." in text(client.get(listing))
    deleted = effects().get(action=Action.DOCUMENT_DELETED)
    assert (deleted.granted, deleted.document, deleted.document_version) == (True, document.uuid, 2)
    for path in ("", "original/", "proprietes/", "supprimer/"):
        assert client.get(address + path).content == client.get("/nulle-part/").content
    client.get(address)
    assert (last_line().granted, last_line().decision) == (False, "DOC_DELETED")
    version = MetadataVersion.objects.get(document=document)
    assert (version.from_state["availability"], version.to_state["availability"]) == ("approved", "deleted")
    assert Notice.objects.filter(patient=patient, kind=Notice.Kind.DOCUMENT_CHANGED).count() == 1


@pytest.mark.edge_case(25)
def test_given_somebody_who_is_not_the_author_when_they_delete_then_it_is_refused_in_words(
    sign_in: SignIn, patient: Patient, doctor: Practice
) -> None:
    document = own(doctor, patient=patient)
    client = sign_in(PracticeFactory(doctor=True))
    listing = open_record(client, patient.matricule)

    answer = client.post(f"{listing}{document.uuid}/supprimer/", {"version": 1})

    assert answer.status_code == 403
    assert "Action réservée à l’auteur" in text(answer)
    assert (last_line().granted, last_line().decision) == (False, "NOT_AUTHOR")
    assert "supprimer" not in text(client.get(listing))
    document.refresh_from_db()
    assert document.availability == "approved"


def test_given_a_document_that_changed_or_is_sent_twice_then_nothing_more_is_deleted(
    sign_in: SignIn, patient: Patient, doctor: Practice
) -> None:
    document = own(doctor, patient=patient, metadata_version=3)
    client = sign_in(doctor)
    address = f"/depots/documents/{document.uuid}/supprimer/"

    assert client.post(address, {"version": 2}).status_code == 409
    assert client.post(address, {}).status_code == 422
    assert client.post(address, {"version": 3}).status_code == 302
    assert client.post(address, {"version": 3}).status_code == 404
    assert MetadataVersion.objects.count() == 1


def test_given_a_current_version_that_is_deleted_then_the_old_one_stays_old(
    sign_in: SignIn, patient: Patient, doctor: Practice
) -> None:
    old = own(doctor, patient=patient, availability="deprecated")
    current = own(doctor, patient=patient, replaces=old)
    client = sign_in(doctor)
    listing = open_record(client, patient.matricule)
    address = f"{listing}{current.uuid}/supprimer/"
    assert "une ancienne version ne redevient pas actuelle" in text(client.get(address))

    client.post(address, {"version": 1})

    old.refresh_from_db()
    assert old.availability == "deprecated"
    assert old.title not in text(client.get(listing))
    assert client.get(f"{listing}{old.uuid}/").status_code == 200


def test_given_an_author_who_is_blocked_then_they_still_list_and_delete_and_see_nothing_else(
    sign_in: SignIn, patient: Patient, doctor: Practice
) -> None:
    mine = own(doctor, patient=patient, title="Mon compte rendu")
    written = DocumentFactory(patient=patient, authored_by=doctor.professional.idnat, title="Importé, de ma main")
    other = DocumentFactory(patient=patient, title="Secret d’un confrère")
    of_structure = DocumentFactory(patient=patient, depositing_structure=doctor.structure, title="De la structure")
    block(patient, doctor)
    client = sign_in(doctor)

    page = text(client.get("/depots/"))

    assert mine.title in page
    assert written.title in page
    assert "KERBRAT Solène" in page
    assert other.title not in page
    assert of_structure.title not in page
    assert str(patient.matricule) not in page
    assert client.post(f"/depots/documents/{mine.uuid}/supprimer/", {"version": 1})["Location"] == "/depots/"
    assert mine.title not in text(client.get("/depots/"))
    for document in (other, of_structure):
        assert client.get(f"/depots/documents/{document.uuid}/supprimer/").status_code == 404
        assert last_line().decision == "DOC_NOT_DEPOSITOR"


def test_given_a_closed_record_then_its_deposits_are_listed_and_can_no_longer_be_changed(
    sign_in: SignIn, doctor: Practice
) -> None:
    document = own(doctor, patient=PatientFactory(closed=True))
    client = sign_in(doctor)
    page = text(client.get("/depots/"))

    answers = [client.get(f"/depots/documents/{document.uuid}/{path}/") for path in ("supprimer", "proprietes")]

    assert document.title in page
    assert "Dossier fermé" in page
    assert "supprimer" not in page
    assert [a.status_code for a in answers] == [403, 403]
    assert "Ce dossier est fermé" in text(answers[0])


def test_given_an_identity_to_qualify_then_its_deposits_are_listed_and_can_no_longer_be_changed(
    sign_in: SignIn, doctor: Practice
) -> None:
    document = own(doctor, patient=PatientFactory(ins_status="VALI"))
    client = sign_in(doctor)

    page = text(client.get("/depots/"))

    assert document.title in page
    for path in ("supprimer", "proprietes"):
        assert client.post(f"/depots/documents/{document.uuid}/{path}/", {"version": 1}).status_code == 403
        assert (last_line().granted, last_line().decision) == (False, "INS_NOT_QUALIFIED")
    assert not MetadataVersion.objects.exists()


def test_what_is_somebody_elses_deleted_or_unknown_gets_one_answer(
    sign_in: SignIn, patient: Patient, doctor: Practice
) -> None:
    client = sign_in(doctor)
    nowhere = client.get("/nulle-part/").content
    others = [DocumentFactory(patient=patient).uuid, own(doctor, patient=patient, deleted=True).uuid, uuid4()]

    for uuid in others:
        for path in ("supprimer", "proprietes"):
            assert client.get(f"/depots/documents/{uuid}/{path}/").content == nowhere


def test_filters_by_patient_period_and_type_and_absurd_ones_are_no_filter(sign_in: SignIn, doctor: Practice) -> None:
    recent = own(doctor, patient=PatientFactory(birth_name="Riou"), title="Récent")
    old = own(doctor, title="Ancien", type_code="11502-2", deposited_at=timezone.now() - timedelta(days=500))
    client = sign_in(doctor)

    def titles(**query: Any) -> set[str]:
        page = text(client.get("/depots/", query))
        return {d.title for d in (recent, old) if f">{d.title}<" in page}

    assert titles() == {"Récent", "Ancien"}
    assert titles(patient=recent.patient.uuid) == {"Récent"}
    assert titles(type="11502-2") == {"Ancien"}
    assert titles(periode="1a") == {"Récent"}
    assert titles(patient=uuid4()) == set()
    for query in ({"patient": "x"}, {"periode": "jamais"}, {"page": "99"}, {"page": "\x00"}):
        assert titles(**query) == {"Récent", "Ancien"}


def test_nothing_deposited_is_said_so_and_reading_the_list_leaves_a_line(sign_in: SignIn, doctor: Practice) -> None:
    client = sign_in(doctor)

    assert "Vous n’avez déposé aucun document." in text(client.get("/depots/"))
    assert (last_line().action, last_line().record) == (Action.DEPOSITS_LISTED, None)


def test_the_list_asks_as_much_for_fifty_deposits_as_for_five(sign_in: SignIn, doctor: Practice) -> None:
    client: Client = sign_in(doctor)
    counts = []
    for more in (5, 45):
        for _ in range(more):
            own(doctor)
        client.get("/depots/")
        counts.append(len(found := statements(lambda: client.get("/depots/"))))
        assert len(found) <= BUDGET, "\n".join(found)

    assert counts[0] == counts[1]
