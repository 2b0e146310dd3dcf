"""« Prolonger » (PS S08): once, by sixty minutes, with a reason of its own."""

from datetime import timedelta

import pytest
from django.test import Client

from access.models import Practice
from journal.models import Action
from tests.access.emergencies import newest, open_emergency, open_regulation
from tests.conftest import SignIn
from tests.effects import effects
from tests.factories.patients import PatientFactory
from tests.factories.people import PracticeFactory
from tests.records import declare_and_open

REASON = {"reason": "Bilan en cours, patient toujours inconscient"}


@pytest.fixture
def client(sign_in: SignIn, doctor: Practice) -> Client:
    return sign_in(doctor)


def test_an_extension_gives_as_long_again_and_leaves_its_reason(client: Client) -> None:
    address = open_emergency(client, PatientFactory().matricule)
    before = newest()
    page = client.get(f"{address}documents/").content.decode()
    assert f'href="{address}prolonger/"' in page

    answer = client.post(f"{address}prolonger/", REASON)
    after = newest()

    assert answer.status_code == 302
    assert after.expires_at - before.expires_at == timedelta(minutes=60)
    assert after.extension_motive == REASON["reason"]
    line = effects().get(action=Action.EMERGENCY_EXTENDED)
    assert (line.granted, line.motive, line.mode) == (True, REASON["reason"], "bris_de_glace")
    assert f'href="{address}prolonger/"' not in client.get(f"{address}documents/").content.decode()


def test_a_second_extension_is_refused_with_words(client: Client) -> None:
    address = open_emergency(client, PatientFactory().matricule)
    client.post(f"{address}prolonger/", REASON)
    ends = newest().expires_at

    shown = client.get(f"{address}prolonger/")
    answer = client.post(f"{address}prolonger/", REASON)

    assert (shown.status_code, answer.status_code) == (200, 422)
    assert "déjà été prolongé une fois" in answer.content.decode()
    assert newest().expires_at == ends
    decisions = list(effects().filter(action=Action.EMERGENCY_EXTENDED).values_list("granted", "decision"))
    assert decisions == [(True, "EXTENDED"), (False, "EXTENDED_ALREADY")]


@pytest.mark.parametrize("reason", ["", "          ", "encore", "zzzzzzzzzzzzzzz", "mot " * 200])
def test_without_a_reason_it_is_asked_again(client: Client, reason: str) -> None:
    address = open_emergency(client, PatientFactory().matricule)
    ends = newest().expires_at

    answer = client.post(f"{address}prolonger/", {"reason": reason})

    assert answer.status_code == 422
    assert newest().expires_at == ends
    assert effects().get(action=Action.EMERGENCY_EXTENDED).decision == "MOTIVE_MISSING"


def test_only_a_bris_de_glace_is_extended(sign_in: SignIn, client: Client) -> None:
    regulator = sign_in(PracticeFactory(doctor=True, samu_entitled=True))
    regulation = open_regulation(regulator, PatientFactory().matricule)
    normal = declare_and_open(client, PatientFactory().matricule).removesuffix("documents/")

    assert regulator.post(f"{regulation}prolonger/", REASON).status_code == 404
    assert client.post(f"{normal}prolonger/", REASON).status_code == 404
    assert regulator.get(f"{normal}prolonger/").status_code == 404
