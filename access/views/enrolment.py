"""The page behind an enrolment link: password, application, recovery codes."""

import secrets
from urllib.parse import quote

import segno
from django.conf import settings
from django.contrib.auth import logout
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods
from django_otp.plugins.otp_totp.models import TOTPDevice

from access.models import User
from access.sign_in.enrolment import LinkUsed, enrol, user_of_link
from access.sign_in.factors import matching_step
from access.sign_in.forms import EnrolmentForm
from access.sign_in.practices import leave_session

LINK, KEY = "enrolment_link", "enrolment_key"


@login_not_required
@require_http_methods(["GET", "HEAD"])
def start(request: HttpRequest, uidb64: str, token: str) -> HttpResponse:
    """Take the token out of the address before anything else is shown."""
    user = user_of_link(uidb64, token)
    if user is None:
        return _dead_link(request)
    if isinstance(request.user, User):
        leave_session(request, request.user)
    logout(request)
    request.session[LINK] = [uidb64, token]
    request.session[KEY] = secrets.token_hex(20)
    return redirect("access:enrol_form")


@sensitive_post_parameters("password", "again", "code")
@login_not_required
@require_http_methods(["GET", "HEAD", "POST"])
def form(request: HttpRequest) -> HttpResponse:
    user = user_of_link(*request.session.get(LINK, ["", ""]))
    if user is None:
        return _dead_link(request)
    key, data = request.session[KEY], request.POST if request.method == "POST" else None
    filled = EnrolmentForm(data, user=user)
    if filled.is_valid():
        step = matching_step(key, filled.cleaned_data["code"])
        if step is not None:
            return _enrolled(request, user, filled.cleaned_data["password"], step)
        filled.add_error("code", "Ce code ne correspond pas. Vérifiez l’heure de votre téléphone, puis recommencez.")
    context = {"form": filled, "account": user} | _device(user, key)
    return render(request, "access/sign_in/enrol.html", context, status=422 if filled.is_bound else 200)


def _enrolled(request: HttpRequest, user: User, password: str, step: int) -> HttpResponse:
    """The recovery codes, this once."""
    token, key = request.session[LINK][1], request.session[KEY]
    try:
        codes = enrol(user, token=token, password=password, key=key, used_step=step)
    except LinkUsed:
        return _dead_link(request)
    request.session.flush()
    sheet = "\r\n".join([f"{settings.PRODUCT_NAME} : codes de secours de {user.username}", "", *codes, ""])
    context = {"codes": codes, "account": user.username, "file": f"data:text/plain;charset=utf-8,{quote(sheet)}"}
    return render(request, "access/sign_in/recovery_codes.html", context)


def _dead_link(request: HttpRequest) -> HttpResponse:
    return render(request, "access/sign_in/dead_link.html", status=410)


def _device(user: User, key: str) -> dict[str, str]:
    """What the application needs: a QR code drawn here, and the key in letters."""
    device = TOTPDevice(user=user, key=key, name=settings.PRODUCT_NAME)
    address = device.config_url
    letters = address.partition("secret=")[2].partition("&")[0]
    return {
        "qr": segno.make(address, error="m").svg_data_uri(scale=5, border=4, light="#fff"),
        "key": " ".join(letters[n : n + 4] for n in range(0, len(letters), 4)),
    }
