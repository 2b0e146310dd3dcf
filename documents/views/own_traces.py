"""The history of accesses in the window of its holder: three lists, a file, and the report of an abnormal access."""

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from access.marks import holders_only
from access.services import NotFound
from access.traces.forms import ReportForm, TraceFilterForm
from access.traces.reports import access_report
from access.traces.rows import TraceRow, TracesPage
from access.traces.selectors import PER_PAGE, TraceList, in_list, own_accounts
from access.views.asking import ask
from access.window.holding import Holding, hold_record
from documents.selectors import traces_of
from documents.views.files import history_response
from journal.models import Action
from journal.services import record


@require_safe
@holders_only
def traces(request: HttpRequest) -> HttpResponse:
    holding = _holding(request, Action.TRACES_READ)
    which = TraceList.of(request.GET.get("liste", ""))
    form = TraceFilterForm(request.GET, sees_everybody=which is TraceList.PROFESSIONALS)
    context = {"holding": holding, "tab": "traces", "form": form, "lists": _lists(holding, which), "which": which.value}
    if not form.is_valid():
        record(holding.entry(Action.TRACES_READ, granted=False, decision="FORM_INCOMPLETE"))
        return render(request, "documents/own/traces.html", context, status=422)
    people = own_accounts(holding.record.uuid)
    lines = in_list(traces_of(reader=holding.reader, filters=form.filters), which, people)
    found = Paginator(lines, PER_PAGE).get_page(request.GET.get("page"))
    page = TracesPage.of(found, people, form.query | {"liste": which.value})
    record(holding.entry(Action.TRACES_READ))
    return render(request, "documents/own/traces.html", context | {"page": page, "filters": form.filters})


@require_POST
@holders_only
def traces_export(request: HttpRequest) -> HttpResponseBase:
    """The filtered lines as a file. That they leave is committed with this view, before the first byte does."""
    holding = _holding(request, Action.TRACES_EXPORTED)
    which = TraceList.of(request.POST.get("liste", ""))
    form = TraceFilterForm(request.POST, sees_everybody=True)
    if not form.is_valid():
        return redirect("documents:own_traces")
    people = own_accounts(holding.record.uuid)
    lines = in_list(traces_of(reader=holding.reader, filters=form.filters), which, people)
    record(holding.entry(Action.TRACES_EXPORTED, details=form.query))
    return history_response(lines, people, at=holding.now)


@require_http_methods(["GET", "HEAD", "POST"])
@holders_only
def report(request: HttpRequest, pk: int) -> HttpResponse:
    """The form of one line; sent, it goes to the administrators. The address says nothing of the lines around it."""
    holding = _holding(request, Action.ACCESS_REPORTED)
    line = traces_of(reader=holding.reader).filter(pk=pk).first()
    if line is None:
        raise NotFound(holding.entry(Action.ACCESS_REPORTED, decision="LINE_NOT_FOUND"))
    form = ReportForm(request.POST or None)
    if request.method != "POST" or not form.is_valid():
        context = {"holding": holding, "tab": "traces", "form": form, "row": TraceRow(line, {})}
        entry = holding.entry(Action.ACCESS_REPORTED, confidential=line.confidential)
        return ask(request, "documents/own/report.html", context, entry, status=422 if form.errors else 200)
    is_new = access_report(line=line, motive=form.cleaned_data["motif"], by=holding.actor, now=holding.now)
    said = "Accès signalé aux administrateurs du portail." if is_new else "Vous aviez déjà signalé cet accès."
    messages.success(request, said)
    return redirect("documents:own_traces")


def _holding(request: HttpRequest, action: Action) -> Holding:
    """Traces outlive the closure of a record (AR 13.2, 13.6)."""
    return hold_record(request.user, actor=request.actor, action=action, closed_too=True)


def _lists(holding: Holding, which: TraceList) -> list[tuple[str, str, bool]]:
    """Address, words, and whether it is the one shown (AR 13.5)."""
    own = "Titulaire et représentants" if holding.is_representative else "Votre activité"
    words: dict[TraceList, Any] = {
        TraceList.PROFESSIONALS: "Professionnels",
        TraceList.OWN: own,
        TraceList.SERVICES: "Services et administration",
    }
    return [(f"?liste={one.value}", words[one], one is which) for one in TraceList]
