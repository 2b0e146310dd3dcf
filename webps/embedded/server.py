"""The server of a cluster as it is found: read from the file it keeps, believed only after a look at the process."""

import os
import signal
import stat
import time
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from webps.embedded.runner import EmbeddedDatabaseError

PORT = "5432"
SOCKET = f".s.PGSQL.{PORT}"
STOP_SECONDS = 60


@dataclass(frozen=True, slots=True)
class Server:
    """A live server: where it listens, and whether it takes connections yet (or still)."""

    pid: int
    folder: Path
    ready: bool

    @property
    def reachable(self) -> bool:
        """False once somebody has emptied the shared temporary folder."""
        return (self.folder / SOCKET).is_socket()


def find_server(cluster: Path) -> Server | None:
    """The server of this very folder, whoever started it.

    Its own record is not enough: after a crash or a restart of the machine the pid may be another program's, and in a
    copied data folder it is the server of the original.
    """
    lines = _read(cluster / "postmaster.pid")
    if lines is None or not _runs_in(int(lines[0]), cluster):
        return None
    # Lines: pid, folder, start, port, socket folder, address, shared memory, state; written one after the other.
    folder = Path(lines[4]) if len(lines) > 4 else Path()
    return Server(int(lines[0]), folder, ready=len(lines) > 7 and lines[7].strip() == "ready")


def forget_dead_servers(cluster: Path, folder: Path) -> None:
    """Remove the records of dead servers whose pid was given to another program. Call under the lock, none running.

    PostgreSQL cannot tell the two apart and would refuse to start for ever. When the pid is free it can, and checks
    more than we do, so that case is left to it.
    """
    for record in (cluster / "postmaster.pid", folder / f"{SOCKET}.lock"):
        lines = _read(record)
        if lines is None or not _is_alive(int(lines[0])):
            continue
        if _cwd(int(lines[0])) == f"{cluster} (deleted)":  # the data folder was removed under a server: end it too
            end_server(int(lines[0]), cluster, signal.SIGQUIT)
        record.unlink(missing_ok=True)


def end_server(pid: int, cluster: Path, how: signal.Signals) -> bool:
    """Send the signal and wait. False when the server is still there after a long while."""
    deadline = time.monotonic() + STOP_SECONDS
    with suppress(ProcessLookupError):
        os.kill(pid, how)
    while _runs_in(pid, cluster) or _cwd(pid) == f"{cluster} (deleted)":
        if time.monotonic() > deadline:
            return False
        time.sleep(0.02)
    return True


def check_private(folder: Path, owner: int) -> None:
    """Refuse a socket folder that others can enter or have put there: they could pose as the database."""
    state = folder.lstat()
    if not stat.S_ISDIR(state.st_mode) or state.st_uid != owner or state.st_mode & 0o077:
        raise EmbeddedDatabaseError(f"{folder} is not a private folder of the database's owner: remove it.")


def _read(record: Path) -> list[str] | None:
    try:
        lines = record.read_text().splitlines()
    except (FileNotFoundError, NotADirectoryError):
        return None
    return lines if lines and lines[0].strip().isdecimal() else None


def _runs_in(pid: int, cluster: Path) -> bool:
    if not Path("/proc/self/cwd").exists():  # no such view of processes here: a live pid must do
        return _is_alive(pid)
    process, command = Path("/proc", str(pid)), b""
    try:
        command = (process / "cmdline").read_bytes()
        # A process on its way out has no command line any more. A server lives in its folder, even a renamed one.
        return bool(command) and (process / "cwd").samefile(cluster)
    except (FileNotFoundError, ProcessLookupError):
        return False
    except PermissionError:  # another user's: a service user's server in a container, or a program that took the pid
        return os.fsencode(cluster) in command.split(b"\0")


def _cwd(pid: int) -> str:
    try:
        return os.readlink(f"/proc/{pid}/cwd")
    except OSError:
        return ""


def _is_alive(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        pass
    return True
