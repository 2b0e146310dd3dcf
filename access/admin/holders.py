"""Accounts of patients and of those who act for them: made from the patient's page, by an address and a link."""

from typing import Any

from django import forms
from django.contrib import messages
from django.contrib.admin.widgets import AdminDateWidget
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse

from access.models import User
from access.sign_in.public_address import of_request
from access.window.accounts import account_of, holder_save, username_is_taken
from journal.models import Action
from journal.services import Entry, record
from patients.models import Patient, Representative

CONFIDENTIAL = "D’un mineur, indiquez une adresse que lui seul lit : ses soins confidentiels restent entre lui et vous."


class HolderForm(forms.ModelForm):
    """The registered address, and the name to sign in with as long as there is no account."""

    username = forms.CharField(
        label="Identifiant de connexion",
        max_length=150,
        required=False,
        validators=User._meta.get_field("username").validators,
        help_text="Un lien d’enrôlement part à l’adresse enregistrée. Laissez vide pour n’ouvrir aucun compte.",
        widget=forms.TextInput({"autocomplete": "off", "class": "vTextField"}),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.account = account_of(self.instance) if self.instance.pk else None
        if self.account is not None:
            del self.fields["username"]

    def clean_username(self) -> str:
        username: str = self.cleaned_data["username"].strip()
        if username and username_is_taken(username):
            raise ValidationError("Un compte porte déjà cet identifiant.")
        return username

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        wanted = cleaned.get("username") or self.account
        if wanted and not cleaned.get("email") and "email" not in self.errors:
            self.add_error("email", "Un compte demande une adresse enregistrée.")
        since, until = cleaned.get("since"), cleaned.get("until")
        if since and until and until <= since:
            self.add_error("until", "La fin doit suivre le début.")
        return cleaned


class PatientForm(HolderForm):
    class Meta:
        model = Patient
        fields = ["email"]
        help_texts = {"email": CONFIDENTIAL}


class RepresentativeForm(HolderForm):
    class Meta:
        model = Representative
        fields = ["family_name", "given_name", "relationship", "email", "since", "until", "protects_adult"]
        widgets = {"since": AdminDateWidget, "until": AdminDateWidget}
        help_texts = {"protects_adult": "Tutelle ou habilitation : sinon, l’accès prend fin à la majorité."}


class HolderAccounts:
    """Pages added to those of the accounts."""

    admin_site: Any
    opts: Any
    media: Any

    def holder_urls(self) -> list[URLPattern]:
        wrap, name = self.admin_site.admin_view, "access_user_{}".format
        return [
            path("patient/<int:pk>/", wrap(self.patient_view), name=name("patient")),
            path("patient/<int:pk>/representant/", wrap(self.new_view), name=name("representative_add")),
            path("representant/<int:pk>/", wrap(self.representative_view), name=name("representative")),
        ]

    def patient_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        patient = self._patient(request, pk)
        form = PatientForm(request.POST or None, instance=patient)
        people = [(person, account_of(person)) for person in patient.representatives.order_by("pk")]
        return self._holder_page(request, patient, form, "Compte du patient", people=people)

    def new_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        patient = self._patient(request, pk)
        form = RepresentativeForm(request.POST or None, instance=Representative(patient=patient))
        return self._holder_page(request, patient, form, "Nouveau représentant")

    def representative_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        person = get_object_or_404(Representative, pk=pk)
        patient = self._patient(request, person.patient_id)
        form = RepresentativeForm(request.POST or None, instance=person)
        return self._holder_page(request, patient, form, "Représentant")

    def _patient(self, request: HttpRequest, pk: int) -> Patient:
        """Who may make accounts and change identities."""
        if not (self.has_add_permission(request) and request.user.has_perm("patients.change_patient")):  # type: ignore[attr-defined]
            raise PermissionDenied
        patient = get_object_or_404(Patient.objects.select_related("record"), pk=pk)
        if request.method == "GET":
            uuid = patient.record_uuid
            record(Entry(action=Action.RECORD_STATE, actor=request.actor, decision="ADMINISTRATION", record=uuid))
        return patient

    def _holder_page(
        self, request: HttpRequest, patient: Patient, form: HolderForm, title: str, **context: Any
    ) -> HttpResponse:
        if form.is_bound and form.is_valid():
            return self._saved(request, patient, form)
        context |= {"form": form, "media": self.media + form.media, "patient": patient, "account": form.account}
        context |= self.admin_site.each_context(request) | {"opts": self.opts, "title": f"{title} – {patient}"}
        status = 422 if form.errors else 200
        return TemplateResponse(request, "admin/access/holder.html", context, status=status)

    def _saved(self, request: HttpRequest, patient: Patient, form: HolderForm) -> HttpResponse:
        username = form.cleaned_data.get("username", "")
        try:
            holder_save(
                form.instance,
                fields=[name for name in form.changed_data if name != "username"],
                username=username,
                base_url=of_request(request),
                by=request.actor,
            )
        except IntegrityError:
            messages.error(request, "Un compte vient d’être ouvert avec cet identifiant ou pour cette personne.")
            return redirect(request.path)
        said = "Enregistré." + (" Un lien d’enrôlement part à l’adresse enregistrée du titulaire." if username else "")
        messages.success(request, said)
        return redirect(reverse("admin:access_user_patient", args=[patient.pk]))
