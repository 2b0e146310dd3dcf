"""S08 and S09: opening in an emergency, for longer, and again once it has ended."""

from dataclasses import replace
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST

from access import lookups
from access.consent.obstacles import SENTENCES, Impossible, Obstacle
from access.emergency.forms import EmergencyForm, ExtensionForm, RegulationForm
from access.emergency.opening import emergency_extend, emergency_facts, emergency_open, may_extend
from access.marks import professionals_only
from access.opening import open_record
from access.practices import may_regulate
from access.rules import Mode, Reason, decide_record
from access.selectors import patient_by_pk
from access.services import NotFound, Refused
from access.views.asking import ask
from access.views.lookup import record_uuid, searched
from access.views.records import own_record_access, record_home
from journal.models import Action
from journal.services import Entry, record
from patients.models import Patient
from patients.presenters import PatientBanner

PAGES = ["GET", "HEAD", "POST"]


@require_http_methods(PAGES)
@professionals_only
def emergency(request: HttpRequest, token: str) -> HttpResponse:
    """S08, one short page. What is missing is asked again; what was refused leaves a line."""
    patient = patient_by_pk(searched(request, token).patient_pk)
    form = EmergencyForm(request.POST if request.method == "POST" else None)
    if not form.is_bound:
        return _show(request, token, patient, Mode.BRIS_DE_GLACE, form)
    try:
        access = emergency_open(
            patient=patient,
            practice=request.practice,
            mode=Mode.BRIS_DE_GLACE,
            by=request.actor,
            now=timezone.now(),
            motive=form.motive,
        )
    except Refused as refusal:
        if refusal.verdict.reason is not Reason.BTG_REASON_MISSING:
            raise
        record(refusal.entry if form.has_error("reason") else replace(refusal.entry, decision="FORM_INCOMPLETE"))
        return _ask(request, token, patient, refusal.entry, form)
    return redirect(record_home(access, request.preferences))


@require_http_methods(PAGES)
@professionals_only
def regulation(request: HttpRequest, token: str) -> HttpResponse:
    """S09. Without the entitlement, the page is refused by name; no link ever leads there."""
    patient = patient_by_pk(searched(request, token).patient_pk)
    form = RegulationForm(request.POST if request.method == "POST" else None)
    if not form.is_valid():
        return _show(request, token, patient, Mode.CENTRE_15, form)
    access = emergency_open(
        patient=patient, practice=request.practice, mode=Mode.CENTRE_15, by=request.actor, now=timezone.now()
    )
    return redirect(record_home(access, request.preferences))


def _show(request: HttpRequest, token: str, patient: Patient | None, mode: Mode, form: forms.Form) -> HttpResponse:
    """The form, unless something else than the reason already stands in the way. Seeing the identity leaves a line."""
    facts = emergency_facts(patient, request.practice, mode, motive_valid=True, now=timezone.now())
    verdict = decide_record(facts)
    entry = Entry(
        action=Action.RECORD_STATE,
        actor=request.actor,
        record=record_uuid(patient),
        mode=mode.value,
        edition=getattr(request.practice, "edition", "") or "",
    )
    if not verdict.allowed:
        raise Refused(verdict, entry, patient=patient)
    if form.is_bound:
        record(replace(entry, granted=False, decision="FORM_INCOMPLETE"))
    return _ask(request, token, patient, entry, form)


def _ask(request: HttpRequest, token: str, patient: Patient | None, entry: Entry, form: forms.Form) -> HttpResponse:
    assert patient is not None  # an unknown patient was refused
    context = {
        "token": token,
        "form": form,
        "banner": PatientBanner(patient, timezone.localdate()),
        "may_regulate": may_regulate(request.practice),
    }
    name = {Mode.BRIS_DE_GLACE: "emergency", Mode.CENTRE_15: "regulation"}[Mode(entry.mode)]
    return ask(request, f"access/{name}.html", context, entry, status=422 if form.is_bound else 200)


@require_POST
@professionals_only
def from_record(request: HttpRequest, access_uuid: UUID) -> HttpResponse:
    """From a record that can no longer be read to S08, for the same patient."""
    patient = own_record_access(request, access_uuid, Action.RECORD_STATE).record.patient
    return redirect("access:emergency", token=lookups.remember(request.session, patient.pk).token)


@require_http_methods(PAGES)
@professionals_only
def extend(request: HttpRequest, access_uuid: UUID) -> HttpResponse:
    """« Prolonger », once, with a reason of its own; a second time it is refused with words."""
    action = Action.EMERGENCY_EXTENDED
    opening = open_record(access_uuid, practice=request.practice, actor=request.actor, action=action)
    if opening.reader.mode is not Mode.BRIS_DE_GLACE:
        raise NotFound(opening.entry(action, decision="NOT_AN_EMERGENCY"))
    form = ExtensionForm(request.POST if request.method == "POST" else None)
    allowed = may_extend(opening.access, opening.now)
    if allowed and form.is_valid():
        try:
            emergency_extend(
                access=opening.access, by=opening.actor, now=opening.now, motive=form.cleaned_data["reason"]
            )
        except Impossible:  # the same form, sent twice at once
            allowed = False
        else:
            messages.success(request, "Accès en urgence prolongé.")
            return redirect(record_home(opening.access, request.preferences))
    if form.is_bound:
        decision = Obstacle.MOTIVE_MISSING if allowed else Obstacle.EXTENDED_ALREADY
        record(opening.entry(action, granted=False, decision=decision.value.upper()))
    context = {
        "opening": opening,
        "banner": opening.banner,
        "access": opening.access,
        "form": form,
        "refused": "" if allowed else SENTENCES[Obstacle.EXTENDED_ALREADY],
    }
    return ask(request, "access/extend.html", context, opening.entry(action), status=422 if form.is_bound else 200)
