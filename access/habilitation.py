"""Changing the matrix by hand, and whatever else decides which types a practice opens (DESIGN 3).

Every change is attributed, journalled, and projected at once when it concerns the edition in force.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from django.db import transaction
from django.utils import timezone

from access import grants
from access.models import HabilitationCell, HabilitationEdition, Practice, Structure, User
from access.practices import practice_column
from journal.models import Action
from journal.services import Actor, Entry, record


class CellMoved(Exception):
    """Somebody changed a cell after it was shown: nothing is written, so that nobody undoes the other unknowingly."""

    def __init__(self, cells: list[HabilitationCell]) -> None:
        super().__init__("changed meanwhile")
        self.cells = cells


class NotDue(Exception):
    """Only the newest edition that has started may be in force: the portal would otherwise leave it by itself."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CellChange:
    """What a person saw in a cell (`shown`, two signs: consult, deposit) and what they want there."""

    cell: int
    shown: str
    consult: str
    deposit: str

    @property
    def wanted(self) -> str:
        return self.consult + self.deposit


@transaction.atomic
def cells_change(
    *, edition: HabilitationEdition, changes: Iterable[CellChange], by: User, actor: Actor
) -> list[HabilitationCell]:
    """Change several cells of one edition, all or none. Returns the cells that changed.

    Raises CellMoved with the cells that are no longer as shown. Cells that the person left alone are not compared:
    another administrator may have changed them meanwhile, and keeps that change.
    """
    asked = {change.cell: change for change in changes if change.wanted != change.shown}
    edition = _locked_editions()[edition.pk]
    cells = list(
        edition.cells.filter(pk__in=asked).select_for_update(of=["self"]).select_related("column", "document_type")
    )
    if moved := [cell for cell in cells if cell.consult + cell.deposit != asked[cell.pk].shown]:
        raise CellMoved(moved)
    if not cells:
        return []
    lines = [_write(cell, asked[cell.pk], edition=edition, by=by, actor=actor) for cell in cells]
    HabilitationEdition.objects.filter(pk=edition.pk).update(edited_by_hand=True)
    if edition.in_force:
        grants.project(edition)
    for line in lines:
        record(line)
    return cells


def _write(
    cell: HabilitationCell, change: CellChange, *, edition: HabilitationEdition, by: User, actor: Actor
) -> Entry:
    cell.consult, cell.deposit = (HabilitationCell.Answer(sign).value for sign in (change.consult, change.deposit))
    cell.changed_by, cell.changed_at = by, timezone.now()
    cell.save(update_fields=["consult", "deposit", "changed_by", "changed_at"])
    return Entry(
        action=Action.HABILITATION_CHANGED,
        actor=actor,
        decision="CELL_CHANGED",
        edition=edition.code,
        document_type=cell.document_type.code,
        details={"column": cell.column.slug, "from": change.shown, "to": change.wanted, "in_force": edition.in_force},
    )


@transaction.atomic
def edition_copy(
    *, origin: HabilitationEdition, code: str, source: str, starts_on: date, actor: Actor
) -> HabilitationEdition:
    """A new edition with the same cells, to be edited before it comes into force. It is never in force by itself."""
    edition = HabilitationEdition.objects.create(code=code, source=source, starts_on=starts_on, edited_by_hand=True)
    HabilitationCell.objects.bulk_create(
        [
            HabilitationCell(
                edition=edition,
                column_id=cell.column_id,
                document_type_id=cell.document_type_id,
                consult=cell.consult,
                deposit=cell.deposit,
            )
            for cell in origin.cells.all()
        ],
        batch_size=1000,
    )
    details = {"copy_of": origin.code, "starts_on": starts_on.isoformat()}
    _tell_edition(edition, actor, "EDITION_CREATED", details)
    return edition


@transaction.atomic
def edition_put_in_force(*, edition: HabilitationEdition, actor: Actor, today: date) -> int:
    """Project an edition. Raises NotDue unless it is the newest that has started. Returns the number of permissions."""
    editions = _locked_editions()
    if grants.edition_due(today) != edition:
        raise NotDue
    former = next((e.code for e in editions.values() if e.in_force), "")
    rows = grants.project(editions[edition.pk])
    _tell_edition(edition, actor, "EDITION_IN_FORCE", {"former": former, "permissions": rows})
    return rows


@transaction.atomic
def edition_described(*, edition: HabilitationEdition, fields: list[str], actor: Actor) -> None:
    """Write to the journal that the start or the source of an edition not yet projected was changed."""
    details = {"fields": sorted(fields), "starts_on": edition.starts_on.isoformat()}
    _tell_edition(edition, actor, "EDITION_DESCRIBED", details)


def practice_recorded(*, practice: Practice, fields: list[str] | None, actor: Actor) -> None:
    """Write to the journal what an administrator has just recorded: `fields` that changed, None for a new practice."""
    details = {
        "of": practice.professional.idnat,
        "practice": str(practice.uuid),
        "fields": sorted(fields or []),
        "profession": practice.profession.code,
        "profession_oid": practice.profession.oid,
        "column": practice_column(practice) or "",
        "samu_entitled": practice.samu_entitled,
    }
    decision = "PRACTICE_CREATED" if fields is None else "PRACTICE_CHANGED"
    record(Entry(action=Action.HABILITATION_CHANGED, actor=actor, decision=decision, details=details))


def sector_recorded(*, structure: Structure, actor: Actor) -> None:
    """Write to the journal that a structure changed sector, which may move its practices to another column."""
    details = {"structure": structure.idnat, "sector": structure.sector_code}
    record(Entry(action=Action.HABILITATION_CHANGED, actor=actor, decision="SECTOR_CHANGED", details=details))


def _locked_editions() -> dict[int, HabilitationEdition]:
    """Every edition, locked in one order: no edit can slip between the reading of the cells and the projection."""
    grants.lock_projection()
    return {e.pk: e for e in HabilitationEdition.objects.select_for_update(no_key=True).order_by("pk")}


def _tell_edition(edition: HabilitationEdition, actor: Actor, decision: str, details: Mapping[str, object]) -> None:
    entry = Entry(
        action=Action.HABILITATION_CHANGED, actor=actor, decision=decision, edition=edition.code, details=dict(details)
    )
    record(entry)
