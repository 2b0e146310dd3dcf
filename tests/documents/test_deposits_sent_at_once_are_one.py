"""Real transactions, real threads: one submission gives one document, one replacement wins, nothing is half written."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from django.db import connections
from django.http import HttpResponse
from django.test import Client

from access.models import Notice, Practice
from documents import services
from documents.models import Availability, Content, DepositDraft, Document, SubmissionSet
from journal.models import Action, Line
from journal.services import verify
from tests.conftest import SignIn
from tests.documents.depositing import begin, deposit, give, upload
from tests.factories.patients import PatientFactory
from tests.records import open_record

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


def sending(client: Client, draft: str) -> Callable[[], HttpResponse]:
    same: Any = Client()
    same.cookies = client.cookies
    return lambda: same.post(draft + "deposer/", {"informe": "on"})  # type: ignore[no-any-return]


@pytest.fixture
def client(sign_in: SignIn, doctor: Practice) -> Client:
    return sign_in(doctor)


@pytest.fixture
def listing(client: Client) -> str:
    return open_record(client, PatientFactory().matricule)


def test_one_draft_sent_by_many_requests_gives_one_document(client: Client, listing: str) -> None:
    draft = begin(client, listing)
    give(client, draft)

    assert together([sending(client, draft) for _ in range(6)]) == [302] * 6
    assert (Document.objects.count(), SubmissionSet.objects.count()) == (1, 1)
    assert Line.objects.filter(action=Action.DOCUMENT_DEPOSITED, granted=True).count() == 1
    assert Notice.objects.filter(kind=Notice.Kind.DOCUMENT_ADDED).count() == 1
    assert not list(verify())


def test_of_many_replacements_one_wins_and_the_others_are_told(client: Client, listing: str) -> None:
    deposit(client, begin(client, listing))
    first = Document.objects.get()
    drafts = [str(client.post(f"{listing}{first.uuid}/remplacer/")["Location"]) for _ in range(4)]
    for rank, draft in enumerate(drafts):
        give(client, draft, fichiers=upload(b"version %d" % rank, "v.txt"))

    assert together([sending(client, draft) for draft in drafts]) == [302, 409, 409, 409]
    assert Document.objects.filter(replaces=first).count() == 1
    assert Document.objects.filter(availability=Availability.APPROVED).count() == 1
    assert Line.objects.filter(action=Action.DOCUMENT_REPLACED, granted=True).count() == 1
    assert Line.objects.filter(action=Action.DOCUMENT_REPLACED, decision="DOC_ALREADY_REPLACED").count() == 3


def test_a_submission_that_fails_at_its_last_file_leaves_nothing(
    client: Client, listing: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    draft = begin(client, listing)
    give(client, draft, fichiers=[upload(b"un", "1.txt"), upload(b"deux", "2.txt"), upload(b"trois", "3.txt")])
    real, calls = services._journal, []

    def failing(*args: Any) -> None:
        calls.append(args)
        if len(calls) == 3:
            raise services.DepositRefused("panne simulée")
        real(*args)

    monkeypatch.setattr(services, "_journal", failing)
    answer = client.post(draft + "deposer/", {"informe": "on"})
    counts = (Document.objects.count(), Content.objects.count(), SubmissionSet.objects.count(), Notice.objects.filter(
        kind=Notice.Kind.DOCUMENT_ADDED).count())  # fmt: skip
    monkeypatch.undo()

    assert (answer.status_code, counts) == (422, (0, 0, 0, 0))
    assert DepositDraft.objects.get().files.count() == 3
    assert Line.objects.filter(action=Action.DOCUMENT_DEPOSITED).values_list("granted", flat=True).get() is False
    assert client.post(draft + "deposer/", {"informe": "on"}).status_code == 302
    assert Document.objects.count() == 3
