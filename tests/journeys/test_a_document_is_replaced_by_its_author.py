"""Replacing over HTTP: the author alone, on the current version; the former one stays in the history."""

from uuid import uuid4

import pytest
from django.test import Client
from django.utils import timezone

from access.models import Notice, Practice
from documents import storage
from documents.cda.parser import parse
from documents.models import Availability, DepositDraft, Document, MetadataVersion
from journal.models import Action, Line
from patients.models import Patient
from tests.access.consenting import block
from tests.conftest import SignIn
from tests.documents.depositing import begin, begin_without_reading, cda, deposit, give, replacing, send, upload
from tests.factories.documents import DocumentFactory
from tests.factories.patients import PatientFactory
from tests.queries import asked
from tests.records import declare_and_open

case = pytest.mark.edge_case


@pytest.fixture
def patient(db: None) -> Patient:
    return PatientFactory(birth_name="Lecoq")


@pytest.fixture
def client(sign_in: SignIn, doctor: Practice) -> Client:
    return sign_in(doctor)


@pytest.fixture
def listing(client: Client, patient: Patient) -> str:
    return declare_and_open(client, patient.matricule)


@pytest.fixture
def first(client: Client, listing: str) -> Document:
    deposit(client, begin(client, listing), titre="Première version", masque="oui")
    return Document.objects.get()


def test_the_new_version_takes_the_place_of_the_former_one_which_stays_in_the_history(
    client: Client, listing: str, first: Document, patient: Patient
) -> None:
    draft = replacing(client, listing, first)
    form = client.get(draft).content.decode()
    page = deposit(client, draft, fichiers=upload(b"corrig\xc3\xa9", "v2.txt"), motif="Erreur de côté")
    second = Document.objects.exclude(pk=first.pk).get()
    first.refresh_from_db()
    header = parse(storage.read(second.content_id)).header
    old = client.get(f"{listing}{first.uuid}/").content.decode()

    assert "L’ancienne version restera consultable dans l’historique." in form
    assert "Première version" in form
    assert "Document remplacé." in page.content.decode()
    assert (first.availability, second.availability) == (Availability.DEPRECATED, Availability.APPROVED)
    assert (second.replaces, second.version_number, second.set_id) == (first, 2, first.set_id)
    assert [i.unique_id for i in header.replaces] == [first.unique_id]
    assert (header.version_number, header.set_id and header.set_id.unique_id) == (2, first.set_id)
    assert second.masked
    assert "Ouvrir la version actuelle" in old
    line = Line.objects.get(action=Action.DOCUMENT_REPLACED, granted=True)
    assert (line.document, line.motive, line.details["replaces"]) == (second.uuid, "Erreur de côté", str(first.uuid))
    assert Notice.objects.filter(kind=Notice.Kind.DOCUMENT_CHANGED, patient=patient).count() == 1


def test_the_file_is_needed_and_only_one(client: Client, listing: str, first: Document) -> None:
    draft = replacing(client, listing, first)

    assert give(client, draft, fichiers="").status_code == 422
    assert give(client, draft, fichiers=[upload(b"a", "a.txt"), upload(b"b", "b.txt")]).status_code == 422
    assert Document.objects.count() == 1


def test_somebody_else_is_told_that_it_is_for_the_author(
    client: Client, sign_in: SignIn, first: Document, patient: Patient, pharmacist: Practice
) -> None:
    Document.objects.update(masked=False)
    other = sign_in(pharmacist)
    listing = declare_and_open(other, patient.matricule)
    answer = other.post(f"{listing}{first.uuid}/remplacer/")
    line = Line.objects.get(action=Action.DOCUMENT_REPLACED)

    assert answer.status_code == 403
    assert "Action réservée à l’auteur" in answer.content.decode()
    assert "Seul l’auteur du document peut le remplacer ou le supprimer." in answer.content.decode()
    assert (line.granted, line.decision, line.document) == (False, "NOT_AUTHOR", first.uuid)
    assert DepositDraft.objects.filter(replaces__isnull=False).count() == 0


def test_what_one_may_not_see_is_not_found_whatever_the_cause(
    sign_in: SignIn, first: Document, patient: Patient, pharmacist: Practice
) -> None:
    other = sign_in(pharmacist)
    listing = declare_and_open(other, patient.matricule)
    deleted = DocumentFactory(patient=patient, deleted=True)
    elsewhere = DocumentFactory()
    reserved = DocumentFactory(patient=patient, type_code="96349-6")
    answers, queries = set(), set()

    for uuid in (first.uuid, deleted.uuid, elsewhere.uuid, reserved.uuid, uuid4()):
        with asked() as found:
            answer = other.post(f"{listing}{uuid}/remplacer/")
        answers.add((answer.status_code, answer.content))
        queries.add(len(found))

    assert answers == {(404, other.get("/nulle-part/").content)}
    assert len(queries) == 1


