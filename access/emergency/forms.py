"""Bris de glace, its extension, centre 15, confidential care, review (PS S08 to S10, S37). Nothing is ticked ahead."""

from typing import Any

from django import forms

from access.forms import DeclarationForm
from access.models import EmergencyReview
from access.rules import MOTIVE_MAX, motive_is_valid
from access.services import Declaration
from access.wording import EMERGENCY_REASONS


def _reason(label: str, help_text: str) -> forms.CharField:
    """A free text that is never cut in silence: what is too long is said (PS S08)."""
    return forms.CharField(
        label=label,
        help_text=help_text,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3, "autocomplete": "off", "required": True}),
    )


def _clean_reason(text: str) -> str:
    """The text without the blanks around it. Raises ValidationError (AR 10.12)."""
    text = " ".join(text.split())
    if len(text) > MOTIVE_MAX:
        raise forms.ValidationError(f"Le motif compte {len(text)} caractères : {MOTIVE_MAX} au plus.")
    if not motive_is_valid(text):
        raise forms.ValidationError("Décrivez le motif en au moins 10 caractères.")
    return text


class EmergencyForm(forms.Form):
    """The two conditions of the law, and why."""

    certified = forms.BooleanField(
        label="La situation répond à ces deux conditions.",
        error_messages={"required": "Cochez la case : l’accès en urgence est réservé à ces situations."},
    )
    situation = forms.ChoiceField(
        label="Situation",
        choices=list(EMERGENCY_REASONS.items()),
        widget=forms.RadioSelect,
        required=False,
        error_messages={"invalid_choice": "Choisissez une situation de la liste."},
    )
    reason = _reason("Motif", "Décrivez ce qui impose l’accès, en 10 à 500 caractères.")

    def clean_reason(self) -> str:
        return _clean_reason(self.cleaned_data["reason"])

    def clean(self) -> dict[str, Any]:
        data: dict[str, Any] = super().clean() or {}
        if "reason" in data and len(self._motive(data)) > MOTIVE_MAX:
            over = len(self._motive(data)) - MOTIVE_MAX
            self.add_error("reason", f"Avec la situation choisie, le motif dépasse {MOTIVE_MAX} caractères de {over}.")
        return data

    def _motive(self, data: dict[str, Any]) -> str:
        situation = data.get("situation", "")
        if situation in ("", "other"):
            return str(data["reason"])
        return f"{EMERGENCY_REASONS[situation]} – {data['reason']}"

    @property
    def motive(self) -> str:
        """What is kept: the situation, then the text; empty while the form is not complete."""
        return self._motive(self.cleaned_data) if self.is_valid() else ""


class RegulationForm(forms.Form):
    """No reason is asked of the regulation (AR 10.4)."""

    certified = forms.BooleanField(
        label="Appel de régulation en cours.",
        error_messages={"required": "Cochez la case : cet accès est réservé à un appel en cours."},
    )


class ExtensionForm(forms.Form):
    reason = _reason("Motif de la prolongation", "Dites ce qui impose de poursuivre, en 10 à 500 caractères.")

    def clean_reason(self) -> str:
        return _clean_reason(self.cleaned_data["reason"])


class SecrecyForm(DeclarationForm):
    """The minor's wish, noted by the professional (AR 11.3); with it the declaration of access, when it is due."""

    field_order = ("secrecy", "basis")
    secrecy = forms.BooleanField(
        label="Le mineur demande le secret ; son opposition à l’information de ses représentants est notée au dossier "
        "de soins.",
        error_messages={"required": "Cochez la case : la session confidentielle répond à la demande du mineur."},
    )

    def __init__(self, *args: Any, declares: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.declares = declares
        if not declares:
            for name in DeclarationForm.base_fields:
                self.fields.pop(name, None)

    @property
    def declared(self) -> Declaration | None:
        """After validation."""
        return self.declaration if self.declares else None


class ReviewForm(forms.Form):
    """What the référent thinks of one access (PS S37)."""

    verdict = forms.ChoiceField(
        label="Votre avis",
        choices=EmergencyReview.Verdict.choices,
        widget=forms.RadioSelect,
        error_messages={"required": "Choisissez un avis.", "invalid_choice": "Choisissez un avis de la liste."},
    )
    comment = forms.CharField(
        label="Commentaire",
        help_text="500 caractères au plus, sans donnée de santé.",
        required=False,
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 3, "autocomplete": "off"}),
        error_messages={"max_length": "Le commentaire compte %(show_value)d caractères : 500 au plus."},
    )
