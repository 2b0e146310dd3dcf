"""import_documents: one outcome per file, all or nothing; duplicates, versions, mismatches, hostile files."""

import json
from datetime import date
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command
from django.db import OperationalError

from documents import storage
from documents.importing import Options, import_file
from documents.models import Content, Document, DocumentAuthor, SubmissionSet
from journal.models import Action, Line
from journal.services import JournalUnavailable
from patients.forms import PatientSearchForm
from patients.ins import NIR_OID
from patients.models import Patient
from tests.documents.conftest import Write
from tests.factories.patients import PatientFactory

pytestmark = pytest.mark.django_db

SAMPLES = Path(__file__).resolve().parents[2].parent / "shared" / "samples" / "cda"


def counts() -> tuple[int, ...]:
    """Of everything that a deposit writes; a refusal writes its line, and no other."""
    granted = Line.objects.filter(granted=True).count()
    return (*(m.objects.count() for m in (Document, DocumentAuthor, SubmissionSet, Content, Patient)), granted)


def test_a_file_is_imported_with_its_metadata_its_bytes_and_its_line(write: Write, patient: Patient) -> None:
    path = write()

    outcome = import_file(path, Options())

    document = Document.objects.get()
    assert (outcome.outcome, outcome.document, outcome.patient) == ("imported", str(document.uuid), str(patient.uuid))
    assert storage.read(document.content_id) == path.read_bytes()
    assert (document.title, document.category, document.author_label) == ("Document a", "comptes_rendus", "AUTEUR Anne")
    assert Line.objects.get(action=Action.DOCUMENT_DEPOSITED).document == document.uuid
    assert patient.matricule not in outcome.reason


def test_the_same_file_twice_is_a_duplicate_and_the_same_identifier_with_other_bytes_is_refused(write: Write) -> None:
    import_file(write(), Options())
    before = counts()

    assert import_file(write(), Options()).outcome == "duplicate"
    assert counts() == before
    changed = import_file(write(text="Autre contenu"), Options())

    assert (changed.outcome, counts()) == ("refused", before)
    assert "même identifiant" in changed.reason


def test_an_identity_that_differs_is_refused_or_accepted_aloud_and_never_merged(write: Write, patient: Patient) -> None:
    path = write(family="DUPONT")
    refused = import_file(path, Options())
    assert (refused.outcome, Document.objects.count()) == ("refused", 0)
    assert "nom de naissance" in refused.reason

    accepted = import_file(path, Options(accept_mismatch=True))

    patient.refresh_from_db()
    assert (accepted.outcome, patient.birth_name) == ("imported", "Lecoq")
    assert Document.objects.get().identity_differences == [
        {"trait": "Nom de naissance", "here": "Lecoq", "there": "DUPONT"}
    ]
    line = Line.objects.get(granted=True)
    assert line.decision == "DEPOSITED_WITH_MISMATCH"
    assert "DUPONT" not in str(line.details)


@pytest.mark.parametrize(
    ("ids", "reason"),
    [
        ("", "pas d’INS"),
        ('<id root="1.2.250.1.213.1.4.2" extension="0123456789012345678901"/>', "pas d’INS"),
        ('<id root="1.2.250.1.213.1.4.10" extension="255081416802538"/>', "Aucun patient"),
        ('<id root="1.2.250.1.213.1.4.8" extension="255081416802539"/>', "clé de contrôle"),
        ('<id root="1.2.250.1.213.1.4.10" extension="abc"/>', "forme d’un matricule"),
        (
            '<id root="1.2.250.1.213.1.4.10" extension="255081416802538"/>'
            '<id root="1.2.250.1.213.1.4.10" extension="294037512000591"/>',
            "plusieurs INS",
        ),
    ],
)
def test_a_file_without_its_patient_is_refused_and_changes_nothing(write: Write, ids: str, reason: str) -> None:
    before = counts()

    outcome = import_file(write(ids=ids), Options())

    assert outcome.outcome == "refused"
    assert reason in outcome.reason
    assert "255081416802538" not in outcome.reason
    assert counts() == before


def test_a_missing_patient_is_made_from_the_header_when_asked(write: Write, settings: Any) -> None:
    ids = '<id root="1.2.250.1.213.1.4.8" extension="255081416802538"/>'
    outcome = import_file(write("demo", ids=ids), Options(create_patients=True))
    made = Patient.objects.get(ins_oid=NIR_OID)
    assert (outcome.outcome, made.ins_status, made.record.closed_on) == ("imported", "QUAL", None)

    settings.DEMO = False
    ids = '<id root="1.2.250.1.213.1.4.8" extension="294037512000591"/>'
    outcome = import_file(write("real", ids=ids), Options(create_patients=True))

    assert Patient.objects.get(matricule="294037512000591").ins_status == "RECUP"
    assert "INS récupérée" in outcome.reason


def test_a_test_identity_with_an_unlikely_month_or_key_is_imported_and_found_again(write: Write) -> None:
    ids = '<id root="1.2.250.1.213.1.4.10" extension="123456789012244"/>'

    assert import_file(write("fhir", ids=ids), Options(create_patients=True)).outcome == "imported"
    assert PatientSearchForm({"matricule": "1 23 45 67 890 122 44"}).is_valid()
    assert not PatientSearchForm({"matricule": "1 23 45 67 890 122 45"}).is_valid()


def test_a_patient_is_made_from_a_partial_date_of_birth(write: Write) -> None:
    path = write("partial", ids='<id root="1.2.250.1.213.1.4.10" extension="255081416802538"/>')
    path.write_text(path.read_text().replace('value="19550312"', 'value="195503"'))

    assert import_file(path, Options(create_patients=True)).outcome == "imported"
    assert Patient.objects.get(matricule="255081416802538").birth_date == date(1955, 3, 1)


