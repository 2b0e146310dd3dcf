"""S27: one's own access for everybody; the others and the blocked for the médecin traitant and an administrator."""

from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from access.consent.authorisations import authorisation_end, professional_block
from access.models import Authorisation, Block, Practice, RecordAccess, RecordAdministrator, TreatingDoctor
from access.rules import Basis
from journal.models import Action
from patients.models import Patient
from tests.access.consenting import PATIENT, access_list, acting, block, enter, lines, main, opened, reason
from tests.conftest import SignIn
from tests.factories.patients import PatientFactory
from tests.factories.people import PracticeFactory, ProfessionalFactory
from tests.queries import statements

pytestmark = pytest.mark.django_db


@pytest.fixture
def patient() -> Patient:
    return PatientFactory()


@pytest.fixture
def treating(patient: Patient) -> Practice:
    practice = PracticeFactory(doctor=True, professional=ProfessionalFactory(family_name="Traitant"))
    TreatingDoctor.objects.create(patient=patient, professional=practice.professional, confirmed_at=timezone.now())
    return practice


@pytest.fixture
def surroundings(patient: Patient) -> dict[str, Practice]:
    """Somebody authorised, somebody whose access has passed, somebody blocked: always something to leak."""
    names = {"in_force": "Autorisov", "past": "Passarev", "blocked": "Bloquinov"}
    found = {
        key: PracticeFactory(nurse=True, professional=ProfessionalFactory(family_name=name))
        for key, name in names.items()
    }
    for practice in found.values():
        opened(patient, practice)
    end = {"patient": patient, "practice": found["past"], "by": acting(found["past"])}
    authorisation_end(**end, now=timezone.now())
    block_by_patient(patient, found["blocked"])
    return found


def block_by_patient(patient: Patient, practice: Practice) -> None:
    professional_block(patient=patient, professional=practice.professional, by=PATIENT, now=timezone.now())


def test_an_ordinary_professional_reads_their_own_access_alone(
    sign_in: SignIn, pharmacist: Practice, patient: Patient, treating: Practice, surroundings: dict[str, Practice]
) -> None:
    client, base = enter(sign_in, pharmacist, patient)
    text = access_list(client, base)

    assert "Équipe de soins" in text
    assert "Mettre fin à mon accès" in text
    for name in (
        "AUTORISOV",
        "PASSAREV",
        "BLOQUINOV",
        "TRAITANT",
        "Professionnels bloqués",
        "Professionnels autorisés",
    ):
        assert name not in text
    assert len(lines(patient, Action.ACCESS_LIST_READ)) == 1


def test_what_an_ordinary_professional_reads_does_not_depend_on_the_others(
    sign_in: SignIn, pharmacist: Practice, patient: Patient
) -> None:
    client, base = enter(sign_in, pharmacist, patient)
    before, asked = main(access_list(client, base)), len(statements(lambda: access_list(client, base)))
    other = PracticeFactory(nurse=True)
    opened(patient, other)
    block_by_patient(patient, other)

    assert (main(access_list(client, base)), len(statements(lambda: access_list(client, base)))) == (before, asked)


@pytest.mark.parametrize("role", ["treating", "administrator"])
def test_those_entitled_read_the_others_each_in_their_place(
    sign_in: SignIn,
    pharmacist: Practice,
    patient: Patient,
    treating: Practice,
    surroundings: dict[str, Practice],
    role: str,
) -> None:
    if role == "administrator":
        RecordAdministrator.objects.create(patient=patient, professional=pharmacist.professional)
    client, base = enter(sign_in, treating if role == "treating" else pharmacist, patient)
    text = access_list(client, base)

    places = [
        "Professionnels autorisés",
        "AUTORISOV",
        "Professionnels bloqués",
        "BLOQUINOV",
        "Accès passés",
        "PASSAREV",
    ]
    assert sorted(places, key=text.rindex) == places
    assert "Médecin traitant : TRAITANT" in text
    assert f"/professionnels/{surroundings['in_force'].uuid}/bloquer/" in text
    assert f"/professionnels/{surroundings['blocked'].uuid}/debloquer/" in text
    assert f"/professionnels/{treating.uuid}/bloquer/" not in text


def test_one_whose_declaration_waits_is_ordinary(
    sign_in: SignIn, doctor: Practice, patient: Patient, surroundings: dict[str, Practice]
) -> None:
    TreatingDoctor.objects.create(patient=patient, professional=doctor.professional)
    client, base = enter(sign_in, doctor, patient)
    text = access_list(client, base)

    assert "en attente de la confirmation du patient" in text
    assert "AUTORISOV" not in text
    assert client.post(f"{base}professionnels/{surroundings['in_force'].uuid}/bloquer/").status_code == 404


@pytest.mark.parametrize(("days", "shown"), [(1, True), (-1, False)])
def test_an_expired_authorisation_is_past(
    sign_in: SignIn, treating: Practice, patient: Patient, pharmacist: Practice, days: int, shown: bool
) -> None:
    opened(patient, pharmacist)
    until = timezone.now() + timedelta(days=days)
    Authorisation.objects.filter(practice=pharmacist).update(until=until)
    client, base = enter(sign_in, treating, patient)

    client.get(f"{base}autorisations/")
    found = client.get(f"{base}autorisations/").context["list"]
    assert [row.practice for row in (found.authorised if shown else found.past)] == [pharmacist]


