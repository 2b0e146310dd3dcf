"""The insurance's exports: rows checked, one document per patient, all or nothing, once; read as any document."""

import csv
import json
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command
from django.test import Client

from access.models import Practice
from documents.models import Document, Statement
from documents.record.reimbursements import COLUMNS, FREE, UnreadableRows, care_row, export_of, imported_row, rows_of
from journal.models import Action, Line
from patients.models import Patient
from tests.conftest import SignIn
from tests.factories.patients import PatientFactory
from tests.records import open_record

HEAD = "matricule;date;nature;libelle;professionnel;quantite;fin"


def rows(matricule: str | None, *lines: str) -> str:
    return "".join(f"{matricule};{line}\n" for line in lines)


def run(folder: Path, text: str) -> tuple[list[dict[str, Any]], int]:
    """Outcomes and exit code of one import."""
    path = folder / "export.csv"
    path.write_text(text, encoding="utf-8")
    out, code = StringIO(), 0
    try:
        call_command("import_reimbursements", str(path), as_json := "--json", stdout=out, stderr=StringIO())
        assert as_json
    except SystemExit as stop:
        code = int(stop.code or 0)
    return [json.loads(line) for line in out.getvalue().splitlines()], code


@pytest.fixture
def patient(db: None) -> Patient:
    found: Patient = PatientFactory()
    return found


LINES = (
    "22/10/2026;Médicaments;Périndopril 5 mg;Dr KELLER;1 boîte;",
    "2026-04-02;hospitalisations;Séjour;CHU;;07/04/2026",
)


def test_rows_become_one_document_and_its_statements(tmp_path: Path, patient: Patient) -> None:
    (outcome,), code = run(tmp_path, f"{HEAD}\n{rows(patient.matricule, *LINES)}")

    document = Document.objects.get()
    assert (code, outcome["outcome"], outcome["lines"], outcome["document"]) == (0, "imported", 2, str(document.uuid))
    assert (document.type_code, document.origin, document.content.media_type) == ("REMB", "insurance", "text/csv")
    told = Statement.objects.values_list("reimbursed_as", "label", "started", "stopped", "author")
    assert list(told) == [
        ("medicaments", "Périndopril 5 mg", "22/10/2026", "", "Dr KELLER"),
        ("hospitalisations", "Séjour", "02/04/2026", "07/04/2026", "CHU"),
    ]
    assert str(patient.matricule) not in json.dumps(outcome)
    assert Line.objects.filter(action=Action.DOCUMENT_DEPOSITED, document=document.uuid).count() == 1


def test_the_same_rows_again_are_a_duplicate_whatever_their_order(tmp_path: Path, patient: Patient) -> None:
    run(tmp_path, f"{HEAD}\n{rows(patient.matricule, *LINES)}")

    (outcome,), code = run(tmp_path, f"{HEAD}\n{rows(patient.matricule, *reversed(LINES))}")

    assert (outcome["outcome"], code, Document.objects.count()) == ("duplicate", 0, 1)


def test_a_bad_row_refuses_its_patient_whole_and_nobody_else(tmp_path: Path, patient: Patient) -> None:
    other = PatientFactory()
    text = (
        f"{HEAD}\n{rows(patient.matricule, *LINES, '31/02/2026;Soins;Consultation;;;')}{rows(other.matricule, *LINES)}"
    )

    outcomes, code = run(tmp_path, text)

    assert [(o["outcome"], code) for o in outcomes] == [("refused", 1), ("imported", 1)]
    assert outcomes[0]["reason"].startswith("Ligne 4 : date illisible")
    assert [d.patient_id for d in Document.objects.all()] == [other.pk]
    assert Statement.objects.filter(document__patient=patient).count() == 0


FORMULAS = ("=1+1", "+cmd|' /C calc'!A0", "-2+3+cmd|' /C calc'!A0", "@SUM(A1)", "\t=1", "\r=1", " =1", "＝1", '"=1"',
            "-1-1", "Soin,=1", 'Soin,"=1"', "Soin;@A1", "+-1", "-cmd")  # fmt: skip


@pytest.mark.parametrize("column", FREE)
@pytest.mark.parametrize("formula", FORMULAS)
def test_a_spreadsheets_formula_is_refused_with_its_line(column: str, formula: str) -> None:
    cells = {"date": "01/02/2026", "nature": "soins", "libelle": "Consultation"} | {column: formula}
    written = StringIO()
    writer = csv.writer(written, delimiter=";")
    writer.writerows([cells.keys(), cells.values()])
    ((_, read),) = rows_of(written.getvalue().encode())

    with pytest.raises(
        UnreadableRows, match=f"^Ligne 7.*«\u00a0{column}\u00a0» contient une formule de tableur"
    ) as error:
        imported_row(7, read)
    assert "cmd" not in str(error.value)


INERT = (
    "-12,50",
    "-12,50 €",
    "-20 %",
    "+33 3 88 00 00 00",
    "- 3",
    "-",
    "1 = 2",
    "Séance -1",
    "a@b.fr",
    "Sérum, -12",
    "B+",
)


@pytest.mark.parametrize("words", INERT)
def test_negative_amounts_and_signs_within_words_are_taken(words: str) -> None:
    row = imported_row(2, {"date": "01/02/2026", "nature": "soins", "libelle": "Consultation", "quantite": words})

    assert row.quantite == words


