"""Nothing of a patient reaches the server's log, and nothing of the portal's configuration follows the server."""

import os
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest

from webps.embedded.cluster import Connection, destroy, ensure_running
from webps.embedded.runner import home_of

SECRET = "255069922304712"


@pytest.fixture(scope="module")
def data_dir(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    folder = tmp_path_factory.mktemp("secrets") / "database"
    os.environ["WEBPS_ONLY_FOR_THIS_TEST"] = SECRET
    os.environ["PGOPTIONS"] = "-c log_statement=all"
    try:
        ensure_running(folder, durable=False)
    finally:
        del os.environ["WEBPS_ONLY_FOR_THIS_TEST"], os.environ["PGOPTIONS"]
    yield folder
    destroy(folder)


def connect(where: Connection) -> psycopg.Connection:
    return psycopg.connect(host=where.host, port=where.port, user=where.user, dbname=where.dbname, autocommit=True)


@pytest.mark.parametrize(
    ("statement", "parameters"),
    [
        pytest.param(f"SELECT '{SECRET}x'::bigint", [], id="quoted by the message itself"),
        pytest.param(f"TABLE nowhere -- {SECRET}", [], id="in the text of the statement"),
        pytest.param("SELECT %s::text::date", [SECRET], id="in a parameter"),
        pytest.param("INSERT INTO pg_temp.people VALUES (%s)", [SECRET], id="in the value of a key"),
        pytest.param(f"DO $$ BEGIN RAISE WARNING '{SECRET}'; END $$", [], id="in a warning"),
    ],
)
def test_a_statement_that_fails_leaves_no_value_in_any_log(
    data_dir: Path, statement: str, parameters: list[str]
) -> None:
    with connect(ensure_running(data_dir, durable=False)) as link:
        link.execute("CREATE TEMPORARY TABLE people (matricule text PRIMARY KEY)")
        link.execute("INSERT INTO people VALUES (%s)", [SECRET])
        if "WARNING" in statement:
            link.execute(statement)  # type: ignore[arg-type]
        else:
            with pytest.raises(psycopg.Error):
                link.execute(statement, parameters)  # type: ignore[arg-type]

    logs = [p for p in home_of(data_dir).rglob("*") if p.is_file() and (p.suffix == ".log" or p.parent.name == "log")]
    assert any("ready to accept connections" in p.read_text() for p in logs), "the log is looked for where it is"
    assert [p for p in logs if SECRET in p.read_text()] == []


def test_the_server_does_not_carry_the_environment_of_its_starter(data_dir: Path) -> None:
    ensure_running(data_dir, durable=False)
    pid = (home_of(data_dir) / "cluster" / "postmaster.pid").read_text().split()[0]

    try:
        environment = Path("/proc", pid, "environ").read_bytes()
    except PermissionError:
        pytest.skip("a service user's process, in a container that hides it")

    assert b"PATH=" in environment
    assert SECRET.encode() not in environment
    assert b"PGOPTIONS" not in environment
