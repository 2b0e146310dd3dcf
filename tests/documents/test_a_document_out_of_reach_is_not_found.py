"""Whatever the cause, one 404: same bytes, same queries; only the journal knows why. Nothing leaks anywhere else."""

from datetime import date, timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.test import Client
from django.utils import timezone

from access.models import Practice, RecordAccess, RecordAdministrator, TreatingDoctor
from documents.models import Document
from journal.models import Line
from patients.models import Patient
from tests.conftest import SignIn
from tests.factories.documents import DocumentFactory
from tests.factories.patients import PatientFactory
from tests.factories.people import PracticeFactory
from tests.queries import asked
from tests.records import open_record

pytestmark = pytest.mark.usefixtures("stopped_clock")

PATHS = ["{}/", "{}/pieces/0/", "{}/original/"]


@pytest.fixture
def patient(db: None) -> Patient:
    return PatientFactory()


@pytest.fixture
def out_of_reach(patient: Patient, pharmacist: Practice) -> dict[str, Any]:
    """One document per cause, for a pharmacist."""
    return {
        "DOC_OTHER_PATIENT": DocumentFactory().uuid,
        "DOC_TYPE_NOT_ALLOWED": DocumentFactory(patient=patient, type_code="96349-6").uuid,
        "DOC_MASKED": DocumentFactory(patient=patient, masked=True).uuid,
        "DOC_DELETED": DocumentFactory(patient=patient, deleted=True).uuid,
        "DOC_NOT_FOUND": uuid4(),
    }


@pytest.mark.parametrize("path", PATHS)
def test_every_cause_gets_the_same_bytes_and_the_same_queries_and_its_own_line(
    sign_in: SignIn, pharmacist: Practice, patient: Patient, out_of_reach: dict[str, Any], path: str
) -> None:
    client = sign_in(pharmacist)
    listing = open_record(client, patient.matricule)
    nowhere = client.get("/nulle-part/").content
    answers, queries, reasons = set(), set(), []

    for uuid in out_of_reach.values():
        with asked() as found:
            answer = client.get(listing + path.format(uuid))
        answers.add((answer.status_code, answer.content, answer["Content-Type"]))
        queries.add(len(found))
        line = Line.objects.order_by("-pk")[0]
        reasons.append(line.decision)
        assert (line.granted, line.document) == (False, uuid)

    assert answers == {(404, nowhere, "text/html; charset=utf-8")}
    assert len(queries) == 1
    assert reasons == list(out_of_reach)


def test_somebody_elses_opened_record_and_an_unknown_one_get_that_404_too(
    sign_in: SignIn, pharmacist: Practice, doctor: Practice, patient: Patient
) -> None:
    theirs = open_record(sign_in(doctor), patient.matricule)
    client = sign_in(pharmacist)

    answers = {client.get(address).content for address in (theirs, f"/dossiers/{uuid4()}/documents/", "/nulle-part/")}

    assert len(answers) == 1


def listing_of(client: Client, address: str, **query: str) -> str:
    return client.get(address, query).content.decode()


def test_lists_filters_and_counts_bear_no_trace_of_what_is_out_of_reach(
    sign_in: SignIn, pharmacist: Practice, patient: Patient
) -> None:
    seen = DocumentFactory(patient=patient, title="Visible à la pharmacie")
    client = sign_in(pharmacist)
    address = open_record(client, patient.matricule)
    token = "csrfmiddlewaretoken"

    def page() -> str:
        lines = listing_of(client, address, periode="tout").splitlines()
        return "\n".join(line for line in lines if token not in line)

    before = page()
    for hidden in ({"masked": True}, {"type_code": "96349-6"}, {"deleted": True}, {"type_code": "100967-9"}):
        DocumentFactory(patient=patient, title="Secret absolu", act_on=date(2024, 1, 5), **hidden)

    assert page() == before
    assert seen.title in before
    assert "Secret" not in page()