def test_without_a_record_everything_but_ones_own_is_not_found(
    sign_in: SignIn, first: Document, patient: Patient, pharmacist: Practice
) -> None:
    other = sign_in(pharmacist)
    visible = DocumentFactory(patient=patient)
    answers, queries = set(), set()

    for uuid in (first.uuid, visible.uuid, uuid4()):
        with asked() as found:
            answer = other.post(f"/depots/documents/{uuid}/remplacer/")
        answers.add((answer.status_code, answer.content))
        queries.add(len(found))

    assert answers == {(404, other.get("/nulle-part/").content)}
    assert len(queries) == 1


@case(26)
def test_an_old_version_is_not_replaced_again(client: Client, listing: str, first: Document) -> None:
    deposit(client, replacing(client, listing, first), fichiers=upload(b"v2", "v2.txt"))
    second = Document.objects.exclude(pk=first.pk).get()
    inside = client.post(f"{listing}{first.uuid}/remplacer/")
    outside = client.post(f"/depots/documents/{first.uuid}/remplacer/")

    for answer in (inside, outside):
        assert answer.status_code == 409
        assert "Ce document a déjà été remplacé le" in answer.content.decode()
        assert str(second.uuid) in answer.content.decode()
    assert Line.objects.filter(action=Action.DOCUMENT_REPLACED, decision="DOC_ALREADY_REPLACED").count() == 2
    assert Document.objects.count() == 2


def test_of_two_replacements_begun_together_one_wins_and_the_other_is_told(
    client: Client, listing: str, first: Document
) -> None:
    drafts = [replacing(client, listing, first) for _ in range(2)]
    for rank, draft in enumerate(drafts):
        give(client, draft, fichiers=upload(b"version %d" % rank, "v.txt"))

    won, lost = (send(client, draft) for draft in drafts)

    assert (won.status_code, lost.status_code) == (302, 409)
    assert "Ce document a déjà été remplacé le" in lost.content.decode()
    assert Document.objects.filter(replaces=first).count() == 1


def test_the_document_that_was_chosen_is_the_one_replaced_whatever_the_file_says(
    client: Client, listing: str, first: Document, doctor: Practice, patient: Patient
) -> None:
    family = "1.2.250.1.999.8^commun"
    own = DocumentFactory(patient=patient, set_id=family, version_number=9, depositor=doctor.professional)
    data = cda(patient, set="commun", version=3)
    deposit(client, replacing(client, listing, first), fichiers=upload(data, "v2.xml"))
    first.refresh_from_db()
    own.refresh_from_db()
    second = Document.objects.get(replaces=first)

    assert (first.availability, own.availability) == (Availability.DEPRECATED, Availability.APPROVED)
    assert (second.availability, second.version_number) == (Availability.APPROVED, 3)


def test_a_blocked_author_replaces_without_opening_the_record(
    client: Client, doctor: Practice, first: Document, patient: Patient
) -> None:
    block(patient, doctor)
    draft = str(client.post(f"/depots/documents/{first.uuid}/remplacer/")["Location"])
    page = deposit(client, draft, fichiers=upload(b"v2", "v2.txt"))

    assert "Document remplacé." in page.content.decode()
    assert "/dossiers/" not in page.content.decode()
    assert Document.objects.filter(replaces=first).count() == 1


def test_nothing_is_replaced_in_a_closed_record(client: Client, first: Document, patient: Patient) -> None:
    patient.record.closed_on, patient.record.closure_reason = timezone.localdate(), "patient"
    patient.record.save()

    answer = client.post(f"/depots/documents/{first.uuid}/remplacer/")

    assert answer.status_code == 403
    assert "Ce dossier est fermé" in answer.content.decode()


def test_a_document_deleted_meanwhile_is_not_found(client: Client, listing: str, first: Document) -> None:
    draft = replacing(client, listing, first)
    give(client, draft, fichiers=upload(b"v2", "v2.txt"))
    Document.objects.update(availability=Availability.DELETED)

    assert send(client, draft).status_code == 404
    assert Document.objects.count() == 1


def test_the_author_named_by_an_import_may_replace(client: Client, doctor: Practice, patient: Patient) -> None:
    imported = DocumentFactory(patient=patient, authored_by=doctor.professional.idnat)
    deposit(
        client,
        replacing(client, declare_and_open(client, patient.matricule), imported),
        fichiers=upload(b"v2", "v.txt"),
    )
    imported.refresh_from_db()

    assert imported.availability == Availability.DEPRECATED
    assert begin_without_reading(client, patient.matricule)


def test_a_mask_asked_for_the_new_version_covers_the_former_ones(client: Client, listing: str, first: Document) -> None:
    Document.objects.update(masked=False)
    older = DocumentFactory(patient=first.patient, depositor=first.depositor, availability="deprecated")
    Document.objects.filter(pk=first.pk).update(replaces=older)
    draft = replacing(client, listing, first)

    page = deposit(client, draft, fichiers=upload(b"corrig\xc3\xa9", "v2.txt"), motif="Erreur", masque="oui")

    assert "Document remplacé." in page.content.decode()
    assert set(Document.objects.values_list("masked", flat=True)) == {True}
    assert Document.objects.count() == 3
    assert MetadataVersion.objects.filter(document__in=[first, older]).count() == 2
