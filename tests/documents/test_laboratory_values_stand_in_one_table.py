"""Biology: analyses down, dates across, each value with the limits, the word and the report that it comes from."""

import re
from datetime import date

import pytest
from django.test import Client

from access.models import Practice
from patients.models import Patient
from tests.conftest import SignIn
from tests.documents.biology import cells, report, result, table
from tests.factories.patients import PatientFactory
from tests.records import opened

pytestmark = pytest.mark.usefixtures("stopped_clock")


@pytest.fixture
def patient(db: None) -> Patient:
    return PatientFactory()  # type: ignore[no-any-return]


@pytest.fixture
def client(sign_in: SignIn, doctor: Practice) -> Client:
    return sign_in(doctor)


def test_each_value_has_its_unit_its_limits_its_word_and_its_report(client: Client, patient: Patient) -> None:
    first, second = report(patient, 40), report(patient, 10)
    result(first, "4,1", reference_range="3,5 à 5,1")
    result(second, "6,9", reference_range="3,4 à 5,0", interpretation="HH")
    base = opened(client, patient)

    text = table(client, base)

    ((analysis, latest, newest, oldest),) = cells(text)
    assert analysis == "Potassium"
    assert newest == "6,9 mmol/L élevé, critique 3,4 à 5,0"
    assert oldest == "4,1 mmol/L 3,5 à 5,1"
    assert latest == f"{newest} · {second.act_on:%d/%m/%Y}"
    assert f'<a href="{base}documents/{first.uuid}/">4,1\u00a0mmol/L</a>' in text
    assert text.count('class="lab outside"') == 2
    assert "<h1>Biologie</h1>" in text


def test_analyses_stand_under_their_family_the_latest_report_first(client: Client, patient: Patient) -> None:
    old, new = report(patient, 90), report(patient, 1)
    result(old, label="Urée", code="22664-7")
    result(new, label="Potassium")
    result(new, label="Plaquettes", code="777-3", family="Hématologie")

    text = table(client, opened(client, patient))

    body = text.partition("<tbody>")[2]
    found = [body.index(f">{words}<") for words in ("Biochimie", "Potassium", "Urée", "Hématologie", "Plaquettes")]
    assert found == sorted(found)


def test_an_analysis_stands_in_one_family_however_reports_name_it(client: Client, patient: Patient) -> None:
    old, letter = report(patient, 30), report(patient, 1)
    result(old, "4,1", label="Potassium sérique", family="BIOCHIMIE")
    result(letter, "4,2", label="Kaliémie", family="Résultats rappelés")
    result(letter, label="Zinc", code="5763-8", family="oligo-éléments")
    result(old, label="Cuivre", code="5631-7", family="Oligo-éléments")
    result(letter, label="Aspect", code="", family="")
    base = opened(client, patient)

    text = table(client, base)

    families = re.findall(r'scope="rowgroup"><span>([^<]*)<', text)
    assert families == ["Biochimie", "oligo-éléments", "Autres analyses"]
    options = re.findall(r"<option[^>]*>([^<]*)<", text.partition('name="famille"')[2].partition("</select>")[0])
    assert options == ["Toutes", *families]
    for posted, kept in {
        ("famille", "Biochimie"): [["Kaliémie", "4,2 mmol/L", "4,1 mmol/L"]],
        ("mots", "serique"): [["Kaliémie", "4,2 mmol/L", "4,1 mmol/L"]],
        ("famille", "Autres analyses"): [["Aspect", "4,1 mmol/L"]],
    }.items():
        found = client.get(client.post(f"{base}biologie/filtrer/", dict([posted]))["Location"]).content.decode()
        assert [[row[0], *filter(None, row[2:])] for row in cells(found)] == kept, posted


