"""One cluster per data folder: made when absent, started under a lock, left running, stopped on request."""

import fcntl
import os
import shutil
import stat
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

import psycopg

from webps.embedded.runner import EmbeddedDatabaseError, Runner, runner_for

USER = DATABASE = "webps"
PORT = "5432"
START_SECONDS = 60
# After a kill -9 of the server, its children hold the shared memory for a moment.
START_TRIES = 8

SETTINGS = """
# Written once by the portal's launcher.
listen_addresses = ''
unix_socket_permissions = 0700
max_connections = 60
shared_buffers = 128MB
# A matricule in a failing statement, or in the value of a key, must never reach the log.
log_error_verbosity = terse
log_min_error_statement = panic
log_parameter_max_length = 0
log_parameter_max_length_on_error = 0
log_timezone = 'UTC'
timezone = 'UTC'
"""
FLEETING = """
# A throw-away cluster: nothing in it outlives the tests.
fsync = off
synchronous_commit = off
full_page_writes = off
"""


@dataclass(frozen=True, slots=True)
class Connection:
    """Where the server listens: a socket folder, and nothing else."""

    host: str
    port: str = PORT
    user: str = USER
    dbname: str = DATABASE


def ensure_running(data_dir: Path, *, durable: bool = True) -> Connection:
    """Connection to the cluster of a data folder, made and started when needed.

    Raises EmbeddedDatabaseError, which says what to try.
    """
    data_dir = data_dir.absolute()
    connection = Connection(str(_socket_folder(data_dir)))
    if _answers(connection):
        return connection
    with _locked(data_dir):
        if not _answers(connection):
            runner = runner_for(data_dir)
            _make_socket_folder(Path(connection.host), runner)
            _initialise(runner, durable)
            _start(runner, connection)
    return connection


def stop(data_dir: Path) -> bool:
    """Stop the server of a data folder. False when none was running."""
    data_dir = data_dir.absolute()
    if not data_dir.exists():
        return False
    with _locked(data_dir):
        runner = runner_for(data_dir)
        return (
            runner.run("pg_ctl", "-D", str(_cluster(runner)), "-m", "fast", "-w", "stop", check=False).returncode == 0
        )


def is_running(data_dir: Path) -> bool:
    return _answers(Connection(str(_socket_folder(data_dir.absolute()))))


def destroy(data_dir: Path) -> None:
    """Stop and remove a throw-away cluster."""
    stop(data_dir)
    shutil.rmtree(data_dir, ignore_errors=True)
    shutil.rmtree(_socket_folder(data_dir.absolute()), ignore_errors=True)


def _cluster(runner: Runner) -> Path:
    return runner.home / "cluster"


def _log(runner: Runner) -> Path:
    return runner.home / "server.log"


def _socket_folder(data_dir: Path) -> Path:
    """Short, since a socket's path holds 107 bytes, and drawn from the data folder, so that two clones never meet."""
    return Path(tempfile.gettempdir()) / f"webps-{sha256(str(data_dir).encode()).hexdigest()[:16]}"


def _make_socket_folder(folder: Path, runner: Runner) -> None:
    """Ours alone: in a shared temporary folder, another user might have put one there before us."""
    try:
        folder.mkdir(mode=0o700)
        if runner.uid is not None:
            os.chown(folder, runner.uid, runner.gid or 0)
    except FileExistsError:
        state = folder.lstat()
        if not stat.S_ISDIR(state.st_mode) or state.st_uid != runner.owner or state.st_mode & 0o077:
            raise EmbeddedDatabaseError(f"{folder} is not a private folder of ours: remove it.") from None


@contextmanager
def _locked(data_dir: Path) -> Iterator[None]:
    data_dir.mkdir(mode=0o700, parents=True, exist_ok=True)
    with (data_dir / "lock").open("w") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield


def _answers(connection: Connection) -> bool:
    if not Path(connection.host, f".s.PGSQL.{connection.port}").exists():
        return False
    try:
        psycopg.connect(
            host=connection.host, port=connection.port, user=USER, dbname=DATABASE, connect_timeout=3
        ).close()
    except psycopg.OperationalError:
        return False
    return True


def _initialise(runner: Runner, durable: bool) -> None:
    """Make the cluster aside and rename it: an interrupted start leaves nothing half made."""
    cluster, partial = _cluster(runner), runner.home / "cluster.partial"
    if cluster.exists():
        return
    shutil.rmtree(partial, ignore_errors=True)
    runner.run(
        "initdb",
        "-D",
        str(partial),
        "-U",
        USER,
        "--auth=trust",  # through a socket in a folder that only its owner enters
        "--encoding=UTF8",
        "--locale-provider=builtin",
        "--locale=C.UTF-8",
        *([] if durable else ["--no-sync"]),
    )
    with (partial / "postgresql.conf").open("a") as file:
        file.write(SETTINGS + ("" if durable else FLEETING))
    partial.rename(cluster)


def _start(runner: Runner, connection: Connection) -> None:
    for attempt in range(START_TRIES):
        started = runner.run(
            "pg_ctl",
            "-D",
            str(_cluster(runner)),
            "-l",
            str(_log(runner)),
            "-o",
            f"-k {connection.host} -p {connection.port}",
            "-w",
            "-t",
            str(START_SECONDS),
            "start",
            check=False,
        )
        if started.returncode == 0 or _server_answers(connection):
            _create_database(connection)
            return
        time.sleep(0.25 * (attempt + 1))
    raise EmbeddedDatabaseError(
        f"The embedded database does not start. Read {_log(runner)}; or set DATABASE_URL to a PostgreSQL server."
    )


def _server_answers(connection: Connection) -> bool:
    try:
        psycopg.connect(host=connection.host, port=connection.port, user=USER, dbname="postgres").close()
    except psycopg.OperationalError:
        return False
    return True


def _create_database(connection: Connection) -> None:
    with psycopg.connect(
        host=connection.host, port=connection.port, user=USER, dbname="postgres", autocommit=True
    ) as link:
        known = link.execute("SELECT 1 FROM pg_database WHERE datname = %s", [DATABASE]).fetchone()
        if known is None:
            link.execute(f"CREATE DATABASE {DATABASE}")
