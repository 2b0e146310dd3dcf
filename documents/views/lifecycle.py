"""S23 properties, S24 deletion, S25 one's own deposits."""

from dataclasses import replace
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from access.marks import professionals_only
from access.rules import may_change_own_document
from access.views.asking import ask
from access.wording import WORDING
from documents.lifecycle.doors import Door, author_of, door_to
from documents.lifecycle.forms import DepositFilterForm, PropertiesForm, VersionForm
from documents.lifecycle.own_deposits import DepositFilters, deposit_list
from documents.lifecycle.rules import offered
from documents.lifecycle.visibility import ChangeRefused, DocumentMoved, document_delete, facts_of, visibility_change
from documents.lifecycle.words import OBSTACLES, done
from documents.listing.paging import page_number
from documents.marks import marks_of
from documents.presenters.deposits import DepositsPage
from documents.selectors import document_get, versions_of
from journal.models import Action
from journal.services import Entry, record

FORM = ["GET", "HEAD", "POST"]


@require_http_methods(FORM)
@professionals_only
def properties(request: HttpRequest, uuid: UUID, access_uuid: UUID | None = None) -> HttpResponse:
    action = Action.DOCUMENT_CHANGED
    door = door_to(uuid, access_uuid, practice=request.practice, actor=request.actor, action=action)
    changes = offered(facts_of(door.document, door.reader))
    if request.method != "POST":
        return _properties(request, door, PropertiesForm(initial=_shown(door), offered=changes))
    form = PropertiesForm(request.POST, offered=changes)
    if not form.is_valid():
        return _properties(request, door, form, status=422)
    try:
        changed = visibility_change(
            reader=door.reader,
            uuid=uuid,
            change=form.change,
            shown_version=form.cleaned_data["version"],
            entry=door.entry,
            now=door.now,
        )
    except DocumentMoved as moved:
        record(moved.entry)
        return _moved(request, door)
    except ChangeRefused as refused:
        record(refused.entry)
        form.add_error("changement", OBSTACLES[refused.obstacle])
        return _properties(request, door, form, status=422)
    messages.success(request, done(form.change, changed))
    still_seen = document_get(reader=door.reader, uuid=uuid)[0] is not None
    return redirect(door.back_url if still_seen else door.list_url)


@require_http_methods(FORM)
@professionals_only
def delete(request: HttpRequest, uuid: UUID, access_uuid: UUID | None = None) -> HttpResponse:
    action = Action.DOCUMENT_DELETED
    door = door_to(uuid, access_uuid, practice=request.practice, actor=request.actor, action=action)
    # Any version of one's own may be deleted, an old one too: it may be the one that holds the error.
    if reason := may_change_own_document(is_author=door.is_author, is_current=True):
        record(replace(door.entry, granted=False, decision=reason.value.upper()))
        context = {"wording": WORDING[reason], "opening": door.opening, "newer": None}
        return render(request, "documents/deposit/refused.html", context, status=403)
    if request.method != "POST":
        return _delete(request, door, VersionForm(initial=_shown(door)))
    form = VersionForm(request.POST)
    if not form.is_valid():
        return _delete(request, door, VersionForm(initial=_shown(door)), status=422)
    version = form.cleaned_data["version"]
    try:
        document_delete(reader=door.reader, uuid=uuid, shown_version=version, entry=door.entry, now=door.now)
    except DocumentMoved as moved:
        record(moved.entry)
        return _moved(request, door)
    messages.success(request, "Document supprimé.")
    return redirect(door.list_url)


@require_safe
@professionals_only
def deposits(request: HttpRequest) -> HttpResponse:
    form = DepositFilterForm(request.GET)
    filters = DepositFilters(patient=form.value("patient"), type_code=form.value("type"), period=form.value("periode"))
    number, today = page_number(request.GET.get("page")), timezone.localdate()
    found = deposit_list(reader=author_of(request.practice), filters=filters, today=today, page=number)
    record(Entry(action=Action.DEPOSITS_LISTED, actor=request.actor, details={"count": found.total}))
    return render(request, "documents/deposits.html", {"page": DepositsPage.of(found, filters)})


def _shown(door: Door) -> dict[str, int]:
    return {"version": door.document.metadata_version}


def _properties(request: HttpRequest, door: Door, form: PropertiesForm, *, status: int = 200) -> HttpResponse:
    context = door.context | {"form": form, "marks": marks_of(door.document)}
    return ask(request, "documents/properties.html", context, door.entry, status=status)


def _delete(request: HttpRequest, door: Door, form: VersionForm, *, status: int = 200) -> HttpResponse:
    older = versions_of(reader=door.reader, document=door.document)
    context = door.context | {"form": form, "marks": marks_of(door.document), "has_versions": bool(older)}
    return ask(request, "documents/delete.html", context, door.entry, status=status)


def _moved(request: HttpRequest, door: Door) -> HttpResponse:
    return render(request, "409.html", {"again_url": request.path, "list_url": door.list_url}, status=409)
