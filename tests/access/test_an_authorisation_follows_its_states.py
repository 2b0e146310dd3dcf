"""The state machine of AR 6.2 by its services: given, expired, renewed, removed, blocked, unblocked."""

from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from access.consent.authorisations import (
    authorisation_end,
    authorisation_renew,
    professional_block,
    professional_unblock,
)
from access.consent.obstacles import Impossible
from access.models import Authorisation, Block, Notice, Practice, RecordAccess
from access.rules import Basis, Reason
from access.services import Refused
from journal.models import Action
from patients.models import Patient, Representative
from tests.access.consenting import PATIENT, acting, lines, opened, reason
from tests.factories.patients import PatientFactory
from tests.factories.people import PracticeFactory


@pytest.fixture
def patient(db: None) -> Patient:
    return PatientFactory()


def block(patient: Patient, practice: Practice) -> bool:
    return professional_block(patient=patient, professional=practice.professional, by=PATIENT, now=timezone.now())


def unblock(patient: Patient, practice: Practice) -> bool:
    return professional_unblock(patient=patient, professional=practice.professional, by=PATIENT, now=timezone.now())


def expire(authorisation: Authorisation | None, *, days_left: int = 0) -> None:
    assert authorisation is not None
    until = timezone.now() + timedelta(days=days_left)
    Authorisation.objects.filter(pk=authorisation.pk).update(until=until)


def test_a_team_authorisation_lasts_as_long_as_the_setting_says(
    patient: Patient, pharmacist: Practice, settings: Any
) -> None:
    settings.AUTHORISATION_DAYS = 10
    authorisation = opened(patient, pharmacist).authorisation
    assert authorisation is not None
    assert authorisation.until == authorisation.given_at + timedelta(days=10)
    assert reason(patient, pharmacist) is Reason.OPEN

    expire(authorisation)
    assert reason(patient, pharmacist) is Reason.CONSENT_EXPIRED
    opened(patient, pharmacist)
    assert reason(patient, pharmacist) is Reason.OPEN
    assert Authorisation.objects.get(ended_at__isnull=False).end_cause == "renewed"


def test_an_explicit_consent_lives_with_its_consultation(patient: Patient, pharmacist: Practice) -> None:
    access = opened(patient, pharmacist, Basis.EXPLICIT)
    assert access.authorisation is not None
    assert access.authorisation.until is None
    assert reason(patient, pharmacist) is Reason.CONSENT_EXPIRED  # nowhere else than in the record that it opened


@pytest.mark.parametrize(
    ("practice", "basis"),
    [
        ({"occupational_doctor": True}, Basis.EXPRESS_WORK),
        ({"doctor": True, "function": "firefighter"}, Basis.EXPRESS_FIRE),
        ({"doctor": True, "function": "ehpad_coordinator"}, Basis.EHPAD),
    ],
)
def test_functions_with_a_consent_of_their_own_hold_no_other(
    patient: Patient, practice: dict[str, Any], basis: Basis
) -> None:
    function = PracticeFactory(**practice)
    for wrong in set(Basis) - {basis}:
        with pytest.raises(Refused) as refusal:
            opened(patient, function, wrong)
        assert refusal.value.verdict.reason is Reason.EXPRESS_CONSENT_MISSING

    assert opened(patient, function, basis).authorisation.basis == basis  # type: ignore[union-attr]


@pytest.mark.parametrize("basis", [Basis.EXPRESS_WORK, Basis.EXPRESS_FIRE, Basis.EHPAD])
def test_an_ordinary_professional_holds_no_express_consent(
    patient: Patient, pharmacist: Practice, basis: Basis
) -> None:
    with pytest.raises(Refused):
        opened(patient, pharmacist, basis)
    assert not Authorisation.objects.exists()


def test_a_removed_authorisation_closes_the_record_with_one_line(patient: Patient, pharmacist: Practice) -> None:
    access = opened(patient, pharmacist)
    end: dict[str, Any] = {"patient": patient, "practice": pharmacist, "by": acting(pharmacist)}
    assert authorisation_end(**end, now=timezone.now())
    assert not authorisation_end(**end, now=timezone.now())

    assert reason(patient, pharmacist) is Reason.CONSENT_MISSING
    access.refresh_from_db()
    assert access.end_cause == RecordAccess.EndCause.AUTHORISATION_ENDED
    assert [line.decision for line in lines(patient, Action.AUTHORISATION_ENDED, Action.RECORD_LEFT)] == ["REMOVED"]


