import json
import logging
import sys
from argparse import ArgumentParser
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import timedelta
from typing import Any

from django.core.management.base import BaseCommand
from django.db import DatabaseError, connection
from django.utils import timezone

from journal.models import Action
from journal.services import Actor, Entry, record
from webps.due_tasks import TASKS, Outcome, Run, Task

logger = logging.getLogger(__name__)
_LOCK = 4_020_600  # advisory lock of this command

_LIST = "\n".join(f"  {task.name:10} {task.about}" for task in TASKS)


class Command(BaseCommand):
    help = (
        "Runs what is due: notices by e-mail, releases, cleaning. One line per task; a task that fails stops no other. "
        "Two runs never overlap. Exit 0 when all went well (or another run is under way), 1 when somebody must look. "
        f"Meant for a timer, every five minutes. Tasks: {', '.join(task.name for task in TASKS)}."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        names = [task.name for task in TASKS]
        parser.add_argument("--task", action="append", choices=names, help="only this one; may be repeated")
        parser.add_argument("--list", action="store_true", help="say which tasks there are")
        parser.add_argument("--dry-run", action="store_true", help="say what would be done, and change nothing")
        parser.add_argument("--json", action="store_true", help="one JSON object per task on standard output")
        parser.add_argument(
            "--sweep-after",
            type=int,
            default=60,
            metavar="MINUTES",
            help="age from which a file without metadata is removed (default: 60)",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        if options["list"]:
            self.stdout.write(_LIST)
            return
        chosen = [task for task in TASKS if not options["task"] or task.name in options["task"]]
        older_than = timedelta(minutes=options["sweep_after"])
        with _alone() as alone:
            if not alone:
                self.stdout.write("Another run is under way: nothing done.")
                return
            run = Run(now=timezone.now(), dry=options["dry_run"], older_than=older_than)
            outcomes = [self._run(task, run, options["json"]) for task in chosen]
        if any(outcome.problem for outcome in outcomes):
            sys.exit(1)

    def _run(self, task: Task, run: Run, as_json: bool) -> Outcome:
        try:
            outcome = task.run(run)
        except Exception as error:
            logger.exception("Task %s failed", task.name)
            outcome = Outcome(f"failed: {type(error).__name__}", problem=True)
        if not run.dry and (outcome.did_something or outcome.problem):
            _journal(task, outcome)
        if as_json:
            said = {"task": task.name, "said": outcome.said, "problem": outcome.problem, **outcome.counts}
            self.stdout.write(json.dumps(said, ensure_ascii=False))
        else:
            prefix = "would be: " if run.dry else ""
            self.stdout.write(f"{task.name:10} {prefix}{outcome.said}")
        return outcome


def _journal(task: Task, outcome: Outcome) -> None:
    """One line per task that changed or found something: a timer that runs for nothing leaves no trace."""
    decision = "FAILED" if outcome.problem else "DONE"
    details = {"task": task.name, **outcome.counts}
    record(Entry(action=Action.TASK_RUN, actor=Actor(account="system"), decision=decision, details=details))


@contextmanager
def _alone() -> Iterator[bool]:
    """True when no other run holds the lock; a run that is killed gives it back with its connection."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_lock(%s)", [_LOCK])
        alone = bool(cursor.fetchone()[0])
        try:
            yield alone
        finally:
            with suppress(DatabaseError):  # a connection that was lost has given it back
                cursor.execute("SELECT pg_advisory_unlock(%s)", [_LOCK])
