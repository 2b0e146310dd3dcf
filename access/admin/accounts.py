"""Accounts, each of one kind. Passwords and devices belong to their owners alone.

Those of administrators and professionals are made here; those of patients, from the patient's page (`holders`).
"""

from typing import Any

from django import forms
from django.contrib import admin, messages
from django.contrib.auth.models import Permission
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.http import HttpRequest
from django.urls import reverse
from django.utils.html import format_html
from django.utils.text import capfirst
from django_otp.plugins.otp_totp.models import TOTPDevice

from access.admin.holders import HolderAccounts
from access.admin.readonly import KeptAdmin
from access.models import User
from journal.models import Action
from journal.services import Entry, record

ACCOUNT_KIND = "Un compte est administrateur ou professionnel, jamais les deux."


class AccountForm(forms.ModelForm):
    """Staff or professional. Nothing here sets a password."""

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        professional = cleaned.get("professional", self.instance.professional)
        staff = professional is None and not self.instance.is_holder
        if self.instance.pk is None:
            self._check_kind(cleaned, professional)
        if staff and "email" in self.fields and not cleaned.get("email") and "email" not in self.errors:
            self.add_error("email", "Un administrateur reçoit ses liens d’enrôlement à cette adresse.")
        self.instance.is_staff = staff
        return cleaned

    def _check_kind(self, cleaned: dict[str, Any], professional: Any) -> None:
        kind = cleaned.get("kind", "professional")
        if "professional" in self.errors:
            return
        if (kind == "staff") is not (professional is None):
            chosen = "Choisissez le professionnel." if professional is None else ACCOUNT_KIND
            self.add_error("professional", chosen)
        elif professional is not None and not professional.email:
            without = "Ce professionnel n’a pas d’adresse enregistrée : complétez d’abord sa fiche."
            self.add_error("professional", without)
        if professional is not None and (cleaned.get("is_superuser") or cleaned.get("user_permissions")):
            self.add_error(None, f"{ACCOUNT_KIND} Un professionnel n’a aucun droit d’administration.")


class NewAccountForm(AccountForm):
    kind = forms.ChoiceField(
        label="Nature du compte",
        choices=[("professional", "Professionnel"), ("staff", "Administrateur")],
        widget=forms.RadioSelect,
        initial="professional",
        help_text=ACCOUNT_KIND,
    )


