"""`manage.py run_due_tasks`: one line per task, one failure stops nothing, two runs never overlap."""

import json
from datetime import timedelta
from io import StringIO
from typing import Any

import pytest
from django.contrib.sessions.models import Session
from django.core import mail
from django.core.files.storage import storages
from django.core.management import call_command
from django.db import connection
from django.utils import timezone

from access.models import Authorisation, Notice, Practice
from access.rules import Basis
from access.telling.notices import tell_patient
from documents import storage
from journal.models import Action, Line
from journal.services import Actor, Entry, record, verify
from tests.factories.documents import DocumentFactory
from tests.factories.patients import PatientFactory
from webps import due_tasks
from webps.management.commands import run_due_tasks as command

pytestmark = pytest.mark.django_db


def run(*arguments: str) -> tuple[int, str]:
    """Exit code, and what was said."""
    out = StringIO()
    try:
        call_command("run_due_tasks", *arguments, stdout=out)
    except SystemExit as stop:
        return int(str(stop.code)), out.getvalue()
    return 0, out.getvalue()


def authorise(practice: Practice, days: int) -> Authorisation:
    now = timezone.now()
    return Authorisation.objects.create(
        patient=PatientFactory(),
        practice=practice,
        basis=Basis.TEAM,
        collected_by=practice.professional,
        given_at=now,
        until=now + timedelta(days=days),
    )


def test_given_nothing_due_then_each_task_says_so_and_nothing_is_journalled() -> None:
    # Other tests of this process may have left older files, at a time of their own.
    code, said = run("--sweep-after", "99999999")

    assert code == 0
    assert [line.split()[0] for line in said.splitlines()] == [task.name for task in due_tasks.TASKS]
    assert not Line.objects.filter(action=Action.TASK_RUN).exists()


def test_given_work_to_do_then_it_is_said_done_and_journalled_once(doctor: Practice) -> None:
    soon = authorise(doctor, 20)
    authorise(doctor, 60)
    tell_patient(Notice.Kind.FIRST_ACCESS, PatientFactory(email="patiente@exemple.test"), key="1", at=timezone.now())
    Session.objects.create(session_key="x", session_data="", expire_date=timezone.now() - timedelta(days=1))
    key = "ab" + "0" * 62
    storage.write(key, b"whatever")

    planned = run("--dry-run")[1]
    assert (len(mail.outbox), storage.exists(key), Session.objects.count()) == (0, True, 1)
    first = [json.loads(line) for line in run("--json", "--sweep-after", "0")[1].splitlines()]
    again = [json.loads(line) for line in run("--json", "--sweep-after", "0")[1].splitlines()]

    assert "would be: 1 notices due" in planned
    told = Notice.objects.get(kind=Notice.Kind.ACCESS_SOON_EXPIRED)
    assert (told.professional, told.record) == (doctor.professional, soon.patient.record.uuid)
    counts = {line["task"]: line for line in first}
    assert (counts["expiry"]["told"], counts["notices"]["sent"], counts["sessions"]["removed"]) == (1, 1, 1)
    assert counts["contents"]["files"] >= 1
    assert not storage.exists(key)
    assert all(not line[name] for line in again for name in line if name not in ("task", "said", "problem"))
    lines = Line.objects.filter(action=Action.TASK_RUN, chain="account:system")
    assert sorted(line.details["task"] for line in lines) == ["contents", "expiry", "notices", "sessions"]
    assert not list(verify())


def test_given_a_task_that_fails_then_the_others_run_and_the_exit_says_so(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def broken(run: Any) -> None:
        raise RuntimeError("2 55 03 99 100 001 78")

    tasks = (due_tasks.Task("broken", "fails", broken), *due_tasks.TASKS)
    monkeypatch.setattr(command, "TASKS", tasks)

    code, said = run()

    assert code == 1
    assert said.splitlines()[0] == "broken     failed: RuntimeError"
    assert len(said.splitlines()) == len(tasks)
    assert Line.objects.get(action=Action.TASK_RUN).decision == "FAILED"


def test_given_metadata_without_their_file_then_the_exit_says_so() -> None:
    content = DocumentFactory().content
    storages["contents"].delete(f"{content.pk[:2]}/{content.pk}")

    code, said = run("--task", "contents")

    assert code == 1
    assert "METADATA WITHOUT THEIR FILE" in said
    assert content.pk[:12] in said


def test_given_traces_kept_for_ten_years_then_they_are_said_and_stay() -> None:
    old, recent = PatientFactory(closed=True), PatientFactory(closed=True)
    for patient in (old, recent):
        record(Entry(action=Action.RECORD_CHANGED, actor=Actor(account="1"), record=patient.record.uuid))
    old.record.closed_on = timezone.localdate() - timedelta(days=3660)
    old.record.save()

    said = run("--task", "terms")

    assert said == (0, "terms      1 closed records whose traces are at their term: see drop_expired_traces\n")
    assert Line.objects.filter(record=old.record.uuid).count() == 1


def test_given_a_run_under_way_when_another_starts_then_it_says_so_and_does_nothing() -> None:
    other = connection.copy()
    try:
        with other.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_lock(%s)", [command._LOCK])
            assert run() == (0, "Another run is under way: nothing done.\n")
            cursor.execute("SELECT pg_advisory_unlock(%s)", [command._LOCK])
    finally:
        other.close()

    assert "nothing done" not in run()[1]


def test_the_list_of_tasks_is_told() -> None:
    said = run("--list")[1]

    assert [line.split()[0] for line in said.splitlines()] == [task.name for task in due_tasks.TASKS]
