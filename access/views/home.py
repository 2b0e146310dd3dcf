"""S04: the search field, what is new, the last records of this activity, one's patients."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from access.marks import professionals_only
from access.practices import types_of
from access.presenters import HomePage, Naming
from access.telling.alerts import unread_count
from patients.forms import PatientSearchForm

NAMES_HIDDEN = "names_hidden"


@require_safe
@professionals_only
def home(request: HttpRequest) -> HttpResponse:
    return render_home(request, PatientSearchForm())


@require_POST
@professionals_only
def names(request: HttpRequest) -> HttpResponse:
    """« Masquer les noms », « Afficher les noms »: for this session, where others may see the screen."""
    request.session[NAMES_HIDDEN] = not request.session.get(NAMES_HIDDEN, False)
    return redirect("access:home")


def render_home(request: HttpRequest, form: PatientSearchForm, *, status: int = 200) -> HttpResponse:
    """The home page, also shown again when a search cannot be sent."""
    naming = Naming(hidden=request.session.get(NAMES_HIDDEN, False))
    page = HomePage(request.practice, types_of(request.practice), timezone.now(), naming, request.GET)
    context = {"form": form, "page": page, "unread": unread_count(request.practice.professional)}
    return render(request, "access/home.html", context, status=status)
