"""S16: laboratory values of an opened record, and one analysis over time."""

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from access.addresses import address
from access.marks import professionals_only
from access.services import NotFound
from access.sign_in.sessions import keep_typed, typed_key
from documents.biology.forms import BiologyFilterForm, query_of
from documents.biology.history import AnalysisPage
from documents.biology.selectors import biology_of, history_of
from documents.biology.table import BiologyPage
from documents.listing.paging import page_number
from documents.views.record_pages import opened, require_tab, shown
from journal.models import Action
from journal.services import record

FILTERS = "biology"


@require_safe
@professionals_only
def values(request: HttpRequest, access_uuid: UUID) -> HttpResponse:
    opening, outline = opened(request, access_uuid, Action.BIOLOGY_READ)
    require_tab(outline.laboratory, opening, Action.BIOLOGY_READ)
    kept = request.session.get(typed_key(FILTERS, access_uuid), {"words": "", "family": ""})
    filters = BiologyFilterForm(request.GET).filters(**kept)
    number = page_number(request.GET.get("page"))
    found = biology_of(reader=opening.reader, filters=filters, today=timezone.localdate(), page=number)
    page = BiologyPage(found, filters, access_uuid)
    record(opening.entry(Action.BIOLOGY_READ, details={"documents": page.consulted}))
    return shown(request, opening, "biology", page, "documents/biology/values.html")


@require_safe
@professionals_only
def analysis(request: HttpRequest, access_uuid: UUID, analysis: str) -> HttpResponse:
    """An analysis of which this reader may see no value answers as one that nobody ever made."""
    opening, outline = opened(request, access_uuid, Action.BIOLOGY_READ)
    require_tab(outline.laboratory, opening, Action.BIOLOGY_READ)
    found = history_of(reader=opening.reader, analysis=analysis)
    if not found.values:
        raise NotFound(opening.entry(Action.BIOLOGY_READ, decision="DOC_NOT_FOUND"))
    page = AnalysisPage(found, access_uuid)
    record(opening.entry(Action.BIOLOGY_READ, details={"documents": page.consulted}))
    return shown(request, opening, "biology", page, "documents/biology/analysis.html")


@require_POST
@professionals_only
def filter_values(request: HttpRequest, access_uuid: UUID) -> HttpResponse:
    """Turns the filter form into an address. What is typed stays in the session: an address ends up in logs."""
    form = BiologyFilterForm(request.POST)
    form.is_valid()
    kept = {"words": form.cleaned_data.get("mots", "").strip(), "family": form.cleaned_data.get("famille", "")}
    keep_typed(request.session, typed_key(FILTERS, access_uuid), kept if any(kept.values()) else None)
    return redirect(address("documents:biology", access_uuid) + query_of(form.filters(**kept)))