@pytest.mark.parametrize(
    ("code", "readers"),
    [
        ("REMB", {"doctor", "pharmacist", "midwife", "nurse", "dentist"}),
        ("89233-1", {"doctor", "midwife"}),
        ("75496-0", {"doctor"}),
        ("11502-2", {"doctor", "pharmacist", "midwife", "nurse", "dentist"}),
        ("100967-9", {"doctor"}),
    ],
)
def test_each_profession_lists_what_the_matrix_gives_it(sign_in: SignIn, code: str, readers: set[str]) -> None:
    patient = PatientFactory()
    document = DocumentFactory(patient=patient, type_code=code)
    found = set()

    for profession in ("doctor", "pharmacist", "midwife", "nurse", "dentist", "optician", "care_assistant"):
        client = sign_in(PracticeFactory(**{profession: True}))
        if document.title in listing_of(client, open_record(client, patient.matricule)):
            found.add(profession)

    assert found == readers


@pytest.mark.edge_case(4)
@pytest.mark.edge_case(5)
@pytest.mark.edge_case(6)
def test_a_masked_document_is_listed_and_marked_for_its_author_the_treating_doctor_and_the_administrator(
    sign_in: SignIn, patient: Patient
) -> None:
    author, treating, administrator, other = (PracticeFactory(doctor=True) for _ in range(4))
    document = DocumentFactory(patient=patient, masked=True, authored_by=author.professional.idnat)
    TreatingDoctor.objects.create(patient=patient, professional=treating.professional, confirmed_at=timezone.now())
    RecordAdministrator.objects.create(patient=patient, professional=administrator.professional)

    for practice, sees in ((author, True), (treating, True), (administrator, True), (other, False)):
        client = sign_in(practice)
        page = listing_of(client, open_record(client, patient.matricule))
        assert (document.title in page) is sees
        assert ("Masqué aux professionnels" in page) is sees


def test_a_treating_doctor_waits_for_the_patients_confirmation(
    sign_in: SignIn, doctor: Practice, patient: Patient
) -> None:
    document = DocumentFactory(patient=patient, masked=True)
    role = TreatingDoctor.objects.create(patient=patient, professional=doctor.professional)
    client = sign_in(doctor)
    address = open_record(client, patient.matricule)
    assert document.title not in listing_of(client, address)

    TreatingDoctor.objects.filter(pk=role.pk).update(confirmed_at=timezone.now())

    assert document.title in listing_of(client, address)


@pytest.mark.parametrize("other", ["occupational_doctor", "pharmacist"])
def test_the_role_of_treating_doctor_does_not_follow_the_person_into_another_practice(
    sign_in: SignIn, doctor: Practice, patient: Patient, other: str
) -> None:
    document = DocumentFactory(patient=patient, masked=True)
    TreatingDoctor.objects.create(patient=patient, professional=doctor.professional, confirmed_at=timezone.now())
    elsewhere = PracticeFactory(professional=doctor.professional, **{other: True})
    client = sign_in(elsewhere)
    basis = "EXPRESS_WORK" if other == "occupational_doctor" else "TEAM"

    assert document.title not in listing_of(client, open_record(client, patient.matricule, basis))


def test_the_line_of_a_piece_names_it_and_says_when_nothing_left(
    sign_in: SignIn, doctor: Practice, patient: Patient
) -> None:
    document = DocumentFactory(patient=patient)
    client = sign_in(doctor)
    address = open_record(client, patient.matricule)

    answer = client.get(f"{address}{document.uuid}/pieces/999/")

    line = Line.objects.order_by("-pk")[0]
    assert answer.status_code == 404
    assert (line.granted, line.decision, line.details["piece"]) == (False, "CONTENT_UNAVAILABLE", 999)


def test_what_is_hidden_from_the_patient_is_shown_with_its_warning(
    sign_in: SignIn, doctor: Practice, patient: Patient
) -> None:
    hidden = DocumentFactory(patient=patient, hidden=True)
    client = sign_in(doctor)
    address = open_record(client, patient.matricule)

    assert "Non visible par le patient" in listing_of(client, address)
    assert "Ne lui en révélez pas le contenu" in client.get(f"{address}{hidden.uuid}/").content.decode()


