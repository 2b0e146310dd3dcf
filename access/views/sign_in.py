"""S01: the password; sign-out and lock (S31). The second factor is in `access.views.second_factor`."""

from typing import Any
from urllib.parse import urlencode

from django.conf import settings
from django.contrib import messages
from django.contrib.auth import login, logout
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST

from access.models import User
from access.sign_in import sessions
from access.sign_in.addresses import NEXT, home_of, safe_next
from access.sign_in.forms import SignInForm
from access.sign_in.practices import leave_session
from access.views.second_factor import recovery, second_factor
from journal.models import Action
from journal.services import Entry, record

__all__ = ["lock", "locked_out", "recovery", "second_factor", "sign_in", "sign_out", "stay"]


@sensitive_post_parameters("password")
@login_not_required
@require_http_methods(["GET", "HEAD", "POST"])
def sign_in(request: HttpRequest) -> HttpResponse:
    if isinstance(request.user, User) and request.user.is_verified():  # type: ignore[attr-defined]
        return redirect(home_of(request.user))
    form = SignInForm(request.POST if request.method == "POST" else None, request=request)
    address = safe_next(request)
    if not form.is_valid():
        status = 422 if form.is_bound else 200
        return render(request, "access/sign_in/password.html", {"form": form, "next": address}, status=status)
    assert form.user is not None
    login(request, form.user)
    request.session[NEXT] = address
    return redirect("access:second_factor")


def locked_out(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
    """What django-axes answers instead of the page after too many wrong passwords, for this account and address."""
    seconds = int(settings.AXES_COOLOFF_TIME * 3600)
    response = render(request, "access/sign_in/locked.html", {"minutes": seconds // 60}, status=429)
    response["Retry-After"] = str(seconds)
    return response


@login_not_required
@require_POST
def sign_out(request: HttpRequest) -> HttpResponse:
    """Ends the session and the opened records; asks the browser to drop what it kept."""
    if isinstance(request.user, User):
        leave_session(request, request.user)
    logout(request)
    messages.success(request, "Vous êtes déconnecté.")
    return _forgotten(redirect("access:sign_in"))


@require_POST
def lock(request: HttpRequest) -> HttpResponse:
    """« Verrouiller » (PS S31): the session ends, its opened records stay, and signing in leads back to the page."""
    address = f"{reverse('access:sign_in')}?{urlencode({NEXT: safe_next(request)}, safe='/')}"
    logout(request)
    messages.info(request, "Session verrouillée. Reconnectez-vous pour reprendre.")
    record(Entry(action=Action.SIGN_OUT, actor=request.actor, decision="LOCKED"))
    return _forgotten(redirect(address))


def _forgotten(response: HttpResponse) -> HttpResponse:
    response["Clear-Site-Data"] = '"cache"'
    return response


@require_POST
def stay(request: HttpRequest) -> HttpResponse:
    """« Rester connecté »: the session was seen."""
    request.session[sessions.SEEN] = timezone.now().timestamp()
    return HttpResponse(status=204)
