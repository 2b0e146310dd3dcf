"""Requests that arrive together, each in a transaction of its own."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from axes.models import AccessAttempt
from django.db import connections
from django.db.models import Sum
from django.http import HttpResponse
from django.test import Client

from access.models import Practice, User
from journal.models import Action, Line
from journal.services import verify
from tests.access.signing import CODE, RECOVERY, code_of, give_password, with_recovery_codes, with_totp
from tests.factories.people import UserFactory

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.real_transactions]


def together(calls: list[Callable[[], HttpResponse]]) -> list[int]:
    """Status codes of requests sent at once."""

    def call(one: Callable[[], HttpResponse]) -> int:
        try:
            return one().status_code
        finally:
            connections.close_all()

    with ThreadPoolExecutor(len(calls)) as pool:
        return sorted(pool.map(call, calls))


@pytest.fixture
def user(doctor: Practice) -> User:
    return UserFactory(professional=doctor.professional)


def _posting(user: User, address: str, code: str) -> Callable[[], HttpResponse]:
    client: Any = Client()
    give_password(client, user)
    return lambda: client.post(address, {"code": code})


def test_one_code_sent_by_many_browsers_opens_one_session(user: User) -> None:
    code = code_of(with_totp(user))
    assert together([_posting(user, CODE, code) for _ in range(6)]) == [302, 422, 422, 422, 422, 422]
    granted = Line.objects.filter(action=Action.SECOND_FACTOR, granted=True)
    assert granted.count() == 1
    assert not list(verify())


def test_one_recovery_code_sent_by_many_browsers_opens_one_session(user: User) -> None:
    with_totp(user)
    with_recovery_codes(user, "abcdef-123456")
    statuses = together([_posting(user, RECOVERY, "abcdef-123456") for _ in range(4)])
    assert statuses.count(302) == 1


def test_a_burst_of_passwords_gets_no_more_tries_than_the_limit(user: User) -> None:
    def attempt(n: int) -> Callable[[], HttpResponse]:
        return lambda: give_password(Client(), user, password=f"faux{n}")  # type: ignore[no-any-return]

    statuses = together([attempt(n) for n in range(16)])
    assert statuses == [422] * 4 + [429] * 12
    looked_at = Line.objects.filter(action=Action.SIGN_IN, decision="PASSWORD_REFUSED").count()
    assert looked_at == 5
    assert AccessAttempt.objects.aggregate(n=Sum("failures_since_start"))["n"] == 16


def test_a_failure_stays_written_when_its_request_ends(user: User) -> None:
    give_password(Client(), user, password="faux")
    assert Line.objects.get(action=Action.SIGN_IN).granted is False
