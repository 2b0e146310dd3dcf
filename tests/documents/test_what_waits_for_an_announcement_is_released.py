"""Hidden from the patient until the announcement: told of an update at two weeks, visible after one month (AR 8.4)."""

from collections.abc import Callable
from datetime import date, datetime, timedelta
from io import StringIO
from zoneinfo import ZoneInfo

import pytest
import time_machine
from django.core.management import call_command
from django.db import connections, transaction
from django.test import Client
from django.utils import timezone

from access.models import Notice
from documents.lifecycle import release
from documents.lifecycle.release import Release, one_month_after, release_due
from documents.models import Document, MetadataVersion
from journal.models import Action, Line
from patients.models import Representative, SharedRecord
from tests.access.holders import as_patient, as_representative
from tests.access.signing import text
from tests.conftest import SignIn
from tests.factories.documents import DocumentFactory
from tests.factories.patients import PatientFactory, RepresentativeFactory

PARIS = ZoneInfo("Europe/Paris")
START = datetime(2026, 11, 3, 9, 30, tzinfo=PARIS)
LIST = "/mon-dossier/documents/?periode=tout"


def hidden(**values: object) -> Document:
    document: Document = DocumentFactory(hidden_from_patient_since=START, title="Annonce à faire", **values)
    return document


def run_tasks() -> str:
    out = StringIO()
    call_command("run_due_tasks", stdout=out)
    return out.getvalue()


def kinds(document: Document) -> list[str]:
    return list(Notice.objects.filter(patient=document.patient).order_by("pk").values_list("kind", flat=True))


def sees(client: Client) -> bool:
    return "Annonce à faire" in text(client.get(LIST))


@pytest.mark.edge_case(18)
def test_given_thirty_one_days_when_the_tasks_run_then_the_patient_sees_the_document_without_any_human_act(
    sign_in: SignIn,
) -> None:
    document = hidden()
    with time_machine.travel(START + timedelta(days=29), tick=False):
        run_tasks()
        assert not sees(as_patient(sign_in, document.patient))

    with time_machine.travel(START + timedelta(days=31), tick=False):
        said = run_tasks()
        client = sign_in(user=document.patient.account)
        assert sees(client)
        assert client.get(f"/mon-dossier/documents/{document.uuid}/").status_code == 200

    assert "1 documents shown to their patient after one month" in said
    assert kinds(document) == [Notice.Kind.UPDATE_WAITING, Notice.Kind.DOCUMENT_ADDED]


@pytest.mark.edge_case(19)
def test_given_fourteen_days_when_the_tasks_run_then_the_patient_is_told_that_an_update_exists_and_nothing_else(
    sign_in: SignIn,
) -> None:
    document = hidden()
    with time_machine.travel(START + timedelta(days=13, hours=23), tick=False):
        assert release_due(timezone.now()) == Release(told=0, released=0)
    with time_machine.travel(START + timedelta(days=14), tick=False):
        run_tasks()
        run_tasks()
        assert not sees(as_patient(sign_in, document.patient))

    notice = Notice.objects.get(patient=document.patient)
    assert notice.kind == Notice.Kind.UPDATE_WAITING
    assert document.title not in f"{notice.details}{notice.actor_words}"
    document.refresh_from_db()
    assert document.hidden_from_patient_since == START


def test_given_a_release_then_its_line_and_its_version_say_who_when_from_and_to(db: None) -> None:
    document = hidden(mask_on_release=True)
    now = START + timedelta(days=31)

    assert release_due(now) == Release(told=0, released=1)
    assert release_due(now) == Release(told=0, released=0)

    document.refresh_from_db()
    line, version = Line.objects.get(document=document.uuid), MetadataVersion.objects.get(document=document)
    assert (document.hidden_from_patient_since, document.masked, document.mask_on_release) == (None, True, False)
    assert (line.action, line.decision, line.account, line.document_version) == (
        Action.DOCUMENT_RELEASED,
        "ONE_MONTH",
        "",
        2,
    )
    assert (version.version, version.entry_uuid, version.at) == (2, document.entry_uuid, now)
    assert (version.changed_by, version.changed_by_words) == (None, release.WORDS)
    assert datetime.fromisoformat(version.from_state["hidden_from_patient_since"]) == START
    assert version.to_state["masked"] is True


