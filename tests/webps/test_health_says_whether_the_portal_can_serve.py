"""GET /sante/, for machines, and /etat/, for people: the database answers and every migration is applied."""

from collections.abc import Iterator
from types import SimpleNamespace

import pytest
from django.db import OperationalError
from django.db.migrations.executor import MigrationExecutor
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from webps import views


@pytest.fixture(autouse=True)
def _new_process() -> Iterator[None]:
    """As when the process has just started: nothing is known of the migrations."""
    views._is_migrated.cache_clear()
    yield
    views._is_migrated.cache_clear()


@pytest.fixture
def database_is_down(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*args: object, **kwargs: object) -> None:
        raise OperationalError("connection refused")

    monkeypatch.setattr(views, "connection", SimpleNamespace(cursor=refuse))


def test_given_a_database_up_to_date_when_anybody_asks_then_it_is_ok_without_a_session(db: None) -> None:
    answer = Client().get("/sante/")

    assert (answer.status_code, answer.json()) == (200, {"status": "ok"})
    assert not answer.cookies


def test_given_a_good_answer_when_asked_again_then_the_migrations_are_not_read_again(
    db: None, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    Client().get("/sante/")

    with django_assert_num_queries(1):
        assert Client().get("/sante/").status_code == 200


@pytest.mark.parametrize(("path", "words"), [("/sante/", '"unavailable"'), ("/etat/", "Interrompu")])
def test_given_a_database_that_does_not_answer_when_asked_then_it_is_said(
    db: None, database_is_down: None, path: str, words: str
) -> None:
    answer = Client().get(path)

    assert answer.status_code == (503 if path == "/sante/" else 200)
    assert words in answer.content.decode()


def test_given_a_missing_migration_when_it_is_applied_then_the_same_process_serves(
    db: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as patch:
        patch.setattr(MigrationExecutor, "migration_plan", lambda *args: [("one", False)])
        assert Client().get("/sante/").status_code == 503

    assert Client().get("/sante/").status_code == 200


@pytest.mark.parametrize("view", [views.health, views.service_state, views.statement, views.components])
def test_given_an_open_page_then_it_needs_neither_account_nor_transaction(view: object) -> None:
    assert getattr(view, "login_required", True) is False
    assert getattr(view, "second_factor_not_required", False) is True
    assert getattr(view, "_non_atomic_requests", None) == {"default"}
