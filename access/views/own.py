"""The window of a patient, or of who acts for them: who has access, their choices, their notices."""

from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from access.marks import holders_only
from access.services import NotFound
from access.telling.words import sentence
from access.traces.selectors import PER_PAGE
from access.views.asking import ask
from access.window.acts import ACTS, circle_of, perform, unknown_to_parents, with_acts
from access.window.holding import hold_record
from access.window.notices import notices_of, notices_seen
from journal.models import Action
from journal.services import record


@require_safe
@holders_only
def home(request: HttpRequest) -> HttpResponse:
    return redirect("documents:own_list")


@require_safe
@holders_only
def circle(request: HttpRequest) -> HttpResponse:
    """Who has access (AR, L.1111-19)."""
    holding = hold_record(request.user, actor=request.actor, action=Action.ACCESS_LIST_READ)
    found = circle_of(holding)
    record(holding.entry(Action.ACCESS_LIST_READ))
    lists = {name: with_acts(holding, getattr(found, name)) for name in ("authorised", "blocked", "past")}
    holders = found.holders
    roles = {"in_office": found.rows_of(holders.treating_doctor), "waiting": found.rows_of(holders.waiting)}
    return render(request, "access/holder/circle.html", {"holding": holding, "tab": "access"} | lists | roles)


@require_http_methods(["GET", "HEAD", "POST"])
@holders_only
def act(request: HttpRequest, practice: UUID, name: str) -> HttpResponse:
    """Confirm one act about one professional of the circle, then do it."""
    wanted = ACTS.get(name)
    action = Action(wanted.journal) if wanted else Action.ACCESS_LIST_READ
    holding = hold_record(request.user, actor=request.actor, action=action)
    row = circle_of(holding).row(practice)
    if wanted is None or row is None:
        raise NotFound(holding.entry(action, decision="PROFESSIONAL_NOT_FOUND"))
    if request.method != "POST":
        context = {"holding": holding, "act": wanted, "row": row, "tab": "access"}
        entry = holding.entry(action, confidential=unknown_to_parents(holding, row.practice.professional))
        return ask(request, "access/holder/act.html", context, entry)
    done, words = perform(wanted, holding, row)
    messages.add_message(request, messages.SUCCESS if done else messages.WARNING, words)
    return redirect("access:own_access")


@require_safe
@holders_only
def notices(request: HttpRequest) -> HttpResponse:
    """One's own notices; those that are shown are read."""
    holding = hold_record(request.user, actor=request.actor, action=Action.ALERTS_READ, closed_too=True)
    page = Paginator(notices_of(request.user, holding), PER_PAGE).get_page(request.GET.get("page"))
    rows = [(notice, sentence(notice)) for notice in page.object_list]
    notices_seen(request.user, holding, now=holding.now)
    record(holding.entry(Action.ALERTS_READ))
    context = {"holding": holding, "page": page, "rows": rows, "tab": "notices"}
    return render(request, "access/holder/notices.html", context)
