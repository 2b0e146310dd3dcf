"""Preferences of an account (PS S30)."""

from dataclasses import asdict, replace
from typing import Any

from django import forms

from access.account.preferences import Preferences
from access.models import AccountPreferences

Row = AccountPreferences


def _choice(label: str, choices: Any, **options: Any) -> Any:
    wrong = "Choisissez une valeur de la liste."
    messages = {"required": wrong, "invalid_choice": wrong}
    return forms.TypedChoiceField(label=label, choices=choices, error_messages=messages, **options)


class PreferencesForm(forms.Form):
    """What every account may choose."""

    theme = _choice("Thème", Row.Theme.choices)
    density = _choice("Densité", Row.Density.choices)
    shortcuts = forms.BooleanField(
        label="Activer les raccourcis d’une seule touche",
        required=False,
        help_text="Ils ne servent jamais dans un champ, et aucun ne modifie quoi que ce soit.",
    )

    def __init__(self, data: Any = None, *, current: Preferences) -> None:
        super().__init__(data, initial=asdict(current))
        self.current = current

    def wanted(self) -> Preferences:
        """The preferences chosen; those that this form does not offer stay as they were."""
        return replace(self.current, **self.cleaned_data)


class ProfessionalPreferencesForm(PreferencesForm):
    """A professional also says how a record starts, and how its list is shown."""

    first_screen = _choice("Première page d’un dossier", Row.FirstScreen.choices)
    grouping = _choice("Groupes de la liste", Row.Grouping.choices)
    period = _choice("Période de la liste", Row.Period.choices)
    page_size = _choice("Documents par page", Row.PageSize.choices, coerce=int)
    field_order = ("first_screen", "grouping", "period", "page_size", "theme", "density", "shortcuts")