def test_a_file_with_a_formula_leaves_nothing_to_download(tmp_path: Path, patient: Patient) -> None:
    other = PatientFactory()
    evil = "22/10/2026;Soins;=HYPERLINK(1);;-2;"

    outcomes, code = run(tmp_path, f"{HEAD}\n{rows(other.matricule, *LINES)}{rows(patient.matricule, LINES[0], evil)}")

    assert [(o["outcome"], code) for o in outcomes] == [("imported", 1), ("refused", 1)]
    assert outcomes[1]["reason"].startswith("Ligne 5")
    assert "HYPERLINK" not in json.dumps(outcomes)
    assert [d.patient_id for d in Document.objects.all()] == [other.pk]


def test_an_unknown_patient_is_refused_without_naming_them(tmp_path: Path, patient: Patient) -> None:
    (outcome,), code = run(tmp_path, f"{HEAD}\n{rows('299999999999999', *LINES)}")

    assert (outcome["outcome"], code) == ("refused", 1)
    assert "299999999999999" not in json.dumps(outcome)


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("", "Colonnes absentes"),
        ("date;nature;libelle\n01/01/2026;Soins;X\n", "matricule"),
        ("matricule;date;nature\n1;01/01/2026;Soins\n", "libelle"),
        (f"{HEAD}\n1;2;3;4;5;6;7;8\n", "Ligne 2 : plus de cellules"),
        (f'{HEAD}\n"1;2\n', "CSV lisible"),
        (f"{HEAD}\n1;2\x00;3\n", ""),
    ],
)
def test_a_file_that_cannot_be_read_is_refused_in_words(
    tmp_path: Path, patient: Patient, text: str, reason: str
) -> None:
    (outcome,), code = run(tmp_path, text)

    assert (outcome["outcome"], code) == ("refused", 1)
    assert reason in outcome["reason"]


@pytest.mark.parametrize("separator", [",", "\t", ";"])
def test_separators_and_old_encodings_are_read(separator: str) -> None:
    data = separator.join(("Date", "Nature", "Libellé")) + "\n" + separator.join(("1/2/2026", "MÉDICAMENTS", "Hépar"))

    ((number, cells),) = rows_of(data.encode("cp1252"))

    assert care_row(number, cells).libelle == "Hépar"
    assert care_row(number, cells).date == "01/02/2026"


def test_what_is_kept_holds_no_matricule_and_reads_back_the_same() -> None:
    cells = {"matricule": "2790", "date": "01/02/2026", "nature": "soins", "libelle": 'Une "consultation" ; longue'}
    data = export_of([care_row(2, cells)])

    assert data.splitlines()[0].decode() == ";".join(COLUMNS)
    assert b"2790" not in data
    assert export_of([care_row(*row) for row in rows_of(data)]) == data


def test_too_many_rows_are_refused_rather_than_cut() -> None:
    row = care_row(2, {"date": "01/02/2026", "nature": "soins", "libelle": "Consultation"})

    with pytest.raises(UnreadableRows):
        export_of([row] * 2001)


def test_the_document_is_read_as_a_table_and_downloaded_as_it_is_kept(
    tmp_path: Path, patient: Patient, sign_in: SignIn, pharmacist: Practice
) -> None:
    run(tmp_path, f"{HEAD}\n{rows(patient.matricule, *LINES)}")
    client: Client = sign_in(pharmacist)
    listing = open_record(client, str(patient.matricule))
    address = f"{listing}{Document.objects.get().uuid}/"

    text = client.get(address).content.decode()
    original = client.get(f"{address}original/")

    assert "Périndopril 5 mg" in text
    assert "<table" in text
    assert original["Content-Disposition"].endswith('.csv"')
    assert b"".join(original) == export_of([care_row(*r) for r in rows_of((HEAD + "\n" + rows("", *LINES)).encode())])


def test_lines_that_two_exports_tell_are_shown_once_and_filters_apply(
    tmp_path: Path, patient: Patient, sign_in: SignIn, pharmacist: Practice
) -> None:
    twice = "10/10/2026;Soins;Séance de soins;Dr KELLER;;"
    run(tmp_path, f"{HEAD}\n{rows(patient.matricule, *LINES, twice, twice)}")
    run(tmp_path, f"{HEAD}\n{rows(patient.matricule, LINES[0], twice)}")
    client = sign_in(pharmacist)
    base = open_record(client, str(patient.matricule)).replace("documents/", "parcours/")

    everything = client.get(base).content.decode()
    medicines = client.get(base, {"nature": "medicaments", "periode": "tout"}).content.decode()

    assert everything.count("Périndopril 5 mg") == 1
    assert everything.count("Séance de soins") == 2  # twice in one export: it happened twice
    assert "Périndopril 5 mg" in medicines
    assert "Séance de soins" not in medicines
    assert client.get(base, {"nature": "%00", "periode": "x", "page": "-1"}).status_code == 200


def test_render_document_draws_it(tmp_path: Path) -> None:
    row = care_row(2, {"date": "01/02/2026", "nature": "soins", "libelle": "Consultation longue"})
    path = tmp_path / "export.csv"
    path.write_bytes(export_of([row]))
    out = StringIO()

    call_command("render_document", str(path), "--text", stdout=out)

    assert "Consultation longue" in out.getvalue()
