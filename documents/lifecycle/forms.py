"""Forms of the life cycle of a document: properties, deletion, one's own deposits."""

from typing import Any

from django import forms
from django.utils.html import format_html

from documents.lifecycle.rules import IRREVERSIBLE, Change
from documents.lifecycle.words import CHANGES
from documents.listing.filters import PERIODS


class VersionForm(forms.Form):
    """Carries the state of the document as it was shown, so that a change made meanwhile is noticed."""

    version = forms.IntegerField(widget=forms.HiddenInput, min_value=1)


class PropertiesForm(VersionForm):
    """One choice among those that this reader has now (PS S23)."""

    changement = forms.ChoiceField(
        label="Que voulez-vous modifier ?",
        widget=forms.RadioSelect,
        error_messages={
            "required": "Choisissez une modification.",
            "invalid_choice": "Cette modification n’est plus possible. Choisissez-en une autre.",
        },
    )
    confirme = forms.BooleanField(
        label="Je confirme",
        required=False,
        help_text="Nécessaire pour rendre le document visible aux représentants légaux : cette action est définitive.",
    )

    def __init__(self, *args: Any, offered: list[Change], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        # Any change may come back: whether it is still possible, or done already, is for the service to say.
        field: Any = self.fields["changement"]
        field.choices = [(c.value, c.value) for c in Change]
        field.widget.choices = [(c.value, _choice(c)) for c in offered]
        self.is_empty = not offered
        self.asks_to_confirm = bool(IRREVERSIBLE & set(offered))

    def clean(self) -> dict[str, Any]:
        values: dict[str, Any] = super().clean() or {}
        if values.get("changement") in IRREVERSIBLE and not values.get("confirme"):
            self.add_error("confirme", "Cochez « Je confirme » : cette action est définitive.")
        return values

    @property
    def change(self) -> Change:
        return Change(self.cleaned_data["changement"])


def _choice(change: Change) -> str:
    words = CHANGES[change]
    return format_html('<strong>{}</strong><span class="help">{}</span>', words.label, words.consequence)


class DepositFilterForm(forms.Form):
    """Filters of one's own deposits. A value out of the lists is simply no filter."""

    patient = forms.UUIDField(label="Patient", required=False, widget=forms.Select)
    type = forms.CharField(label="Type de document", required=False, max_length=100, widget=forms.Select)
    periode = forms.ChoiceField(
        label="Période de dépôt",
        required=False,
        choices=[("", "Tout l’historique"), ("3m", "3 mois"), ("1a", "1 an"), ("2a", "2 ans")],
    )

    def value(self, name: str) -> Any:
        self.is_valid()
        found = self.cleaned_data.get(name) or None
        return None if name == "periode" and found not in PERIODS else found
