"""Filters of the list. A value out of the lists is simply no filter: an address never makes an error page."""

from django import forms

from access.models.vocabulary import Category
from documents.selectors import PERIODS, ListFilters


class FilterForm(forms.Form):
    categorie = forms.CharField(required=False)
    type = forms.CharField(required=False, max_length=100)
    periode = forms.CharField(required=False)
    mots = forms.CharField(required=False, max_length=100)
    versions = forms.BooleanField(required=False)
    archives = forms.BooleanField(required=False)
    page = forms.IntegerField(required=False, min_value=1, max_value=100_000)

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
        )

    @property
    def page_number(self) -> int:
        return self.cleaned_data.get("page") or 1