def test_the_list_begins_with_two_years_and_widens_by_itself_when_they_are_empty(
    sign_in: SignIn, doctor: Practice, patient: Patient
) -> None:
    old = DocumentFactory(patient=patient, act_on=timezone.localdate() - timedelta(days=1500))
    client = sign_in(doctor)
    address = open_record(client, patient.matricule)
    assert old.title in listing_of(client, address)
    assert "Aucun document sur 24 mois\u00a0: tout l’historique est affiché." in listing_of(client, address)

    recent = DocumentFactory(patient=patient)

    assert recent.title in listing_of(client, address)
    assert old.title not in listing_of(client, address)
    assert old.title in listing_of(client, address, periode="tout")


def test_old_versions_and_archived_documents_appear_only_on_demand(
    sign_in: SignIn, doctor: Practice, patient: Patient
) -> None:
    old = DocumentFactory(patient=patient, availability="deprecated")
    archived = DocumentFactory(patient=patient, availability="archived")
    DocumentFactory(patient=patient)
    client = sign_in(doctor)
    address = open_record(client, patient.matricule)

    plain = listing_of(client, address)
    assert old.title not in plain
    assert archived.title not in plain
    assert old.title in listing_of(client, address, versions="1")
    assert archived.title in listing_of(client, address, archives="1")


def test_words_of_titles_filter_without_accents_and_stay_out_of_the_address(
    sign_in: SignIn, doctor: Practice, patient: Patient
) -> None:
    DocumentFactory(patient=patient, title="Échographie du cœur")
    DocumentFactory(patient=patient, title="Autre chose 100%_")
    client = sign_in(doctor)
    address = open_record(client, patient.matricule)

    answer = client.post(f"{address}filtrer/", {"mots": "echographie COEUR"})
    page = client.get(answer["Location"]).content.decode()

    assert "echographie" not in answer["Location"].lower()
    assert "Échographie du cœur" in page
    assert "Autre chose" not in page


def test_filters_are_for_ones_own_opened_record_and_another_answers_like_one_that_does_not_exist(
    sign_in: SignIn, doctor: Practice, pharmacist: Practice, patient: Patient
) -> None:
    theirs = open_record(sign_in(pharmacist), patient.matricule)
    client = sign_in(doctor)
    own = open_record(client, patient.matricule)
    nowhere = client.get("/nulle-part/").content
    answers, queries = set(), set()

    for listing in (theirs, f"/dossiers/{uuid4()}/documents/"):
        with asked() as found:
            answer = client.post(f"{listing}filtrer/", {"mots": "grossesse"})
        answers.add((answer.status_code, answer.content))
        queries.add(len(found))
        line = Line.objects.latest("pk")
        assert (line.action, line.granted, line.decision) == ("documents_listed", False, "ACCESS_NOT_FOUND")
        assert "grossesse" not in str(client.session.items())

    assert answers == {(404, nowhere)}
    assert len(queries) == 1
    lines = Line.objects.count()
    assert client.post(f"{own}filtrer/", {"mots": "grossesse"}).status_code == 302
    assert Line.objects.count() == lines  # the list that follows leaves its own
    RecordAccess.objects.update(ended_at=timezone.now())
    assert client.post(f"{own}filtrer/", {"mots": "autre"}).status_code == 410
    assert "autre" not in str(client.session.items())


@pytest.mark.parametrize(
    "query",
    [
        {"categorie": "nimporte"},
        {"type": "x" * 500},
        {"periode": "\x00"},
        {"page": "-4"},
        {"page": "abc"},
        {"page": "99999"},
        {"page": "1000000000000000000"},
        {"versions": "oui", "categorie": "'; DROP TABLE documents_document; --"},
    ],
)
def test_an_absurd_address_is_no_error(
    sign_in: SignIn, doctor: Practice, patient: Patient, query: dict[str, str]
) -> None:
    document = DocumentFactory(patient=patient)
    client = sign_in(doctor)

    answer = client.get(open_record(client, patient.matricule), query)

    assert answer.status_code == 200
    assert Document.objects.filter(pk=document.pk).exists()
