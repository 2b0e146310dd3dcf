"""Biology: filters by words, family, period and limits; none of it stands in an address."""

import pytest
from django.test import Client

from access.models import Practice
from patients.models import Patient
from tests.conftest import SignIn
from tests.documents.biology import cells, report, result
from tests.factories.patients import PatientFactory
from tests.records import opened

pytestmark = pytest.mark.usefixtures("stopped_clock")


@pytest.fixture
def patient(db: None) -> Patient:
    return PatientFactory()  # type: ignore[no-any-return]


@pytest.fixture
def client(sign_in: SignIn, doctor: Practice) -> Client:
    return sign_in(doctor)


@pytest.mark.parametrize(
    ("posted", "kept"),
    [
        ({"mots": "potassium"}, {"Potassium"}),
        ({"mots": "uree"}, {"Urée"}),
        ({"mots": "777-3"}, {"Plaquettes"}),
        ({"famille": "Hématologie"}, {"Plaquettes"}),
        ({"hors": "on"}, {"Potassium", "Urée"}),
        ({"periode": "3m"}, {"Potassium", "Plaquettes"}),
        ({"periode": "3m", "hors": "on"}, {"Potassium"}),
        ({"periode": "nulle-part"}, {"Potassium", "Plaquettes", "Urée"}),
    ],
)
def test_filters_are_posted_and_no_word_stands_in_the_address(
    client: Client, patient: Patient, posted: dict[str, str], kept: set[str]
) -> None:
    new, old = report(patient, 1), report(patient, 200)
    result(new, interpretation="H")
    result(new, label="Plaquettes", code="777-3", family="Hématologie")
    result(old, label="Urée", code="22664-7", outside="above")
    base = opened(client, patient)

    address = client.post(f"{base}biologie/filtrer/", posted)["Location"]

    said = address.removeprefix(base).lower()  # without the key of the record, which may hold any figures
    assert not any(words in said for words in ("potassium", "uree", "777", "tologie"))
    assert {row[0] for row in cells(client.get(address).content.decode())} == kept


@pytest.mark.parametrize(
    ("typed", "label"), [("ggt", "Gamma GT"), ("thyréostimuline", "TSH"), ("HbA1c", "HÉMOGLOBINE GLYQUÉE")]
)
def test_an_analysis_is_found_by_its_abbreviation_and_conversely(
    client: Client, patient: Patient, typed: str, label: str
) -> None:
    result(report(patient))
    result(report(patient), label=label, code="0000-0")
    base = opened(client, patient)

    text = client.get(client.post(f"{base}biologie/filtrer/", {"mots": typed})["Location"]).content.decode()

    assert [row[0] for row in cells(text)] == [label]


def test_a_filter_that_nothing_matches_says_so_and_gives_a_way_out(client: Client, patient: Patient) -> None:
    result(report(patient))
    base = opened(client, patient)

    text = client.get(client.post(f"{base}biologie/filtrer/", {"mots": "zzz"})["Location"]).content.decode()

    assert "Aucune valeur ne correspond à ces filtres." in text
    assert "analyse\u00a0: zzz" in text
    assert "Effacer les filtres" in text
