"""S03: the reminder of duties, before the first page and again from the menu."""

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from access.marks import answers_before_duties, professionals_only
from access.models import User
from access.sign_in.duties import acknowledge, due
from access.views.second_factor import back_where_asked


@require_http_methods(["GET", "HEAD", "POST"])
@professionals_only
@answers_before_duties
def duties(request: HttpRequest) -> HttpResponse:
    assert isinstance(request.user, User)  # professionals_only has let nobody else through
    if request.method == "POST":
        acknowledge(request.user, by=request.actor, now=timezone.now())
        return back_where_asked(request, request.user)
    context = {"due": due(request.user, timezone.now()), "days": settings.DUTIES_DAYS}
    return render(request, "access/duties.html", context)
