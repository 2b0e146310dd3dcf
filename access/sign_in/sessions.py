"""What a session remembers, and for how long."""

from datetime import timedelta
from hashlib import sha256
from uuid import UUID

from django.conf import settings
from django.contrib.sessions.backends.base import SessionBase
from django.utils import timezone

STARTED, SEEN, PRACTICE = "started_at", "seen_at", "practice"
TYPED = "typed:"
RESOLUTION = timedelta(seconds=60)  # a page seldom writes the session only to say that it was seen


def start(session: SessionBase) -> None:
    now = timezone.now().timestamp()
    session[STARTED] = session[SEEN] = now


def expiry(session: SessionBase) -> str:
    """Why a session is over (PS S31): IDLE too long, or too OLD; empty while it lasts. Without times, it just began."""
    now = timezone.now().timestamp()
    if now - session.get(STARTED, now) >= settings.SESSION_ABSOLUTE_SECONDS:
        return "SESSION_OLD"
    return "SESSION_IDLE" if now - session.get(SEEN, now) >= settings.SESSION_IDLE_SECONDS else ""


def touch(session: SessionBase) -> None:
    """Say that the session was seen; written at most once a minute."""
    now = timezone.now().timestamp()
    if STARTED not in session:
        start(session)
    elif now - session.get(SEEN, 0) >= RESOLUTION.total_seconds():
        session[SEEN] = now


def reference(session: SessionBase) -> str:
    """What the journal keeps of a session: enough to tell two apart, useless to enter."""
    return sha256((session.session_key or "").encode()).hexdigest()[:16]


def typed_key(what: str, access_uuid: UUID) -> str:
    """Where a session keeps what was typed in an opened record: an address would end up in logs."""
    return f"{TYPED}{what}:{access_uuid}"


def keep_typed(session: SessionBase, key: str, typed: object) -> None:
    """Nothing typed leaves nothing of what was typed before."""
    if typed:
        session[key] = typed
    else:
        session.pop(key, None)


def forget_typed(session: SessionBase, access_uuid: UUID | None = None) -> None:
    """Drop what was typed in an opened record that is left or has ended; without one, in all of them."""
    for key in list(session.keys()):
        if key.startswith(TYPED) and (access_uuid is None or key.endswith(f":{access_uuid}")):
            del session[key]
