"""What is typed in the search, and the filters of the list that go with it."""

from typing import Any

from django import forms

from documents.listing.forms import FilterForm
from documents.search.query import EMPTY, MAX_LENGTH, NotASearch, parse

FIELD = "recherche-dossier"  # of whatever page of a record: the key « / » leads there


class SearchForm(forms.Form):
    mots = forms.CharField(
        label="Mots à chercher",
        help_text="Tous les mots doivent figurer dans le document. Accents, majuscules et pluriels ne comptent pas.",
        error_messages={"required": EMPTY},
        widget=forms.TextInput(
            attrs={
                "id": FIELD,
                "data-key": "/",
                "autocomplete": "off",
                "spellcheck": "false",
                "maxlength": MAX_LENGTH,
                "type": "search",
            }
        ),
    )

    def clean_mots(self) -> str:
        words = str(self.cleaned_data["mots"])
        try:
            parse(words)
        except NotASearch as error:
            raise forms.ValidationError(str(error)) from None
        return words


class SearchFilterForm(FilterForm):
    """The filters of the list that narrow a search: neither its words nor its order."""

    mots: Any = None
    tri: Any = None
    groupe: Any = None
    separes: Any = None
