"""S29: what a professional was told, and how they want to be told."""

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from access.marks import professionals_only
from access.telling import alerts as own
from access.telling.alert_forms import FrequencyForm
from access.telling.alert_rows import alert_rows
from journal.models import Action
from journal.services import Entry, record

PER_PAGE = 50


@require_safe
@professionals_only
def alerts(request: HttpRequest) -> HttpResponse:
    return _page(request, FrequencyForm(chosen=own.frequencies(request.practice.professional)))


@require_POST
@professionals_only
def alerts_read(request: HttpRequest) -> HttpResponse:
    own.notices_read(request.practice.professional, now=timezone.now())
    messages.success(request, "Vos avis sont marqués comme lus.")
    return redirect("access:alerts")


@require_POST
@professionals_only
def alerts_set(request: HttpRequest) -> HttpResponse:
    professional = request.practice.professional
    form = FrequencyForm(request.POST, chosen=own.frequencies(professional))
    if not form.is_valid():
        return _page(request, form, status=422)
    own.frequencies_set(professional, form.cleaned_data, now=timezone.now())
    messages.success(request, "Vos préférences sont enregistrées.")
    return redirect("access:alerts")


@require_POST
@professionals_only
def alerts_test(request: HttpRequest) -> HttpResponse:
    professional = request.practice.professional
    if professional.email:
        own.alert_test(professional, now=timezone.now())
        messages.success(request, "Un message d’essai part dans les prochaines minutes à votre adresse enregistrée.")
    else:
        messages.error(request, "Aucune adresse n’est enregistrée pour vous. Demandez-le à votre administrateur.")
    return redirect("access:alerts")


def _page(request: HttpRequest, form: FrequencyForm, *, status: int = 200) -> HttpResponse:
    professional = request.practice.professional
    page = Paginator(own.notices_of(professional), PER_PAGE).get_page(request.GET.get("page"))
    rows = alert_rows(list(page.object_list))
    taken_at, problem = own.address_state(professional)
    context: dict[str, Any] = {"page": page, "rows": rows, "form": form, "professional": professional}
    context |= {"unread": own.unread_count(professional), "taken_at": taken_at, "problem": problem}
    context["previous_url"] = f"?page={page.previous_page_number()}" if page.has_previous() else ""
    context["next_url"] = f"?page={page.next_page_number()}" if page.has_next() else ""
    record(Entry(action=Action.ALERTS_READ, actor=request.actor))
    return render(request, "access/alerts.html", context, status=status)
