"""Administration of identities and of the state of records: who the patient is, never what is in the record."""

from typing import Any

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError
from django.db.models import Q, QuerySet
from django.forms import Form
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import path

from journal.models import Action
from journal.services import Entry, record
from patients import admin_search, services
from patients.admin_forms import ClosureForm, FinderForm, IdentityForm, OpeningForm, StatusForm
from patients.models import IdentityChange, InsStatus, Patient, SharedRecord


class RecordStateFilter(admin.SimpleListFilter):
    title = "état du dossier"
    parameter_name = "record_state"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        return [("none", "Aucun dossier"), ("active", "Ouvert"), ("closed", "Fermé")]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Patient]) -> QuerySet[Patient]:
        states = {
            "none": Q(record__isnull=True),
            "active": Q(record__isnull=False, record__closed_on__isnull=True),
            "closed": Q(record__closed_on__isnull=False),
        }
        return queryset.filter(states[value]) if (value := self.value()) in states else queryset


class IdentityChangeInline(admin.TabularInline):
    """History of the status; read only."""

    model = IdentityChange
    template = "admin/patients/history_inline.html"
    extra = 0
    can_delete = False
    fields = readonly_fields = ["at", "from_status", "to_status", "evidence", "changed_by"]
    verbose_name_plural = "Historique de l’identité"

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


