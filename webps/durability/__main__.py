"""Rounds of deposits, each cut by a SIGKILL; then a sweep, and a comparison with what was acknowledged.

Everything runs in a data folder of its own, thrown away at the end: a real server, a real database, real processes.
"""

import argparse
import json
import os
import random
import secrets
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import threading
import time
import urllib.request
from collections import Counter
from contextlib import suppress
from dataclasses import asdict, dataclass, field
from http.client import HTTPException
from pathlib import Path
from typing import Any

from webps.demo.patients import PATIENTS
from webps.demo.people import PASSWORD
from webps.durability.browser import Browser, Sent, Unexpected
from webps.embedded.cluster import destroy
from webps.embedded.runner import home_of

ACCOUNTS = ("dr.morvan", "inf.diallo", "dr.samson", "sf.tanguy", "dent.roussel", "kine.bernier")
TARGETS = ("server", "database", "both", "sweep")


@dataclass(slots=True)
class Figures:
    acknowledged: list[Sent] = field(default_factory=list)
    cut: Counter[str] = field(default_factory=Counter)
    kills: dict[str, int] = field(default_factory=lambda: dict.fromkeys(TARGETS, 0))
    swept: dict[str, int] = field(default_factory=lambda: {"files": 0, "partial": 0, "rows": 0})
    restarts: int = 0
    documents: int = 0
    lines: int = 0
    faults: list[str] = field(default_factory=list)


class Site:
    """One portal: its folder, its server, its database."""

    def __init__(self, folder: Path) -> None:
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            port = probe.getsockname()[1]
        self.folder, self.address = folder, f"http://127.0.0.1:{port}"
        self.env = {k: v for k, v in os.environ.items() if k not in ("DATABASE_URL", "DJANGO_SETTINGS_MODULE")}
        self.env |= {"WEBPS_DEMO": "1", "WEBPS_DATA_DIR": str(folder), "WEBPS_WORKERS": "2", "PORT": str(port)}
        self.env |= {"WEBPS_SECRET_KEY": secrets.token_urlsafe(50), "WEBPS_JOURNAL_KEY": secrets.token_urlsafe(32)}
        self.server: subprocess.Popen[bytes] | None = None
        self.sweep: subprocess.Popen[bytes] | None = None

    def python(self, *arguments: str, data: str = "") -> subprocess.CompletedProcess[str]:
        command = [sys.executable, *arguments]
        return subprocess.run(command, env=self.env, input=data, capture_output=True, text=True, check=False)  # noqa: S603

    def _start(self, *arguments: str) -> "subprocess.Popen[bytes]":
        """A process with a session of its own, so that it can be killed with its children and nothing else."""
        nowhere = subprocess.DEVNULL
        command = [sys.executable, *arguments]
        return subprocess.Popen(command, env=self.env, stdout=nowhere, stderr=nowhere, start_new_session=True)  # noqa: S603

    def start(self) -> None:
        self.server = self._start(
            "-m", "gunicorn", "webps.wsgi:application", "--config", "webps/server.py", "--bind", self.address[7:]
        )

    def start_sweep(self) -> None:
        self.sweep = self._start("-m", "webps.durability.inspection", "sweep")

    def is_healthy(self, seconds: float) -> bool:
        deadline = time.monotonic() + seconds
        while time.monotonic() < deadline:
            with suppress(OSError), urllib.request.urlopen(f"{self.address}/sante/", timeout=5) as answer:  # noqa: S310
                if answer.status == 200:
                    return True
            time.sleep(0.1)
        return False

    def kill(self, target: str) -> None:
        if target in ("server", "both"):
            self._kill(self.server)
        if target in ("database", "both"):
            for pid in self._database_processes():
                with suppress(ProcessLookupError):
                    os.kill(pid, signal.SIGKILL)
        self._kill(self.sweep)

    @staticmethod
    def _kill(process: "subprocess.Popen[bytes] | None") -> None:
        if process is not None:
            with suppress(ProcessLookupError):
                os.killpg(process.pid, signal.SIGKILL)
            process.wait()

    def _database_processes(self) -> list[int]:
        """The server of this cluster and its children: the processes that live in its folder."""
        cluster = home_of((self.folder / "database").resolve()) / "cluster"
        found = []
        for process in Path("/proc").glob("[0-9]*"):
            with suppress(OSError):
                if (process / "cwd").samefile(cluster):
                    found.append(int(process.name))
        return sorted(found)  # the first one is the parent

    def heal(self, target: str) -> bool:
        """Bring back what was killed. True when the server had to be started again though it was not killed."""
        if target in ("database", "both"):
            self.python("-m", "webps.embedded", "start", "--data-dir", str(self.folder / "database"))
        if target in ("server", "both"):
            self.start()
        if self.is_healthy(60):
            return False
        self._kill(self.server)
        self.start()
        if not self.is_healthy(60):
            raise SystemExit("The portal does not come back.")
        return True


