"""S27: one's own access to an opened record, who else may open it, and blocks at the patient's request."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.forms import Form
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from access.consent.access_list import (
    AccessList,
    AccessRow,
    access_list,
    known_to_the_minor_alone,
    manages,
    own_access,
    sees_list,
)
from access.consent.authorisations import (
    authorisation_end,
    authorisation_renew,
    professional_block,
    professional_unblock,
)
from access.consent.obstacles import Impossible
from access.consent.roles import treating_doctor_declare, treating_doctor_end
from access.consent.wording import ACTS
from access.forms import CertifiedForm, CertifyForm
from access.marks import professionals_only
from access.opening import Opening, access_entry, has_standing_access, open_record
from access.services import NotFound
from access.views.asking import ask
from access.views.records import own_record_access
from journal.models import Action
from journal.services import record
from patients.presenters import PatientBanner

PAGES = ["GET", "HEAD", "POST"]
NOTHING_TO_END = "Vous n’avez plus d’accès en cours."


@require_safe
@professionals_only
def accesses(request: HttpRequest, access_uuid: UUID) -> HttpResponse:
    opening = _open(request, access_uuid, Action.ACCESS_LIST_READ)
    context = _context(opening) | {
        "own": own_access(opening.access, opening.practice, opening.reader, now=opening.now),
        "list": _others(opening) if sees_list(opening.reader) else None,
        "manages": manages(opening.reader, opening.access),
    }
    record(opening.entry(Action.ACCESS_LIST_READ))
    return render(request, "access/accesses.html", context)


@require_http_methods(PAGES)
@professionals_only
def end(request: HttpRequest, access_uuid: UUID) -> HttpResponse:
    """Remove one's own authorisation; the record need not be open, but the identity shows to who has access alone."""
    access = own_record_access(request, access_uuid, Action.AUTHORISATION_ENDED)
    patient = access.record.patient
    if request.method != "POST" and has_standing_access(access, request.practice, now=timezone.now()):
        entry = access_entry(Action.AUTHORISATION_ENDED, access, request.practice, request.actor)
        banner = PatientBanner(patient, timezone.localdate())
        return ask(request, "access/access_end.html", {"banner": banner, "access": access}, entry)
    if request.method != "POST":
        messages.error(request, NOTHING_TO_END)
        return redirect("access:home")
    ended = authorisation_end(
        patient=patient, practice=request.practice, by=request.actor, now=timezone.now(), access=access
    )
    messages.success(request, "Votre accès à ce dossier a pris fin." if ended else NOTHING_TO_END)
    return redirect("access:home")


@require_http_methods(PAGES)
@professionals_only
def renew(request: HttpRequest, access_uuid: UUID) -> HttpResponse:
    opening = _open(request, access_uuid, Action.ACCESS_DECLARED)
    form = CertifiedForm(_data(request))

    def act() -> None:
        collector = form.cleaned_data["collector_name"].strip()
        authorisation_renew(collector_name=collector, practice=opening.practice, **_by(opening), access=opening.access)

    return _act(request, opening, "renew", form, act, Action.ACCESS_DECLARED)


@require_http_methods(PAGES)
@professionals_only
def declare(request: HttpRequest, access_uuid: UUID) -> HttpResponse:
    opening = _open(request, access_uuid, Action.TREATING_DOCTOR_DECLARED)
    form = CertifyForm(_data(request), label=ACTS["declare"].certificate)

    def act() -> None:
        treating_doctor_declare(practice=opening.practice, access=opening.access, **_by(opening))

    return _act(request, opening, "declare", form, act, Action.TREATING_DOCTOR_DECLARED)


@require_http_methods(PAGES)
@professionals_only
def resign(request: HttpRequest, access_uuid: UUID) -> HttpResponse:
    opening = _open(request, access_uuid, Action.TREATING_DOCTOR_ENDED)

    def act() -> None:
        professional = opening.practice.professional
        treating_doctor_end(professional=professional, **_on_patient(opening))

    return _act(request, opening, "resign", Form(_data(request)), act, Action.TREATING_DOCTOR_ENDED)


