"""« Enregistrer ces filtres » (PS S12): what is kept of a list, and how it is said again beside any other record.

A saved filter is seen in every record that its account opens, so that it keeps what means the same in all of them:
values of closed lists. Words of titles, chosen days, authors and structures are left out, and this is said: the first
two come from one patient's history, and the name of who writes in a record (a doctor, a service, a relative) often
tells whose it is, or why they are cared for. A type or a profession is kept when the nomenclatures know it: a file may
bear any other word. The database refuses whatever else (`SavedFilters`). The name is free: it may hold neither the name
of the patient whose record is open nor what looks like a number or a date. No line of the journal tells of it, as of
other preferences: nothing is read, and nothing of a record changes.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any
from uuid import UUID

from django import forms

from access.account.saved_filters import Saved
from access.addresses import address
from access.models import DocumentType, Profession
from access.models.saved import MOST_SAVED
from documents.listing.filters import CHOSEN_DATES, ListFilters, list_query
from patients.identity import fold
from patients.models import Patient

_NUMBER = re.compile(r"(?:\d[\s./-]*){6}")


def kept_of(filters: ListFilters) -> str:
    """The parameters that fit every record; empty when nothing is left to keep."""
    fits = _closed(filters)
    if fits.type_code and not DocumentType.objects.filter(code=fits.type_code).exists():
        fits = replace(fits, type_code="")
    if fits.profession and not Profession.objects.filter(label=fits.profession).exists():
        fits = replace(fits, profession="")
    return list_query(fits).removeprefix("?")


def _closed(filters: ListFilters) -> ListFilters:
    period = "" if filters.period == CHOSEN_DATES else filters.period
    return replace(filters, words="", author="", since=None, until=None, period=period)


class SaveFiltersForm(forms.Form):
    """A name for the filters of a list. `patient`: of the record that is open."""

    nom = forms.CharField(
        label="Nom de ces filtres",
        max_length=40,
        help_text="Il s’affiche dans tous les dossiers que vous ouvrez\u00a0: n’y écrivez rien d’un patient.",
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
        error_messages={"required": "Donnez un nom à ces filtres.", "max_length": "Ce nom dépasse 40 caractères."},
    )

    def __init__(self, data: Any = None, *, patient: Patient) -> None:
        super().__init__(data, prefix="filtres")
        self.patient = patient

    def clean_nom(self) -> str:
        name = " ".join(str(self.cleaned_data["nom"]).split())
        if _NUMBER.search(name):
            raise forms.ValidationError("Ce nom ressemble à un numéro ou à une date\u00a0: choisissez-en un autre.")
        words, names = set(fold(name).split()), (self.patient.birth_name, self.patient.used_name)
        if any(own and set(fold(own).split()) <= words for own in names):
            raise forms.ValidationError("Ce nom contient celui du patient\u00a0: choisissez-en un autre.")
        return name


@dataclass(frozen=True, slots=True)
class SavedShown:
    """The saved filters above a list. `form`: nothing where none is saved (in an emergency, along the timeline)."""

    filters: ListFilters
    saved: Sequence[Saved]
    clear_url: str
    access_uuid: UUID
    form: SaveFiltersForm | None = None

    @property
    def links(self) -> list[tuple[str, str, bool]]:
        """Name, address, whether they are the filters shown."""
        return [(one.name, f"{self.clear_url}?{one.query}", one.query == self._query) for one in self.saved]

    @property
    def _query(self) -> str:
        return list_query(self.filters).removeprefix("?")

    @property
    def is_full(self) -> bool:
        return len(self.saved) >= MOST_SAVED

    @property
    def offers(self) -> bool:
        """Whether something may be kept that is not yet."""
        kept = list_query(_closed(self.filters)).removeprefix("?")
        return self.form is not None and bool(kept) and all(one.query != kept for one in self.saved)

    @property
    def save_url(self) -> str:
        return address("documents:filters_save", self.access_uuid) + list_query(self.filters)

    @property
    def delete_url(self) -> str:
        return address("documents:filters_delete", self.access_uuid) + list_query(self.filters)

    @property
    def left_out(self) -> str:
        """What of the filters shown is not kept."""
        chosen = {
            "le titre cherché": self.filters.words,
            "l’auteur ou la structure": self.filters.author,
            "les dates choisies": self.filters.since or self.filters.until,
        }
        names = [name for name, value in chosen.items() if value]
        return f"Ne sera pas enregistré, car propre à ce dossier\u00a0: {', '.join(names)}." if names else ""
