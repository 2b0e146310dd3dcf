"""People of the demonstration: identifiers that are well formed, and plainly fictitious."""

import pytest
from stdnum import luhn

from patients.ins import NIR_DEMO_OID, NIR_TEST_OID, Matricule
from webps.demo.patients import PATIENTS, DemoPatient, matricule
from webps.demo.people import ACCOUNTS, STRUCTURES


@pytest.mark.parametrize("patient", PATIENTS, ids=lambda p: p.key)
def test_a_matricule_has_a_valid_key_and_agrees_with_the_traits(patient: DemoPatient) -> None:
    number = Matricule.parse(patient.matricule)

    assert number.key_is_valid
    assert number.value[0] == ("1" if patient.sex == "M" else "2")
    assert number.value[1:5] == f"{patient.birth:%y%m}"
    place = patient.place[0]
    assert number.value[5:10] == (place if place[:2] != "99" else f"99{place[2:]}")
    assert patient.oid in (NIR_TEST_OID, NIR_DEMO_OID)


@pytest.mark.parametrize(
    ("body", "key"),
    [("2690549588157", "80"), ("284052A033025", None), ("284052B033025", None)],
)
def test_the_key_counts_corsica_as_19_and_18(body: str, key: str | None) -> None:
    whole = matricule(body)

    assert Matricule.parse(whole).key_is_valid
    assert key is None or whole.endswith(key)


def test_every_patient_is_a_situation_of_their_own() -> None:
    for field in ("key", "situation", "matricule"):
        assert len({getattr(patient, field) for patient in PATIENTS}) == len(PATIENTS) >= 16


def test_patients_name_accounts_that_exist() -> None:
    usernames = {account.username for account in ACCOUNTS}
    named = {
        name
        for patient in PATIENTS
        for name in (
            *patient.team,
            *patient.expired_team,
            *patient.expiring_team,
            patient.declared_doctor,
            *patient.blocked,
            *patient.administrators,
            patient.treating_doctor,
        )
        if name
    }

    assert named - usernames == set()


def test_accounts_cover_at_least_14_professions() -> None:
    professions = {practice.profession for account in ACCOUNTS for practice in account.practices}

    assert len(ACCOUNTS) >= 16
    assert len(professions) >= 14
    assert any(len(account.practices) > 1 for account in ACCOUNTS)


def test_national_identifiers_are_well_formed_and_fictitious() -> None:
    for account in ACCOUNTS:
        assert account.idnat[0] == "8"
        assert account.rpps.startswith("99")
        assert len(account.rpps) == 11
        assert luhn.is_valid(account.rpps)
    assert len({account.idnat for account in ACCOUNTS}) == len(ACCOUNTS)


def test_practices_stand_in_structures_that_exist() -> None:
    for account in ACCOUNTS:
        assert {practice.structure for practice in account.practices} <= set(STRUCTURES)
        assert account.shows.endswith(".")
    assert len({structure.idnat for structure in STRUCTURES.values()}) == len(STRUCTURES)
