"""S27, one's own access: declaring oneself médecin traitant and withdrawing it, renewing before the term."""

from datetime import timedelta

import pytest
from django.utils import timezone

from access.models import Authorisation, Practice, TreatingDoctor
from journal.models import Action
from patients.models import Patient
from tests.access.consenting import access_list, enter, lines
from tests.conftest import SignIn
from tests.factories.patients import PatientFactory
from tests.records import declare_and_open

pytestmark = pytest.mark.django_db


@pytest.fixture
def patient() -> Patient:
    return PatientFactory()


def test_a_doctor_declares_and_withdraws_from_the_list(sign_in: SignIn, doctor: Practice, patient: Patient) -> None:
    client, base = enter(sign_in, doctor, patient)
    assert "Me déclarer médecin traitant" in access_list(client, base)
    address = f"{base}medecin-traitant/declarer/"
    assert client.post(address).status_code == 422
    client.post(address, {"certified": "on"})
    assert TreatingDoctor.objects.get().confirmed_at is None
    assert "Retirer ma déclaration" in access_list(client, base)

    client.get(f"{base}medecin-traitant/fin/")
    assert TreatingDoctor.objects.get().ended_at is None
    client.post(f"{base}medecin-traitant/fin/")
    assert TreatingDoctor.objects.get().ended_at is not None


@pytest.mark.parametrize("basis", ["TEAM", "EXPLICIT"])
def test_the_declaration_is_offered_to_doctors_of_the_team_alone(
    sign_in: SignIn, doctor: Practice, pharmacist: Practice, patient: Patient, basis: str
) -> None:
    for practice, offered in ((doctor, basis == "TEAM"), (pharmacist, False)):
        client = sign_in(practice)
        base = declare_and_open(client, patient.matricule, basis=basis).replace("documents/", "")
        assert ("Me déclarer médecin traitant" in access_list(client, base)) is offered
        if not offered:
            client.post(f"{base}medecin-traitant/declarer/", {"certified": "on"})
            assert not TreatingDoctor.objects.exists()


def test_an_access_that_ends_soon_is_renewed_on_the_same_certificate(
    sign_in: SignIn, pharmacist: Practice, patient: Patient
) -> None:
    client, base = enter(sign_in, pharmacist, patient)
    assert "Renouveler mon accès" not in access_list(client, base)
    Authorisation.objects.update(until=timezone.now() + timedelta(days=5))
    assert "Renouveler mon accès" in access_list(client, base)
    address = f"{base}autorisations/renouveler/"
    assert client.post(address).status_code == 422

    for _ in range(2):
        assert client.post(address, {"certified": "on", "collector_name": "Dr Le Bihan"}).status_code == 302
    live = Authorisation.objects.get(ended_at__isnull=True)
    assert live.collector_name == "Dr Le Bihan"
    assert client.get(f"{base}documents/").status_code == 200
    granted = [line.granted for line in lines(patient, Action.ACCESS_DECLARED)]
    assert granted == [True, False]
