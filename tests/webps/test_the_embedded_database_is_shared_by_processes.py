"""Whoever comes first starts the server; it belongs to the folder, not to the process."""

import os
import shutil
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest

from webps.embedded.cluster import Connection, destroy, ensure_running, status, stop
from webps.embedded.runner import home_of

ROOT = Path(__file__).resolve().parents[2]
START = """
import sys, time
from pathlib import Path
from webps.embedded.cluster import ensure_running
print(ensure_running(Path(sys.argv[1]), durable=False).host, flush=True)
time.sleep(float(sys.argv[2]))
"""


@pytest.fixture(scope="module")
def data_dir(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """Absent at first: the tests below follow one cluster, in order or each alone."""
    folder = tmp_path_factory.mktemp("shared") / "database"
    yield folder
    destroy(folder)


def starter(data_dir: Path, *, then_sleep: int = 0) -> "subprocess.Popen[str]":
    return subprocess.Popen(
        [sys.executable, "-c", START, str(data_dir), str(then_sleep)],
        cwd=ROOT,
        stdout=subprocess.PIPE,
        text=True,
        start_new_session=True,
    )


def connect(where: Connection) -> psycopg.Connection:
    return psycopg.connect(host=where.host, port=where.port, user=where.user, dbname=where.dbname, autocommit=True)


def test_several_processes_that_start_at_once_get_one_server(data_dir: Path) -> None:
    destroy(data_dir)
    starters = [starter(data_dir) for _ in range(4)]
    hosts = {process.communicate(timeout=60)[0] for process in starters}

    assert [process.returncode for process in starters] == [0] * 4
    assert len(hosts) == 1
    assert (home_of(data_dir) / "server.log").read_text().count("starting PostgreSQL") == 1


def test_it_survives_the_end_of_its_starter_and_holds_nothing_of_it(data_dir: Path) -> None:
    stop(data_dir)
    with starter(data_dir, then_sleep=60) as process:
        assert process.stdout is not None
        host = process.stdout.readline().strip()
        os.killpg(process.pid, signal.SIGKILL)
        # The end of the pipe comes only once nobody holds its other side: neither starter nor server.
        process.communicate(timeout=50)

    where = status(data_dir)
    assert where is not None
    assert where.host == host
    with connect(where) as link:
        assert link.execute("SELECT 1").fetchone() == (1,)
    server = int((home_of(data_dir) / "cluster" / "postmaster.pid").read_text().split()[0])
    assert os.getsid(server) != process.pid


def test_two_folders_side_by_side_have_each_their_own(data_dir: Path) -> None:
    ensure_running(data_dir, durable=False)
    stop(data_dir)
    other_dir = data_dir.with_name("database2")
    shutil.copytree(data_dir, other_dir)
    try:
        one, other = ensure_running(data_dir, durable=False), ensure_running(other_dir, durable=False)
        with connect(one) as link:
            link.execute("CREATE TABLE mine (x int)")
        with connect(other) as link:
            assert link.execute("SELECT to_regclass('mine')").fetchone() == (None,)
        destroy(other_dir)
        assert status(data_dir) == one, "the end of one is not the end of the other"
    finally:
        destroy(other_dir)
