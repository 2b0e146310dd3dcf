"""S04: the search field, and the last records of this activity."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from access.marks import professionals_only
from access.presenters import recent_rows
from access.telling.alerts import unread_count
from patients.forms import PatientSearchForm


@require_safe
@professionals_only
def home(request: HttpRequest) -> HttpResponse:
    return render_home(request, PatientSearchForm())


def render_home(request: HttpRequest, form: PatientSearchForm, *, status: int = 200) -> HttpResponse:
    """The home page, also shown again when a search cannot be sent."""
    rows = recent_rows(request.practice, now=timezone.now())
    context = {"form": form, "rows": rows, "unread": unread_count(request.practice.professional)}
    return render(request, "access/home.html", context, status=status)
