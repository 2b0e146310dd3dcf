"""Acts of consent at the same moment, each in a transaction of its own: one order, and what it implies."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connections
from django.utils import timezone

from access.consent.authorisations import professional_block
from access.consent.obstacles import Impossible
from access.consent.roles import treating_doctor_confirm, treating_doctor_declare
from access.models import Authorisation, Block, Notice, Practice, RecordAccess, TreatingDoctor
from access.rules import Reason
from access.services import Refused
from journal.models import Action
from journal.services import verify
from patients.models import Patient
from tests.access.consenting import PATIENT, acting, lines, opened, reason
from tests.factories.patients import PatientFactory
from tests.factories.people import PracticeFactory

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.real_transactions]


def together(*acts: Callable[[], object]) -> list[str]:
    """What came of acts made at once: « done », or the name of the refusal."""

    def make(act: Callable[[], object]) -> str:
        try:
            act()
            return "done"
        except (Refused, Impossible) as refusal:
            return type(refusal).__name__
        finally:
            connections.close_all()

    with ThreadPoolExecutor(len(acts)) as pool:
        return list(pool.map(make, acts))


@pytest.fixture
def patient() -> Patient:
    return PatientFactory()


def block(patient: Patient, practice: Practice) -> object:
    return professional_block(patient=patient, professional=practice.professional, by=PATIENT, now=timezone.now())


def test_a_block_and_an_opening_leave_the_professional_blocked(patient: Patient) -> None:
    for practice in PracticeFactory.create_batch(4, pharmacist=True):
        acting(practice)
        results = together(
            lambda practice=practice: opened(patient, practice),  # type: ignore[misc]
            lambda practice=practice: block(patient, practice),  # type: ignore[misc]
        )
        assert results[1] == "done"
        assert reason(patient, practice) is Reason.PRO_BLOCKED
        assert not Authorisation.objects.filter(practice=practice, ended_at__isnull=True).exists()
    assert not list(verify())


def test_the_same_block_twice_is_one_block_one_line_one_notice(patient: Patient, doctor: Practice) -> None:
    assert together(*[lambda: block(patient, doctor)] * 4) == ["done"] * 4

    assert Block.objects.count() == Notice.objects.filter(kind="access_ended").count() == 1
    assert len(lines(patient, Action.PROFESSIONAL_BLOCKED)) == 1


def test_two_openings_make_one_authorisation_and_tell_the_patient_once(patient: Patient, doctor: Practice) -> None:
    acting(doctor)
    assert together(*[lambda: opened(patient, doctor)] * 3) == ["done"] * 3

    assert Authorisation.objects.count() == RecordAccess.objects.count() == 1
    assert Notice.objects.filter(kind="first_access").count() == 1


def test_a_confirmation_and_another_declaration_leave_at_most_one_in_office(patient: Patient, doctor: Practice) -> None:
    other = PracticeFactory(doctor=True)
    accesses = {practice: opened(patient, practice) for practice in (doctor, other)}

    def declare(practice: Practice) -> object:
        access = accesses[practice]
        return treating_doctor_declare(access=access, practice=practice, by=acting(practice), now=timezone.now())

    declare(doctor)
    confirmed, declared = together(
        lambda: treating_doctor_confirm(
            patient=patient, professional=doctor.professional, by=PATIENT, now=timezone.now()
        ),
        lambda: declare(other),
    )
    live = TreatingDoctor.objects.filter(ended_at__isnull=True)
    assert declared == "done"
    assert live.filter(confirmed_at__isnull=False, professional=doctor.professional).exists() is (confirmed == "done")
    assert live.filter(confirmed_at__isnull=True).get().professional == other.professional
