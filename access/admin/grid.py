"""What the pages of the grid show, and the form of one row. No query but those of `load`."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils import timezone

from access.habilitation import CellChange
from access.models import DocumentType, HabilitationCell, HabilitationColumn, HabilitationEdition
from access.models.vocabulary import Category

ANSWERS = HabilitationCell.Answer
WORDS = {answer.value: str(answer.label) for answer in ANSWERS}
MARKS = {"+": "✓", "-": "–", "?": "?"}
_KINDS = {"+": "yes", "-": "no", "?": "open"}
SIGNS = [consult + deposit for consult in WORDS for deposit in WORDS]


@dataclass(frozen=True, slots=True)
class Answer:
    """One of the two questions of a cell, for the eye and for the ear."""

    question: str
    sign: str

    @property
    def mark(self) -> str:
        return MARKS[self.sign]

    @property
    def kind(self) -> str:
        return _KINDS[self.sign]

    @property
    def word(self) -> str:
        return WORDS[self.sign]


@dataclass(frozen=True, slots=True)
class GridCell:
    answers: tuple[Answer, Answer]
    changed: str

    @classmethod
    def of(cls, cell: HabilitationCell) -> "GridCell":
        return cls((Answer("consultation", cell.consult), Answer("dépôt", cell.deposit)), changed_words(cell))


@dataclass(frozen=True, slots=True)
class GridRow:
    document_type: DocumentType
    cells: list[GridCell | None]


@dataclass(frozen=True, slots=True)
class GridGroup:
    """A category of document types."""

    slug: str
    label: str
    rows: list[GridRow]


@dataclass(frozen=True, slots=True)
class GridColumn:
    label: str
    consulted: int


def changed_words(cell: HabilitationCell) -> str:
    """Who changed a cell and when; empty for a cell as it was loaded."""
    if cell.changed_at is None:
        return ""
    at = timezone.localtime(cell.changed_at)
    who = cell.changed_by.get_username() if cell.changed_by else "un administrateur"
    return f"modifiée par {who} le {at:%d/%m/%Y à %H:%M}"


def load(edition: HabilitationEdition) -> tuple[list[GridColumn], list[GridGroup]]:
    """The whole grid in three queries: columns, types, cells."""
    columns = list(HabilitationColumn.objects.all())
    cells = list(edition.cells.select_related("changed_by"))
    by_place = {(cell.document_type_id, cell.column_id): GridCell.of(cell) for cell in cells}
    types = DocumentType.objects.filter(pk__in={cell.document_type_id for cell in cells})
    counts = Counter(cell.column_id for cell in cells if cell.consult == ANSWERS.YES)
    rows = [GridRow(t, [by_place.get((t.pk, column.pk)) for column in columns]) for t in types]
    return [GridColumn(column.label, counts[column.pk]) for column in columns], _grouped(rows)


def _grouped(rows: Sequence[GridRow]) -> list[GridGroup]:
    groups = [
        GridGroup(value, str(label), [row for row in rows if row.document_type.category == value])
        for value, label in Category.choices
    ]
    return [group for group in groups if group.rows]


def cells_of_row(edition: HabilitationEdition, document_type: DocumentType) -> QuerySet[HabilitationCell]:
    cells = edition.cells.filter(document_type=document_type)
    return cells.select_related("column", "changed_by").order_by("column__position")


class RowForm(forms.Form):
    """One document type across the columns: two answers a cell, and the signs that were shown when it was opened."""

    def __init__(self, data: Any = None, *, cells: Iterable[HabilitationCell], wanted: dict[int, str] | None = None):
        super().__init__(data)
        self.cells = list(cells)
        for cell in self.cells:
            now = cell.consult + cell.deposit
            first = (wanted or {}).get(cell.pk, now)
            shown = forms.ChoiceField(choices=[(s, s) for s in SIGNS], initial=now, widget=forms.HiddenInput)
            self.fields[f"shown-{cell.pk}"] = shown
            for place, (name, label) in enumerate((("consult", "Consultation"), ("deposit", "Dépôt"))):
                field = forms.ChoiceField(
                    label=f"{label} : {cell.column.label}", choices=ANSWERS.choices, initial=first[place]
                )
                self.fields[f"{name}-{cell.pk}"] = field

    def lines(self) -> list[dict[str, Any]]:
        """For the template: a column, its fields, what the cell holds now."""
        return [
            {
                "column": cell.column,
                "shown": self[f"shown-{cell.pk}"],
                "consult": self[f"consult-{cell.pk}"],
                "deposit": self[f"deposit-{cell.pk}"],
                "now": GridCell.of(cell),
            }
            for cell in self.cells
        ]

    def changes(self) -> list[CellChange]:
        read = self.cleaned_data
        return [
            CellChange(
                cell=cell.pk,
                shown=read[f"shown-{cell.pk}"],
                consult=read[f"consult-{cell.pk}"],
                deposit=read[f"deposit-{cell.pk}"],
            )
            for cell in self.cells
        ]
