"""S10: a session of confidential care, at a minor's request (AR 11.2 to 11.4)."""

from dataclasses import replace

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from access.emergency.forms import SecrecyForm
from access.facts import as_confidential, patient_facts
from access.marks import professionals_only
from access.practices import may_keep_secret, required_basis, types_of
from access.rules import DECLARABLE, Verdict, decide_record
from access.selectors import patient_by_pk
from access.services import NotFound, Refused, record_open
from access.views.asking import ask
from access.views.lookup import record_uuid, searched
from access.views.records import record_home
from journal.models import Action
from journal.services import Entry, record
from patients.models import Patient
from patients.presenters import PatientBanner


@require_http_methods(["GET", "HEAD", "POST"])
@professionals_only
def confidential(request: HttpRequest, token: str) -> HttpResponse:
    """The minor's wish, and the declaration of access when it is due: one page, one opening."""
    patient = patient_by_pk(searched(request, token).patient_pk)
    verdict = _verdict(request, patient)
    form = SecrecyForm(
        request.POST if request.method == "POST" else None,
        required_basis=required_basis(request.practice),
        declares=not verdict.allowed,
    )
    if form.is_valid():
        access = record_open(
            patient=patient,
            practice=request.practice,
            by=request.actor,
            now=timezone.now(),
            declaration=form.declared,
            confidential=True,
        )
        return redirect(record_home(access, request.preferences))
    entry = _entry(request, patient)
    if form.is_bound:
        record(replace(entry, granted=False, decision="FORM_INCOMPLETE"))
    assert patient is not None  # an unknown patient was refused
    context = {"token": token, "form": form, "banner": PatientBanner(patient, timezone.localdate())}
    return ask(request, "access/confidential.html", context, entry, status=422 if form.is_bound else 200)


def _verdict(request: HttpRequest, patient: Patient | None) -> Verdict:
    """Raises NotFound for whoever may not hold such a session, Refused for what no declaration can lift."""
    if not may_keep_secret(request.practice):
        raise NotFound(_entry(request, patient, decision="NOT_ENTITLED"))
    now = timezone.now()
    facts = patient_facts(patient, request.practice, types=types_of(request.practice), now=now, confidential=True)
    verdict = decide_record(as_confidential(facts, patient, now) if patient else facts)
    if not verdict.allowed and verdict.reason not in DECLARABLE:
        raise Refused(verdict, _entry(request, patient), patient=patient)
    return verdict


def _entry(request: HttpRequest, patient: Patient | None, *, decision: str = "") -> Entry:
    """Its mere asking is out of the representatives' sight."""
    return Entry(
        action=Action.RECORD_STATE,
        actor=request.actor,
        record=record_uuid(patient),
        confidential=True,
        decision=decision,
        edition=getattr(request.practice, "edition", "") or "",
    )
