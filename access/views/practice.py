"""S02: the activity of this session."""

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from access.models import Practice, RecordAccess, User
from access.selectors import practice_column, practices_of
from access.services import actor, leave_all
from access.sign_in import sessions
from journal.models import Action
from journal.services import Entry, record


class PracticeForm(forms.Form):
    practice = forms.ModelChoiceField(
        label="Activité exercée pendant cette session",
        queryset=Practice.objects.none(),
        to_field_name="uuid",
        empty_label=None,
        error_messages={"required": "Choisissez une activité.", "invalid_choice": "Choisissez une activité de la liste."},
    )


@require_http_methods(["GET", "HEAD", "POST"])
def practice(request: HttpRequest) -> HttpResponse:
    user = request.user
    assert isinstance(user, User)
    if user.professional_id is None:
        return redirect("admin:index")
    offered = list(practices_of(user.professional_id))
    if not offered:
        return render(request, "access/no_practice.html", status=403)
    form = PracticeForm(request.POST or None)
    field: forms.ModelChoiceField = form.fields["practice"]  # type: ignore[assignment]
    field.queryset = practices_of(user.professional_id)
    if request.method == "POST" and form.is_valid():
        _choose(request, user, form.cleaned_data["practice"])
        return redirect(request.session.pop("next", "") or "access:home")
    context = {"form": form, "options": [_option(p, user, request.practice) for p in offered]}
    return render(request, "access/practice.html", context, status=422 if request.method == "POST" else 200)


def _choose(request: HttpRequest, user: User, chosen: Practice) -> None:
    former = request.practice
    by = actor(user, chosen, session=sessions.reference(request.session))
    if former is not None and former.pk != chosen.pk:
        leave_all(practice=former, by=by, now=timezone.now(), cause=RecordAccess.EndCause.PRACTICE_CHANGED)
        messages.info(request, "Activité changée : les dossiers ouverts ont été fermés.")
    request.session[sessions.PRACTICE] = chosen.pk
    User.objects.filter(pk=user.pk).update(last_practice_id=chosen.pk)
    record(Entry(action=Action.PRACTICE_CHOSEN, actor=by))


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
