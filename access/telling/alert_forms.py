"""How a professional wants to be told (PS S29)."""

from typing import Any

from django import forms

from access.models import AlertPreference, Notice
from access.telling.alerts import KINDS
from access.telling.notices import ALWAYS_SENT

_MESSAGES = {"required": "Choisissez une fréquence.", "invalid_choice": "Choisissez une fréquence de la liste."}
_LABELS = {
    Notice.Kind.EMERGENCY: "Accès en urgence au dossier d’un de vos patients",
    Notice.Kind.REGULATION: "Accès de régulation médicale au dossier d’un de vos patients",
    Notice.Kind.DOCUMENT_ADDED: "Nouveau document pour un de vos patients",
    Notice.Kind.ACCESS_SOON_EXPIRED: "Accès bientôt échu",
    Notice.Kind.ACCESS_ENDED: "Accès terminé ou bloqué",
    Notice.Kind.TREATING_DOCTOR_DECLARED: "Déclaration d’un autre médecin traitant",
    Notice.Kind.TREATING_DOCTOR_ENDED: "Fin de votre rôle de médecin traitant",
}


class FrequencyForm(forms.Form):
    """One choice per kind of event."""

    def __init__(self, data: Any = None, *, chosen: dict[str, str]) -> None:
        super().__init__(data, initial=chosen)
        for kind in KINDS:
            never = AlertPreference.Frequency.NEVER
            choices = [c for c in AlertPreference.Frequency.choices if c[0] != never or kind not in ALWAYS_SENT]
            self.fields[kind.value] = forms.ChoiceField(label=_LABELS[kind], choices=choices, error_messages=_MESSAGES)
