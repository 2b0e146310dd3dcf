"""One analysis: its table, its curves, what changed between two values, in units that say the same."""

import re
from datetime import UTC, datetime
from typing import Any

import pytest
from django.test import Client

from access.models import Practice
from documents.models import Statement
from patients.models import Patient
from tests.conftest import SignIn
from tests.documents.biology import report, result, words
from tests.factories.patients import PatientFactory
from tests.records import opened

HEMOGLOBIN = {"label": "Hémoglobine", "code": "718-7", "unit": "g/dL", "ucum": "g/dL", "laboratory": "Bio-Armor"}


@pytest.fixture
def patient(db: None) -> Patient:
    return PatientFactory()  # type: ignore[no-any-return]


@pytest.fixture
def client(sign_in: SignIn, doctor: Practice) -> Client:
    return sign_in(doctor)


def value(patient: Patient, ago: int, number: str, **more: Any) -> Statement:
    return result(report(patient, ago), number, **HEMOGLOBIN | more)


def history(client: Client, patient: Patient, one: Statement) -> str:
    answer = client.get(f"{opened(client, patient)}biologie/{one.analysis}/")
    assert answer.status_code == 200
    return answer.content.decode()


def rows(text: str) -> list[list[str]]:
    body = text.partition("<tbody>")[2].partition("</tbody>")[0]
    return [
        [words(cell) for cell in re.findall(r"<t[hd][^>]*>(.*?)</t[hd]>", row, re.DOTALL)]
        for row in re.findall(r"<tr>(.*?)</tr>", body, re.DOTALL)
    ]


def test_the_table_comes_first_newest_value_first_and_the_curve_after(client: Client, patient: Patient) -> None:
    value(patient, 30, "12,9")
    last = value(patient, 2, "10,4", interpretation="L", reference_range="12 à 16", method="Photométrie")

    text = history(client, patient, last)

    assert [row[1] for row in rows(text)] == ["10,4 g/dL bas", "12,9 g/dL"]
    assert rows(text)[0][2:4] == ["12 à 16", "Bio-Armor Photométrie"]
    assert text.index("</table>") < text.index("<svg")
    assert re.search(r'<svg[^>]* aria-hidden="true"', text)
    assert text.count('class="curve-dot"') == text.count('class="curve-outside"') == 1
    assert "<title>Une analyse – Biologie – Dossier" in text


def test_sources_are_counted(client: Client, patient: Patient) -> None:
    last = value(patient, 1, "12")
    value(patient, 2, "12,1")
    value(patient, 3, "12,2", laboratory="bio armor")
    value(patient, 4, "12,3", laboratory="Vilaine")

    assert "Valeurs issues de 4\u00a0documents de 2\u00a0laboratoires." in history(client, patient, last)


def test_a_unit_that_says_the_same_is_converted_and_says_so(client: Client, patient: Patient) -> None:
    last = value(patient, 1, "13,2", reference_range="12 à 16", range_low="12", range_high="16")
    value(patient, 9, "134", unit="g/L", ucum="g/L", reference_range="120 à 160", range_low="120", range_high="160")

    text = history(client, patient, last)

    assert rows(text)[1][1:3] == ["13,4 g/dL converti depuis 134 g/L", "12 à 16 converti depuis 120 à 160"]
    assert text.count("<svg") == 1
    assert "Bande\u00a0: valeurs de référence 12 à 16" in text
    assert "curve-band" in text


def test_units_that_cannot_be_converted_have_a_curve_each(client: Client, patient: Patient) -> None:
    last = value(patient, 1, "6,7", unit="%", ucum="%")
    for ago, number, unit in ((2, "50", "mmol/mol"), (3, "6,9", "%"), (4, "52", "mmol/mol")):
        value(patient, ago, number, unit=unit, ucum=unit)

    text = history(client, patient, last)

    assert text.count("<svg") == 2
    assert "converti" not in text
    assert "En %, 2 valeurs" in text
    assert "En mmol/mol, 2 valeurs" in text


def test_the_band_is_absent_when_limits_differ(client: Client, patient: Patient) -> None:
    last = value(patient, 1, "13", range_low="12", range_high="16")
    value(patient, 2, "13", range_low="11", range_high="16")

    text = history(client, patient, last)

    assert "curve-band" not in text
    assert "diffèrent d’un compte rendu à l’autre" in text


def test_changes_of_laboratory_and_method_are_marked(client: Client, patient: Patient) -> None:
    last = value(patient, 1, "13", method="B")
    value(patient, 2, "13,1", method="A")
    value(patient, 3, "13,2", laboratory="Vilaine", method="Z")

    text = history(client, patient, last)

    found = [row[3] for row in rows(text)]
    assert found == ["Bio-Armor B changement de méthode", "Bio-Armor A changement de laboratoire", "Vilaine Z"]
    assert text.count("curve-change") == 2


def test_a_bound_is_drawn_hollow_and_a_cancelled_value_is_not_drawn(client: Client, patient: Patient) -> None:
    last = result(report(patient, 1), "<\u00a05", **HEMOGLOBIN, number="5", comparator="<")
    value(patient, 2, "6")
    value(patient, 3, "99", state="cancelled")

    text = history(client, patient, last)

    assert text.count("<circle") == 2
    assert 'class="curve-dot bound"' in text
    assert "annulé" in rows(text)[2][1]


def test_values_in_words_stand_in_the_table_alone(client: Client, patient: Patient) -> None:
    last = value(patient, 1, "Négatif", unit="", ucum="")
    value(patient, 2, "Positif", unit="", ucum="")

    text = history(client, patient, last)

    assert [row[1] for row in rows(text)] == ["Négatif", "Positif"]
    assert "<svg" not in text


def test_two_values_of_a_day_stand_by_their_hours(client: Client, patient: Patient) -> None:
    day = report(patient, 0).act_on
    at = [datetime(day.year, day.month, day.day, hour, tzinfo=UTC) for hour in (6, 10)]
    early, last = (value(patient, 0, number, sampled_at=t) for number, t in zip(("5,1", "7,8"), at, strict=True))

    assert [row[1] for row in rows(history(client, patient, last))] == ["7,8 g/dL", "5,1 g/dL"]
    assert early.analysis == last.analysis


def test_a_corrected_value_is_struck_through_and_out_of_the_curve(client: Client, patient: Patient) -> None:
    old = report(patient, 3, availability="deprecated")
    result(old, "9,9", **HEMOGLOBIN)
    last = result(report(patient, 2, replaces=old), "12,9", **HEMOGLOBIN)
    value(patient, 30, "13")

    text = history(client, patient, last)

    assert rows(text)[0][1] == "12,9 g/dL 9,9 g/dL corrigé le 01/03/2026"
    assert text.count("<circle") == 2


def test_an_unknown_analysis_is_not_found(client: Client, patient: Patient) -> None:
    base = opened(client, patient)

    assert client.get(f"{base}biologie/0123456789abcdef/").status_code == 404
