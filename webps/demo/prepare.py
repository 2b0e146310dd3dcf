"""Prepares a demonstration in the data folder: settings, database, nomenclatures, matrix, fictitious data.

One process for all of it: a second start takes seconds.
"""

import os
import secrets
import sys
from contextlib import suppress
from io import StringIO
from pathlib import Path

import django
from django.conf import settings
from django.core.management import call_command


def main() -> None:
    data_dir = Path(os.environ["WEBPS_DATA_DIR"]).absolute()
    _write_settings(data_dir)
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "webps.settings")
    django.setup()
    call_command("migrate", verbosity=0, interactive=False)
    if _stale(data_dir):
        call_command("collectstatic", verbosity=0, interactive=False)
        call_command("load_nomenclatures", stdout=_quiet())
        _mark(data_dir)
    call_command("load_habilitations", apply=True, stdout=_quiet())
    call_command("load_demo")
    _due_tasks()
    call_command("demo_accounts")
    print(f"\nLisière : http://{os.environ['HOST']}:{os.environ['PORT']}/   (Ctrl+C pour arrêter)\n", flush=True)


def _due_tasks() -> None:
    """What fell due since the last start; in production a timer does it. Its e-mails go nowhere here."""
    settings.EMAIL_BACKEND = "django.core.mail.backends.dummy.EmailBackend"
    with suppress(SystemExit):  # whatever it found, it has said it
        call_command("run_due_tasks")


def _write_settings(data_dir: Path) -> None:
    """Keys of this demonstration, beside its data: every command run on them agrees."""
    data_dir.mkdir(mode=0o700, parents=True, exist_ok=True)
    path = data_dir / "portal.env"
    if path.exists():
        return
    with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
        file.write("# Written by script/server for this demonstration; remove it to run for real.\n")
        file.write("WEBPS_DEMO=1\n")
        file.write(f"WEBPS_SECRET_KEY={secrets.token_urlsafe(50)}\n")
        file.write(f"WEBPS_JOURNAL_KEY={secrets.token_urlsafe(32)}\n")


def _sources() -> str:
    """Changes when a static file or a shipped table does."""
    root = Path(__file__).resolve().parent.parent.parent
    folders = [root / "static", root / "access" / "data", root / "documents" / "data"]
    files = sorted(p for folder in folders for p in folder.rglob("*") if p.is_file())
    return "\n".join(f"{p.relative_to(root)} {p.stat().st_size} {p.stat().st_mtime_ns}" for p in files)


def _stale(data_dir: Path) -> bool:
    stamp = data_dir / "prepared"
    return not stamp.exists() or stamp.read_text() != _sources()


def _mark(data_dir: Path) -> None:
    (data_dir / "prepared").write_text(_sources())


def _quiet() -> StringIO:
    return StringIO()


if __name__ == "__main__":
    sys.exit(main())
