"""The practice that a session is opened with (PS S02)."""

from django.http import HttpRequest
from django.utils import timezone

from access.models import Practice, RecordAccess, User
from access.practices import PRACTICE_RELATIONS
from access.services import actor, leave_all
from access.sign_in import sessions
from journal.models import Action
from journal.services import Entry, record


def choose(request: HttpRequest, user: User, chosen: Practice) -> bool:
    """Make a practice that of the session. True when another one was left, with its opened records ended."""
    reference = sessions.reference(request.session)
    former = practice_of_session(request, user)
    if former is not None and former.pk == chosen.pk and request.practice is not None:
        return False
    if former is not None and former.pk != chosen.pk:
        cause = RecordAccess.EndCause.PRACTICE_CHANGED
        leave_all(practice=former, by=actor(user, former, session=reference), now=timezone.now(), cause=cause)
    sessions.forget_typed(request.session)
    request.session[sessions.PRACTICE] = chosen.pk
    if user.last_practice_id != chosen.pk:
        User.objects.filter(pk=user.pk).update(last_practice_id=chosen.pk)
    by = actor(user, chosen, session=reference)
    record(Entry(action=Action.PRACTICE_CHOSEN, actor=by, edition=getattr(chosen, "edition", "") or ""))
    return former is not None and former.pk != chosen.pk


def practice_of_session(request: HttpRequest, user: User) -> Practice | None:
    """The practice chosen earlier, even if it is no longer in force: its opened records have to be ended too."""
    current: Practice | None = request.practice
    chosen = request.session.get(sessions.PRACTICE)
    if current is not None or chosen is None or user.professional_id is None:
        return current
    mine = Practice.objects.filter(professional_id=user.professional_id)
    return mine.select_related(*PRACTICE_RELATIONS).filter(pk=chosen).first()


def leave_session(request: HttpRequest, user: User) -> None:
    """End the opened records of a session and say so in the journal; the caller ends the session itself."""
    verified = user.is_verified()  # type: ignore[attr-defined]
    practice = practice_of_session(request, user) if verified else None
    by = actor(user, practice, session=sessions.reference(request.session))
    if practice is not None:
        leave_all(practice=practice, by=by, now=timezone.now(), cause=RecordAccess.EndCause.SIGNED_OUT)
    record(Entry(action=Action.SIGN_OUT, actor=by, decision="SIGNED_OUT" if verified else "GAVE_UP"))
