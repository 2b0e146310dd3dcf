"""S01, second step: one chosen device, the application or the recovery codes."""

import math
from dataclasses import dataclass
from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods
from django_otp import login as otp_login
from django_otp.plugins.otp_static.models import StaticDevice
from django_otp.plugins.otp_totp.models import TOTPDevice

from access.account.open_sessions import session_register
from access.marks import second_factor_not_required
from access.models import User
from access.practices import practices_of
from access.services import actor
from access.sign_in import practices, public_address, sessions
from access.sign_in.addresses import NEXT, after_sign_in
from access.sign_in.enrolment import send_own_link
from access.sign_in.factors import Checked, CodeProblem, check, demonstration_code, static_device, totp_device
from access.sign_in.forms import CodeForm, RecoveryForm
from access.sign_in.notices import tell
from journal.models import Action
from journal.services import Entry, record

FAILURES_TOLD = 5  # wrong codes in a row, each after the right password
SENTENCES = {
    CodeProblem.WRONG: "Ce code n’est pas valable. Vérifiez votre saisie, puis recommencez.",
    CodeProblem.USED: "Ce code a déjà servi, attendez le suivant.",
    CodeProblem.LATE: "Ce code est trop ancien. Saisissez celui que votre application affiche maintenant.",
    CodeProblem.THROTTLED: "Trop d’essais : ce code n’a pas été vérifié. Réessayez à partir de {until}.",
}


@dataclass(frozen=True, slots=True)
class _Step:
    """One way to give the second factor."""

    template: str
    decision: str
    form: type[forms.Form]
    device: TOTPDevice | StaticDevice


@second_factor_not_required
@require_http_methods(["GET", "HEAD", "POST"])
def second_factor(request: HttpRequest) -> HttpResponse:
    device = totp_device(_signing_in(request))
    if device is None:
        return _no_device(request)
    return _code_page(request, _Step("access/sign_in/code.html", "TOTP", CodeForm, device))


@second_factor_not_required
@require_http_methods(["GET", "HEAD", "POST"])
def recovery(request: HttpRequest) -> HttpResponse:
    device = static_device(_signing_in(request))
    if device is None:
        return render(request, "access/sign_in/recovery.html", {"device": None})
    return _code_page(request, _Step("access/sign_in/recovery.html", "RECOVERY_CODE", RecoveryForm, device))


def _signing_in(request: HttpRequest) -> User:
    assert isinstance(request.user, User)  # middleware has let nobody else through
    return request.user


def _no_device(request: HttpRequest) -> HttpResponse:
    """A password alone enrols nothing: at most it has a new link sent to the registered address."""
    user = _signing_in(request)
    context: dict[str, Any] = {"reachable": bool(user.registered_address)}
    if request.method == "POST" and context["reachable"]:
        by = actor(user, None, session=sessions.reference(request.session))
        sent = send_own_link(user, base_url=public_address.of_request(request), by=by)
        context["sent"] = "sent" if sent else "recently"
    return render(request, "access/sign_in/no_device.html", context, status=403)


def _code_page(request: HttpRequest, step: _Step) -> HttpResponse:
    form = step.form(request.POST if request.method == "POST" else None)
    checked = None
    if form.is_valid():
        checked = check(_signing_in(request), step.device, form.cleaned_data["code"])
        if checked.device is not None:
            return _verified(request, checked.device, step)
        _refuse(request, form, checked)
    shown = demonstration_code(step.device) if isinstance(step.device, TOTPDevice) else None
    context = {"form": form, "device": step.device, "demonstration_code": shown}
    response = render(request, step.template, context, status=422 if form.is_bound else 200)
    if checked and checked.locked_until:
        response.status_code = 429
        response["Retry-After"] = str(math.ceil((checked.locked_until - timezone.now()).total_seconds()))
    return response


def _refuse(request: HttpRequest, form: forms.Form, checked: Checked) -> None:
    """Say why on the form and in the journal; tell the owner when somebody who has the password is guessing."""
    user, problem = _signing_in(request), checked.problem
    assert problem is not None
    until = _moment(checked)
    form.add_error("code", ValidationError(SENTENCES[problem].format(until=until), code=problem))
    if checked.failures == FAILURES_TOLD:
        tell(user, "codes_failing")
    by = actor(user, None, session=sessions.reference(request.session))
    record(Entry(action=Action.SECOND_FACTOR, actor=by, granted=False, decision=problem.value.upper()))


def _moment(checked: Checked) -> str:
    """When the device answers again: the hour, with the day when it is not today."""
    if checked.locked_until is None:
        return ""
    until = timezone.localtime(checked.locked_until)
    hour = f"{until:%H h %M min %S s}"
    return hour if until.date() == timezone.localdate() else f"{hour}, le {until:%d/%m/%Y}"


def _verified(request: HttpRequest, device: TOTPDevice | StaticDevice, step: _Step) -> HttpResponse:
    user = _signing_in(request)
    otp_login(request, device)
    request.session.cycle_key()
    session_register(user, request.session, request.headers.get("User-Agent", ""))
    if isinstance(device, StaticDevice):
        left = device.token_set.count()
        tell(user, "recovery_used", left=left)
        messages.warning(request, f"Un code de secours a servi. Il vous en reste {left}.")
    by = actor(user, None, session=sessions.reference(request.session))
    record(Entry(action=Action.SECOND_FACTOR, actor=by, decision=step.decision))
    return _after_sign_in(request, user)


def _after_sign_in(request: HttpRequest, user: User) -> HttpResponse:
    """A professional with one practice straight in, with several to the choice; everybody else to their own pages."""
    if user.professional_id is None:
        return back_where_asked(request, user)
    offered = list(practices_of(user.professional_id)[:2])
    if len(offered) != 1:
        return redirect("access:practice")
    practices.choose(request, user, offered[0])
    return back_where_asked(request, user)


def back_where_asked(request: HttpRequest, user: User) -> HttpResponse:
    """The page asked for before signing in, when it is for this kind of account; else where the account starts."""
    return redirect(after_sign_in(user, request.session.pop(NEXT, "")))
