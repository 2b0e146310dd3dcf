"""Whom a minor met in confidence alone is in no list of their representatives, whose own acts are in their name."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.utils import timezone

from access.models import (
    Practice,
    RecordAdministrator,
    TreatingDoctor,
)
from journal.models import Action
from patients.models import Patient, Representative
from tests.access.holders import ACCESS, act, as_patient, as_representative, authorise, parts, session
from tests.access.signing import text
from tests.conftest import SignIn
from tests.effects import effects
from tests.factories.patients import RepresentativeFactory
from tests.factories.people import PracticeFactory


class Confidential:
    """A child, the mother, and a midwife met in confidential sessions alone."""

    def __init__(self) -> None:
        self.mother: Representative = RepresentativeFactory()
        self.child: Patient = self.mother.patient
        self.midwife: Practice = PracticeFactory(midwife=True)
        self.grant = authorise(self.child, self.midwife, confidential=True)
        session(self.child, self.midwife, self.grant, confidential=True)

    @property
    def name(self) -> str:
        return self.midwife.professional.full_name


@pytest.fixture
def secret(db: None) -> Confidential:
    return Confidential()


def test_given_confidential_sessions_alone_when_the_mother_looks_then_the_professional_is_not_there(
    sign_in: SignIn, secret: Confidential
) -> None:
    mother, child = as_representative(sign_in, secret.mother), as_patient(sign_in, secret.child)

    assert secret.name in text(child.get(ACCESS))
    assert secret.name not in text(mother.get(ACCESS))
    refused = mother.post(f"{ACCESS}{secret.midwife.uuid}/bloquer/")
    assert refused.status_code == 404
    assert refused.content == mother.get(f"{ACCESS}{uuid4()}/bloquer/").content


def test_given_the_minor_blocks_that_professional_then_the_mother_sees_neither_the_block_nor_its_trace(
    sign_in: SignIn, secret: Confidential
) -> None:
    mother, child = as_representative(sign_in, secret.mother), as_patient(sign_in, secret.child)

    act(child, secret.midwife, "bloquer")

    assert secret.name in parts(child)[1]
    assert secret.name not in text(mother.get(ACCESS))
    assert "Blocage" in text(child.get("/mon-dossier/historique/?liste=mon-activite")).partition("</form>")[2]
    table = text(mother.get("/mon-dossier/historique/?liste=mon-activite")).rpartition("<tbody>")[2]
    assert "Blocage" not in table


@pytest.mark.parametrize("role", [TreatingDoctor, RecordAdministrator])
def test_given_a_role_of_that_professional_then_the_mother_does_not_see_it(
    sign_in: SignIn, secret: Confidential, role: type[TreatingDoctor]
) -> None:
    role.objects.create(patient=secret.child, professional=secret.midwife.professional)

    assert secret.name not in text(as_representative(sign_in, secret.mother).get(ACCESS))


def test_given_an_ordinary_session_later_then_the_mother_sees_it_from_that_day_only(
    sign_in: SignIn, secret: Confidential
) -> None:
    day = timezone.localtime() - timedelta(days=1)
    ordinary = authorise(secret.child, secret.midwife, given_at=day)
    session(secret.child, secret.midwife, ordinary, opened_at=day, expires_at=day)

    live = parts(as_representative(sign_in, secret.mother))[0]

    assert secret.name in live
    assert f"{day:%d/%m/%Y}" in live
    assert f"{timezone.localtime(secret.grant.given_at):%d/%m/%Y}" not in live


def test_given_the_representative_when_they_block_then_it_is_in_their_name(
    sign_in: SignIn, secret: Confidential, doctor: Practice
) -> None:
    authorise(secret.child, doctor)

    act(as_representative(sign_in, secret.mother), doctor, "bloquer")

    assert effects().get(action=Action.PROFESSIONAL_BLOCKED).professional_name == "Représentant légal"