def test_given_a_document_hidden_from_the_parents_too_then_they_are_told_of_nothing_and_never_see_it(
    sign_in: SignIn,
) -> None:
    mother: Representative = RepresentativeFactory(email="mere@exemple.test")
    document = hidden(patient=mother.patient, hidden_from_representatives=True)

    release_due(START + timedelta(days=15))
    release_due(START + timedelta(days=31))

    assert kinds(document) == [Notice.Kind.UPDATE_WAITING, Notice.Kind.DOCUMENT_ADDED]
    assert not Notice.objects.filter(representative=mother).exists()
    assert not Notice.objects.filter(patient=mother.patient, due_at__isnull=False).exists()
    assert Line.objects.get(document=document.uuid).confidential
    assert sees(as_patient(sign_in, mother.patient))
    assert not sees(as_representative(sign_in, mother))


def test_given_deleted_documents_and_old_versions_then_the_first_stay_and_the_second_are_released_in_silence(
    db: None,
) -> None:
    patient = PatientFactory()
    deleted = hidden(patient=patient, deleted=True)
    old = hidden(patient=patient, availability="deprecated")

    release_due(START + timedelta(days=15))
    assert release_due(START + timedelta(days=40)) == Release(told=0, released=1)

    deleted.refresh_from_db()
    old.refresh_from_db()
    assert deleted.hidden_from_patient_since == START
    assert old.hidden_from_patient_since is None
    assert kinds(old) == []


def test_given_a_run_that_stops_in_the_middle_then_the_next_one_goes_on_from_there(
    monkeypatch: pytest.MonkeyPatch, db: None
) -> None:
    documents = [hidden() for _ in range(3)]
    now = START + timedelta(days=31)
    whole, seen = release._release, []

    def stopping(document: Document, at: datetime) -> None:
        whole(document, at)
        seen.append(document.pk)
        if len(seen) == 2:
            raise KeyboardInterrupt

    monkeypatch.setattr(release, "_release", stopping)
    with pytest.raises(KeyboardInterrupt):
        release_due(now)
    monkeypatch.undo()

    assert release_due(now).released == 2
    assert all(Document.objects.get(pk=d.pk).hidden_from_patient_since is None for d in documents)
    assert Line.objects.filter(action=Action.DOCUMENT_RELEASED).count() == 3
    assert MetadataVersion.objects.count() == 3


@pytest.mark.real_transactions
@pytest.mark.django_db(transaction=True)
def test_given_a_document_that_somebody_holds_then_the_run_does_not_wait_for_it() -> None:
    held, free = hidden(), hidden()
    now = START + timedelta(days=31)
    other = connections["default"].copy()
    try:
        other.ensure_connection()
        with transaction.atomic(), other.cursor() as cursor:
            other.set_autocommit(False)
            cursor.execute("SELECT 1 FROM documents_document WHERE id = %s FOR UPDATE", [held.pk])
            assert release_due(now).released == 1
            other.rollback()
    finally:
        other.close()

    held.refresh_from_db()
    free.refresh_from_db()
    assert (held.hidden_from_patient_since, free.hidden_from_patient_since) == (START, None)


def test_a_dry_run_says_the_same_and_changes_nothing(db: None) -> None:
    hidden()
    for days, expected in ((15, Release(told=1, released=0)), (31, Release(told=0, released=1))):
        assert release_due(START + timedelta(days=days), dry=True) == expected
    assert not Notice.objects.exists()
    assert not MetadataVersion.objects.exists()


@pytest.mark.parametrize(
    ("start", "end"),
    [
        (date(2026, 11, 3), date(2026, 12, 3)),
        (date(2026, 1, 31), date(2026, 2, 28)),
        (date(2026, 12, 31), date(2027, 1, 31)),
        (date(2026, 2, 28), date(2026, 3, 28)),
    ],
)
def test_a_month_is_a_month_of_the_calendar_and_ends_at_its_hour(start: date, end: date) -> None:
    at: Callable[[date], datetime] = lambda day: datetime(day.year, day.month, day.day, 9, 30, tzinfo=PARIS)  # noqa: E731

    assert one_month_after(at(start)) == at(end)


def test_the_shared_record_of_a_released_document_is_left_as_it_is(db: None) -> None:
    document = hidden()
    record = SharedRecord.objects.filter(patient=document.patient)
    before = record.values().get()

    release_due(START + timedelta(days=31))

    after = record.values().get()
    assert after.pop("revision") != before.pop("revision")
    assert after == before
