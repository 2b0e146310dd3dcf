"""Django starts the server when it first needs a connection, and not before."""

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.db import OperationalError

from webps.embedded.base import DatabaseWrapper
from webps.embedded.cluster import destroy, status, stop

ROOT = Path(__file__).resolve().parents[2]
SCRIPT = """
import json, sys
from pathlib import Path
import django
from django.conf import settings
from django.core.management import call_command
settings.configure(DATABASES={"default": {
    "ENGINE": "webps.embedded", "NAME": "webps", "OPTIONS": json.loads(sys.argv[2]),
    "EMBEDDED": {"DATA_DIR": sys.argv[1], "DURABLE": False},
}})
django.setup()
from django.db import connection
from webps.embedded.cluster import status
def where():
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_user || '/' || current_database()")
        return cursor.fetchone()[0]
facts = {"started by setup": status(Path(sys.argv[1])) is not None}
connection.creation.create_test_db(verbosity=0, autoclobber=True)
facts["under test"] = where()
connection.creation.destroy_test_db("webps", verbosity=0)
facts["outside"] = where()
facts["pool"] = connection.pool is not None
call_command("dbshell", "--", "-Atc", "SELECT 'from the shell'")
print(json.dumps(facts))
"""


@pytest.fixture(scope="module")
def data_dir(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    folder = tmp_path_factory.mktemp("django") / "database"
    yield folder
    destroy(folder)


def run(data_dir: Path, options: dict[str, object]) -> tuple[str, dict[str, object]]:
    done = subprocess.run(
        [sys.executable, "-W", "error", "-c", SCRIPT, str(data_dir), json.dumps(options)],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    *before, last = done.stdout.splitlines()
    return "\n".join(before), json.loads(last)


@pytest.mark.parametrize("pool", [False, True])
def test_it_starts_when_first_needed_and_serves_test_databases_and_the_shell(data_dir: Path, pool: bool) -> None:
    stop(data_dir)

    printed, facts = run(data_dir, {"pool": True} if pool else {})

    assert facts == {
        "started by setup": False,
        "under test": "webps/test_webps",
        "outside": "webps/webps",
        "pool": pool,
    }
    assert printed == "from the shell"


def test_a_server_that_cannot_start_is_to_django_a_database_out_of_reach(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")

    embedded = {"DATA_DIR": tmp_path / "file" / "database", "DURABLE": True}

    with pytest.raises(OperationalError, match="DATABASE_URL"):
        DatabaseWrapper({"NAME": "webps", "EMBEDDED": embedded}).get_connection_params()


def test_help_and_settings_start_nothing(tmp_path: Path) -> None:
    environment = {name: value for name, value in os.environ.items() if name != "DATABASE_URL"}
    done = subprocess.run(
        [sys.executable, "manage.py", "migrate", "--help"],
        cwd=ROOT,
        env=environment | {"WEBPS_DEMO": "1", "WEBPS_DATA_DIR": str(tmp_path)},
        capture_output=True,
        text=True,
        check=False,
    )

    assert done.returncode == 0, done.stderr
    assert "usage" in done.stdout
    assert status(tmp_path / "database") is None
    assert not (tmp_path / "database").exists()
