"""Filters of laboratory values. A value out of the lists is simply no filter: an address never makes an error page."""

from typing import Any
from urllib.parse import urlencode

from django import forms

from documents.biology.selectors import BiologyFilters
from documents.listing.filters import PERIODS


class BiologyFilterForm(forms.Form):
    """Read from an address or a post. Analysis and family are words of documents: they go into the session, since an
    address ends up in logs, where a flag stands for each."""

    mots = forms.CharField(
        label="Analyse", required=False, max_length=100, widget=forms.TextInput(attrs={"autocomplete": "off"})
    )
    famille = forms.CharField(label="Famille", required=False, max_length=200, widget=forms.Select)
    periode = forms.CharField(label="Période", required=False, widget=forms.Select)
    hors = forms.BooleanField(label="Seulement hors des limites", required=False)

    @classmethod
    def shown(cls, filters: BiologyFilters, families: list[str], periods: list[tuple[str, str]]) -> "BiologyFilterForm":
        """As it stands beside the table: current values, and the families that this reader's documents have."""
        form = cls(
            initial={
                "mots": filters.words,
                "famille": filters.family,
                "periode": filters.period,
                "hors": filters.outside,
            }
        )
        choices = {"famille": [("", "Toutes"), *((family, family) for family in families)], "periode": periods}
        for name, offered in choices.items():
            widget: Any = form.fields[name].widget
            widget.choices = offered
        return form

    def filters(self, *, words: str, family: str) -> BiologyFilters:
        """The filters that make sense; `words` and `family` come from the session, never from the address."""
        self.is_valid()
        data = self.cleaned_data
        period = data.get("periode", "")
        return BiologyFilters(
            family=family if data.get("famille") else "",
            period=period if period in PERIODS else "tout",
            outside=bool(data.get("hors")),
            words=words if data.get("mots") else "",
        )


def query_of(filters: BiologyFilters, **changes: str) -> str:
    """Parameters of the address, with their question mark; words of documents never stand in it."""
    values = {
        "famille": "1" if filters.family else "",
        "periode": filters.period if filters.period != "tout" else "",
        "hors": "1" if filters.outside else "",
        "mots": "1" if filters.words else "",
    } | changes
    query = urlencode({name: value for name, value in values.items() if value})
    return f"?{query}" if query else ""
