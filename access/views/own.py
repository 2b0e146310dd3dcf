"""The window of a patient, or of who acts for them: where it starts from."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_safe

from access.marks import holders_only


@require_safe
@holders_only
def home(request: HttpRequest) -> HttpResponse:
    return redirect("documents:own_list")