def test_a_patient_made_for_a_file_that_is_then_refused_goes_with_it(write: Write) -> None:
    ids = '<id root="1.2.250.1.213.1.4.8" extension="255081416802538"/>'
    import_file(write("a"), Options())
    before = counts()

    outcome = import_file(write("b", number="a", ids=ids, text="Autre"), Options(create_patients=True))

    assert outcome.outcome == "refused"
    assert counts() == before


@pytest.mark.parametrize(("state", "reason"), [({"closed": True}, "fermé"), ({"no_record": True}, "pas de dossier")])
def test_a_closed_or_absent_record_takes_nothing(write: Write, state: dict[str, bool], reason: str) -> None:
    other = PatientFactory(birth_name="Lecoq", **state)
    ids = f'<id root="{other.ins_oid}" extension="{other.matricule}"/>'

    outcome = import_file(write(ids=ids), Options())

    assert outcome.outcome == "refused"
    assert reason in outcome.reason
    assert not Document.objects.exists()


@pytest.mark.parametrize("birth", ["", "19560312", "1956"])
def test_a_document_without_the_patients_birth_is_not_taken_on_its_matricule_alone(write: Write, birth: str) -> None:
    path = write()
    path.write_text(path.read_text().replace('value="19550312"', f'value="{birth}"'))

    assert "date de naissance" in import_file(path, Options()).reason


def test_a_partial_date_of_birth_is_compared_as_far_as_it_goes(write: Write) -> None:
    path = write()
    path.write_text(path.read_text().replace('value="19550312"', 'value="195503"'))

    assert import_file(path, Options()).outcome == "imported"


@pytest.mark.parametrize("moment", ["99991231235900-1200", "00010101000000+1400", "99991231235900+0000", "2026"])
def test_an_absurd_date_neither_stops_the_import_nor_makes_the_record_unreadable(write: Write, moment: str) -> None:
    path = write()
    text = path.read_text().replace("20260301120000+0100", moment)
    path.write_text(text.replace('<low value="20260301"/>', f'<low value="{moment}"/><high value="{moment}"/>'))

    assert import_file(path, Options()).outcome == "imported"
    assert Document.objects.get().title == "Document a"


def test_a_refused_file_leaves_its_line(write: Write) -> None:
    import_file(write(ids=""), Options())

    line = Line.objects.get()
    assert (line.action, line.granted, line.decision) == (Action.DOCUMENT_DEPOSITED, False, "REFUSED")


@pytest.mark.parametrize("error", [OperationalError("deadlock detected"), JournalUnavailable()])
def test_a_database_that_cannot_now_is_not_blamed_on_the_file(
    error: Exception, write: Write, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*args: object, **values: object) -> None:
        raise error

    with monkeypatch.context() as busy:
        busy.setattr("documents.importing.document_deposit", refuse)
        outcome = import_file(write(), Options())

    assert (outcome.outcome, Document.objects.count()) == ("refused", 0)
    assert "Importez-le à nouveau" in outcome.reason
    assert import_file(write(), Options()).outcome == "imported"


def test_an_unknown_type_keeps_its_code_and_points_to_the_type_that_decides(write: Write) -> None:
    import_file(write("inconnu", code="LOCAL-9"), Options())

    document = Document.objects.get()
    assert (document.type_code, document.document_type.code, document.category) == ("LOCAL-9", "UNRULED", "autres")


def test_an_authors_number_under_another_authority_is_no_professional(write: Write) -> None:
    import_file(write(author_oid="1.2.3.4"), Options())

    author = DocumentAuthor.objects.get()
    assert (author.identifier, author.identifier_oid) == ("899000000777", "1.2.3.4")


HOSTILE = {
    "doctype": {"before": "<!DOCTYPE ClinicalDocument>"},
    "entity": {"before": '<!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">]>', "text": "&e;"},
    "expansion": {"before": '<!DOCTYPE x [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;&a;&a;">]>', "text": "&b;"},
    "deep": {"text": "<content>" * 10_000 + "</content>" * 10_000},
    "malformed": {"text": "<paragraph>"},
}


@pytest.mark.parametrize("name", list(HOSTILE))
def test_a_hostile_file_is_refused_in_words_and_changes_nothing(write: Write, name: str) -> None:
    before = counts()

    outcome = import_file(write(**HOSTILE[name]), Options())

    assert outcome.outcome == "refused"
    assert outcome.reason.endswith(".")
    assert counts() == before


def test_the_command_says_each_outcome_and_exits_with_one_when_a_file_is_refused(write: Write) -> None:
    good, bad = write("good"), write("bad", ids="")
    out = StringIO()

    with pytest.raises(SystemExit) as ended:
        call_command("import_documents", good, bad, json=True, stdout=out, stderr=StringIO())

    lines = [json.loads(line) for line in out.getvalue().splitlines()]
    assert ended.value.code == 1
    assert [line["outcome"] for line in lines] == ["imported", "refused"]
    assert set(lines[0]) == {"path", "outcome", "reason", "document", "patient"}

    call_command("import_documents", good, stdout=out, stderr=StringIO())  # a duplicate is no failure


@pytest.mark.skipif(not SAMPLES.exists(), reason="the sample documents of the ANS are not beside this checkout")
def test_every_sample_is_imported_and_one_says_that_its_identity_differs() -> None:
    files = sorted(SAMPLES.glob("*.xml"))
    outcomes = [import_file(path, Options(create_patients=True, accept_mismatch=True)) for path in files]

    assert {o.outcome for o in outcomes} == {"imported"}
    assert len([o for o in outcomes if "identité différente" in o.reason]) == 1
    assert {o.outcome for o in (import_file(path, Options()) for path in files)} == {"duplicate"}
