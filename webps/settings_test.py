"""Settings of the test suite: the portal's own, but for the lines below, each with its reason."""

import os

os.environ.setdefault("WEBPS_DEMO", "1")  # test OIDs are accepted; production mode has its own tests
os.environ.setdefault("WEBPS_SECRET_KEY", "only-for-tests-" + "x" * 50)
os.environ.setdefault("WEBPS_JOURNAL_KEY", "only-for-tests")

from webps.settings import *  # noqa: F403
from webps.settings import DATABASES, STORAGES

PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]  # speed: thousands of accounts are made
os.environ.setdefault("WEBPS_TEST_RUN", str(os.getpid()))  # one name for all workers of a run, another for each run
DATABASES["default"]["TEST"] = {"NAME": f"test_{os.environ['WEBPS_TEST_RUN']}"}
DATABASES["default"]["OPTIONS"].pop("pool", None)  # tests drop and restore their database: no connection may linger
STORAGES["staticfiles"] = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}  # nothing collected
STORAGES["contents"] = {"BACKEND": "django.core.files.storage.InMemoryStorage"}  # each test its own contents
EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"  # messages are read by the tests
TEST_RUNNER = "django.test.runner.DiscoverRunner"
WHITENOISE_AUTOREFRESH = True  # static files straight from their folder
