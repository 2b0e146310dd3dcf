"""The form of a selection (PS S26)."""

from uuid import UUID

from django import forms
from django.http import QueryDict

ORDERS = [
    ("liste", "Comme dans la liste"),
    ("recent", "Du plus récent au plus ancien"),
    ("ancien", "Du plus ancien au plus récent"),
]
FORMATS = [("pdf", "Un seul PDF avec page de garde"), ("zip", "Archive ZIP des fichiers d’origine")]


class SelectionForm(forms.Form):
    ordre = forms.ChoiceField(label="Ordre des documents", choices=ORDERS, initial="liste", required=False)
    format = forms.ChoiceField(
        label="Format",
        choices=FORMATS,
        initial="pdf",
        widget=forms.RadioSelect,
        error_messages={"required": "Choisissez un format.", "invalid_choice": "Choisissez un format de la liste."},
    )


def chosen_uuids(data: QueryDict) -> list[UUID] | None:
    """The chosen documents, each once, in their order; None when one of them is no identifier."""
    try:
        return list(dict.fromkeys(UUID(value) for value in data.getlist("document")))
    except ValueError:
        return None
