"""Who read what and when, in the window of the patient and of representatives (AR 13.2 to 13.5; edge case 22)."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.utils import timezone

from access.models import AccessReport, Practice
from documents.models import Document
from journal.models import Action, Line
from journal.services import Actor, Entry, record
from patients.models import Patient, Representative
from tests.access.holders import as_patient, as_representative
from tests.access.signing import text
from tests.conftest import SignIn
from tests.effects import effects
from tests.factories.documents import DocumentFactory
from tests.factories.patients import PatientFactory, RepresentativeFactory
from tests.queries import BUDGET, statements
from tests.records import open_record

HISTORY = "/mon-dossier/historique/"
DOCTOR = Actor(
    account="900", professional="899700000001", professional_name="MARCHAND Élise", profession="Médecin", practice="x"
)


@pytest.fixture
def mother(db: None) -> Representative:
    representative: Representative = RepresentativeFactory()
    return representative


@pytest.fixture
def child(mother: Representative) -> Patient:
    return mother.patient


def left(patient: Patient, action: Action = Action.DOCUMENT_READ, *, by: Actor = DOCTOR, **values: object) -> Line:
    """A line of this record."""
    return record(Entry(action=action, actor=by, record=patient.record.uuid, **values))  # type: ignore[arg-type]


def table(page: str) -> str:
    return page.partition("<tbody>")[2]


def read(patient: Patient, document: Document, **values: object) -> Line:
    label = {"type_label": document.type_label}
    return left(patient, document=document.uuid, details=label, decision="MATRIX", **values)


def test_given_a_professional_who_reads_when_the_patient_looks_then_they_learn_who_what_and_when(
    sign_in: SignIn, doctor: Practice
) -> None:
    patient = PatientFactory()
    document = DocumentFactory(patient=patient)
    professional = sign_in(doctor)
    professional.get(f"{open_record(professional, patient.matricule)}{document.uuid}/")

    page = text(as_patient(sign_in, patient).get(HISTORY))

    assert doctor.professional.full_name in table(page)
    assert "Lecture d’un document" in table(page)
    assert document.type_label in table(page)
    assert Line.objects.filter(action=Action.TRACES_READ, professional_name="Patient").exists()


def test_given_three_lists_when_each_is_asked_then_professionals_own_activity_and_services_stand_apart(
    sign_in: SignIn,
) -> None:
    patient = PatientFactory()
    client = as_patient(sign_in, patient)
    left(patient, Action.RECORD_OPENED)
    left(patient, Action.DOCUMENT_DEPOSITED, by=Actor(account="import"))
    client.get("/mon-dossier/documents/")

    lists = {name: table(text(client.get(f"{HISTORY}?liste={name}"))) for name in ("", "mon-activite", "services")}

    assert "Ouverture du dossier" in lists[""]
    assert "Liste des documents" in lists["mon-activite"]
    assert "Titulaire du dossier" in lists["mon-activite"]
    assert "Dépôt d’un document" in lists["services"]
    assert "Liste des documents" not in lists[""] + lists["services"]
    assert "Ouverture du dossier" not in lists["mon-activite"] + lists["services"]


def test_given_an_emergency_when_the_patient_looks_then_it_is_marked_with_its_reason(sign_in: SignIn) -> None:
    patient = PatientFactory()
    left(patient, Action.RECORD_OPENED, mode="bris_de_glace", motive="Personne inconsciente sur la voie publique")

    page = table(text(as_patient(sign_in, patient).get(HISTORY)))

    assert "Urgence" in page
    assert "Personne inconsciente" in page


def test_given_a_confidential_session_when_the_mother_looks_then_nothing_tells_of_it_and_the_minor_sees_it(
    sign_in: SignIn, mother: Representative, child: Patient
) -> None:
    left(child, Action.PATIENT_SEARCHED)
    left(child, Action.RECORD_OPENED, confidential=True)
    secret = DocumentFactory(patient=child, hidden_from_representatives=True)
    read(child, secret, confidential=True)
    minor, parent = as_patient(sign_in, child), as_representative(sign_in, mother)
    minor.get(f"/mon-dossier/documents/{secret.uuid}/")

    assert "MARCHAND" in table(text(minor.get(HISTORY)))
    assert "Soins confidentiels" in table(text(minor.get(HISTORY)))
    for name in ("professionnels", "mon-activite", "services"):
        page = text(parent.get(f"{HISTORY}?liste={name}"))
        assert "MARCHAND" not in page
        assert "Lecture d’un document" not in table(page)
        export = b"".join(parent.post(f"{HISTORY}export/", {"liste": name}))  # type: ignore[arg-type]
        assert b"MARCHAND" not in export


@pytest.mark.parametrize("hidden", [{"hidden_from_representatives": True}, {"hidden": True}])
def test_given_an_ordinary_session_over_a_hidden_document_then_the_mother_learns_nothing_of_it(
    sign_in: SignIn, mother: Representative, child: Patient, hidden: dict[str, bool]
) -> None:
    read(child, DocumentFactory(patient=child, type_code="75496-0", **hidden))

    page = text(as_representative(sign_in, mother).get(HISTORY))

    assert "MARCHAND" not in page
    assert "Aucun accès sur la période" in page


def test_given_a_document_that_waits_for_its_announcement_when_the_patient_looks_then_it_is_not_named(
    sign_in: SignIn,
) -> None:
    patient = PatientFactory()
    document = DocumentFactory(patient=patient, hidden=True)
    read(patient, document)

    assert document.type_label not in table(text(as_patient(sign_in, patient).get(HISTORY)))


def test_given_a_line_when_it_is_reported_then_the_administrators_get_it_once(sign_in: SignIn) -> None:
    patient = PatientFactory()
    line = left(patient, Action.RECORD_OPENED)
    client, address = as_patient(sign_in, patient), f"{HISTORY}{line.pk}/signaler/"

    assert client.post(address, {"motif": "court"}).status_code == 422
    for said in ("Accès signalé", "Vous aviez déjà signalé"):
        assert said in text(client.post(address, {"motif": "Je ne connais pas ce professionnel."}, follow=True))

    assert AccessReport.objects.get().position == line.position
    assert effects().filter(action=Action.ACCESS_REPORTED).count() == 1


def test_given_a_line_out_of_sight_when_it_is_reported_then_it_answers_as_an_unknown_one(
    sign_in: SignIn, mother: Representative, child: Patient
) -> None:
    client = as_representative(sign_in, mother)
    secret = left(child, Action.RECORD_OPENED, confidential=True)
    others = left(PatientFactory(), Action.RECORD_OPENED)
    unknown = client.get(f"{HISTORY}999999999/signaler/")

    for pk in (secret.pk, others.pk, 10**25):
        answer = client.get(f"{HISTORY}{pk}/signaler/")
        assert (answer.status_code, answer.content) == (404, unknown.content)


def test_given_a_closed_record_when_its_holder_asks_then_the_history_is_still_there(sign_in: SignIn) -> None:
    patient = PatientFactory(closed=True)
    left(patient, Action.RECORD_OPENED)
    client = as_patient(sign_in, patient)

    page = text(client.get(HISTORY))

    assert "MARCHAND" in page
    assert "Dossier fermé" in page
    assert client.get("/mon-dossier/acces/").status_code == 403


def test_given_filters_when_they_apply_then_the_page_and_the_file_agree(sign_in: SignIn) -> None:
    patient = PatientFactory()
    left(patient, Action.RECORD_OPENED)
    left(patient, Action.DOCUMENTS_LISTED)
    client = as_patient(sign_in, patient)

    page = table(text(client.get(f"{HISTORY}?action={Action.RECORD_OPENED}")))
    file = b"".join(client.post(f"{HISTORY}export/", {"action": Action.RECORD_OPENED})).decode()  # type: ignore[arg-type]

    for found in (page, file):
        assert "Ouverture du dossier" in found
        assert "Liste des documents" not in found
    tomorrow = timezone.localdate() + timedelta(days=1)
    assert client.get(f"{HISTORY}?du={tomorrow}").status_code == 422


def test_the_history_asks_as_much_for_one_line_as_for_two_hundred(sign_in: SignIn) -> None:
    counts = []
    for count in (1, 200):
        patient = PatientFactory()
        for _ in range(count):
            left(patient, document=uuid4())
        client = as_patient(sign_in, patient)
        client.get(HISTORY)
        counts.append(len(found := statements(lambda client=client: client.get(HISTORY))))  # type: ignore[misc]
        assert len(found) <= BUDGET, "\n".join(found)

    assert counts[0] == counts[1]
