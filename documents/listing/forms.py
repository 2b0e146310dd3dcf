"""Filters of the list. A value out of the lists is simply no filter: an address never makes an error page."""

from typing import Self

from django import forms

from access.models.vocabulary import Category
from documents.listing.filters import PERIODS, RESTRICTED, ListFilters

Choices = list[tuple[str, str]]


class FilterForm(forms.Form):
    """Read from an address or a post, and drawn beside the list with what the list really holds."""

    mots = forms.CharField(
        label="Mots du titre",
        required=False,
        max_length=100,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    periode = forms.CharField(label="Période", required=False, widget=forms.Select)
    categorie = forms.CharField(label="Catégorie", required=False, widget=forms.Select)
    type = forms.CharField(label="Type de document", required=False, max_length=100, widget=forms.Select)
    versions = forms.BooleanField(label="Afficher les anciennes versions", required=False)
    archives = forms.BooleanField(label="Afficher les documents archivés", required=False)

    visibilite = forms.CharField(label="Visibilité", required=False, widget=forms.Select)
    field_order = ("mots", "periode", "categorie", "type", "visibilite", "versions", "archives")

    @classmethod
    def shown(
        cls,
        filters: ListFilters,
        *,
        period: str,
        periods: Choices,
        categories: Choices,
        types: Choices,
        restrictions: Choices,
    ) -> Self:
        """The form as it stands beside a list: current values, and the choices that this reader has."""
        form = cls(
            initial={
                "mots": filters.words,
                "periode": period,
                "categorie": filters.category,
                "type": filters.type_code,
                "versions": filters.old_versions,
                "archives": filters.archived,
                "visibilite": filters.restricted,
            }
        )
        for name, choices in (
            ("periode", periods),
            ("categorie", [("", "Toutes"), *categories]),
            ("type", [("", "Tous"), *types]),
            ("visibilite", [("", "Toutes"), *restrictions]),
        ):
            form.fields[name].widget.choices = choices
        return form

    def filters(self, *, words: str) -> ListFilters:
        """The filters that make sense; `words` come from the session, never from the address."""
        self.is_valid()
        data = self.cleaned_data
        category, period = data.get("categorie", ""), data.get("periode", "")
        return ListFilters(
            category=category if category in Category.values else "",
            type_code=data.get("type", ""),
            period=period if period in PERIODS else "",
            words=words if data.get("mots") else "",
            old_versions=bool(data.get("versions")),
            archived=bool(data.get("archives")),
            restricted=data["visibilite"] if data.get("visibilite") in RESTRICTED else "",
        )
