"""S02: the activity of this session."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from access.forms import PracticeForm
from access.models import Practice, User
from access.practices import practice_column, practices_of
from access.sign_in import practices
from access.sign_in.addresses import home_of
from access.views.second_factor import back_where_asked


@require_http_methods(["GET", "HEAD", "POST"])
def practice(request: HttpRequest) -> HttpResponse:
    user = request.user
    assert isinstance(user, User)
    if user.professional_id is None:
        return redirect(home_of(user))
    offered = list(practices_of(user.professional_id))
    if not offered:
        return render(request, "access/no_practice.html", status=403)
    form = PracticeForm(request.POST if request.method == "POST" else None, professional_id=user.professional_id)
    if form.is_valid():
        if practices.choose(request, user, form.cleaned_data["practice"]):
            messages.info(request, "Activité changée : les dossiers ouverts ont été fermés.")
        return back_where_asked(request, user)
    context = {"form": form, "options": [_option(p, user, request.practice) for p in offered]}
    return render(request, "access/practice.html", context, status=422 if request.method == "POST" else 200)


def _option(offered: Practice, user: User, current: Practice | None) -> dict[str, object]:
    last = current.pk if current else user.last_practice_id
    return {
        "value": str(offered.uuid),
        "label": f"{offered.profession.label} · {offered.structure.name}",
        "details": " · ".join(
            part
            for part in (
                offered.know_how.label if offered.know_how else "",
                offered.structure.city,
                offered.get_mode_display() if offered.mode else "",
                "" if practice_column(offered) else "n’ouvre aucun type de document",
            )
            if part
        ),
        "checked": offered.pk == last,
    }
