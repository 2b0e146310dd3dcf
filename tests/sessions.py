"""A session as two factors leave it, written at once, with the line of the journal.

`tests.access.signing` goes through the pages.
"""

from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.contrib.sessions.backends.db import SessionStore
from django_otp import DEVICE_ID_SESSION_KEY
from django_otp.plugins.otp_totp.models import TOTPDevice

from access.models import Practice, User
from access.sign_in import sessions
from journal.models import Action
from journal.services import Actor, Entry, record


def session_of(user: User, practice: Practice | None = None) -> str:
    """Key of a new session of this account, in this practice."""
    device, _ = TOTPDevice.objects.get_or_create(user=user, name="Application", confirmed=True)
    session = SessionStore()
    session[SESSION_KEY], session[HASH_SESSION_KEY] = str(user.pk), user.get_session_auth_hash()
    session[BACKEND_SESSION_KEY] = "access.sign_in.backends.AccountBackend"
    session[DEVICE_ID_SESSION_KEY] = device.persistent_id
    sessions.start(session)
    if practice is not None:
        session["practice"] = practice.pk
    session.save()
    by = Actor(account=str(user.pk), session=sessions.reference(session))
    record(Entry(action=Action.SIGN_IN, actor=by, decision="PASSWORD"))
    return str(session.session_key)