@require_http_methods(PAGES)
@professionals_only
def block(request: HttpRequest, access_uuid: UUID, practice_uuid: UUID) -> HttpResponse:
    opening, row = _managed(request, access_uuid, practice_uuid, Action.PROFESSIONAL_BLOCKED)
    return _act_at_request(request, opening, row, "block", professional_block, Action.PROFESSIONAL_BLOCKED)


@require_http_methods(PAGES)
@professionals_only
def unblock(request: HttpRequest, access_uuid: UUID, practice_uuid: UUID) -> HttpResponse:
    opening, row = _managed(request, access_uuid, practice_uuid, Action.PROFESSIONAL_UNBLOCKED)
    return _act_at_request(request, opening, row, "unblock", professional_unblock, Action.PROFESSIONAL_UNBLOCKED)


def _open(request: HttpRequest, access_uuid: UUID, action: Action) -> Opening:
    return open_record(access_uuid, practice=request.practice, actor=request.actor, action=action)


def _data(request: HttpRequest) -> QueryDict | None:
    return request.POST if request.method == "POST" else None


def _managed(request: HttpRequest, access_uuid: UUID, practice_uuid: UUID, action: Action) -> tuple[Opening, AccessRow]:
    """Whoever may not manage gets what an unknown address gets, and no list was read for it."""
    opening = _open(request, access_uuid, action)
    if not manages(opening.reader, opening.access):
        raise NotFound(opening.entry(action, decision="NOT_ENTITLED"))
    row = _others(opening).row(practice_uuid)
    if row is None:
        raise NotFound(opening.entry(action, decision="PROFESSIONAL_NOT_FOUND"))
    return opening, row


def _others(opening: Opening) -> AccessList:
    return access_list(opening.access.record.patient, now=opening.now, but=opening.reader.professional_id)


def _act(
    request: HttpRequest,
    opening: Opening,
    name: str,
    form: Form,
    act: Callable[[], object],
    action: Action,
    **context: Any,
) -> HttpResponse:
    """One page for each act: what it will do, then the deed. What cannot be done is said, and journalled."""
    if not form.is_valid():
        shown = _context(opening) | {"form": form, "act": ACTS[name]} | context
        secret = "row" in context and _at_request(opening, context["row"])["confidential"]
        entry = opening.entry(action, **({"confidential": True} if secret else {}))
        return ask(request, "access/act.html", shown, entry, status=422 if form.is_bound else 200)
    try:
        act()
        messages.success(request, ACTS[name].done)
    except Impossible as refusal:
        record(opening.entry(action, granted=False, decision=refusal.obstacle.value.upper()))
        messages.error(request, refusal.sentence)
    return redirect("access:accesses", access_uuid=opening.access.uuid)


def _act_at_request(
    request: HttpRequest, opening: Opening, row: AccessRow, name: str, service: Callable[..., object], action: Action
) -> HttpResponse:
    """What is certified to be done about a colleague at the patient's request."""
    form = CertifyForm(_data(request), label=ACTS[name].certificate)
    return _act(request, opening, name, form, lambda: service(**_at_request(opening, row)), action, row=row)


def _context(opening: Opening) -> dict[str, Any]:
    return {"opening": opening, "banner": opening.banner, "access": opening.access, "tab": "traces"}


def _by(opening: Opening) -> dict[str, Any]:
    return {"by": opening.actor, "now": opening.now}


def _on_patient(opening: Opening) -> dict[str, Any]:
    return _by(opening) | {"patient": opening.access.record.patient, "access": opening.access}


def _at_request(opening: Opening, row: AccessRow) -> dict[str, Any]:
    """A block of somebody whom the representatives do not know of is not theirs to read either (AR 11.4)."""
    secret = known_to_the_minor_alone(opening.access.record.patient)
    professional = row.practice.professional
    return _on_patient(opening) | {"professional": professional, "confidential": professional.pk in secret}
