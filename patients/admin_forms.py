"""Forms of the administration of identities. No message ever quotes a matricule or a name."""

import re
from datetime import date
from typing import Any

from django import forms
from django.conf import settings
from django.contrib.admin.widgets import AdminDateWidget
from django.core.exceptions import ValidationError
from django.utils import timezone

from patients.forms import MAX_TYPED, MESSAGES
from patients.ins import NATURES, PRODUCTION_OIDS, InsProblem, InvalidMatricule, Matricule
from patients.models import InsStatus, Patient, SharedRecord
from patients.services import LOCAL, STRICT, fingerprint, is_as_shown

CONFIRMED = (InsStatus.QUALIFIED, InsStatus.RECOVERED)
CHECKED = (InsStatus.QUALIFIED, InsStatus.VALIDATED)
EVIDENCE_HELP = "Par exemple : carte d’identité vue à l’accueil. N’écrivez ni numéro ni nom."


def _private(**attrs: str) -> forms.TextInput:
    return forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false", "class": "vTextField", **attrs})


def _past(value: date | None, sentence: str) -> date | None:
    if value and value > timezone.localdate():
        raise ValidationError(sentence)
    return value


class IdentityForm(forms.ModelForm):
    """Strict traits, the matricule with its authority, and local names."""

    matricule = forms.CharField(
        label="Matricule INS", required=False, widget=_private(autocapitalize="characters"), help_text="Avec sa clé."
    )
    ins_oid = forms.ChoiceField(label="Autorité d’affectation", required=False)
    document_checked = forms.BooleanField(
        label="Une pièce d’identité de confiance porte ces traits et a été vérifiée",
        required=False,
        help_text="Si l’INS ou un trait strict change : « validée » si vous cochez, sinon « provisoire ».",
    )
    evidence = forms.CharField(label="Justification", max_length=200, required=False, help_text=EVIDENCE_HELP)
    shown = forms.CharField(widget=forms.HiddenInput, required=False)

    class Meta:
        model = Patient
        fields = [*STRICT, *LOCAL]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offered = [*settings.INS_OIDS, *({self.instance.ins_oid} - {*settings.INS_OIDS, None})]
        self.fields["ins_oid"].choices = [("", "—"), *((oid, f"{NATURES[oid]} ({oid})") for oid in offered)]
        self.fields["evidence"].widget.attrs["class"] = "vTextField"
        if self.instance.pk:
            self.fields["shown"].initial = fingerprint(self.instance)

    def clean_matricule(self) -> str | None:
        """A null for none; the key is judged with the authority."""
        text = self.cleaned_data["matricule"]
        if not text:
            return None
        if len(text) > MAX_TYPED:
            raise ValidationError(MESSAGES[InsProblem.LENGTH])
        try:
            return Matricule.parse(text).value
        except InvalidMatricule as error:
            raise ValidationError(MESSAGES[error.problem]) from None

    def clean_ins_oid(self) -> str | None:
        return self.cleaned_data["ins_oid"] or None

    def clean_birth_place_code(self) -> str:
        code = self.cleaned_data["birth_place_code"].strip().upper()
        if code and not re.fullmatch(r"([0-9]{2}|2[AB])[0-9]{3}", code):
            raise ValidationError("Un code INSEE compte cinq caractères, par exemple 35238 ou 2A004.")
        return code

    def clean_birth_date(self) -> date | None:
        return _past(self.cleaned_data["birth_date"], "Une date de naissance n’est pas dans l’avenir.")

    def clean_deceased_on(self) -> date | None:
        return _past(self.cleaned_data["deceased_on"], "Une date de décès n’est pas dans l’avenir.")

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        self._check_ins(cleaned.get("matricule"), cleaned.get("ins_oid"))
        born, deceased = cleaned.get("birth_date"), cleaned.get("deceased_on")
        if born and deceased and deceased < born:
            self.add_error("deceased_on", "Le décès ne peut pas précéder la naissance.")
        if self.strict_changes and not cleaned.get("evidence", "").strip() and "evidence" not in self.errors:
            self.add_error("evidence", "Dites sur quelle preuve repose ce changement.")
        if self.instance.pk and not is_as_shown(patient_pk=self.instance.pk, shown=cleaned.get("shown", "")):
            self.add_error(None, MOVED)
        return cleaned

    @property
    def strict_changes(self) -> list[str]:
        return sorted(set(self.changed_data) & set(STRICT))

    @property
    def weak_key(self) -> bool:
        """A wrong key that the authority's test numbers may carry: worth a warning."""
        value = self.cleaned_data.get("matricule")
        return bool(value) and not Matricule(value).key_is_valid

    def _check_ins(self, value: str | None, oid: str | None) -> None:
        if "matricule" in self.errors or "ins_oid" in self.errors:
            return
        if bool(value) is not bool(oid):
            missing = "ins_oid" if value else "matricule"
            self.add_error(missing, "Le matricule et son autorité d’affectation vont ensemble.")
        elif value and oid:
            for problem in _ins_problems(Matricule(value), oid, self.instance.pk):
                self.add_error("matricule", problem)

    def validate_unique(self) -> None:
        """Said above, in a sentence that names no value."""


