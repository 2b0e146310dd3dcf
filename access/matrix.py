"""The habilitation matrix as the project ships it, compared with what the database holds (ADR 0004)."""

from dataclasses import dataclass
from datetime import date

from django.contrib.auth.models import Group
from django.db import transaction
from django.utils import timezone

from access import grants
from access.models import DocumentType, HabilitationCell, HabilitationColumn, HabilitationEdition
from access.nomenclatures import DATA, rows

MATRIX = DATA / "habilitation_matrix.csv"


@dataclass(frozen=True, slots=True)
class ShippedMatrix:
    """Edition, source, and (column, type code) -> two signs: consult, deposit."""

    edition: str
    source: str
    cells: dict[tuple[str, str], str]


def shipped() -> ShippedMatrix:
    """Read the shipped file."""
    head = dict(
        line[2:].strip().split(": ", 1)
        for line in MATRIX.read_text(encoding="utf-8").splitlines()
        if line.startswith("# ")
    )
    cells = {
        (column, row["code"]): signs
        for row in rows(MATRIX)
        for column, signs in row.items()
        if column not in ("code", "oid")
    }
    return ShippedMatrix(head["edition"], head["source"], cells)


def differences(matrix: ShippedMatrix) -> list[str]:
    """What loading the shipped edition would change, in words; empty when the database agrees."""
    edition = HabilitationEdition.objects.filter(code=matrix.edition).first()
    if edition is None:
        return [f"edition {matrix.edition} would be created, with {len(matrix.cells)} cells"]
    held = {(c.column.slug, c.document_type.code): c.consult + c.deposit for c in _cells(edition)}
    return [
        f"{column} × {code}: {held.get((column, code), 'none')} would become {signs}"
        for (column, code), signs in matrix.cells.items()
        if held.get((column, code)) != signs
    ]


@transaction.atomic
def load(matrix: ShippedMatrix) -> HabilitationEdition:
    """Write the shipped edition and put the due one in force. The caller makes sure that nobody edited it by hand."""
    grants.lock_projection()
    columns = _load_columns()
    types = {t.code: t for t in DocumentType.objects.filter(ruled=True)}
    edition, _ = HabilitationEdition.objects.get_or_create(
        code=matrix.edition, defaults={"source": matrix.source, "starts_on": date.fromisoformat(matrix.edition)}
    )
    cells = [
        HabilitationCell(edition=edition, column=columns[c], document_type=types[t], consult=signs[0], deposit=signs[1])
        for (c, t), signs in matrix.cells.items()
    ]
    HabilitationCell.objects.bulk_create(
        cells,
        update_conflicts=True,
        unique_fields=["edition", "column", "document_type"],
        update_fields=["consult", "deposit"],
    )
    put_due_edition_in_force()
    return edition


@transaction.atomic
def put_due_edition_in_force() -> HabilitationEdition | None:
    """Project the newest edition that has started, if it is not in force already. Returns it when it changed."""
    grants.lock_projection()
    due = grants.edition_due(timezone.localdate())
    if due is None or (due.in_force and due.projected_at):
        return None
    grants.project(due)
    return due


def _load_columns() -> dict[str, HabilitationColumn]:
    for position, row in enumerate(rows(DATA / "habilitation_columns.csv"), start=1):
        group, _ = Group.objects.get_or_create(name=f"habilitation:{row['slug']}")
        HabilitationColumn.objects.update_or_create(
            slug=row["slug"], defaults={"label": row["label"], "position": position, "group": group}
        )
    return {column.slug: column for column in HabilitationColumn.objects.all()}


def _cells(edition: HabilitationEdition) -> list[HabilitationCell]:
    return list(edition.cells.select_related("column", "document_type"))
