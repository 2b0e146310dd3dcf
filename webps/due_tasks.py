"""What `manage.py run_due_tasks` does, in this order. Each task is safe to run at any time, and again."""

import sys
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from django.contrib.sessions.models import Session
from django.utils import timezone
from tqdm import tqdm

from access.telling import alerts, outbox
from documents.deposit.drafts import drafts_expired, drafts_forget
from documents.lifecycle.release import release_due
from documents.news import news_tell
from documents.search.indexing import documents_index, documents_to_index
from documents.sweep import LEFT_ALONE, sweep_contents
from webps.management.commands.drop_expired_traces import records_at_term


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a task did (or would do): a sentence, its figures, and whether somebody must look at it."""

    said: str
    counts: dict[str, int] = field(default_factory=dict)
    problem: bool = False

    @property
    def did_something(self) -> bool:
        return any(self.counts.values())


@dataclass(frozen=True, slots=True, kw_only=True)
class Run:
    """How this run goes. Nothing is changed when `dry` is set."""

    now: datetime
    dry: bool = False
    older_than: timedelta = LEFT_ALONE


@dataclass(frozen=True, slots=True)
class Task:
    name: str
    about: str
    run: Callable[[Run], Outcome]


def _soon_expired(run: Run) -> Outcome:
    told = alerts.soon_expired(run.now).count() if run.dry else alerts.soon_expired_tell(run.now)
    return Outcome(f"{told} professionals told that an access ends soon", {"told": told})


def _release(run: Run) -> Outcome:
    done = release_due(run.now, dry=run.dry)
    said = f"{done.released} documents shown to their patient after one month, {done.told} told of after two weeks"
    return Outcome(said, {"released": done.released, "told": done.told})


def _news(run: Run) -> Outcome:
    told = news_tell(run.now, dry=run.dry)
    return Outcome(f"{told} notices of new documents for professionals who asked", {"told": told})


def _notices(run: Run) -> Outcome:
    waiting = outbox.due(run.now).count()
    if run.dry:
        return Outcome(f"{waiting} notices due", {"due": waiting})
    with tqdm(total=waiting, unit="notice", file=sys.stderr, disable=None, leave=False) as bar:
        done = outbox.deliver_due(run.now, progress=bar.update)
    trouble = outbox.in_trouble().count()
    said = f"{done.sent} messages sent, {done.failed} failed and put off, {done.withdrawn} notices withdrawn"
    counts = {"sent": done.sent, "failed": done.failed, "withdrawn": done.withdrawn}
    if trouble:
        said += f"; {trouble} notices fail again and again: see « Avis non remis » in the administration"
    return Outcome(said, counts, problem=bool(trouble))


def _contents(run: Run) -> Outcome:
    def progress(folders: Any) -> Any:
        return tqdm(folders, unit="folder", file=sys.stderr, disable=None, leave=False)

    swept = sweep_contents(run.now, older_than=run.older_than, dry_run=run.dry, progress=progress)
    said = f"{swept.files} files without metadata, {swept.partial} partial files and {swept.rows} unused rows removed"
    counts = {"files": swept.files, "partial": swept.partial, "rows": swept.rows, "missing": len(swept.missing)}
    if swept.missing:
        shown = ", ".join(key[:12] for key in swept.missing[:5])
        said += f"; {len(swept.missing)} METADATA WITHOUT THEIR FILE ({shown}…): restore them from a backup"
    return Outcome(said, counts, problem=bool(swept.missing))


def _drafts(run: Run) -> Outcome:
    removed = drafts_expired(run.now).count() if run.dry else drafts_forget(run.now)
    return Outcome(f"{removed} deposits in preparation forgotten", {"removed": removed})


def _index(run: Run) -> Outcome:
    """What a deposit did not index itself: documents from before the search, files that could not be read then."""
    waiting = len(documents_to_index())
    if run.dry:
        return Outcome(f"{waiting} documents to index", {"waiting": waiting})
    with tqdm(total=waiting, unit="document", file=sys.stderr, disable=None, leave=False) as bar:
        done, unreadable = documents_index(progress=bar.update)
    said = f"{done} documents indexed for the search, {unreadable} that could not be read"
    return Outcome(said, {"indexed": done})


def _sessions(run: Run) -> Outcome:
    expired = Session.objects.filter(expire_date__lt=run.now)
    removed = expired.count() if run.dry else expired.delete()[0]
    return Outcome(f"{removed} expired sessions removed", {"removed": removed})


def _terms(run: Run) -> Outcome:
    """Said and no more: the portal's role may not destroy traces (docs/production.md)."""
    records = records_at_term(timezone.localdate(run.now)).count()
    return Outcome(f"{records} closed records whose traces are at their term: see drop_expired_traces")


TASKS = (
    Task("expiry", "tells professionals whose team authorisation ends soon", _soon_expired),
    Task("release", "shows patients, after one month, what waited for an announcement", _release),
    Task("news", "tells professionals who asked of new documents that they may read", _news),
    Task("notices", "sends by e-mail the notices that are due", _notices),
    Task("drafts", "forgets deposits in preparation whose time has passed", _drafts),
    Task("contents", "removes files without metadata; tells metadata without their file", _contents),
    Task("index", "indexes for the search what is not yet", _index),
    Task("sessions", "removes expired sessions", _sessions),
    Task("terms", "says which traces have been kept for ten years after the closure", _terms),
)
