"""Choices about documents in the window of their holder; each form carries what its page displayed."""

from django import forms

from documents.lifecycle.rules import Change
from documents.models import Document

SAID = {
    Change.MASK: "Document masqué aux professionnels.",
    Change.UNMASK: "Document de nouveau visible par les professionnels autorisés.",
}


class OwnMaskForm(forms.Form):
    """Mask, or unmask: the contrary of what the page showed. `version`: of the metadata that it showed."""

    changement = forms.ChoiceField(widget=forms.HiddenInput, choices=[(change.value, "") for change in SAID])
    version = forms.IntegerField(widget=forms.HiddenInput, min_value=1, max_value=2**31 - 1)

    @classmethod
    def of(cls, document: Document) -> "OwnMaskForm":
        change = Change.UNMASK if document.masked else Change.MASK
        return cls(initial={"changement": change.value, "version": document.metadata_version})

    @property
    def change(self) -> Change:
        """After validation."""
        return Change(self.cleaned_data["changement"])


class DefaultMaskForm(forms.Form):
    """Every document masked by default, or no longer: the contrary of what the page showed."""

    masquer = forms.ChoiceField(widget=forms.HiddenInput, choices=[("oui", ""), ("non", "")])

    @property
    def on(self) -> bool:
        """After validation."""
        return bool(self.cleaned_data["masquer"] == "oui")
