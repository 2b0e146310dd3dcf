"""After a crash, a removed folder, a copy or a move, the next call gives a server of this folder with its data."""

import os
import shutil
import signal
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest

from webps.embedded.cluster import Connection, destroy, ensure_running, status, stop
from webps.embedded.runner import home_of


@pytest.fixture(scope="module")
def data_dir(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """A durable cluster with one row, which each test must find again whatever happened to the server before."""
    folder = tmp_path_factory.mktemp("recovers") / "database"
    (folder / "cluster.partial" / "base").mkdir(parents=True)  # an earlier start was interrupted
    with connect(ensure_running(folder)) as link:
        link.execute("CREATE TABLE kept AS SELECT 'è' AS word")
    yield folder
    destroy(folder)


@pytest.fixture
def in_place(data_dir: Path) -> None:
    """Folders that are copied or moved take their cluster along, unless a service user keeps it elsewhere."""
    if home_of(data_dir) != data_dir:
        pytest.skip("the cluster is in the folder of a service user")


def connect(where: Connection) -> psycopg.Connection:
    return psycopg.connect(host=where.host, port=where.port, user=where.user, dbname=where.dbname, autocommit=True)


def kept(where: Connection) -> object:
    with connect(where) as link:
        return link.execute("SELECT word FROM kept").fetchone()


def server_pid(data_dir: Path) -> int:
    return int((home_of(data_dir) / "cluster" / "postmaster.pid").read_text().split()[0])


def is_alive(pid: int) -> bool:
    """A dead process that nobody has waited for still has a folder, but no command line."""
    try:
        return Path("/proc", str(pid), "cmdline").read_bytes() != b""
    except (FileNotFoundError, ProcessLookupError):
        return False


def kill(pid: int) -> None:
    os.kill(pid, signal.SIGKILL)
    while is_alive(pid):
        time.sleep(0.01)


def test_a_killed_server_is_started_again_at_once(data_dir: Path) -> None:
    with connect(ensure_running(data_dir)):  # a session that the server leaves behind
        kill(server_pid(data_dir))
        assert status(data_dir) is None
        assert kept(ensure_running(data_dir)) == ("è",)


def test_a_server_killed_this_very_moment_is_started_again_too(data_dir: Path) -> None:
    ensure_running(data_dir)
    os.kill(server_pid(data_dir), signal.SIGKILL)  # and not waited for

    assert kept(ensure_running(data_dir)) == ("è",)


@pytest.mark.parametrize("taken", ["by another program", "by nobody"])
def test_a_stale_record_whose_pid_is_taken_or_free_stops_nothing(data_dir: Path, taken: str) -> None:
    where = ensure_running(data_dir)
    record, lock = home_of(data_dir) / "cluster" / "postmaster.pid", Path(where.host, ".s.PGSQL.5432.lock")
    texts = {path: path.read_text().split("\n", 1)[1] for path in (record, lock)}
    kill(server_pid(data_dir))
    with subprocess.Popen(["sleep", "60"]) as other:
        if taken == "by nobody":
            other.kill()
            other.wait()
        for path, text in texts.items():
            path.write_text(f"{other.pid}\n{text}")
        try:
            assert status(data_dir) is None
            assert kept(ensure_running(data_dir)) == ("è",)
            assert taken == "by nobody" or other.poll() is None, "the other program is left alone"
        finally:
            other.kill()


def test_a_server_whose_socket_was_swept_away_is_started_again(data_dir: Path) -> None:
    where = ensure_running(data_dir)
    shutil.rmtree(where.host)

    assert status(data_dir) is None
    assert kept(ensure_running(data_dir)) == ("è",)


@pytest.mark.usefixtures("in_place")
def test_a_folder_removed_under_its_server_gets_another_one(data_dir: Path, tmp_path: Path) -> None:
    stop(data_dir)
    saved = data_dir.rename(tmp_path / "saved")
    shutil.copytree(saved, data_dir)
    ensure_running(data_dir)
    orphan = server_pid(data_dir)

    shutil.rmtree(data_dir)
    saved.rename(data_dir)

    assert kept(ensure_running(data_dir)) == ("è",)
    assert server_pid(data_dir) != orphan
    assert not is_alive(orphan)


@pytest.mark.usefixtures("in_place")
def test_a_folder_copied_while_its_server_runs_gets_a_server_of_its_own(data_dir: Path) -> None:
    original = ensure_running(data_dir)
    copy_dir = data_dir.with_name("copy")
    shutil.copytree(data_dir, copy_dir)
    try:
        assert status(copy_dir) is None
        copy = ensure_running(copy_dir)
        assert copy.host != original.host
        assert kept(copy) == kept(original) == ("è",)
    finally:
        destroy(copy_dir)


@pytest.mark.usefixtures("in_place")
def test_a_folder_moved_while_its_server_runs_keeps_that_server(data_dir: Path) -> None:
    where, pid = ensure_running(data_dir), server_pid(data_dir)
    moved_dir = data_dir.rename(data_dir.with_name("moved"))
    try:
        assert ensure_running(moved_dir) == where
        assert server_pid(moved_dir) == pid
        assert stop(moved_dir)
        assert not is_alive(pid)
    finally:
        moved_dir.rename(data_dir)


@pytest.mark.usefixtures("in_place")
def test_a_cluster_half_made_by_an_interrupted_start_is_made_again(data_dir: Path) -> None:
    assert kept(ensure_running(data_dir)) == ("è",)
    assert not (data_dir / "cluster.partial").exists()
