"""A database given back after use, people who sign in, and what every test may start from."""

import gc
from collections.abc import Callable, Iterator
from io import StringIO
from shutil import rmtree
from typing import Any

import pytest
import time_machine
from django.conf import settings
from django.core.cache import cache
from django.core.management import call_command
from django.db import connections
from django.test import Client, TransactionTestCase
from django.utils import timezone

from access.models import Practice, User
from tests import browser, database
from tests.factories.people import PracticeFactory, UserFactory
from tests.sessions import session_of
from webps.embedded.cluster import destroy


def pytest_sessionfinish(session: pytest.Session) -> None:
    """Each process closes its browser; the one that started the throw-away cluster removes it."""
    browser.stop()
    if not hasattr(session.config, "workerinput"):
        connections.close_all()
        destroy(settings.TEST_FOLDER / "database")
        rmtree(settings.TEST_FOLDER, ignore_errors=True)


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """The long ones come first: short ones are left to the end, which workers then reach together."""
    items.sort(key=_turn)


def _turn(item: pytest.Item) -> int:
    """In a browser; whole journeys, and what starts other programs; the rest."""
    if item.get_closest_marker("browser"):
        return 0
    return 1 if item.path.parent.name in ("journeys", "webps") else 2


def pytest_collection_finish(session: pytest.Session) -> None:
    """What was imported stays until the end: the collector of garbage need not look at it over and over."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(200_000, 10, 10)


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup: None, django_db_blocker: Any) -> Iterator[None]:
    """Nomenclatures and matrix are loaded once, then kept for what follows a test with real transactions."""
    with django_db_blocker.unblock():
        call_command("load_nomenclatures", stdout=StringIO())
        call_command("load_habilitations", apply=True, stdout=StringIO())
        database.keep()
    yield
    connections.close_all()
    with django_db_blocker.unblock():  # a thread of the live server, still connected, would keep it from being dropped
        database.end_others()
        connections.close_all()


@pytest.fixture(autouse=True, scope="session")
def _give_back_instead_of_truncating() -> Iterator[None]:
    patch = pytest.MonkeyPatch()
    patch.setattr(TransactionTestCase, "_fixture_teardown", lambda self: database.give_back())
    yield
    patch.undo()


@pytest.fixture(autouse=True)
def _empty_cache() -> None:
    cache.clear()


@pytest.fixture
def stopped_clock() -> Iterator[None]:
    """For pages compared before and after: the minute that a page states does not change between the two."""
    with time_machine.travel(timezone.now(), tick=False):
        yield


SignIn = Callable[..., Client]


@pytest.fixture
def sign_in(db: None) -> SignIn:
    """A session as two factors leave it: `sign_in(practice)` or `sign_in(user=administrator)`; a new client each."""

    def _sign_in(practice: Practice | None = None, *, user: User | None = None, client: Client | None = None) -> Client:
        client = client or Client()
        if user is None:
            assert practice is not None
            user = User.objects.filter(professional=practice.professional).first() or UserFactory(
                professional=practice.professional
            )
        client.cookies[settings.SESSION_COOKIE_NAME] = session_of(user, practice)
        client.user = user  # type: ignore[attr-defined]
        return client

    return _sign_in


@pytest.fixture
def doctor(db: None) -> Practice:
    return PracticeFactory(doctor=True)


@pytest.fixture
def pharmacist(db: None) -> Practice:
    return PracticeFactory(pharmacist=True)


@pytest.fixture
def optician(db: None) -> Practice:
    return PracticeFactory(optician=True)
