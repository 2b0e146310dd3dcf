"""The patient's own choices: three about emergencies, one about new documents."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_http_methods

from access.marks import holders_only
from access.views.asking import ask
from access.window.holding import Holding, hold_record
from documents.holder_forms import DefaultMaskForm
from documents.lifecycle.visibility import default_masking_switch
from journal.models import Action
from patients.forms import EmergencyChoicesForm
from patients.services import ChoicesMoved, choices_change

MOVED = "Ces choix ont changé depuis l’affichage de la page. Vérifiez-les, puis recommencez."


@require_http_methods(["GET", "HEAD", "POST"])
@holders_only
def choices(request: HttpRequest) -> HttpResponse:
    holding = hold_record(request.user, actor=request.actor, action=Action.CHOICES_CHANGED)
    if request.method != "POST":
        return _page(request, holding, EmergencyChoicesForm.of(holding.record))
    form = EmergencyChoicesForm(request.POST)
    if not form.is_valid():
        return _page(request, holding, form, status=422)
    values: dict[str, Any] = {"shown": form.displayed, "wanted": form.wanted, "by": holding.actor, "now": holding.now}
    try:
        changed = choices_change(patient=holding.patient, **values)
    except ChoicesMoved:
        messages.warning(request, MOVED)
        return redirect("documents:own_choices")
    said = "Choix enregistrés. Ils valent dès maintenant." if changed else "Aucun choix n’a changé."
    messages.success(request, said)
    return redirect("documents:own_choices")


@require_http_methods(["GET", "HEAD", "POST"])
@holders_only
def masking(request: HttpRequest) -> HttpResponse:
    """Every document masked by default, present and to come, or no longer (AR 8.6)."""
    holding = hold_record(request.user, actor=request.actor, action=Action.CHOICES_CHANGED)
    form = DefaultMaskForm(request.POST if request.method == "POST" else None)
    if not form.is_valid():
        context = {"holding": holding, "on": not holding.record.masks_by_default, "tab": "choices"}
        entry = holding.entry(Action.CHOICES_CHANGED)
        return ask(request, "documents/own/masking.html", context, entry, status=422 if form.is_bound else 200)
    words = "Un représentant légal" if holding.is_representative else "Le patient"
    default_masking_switch(patient=holding.patient, on=form.on, by=holding.actor, now=holding.now, words=words)
    said = (
        "Tous les documents sont masqués aux professionnels." if form.on else "Les nouveaux documents seront visibles."
    )
    messages.success(request, said)
    return redirect("documents:own_choices")


def _page(request: HttpRequest, holding: Holding, form: EmergencyChoicesForm, status: int = 200) -> HttpResponse:
    context = {"holding": holding, "form": form, "tab": "choices"}
    return ask(request, "documents/own/choices.html", context, holding.entry(Action.CHOICES_CHANGED), status=status)
