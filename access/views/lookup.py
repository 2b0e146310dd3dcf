"""S05 to S07: search by matricule, state of the record, declaration, opening."""

from dataclasses import replace
from datetime import timedelta
from typing import Any
from uuid import UUID

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from access import lookups
from access.consent.obstacles import Impossible
from access.consent.roles import offers_declaration, treating_doctor_declare
from access.consent.wording import ACTS
from access.facts import is_minor, live_authorisation, patient_facts
from access.forms import DeclarationForm
from access.lookups import Lookup
from access.marks import professionals_only
from access.models import RecordAccess
from access.opening import access_entry
from access.practices import may_keep_secret, may_regulate, required_basis, types_of
from access.rules import DECLARABLE, Reason, Verdict, decide_record
from access.selectors import patient_by_pk, patient_with_record, too_many_searches
from access.services import NotFound, Refused, record_open, search_entry
from access.views.home import render_home
from access.views.records import record_home
from access.wording import WORDING, checklist, duration_sentence
from journal.models import Action
from journal.services import Entry, record
from patients.forms import PatientSearchForm
from patients.models import Patient
from patients.presenters import PatientBanner


@require_POST
@professionals_only
def patient_search(request: HttpRequest) -> HttpResponse:
    form = PatientSearchForm(request.POST)
    if not form.is_valid():
        return render_home(request, form, status=422)
    if too_many_searches(request.actor.account, request.actor.structure, now=timezone.now()):
        record(replace(search_entry(request.actor, "", record_uuid=None, decision="TOO_MANY_SEARCHES"), granted=False))
        return render(request, "429.html", {"searches": True}, status=429)
    patient = patient_with_record(form.cleaned_data["matricule"])
    lookup = lookups.remember(request.session, patient.pk if patient else None)
    found = "FOUND" if patient and hasattr(patient, "record") else "NOT_FOUND"
    record(
        search_entry(
            request.actor, form.cleaned_data["matricule"].value, record_uuid=record_uuid(patient), decision=found
        )
    )
    return redirect("access:patient_state", token=lookup.token)


@require_safe
@professionals_only
def patient_state(request: HttpRequest, token: str) -> HttpResponse:
    lookup = searched(request, token)
    patient = patient_by_pk(lookup.patient_pk)
    verdict = _verdict(request, patient)
    record(_state_entry(request, patient, verdict))
    return _render_state(request, lookup, patient, verdict)


@require_POST
@professionals_only
def record_open_view(request: HttpRequest, token: str) -> HttpResponse:
    """Open, on what was declared when that is needed; what is missing from the declaration is asked again."""
    lookup = searched(request, token)
    patient = patient_by_pk(lookup.patient_pk)
    form = _form(request, patient, request.POST)
    declaration = form.declaration if form.is_valid() else None
    try:
        access = record_open(
            patient=patient, practice=request.practice, by=request.actor, now=timezone.now(), declaration=declaration
        )
    except Refused as refusal:
        if refusal.verdict.reason not in DECLARABLE:
            raise
        record(_state_entry(request, patient, refusal.verdict))
        return _render_state(request, lookup, patient, refusal.verdict, form=form, status=422)
    if declaration and form.cleaned_data.get("treating_doctor"):
        _declare_role(request, access)
    return redirect(record_home(access, request.preferences))


def _form(
    request: HttpRequest, patient: Patient | None, data: QueryDict | None = None, **options: Any
) -> DeclarationForm:
    """What may be declared depends on the practice, and on the role that the professional already has."""
    return DeclarationForm(
        data,
        required_basis=required_basis(request.practice),
        offers_role=patient is not None and offers_declaration(patient, request.practice),
        **options,
    )


def _declare_role(request: HttpRequest, access: RecordAccess) -> None:
    """« Je suis son médecin traitant »: an act of its own, whose refusal leaves the record open."""
    try:
        treating_doctor_declare(access=access, practice=request.practice, by=request.actor, now=timezone.now())
        messages.success(request, ACTS["declare"].done)
    except Impossible as refusal:
        entry = access_entry(Action.TREATING_DOCTOR_DECLARED, access, request.practice, request.actor)
        record(replace(entry, granted=False, decision=refusal.obstacle.value.upper()))
        messages.error(request, refusal.sentence)


def searched(request: HttpRequest, token: str) -> Lookup:
    """The search of this session that an address stands for. Raises NotFound."""
    lookup = lookups.recall(request.session, token)
    if lookup is None:
        raise NotFound(Entry(action=Action.RECORD_STATE, actor=request.actor, decision="LOOKUP_NOT_FOUND"))
    return lookup


def _verdict(request: HttpRequest, patient: Patient | None) -> Verdict:
    """Today's verdict; a refusal that no declaration can lift is raised."""
    facts = patient_facts(patient, request.practice, types=types_of(request.practice), now=timezone.now())
    verdict = decide_record(facts)
    if not verdict.allowed and verdict.reason not in DECLARABLE:
        raise Refused(verdict, _state_entry(request, patient, verdict), patient=patient)
    return verdict


def _state_entry(request: HttpRequest, patient: Patient | None, verdict: Verdict) -> Entry:
    return Entry(
        action=Action.RECORD_STATE,
        actor=request.actor,
        record=record_uuid(patient),
        granted=verdict.allowed,
        decision=verdict.reason.value.upper(),
        edition=getattr(request.practice, "edition", "") or "",
    )


def record_uuid(patient: Patient | None) -> UUID | None:
    return patient.record_uuid if patient else None


def _render_state(
    request: HttpRequest,
    lookup: Lookup,
    patient: Patient | None,
    verdict: Verdict,
    *,
    form: DeclarationForm | None = None,
    status: int = 200,
) -> HttpResponse:
    assert patient is not None  # an unknown patient was refused above
    expired = live_authorisation(patient, request.practice) if verdict.reason is Reason.CONSENT_EXPIRED else None
    ends_on = timezone.localdate() + timedelta(days=settings.AUTHORISATION_DAYS)
    context = {
        "token": lookup.token,
        "banner": PatientBanner(patient, timezone.localdate()),
        "verdict": verdict,
        "wording": WORDING[verdict.reason],
        "lines": checklist(verdict),
        "may_keep_secret": is_minor(patient) and may_keep_secret(request.practice),
        "may_regulate": may_regulate(request.practice),
        "expired": expired,
        "duration": duration_sentence(required_basis(request.practice), ends_on),
        # What was declared before is proposed again; the box never is (AR 6.2.1).
        "form": form or _form(request, patient, initial={"basis": expired.basis} if expired else None),
    }
    template = "access/confirm_patient.html" if verdict.allowed else "access/declare_access.html"
    return render(request, template, context, status=status)
