"""Who has access, in the hands of the patient: block, unblock, médecin traitant, administrator (AR 6.2, 4.8, 8.8)."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.utils import timezone

from access.models import (
    Block,
    Notice,
    Practice,
    RecordAccess,
    RecordAdministrator,
    TreatingDoctor,
)
from access.rules import Basis, Mode
from journal.models import Action, Line
from patients.models import Patient
from tests.access.consenting import block
from tests.access.holders import ACCESS, act, as_patient, authorise, parts, session
from tests.access.signing import text
from tests.conftest import SignIn
from tests.effects import effects
from tests.factories.documents import DocumentFactory
from tests.factories.patients import PatientFactory
from tests.factories.people import PracticeFactory
from tests.queries import BUDGET, statements
from tests.records import declare_and_open


@pytest.fixture
def patient(db: None) -> Patient:
    found: Patient = PatientFactory()
    return found


def test_given_authorisations_of_every_kind_when_reading_the_list_then_each_stands_where_it_belongs(
    sign_in: SignIn, patient: Patient
) -> None:
    team, expired, consulted, blocked, emergency, stranger = PracticeFactory.create_batch(6)
    authorise(patient, team)
    authorise(patient, expired, until=timezone.now() - timedelta(days=1))
    session(patient, consulted, authorise(patient, consulted, Basis.EXPLICIT))
    block(patient, blocked)
    now = timezone.now()
    RecordAccess.objects.create(
        record=patient.record,
        practice=emergency,
        mode=Mode.BRIS_DE_GLACE,
        motive="Inconscient",
        opened_at=now,
        expires_at=now,
    )

    live, closed, others = parts(as_patient(sign_in, patient))

    assert team.professional.full_name in live
    assert blocked.professional.full_name in closed
    for practice in (expired, consulted, emergency):
        assert practice.professional.full_name in others
    assert stranger.professional.full_name not in live + closed + others
    assert Line.objects.get(action=Action.ACCESS_LIST_READ).record == patient.record.uuid


@pytest.mark.edge_case(27)
def test_given_an_open_page_when_the_patient_blocks_then_the_next_click_is_refused_and_one_line_is_written(
    sign_in: SignIn, doctor: Practice, patient: Patient
) -> None:
    professional = sign_in(doctor)
    listing = declare_and_open(professional, str(patient.matricule))
    client = as_patient(sign_in, patient)

    said = act(client, doctor, "bloquer")

    assert "Professionnel bloqué" in said
    refused = professional.get(listing)
    assert (refused.status_code, "Vous n’avez pas accès à ce dossier" in text(refused)) == (403, True)
    line = effects().get(action=Action.PROFESSIONAL_BLOCKED)
    assert (line.professional, line.professional_name, line.confidential) == ("", "Patient", False)


def test_given_a_block_when_it_is_lifted_then_the_professional_has_to_ask_again(
    sign_in: SignIn, doctor: Practice, patient: Patient
) -> None:
    authorise(patient, doctor)
    client = as_patient(sign_in, patient)
    act(client, doctor, "bloquer")

    said = act(client, doctor, "debloquer")

    assert "Professionnel débloqué" in said
    professional = sign_in(doctor)
    address = professional.post("/patients/recherche/", {"matricule": patient.matricule})["Location"]
    assert "Accéder au dossier" in text(professional.get(address))


def test_given_two_tabs_when_both_block_then_the_second_says_that_nothing_changed(
    sign_in: SignIn, doctor: Practice, patient: Patient
) -> None:
    authorise(patient, doctor)
    client = as_patient(sign_in, patient)
    act(client, doctor, "bloquer")

    assert "Rien n’a changé" in act(client, doctor, "bloquer")
    assert effects().filter(action=Action.PROFESSIONAL_BLOCKED).count() == 1


def test_given_the_treating_doctor_when_blocking_then_the_role_has_to_end_first(
    sign_in: SignIn, doctor: Practice, patient: Patient
) -> None:
    authorise(patient, doctor)
    TreatingDoctor.objects.create(patient=patient, professional=doctor.professional, confirmed_at=timezone.now())
    client = as_patient(sign_in, patient)

    assert "mettez d’abord fin à ce rôle" in act(client, doctor, "bloquer")
    assert not Block.objects.exists()
    assert "a pris fin" in act(client, doctor, "fin-medecin-traitant")
    assert "Professionnel bloqué" in act(client, doctor, "bloquer")


@pytest.mark.edge_case(5)
def test_given_a_declaration_when_the_patient_confirms_then_masked_documents_open_and_not_before(
    sign_in: SignIn, doctor: Practice, patient: Patient
) -> None:
    masked = DocumentFactory(patient=patient, masked=True)
    professional = sign_in(doctor)
    listing = declare_and_open(professional, str(patient.matricule))
    TreatingDoctor.objects.create(patient=patient, professional=doctor.professional)
    client = as_patient(sign_in, patient)
    assert professional.get(f"{listing}{masked.uuid}/").status_code == 404
    assert "Un médecin s’est déclaré médecin traitant" in text(client.get(ACCESS))

    act(client, doctor, "confirmer-medecin-traitant")

    page = professional.get(f"{listing}{masked.uuid}/")  # cases 4 and 5
    assert (page.status_code, "Masqué" in text(page)) == (200, True)


def test_given_a_declaration_when_the_patient_refuses_then_the_doctor_is_told_and_nothing_opens(
    sign_in: SignIn, doctor: Practice, patient: Patient
) -> None:
    authorise(patient, doctor)
    TreatingDoctor.objects.create(patient=patient, professional=doctor.professional)

    act(as_patient(sign_in, patient), doctor, "refuser-medecin-traitant")

    assert TreatingDoctor.objects.get().ended_at is not None
    assert Notice.objects.get(kind=Notice.Kind.TREATING_DOCTOR_ENDED).professional == doctor.professional


def test_given_a_page_that_waited_when_another_doctor_took_office_then_that_one_keeps_it(
    sign_in: SignIn, patient: Patient
) -> None:
    first, second = PracticeFactory.create_batch(2)
    for practice in (first, second):
        authorise(patient, practice)
    client = as_patient(sign_in, patient)
    act(client, first, "nommer-medecin-traitant")
    act(client, second, "nommer-medecin-traitant")

    assert "Rien n’a changé" in act(client, first, "fin-medecin-traitant")

    assert TreatingDoctor.objects.get(ended_at__isnull=True).professional == second.professional


def test_given_a_pharmacist_when_naming_a_treating_doctor_then_it_is_refused_and_an_administrator_it_may_be(
    sign_in: SignIn, pharmacist: Practice, patient: Patient
) -> None:
    authorise(patient, pharmacist)
    client = as_patient(sign_in, patient)
    assert "Déclarer médecin traitant" not in text(client.get(ACCESS))

    assert "Seul un médecin" in act(client, pharmacist, "nommer-medecin-traitant")
    assert "nommé" in act(client, pharmacist, "nommer-administrateur")
    assert RecordAdministrator.objects.get(ended_at__isnull=True).professional == pharmacist.professional
    assert "a pris fin" in act(client, pharmacist, "fin-administrateur")


@pytest.mark.parametrize("name", ["bloquer", "nommer-administrateur", "supprimer"])
def test_given_somebody_out_of_the_circle_when_an_act_is_tried_then_it_is_not_found(
    sign_in: SignIn, doctor: Practice, patient: Patient, name: str
) -> None:
    authorise(PatientFactory(), doctor)  # another patient's
    client = as_patient(sign_in, patient)

    unknown = client.get(f"{ACCESS}{uuid4()}/{name}/")
    known = client.post(f"{ACCESS}{doctor.uuid}/{name}/")

    assert (known.status_code, known.content) == (unknown.status_code, unknown.content)
    assert known.status_code == 404
    assert not Block.objects.exists()


def test_given_no_token_when_a_block_is_posted_then_it_is_refused(
    sign_in: SignIn, doctor: Practice, patient: Patient
) -> None:
    authorise(patient, doctor)
    client = as_patient(sign_in, patient)
    client.handler.enforce_csrf_checks = True

    assert client.post(f"{ACCESS}{doctor.uuid}/bloquer/").status_code == 403
    assert not Block.objects.exists()


def test_the_list_asks_as_much_for_one_professional_as_for_thirty(sign_in: SignIn, patient: Patient) -> None:
    client = as_patient(sign_in, patient)
    authorise(patient, PracticeFactory())
    client.get(ACCESS)
    one = len(statements(lambda: client.get(ACCESS)))
    for practice in PracticeFactory.create_batch(29):
        session(patient, practice, authorise(patient, practice))

    assert len(found := statements(lambda: client.get(ACCESS))) == one <= BUDGET + 3, "\n".join(found)


def test_given_a_doctor_with_two_practices_when_one_was_authorised_then_the_other_is_not_shown(
    sign_in: SignIn, doctor: Practice, patient: Patient
) -> None:
    other = PracticeFactory(professional=doctor.professional)
    authorise(patient, doctor)
    TreatingDoctor.objects.create(patient=patient, professional=doctor.professional, confirmed_at=timezone.now())

    page = text(as_patient(sign_in, patient).get(ACCESS))

    assert doctor.structure.name in page
    assert other.structure.name not in page


def test_given_a_treating_doctor_who_never_had_access_when_reading_the_list_then_the_role_can_be_ended(
    sign_in: SignIn, doctor: Practice, patient: Patient
) -> None:
    TreatingDoctor.objects.create(patient=patient, professional=doctor.professional, confirmed_at=timezone.now())

    assert "a pris fin" in act(as_patient(sign_in, patient), doctor, "fin-medecin-traitant")
