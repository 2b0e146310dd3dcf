"""Médecin traitant: conditions of a declaration, the patient's word, one in office (DESIGN 2; AR 4.8, 15 case 32)."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from access.consent.authorisations import authorisation_end, professional_block, professional_unblock
from access.consent.obstacles import SENTENCES, Impossible, Obstacle
from access.consent.roles import (
    administrator_end,
    administrator_name,
    treating_doctor_confirm,
    treating_doctor_declare,
    treating_doctor_end,
    treating_doctor_name,
    treating_doctor_refuse,
)
from access.models import Notice, Practice, RecordAdministrator, TreatingDoctor
from access.rules import Basis
from access.telling.notices import treating_doctor_of
from journal.models import Action
from patients.models import Patient
from tests.access.consenting import PATIENT, acting, lines, opened
from tests.factories.patients import PatientFactory
from tests.factories.people import PracticeFactory

ROLE_ACTIONS = (
    Action.TREATING_DOCTOR_DECLARED,
    Action.TREATING_DOCTOR_CONFIRMED,
    Action.TREATING_DOCTOR_ENDED,
)


@pytest.fixture
def patient(db: None) -> Patient:
    return PatientFactory()


@pytest.fixture
def former(patient: Patient) -> Practice:
    practice = PracticeFactory(doctor=True)
    TreatingDoctor.objects.create(patient=patient, professional=practice.professional, confirmed_at=timezone.now())
    return practice


def declare(patient: Patient, practice: Practice) -> TreatingDoctor:
    access = opened(patient, practice)
    return treating_doctor_declare(access=access, practice=practice, by=acting(practice), now=timezone.now())


def confirm(patient: Patient, practice: Practice) -> TreatingDoctor:
    return treating_doctor_confirm(patient=patient, professional=practice.professional, by=PATIENT, now=timezone.now())


def told(**recipient: object) -> Iterator[str]:
    return Notice.objects.filter(**recipient).order_by("pk").values_list("kind", flat=True)


def test_the_one_in_office_stays_until_the_patient_confirms(
    patient: Patient, former: Practice, doctor: Practice
) -> None:
    declare(patient, doctor)
    assert treating_doctor_of(patient) == former.professional

    confirm(patient, doctor)
    assert treating_doctor_of(patient) == doctor.professional
    assert not TreatingDoctor.objects.filter(professional=former.professional, ended_at__isnull=True).exists()
    assert [line.action for line in lines(patient, *ROLE_ACTIONS)] == list(ROLE_ACTIONS[:2])
    assert lines(patient, Action.TREATING_DOCTOR_CONFIRMED)[0].details["replaces"] == [former.professional.idnat]


def test_patient_and_former_doctor_are_told_of_the_declaration_then_of_the_end(
    patient: Patient, former: Practice, doctor: Practice
) -> None:
    declare(patient, doctor)
    assert list(told(patient=patient)) == ["first_access", "treating_doctor_declared"]
    assert list(told(professional=former.professional)) == ["treating_doctor_declared"]

    confirm(patient, doctor)
    assert list(told(professional=former.professional)) == ["treating_doctor_declared", "treating_doctor_ended"]
    assert list(told(professional=doctor.professional)) == ["treating_doctor_declared"]


def test_a_second_declaration_takes_the_place_of_the_one_that_waits(patient: Patient, doctor: Practice) -> None:
    other = PracticeFactory(doctor=True)
    declare(patient, doctor)
    declare(patient, other)

    waiting = TreatingDoctor.objects.get(patient=patient, ended_at__isnull=True)
    assert waiting.professional == other.professional
    assert list(told(professional=doctor.professional)) == ["treating_doctor_ended"]
    with pytest.raises(Impossible, match="nothing_declared"):  # what the patient had before them is no more
        confirm(patient, doctor)


def test_case_32_without_the_patients_word_a_declaration_ends_the_first(
    patient: Patient, former: Practice, doctor: Practice, settings: Any
) -> None:
    settings.MEDECIN_TRAITANT_NEEDS_PATIENT = False
    declare(patient, doctor)

    assert treating_doctor_of(patient) == doctor.professional
    assert list(told(professional=former.professional)) == ["treating_doctor_ended"]
    assert len(lines(patient, *ROLE_ACTIONS)) == 1


def test_declared_twice_it_is_written_once(patient: Patient, doctor: Practice) -> None:
    assert declare(patient, doctor) == declare(patient, doctor)
    assert len(lines(patient, *ROLE_ACTIONS)) == 1


@pytest.mark.parametrize("trait", ["pharmacist", "occupational_doctor", "nurse"])
def test_only_a_doctor_who_treats_may_declare(patient: Patient, trait: str) -> None:
    practice = PracticeFactory(**{trait: True})
    access = opened(patient, practice, Basis.EXPRESS_WORK if trait == "occupational_doctor" else Basis.TEAM)
    with pytest.raises(Impossible, match="not_a_doctor"):
        treating_doctor_declare(access=access, practice=practice, by=acting(practice), now=timezone.now())


def test_an_explicit_consent_is_not_enough(patient: Patient, doctor: Practice) -> None:
    access = opened(patient, doctor, Basis.EXPLICIT)
    with pytest.raises(Impossible, match="not_in_team"):
        treating_doctor_declare(access=access, practice=doctor, by=acting(doctor), now=timezone.now())


def test_an_expired_or_removed_authorisation_is_not_enough(patient: Patient, doctor: Practice) -> None:
    access = opened(patient, doctor)
    later = timezone.now() + timedelta(days=366)
    with pytest.raises(Impossible, match="not_in_team"):
        treating_doctor_declare(access=access, practice=doctor, by=acting(doctor), now=later)
    authorisation_end(patient=patient, practice=doctor, by=acting(doctor), now=timezone.now())
    with pytest.raises(Impossible, match="not_in_team"):
        treating_doctor_declare(access=access, practice=doctor, by=acting(doctor), now=timezone.now())


@pytest.mark.parametrize("change", [{"mode": "bris_de_glace"}, {"confidential": True}])
def test_the_role_is_declared_in_normal_mode_only(patient: Patient, doctor: Practice, change: dict[str, Any]) -> None:
    access = opened(patient, doctor)
    for name, value in change.items():
        setattr(access, name, value)
    with pytest.raises(Impossible, match="not_normal_mode"):
        treating_doctor_declare(access=access, practice=doctor, by=acting(doctor), now=timezone.now())
    assert not TreatingDoctor.objects.exists()


def test_the_patient_may_refuse_and_the_doctor_is_told(patient: Patient, former: Practice, doctor: Practice) -> None:
    declare(patient, doctor)
    refusal: dict[str, Any] = {"patient": patient, "professional": doctor.professional, "by": PATIENT}

    assert treating_doctor_refuse(**refusal, now=timezone.now())
    assert not treating_doctor_refuse(**refusal, now=timezone.now())
    assert treating_doctor_of(patient) == former.professional
    assert list(told(professional=doctor.professional)) == ["treating_doctor_ended"]
    assert [line.decision for line in lines(patient, Action.TREATING_DOCTOR_ENDED)] == ["REFUSED_BY_PATIENT"]


@pytest.mark.parametrize("by_doctor", [True, False])
def test_the_role_ends_by_either_hand_and_the_other_is_told(
    patient: Patient, former: Practice, by_doctor: bool
) -> None:
    professional = former.professional if by_doctor else None
    by = acting(former) if by_doctor else PATIENT
    assert treating_doctor_end(patient=patient, professional=professional, by=by, now=timezone.now())
    assert not treating_doctor_end(patient=patient, professional=professional, by=by, now=timezone.now())

    assert treating_doctor_of(patient) is None
    other_side = {"patient": patient} if by_doctor else {"professional": former.professional}
    assert list(told(**other_side)) == ["treating_doctor_ended"]
    assert Notice.objects.count() == 1
    assert len(lines(patient, Action.TREATING_DOCTOR_ENDED)) == 1


def test_a_patient_names_a_doctor_who_takes_office_at_once(
    patient: Patient, former: Practice, doctor: Practice
) -> None:
    declare(patient, doctor)
    name: dict[str, Any] = {"patient": patient, "professional": doctor.professional, "by": PATIENT}
    role = treating_doctor_name(**name, now=timezone.now())
    assert treating_doctor_name(**name, now=timezone.now()) == role

    assert treating_doctor_of(patient) == doctor.professional
    assert TreatingDoctor.objects.filter(ended_at__isnull=True).count() == 1
    assert len(lines(patient, Action.TREATING_DOCTOR_CONFIRMED)) == 1


def test_a_patient_names_neither_a_pharmacist_nor_a_blocked_doctor(
    patient: Patient, doctor: Practice, pharmacist: Practice
) -> None:
    professional_block(patient=patient, professional=doctor.professional, by=PATIENT, now=timezone.now())
    for practice, obstacle in ((pharmacist, "not_a_doctor"), (doctor, "blocked")):
        with pytest.raises(Impossible, match=obstacle):
            treating_doctor_name(patient=patient, professional=practice.professional, by=PATIENT, now=timezone.now())


def test_the_one_in_office_cannot_be_blocked_but_one_who_waits_can(
    patient: Patient, former: Practice, doctor: Practice
) -> None:
    declare(patient, doctor)
    with pytest.raises(Impossible, match="treating_doctor"):
        professional_block(patient=patient, professional=former.professional, by=PATIENT, now=timezone.now())

    assert professional_block(patient=patient, professional=doctor.professional, by=PATIENT, now=timezone.now())
    with pytest.raises(Impossible):
        confirm(patient, doctor)
    treating_doctor_end(patient=patient, by=PATIENT, now=timezone.now())
    assert professional_block(patient=patient, professional=former.professional, by=PATIENT, now=timezone.now())


def test_an_administrator_is_named_and_taken_off_once(patient: Patient, doctor: Practice) -> None:
    act: dict[str, Any] = {"patient": patient, "professional": doctor.professional, "by": PATIENT}
    assert administrator_name(**act, now=timezone.now())
    assert not administrator_name(**act, now=timezone.now())
    assert administrator_end(**act, now=timezone.now())
    assert not administrator_end(**act, now=timezone.now())
    assert len(lines(patient, Action.ADMINISTRATOR_NAMED, Action.ADMINISTRATOR_ENDED)) == 2


def test_a_block_takes_the_role_of_administrator_which_an_unblock_does_not_give_back(
    patient: Patient, doctor: Practice
) -> None:
    act: dict[str, Any] = {"patient": patient, "professional": doctor.professional, "by": PATIENT}
    administrator_name(**act, now=timezone.now())
    professional_block(**act, now=timezone.now())
    with pytest.raises(Impossible, match="blocked"):
        administrator_name(**act, now=timezone.now())
    professional_unblock(**act, now=timezone.now())

    assert not RecordAdministrator.objects.filter(ended_at__isnull=True).exists()


def test_the_database_holds_one_in_office_and_one_that_waits(
    patient: Patient, former: Practice, doctor: Practice
) -> None:
    declare(patient, doctor)
    for confirmed_at in (None, timezone.now()):
        with pytest.raises(IntegrityError), transaction.atomic():
            TreatingDoctor.objects.create(
                patient=patient, professional=PracticeFactory().professional, confirmed_at=confirmed_at
            )


def test_every_obstacle_has_its_sentence() -> None:
    assert set(SENTENCES) == set(Obstacle)
