"""Settings of the test suite: the portal's own, but for the lines below, each with its reason."""

import os
import tempfile
from pathlib import Path

# Set here and not in a shell, so that the suite never depends on who starts it.
os.environ |= {"WEBPS_DEMO": "1"}  # test OIDs are accepted; production mode has tests of its own
os.environ |= {"WEBPS_SECRET_KEY": "only-for-tests-" + "x" * 50, "WEBPS_JOURNAL_KEY": "only-for-tests"}
# A throw-away cluster for each run, shared by its workers; conftest.py removes it.
os.environ.setdefault("WEBPS_TEST_FOLDER", tempfile.mkdtemp(prefix="webps-tests-"))
os.environ["WEBPS_DATA_DIR"] = os.environ["WEBPS_TEST_FOLDER"]

from webps.settings import *  # noqa: F403
from webps.settings import STORAGES

TEST_FOLDER = Path(os.environ["WEBPS_TEST_FOLDER"])
DATABASES = {
    "default": {
        "ENGINE": "webps.embedded",
        "NAME": "webps",
        "EMBEDDED": {"DATA_DIR": TEST_FOLDER / "database", "DURABLE": False},
        "ATOMIC_REQUESTS": True,
        # No pool: tests drop and restore their database, so that no connection may linger.
    }
}
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]  # speed: many accounts are made
STORAGES["staticfiles"] = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}  # nothing collected
STORAGES["contents"] = {"BACKEND": "django.core.files.storage.InMemoryStorage"}  # no disk; tests of the folder say so
EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"  # messages are read by the tests
WHITENOISE_AUTOREFRESH = True  # static files straight from their folder
