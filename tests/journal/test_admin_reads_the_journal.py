"""The journal for administrators: six columns, a period, a file; nothing that tells who is cared for, or for what."""

import csv
from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.test import Client
from django.utils import timezone

from journal import admin as journal_admin
from journal.exports import HEADERS
from journal.models import Action, Line
from journal.services import Actor, Entry, JournalUnavailable, record
from tests.conftest import SignIn
from tests.factories.people import UserFactory
from tests.queries import asked

LIST, EXPORT = "/admin/journal/line/", "/admin/journal/line/export/"
RECORD = UUID("11111111-2222-3333-4444-555555555555")


@pytest.fixture
def administrator(sign_in: SignIn) -> Client:
    return sign_in(user=UserFactory(administrator=True))


def write(professional: str = "899000000001", days_ago: int = 0, **values: Any) -> Line:
    values = {"action": Action.DOCUMENT_READ, "record": RECORD, "mode": "normal"} | values
    actor = Actor(account="7", professional=professional, professional_name="NOM Caché", structure="199", session="s")
    return record(Entry(actor=actor, **values), at=timezone.now() - timedelta(days=days_ago))


def found(client: Client, **asked: str) -> list[tuple[str, ...]]:
    lines = client.get(LIST, asked).context["found"]
    return [(line.professional, line.action, line.decision, line.mode) for line in lines if line.professional]


def test_columns_and_nothing_else(administrator: Client) -> None:
    write(
        document=uuid4(),
        document_type="11488-4",
        decision="MATRIX",
        motive="Motif secret",
        basis="TEAM",
        edition="2024",
        details={"title": "Titre secret"},
        matricule="255081416802538",
        granted=False,
        mode="bris_de_glace",
    )

    page = administrator.get(LIST)

    line = next(line for line in page.context["found"] if line.professional)
    assert line.cells()[1:5] == ["899000000001", "Lecture d’un document", "Refusé", "Bris de glace"]
    table = page.content.decode().partition("<table>")[2]
    for word in ("11488-4", "MATRIX", "secret", "TEAM", "Caché", "2024", str(RECORD), "199"):
        assert word not in table.replace("899000000001", ""), word
    assert [h in table for h in HEADERS] == [True] * 6


def test_what_is_not_shown_does_not_leave_the_database(administrator: Client) -> None:
    write()

    with asked() as queries:
        administrator.get(LIST)

    lines = [sql for sql in queries if 'FROM "journal_line"' in sql and "COUNT" not in sql]
    assert lines
    for column in ("motive", "details", "document_type", "professional_name", "matricule_hmac"):
        assert not any(column in sql.partition("FROM")[0] for sql in lines)


def test_a_reference_tells_records_apart_and_leads_nowhere(administrator: Client) -> None:
    write(), write(), write(record=uuid4())

    references = [line.record for line in administrator.get(LIST).context["found"] if line.professional]

    assert len(set(references)) == 2
    assert all(len(reference) == 8 for reference in references)
    assert str(RECORD)[:8] not in references


def test_an_administrators_own_line_bears_no_reference(administrator: Client) -> None:
    """Else the hour of one's own visit to a patient's page would give the reference of that patient away."""
    write(professional="", action=Action.RECORD_STATE)

    assert {line.record for line in administrator.get(LIST).context["found"] if not line.professional} == {""}


def test_filters(administrator: Client) -> None:
    write(), write("899000000002", granted=False), write("899000000003", mode="centre_15", action=Action.RECORD_OPENED)
    write("899000000004", days_ago=20)

    assert {line[0][-1] for line in found(administrator)} == {"1", "2", "3"}
    assert [line[0][-1] for line in found(administrator, decision="no")] == ["2"]
    assert [line[0][-1] for line in found(administrator, mode="centre_15")] == ["3"]
    assert [line[0][-1] for line in found(administrator, action="record_opened")] == ["3"]
    assert [line[0][-1] for line in found(administrator, professional="899000000002")] == ["2"]
    assert found(administrator, professional="89900000000") == [], "exact, not the beginning"
    since = (timezone.localdate() - timedelta(days=30)).isoformat()
    assert {line[0][-1] for line in found(administrator, since=since)} == {"1", "2", "3", "4"}


