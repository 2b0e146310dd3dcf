"""Nobody changes a line, whatever the connection; an alteration or a cut is found."""

from datetime import date, timedelta
from io import StringIO
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.core.management import CommandError, call_command
from django.db import DatabaseError, connection, transaction
from django.utils import timezone

from journal.models import Action, Chain, Line, Tombstone
from journal.services import Actor, Entry, drop_chain, record, verify
from tests.factories.patients import SharedRecordFactory

pytestmark = pytest.mark.django_db

RECORD = UUID("11111111-1111-1111-1111-111111111111")
DOCTOR = Actor(account="7", professional="899000000001", professional_name="MARTIN Claire")


def write(count: int = 3, of: UUID = RECORD) -> list[Line]:
    return [record(Entry(action=Action.DOCUMENT_READ, actor=DOCTOR, record=of, document=uuid4())) for _ in range(count)]


def behind_the_triggers(statement: str, parameters: list[Any]) -> None:
    """What an intruder with the owner's rights would do."""
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL session_replication_role = replica")
        cursor.execute(statement, parameters)
        cursor.execute("SET LOCAL session_replication_role = origin")


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE journal_line SET granted = NOT granted",
        "DELETE FROM journal_line",
        "TRUNCATE journal_line",
        "DELETE FROM journal_chain",
        "TRUNCATE journal_chain",
        "UPDATE journal_chain SET length = 0",
    ],
)
def test_the_database_refuses_to_change_what_is_written(statement: str) -> None:
    write()

    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement)

    assert list(verify()) == []


def test_a_line_that_does_not_continue_its_chain_is_refused() -> None:
    last = write()[-1]
    last.pk, last.position = None, 9

    with pytest.raises(DatabaseError, match="does not continue"), transaction.atomic():
        last.save(force_insert=True)


def test_each_record_has_its_chain_and_the_head_follows() -> None:
    write(3)
    write(2, of=uuid4())

    heads = {head.key: head.length for head in Chain.objects.all()}

    assert heads[f"record:{RECORD}"] == 3
    assert sorted(heads.values()) == [2, 3]
    assert list(verify()) == []


def test_an_altered_line_is_found() -> None:
    line = write()[1]
    behind_the_triggers("UPDATE journal_line SET decision = 'CHANGED' WHERE id = %s", [line.pk])

    assert next(verify()) == f"record:{RECORD}: line 2 was altered"


def test_a_removed_line_is_found() -> None:
    line = write()[1]
    behind_the_triggers("DELETE FROM journal_line WHERE id = %s", [line.pk])

    assert next(verify()) == f"record:{RECORD}: line 2 is missing"


def test_a_chain_cut_at_its_end_is_found_even_when_its_head_was_moved_back() -> None:
    lines = write()
    behind_the_triggers("DELETE FROM journal_line WHERE id = %s", [lines[2].pk])
    assert "3 lines were written, 2 are left" in next(verify())

    behind_the_triggers("UPDATE journal_chain SET length = 2, last_digest = %s", [lines[1].digest])

    assert next(verify()) == f"record:{RECORD}: its head was altered"


def test_no_line_keeps_a_signature_with_which_a_head_could_be_moved_back() -> None:
    write()

    assert set(Line.objects.values_list("head_signature", flat=True)) == {""}


def test_an_anchor_outside_the_database_shows_a_chain_removed_or_set_back(tmp_path: Path) -> None:
    path = tmp_path / "anchor.json"
    lines = write()
    early = Chain.objects.get()
    write()
    call_command("verify_journal", anchor=path, stdout=StringIO())

    behind_the_triggers("DELETE FROM journal_line WHERE position > 3", [])
    behind_the_triggers(
        "UPDATE journal_chain SET length = 3, last_digest = %s, signature = %s", [lines[2].digest, early.signature]
    )
    assert list(verify()) == []
    with pytest.raises(CommandError, match="6 lines were anchored, 3 are left"):
        call_command("verify_journal", anchor=path)

    behind_the_triggers("DELETE FROM journal_line", [])
    behind_the_triggers("DELETE FROM journal_chain", [])
    with pytest.raises(CommandError, match="6 lines were anchored, 0 are left"):
        call_command("verify_journal", anchor=path)


def test_a_chain_at_its_term_goes_as_a_whole_and_leaves_a_signed_tombstone(tmp_path: Path) -> None:
    kept = uuid4()
    write(2, of=kept)
    write(3)
    path = tmp_path / "anchor.json"
    call_command("verify_journal", anchor=path, stdout=StringIO())

    assert drop_chain(f"record:{RECORD}", by=Actor(account="system")) == 3

    assert set(Line.objects.values_list("chain", flat=True)) == {f"record:{kept}", "account:system"}
    assert Tombstone.objects.get().length == 3
    call_command("verify_journal", anchor=path, stdout=StringIO())
    write(1)
    assert list(verify()) == []


def test_a_tombstone_without_the_key_is_found_and_cannot_be_changed(settings: Any) -> None:
    write()
    settings.JOURNAL_KEY = b"another key"
    drop_chain(f"record:{RECORD}", by=Actor(account="system"))
    settings.JOURNAL_KEY = b"only-for-tests"

    assert next(verify()) == f"record:{RECORD}: its tombstone is false"
    for statement in ("UPDATE journal_tombstone SET length = 9", "DELETE FROM journal_tombstone"):
        with pytest.raises(DatabaseError, match="append-only"), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(statement)


def test_only_records_closed_for_ten_years_lose_their_traces() -> None:
    ages = {"term": 3653, "nearly": 3600, "open": None}
    records = {}
    for name, days in ages.items():
        closed = (
            {}
            if days is None
            else {"closed_on": timezone.localdate() - timedelta(days=days), "closure_reason": "death"}
        )
        records[name] = SharedRecordFactory(opened_on=date(2010, 1, 1), **closed)
        write(1, of=records[name].uuid)
    out = StringIO()

    call_command("drop_expired_traces", stdout=out)
    assert Line.objects.count() == 3
    call_command("drop_expired_traces", apply=True, stdout=out)

    left = set(Line.objects.exclude(record=None).values_list("record", flat=True))
    assert left == {records["nearly"].uuid, records["open"].uuid}


def test_a_line_forged_without_the_key_is_found(settings: Any) -> None:
    write()
    settings.JOURNAL_KEY = b"another key"
    write(1)
    settings.JOURNAL_KEY = b"only-for-tests"

    assert next(verify()) == f"record:{RECORD}: line 4 was altered"


def test_the_command_says_whole_or_exits_with_the_first_fault() -> None:
    line = write()[0]
    out = StringIO()
    call_command("verify_journal", stdout=out)
    assert "3 lines verified" in out.getvalue()

    behind_the_triggers("UPDATE journal_line SET professional = 'x' WHERE id = %s", [line.pk])

    with pytest.raises(CommandError, match="line 1 was altered"):
        call_command("verify_journal")


def test_a_searched_matricule_is_kept_as_a_digest_only() -> None:
    record(Entry(action=Action.PATIENT_SEARCHED, actor=DOCTOR, matricule="255081416802538"))

    line = Line.objects.get(action=Action.PATIENT_SEARCHED)

    assert len(line.matricule_hmac) == 64
    assert "255081416802538" not in str(line.__dict__)
