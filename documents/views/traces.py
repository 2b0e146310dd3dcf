"""S28: the history of a record, its file, and the report of an abnormal access. Here, since lines name documents."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from access.marks import professionals_only
from access.opening import Opening, open_record
from access.services import NotFound
from access.traces.forms import ReportForm, TraceFilterForm
from access.traces.reports import access_report
from access.traces.rows import TraceRow, TracesPage
from access.traces.selectors import PER_PAGE, own_accounts, sees_everything
from access.views.asking import ask
from documents.selectors import traces_of
from documents.views.files import history_response
from journal.models import Action
from journal.services import record


@require_safe
@professionals_only
def traces(request: HttpRequest, access_uuid: UUID) -> HttpResponse:
    opening = open_record(access_uuid, practice=request.practice, actor=request.actor, action=Action.TRACES_READ)
    form = TraceFilterForm(request.GET, sees_everybody=sees_everything(opening.reader))
    context = _context(opening) | {"form": form, "everything": sees_everything(opening.reader)}
    if not form.is_valid():
        record(opening.entry(Action.TRACES_READ, granted=False, decision="FORM_INCOMPLETE"))
        return render(request, "access/traces.html", context, status=422)
    lines = traces_of(reader=opening.reader, filters=form.filters)
    found = Paginator(lines, PER_PAGE).get_page(request.GET.get("page"))
    page = TracesPage.of(found, own_accounts(opening.reader.record_uuid), form.query)
    record(opening.entry(Action.TRACES_READ))
    return render(request, "access/traces.html", context | {"page": page, "filters": form.filters})


@require_POST
@professionals_only
def traces_export(request: HttpRequest, access_uuid: UUID) -> HttpResponseBase:
    """The filtered lines as a file. That they leave is committed with this view, before the first byte does."""
    opening = open_record(access_uuid, practice=request.practice, actor=request.actor, action=Action.TRACES_EXPORTED)
    form = TraceFilterForm(request.POST, sees_everybody=sees_everything(opening.reader))
    if not form.is_valid():
        context = _context(opening) | {"form": form, "everything": sees_everything(opening.reader)}
        return render(request, "access/traces.html", context, status=422)
    lines = traces_of(reader=opening.reader, filters=form.filters)
    people = own_accounts(opening.reader.record_uuid)
    record(opening.entry(Action.TRACES_EXPORTED, details=form.query))
    return history_response(lines, people, at=opening.now)


@require_http_methods(["GET", "HEAD", "POST"])
@professionals_only
def report(request: HttpRequest, access_uuid: UUID, pk: int) -> HttpResponse:
    """The form of one line; sent, it goes to the administrators and to the patient."""
    opening = open_record(access_uuid, practice=request.practice, actor=request.actor, action=Action.ACCESS_REPORTED)
    line = traces_of(reader=opening.reader).filter(pk=pk).first()
    if line is None:
        raise NotFound(opening.entry(Action.ACCESS_REPORTED, decision="LINE_NOT_FOUND"))
    form = ReportForm(request.POST or None)
    if request.method != "POST" or not form.is_valid():
        row = TraceRow(line, own_accounts(opening.reader.record_uuid))
        context = _context(opening) | {"form": form, "row": row}
        entry = opening.entry(Action.ACCESS_REPORTED, confidential=opening.access.confidential or line.confidential)
        return ask(request, "access/trace_report.html", context, entry, status=422 if form.errors else 200)
    motive, mode = form.cleaned_data["motif"], opening.access.mode
    access_report(line=line, motive=motive, by=request.actor, mode=mode, now=opening.now)
    messages.success(request, "Accès signalé aux administrateurs du portail. Le patient en est informé.")
    return redirect("documents:traces", access_uuid=access_uuid)


def _context(opening: Opening) -> dict[str, Any]:
    return {"opening": opening, "banner": opening.banner, "access": opening.access, "tab": "traces"}