@pytest.mark.parametrize(
    "asked",
    [
        {"since": "2026-01-01", "until": "2025-01-01"},
        {"since": "2020-01-01", "until": "2026-01-01"},
        {"since": "hier"},
        {"since": "0001-01-01", "until": "0001-01-02"},
        {"since": "9999-12-30", "until": "9999-12-31"},
        {"action": "inconnue"},
        {"mode": "x"},
        {"professional": "Dupont Jean"},
        {"professional": "' OR 1=1"},
    ],
)
def test_a_filter_that_cannot_be_is_said_and_exports_nothing(administrator: Client, asked: dict[str, str]) -> None:
    assert administrator.get(LIST, asked).status_code == 422
    assert administrator.post(EXPORT, asked).status_code == 422
    assert not Line.objects.filter(action=Action.JOURNAL_EXPORTED).exists()


@pytest.mark.parametrize("lookup", ["motive__contains", "details__icontains", "record", "matricule_hmac", "document"])
def test_no_other_column_filters(administrator: Client, lookup: str) -> None:
    write(motive="x", record=RECORD)

    assert len(found(administrator, **{lookup: "jamais"})) == 1


def test_the_file_holds_the_lines_and_the_columns_of_the_page(administrator: Client) -> None:
    write(), write("899000000002", granted=False, motive="Motif secret")

    answer = administrator.post(EXPORT, {"decision": "no"})

    text = b"".join(answer).decode()
    rows = list(csv.reader(text.removeprefix("\ufeff").splitlines(), delimiter=";"))
    assert tuple(rows[0]) == HEADERS
    assert [row[1:5] for row in rows[1:]] == [["899000000002", "Lecture d’un document", "Refusé", "Normal"]]
    assert text.startswith("\ufeff")
    assert "secret" not in text
    assert "attachment" in answer["Content-Disposition"]
    line = Line.objects.get(action=Action.JOURNAL_EXPORTED)
    assert line.account == str(administrator.user.pk)
    assert line.details["decision"] == "no"


@pytest.mark.parametrize("begins", ["=", "+", "-", "@", "\t", "\r"])
def test_a_cell_never_runs_as_a_formula(administrator: Client, begins: str) -> None:
    write(f"{begins}cmd|A1")

    text = b"".join(administrator.post(EXPORT)).decode()

    assert f"'{begins}cmd" in text


def test_an_export_is_written_before_its_first_byte(administrator: Client) -> None:
    write()

    answer = administrator.post(EXPORT)

    assert Line.objects.filter(action=Action.JOURNAL_EXPORTED).count() == 1, "before anything was read"
    assert b"899000000001" in b"".join(answer)


def test_an_export_that_cannot_be_written_does_not_leave(
    administrator: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    write()

    def fail(*args: Any, **kwargs: Any) -> None:
        raise JournalUnavailable

    monkeypatch.setattr(journal_admin, "record", fail)

    answer = administrator.post(EXPORT)

    assert answer.status_code == 503
    assert b"899000000001" not in answer.content


def test_nothing_writes_deletes_or_details_a_line(administrator: Client) -> None:
    line = write()

    for path in ("add/", f"{line.pk}/change/", f"{line.pk}/delete/", f"{line.pk}/history/", f"{line.pk}/"):
        assert administrator.get(LIST + path).status_code == 404, path
        assert administrator.post(LIST + path).status_code == 404, path
    assert administrator.get(EXPORT).status_code == 405
    assert Line.objects.filter(pk=line.pk).exists()


def test_counting_stops_early_and_pages_cost_the_same(administrator: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(journal_admin, "MOST_COUNTED", 60)
    write()
    with asked() as few:
        administrator.get(LIST)
    for _ in range(70):
        write()

    with asked() as many:
        page = administrator.get(LIST, {"page": "2"})

    assert len(many) == len(few)
    assert page.context["capped"]
    assert page.context["page"].paginator.num_pages == 2
    assert any("LIMIT 60" in sql for sql in many)
