"""One cluster per data folder: made when absent, started under a lock, left running, stopped on request."""

import fcntl
import os
import shutil
import signal
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

import psycopg

from webps.embedded.runner import EmbeddedDatabaseError, Runner, home_of, runner_for
from webps.embedded.server import PORT, check_private, end_server, find_server, forget_dead_servers

USER = DATABASE = "webps"
# Long, since recovery after a power cut takes its time; a server that fails is noticed at once.
START_SECONDS = 120
# After a kill -9 of the server, its children hold the shared memory for a moment.
START_TRIES = 5
FAST, IMMEDIATE = signal.SIGINT, signal.SIGQUIT

# Given at each start, so that a cluster made by an older version gets today's settings.
SETTINGS = {
    "listen_addresses": "",
    "port": PORT,
    "unix_socket_permissions": "0700",
    "max_connections": "60",
    "shared_buffers": "128MB",
    "jit": "off",
    # A matricule in a failing statement, or in the value of a key, must never reach the log. The message of an error
    # may quote a value by itself, so errors are not logged at all: the client gets them.
    "log_min_messages": "log",
    "log_min_error_statement": "panic",
    "log_error_verbosity": "terse",
    "log_parameter_max_length": "0",
    "log_parameter_max_length_on_error": "0",
    "log_checkpoints": "off",
    "log_timezone": "UTC",
    "timezone": "UTC",
}


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
    data_dir = data_dir.resolve()
    with _locked(data_dir):
        try:
            return _serve(data_dir, durable)
        except psycopg.OperationalError:  # killed between our look at it and our connection, perhaps: look again
            time.sleep(0.5)
        try:
            return _serve(data_dir, durable)
        except psycopg.Error as error:
            advice = _advice(home_of(data_dir) / "cluster")
            raise EmbeddedDatabaseError(f"The embedded database does not answer: {error} {advice}") from error


def status(data_dir: Path) -> Connection | None:
    """Connection to the server of a data folder when one runs; starts, waits for and changes nothing."""
    with _plainly():
        return _connection(home_of(data_dir.resolve()) / "cluster")


def stop(data_dir: Path) -> bool:
    """Stop the server of a data folder. False when none was running."""
    data_dir = data_dir.resolve()
    if not home_of(data_dir).exists():
        return False
    with _locked(data_dir):
        return _stop(home_of(data_dir) / "cluster")


def destroy(data_dir: Path) -> None:
    """Stop and remove a throw-away cluster: what the launcher made, and nothing else that may lie in the folder."""
    data_dir = data_dir.resolve()
    if not home_of(data_dir).exists():
        return
    with _locked(data_dir):
        home = home_of(data_dir)
        _stop(home / "cluster", IMMEDIATE)
        if home != data_dir:
            shutil.rmtree(home)
        for name in ("cluster", "cluster.partial"):
            shutil.rmtree(data_dir / name, ignore_errors=True)
        for name in ("server.log", "lock"):
            (data_dir / name).unlink(missing_ok=True)
    shutil.rmtree(_socket_folder(data_dir), ignore_errors=True)
    with suppress(OSError):  # somebody else's files are in it
        data_dir.rmdir()


def _serve(data_dir: Path, durable: bool) -> Connection:
    cluster = home_of(data_dir) / "cluster"
    if not _takes_connections(cluster):
        runner = runner_for(data_dir)
        cluster = runner.home / "cluster"
        _initialise(runner, cluster, durable)
        _start(runner, cluster, _make_socket_folder(data_dir, cluster), durable)
    connection = _connection(cluster)
    if connection is None:
        raise psycopg.OperationalError("it stopped as soon as it started.")
    _check_database(connection, cluster, durable)
    return connection


def _connection(cluster: Path) -> Connection | None:
    server = find_server(cluster)
    if server is None or not server.ready or not server.reachable:
        return None
    check_private(server.folder, cluster.stat().st_uid)
    return Connection(str(server.folder))


def _advice(cluster: Path) -> str:
    log = cluster.parent / "server.log"
    lines = log.read_text(errors="replace").splitlines() if log.exists() else []
    last = f" Its last line: {lines[-1]}" if lines else ""
    return f"Read {log}; or set DATABASE_URL to a PostgreSQL server.{last}"


@contextmanager
def _plainly() -> Iterator[None]:
    """What the system refuses is said in a sentence, not by a traceback."""
    try:
        yield
    except OSError as error:
        raise EmbeddedDatabaseError(
            f"The embedded database cannot use its files: {error}. Run as the owner of the data folder, choose another "
            "folder with WEBPS_DATA_DIR, or set DATABASE_URL to a PostgreSQL server."
        ) from error