@admin.register(Patient)
class PatientAdmin(admin.ModelAdmin):
    """No search box: what one types there stands in the address. A search is posted, its outcome bound to the session.

    The list names nobody; names stand on the pages of one patient, never in a title or a trail of links.
    """

    form = IdentityForm
    change_form_template = "admin/patients/identity.html"
    change_list_template = "admin/patients/patients.html"
    list_display = ["number", "ins_status", "record_state"]
    list_display_links = ["number"]
    list_filter = ["ins_status", RecordStateFilter]
    list_select_related = ["record"]
    list_per_page = 50
    show_full_result_count = False
    ordering = ["-pk"]
    actions = None
    inlines = [IdentityChangeInline]
    readonly_fields = ["ins_status", "record_state"]
    fieldsets = [
        ("Statut", {"fields": ["ins_status", "record_state", "shown"]}),
        ("INS", {"fields": ["matricule", "ins_oid"]}),
        (
            "Traits stricts",
            {"fields": ["birth_name", "birth_given_names", "birth_date", "sex", "birth_place_code"]},
        ),
        (
            "Traits locaux",
            {"fields": ["first_given_name", "birth_place_name", "used_name", "used_given_name", "deceased_on"]},
        ),
        ("Preuve du changement", {"fields": ["document_checked", "evidence"]}),
    ]

    def lookup_allowed(self, lookup: str, value: Any, request: HttpRequest | None = None) -> bool:
        """Never by matricule or name: an address is logged, and each letter tried would be an answer."""
        return lookup == "record_state" or (lookup == "ins_status__exact" and value in InsStatus.values)

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def get_fieldsets(self, request: HttpRequest, obj: Patient | None = None) -> Any:
        return self.fieldsets if obj else self.fieldsets[1:]

    def get_inlines(self, request: HttpRequest, obj: Patient | None) -> list[Any]:
        return self.inlines if obj else []

    def get_urls(self) -> list[Any]:
        wrap, name = self.admin_site.admin_view, "patients_patient_{}".format
        return [
            path("recherche/", wrap(self.find_view), name=name("find")),
            path("recherche/<str:token>/", wrap(self.found_view), name=name("found")),
            path("<int:pk>/statut/", wrap(self.status_view), name=name("status")),
            path("<int:pk>/dossier/", wrap(self.record_view), name=name("record")),
            *super().get_urls(),
        ]

    @admin.display(description="patient", ordering="pk")
    def number(self, patient: Patient) -> str:
        return str(patient)

    @admin.display(description="dossier")
    def record_state(self, patient: Patient) -> str:
        shared = _record_of(patient)
        if shared is None:
            return "Aucun dossier"
        return f"Fermé le {shared.closed_on:%d/%m/%Y}" if shared.closed_on else "Ouvert"

    def changelist_view(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        return super().changelist_view(request, {"title": "Patients", "finder": FinderForm(), **(extra_context or {})})

    def change_view(self, request: HttpRequest, object_id: str, *args: Any, **kwargs: Any) -> HttpResponse:
        kwargs["extra_context"] = {"title": "Identité"}
        response = super().change_view(request, object_id, *args, **kwargs)
        patient = getattr(response, "context_data", None) and response.context_data.get("original")
        if request.method == "GET" and patient:
            _tell_read(request, patient)
        return response

    def changeform_view(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Somebody else may have taken the matricule between the form's look and the writing: said, never a 500."""
        try:
            return super().changeform_view(request, *args, **kwargs)
        except IntegrityError:
            taken = "Un autre patient vient de recevoir ce matricule : rien n’a été enregistré."
            self.message_user(request, taken, messages.ERROR)
            return redirect(request.path)

    def construct_change_message(self, request: HttpRequest, form: Any, formsets: Any, add: bool = False) -> str:
        """Django's own log outlives the identity and is shown on other pages: not a word of the form goes there."""
        return "Identité créée." if add else "Identité modifiée."

    def save_model(self, request: HttpRequest, obj: Patient, form: IdentityForm, change: bool) -> None:
        read = form.cleaned_data
        proof = {
            "document_checked": read["document_checked"],
            "evidence": read["evidence"],
            "by": request.actor,
            "by_name": request.user.get_username(),
        }
        if not change:
            services.patient_register(patient=obj, **proof)
        else:
            values = {name: read[name] for name in (*services.STRICT, *services.LOCAL)}
            former, saved = obj.ins_status, services.identity_change(patient_pk=obj.pk, values=values, **proof)
            if saved.ins_status != former:
                said = f"Un trait de l’INS a changé : l’identité est maintenant « {saved.get_ins_status_display()} »."
                self.message_user(request, said, messages.WARNING)
        if form.weak_key:
            weak = "La clé du matricule ne correspond pas ; elle est admise pour cette autorité de test."
            self.message_user(request, weak, messages.WARNING)

    def find_view(self, request: HttpRequest) -> HttpResponse:
        """A posted search; what it found is kept in the session under an opaque token."""
        if not self.has_view_permission(request):
            raise PermissionDenied
        if request.method != "POST":
            return redirect("admin:patients_patient_changelist")
        form = FinderForm(request.POST)
        if not form.is_valid():
            return self._page(request, "finder", "Rechercher un patient", {"finder": form}, status=422)
        if admin_search.too_many(request.actor):
            form.add_error(None, "Trop de recherches en peu de temps : attendez une minute.")
            return self._page(request, "finder", "Rechercher un patient", {"finder": form}, status=429)
        found = admin_search.search(form.cleaned_data, request.actor)
        if len(found) == 1:
            return redirect("admin:patients_patient_change", found[0])
        return redirect("admin:patients_patient_found", admin_search.remember(request.session, found))

    def found_view(self, request: HttpRequest, token: str) -> HttpResponse:
        if not self.has_view_permission(request):
            raise PermissionDenied
        found = admin_search.recall(request.session, token)
        if found is None:
            raise Http404
        too_many = len(found) > admin_search.MOST_FOUND
        patients = [] if too_many else Patient.objects.filter(pk__in=found).select_related("record").order_by("pk")
        context = {"patients": patients, "too_many": too_many, "finder": FinderForm()}
        return self._page(request, "finder", "Résultat de la recherche", context)

    def status_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        patient = self._patient(request, pk)
        form = StatusForm(_posted(request), patient=patient)
        if form.is_bound and form.is_valid():
            by = {"by": request.actor, "by_name": request.user.get_username()}
            saved = services.status_change(patient_pk=pk, **form.cleaned_data, **by)
            self.log_change(request, patient, "Statut de l’identité modifié.")
            self.message_user(request, f"Statut : {saved.get_ins_status_display()}.", messages.SUCCESS)
            return redirect("admin:patients_patient_change", pk)
        return self._form_page(request, patient, "Statut de l’identité", form)

    def record_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        """None, open or closed: one form for the only change that is possible from there."""
        patient = self._patient(request, pk)
        shared = _record_of(patient)
        form = _record_form(request, shared)
        if form.is_bound and form.is_valid():
            try:
                said = _change_record(request, patient, shared, form.cleaned_data)
            except (SharedRecord.DoesNotExist, IntegrityError):
                messages.error(request, "L’état du dossier a changé pendant que vous le regardiez : rien n’a été fait.")
            else:
                self.log_change(request, patient, said)
                self.message_user(request, said, messages.SUCCESS)
            return redirect("admin:patients_patient_record", pk)
        return self._form_page(request, patient, "État du dossier", form, template="record", shared=shared)

    def _patient(self, request: HttpRequest, pk: int) -> Patient:
        if not self.has_change_permission(request):
            raise PermissionDenied
        patient = get_object_or_404(Patient.objects.select_related("record"), pk=pk)
        if request.method == "GET":
            _tell_read(request, patient)
        return patient

    def _form_page(
        self, request: HttpRequest, patient: Patient, title: str, form: Form, template: str = "status", **context: Any
    ) -> HttpResponse:
        context |= {"form": form, "media": self.media + form.media, "patient": patient, "errors": form.errors}
        return self._page(request, template, f"{title} – {patient}", context, status=422 if form.errors else 200)

    def _page(
        self, request: HttpRequest, name: str, title: str, context: dict[str, Any], status: int = 200
    ) -> HttpResponse:
        shared = self.admin_site.each_context(request) | {"opts": self.opts, "title": title}
        return TemplateResponse(request, f"admin/patients/{name}.html", shared | context, status=status)


def _record_of(patient: Patient) -> SharedRecord | None:
    return patient.record if hasattr(patient, "record") else None


def _record_form(request: HttpRequest, shared: SharedRecord | None) -> Form:
    data = _posted(request)
    if shared is None:
        return OpeningForm(data)
    return Form(data) if shared.closed_on else ClosureForm(data, opened_on=shared.opened_on)


def _change_record(request: HttpRequest, patient: Patient, shared: SharedRecord | None, read: dict[str, Any]) -> str:
    if shared is None:
        services.record_open(patient=patient, opened_on=read["opened_on"], by=request.actor)
        return "Dossier ouvert."
    if shared.closed_on:
        services.record_reopen(patient=patient, by=request.actor)
        return "Dossier rouvert."
    services.record_close(
        patient=patient, on=read["closed_on"], reason=read["reason"], detail=read["detail"], by=request.actor
    )
    return "Dossier fermé."


def _tell_read(request: HttpRequest, patient: Patient) -> None:
    """Reading an identity or the state of a record leaves a line, like reading anything else of a patient."""
    shared = _record_of(patient)
    uuid = shared.uuid if shared else None
    record(Entry(action=Action.RECORD_STATE, actor=request.actor, decision="ADMINISTRATION", record=uuid))


def _posted(request: HttpRequest) -> Any:
    return request.POST if request.method == "POST" else None
