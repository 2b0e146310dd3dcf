"""Leaving an opened record, and opening it again."""

from dataclasses import dataclass
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST

from access import lookups
from access.account import Preferences
from access.facts import record_access_of
from access.marks import professionals_only
from access.models import RecordAccess
from access.rules import DECLARABLE, Mode
from access.selectors import own_patient
from access.services import NotFound, Refused, record_hide, record_leave, record_open
from access.sign_in.sessions import forget_typed
from journal.models import Action
from journal.services import Entry
from patients.models import Patient


def own_record_access(request: HttpRequest, access_uuid: UUID, action: Action) -> RecordAccess:
    """One's own record access, open or ended; somebody else's and an unknown one are not found."""
    access = record_access_of(request.practice, access_uuid)
    if access is None:
        raise NotFound(
            Entry(action=action, actor=request.actor, record_access=access_uuid, decision="ACCESS_NOT_FOUND")
        )
    return access


@dataclass(frozen=True, slots=True)
class Way:
    """How a record was opened: the words of its end, and the page by which it is opened again."""

    ended: str
    page: str


WAYS = {
    Mode.NORMAL: Way("Dossier fermé", "access:patient_state"),
    Mode.BRIS_DE_GLACE: Way("Accès en urgence terminé", "access:emergency"),
    Mode.CENTRE_15: Way("Accès de régulation terminé", "access:regulation"),
}
CONFIDENTIAL = Way("Session confidentielle terminée", "access:confidential")


def way_of(access: RecordAccess) -> Way:
    return CONFIDENTIAL if access.confidential else WAYS[Mode(access.mode)]


FIRST_SCREENS = {"documents": "documents:list", "synthesis": "documents:synthesis"}


def record_home(access: RecordAccess, preferences: Preferences) -> str:
    """Address of the first page of an opened record: the one preferred; in an emergency, what must be known at once
    (PS S08, S11).
    """
    page = preferences.first_screen if access.mode == Mode.NORMAL else "synthesis"
    return reverse(FIRST_SCREENS[page], args=[access.uuid])


@require_POST
@professionals_only
def leave(request: HttpRequest, access_uuid: UUID) -> HttpResponse:
    access = own_record_access(request, access_uuid, Action.RECORD_LEFT)
    record_leave(access=access, by=request.actor, now=timezone.now(), cause=RecordAccess.EndCause.LEFT)
    forget_typed(request.session, access_uuid)
    messages.success(request, f"{way_of(access).ended}.")
    return redirect("access:home")


@require_POST
@professionals_only
def reopen(request: HttpRequest, access_uuid: UUID) -> HttpResponse:
    """Open again a record of one's own; what must be declared anew is asked on the state page.

    An emergency or a confidential session is never opened again in silence: its own page asks why anew.
    """
    former = own_record_access(request, access_uuid, Action.RECORD_OPENED)
    forget_typed(request.session, access_uuid)
    patient, page = former.record.patient, way_of(former).page
    if page != "access:patient_state":
        return redirect(page, token=lookups.remember(request.session, patient.pk).token)
    return _opened(request, patient)


@require_POST
@professionals_only
def open_own(request: HttpRequest, record_uuid: UUID) -> HttpResponse:
    """Open a record of « Mes patients » (PS S04), also one that this practice never opened: somebody else may have
    collected the consent (AR 6.1.2).
    """
    patient = own_patient(request.practice, record_uuid)
    if patient is None:
        raise NotFound(Entry(action=Action.RECORD_OPENED, actor=request.actor, decision="NO_AUTHORISATION"))
    return _opened(request, patient)


def _opened(request: HttpRequest, patient: Patient) -> HttpResponse:
    """The record, opened on today's facts; or the state page, where what is missing can be declared."""
    try:
        access = record_open(patient=patient, practice=request.practice, by=request.actor, now=timezone.now())
    except Refused as refusal:
        if refusal.verdict.reason not in DECLARABLE:
            raise
        token = lookups.remember(request.session, patient.pk).token
        return redirect("access:patient_state", token=token)
    return redirect(record_home(access, request.preferences))


@require_POST
@professionals_only
def hide(request: HttpRequest, access_uuid: UUID) -> HttpResponse:
    record_hide(own_record_access(request, access_uuid, Action.RECORD_LEFT))
    return redirect("access:home")
