"""S37: emergency accesses of the structure, for its référent; everybody else gets what an unknown address gets."""

from dataclasses import replace
from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from access.emergency.forms import ReviewForm
from access.emergency.review import TO_EXAMINE, EmergencyRow, emergencies_of, emergency_of, emergency_review
from access.marks import professionals_only
from access.models import EmergencyReview
from access.services import NotFound
from access.views.asking import ask
from journal.models import Action
from journal.services import Entry, record

PER_PAGE = 50
STATES = {"": "Tous", TO_EXAMINE: "À examiner", **dict(EmergencyReview.Verdict.choices)}


@require_safe
@professionals_only
def emergencies(request: HttpRequest) -> HttpResponse:
    _check(request, Action.EMERGENCIES_LISTED)
    state = request.GET.get("etat", "")
    state = state if state in STATES else ""
    page = Paginator(emergencies_of(request.practice, state=state), PER_PAGE).get_page(request.GET.get("page"))
    now = timezone.now()
    context = {
        "page": page,
        "rows": [EmergencyRow(access, request.practice, now) for access in page.object_list],
        "states": STATES.items(),
        "state": state,
    }
    details = {"count": page.paginator.count, "state": state}
    record(Entry(action=Action.EMERGENCIES_LISTED, actor=request.actor, details=details))
    return render(request, "access/emergencies.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@professionals_only
def review(request: HttpRequest, access_uuid: UUID) -> HttpResponse:
    _check(request, Action.EMERGENCY_REVIEWED)
    access = emergency_of(request.practice, access_uuid)
    entry = Entry(action=Action.EMERGENCY_REVIEWED, actor=request.actor, record_access=access_uuid)
    if access is None:
        raise NotFound(entry)
    row = EmergencyRow(access, request.practice, timezone.now())
    known = {"verdict": row.review.verdict, "comment": row.review.comment} if row.review else None
    form = ReviewForm(request.POST if request.method == "POST" else None, initial=known)
    if form.is_valid() and not row.is_own:
        emergency_review(
            access=access, practice=request.practice, by=request.actor, now=timezone.now(), **form.cleaned_data
        )
        messages.success(request, "Avis enregistré.")
        return redirect("access:emergencies")
    entry = replace(entry, record=access.record.uuid, mode=access.mode)
    context = {"row": row, "form": form}
    return ask(request, "access/review.html", context, entry, status=422 if form.is_bound else 200)


def _check(request: HttpRequest, action: Action) -> None:
    if not request.practice.reviews_emergencies:
        raise NotFound(Entry(action=action, actor=request.actor, decision="NOT_ENTITLED"))
