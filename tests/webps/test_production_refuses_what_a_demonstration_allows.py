"""Production mode, in processes of its own: missing settings are named, test identities refused, checks are clean."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

# Each in one process: what it refuses, a line each; ends badly when one of them is not refused.
EACH_COMMAND = """
import os, sys, django
from django.core.exceptions import ImproperlyConfigured
from django.core.management import CommandError, call_command
os.environ["DJANGO_SETTINGS_MODULE"] = "webps.settings"
django.setup()
for name in sys.argv[1:]:
    try:
        call_command(name)
    except (CommandError, ImproperlyConfigured) as refusal:
        print(refusal)
    else:
        sys.exit(f"{name} is not refused")
"""
ROOT = Path(__file__).resolve().parents[2]
PRODUCTION = {
    "WEBPS_SECRET_KEY": "qwertyuiopasdfghjklzxcvbnm0123456789QWERTYUIOPASDFGHJKLZXCVBNM-",
    "WEBPS_JOURNAL_KEY": "a-key-kept-outside-the-database-0123456789",
    "WEBPS_ALLOWED_HOSTS": "portail.example.org",
    "WEBPS_EMAIL_URL": "smtp://localhost",
    "DATABASE_URL": "postgresql://nobody@localhost/nothing",
    "WEBPS_CLAMD": "/run/clamav/clamd.ctl",
}


def run(*command: str, tmp_path: Path, **environment: str) -> subprocess.CompletedProcess[str]:
    clean = {k: v for k, v in os.environ.items() if not k.startswith(("WEBPS_", "DJANGO_", "DATABASE_"))}
    return subprocess.run(
        [sys.executable, *command],
        cwd=ROOT,
        env=clean | {"WEBPS_DATA_DIR": str(tmp_path)} | environment,
        capture_output=True,
        text=True,
        check=False,
    )


def test_each_missing_setting_is_named(tmp_path: Path) -> None:
    done = run("manage.py", "check", tmp_path=tmp_path)

    assert done.returncode == 1
    for name in ("WEBPS_SECRET_KEY", "WEBPS_JOURNAL_KEY", "WEBPS_ALLOWED_HOSTS", "WEBPS_EMAIL_URL"):
        assert name in done.stderr


def test_the_server_does_not_start_without_them(tmp_path: Path) -> None:
    done = run("-c", "import webps.wsgi", tmp_path=tmp_path)

    assert done.returncode == 1
    assert "WEBPS_JOURNAL_KEY is not set" in done.stderr


def test_the_deployment_check_has_no_warning(tmp_path: Path) -> None:
    done = run("manage.py", "check", "--deploy", "--fail-level", "WARNING", tmp_path=tmp_path, **PRODUCTION)

    assert (done.returncode, done.stderr.strip()) == (0, "")


def test_the_deployment_check_says_that_no_antivirus_examines_deposits(tmp_path: Path) -> None:
    environment = PRODUCTION | {"WEBPS_CLAMD": ""}
    done = run("manage.py", "check", "--deploy", "--fail-level", "WARNING", tmp_path=tmp_path, **environment)

    assert done.returncode == 0
    assert "WEBPS_CLAMD is not set" in done.stderr


def test_production_accepts_the_two_authorities_of_production_only(tmp_path: Path) -> None:
    code = "from django.conf import settings; print(settings.INS_OIDS, settings.SESSION_COOKIE_SECURE)"
    done = run("manage.py", "shell", "--no-imports", "-c", code, tmp_path=tmp_path, **PRODUCTION)

    assert done.stdout.strip() == "['1.2.250.1.213.1.4.8', '1.2.250.1.213.1.4.9'] True"


@pytest.mark.parametrize(
    ("name", "value"),
    [("WEBPS_BEHIND_PROXY", "1"), ("WEBPS_ALLOWED_HOSTS", "portail.example.org"), ("WEBPS_EMAIL_URL", "smtp://mail")],
)
def test_demonstration_mode_with_a_setting_of_a_real_site_is_refused(tmp_path: Path, name: str, value: str) -> None:
    (tmp_path / "portal.env").write_text("WEBPS_DEMO=1\nWEBPS_SECRET_KEY=x\nWEBPS_JOURNAL_KEY=y\n")

    done = run("-c", "import webps.wsgi", tmp_path=tmp_path, **{name: value})

    assert done.returncode == 1
    assert f"Demonstration mode is on with settings of a real site: {name}" in done.stderr


def test_demonstration_commands_do_nothing_in_production(tmp_path: Path) -> None:
    done = run("-c", EACH_COMMAND, "demo_accounts", "demo_patients", "load_demo", tmp_path=tmp_path, **PRODUCTION)

    assert done.returncode == 0, done.stderr
    refusals = done.stdout.splitlines()
    assert len(refusals) == 3
    assert all("demonstration mode" in words for words in refusals)


def test_rendering_a_file_and_help_need_no_setting_and_start_no_database(tmp_path: Path) -> None:
    file = tmp_path / "note.txt"
    file.write_text("Une note", encoding="utf-8")

    assert "Une note" in run("manage.py", "render_document", str(file), tmp_path=tmp_path).stdout
    assert run("manage.py", "import_documents", "--help", tmp_path=tmp_path).returncode == 0
    assert not (tmp_path / "database").exists()
