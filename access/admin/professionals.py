"""Professionals, their structures and their practices."""

from typing import Any

from django.contrib import admin
from django.db.models import Exists, OuterRef, Prefetch, QuerySet
from django.forms import ModelForm
from django.http import HttpRequest
from django.urls import reverse
from django.utils.html import format_html

from access import habilitation
from access.admin.readonly import KeptAdmin
from access.models import HabilitationColumn, Practice, Professional, Structure, User
from access.practices import practice_column
from journal.models import Action
from journal.services import Entry, record


class PracticeInline(admin.StackedInline):
    """A practice is ended, never deleted: opened records and the journal speak of it."""

    model = Practice
    extra = 0
    can_delete = False
    raw_id_fields = ["structure"]
    fields = [
        ("profession", "know_how"),
        ("structure", "mode"),
        ("function", "role_code"),
        ("samu_entitled", "reviews_emergencies"),
        "ended_on",
        "column",
    ]
    readonly_fields = ["column"]

    def get_queryset(self, request: HttpRequest) -> QuerySet[Practice]:
        return super().get_queryset(request).select_related("professional", "structure", "profession", "know_how")

    @admin.display(description="colonne d’habilitation")
    def column(self, practice: Practice) -> str:
        """What the saved practice opens: the reason to look twice before saving."""
        if practice.pk is None:
            return "calculée à l’enregistrement"
        slug = practice_column(practice)
        column = HabilitationColumn.objects.filter(slug=slug).first() if slug else None
        return column.label if column else "aucune : cette activité n’ouvre aucun type de document"


@admin.register(Professional)
class ProfessionalAdmin(KeptAdmin):
    list_display = ["idnat", "family_name", "given_name", "professions", "has_account", "struck_off_on"]
    list_filter = [("struck_off_on", admin.EmptyFieldListFilter), "practices__profession__family"]
    search_fields = ["idnat", "family_name", "given_name"]
    search_help_text = "Identifiant national, nom ou prénom d’exercice"
    fields = [
        "idnat",
        ("civility", "family_name", "given_name"),
        "email",
        "struck_off_on",
        "account_link",
    ]
    readonly_fields = ["account_link"]
    inlines = [PracticeInline]

    def get_queryset(self, request: HttpRequest) -> QuerySet[Professional]:
        practices = Prefetch("practices", Practice.objects.select_related("profession"))
        has_account = Exists(User.objects.filter(professional=OuterRef("pk")))
        return super().get_queryset(request).annotate(with_account=has_account).prefetch_related(practices)

    def get_readonly_fields(self, request: HttpRequest, obj: Professional | None = None) -> list[str]:
        """The identifier is what the journal and the authors of documents know: it never changes."""
        return [*self.readonly_fields, *(["idnat"] if obj else [])]

    def save_model(self, request: HttpRequest, obj: Professional, form: ModelForm, change: bool) -> None:
        """The registered address receives enrolment links, the end date shuts the door: both leave a line."""
        super().save_model(request, obj, form, change)
        if form.changed_data:
            details = {"of": obj.idnat, "fields": sorted(form.changed_data)}
            decision = "CHANGED" if change else "CREATED"
            entry = Entry(action=Action.PROFESSIONAL_CHANGED, actor=request.actor, decision=decision, details=details)
            record(entry)

    def save_formset(self, request: HttpRequest, form: Any, formset: Any, change: bool) -> None:
        """A practice decides what is read: who changed what goes to the journal, not only to Django's own log."""
        super().save_formset(request, form, formset, change)
        for practice in formset.new_objects:
            habilitation.practice_recorded(practice=practice, fields=None, actor=request.actor)
        for practice, fields in formset.changed_objects:
            habilitation.practice_recorded(practice=practice, fields=fields, actor=request.actor)

    @admin.display(description="professions")
    def professions(self, professional: Professional) -> str:
        return ", ".join(sorted({practice.profession.label for practice in professional.practices.all()})) or "—"

    @admin.display(description="compte", boolean=True)
    def has_account(self, professional: Any) -> bool:
        return professional.with_account

    @admin.display(description="compte")
    def account_link(self, professional: Professional) -> str:
        if professional.pk is None:
            return "Enregistrez d’abord le professionnel."
        account = User.objects.filter(professional=professional).first()
        if account:
            return format_html('<a href="{}">{}</a>', reverse("admin:access_user_change", args=[account.pk]), account)
        address = reverse("admin:access_user_add")
        return format_html('<a href="{}?professional={}">Créer un compte</a>', address, professional.pk)


@admin.register(Structure)
class StructureAdmin(KeptAdmin):
    list_display = ["name", "idnat", "city", "sector_code"]
    list_filter = ["sector_code"]
    search_fields = ["name", "idnat", "city"]
    fields = ["idnat", "name", "city", "sector_code"]

    def get_readonly_fields(self, request: HttpRequest, obj: Structure | None = None) -> list[str]:
        return ["idnat"] if obj else []

    def save_model(self, request: HttpRequest, obj: Structure, form: ModelForm, change: bool) -> None:
        """The sector tells pharmacists who are biologists from the others: it moves practices between columns."""
        super().save_model(request, obj, form, change)
        if change and "sector_code" in form.changed_data:
            habilitation.sector_recorded(structure=obj, actor=request.actor)
