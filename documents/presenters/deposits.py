"""One's own deposits in words (PS S25)."""

from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django.urls import reverse
from django.utils import timezone

from documents.acts import Act
from documents.lifecycle.forms import DepositFilterForm
from documents.lifecycle.own_deposits import DepositFilters, DepositList
from documents.listing.paging import PAGE_SIZE
from documents.marks import Mark, marks_of
from documents.models import Availability, Document


@dataclass(frozen=True, slots=True)
class DepositRow:
    document: Document

    @property
    def patient(self) -> str:
        return f"{self.document.patient.birth_name.upper()} {self.document.patient.first_given_name}"

    @property
    def type_label(self) -> str:
        return self.document.type_label or self.document.type_code

    @property
    def deposited_on(self) -> Any:
        return timezone.localdate(self.document.deposited_at)

    @property
    def is_closed(self) -> bool:
        return self.document.patient.record.closed_on is not None

    @property
    def marks(self) -> list[Mark]:
        closed = [("Dossier fermé", "warn")] if self.is_closed else []
        return marks_of(self.document) + closed

    @property
    def about(self) -> str:
        """Of which document, for who hears an action and does not see its row."""
        return f"{self.document.title}, {self.patient}"

    @property
    def actions(self) -> list[Act]:
        """None in a closed record, where nothing is written any more (AR 3.3)."""
        if self.is_closed:
            return []
        names = [("Modifier les propriétés", "deposit_properties"), ("Supprimer", "deposit_delete")]
        if self.document.availability != Availability.DEPRECATED:
            names.insert(0, ("Remplacer", "replace"))
        args = [self.document.uuid]
        return [Act(label, reverse(f"documents:{name}", args=args), name == "replace") for label, name in names]


@dataclass(frozen=True)
class DepositsPage:
    found: DepositList
    filters: DepositFilters
    form: DepositFilterForm

    @classmethod
    def of(cls, found: DepositList, filters: DepositFilters) -> "DepositsPage":
        """With a form that offers what there is to choose from."""
        initial = {"patient": filters.patient, "type": filters.type_code, "periode": filters.period}
        form = DepositFilterForm(initial=initial)
        form.fields["type"].widget.choices = [("", "Tous"), *found.types]  # type: ignore[attr-defined]
        patients = [(str(p["patient__uuid"]), _identity(p)) for p in found.patients]
        form.fields["patient"].widget.choices = [("", "Tous"), *patients]  # type: ignore[attr-defined]
        return cls(found, filters, form)

    @property
    def rows(self) -> list[DepositRow]:
        return [DepositRow(document) for document in self.found.documents]

    @property
    def is_filtered(self) -> bool:
        return any((self.filters.patient, self.filters.type_code, self.filters.period))

    @property
    def first(self) -> int:
        return (self.found.page - 1) * PAGE_SIZE + 1

    @property
    def last(self) -> int:
        return self.first + len(self.found.documents) - 1

    @property
    def previous_url(self) -> str:
        return self._url(self.found.page - 1) if self.found.page > 1 else ""

    @property
    def next_url(self) -> str:
        return self._url(self.found.page + 1) if self.last < self.found.total else ""

    def _url(self, page: int) -> str:
        values = {"patient": self.filters.patient, "type": self.filters.type_code, "periode": self.filters.period}
        return "?" + urlencode({name: value for name, value in (values | {"page": page}).items() if value})


def _identity(row: dict[str, Any]) -> str:
    name = f"{row['patient__birth_name'].upper()} {row['patient__first_given_name']}"
    return f"{name}, {row['patient__birth_date']:%d/%m/%Y}"