def test_a_block_strikes_in_every_practice_and_stays_when_the_box_is_ticked(
    patient: Patient, pharmacist: Practice
) -> None:
    second = PracticeFactory(pharmacist=True, professional=pharmacist.professional)
    opened(patient, pharmacist)
    opened(patient, second)
    assert block(patient, pharmacist)
    assert not block(patient, pharmacist)

    for practice in (pharmacist, second):
        assert reason(patient, practice) is Reason.PRO_BLOCKED
        with pytest.raises(Refused):  # cases 8 and 9
            opened(patient, practice)
    assert set(Authorisation.objects.values_list("end_cause", flat=True)) == {"blocked"}
    (line,) = lines(patient, Action.PROFESSIONAL_BLOCKED)
    assert line.details["authorisations"] == 2


def test_the_blocked_professional_is_told_that_the_access_ended_and_by_nobodys_name(
    patient: Patient, pharmacist: Practice
) -> None:
    block(patient, pharmacist)
    notice = Notice.objects.get(professional=pharmacist.professional)

    assert (notice.kind, notice.actor_words, notice.details) == ("access_ended", "", {})


def test_an_unblock_gives_nothing_back(patient: Patient, pharmacist: Practice) -> None:
    access = opened(patient, pharmacist)
    block(patient, pharmacist)
    assert unblock(patient, pharmacist)
    assert not unblock(patient, pharmacist)

    assert reason(patient, pharmacist) is Reason.CONSENT_MISSING
    access.refresh_from_db()
    assert access.ended_at is not None
    assert len(lines(patient, Action.PROFESSIONAL_UNBLOCKED)) == 1
    block(patient, pharmacist)  # and a new block is a new row, told anew
    assert Block.objects.count() == 2
    assert Notice.objects.filter(professional=pharmacist.professional).count() == 2


def test_nobody_blocks_or_unblocks_themselves(patient: Patient, pharmacist: Practice) -> None:
    act: dict[str, Any] = {"patient": patient, "professional": pharmacist.professional, "by": acting(pharmacist)}
    with pytest.raises(Impossible, match="oneself"):
        professional_block(**act, now=timezone.now())
    block(patient, pharmacist)
    with pytest.raises(Impossible, match="oneself"):
        professional_unblock(**act, now=timezone.now())
    assert reason(patient, pharmacist) is Reason.PRO_BLOCKED


@pytest.mark.parametrize(("days_left", "renewable"), [(0, False), (1, True), (29, True), (31, False)])
def test_a_team_authorisation_is_renewed_in_its_last_days_only(
    patient: Patient, pharmacist: Practice, days_left: int, renewable: bool
) -> None:
    access = opened(patient, pharmacist)
    expire(access.authorisation, days_left=days_left)
    renewal: dict[str, Any] = {"access": access, "practice": pharmacist, "by": acting(pharmacist)}
    if not renewable:
        with pytest.raises(Impossible, match="not_renewable"):
            authorisation_renew(**renewal, now=timezone.now())
        return
    renewed = authorisation_renew(**renewal, now=timezone.now(), collector_name="Dr Anne Le Bihan")
    assert renewed.until is not None
    assert renewed.until > timezone.now() + timedelta(days=364)
    assert [line.decision for line in lines(patient, Action.ACCESS_DECLARED)] == ["RENEWED"]


def test_the_patient_is_told_of_the_first_access_of_each_professional_once(
    patient: Patient, pharmacist: Practice, doctor: Practice
) -> None:
    for practice in (pharmacist, doctor, pharmacist):
        access = opened(patient, practice)
        RecordAccess.objects.filter(pk=access.pk).update(ended_at=timezone.now(), end_cause="left")
    opened(patient, PracticeFactory(pharmacist=True, professional=pharmacist.professional))

    notices = Notice.objects.filter(patient=patient, kind="first_access").order_by("pk")
    assert [notice.actor_words.split(",")[0] for notice in notices] == [
        pharmacist.professional.full_name,
        doctor.professional.full_name,
    ]


def test_a_refused_opening_tells_nobody(patient: Patient, pharmacist: Practice) -> None:
    block(patient, pharmacist)
    with pytest.raises(Refused):
        opened(patient, pharmacist)
    assert not Notice.objects.filter(patient=patient).exists()


def test_those_who_represent_a_minor_are_told_too(pharmacist: Practice) -> None:
    child = PatientFactory(birth_date=timezone.localdate() - timedelta(days=8 * 365))
    Representative.objects.create(patient=child, family_name="Nom", given_name="Parent", relationship="Mère")
    opened(child, pharmacist)

    assert Notice.objects.filter(kind="first_access", representative__patient=child).count() == 1