def test_an_explicit_consent_is_past_once_its_consultation_is_over(
    sign_in: SignIn, treating: Practice, patient: Patient, pharmacist: Practice
) -> None:
    access = opened(patient, pharmacist, Basis.EXPLICIT)
    client, base = enter(sign_in, treating, patient)
    assert [row.practice for row in client.get(f"{base}autorisations/").context["list"].authorised] == [pharmacist]

    RecordAccess.objects.filter(pk=access.pk).update(ended_at=timezone.now(), end_cause="left")
    assert [row.practice for row in client.get(f"{base}autorisations/").context["list"].past] == [pharmacist]


def test_the_list_asks_a_constant_number_of_questions(sign_in: SignIn, treating: Practice, patient: Patient) -> None:
    client, base = enter(sign_in, treating, patient)
    counts = []
    for _ in range(2):
        for practice in PracticeFactory.create_batch(3, nurse=True):
            opened(patient, practice)
        block(patient, practice)
        client.get(f"{base}autorisations/")
        counts.append(len(found := statements(lambda: access_list(client, base))))
        assert len(found) <= 18, "\n".join(found)

    assert counts[0] == counts[1]


ACTS = ["professionnels/{practice}/bloquer/", "professionnels/{practice}/debloquer/"]


@pytest.mark.parametrize("path", ACTS)
@pytest.mark.parametrize("method", ["get", "post"])
def test_blocks_are_out_of_reach_of_an_ordinary_professional_and_say_nothing(
    sign_in: SignIn,
    pharmacist: Practice,
    patient: Patient,
    surroundings: dict[str, Practice],
    path: str,
    method: str,
) -> None:
    client, base = enter(sign_in, pharmacist, patient)
    act = getattr(client, method)
    unknown = PracticeFactory(nurse=True)
    answers = [
        act(base + path.format(practice=practice.uuid), {"certified": "on"})
        for practice in (unknown, *surroundings.values())
    ]

    assert {answer.status_code for answer in answers} == {404}
    assert len({answer.content for answer in answers}) == 1
    assert Block.objects.filter(lifted_at__isnull=True).count() == 1


@pytest.mark.parametrize("path", ["autorisations/", "autorisations/fin/", "autorisations/renouveler/", *ACTS])
def test_the_pages_of_another_are_not_found(
    sign_in: SignIn, pharmacist: Practice, treating: Practice, patient: Patient, path: str
) -> None:
    _, base = enter(sign_in, treating, patient)
    answer = sign_in(pharmacist).get(base + path.format(practice=pharmacist.uuid))

    assert answer.status_code == 404


def test_the_doctor_blocks_and_unblocks_at_the_patients_request(
    sign_in: SignIn, treating: Practice, patient: Patient, surroundings: dict[str, Practice]
) -> None:
    client, base = enter(sign_in, treating, patient)
    address = f"{base}professionnels/{surroundings['in_force'].uuid}/"
    confirmation = client.get(f"{address}bloquer/").content.decode()
    assert "ne pourra plus consulter le dossier, même en votre présence. Il pourra encore déposer." in confirmation
    assert client.post(f"{address}bloquer/").status_code == 422
    assert reason(patient, surroundings["in_force"]) == "open"

    for _ in range(2):  # a button used twice sends once
        assert client.post(f"{address}bloquer/", {"certified": "on"}).status_code == 302
    assert reason(patient, surroundings["in_force"]) == "pro_blocked"
    for _ in range(2):
        assert client.post(f"{address}debloquer/", {"certified": "on"}).status_code == 302
    assert reason(patient, surroundings["in_force"]) == "consent_missing"
    mine = [line for line in lines(patient, Action.PROFESSIONAL_BLOCKED) if line.professional]
    assert [(line.granted, line.professional) for line in mine] == [(True, treating.professional.idnat)]
    assert len(lines(patient, Action.PROFESSIONAL_UNBLOCKED)) == 1


def test_the_one_in_office_is_not_blocked_and_the_attempt_is_written(
    sign_in: SignIn, pharmacist: Practice, patient: Patient, treating: Practice
) -> None:
    RecordAdministrator.objects.create(patient=patient, professional=pharmacist.professional)
    opened(patient, treating)
    client, base = enter(sign_in, pharmacist, patient)
    client.post(f"{base}professionnels/{treating.uuid}/bloquer/", {"certified": "on"})

    assert "doit d’abord mettre fin à ce rôle" in access_list(client, base)
    assert [(line.granted, line.decision) for line in lines(patient, Action.PROFESSIONAL_BLOCKED)] == [
        (False, "TREATING_DOCTOR")
    ]


@pytest.mark.parametrize(
    ("opening", "listed"),
    [({"mode": "bris_de_glace", "motive": "Patient inconscient"}, False), ({"confidential": True}, True)],
)
def test_nothing_is_managed_from_an_emergency_or_a_confidential_session(
    sign_in: SignIn,
    treating: Practice,
    surroundings: dict[str, Practice],
    patient: Patient,
    opening: dict[str, Any],
    listed: bool,
) -> None:
    Patient.objects.filter(pk=patient.pk).update(birth_date=timezone.localdate() - timedelta(days=16 * 365))
    client, base = enter(sign_in, treating, patient)
    emergency = {} if opening.get("confidential") else {"authorisation": None}
    RecordAccess.objects.filter(practice=treating).update(**opening, **emergency)
    answer = client.get(f"{base}autorisations/")

    assert (answer.context["list"] is not None) is listed
    assert "/bloquer/" not in answer.content.decode()
    for act, practice in (("bloquer", "in_force"), ("debloquer", "blocked")):
        address = f"{base}professionnels/{surroundings[practice].uuid}/{act}/"
        assert client.post(address, {"certified": "on"}).status_code == 404
    assert reason(patient, surroundings["in_force"]) == "open"
