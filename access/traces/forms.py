"""Filters of the history, and the report of an abnormal access (PS S28)."""

from typing import Any

from django import forms
from django.utils import timezone

from access.rules import MOTIVE_MAX, MOTIVE_MIN, motive_is_valid
from access.traces.rows import MODE_WORDS
from access.traces.selectors import TraceFilters
from journal.exports import EARLIEST
from journal.models import Action

# What never happens in a record: signing in, administering.
_ELSEWHERE = {
    Action.SIGN_IN,
    Action.SIGN_OUT,
    Action.SECOND_FACTOR,
    Action.ENROLMENT,
    Action.ACCOUNT_RESET,
    Action.PRACTICE_CHOSEN,
    Action.ACCOUNT_CHANGED,
    Action.PROFESSIONAL_CHANGED,
    Action.DEPOSITS_LISTED,
    Action.EMERGENCIES_LISTED,
    Action.DUTIES_ACKNOWLEDGED,
    Action.ALERTS_READ,
    Action.TASK_RUN,
    Action.JOURNAL_DROPPED,
    Action.JOURNAL_EXPORTED,
    Action.HABILITATION_CHANGED,
}
_ACTIONS = sorted(((a.value, a.label) for a in Action if a not in _ELSEWHERE), key=lambda choice: choice[1])
_DATE = forms.DateInput({"type": "date"}, format="%Y-%m-%d")
_FORMATS = ["%Y-%m-%d", "%d/%m/%Y", "%d-%m-%Y", "%d%m%Y"]
_BAD_DATE = {"invalid": "Saisissez une date, par exemple 24/11/2026."}


class TraceFilterForm(forms.Form):
    """Travels by address: it designates no patient."""

    du = forms.DateField(label="Du", required=False, widget=_DATE, input_formats=_FORMATS, error_messages=_BAD_DATE)
    au = forms.DateField(label="Au", required=False, widget=_DATE, input_formats=_FORMATS, error_messages=_BAD_DATE)
    mode = forms.ChoiceField(label="Mode", required=False, choices=[("", "Tous"), *MODE_WORDS.items()])
    action = forms.ChoiceField(label="Action", required=False, choices=[("", "Toutes"), *_ACTIONS])
    qui = forms.CharField(label="Nom du professionnel", required=False, max_length=100)

    def __init__(self, data: Any, *, sees_everybody: bool) -> None:
        super().__init__(data)
        if not sees_everybody:
            del self.fields["qui"]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        since, until = cleaned.get("du"), cleaned.get("au")
        for name, day in (("du", since), ("au", until)):
            if day and not EARLIEST <= day <= timezone.localdate():
                self.add_error(name, "Choisissez une date passée, depuis l’ouverture du portail.")
        if since and until and until < since:
            self.add_error("au", "La fin de la période précède son début.")
        return cleaned

    @property
    def filters(self) -> TraceFilters:
        """After validation."""
        read = self.cleaned_data
        return TraceFilters(
            since=read["du"],
            until=read["au"],
            mode=read["mode"],
            action=read["action"],
            professional=read.get("qui", ""),
        )

    @property
    def query(self) -> dict[str, str]:
        """After validation: the filters, for the links to other pages and for the file."""
        return {name: str(value) for name, value in self.cleaned_data.items() if value}


class ReportForm(forms.Form):
    motif = forms.CharField(
        label="Pourquoi cet accès vous paraît-il anormal ?",
        help_text="De 10 à 500 caractères. N’écrivez aucune information médicale.",
        max_length=MOTIVE_MAX,
        widget=forms.Textarea({"rows": 4, "autocomplete": "off"}),
        error_messages={
            "required": "Décrivez pourquoi cet accès vous paraît anormal.",
            "max_length": f"{MOTIVE_MAX} caractères au plus.",
        },
    )

    def clean_motif(self) -> str:
        text: str = self.cleaned_data["motif"]
        if not motive_is_valid(text):
            raise forms.ValidationError(f"Décrivez le motif en au moins {MOTIVE_MIN} caractères.")
        return text
