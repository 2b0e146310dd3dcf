"""Closed by default: a session in time, a verified second factor, a practice re-checked on every request."""

import re
from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.contrib.auth import SESSION_KEY
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse

from access.account import preferences_of
from access.marks import is_open, needs_second_factor
from access.models import Practice, User
from access.practices import practice_of
from access.refusals import RefusalMiddleware
from access.services import actor
from access.sign_in import sessions
from access.sign_in.addresses import sign_in_again, whole_page
from journal.models import Action
from journal.services import Actor, Entry, record

__all__ = ["PracticeMiddleware", "RefusalMiddleware", "SecondFactorMiddleware", "SessionLimitsMiddleware"]

GetResponse = Callable[[HttpRequest], HttpResponse]
_ACCOUNT = re.compile("[0-9]{1,19}")  # as a session bears it: anything else there is nobody


class SessionLimitsMiddleware:
    """Ends a session idle too long, too old, or of no account, and sends whoever has none to the sign-in page.

    Before Django's LoginRequiredMiddleware, which stays as a second lock: that one would send a person back to
    pages that are only posted to, and would put the sign-in page inside a fragment.
    """

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if SESSION_KEY in request.session:
            if not _ACCOUNT.fullmatch(str(request.session[SESSION_KEY])):
                request.session.flush()
            elif cause := sessions.expiry(request.session):
                _expire(request, cause)
            else:
                sessions.touch(request.session)
        return self.get_response(request)

    def process_view(self, request: HttpRequest, view: Any, args: Any, kwargs: Any) -> HttpResponse | None:
        if is_open(view) or request.user.is_authenticated:
            return None
        return sign_in_again(request)


def _expire(request: HttpRequest, cause: str) -> None:
    """From here on the request is anonymous. The opened records stay: they belong to the practice (DESIGN 2)."""
    by = Actor(account=request.session[SESSION_KEY], session=sessions.reference(request.session))
    request.session.flush()
    messages.warning(request, "Votre session a expiré pour protéger les dossiers. Reconnectez-vous pour reprendre.")
    record(Entry(action=Action.SIGN_OUT, actor=by, decision=cause))


class SecondFactorMiddleware:
    """Nothing answers before the second factor, but for views that say so themselves."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(self, request: HttpRequest, view: Any, args: Any, kwargs: Any) -> HttpResponse | None:
        user = request.user if needs_second_factor(view) else None
        if not isinstance(user, User):
            return None
        if not user.is_verified():  # type: ignore[attr-defined]
            return whole_page(request, reverse("access:second_factor"))
        if request.resolver_match and request.resolver_match.app_name == "admin" and not user.is_staff:
            raise Http404  # Django's admin would offer its own sign-in form
        return None


class PracticeMiddleware:
    """`request.preferences`; `request.practice` (or None) and `request.actor`, checked against today's database."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        request.practice = None
        request.preferences = preferences_of(request.user)  # error pages bear them too, wherever they come from
        request.actor = Actor()
        return self.get_response(request)

    def process_view(self, request: HttpRequest, view: Any, args: Any, kwargs: Any) -> None:
        user = request.user
        if isinstance(user, User) and user.is_verified():
            request.practice = _practice(request, user)
            request.actor = actor(user, request.practice, session=sessions.reference(request.session))


def _practice(request: HttpRequest, user: User) -> Practice | None:
    chosen = request.session.get(sessions.PRACTICE)
    if user.professional_id is None or chosen is None:
        return None
    return practice_of(user.professional_id, chosen, account=user.pk)
