"""One call gives a database that answers, in the locale and with the settings the portal relies on."""

import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest

from webps.embedded.cluster import Connection, destroy, ensure_running, status, stop
from webps.embedded.runner import EmbeddedDatabaseError

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture(scope="module")
def data_dir(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    folder = tmp_path_factory.mktemp("starts") / "database"
    yield folder
    destroy(folder)


def value(where: Connection, query: str) -> object:
    with psycopg.connect(host=where.host, port=where.port, user=where.user, dbname=where.dbname) as link:
        row = link.execute(query).fetchone()  # type: ignore[arg-type]
    assert row is not None
    return row[0]


def command(action: str, data_dir: Path, **options: object) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "webps.embedded", action, "--data-dir", str(data_dir)],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
        **options,  # type: ignore[call-overload]
    )


def test_it_answers_as_the_portals_role_in_the_portals_database(data_dir: Path) -> None:
    where = ensure_running(data_dir, durable=False)

    assert value(where, "SELECT current_user || '/' || current_database()") == "webps/webps"


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("SELECT upper('éœ')", "ÉŒ"),
        ("SELECT lower('ÀÇÉ')", "àçé"),
        ("SELECT normalize('é', NFD) = U&'e\\0301'", True),
        ("SELECT encode(sha256('é'::bytea), 'hex') ~ '^[0-9a-f]{64}$'", True),
        ("SELECT datlocprovider::text || datlocale FROM pg_database WHERE datname = current_database()", "bC.UTF-8"),
        ("SHOW server_encoding", "UTF8"),
        ("SHOW listen_addresses", ""),
        ("SHOW log_error_verbosity", "terse"),
        ("SHOW log_min_error_statement", "panic"),
    ],
)
def test_it_folds_case_beyond_ascii_and_keeps_the_contracts_settings(
    data_dir: Path, query: str, expected: object
) -> None:
    assert value(ensure_running(data_dir, durable=False), query) == expected


def test_a_second_call_is_quick_and_finds_the_same_server(data_dir: Path) -> None:
    first = ensure_running(data_dir, durable=False)
    started = value(first, "SELECT pg_postmaster_start_time()")

    before = time.perf_counter()
    second = ensure_running(data_dir, durable=False)

    assert time.perf_counter() - before < 0.5
    assert second == first
    assert value(second, "SELECT pg_postmaster_start_time()") == started


def test_another_name_of_the_folder_or_another_temporary_folder_finds_the_same_server(
    data_dir: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = ensure_running(data_dir, durable=False)
    (tmp_path / "link").symlink_to(data_dir.parent)
    monkeypatch.setenv("TMPDIR", str(tmp_path))
    monkeypatch.setattr("tempfile.tempdir", None)

    assert ensure_running(tmp_path / "link" / "database", durable=False) == first


def test_a_server_for_tests_is_refused_to_who_needs_durability(data_dir: Path) -> None:
    ensure_running(data_dir, durable=False)

    with pytest.raises(EmbeddedDatabaseError, match=r"without fsync.*stop it"):
        ensure_running(data_dir, durable=True)


def test_durability_is_chosen_at_each_start(data_dir: Path) -> None:
    names = ("fsync", "synchronous_commit", "full_page_writes")
    where = ensure_running(data_dir, durable=False)
    assert [value(where, f"SHOW {name}") for name in names] == ["off"] * 3

    stop(data_dir)
    where = ensure_running(data_dir, durable=True)

    assert [value(where, f"SHOW {name}") for name in names] == ["on"] * 3


def test_the_command_line_says_by_its_exit_code_whether_it_runs(data_dir: Path) -> None:
    stop(data_dir)

    started = command("start", data_dir)
    assert started.returncode == 0, started.stderr
    asked = command("status", data_dir)
    assert (asked.returncode, asked.stdout) == (0, started.stdout)
    assert command("stop", data_dir).returncode == 0
    assert status(data_dir) is None
    asked = command("status", data_dir)
    assert (asked.returncode, asked.stdout, asked.stderr) == (3, "", "stopped\n")


def test_asking_or_stopping_where_there_is_nothing_makes_nothing(tmp_path: Path) -> None:
    assert status(tmp_path / "database") is None
    assert not stop(tmp_path / "database")
    destroy(tmp_path / "database")
    assert list(tmp_path.iterdir()) == []


def test_what_cannot_start_says_so_in_one_line_and_what_to_try(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")

    tried = command("start", tmp_path / "file" / "database")

    assert tried.returncode == 1
    assert "DATABASE_URL" in tried.stderr
    assert "Traceback" not in tried.stderr
