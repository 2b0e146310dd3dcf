"""Sessions of an account that passed the second factor: seen by their owner, and closed from another one (PS S30)."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime

from django.contrib.sessions.backends.base import SessionBase
from django.contrib.sessions.models import Session
from django.db import transaction
from django.utils import timezone

from access.models import OpenSession, User
from access.sign_in.sessions import SEEN, STARTED, expiry
from journal.models import Action
from journal.services import Actor, Entry, record

# In this order: most browsers also name those whose engine they share.
BROWSERS = {"Edg": "Edge", "OPR/": "Opera", "Firefox/": "Firefox", "Chrome/": "Chrome", "Safari/": "Safari"}
SYSTEMS = {
    "Windows": "Windows",
    "Android": "Android",
    "iPhone": "iPhone",
    "iPad": "iPad",
    "Mac OS": "macOS",
    "Linux": "Linux",
}


@dataclass(frozen=True, slots=True)
class SessionRow:
    """One session open elsewhere."""

    browser: str
    started_at: datetime
    seen_at: datetime


def browser_words(user_agent: str) -> str:
    """« Firefox, Windows »: enough to recognise one's own, and no more is kept."""
    named = [next((words for mark, words in table.items() if mark in user_agent), "") for table in (BROWSERS, SYSTEMS)]
    return ", ".join(filter(None, named)) or "Navigateur inconnu"


def session_register(user: User, session: SessionBase, user_agent: str) -> None:
    """Remember a session that has just passed the second factor, under its new key."""
    OpenSession.objects.create(session_id=session.session_key, account=user, browser=browser_words(user_agent))


def other_sessions(user: User, current: str | None) -> list[SessionRow]:
    """Sessions of this account that would still answer, but for the current one; the last seen first."""
    return sorted(_living(user, current), key=lambda row: row.seen_at, reverse=True)


def _living(user: User, current: str | None) -> Iterator[SessionRow]:
    opened = OpenSession.objects.filter(account=user, session__expire_date__gt=timezone.now())
    for row in opened.exclude(session=current).select_related("session"):
        data = row.session.get_decoded()
        if STARTED in data and not expiry(data):
            started, seen = (datetime.fromtimestamp(data[name], UTC) for name in (STARTED, SEEN))
            yield SessionRow(row.browser, started, seen)


@transaction.atomic
def other_sessions_close(user: User, current: str | None, *, by: Actor) -> None:
    """End every other session of this account at its next click. Opened records stay: they belong to the practice."""
    keys = list(OpenSession.objects.filter(account=user).exclude(session=current).values_list("session", flat=True))
    if keys:
        Session.objects.filter(pk__in=keys).delete()
        record(Entry(action=Action.SIGN_OUT, actor=by, decision="CLOSED_ELSEWHERE", details={"sessions": len(keys)}))
