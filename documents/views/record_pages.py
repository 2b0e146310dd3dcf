"""Tabs of an opened record but its documents: synthesis, pathway, vaccinations, wishes and people, identity."""

from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from access.marks import professionals_only
from access.opening import Opening, open_record
from access.services import NotFound
from documents.listing.paging import page_number
from documents.presenters.record_pages import IdentityPage, PathwayPage, VaccinationsPage, WishesPage
from documents.presenters.synthesis import SynthesisPage
from documents.record.arrangement import URGENT, Arrangement
from documents.record.filters import pathway_filters
from documents.record.outline import Outline, outline_of
from documents.record.synthesis import contacts_of, synthesis_of, wishes_of
from documents.record.tabs import identity_of, pathway_of, vaccinations_of, wishes_documents
from documents.views.arrangement import arrangement_of
from journal.models import Action
from journal.services import record


def opened(request: HttpRequest, access_uuid: UUID, action: Action) -> tuple[Opening, Outline]:
    """The opened record, and what its reader's tabs are; the layout uses them again."""
    opening = open_record(access_uuid, practice=request.practice, actor=request.actor, action=action)
    request.record_outline = outline_of(opening.reader)  # type: ignore[attr-defined]
    return opening, request.record_outline  # type: ignore[attr-defined]


def require_tab(tab_is_there: bool, opening: Opening, action: Action) -> None:
    """An absent tab answers as any address that leads nowhere."""
    if not tab_is_there:
        raise NotFound(opening.entry(action, decision="DOC_TYPE_NOT_ALLOWED"))


def shown(request: HttpRequest, opening: Opening, tab: str, page: Any, template: str) -> HttpResponse:
    context = {"opening": opening, "banner": opening.banner, "access": opening.access, "page": page, "tab": tab}
    return render(request, template, context)


@require_safe
@professionals_only
def synthesis(request: HttpRequest, access_uuid: UUID) -> HttpResponse:
    opening, outline = opened(request, access_uuid, Action.SYNTHESIS_READ)
    today = timezone.localdate()
    found = synthesis_of(reader=opening.reader, outline=outline, today=today)
    blocks = Arrangement(URGENT) if opening.is_emergency else arrangement_of(request)
    page = SynthesisPage(found, outline, access_uuid, today, blocks)
    record(opening.entry(Action.SYNTHESIS_READ, details={"documents": page.consulted}))
    return shown(request, opening, "synthesis", page, "documents/record/synthesis.html")


@require_safe
@professionals_only
def pathway(request: HttpRequest, access_uuid: UUID) -> HttpResponse:
    opening, outline = opened(request, access_uuid, Action.PATHWAY_READ)
    require_tab(outline.reimbursements, opening, Action.PATHWAY_READ)
    family, period = pathway_filters(request.GET)
    found = pathway_of(reader=opening.reader, family=family, period=period, today=timezone.localdate())
    page = PathwayPage(found, family, page_number(request.GET.get("page")), access_uuid)
    record(opening.entry(Action.PATHWAY_READ, details={"documents": page.consulted}))
    return shown(request, opening, "pathway", page, "documents/record/pathway.html")


@require_safe
@professionals_only
def vaccinations(request: HttpRequest, access_uuid: UUID) -> HttpResponse:
    opening, outline = opened(request, access_uuid, Action.VACCINATIONS_READ)
    require_tab(outline.vaccinations, opening, Action.VACCINATIONS_READ)
    page = VaccinationsPage(vaccinations_of(opening.reader), access_uuid)
    record(opening.entry(Action.VACCINATIONS_READ, details={"documents": page.consulted}))
    return shown(request, opening, "vaccinations", page, "documents/record/vaccinations.html")


@require_safe
@professionals_only
def wishes(request: HttpRequest, access_uuid: UUID) -> HttpResponse:
    opening, outline = opened(request, access_uuid, Action.WISHES_READ)
    require_tab(outline.wishes, opening, Action.WISHES_READ)
    page = WishesPage(
        opening.access.record.patient,
        wishes_of(opening.reader, outline),
        contacts_of(opening.reader, outline),
        wishes_documents(opening.reader),
        outline,
        access_uuid,
        timezone.localdate(),
    )
    record(opening.entry(Action.WISHES_READ))
    return shown(request, opening, "wishes", page, "documents/record/wishes.html")


@require_safe
@professionals_only
def identity(request: HttpRequest, access_uuid: UUID) -> HttpResponse:
    opening, _ = opened(request, access_uuid, Action.IDENTITY_READ)
    page = IdentityPage(opening.access.record.patient, identity_of(opening.reader), access_uuid)
    record(opening.entry(Action.IDENTITY_READ))
    return shown(request, opening, "identity", page, "documents/record/identity.html")
