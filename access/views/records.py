"""Leaving an opened record, and opening it again."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.views.decorators.http import require_POST

from access import lookups
from access.marks import professionals_only
from access.models import RecordAccess
from access.rules import DECLARABLE
from access.selectors import record_access_of
from access.services import NotFound, Refused, record_hide, record_leave, record_open
from journal.models import Action
from journal.services import Entry


def own_record_access(request: HttpRequest, access_uuid: UUID, action: Action) -> RecordAccess:
    """One's own record access, open or ended; somebody else's and an unknown one are not found."""
    access = record_access_of(request.practice, access_uuid)
    if access is None:
        raise NotFound(
            Entry(action=action, actor=request.actor, record_access=access_uuid, decision="ACCESS_NOT_FOUND")
        )
    return access


@require_POST
@professionals_only
def leave(request: HttpRequest, access_uuid: UUID) -> HttpResponse:
    access = own_record_access(request, access_uuid, Action.RECORD_LEFT)
    record_leave(access=access, by=request.actor, now=timezone.now(), cause=RecordAccess.EndCause.LEFT)
    messages.success(request, "Dossier fermé.")
    return redirect("access:home")


@require_POST
@professionals_only
def reopen(request: HttpRequest, access_uuid: UUID) -> HttpResponse:
    """Open again a record of one's own; what must be declared anew is asked on the state page."""
    patient = own_record_access(request, access_uuid, Action.RECORD_OPENED).record.patient
    try:
        access = record_open(patient=patient, practice=request.practice, by=request.actor, now=timezone.now())
    except Refused as refusal:
        if refusal.verdict.reason not in DECLARABLE:
            raise
        token = lookups.remember(request.session, patient.pk).token
        return redirect("access:patient_state", token=token)
    return redirect("documents:list", access_uuid=access.uuid)


@require_POST
@professionals_only
def hide(request: HttpRequest, access_uuid: UUID) -> HttpResponse:
    record_hide(own_record_access(request, access_uuid, Action.RECORD_LEFT))
    return redirect("access:home")