def test_dates_stand_ten_at_a_time_and_what_is_older_keeps_its_last_value(client: Client, patient: Patient) -> None:
    for ago in range(12):
        result(report(patient, ago), f"4,{ago}")
    result(report(patient, 400), "2,1", label="TSH", code="3016-3")
    base = opened(client, patient)

    first, second = table(client, base), table(client, base, "?page=2")

    assert [len(row) for row in cells(first)] == [12, 12]
    assert "2,1" in cells(first)[1][1]
    assert "Dates plus anciennes" in first
    assert "Dates plus récentes" not in first
    assert [[c for c in row[2:] if c] for row in cells(second)] == [["4,10 mmol/L", "4,11 mmol/L"], ["2,1 mmol/L"]]
    assert "Dates plus récentes" in second
    assert cells(table(client, base, "?page=99")) == cells(second)


def test_what_the_portal_compares_itself_is_not_said_as_the_laboratory_does(client: Client, patient: Patient) -> None:
    result(report(patient), "6,9", outside="above", reference_range="3,5 à 5,1")

    text = table(client, opened(client, patient))

    assert "au-dessus" in cells(text)[0][1]
    assert "élevé" not in text
    assert "comparaison faite par le portail" in text


def test_the_corrected_value_counts_and_the_former_one_is_struck_through(client: Client, patient: Patient) -> None:
    old = report(patient, 3, availability="deprecated", set_id="s")
    new = report(patient, 2, set_id="s", version_number=2, replaces=old)
    for document, value in ((old, "6,9"), (new, "4,6")):
        result(document, value, started_on=date(2026, 3, 2), started="02/03/2026", position=0)
        result(document, "139", label="Sodium", code="2951-2", started_on=date(2026, 3, 2), position=1)

    text = table(client, opened(client, patient))

    potassium, sodium = cells(text)
    assert potassium[1] == "4,6 mmol/L 02/03/2026 6,9 mmol/L corrigé le 01/03/2026"
    assert "<del>6,9\u00a0mmol/L</del>" in text
    assert "corrigé" not in " ".join(sodium)


def test_a_value_told_by_two_documents_is_one(client: Client, patient: Patient) -> None:
    for _ in range(2):
        result(report(patient, 1), "4,1", laboratory="Laboratoire du Port")
    result(report(patient, 1), "4,1", laboratory="Autre laboratoire")

    assert cells(table(client, opened(client, patient)))[0][2] == "4,1 mmol/L 4,1 mmol/L"


def test_a_value_that_is_partial_cancelled_or_hidden_from_the_patient_says_so(client: Client, patient: Patient) -> None:
    result(report(patient, 1, hidden=True), state="partial")
    result(report(patient, 2), state="cancelled")

    text = table(client, opened(client, patient))

    assert "provisoire Non visible par le patient" in cells(text)[0][2]
    assert "annulé" in cells(text)[0][3]


def test_reports_without_values_are_named(client: Client, patient: Patient) -> None:
    result(report(patient))
    scans = [report(patient, title=f"Numérisation {rank}") for rank in range(2)]
    base = opened(client, patient)

    text = table(client, base)

    assert "2\u00a0comptes rendus sans valeurs structurées ne figurent pas dans ce tableau." in text
    assert all(f"{base}documents/{scan.uuid}/" in text for scan in scans)


def test_a_record_without_values_says_so_and_leads_to_the_reports(client: Client, patient: Patient) -> None:
    base = opened(client, patient)
    empty = table(client, base)
    scan = report(patient, title="Numérisation")
    text = table(client, base)

    assert "Aucune valeur structurée." in empty
    assert "sans valeurs structurées" not in empty
    assert f"{base}documents/?categorie=biologie" in text
    assert "1\u00a0compte rendu sans valeurs structurées ne figure pas" in text
    assert f"{base}documents/{scan.uuid}/" in text


def test_from_home_a_value_s_history_is_three_clicks_away(client: Client, patient: Patient) -> None:
    """The recent patient, the tab, the analysis."""
    key = result(report(patient)).analysis
    base = opened(client, patient)

    assert f'href="{base}biologie/"' in client.get(f"{base}documents/").content.decode()
    assert f'href="{base}biologie/{key}/"' in table(client, base)
    assert f'href="{base}biologie/{key}/"' in client.get(f"{base}synthese/").content.decode()