MOVED = "Cette identité a été modifiée pendant que vous la regardiez. Rechargez la page pour voir son état actuel."


def _ins_problems(matricule: Matricule, oid: str, own_pk: int | None) -> list[str]:
    problems = []
    if oid in PRODUCTION_OIDS and not matricule.key_is_valid:
        problems.append(MESSAGES[InsProblem.KEY])
    if not matricule.fits(oid):
        problems.append("Un matricule qui commence par 7 ou 8 relève de l’autorité NIA.")
    if Patient.objects.filter(matricule=matricule.value, ins_oid=oid).exclude(pk=own_pk).exists():
        problems.append("Un autre patient porte déjà ce matricule, attribué par la même autorité.")
    return problems


class StatusForm(forms.Form):
    """The two facts of which the status is made."""

    insi_confirmed = forms.BooleanField(
        label="Le téléservice INSi a répondu « 00 » pour ces traits et ce matricule", required=False
    )
    document_checked = forms.BooleanField(
        label="Une pièce d’identité de confiance porte ces traits et a été vérifiée", required=False
    )
    evidence = forms.CharField(
        label="Justification", max_length=200, help_text=EVIDENCE_HELP, widget=forms.TextInput({"class": "vTextField"})
    )

    def __init__(self, data: Any = None, *, patient: Patient) -> None:
        first = {
            "insi_confirmed": patient.ins_status in CONFIRMED,
            "document_checked": patient.ins_status in CHECKED,
        }
        super().__init__(data, initial=first)
        self.patient = patient

    def clean_insi_confirmed(self) -> bool:
        confirmed: bool = self.cleaned_data["insi_confirmed"]
        if confirmed and not self.patient.matricule:
            raise ValidationError("INSi confirme un matricule : enregistrez-le d’abord.")
        return confirmed


class OpeningForm(forms.Form):
    opened_on = forms.DateField(label="Ouvert le", widget=AdminDateWidget)

    def clean_opened_on(self) -> date | None:
        return _past(self.cleaned_data["opened_on"], "Choisissez aujourd’hui ou une date passée.")


class ClosureForm(forms.Form):
    closed_on = forms.DateField(label="Fermé le", widget=AdminDateWidget)
    reason = forms.ChoiceField(label="Motif", choices=SharedRecord.ClosureReason.choices)
    detail = forms.CharField(
        label="Précision",
        max_length=200,
        required=False,
        help_text="Les professionnels la lisent. N’écrivez rien de médical.",
        widget=forms.TextInput({"class": "vTextField"}),
    )

    def __init__(self, data: Any = None, *, opened_on: date) -> None:
        super().__init__(data)
        self.opened_on = opened_on

    def clean_closed_on(self) -> date | None:
        closed_on: date = self.cleaned_data["closed_on"]
        if closed_on < self.opened_on:
            raise ValidationError("La fermeture ne peut pas précéder l’ouverture.")
        return _past(closed_on, "Choisissez aujourd’hui ou une date passée.")


class FinderForm(forms.Form):
    """By matricule, or by birth date and at most three letters of the birth name (AR 5.7.2). Always posted."""

    matricule = forms.CharField(label="Matricule INS", required=False, widget=_private())
    birth_date = forms.DateField(label="Date de naissance", required=False, widget=forms.DateInput({"size": 11}))
    letters = forms.RegexField(
        r"^[^\W\d_][\w’' -]{0,2}$",
        label="Premières lettres du nom",
        required=False,
        max_length=3,
        widget=_private(size="4"),
        error_messages={"invalid": "Une à trois lettres."},
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["birth_date"].widget.attrs["placeholder"] = "jj/mm/aaaa"

    def clean_matricule(self) -> str:
        text = self.cleaned_data["matricule"]
        if not text:
            return ""
        if len(text) > MAX_TYPED:
            raise ValidationError(MESSAGES[InsProblem.LENGTH])
        try:
            return Matricule.parse(text).value
        except InvalidMatricule as error:
            raise ValidationError(MESSAGES[error.problem]) from None

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if not self.errors and not cleaned.get("matricule") and not cleaned.get("birth_date"):
            self.add_error(None, "Saisissez un matricule, ou une date de naissance.")
        return cleaned
