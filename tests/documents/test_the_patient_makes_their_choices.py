"""The patient's own choices, by their own hand (AR 10.6, 10.7; edge cases 15 and 16), and what they were told."""

from datetime import timedelta

import pytest
from django.utils import timezone

from access.models import Notice, Practice, TreatingDoctor
from access.telling.notices import tell, tell_patient
from journal.models import Action
from patients.models import Patient, SharedRecord
from tests.access.emergencies import break_glass, open_emergency, open_regulation
from tests.access.holders import as_patient, as_representative
from tests.access.signing import text
from tests.conftest import SignIn
from tests.effects import effects
from tests.factories.documents import DocumentFactory
from tests.factories.patients import PatientFactory, RepresentativeFactory
from tests.factories.people import PracticeFactory

case = pytest.mark.edge_case
CHOICES, NOTICES = "/mon-dossier/choix/", "/mon-dossier/avis/"
NAMES = ("accepts_emergency", "accepts_regulation", "shows_masked_in_emergency")


@pytest.fixture
def patient(db: None) -> Patient:
    found: Patient = PatientFactory()
    return found


def chosen(patient: Patient) -> tuple[bool, ...]:
    shared = SharedRecord.objects.get(patient=patient)
    return tuple(getattr(shared, name) for name in NAMES)


def test_given_the_defaults_when_the_page_is_read_then_both_emergencies_are_accepted_and_masks_hold(
    sign_in: SignIn, patient: Patient
) -> None:
    form = as_patient(sign_in, patient).get(CHOICES).context["form"]

    assert [form[name].value() for name in NAMES] == [True, True, False]


@case(15)
def test_given_bris_de_glace_refused_alone_when_both_are_tried_then_the_centre_15_still_works(
    sign_in: SignIn, patient: Patient
) -> None:
    regulator = sign_in(PracticeFactory(doctor=True, samu_entitled=True))

    as_patient(sign_in, patient).post(CHOICES, {"accepts_regulation": "on", "shown": "110"})

    assert chosen(patient) == (False, True, False)
    refused = break_glass(regulator, str(patient.matricule))
    assert (refused.status_code, "s’est opposé à l’accès en urgence" in text(refused)) == (403, True)
    assert regulator.get(f"{open_regulation(regulator, str(patient.matricule))}documents/").status_code == 200
    line = effects().get(action=Action.CHOICES_CHANGED)
    assert (line.details, line.professional_name) == ({"fields": ["accepts_emergency"]}, "Patient")


@case(16)
@case(17)
def test_given_masked_documents_when_the_patient_permits_them_in_an_emergency_then_and_only_then_they_are_listed(
    sign_in: SignIn, patient: Patient, doctor: Practice
) -> None:
    masked = DocumentFactory(patient=patient, masked=True)
    TreatingDoctor.objects.create(patient=patient, professional=doctor.professional, confirmed_at=timezone.now())
    client, professional = as_patient(sign_in, patient), sign_in(doctor)
    address = f"{open_emergency(professional, str(patient.matricule))}documents/"
    assert masked.title not in text(professional.get(address))

    client.post(CHOICES, {"accepts_emergency": "on", "accepts_regulation": "on", NAMES[2]: "on", "shown": "110"})

    assert masked.title in text(professional.get(address))
    client.post(CHOICES, {"accepts_emergency": "on", "accepts_regulation": "on", "shown": "111"})
    assert masked.title not in text(professional.get(address))
    client.post(CHOICES, {"accepts_regulation": "on", "shown": "110"})
    assert professional.get(address).status_code == 403


def test_given_three_choices_when_each_is_changed_then_the_others_stay(sign_in: SignIn, patient: Patient) -> None:
    client = as_patient(sign_in, patient)

    client.post(CHOICES, {"accepts_emergency": "on", "accepts_regulation": "on", NAMES[2]: "on", "shown": "110"})
    assert chosen(patient) == (True, True, True)
    client.post(CHOICES, {"accepts_emergency": "on", NAMES[2]: "on", "shown": "111"})
    assert chosen(patient) == (True, False, True)
    assert effects().filter(action=Action.CHOICES_CHANGED).count() == 2


def test_given_two_tabs_when_the_second_saves_what_it_had_shown_then_nothing_is_undone(
    sign_in: SignIn, patient: Patient
) -> None:
    client = as_patient(sign_in, patient)
    client.post(CHOICES, {"shown": "110"})

    answer = client.post(CHOICES, {"accepts_emergency": "on", "accepts_regulation": "on", "shown": "110"}, follow=True)

    assert "Ces choix ont changé" in text(answer)
    assert chosen(patient) == (False, False, False)


def test_given_nothing_changed_when_saving_then_no_line_is_written(sign_in: SignIn, patient: Patient) -> None:
    data = {"accepts_emergency": "on", "accepts_regulation": "on", "shown": "110"}

    assert "Aucun choix n’a changé" in text(as_patient(sign_in, patient).post(CHOICES, data, follow=True))
    assert not effects().filter(action=Action.CHOICES_CHANGED).exists()


@pytest.mark.parametrize("shown", ["", "11", "abc", "1111"])
def test_given_a_form_that_was_tampered_with_when_saving_then_it_is_refused(
    sign_in: SignIn, patient: Patient, shown: str
) -> None:
    assert as_patient(sign_in, patient).post(CHOICES, {"shown": shown}).status_code == 422
    assert chosen(patient) == (True, True, False)


def test_given_a_representative_when_they_choose_then_it_is_in_their_name(sign_in: SignIn) -> None:
    mother = RepresentativeFactory()

    as_representative(sign_in, mother).post(CHOICES, {"shown": "110"})

    assert chosen(mother.patient) == (False, False, False)
    assert effects().get(action=Action.CHOICES_CHANGED).professional_name == "Représentant légal"


def test_given_notices_when_they_are_read_then_each_person_has_their_own_and_they_stop_being_new(
    sign_in: SignIn,
) -> None:
    mother = RepresentativeFactory()
    now = timezone.now() - timedelta(minutes=1)
    tell_patient(Notice.Kind.FIRST_ACCESS, mother.patient, key="a", at=now, actor_words="MARCHAND Élise, Médecin")
    tell_patient(
        Notice.Kind.FIRST_ACCESS, mother.patient, key="b", at=now, actor_words="SECRET Sage-femme", confidential=True
    )
    tell(Notice.Kind.EMERGENCY, PatientFactory(), key="c", at=now, actor_words="AUTRE Dossier")
    minor, parent = as_patient(sign_in, mother.patient), as_representative(sign_in, mother)

    first, second = text(minor.get(NOTICES)), text(minor.get(NOTICES))
    parents = text(parent.get(NOTICES))

    assert (first.count('class="mark new"'), second.count('class="mark new"')) == (2, 0)
    assert "SECRET" in first
    assert "MARCHAND" in parents
    assert "SECRET" not in parents
    assert parents.count('class="mark new"') == 1
    assert "AUTRE" not in first + parents


def test_given_no_notice_when_reading_then_it_says_so_even_in_a_closed_record(sign_in: SignIn) -> None:
    assert "Aucun avis" in text(as_patient(sign_in, PatientFactory(closed=True)).get(NOTICES))
