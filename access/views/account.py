"""S30: « Mon compte », of a professional and of who holds a record."""

from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST

from access.account import preferences_of
from access.account.forms import PreferencesForm, ProfessionalPreferencesForm
from access.account.open_sessions import other_sessions, other_sessions_close
from access.account.preferences import preferences_save
from access.account.sign_ins import last_sign_ins
from access.marks import holders_only, professionals_only
from access.practices import practices_of
from access.sign_in.addresses import account_of_kind


@dataclass(frozen=True, slots=True)
class _Kind:
    """What « Mon compte » is made of for one kind of account."""

    form: type[PreferencesForm]
    layout: str
    place: str


PROFESSIONAL = _Kind(ProfessionalPreferencesForm, "layouts/page.html", "Accueil")
HOLDER = _Kind(PreferencesForm, "layouts/own.html", "Mon dossier")


@require_http_methods(["GET", "HEAD", "POST"])
@professionals_only
def account(request: HttpRequest) -> HttpResponse:
    return _account(request, PROFESSIONAL)


@require_http_methods(["GET", "HEAD", "POST"])
@holders_only
def own_account(request: HttpRequest) -> HttpResponse:
    return _account(request, HOLDER)


@require_POST
def sessions_close(request: HttpRequest) -> HttpResponse:
    """« Fermer les autres sessions », whatever the kind of account."""
    other_sessions_close(request.user, request.session.session_key, by=request.actor)
    messages.success(request, "Vos autres sessions sont fermées.")
    return redirect(account_of_kind(request.user))


def _account(request: HttpRequest, kind: _Kind) -> HttpResponse:
    form = kind.form(request.POST if request.method == "POST" else None, current=preferences_of(request.user))
    if form.is_valid():
        preferences_save(request.user, form.wanted())
        messages.success(request, "Vos préférences sont enregistrées.")
        return redirect(account_of_kind(request.user))
    return render(request, "access/account.html", _context(request, kind, form), status=422 if form.is_bound else 200)


def _context(request: HttpRequest, kind: _Kind, form: PreferencesForm) -> dict[str, Any]:
    user = request.user
    return {
        "kind": kind,
        "layout": kind.layout,
        "form": form,
        "practices": list(practices_of(user.professional_id)) if user.professional_id else [],
        "person": user.professional or user.representative or user.patient,
        "sessions": other_sessions(user, request.session.session_key),
        "sign_ins": last_sign_ins(user),
        "duties_read_at": user.duties_read_at if user.professional_id else None,
        "now": timezone.now(),
    }
