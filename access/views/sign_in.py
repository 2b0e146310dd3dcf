"""S01: password, then one chosen second factor; sign-out."""

from typing import Any

from django.conf import settings
from django.contrib import messages
from django.contrib.auth import login, logout
from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST
from django_otp import login as otp_login

from access.marks import second_factor_not_required
from access.models import RecordAccess, User
from access.selectors import practices_of
from access.services import actor, leave_all
from access.sign_in import sessions
from access.sign_in.enrolment import tell_recovery_code_used
from access.sign_in.factors import CodeProblem, check, demonstration_code, static_device, totp_device
from access.sign_in.forms import CodeForm, RecoveryForm, SignInForm
from journal.models import Action
from journal.services import Actor, Entry, record

NEXT = "next"


@sensitive_post_parameters("password")
@login_not_required
@require_http_methods(["GET", "HEAD", "POST"])
def sign_in(request: HttpRequest) -> HttpResponse:
    form = SignInForm(request.POST or None, request=request)
    if request.method != "POST" or not form.is_valid():
        status = 422 if request.method == "POST" else 200
        context = {"form": form, "next": _safe_next(request)}
        return render(request, "access/sign_in/password.html", context, status=status)
    assert form.user is not None
    address = _safe_next(request)
    login(request, form.user)
    sessions.start(request.session)
    if address:
        request.session[NEXT] = address
    return redirect("access:second_factor")


def locked_out(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
    """Too many wrong passwords: the account is locked for a while, for this address. Called by django-axes."""
    minutes = int(settings.AXES_COOLOFF_TIME * 60)
    return render(request, "access/sign_in/locked.html", {"minutes": minutes}, status=429)


def _safe_next(request: HttpRequest) -> str:
    """A page of the portal to go back to, or nothing."""
    address = str(request.POST.get(NEXT) or request.GET.get(NEXT) or "")
    ours = url_has_allowed_host_and_scheme(address, {request.get_host()}, require_https=request.is_secure())
    return address if ours and address.startswith("/") and "\x00" not in address else ""


@second_factor_not_required
@require_http_methods(["GET", "HEAD", "POST"])
def second_factor(request: HttpRequest) -> HttpResponse:
    user = _signing_in(request)
    device = totp_device(user)
    if device is None:
        return render(request, "access/sign_in/no_device.html", status=403)
    form = CodeForm(request.POST or None)
    status = 200
    if request.method == "POST":
        if form.is_valid() and (response := _verify(request, user, device, form)):
            return response
        status = 429 if form.has_error("code", CodeProblem.THROTTLED) else 422
    context = {"form": form, "demonstration_code": demonstration_code(device)}
    return render(request, "access/sign_in/code.html", context, status=status)


@second_factor_not_required
@require_http_methods(["GET", "HEAD", "POST"])
def recovery(request: HttpRequest) -> HttpResponse:
    user = _signing_in(request)
    device = static_device(user)
    form = RecoveryForm(request.POST or None)
    status = 200
    if request.method == "POST":
        if device and form.is_valid() and (response := _verify(request, user, device, form)):
            tell_recovery_code_used(user)
            return response
        status = 429 if form.has_error("code", CodeProblem.THROTTLED) else 422
    return render(request, "access/sign_in/recovery.html", {"form": form, "device": device}, status=status)


def _signing_in(request: HttpRequest) -> User:
    assert isinstance(request.user, User)  # LoginRequiredMiddleware has let nobody else through
    return request.user


def _verify(request: HttpRequest, user: User, device: Any, form: Any) -> HttpResponse | None:
    """Check one code on one device. The page that follows, or None with the error on the form."""
    checked = check(user, device, form.cleaned_data["code"])
    if checked.device is None:
        assert checked.problem is not None
        form.add_error("code", _code_error(checked.problem, checked.locked_until))
        record(
            Entry(
                action=Action.SECOND_FACTOR,
                actor=Actor(account=str(user.pk)),
                granted=False,
                decision=checked.problem.value.upper(),
            )
        )
        return None
    otp_login(request, checked.device)
    request.session.cycle_key()
    record(Entry(action=Action.SECOND_FACTOR, actor=Actor(account=str(user.pk), session=sessions.reference(request.session))))
    return _after_sign_in(request, user)


def _code_error(problem: CodeProblem, locked_until: Any) -> Any:
    until = f" Réessayez à {timezone.localtime(locked_until):%H h %M min %S s}." if locked_until else ""
    sentence = {
        CodeProblem.WRONG: "Ce code n’est pas valable. Vérifiez l’heure de votre téléphone, puis saisissez le code affiché.",
        CodeProblem.USED: "Ce code a déjà servi, attendez le suivant.",
        CodeProblem.THROTTLED: f"Trop d’essais : la vérification est suspendue un moment.{until}",
    }[problem]
    return ValidationError(sentence, code=problem)


def _after_sign_in(request: HttpRequest, user: User) -> HttpResponse:
    """Administrators to their site; a professional with one practice straight in, else to the choice."""
    address = request.session.pop(NEXT, "")
    if user.professional_id is None:
        return redirect(address if address.startswith(reverse("admin:index")) else "admin:index")
    practices = list(practices_of(user.professional_id)[:2])
    if len(practices) != 1:
        if address:
            request.session[NEXT] = address
        return redirect("access:practice")
    request.session[sessions.PRACTICE] = practices[0].pk
    return redirect(address or "access:home")


@login_not_required
@require_POST
def sign_out(request: HttpRequest) -> HttpResponse:
    """Ends the session and the opened records; asks the browser to drop what it kept."""
    user = request.user
    if isinstance(user, User):
        by = actor(user, request.practice, session=sessions.reference(request.session))  # type: ignore[attr-defined]
        if request.practice is not None:  # type: ignore[attr-defined]
            cause = RecordAccess.EndCause.SIGNED_OUT
            leave_all(practice=request.practice, by=by, now=timezone.now(), cause=cause)  # type: ignore[attr-defined]
        record(Entry(action=Action.SIGN_OUT, actor=by))
    logout(request)
    messages.success(request, "Vous êtes déconnecté.")
    response = redirect("access:sign_in")
    response["Clear-Site-Data"] = '"cache"'
    return response


@require_POST
def stay(request: HttpRequest) -> HttpResponse:
    """« Rester connecté »: the session was seen."""
    sessions.touch(request.session)
    request.session[sessions.SEEN] = timezone.now().timestamp()
    return HttpResponse(status=204)
