"""Real transactions: the same filters sent from several windows at once are kept once, and never too many."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from django.db import connections

from access.account.saved_filters import TooMany, filters_save
from access.models import SavedFilters, User
from access.models.saved import MOST_SAVED
from tests.factories.people import UserFactory

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.real_transactions]


def at_once(account: User, names: list[str]) -> list[str]:
    ready = Barrier(len(names))

    def save(name: str) -> str:
        try:
            ready.wait(timeout=60)
            filters_save(account, name=name, query="categorie=biologie")
        except TooMany:
            return "too many"
        finally:
            connections.close_all()
        return "kept"

    with ThreadPoolExecutor(len(names)) as pool:
        return sorted(pool.map(save, names))


def test_a_button_pressed_twice_keeps_once() -> None:
    account = UserFactory()

    assert at_once(account, ["Biologie", "biologie", "BIOLOGIE"]) == ["kept"] * 3
    assert SavedFilters.objects.count() == 1


def test_the_last_place_is_taken_once() -> None:
    account = UserFactory()
    for rank in range(1, MOST_SAVED):
        filters_save(account, name=f"n{rank}", query="non_lus=1")

    assert at_once(account, ["a", "b", "c"]) == ["kept", "too many", "too many"]
    assert SavedFilters.objects.count() == MOST_SAVED