@contextmanager
def _locked(data_dir: Path) -> Iterator[None]:
    path = data_dir / "lock"
    with _plainly():
        while True:
            data_dir.mkdir(mode=0o700, parents=True, exist_ok=True)
            with path.open("a") as file:
                if os.geteuid() == 0:  # in a user's folder, that user must be able to open it later
                    os.fchown(file.fileno(), data_dir.stat().st_uid, data_dir.stat().st_gid)
                fcntl.flock(file, fcntl.LOCK_EX)
                # The cluster may have been destroyed, and its lock with it, while this process waited.
                if path.exists() and path.stat().st_ino == os.fstat(file.fileno()).st_ino:
                    yield
                    return


def _socket_folder(data_dir: Path) -> Path:
    """Short, since a socket's path holds 107 bytes, and drawn from the data folder, so that two clones never meet.

    Not under TMPDIR, which may be long, or vanish at the end of the job that started the server.
    """
    return Path("/tmp") / f"webps-{sha256(os.fsencode(data_dir)).hexdigest()[:16]}"  # noqa: S108 (see check_private)


def _make_socket_folder(data_dir: Path, cluster: Path) -> Path:
    folder, owner = _socket_folder(data_dir), cluster.stat()
    with suppress(FileExistsError):
        folder.mkdir(mode=0o700)
        if owner.st_uid != os.geteuid():
            os.chown(folder, owner.st_uid, owner.st_gid)
    check_private(folder, owner.st_uid)
    return folder


def _takes_connections(cluster: Path) -> bool:
    """Whether a server does, once it is ready; False when one must be started. Call under the lock."""
    deadline = time.monotonic() + START_SECONDS
    while server := find_server(cluster):
        if server.ready and server.reachable:
            return True
        # Starting or stopping by itself, its starter gone; or ready behind a socket that was removed.
        if server.ready or time.monotonic() > deadline:
            _stop(cluster)
        time.sleep(0.05)
    return False


def _initialise(runner: Runner, cluster: Path, durable: bool) -> None:
    """Make the cluster aside and rename it: an interrupted start leaves nothing half made."""
    if cluster.exists():
        return
    partial = cluster.with_name("cluster.partial")
    shutil.rmtree(partial, ignore_errors=True)
    options = [
        "--auth-local=trust",  # through a socket in a folder that only its owner enters
        "--auth-host=reject",
        "--encoding=UTF8",
        "--locale-provider=builtin",
        "--locale=C.UTF-8",
        *([] if durable else ["--no-sync"]),
    ]
    runner.run("initdb", "-D", str(partial), "-U", USER, *options)
    partial.rename(cluster)


def _start(runner: Runner, cluster: Path, folder: Path, durable: bool) -> None:
    safety = "on" if durable else "off"
    settings = SETTINGS | {"fsync": safety, "synchronous_commit": safety, "full_page_writes": safety}
    settings |= {"unix_socket_directories": str(folder)}
    options = " ".join(f"-c {name}={value}" for name, value in settings.items())
    log = str(cluster.parent / "server.log")
    forget_dead_servers(cluster, folder)
    for attempt in range(START_TRIES):
        started = runner.run(
            *("pg_ctl", "start", "-D", str(cluster), "-l", log, "-o", options, "-w", "-t", str(START_SECONDS)),
            check=False,
        )
        if started.returncode == 0:
            return
        time.sleep(0.25 * (attempt + 1))
    raise EmbeddedDatabaseError(f"The embedded database does not start. {_advice(cluster)}")


def _stop(cluster: Path, how: signal.Signals = FAST) -> bool:
    """Ask as `pg_ctl stop` does, which would need the right user: a signal does not."""
    server = find_server(cluster)
    if server is None:
        return False
    if not end_server(server.pid, cluster, how):
        raise EmbeddedDatabaseError(f"The embedded database does not stop (process {server.pid}). {_advice(cluster)}")
    return True


def _check_database(connection: Connection, cluster: Path, durable: bool) -> None:
    """Make the database unless it is there, and refuse a server that would lose what it is given to keep."""
    with psycopg.connect(
        host=connection.host, port=connection.port, user=USER, dbname="postgres", autocommit=True
    ) as link:
        if link.execute("SELECT 1 FROM pg_database WHERE datname = %s", [DATABASE]).fetchone() is None:
            link.execute(f"CREATE DATABASE {DATABASE}")
        row = link.execute("SHOW fsync").fetchone()
    if durable and row != ("on",):
        raise EmbeddedDatabaseError(
            f"The server of {cluster.parent} was started without fsync, for tests: stop it with "
            "python -m webps.embedded stop, then start again."
        )