def deposit_until(stop: threading.Event, browser: Browser, figures: Figures, lock: threading.Lock) -> None:
    while not stop.is_set():
        try:
            sent = browser.deposit()
        except (OSError, HTTPException, Unexpected) as error:  # cut, or refused: nothing was acknowledged
            with lock:
                figures.cut[str(getattr(error, "code", "") or type(error).__name__)] += 1
            stop.wait(0.05)
        else:
            with lock:
                figures.acknowledged.append(sent)


def round_of_kills(site: Site, browsers: list[Browser], figures: Figures, chance: random.Random) -> str:
    stop, lock = threading.Event(), threading.Lock()
    site.start_sweep()
    threads = [threading.Thread(target=deposit_until, args=(stop, b, figures, lock)) for b in browsers]
    for thread in threads:
        thread.start()
    target = chance.choices(TARGETS, weights=(4, 4, 2, 1))[0]
    _wait_for_an_acknowledgement(figures)
    time.sleep(chance.uniform(0.0, 2.0))
    site.kill(target)
    figures.kills[target] += 1
    stop.set()
    for thread in threads:
        thread.join()
    figures.restarts += site.heal(target)
    return target


def _wait_for_an_acknowledgement(figures: Figures) -> None:
    before, deadline = len(figures.acknowledged), time.monotonic() + 30
    while len(figures.acknowledged) == before and time.monotonic() < deadline:
        time.sleep(0.02)


def compare(site: Site, figures: Figures) -> None:
    """Sweep without delay, then look at what is left."""
    swept = site.python("manage.py", "run_due_tasks", "--task", "contents", "--sweep-after", "0", "--json")
    if swept.returncode:
        figures.faults.append(f"the sweep failed: {swept.stdout} {swept.stderr[-500:]}")
    else:
        counts = json.loads(swept.stdout)
        for name in figures.swept:
            figures.swept[name] += counts[name]
    seen = site.python(
        "-m", "webps.durability.inspection", "inspect", data=json.dumps([asdict(s) for s in figures.acknowledged])
    )
    found: dict[str, Any] = json.loads(seen.stdout)
    figures.documents, figures.lines = found["documents"], found["lines"]
    figures.faults += [fault for fault in found["faults"] if fault not in figures.faults]


def run(site: Site, rounds: int, clients: int, chance: random.Random) -> Figures:
    made = site.python("-m", "webps.durability.inspection", "prepare")
    if made.returncode:
        raise SystemExit(made.stderr)
    site.start()
    if not site.is_healthy(60):
        raise SystemExit("The portal does not start.")
    browsers = [Browser(site.address, number) for number in range(clients)]
    for browser, account in zip(browsers, ACCOUNTS, strict=False):
        browser.sign_in(account, PASSWORD)
        browser.open_record(PATIENTS[0].matricule)
    figures = Figures()
    for number in range(1, rounds + 1):
        before = len(figures.acknowledged)
        target = round_of_kills(site, browsers, figures, chance)
        compare(site, figures)
        done = len(figures.acknowledged) - before
        print(
            f"round {number:3}: {done:3} acknowledged, then {target} killed; {len(figures.faults)} faults", flush=True
        )
    return figures


def report(figures: Figures) -> int:
    kills = ", ".join(f"{count} {name}" for name, count in figures.kills.items() if count)
    written = figures.documents - len(figures.acknowledged)
    print(f"\nkilled: {kills}; the server had to be started again by hand {figures.restarts} times")
    print(f"deposits acknowledged: {len(figures.acknowledged)}")
    reasons = ", ".join(f"{count} {reason}" for reason, count in figures.cut.most_common())
    print(f"cut or refused, so never acknowledged: {figures.cut.total()} ({reasons}), of which written: {written}")
    swept = ", ".join(f"{count} {name}" for name, count in figures.swept.items())
    print(f"last sweeps removed: {swept}; documents {figures.documents}, lines of the journal {figures.lines}")
    for fault in figures.faults:
        print(f"FAULT {fault}")
    print("Nothing acknowledged was lost; files, metadata and journal agree." if not figures.faults else "NOT DURABLE")
    return 1 if figures.faults or not figures.acknowledged else 0


def main() -> int:
    parser = argparse.ArgumentParser(prog="script/prove_durability", description=__doc__)
    parser.add_argument("--rounds", type=int, default=20, help="kills, each followed by a comparison (default: 20)")
    parser.add_argument("--clients", type=int, default=4, choices=range(1, len(ACCOUNTS) + 1), help="default: 4")
    parser.add_argument("--seed", type=int, default=secrets.randbits(31), help="to choose the same moments again")
    options = parser.parse_args()
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))  # what was started is stopped, whoever asks
    print(f"seed {options.seed}", flush=True)
    folder = Path(tempfile.mkdtemp(prefix="webps-durability-"))
    site = Site(folder)
    try:
        return report(run(site, options.rounds, options.clients, random.Random(options.seed)))  # noqa: S311
    finally:
        site.kill("server")
        destroy(folder / "database")
        shutil.rmtree(folder, ignore_errors=True)


if __name__ == "__main__":
    sys.exit(main())
