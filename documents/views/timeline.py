"""S13: the documents of an opened record along their dates."""

from dataclasses import replace
from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from access.account.saved_filters import saved_of
from access.marks import professionals_only
from access.opening import open_record
from documents.listing.filters import ListFilters
from documents.listing.paging import page_number
from documents.listing.saved import SavedShown
from documents.timeline.presenters import TimelinePage, timeline_url
from documents.timeline.selectors import timeline_of
from documents.views.listing import asked_filters, filtered
from journal.models import Action
from journal.services import record


@require_safe
@professionals_only
def timeline(request: HttpRequest, access_uuid: UUID) -> HttpResponse:
    return _drawn(request, access_uuid, asked_filters(request, access_uuid))


def _drawn(request: HttpRequest, access_uuid: UUID, filters: ListFilters, *, sent: Any = None) -> HttpResponse:
    """`sent`: filters that could not be read, shown again with what is wrong."""
    opening = open_record(access_uuid, practice=request.practice, actor=request.actor, action=Action.DOCUMENTS_LISTED)
    today, number = timezone.localdate(), page_number(request.GET.get("page"))
    found = timeline_of(reader=opening.reader, filters=filters, today=today, page=number)
    page = TimelinePage(found.listed, filters, access_uuid, reads_only=True, sent=sent, timeline=found, today=today)
    context = {"opening": opening, "banner": opening.banner, "access": opening.access, "page": page, "tab": "documents"}
    context["saved"] = SavedShown(filters, saved_of(request.practice), page.clear_url, access_uuid)
    details = {"count": found.listed.total, "period": found.listed.period, "view": "timeline"}
    record(opening.entry(Action.DOCUMENTS_LISTED, details=details))
    return render(request, "documents/timeline.html", context, status=422 if sent else 200)


@require_POST
@professionals_only
def filter_timeline(request: HttpRequest, access_uuid: UUID) -> HttpResponse:
    chosen = asked_filters(request, access_uuid)  # how the list is ordered, which the form does not ask

    def url(access_uuid: UUID, filters: ListFilters) -> str:
        return timeline_url(access_uuid, replace(filters, sort=chosen.sort, group=chosen.group, apart=chosen.apart))

    return filtered(request, access_uuid, shown=_drawn, url=url)