@admin.register(User)
class AccountAdmin(HolderAccounts, KeptAdmin):
    """No password field, no page to change one: the owner chooses it through an enrolment link."""

    form = AccountForm
    list_display = ["username", "kind", "professional", "enrolled", "is_active", "last_login"]
    list_filter = ["is_active", "is_staff"]
    list_select_related = ["professional"]
    search_fields = ["username", "professional__idnat", "professional__family_name"]
    search_help_text = "Identifiant de connexion, identifiant national ou nom d’exercice"
    raw_id_fields = ["professional"]
    ordering = ["username"]
    actions = ["reset_access"]

    def get_urls(self) -> list[Any]:
        return [*self.holder_urls(), *super().get_urls()]

    def get_form(self, request: HttpRequest, obj: User | None = None, change: bool = False, **kwargs: Any) -> Any:
        new = NewAccountForm if request.user.is_superuser else AccountForm
        form = super().get_form(request, obj, change, form=AccountForm if obj else new, **kwargs)
        if "username" in form.base_fields:
            form.base_fields["username"].label = "Identifiant"
            form.base_fields["username"].help_text = "Ce que la personne saisit pour se connecter."
        if "is_superuser" in form.base_fields:
            form.base_fields["is_superuser"].label = "Tous les droits d’administration"
            form.base_fields["is_superuser"].help_text = "Aucun n’ouvre un dossier ni un document."
        return form

    def get_fields(self, request: HttpRequest, obj: User | None = None) -> list[str]:
        rights = ["is_superuser", "user_permissions"] if request.user.is_superuser else []
        if obj is None and not request.user.is_superuser:
            return ["username", "professional"]
        if obj is None:
            return ["kind", "username", "professional", "email", *rights]
        if obj.professional_id:
            return ["username", "professional", "is_active", "enrolled", "last_login", "date_joined"]
        if obj.is_holder:
            return ["username", "kind", "holder", "is_active", "enrolled", "last_login", "date_joined"]
        return ["username", "email", "is_active", *rights, "enrolled", "last_login", "date_joined"]

    def get_readonly_fields(self, request: HttpRequest, obj: User | None = None) -> list[str]:
        """An account never passes from one person to another, nor from professional to administrator."""
        if obj is None:
            return []
        own = ["is_active", "is_superuser", "user_permissions"] if obj == request.user else []
        return ["username", "professional", "kind", "holder", "enrolled", "last_login", "date_joined", *own]

    def get_queryset(self, request: HttpRequest) -> QuerySet[User]:
        devices = TOTPDevice.objects.filter(user=OuterRef("pk"), confirmed=True)
        return super().get_queryset(request).annotate(with_device=Exists(devices))

    def has_change_permission(self, request: HttpRequest, obj: User | None = None) -> bool:
        """Only those who hold every right may touch administrators: the others would give themselves theirs."""
        allowed = super().has_change_permission(request, obj)
        return allowed and (obj is None or not obj.is_staff or request.user.is_superuser)

    def formfield_for_manytomany(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        if db_field.name != "user_permissions":
            return super().formfield_for_manytomany(db_field, request, **kwargs)
        kwargs |= {"queryset": _permissions(self.admin_site), "widget": forms.CheckboxSelectMultiple}
        field = super().formfield_for_manytomany(db_field, request, **kwargs)
        field.label, field.label_from_instance = "Droits d’administration", _permission_words
        field.help_text = "Sans objet pour qui a tous les droits."
        return field

    def save_model(self, request: HttpRequest, obj: User, form: AccountForm, change: bool) -> None:
        if not change:
            obj.set_unusable_password()
        super().save_model(request, obj, form, change)
        if form.changed_data:
            _journal(request, obj, form.changed_data, change)
        if not change:
            self._send_link(request, obj, reset=False)

    @admin.action(permissions=["change"], description="Réinitialiser l’accès et envoyer un lien d’enrôlement")
    def reset_access(self, request: HttpRequest, queryset: QuerySet[User]) -> None:
        """Password, devices and sessions stop at once; the link travels by e-mail only and is never shown here."""
        for user in queryset.select_related("professional", "patient", "representative"):
            if not self.has_change_permission(request, user):
                self.message_user(request, f"{user} : vous ne pouvez pas agir sur ce compte.", messages.ERROR)
            elif not user.is_active:
                self.message_user(request, f"{user} : ce compte est désactivé, rien n’a été envoyé.", messages.WARNING)
            elif self._send_link(request, user, reset=True):
                self.log_change(request, user, "Accès réinitialisé.")

    def _send_link(self, request: HttpRequest, user: User, *, reset: bool) -> bool:
        from access.sign_in.enrolment import send_enrolment_link
        from access.sign_in.public_address import of_request

        try:
            send_enrolment_link(user, base_url=of_request(request), by=request.actor, reset=reset)
        except ValueError:
            self.message_user(request, f"{user} : aucune adresse enregistrée, rien n’a été envoyé.", messages.ERROR)
            return False
        said = f"{user} : un lien d’enrôlement part à l’adresse enregistrée du titulaire."
        self.message_user(request, said, messages.SUCCESS)
        return True

    @admin.display(description="nature", ordering="is_staff")
    def kind(self, user: User) -> str:
        if user.is_holder:
            return "Patient" if user.patient_id else "Représentant légal"
        return "Administrateur" if user.is_staff else "Professionnel"

    @admin.display(description="titulaire")
    def holder(self, user: User) -> str:
        """An opaque number: names stand on the patient's page alone."""
        patient = user.patient or (user.representative and user.representative.patient)
        assert patient is not None
        return format_html('<a href="{}">{}</a>', reverse("admin:access_user_patient", args=[patient.pk]), patient)

    @admin.display(description="second facteur enrôlé", boolean=True)
    def enrolled(self, user: Any) -> bool:
        return user.with_device


_VERBS = {"view": "consulter", "add": "ajouter", "change": "modifier"}


def _permissions(site: admin.AdminSite) -> QuerySet[Permission]:
    """Rights over what the admin registers. Rights over document types come from the matrix alone (ADR 0004)."""
    # Shown inside the pages of professionals and of patients, without a page of their own.
    wanted = Q(codename__in=["view_practice", "add_practice", "change_practice", "view_identitychange"])
    for model, model_admin in site._registry.items():
        names = [f"view_{model._meta.model_name}"]
        if isinstance(model_admin, KeptAdmin) or model._meta.app_label == "patients":
            names += [f"{verb}_{model._meta.model_name}" for verb in ("add", "change")]
        wanted |= Q(content_type__app_label=model._meta.app_label, codename__in=names)
    return Permission.objects.filter(wanted).select_related("content_type")


def _permission_words(permission: Permission) -> str:
    verb = permission.codename.partition("_")[0]
    return f"{capfirst(permission.content_type.name)} : {_VERBS.get(verb, verb)}"


def _journal(request: HttpRequest, user: User, fields: list[str], change: bool) -> None:
    """Who gave rights, took them, or turned an account off: names of what changed, and what the account is now."""
    decision = "CHANGED" if change else "CREATED"
    if change and "is_active" in fields:
        decision = "ACTIVATED" if user.is_active else "DEACTIVATED"
    details = {"of": str(user.pk), "fields": sorted(fields), "staff": user.is_staff, "superuser": user.is_superuser}
    record(Entry(action=Action.ACCOUNT_CHANGED, actor=request.actor, decision=decision, details=details))
