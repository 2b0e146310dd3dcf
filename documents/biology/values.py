"""A laboratory value in words: unit, limits of its report, what lies out of them, what it corrects, source."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime, time
from functools import lru_cache
from typing import Any

from django.utils import timezone

from access.addresses import address
from documents.cda.statements.model import ResultState
from documents.models import Statement
from documents.presenters.facts import interpretation_words
from documents.words import plural
from patients.identity import fold

_STATES = {ResultState.PARTIAL: "provisoire", ResultState.CANCELLED: "annulé"}


@dataclass(frozen=True, slots=True)
class Former:
    """What an earlier version said."""

    row: Statement
    corrected_by: Statement

    @property
    def words(self) -> str:
        return value_words(self.row)

    @property
    def corrected_on(self) -> str:
        """Day of the version that counts now."""
        return f"{timezone.localdate(self.corrected_by.document.created_at):%d/%m/%Y}"


@dataclass(slots=True)
class Shown:
    """One value, told by one document or by several in the same words."""

    rows: list[Any]
    base_url: str  # of the list of documents, under which each document is read
    former: list[Former] = field(default_factory=list)

    @property
    def row(self) -> Any:
        """Of the newest document; a final one rather than one that is not."""
        return next((row for row in self.rows if not row.state), self.rows[0])

    @property
    def words(self) -> str:
        return value_words(self.row)

    @property
    def range(self) -> str:
        return str(self.row.reference_range)

    @property
    def interpretation(self) -> str:
        """« élevé », « bas, critique »; for a sensitivity that is the value itself, nothing more."""
        found = interpretation_words(self.row)
        return found if found != self.row.value else ""

    @property
    def is_outside(self) -> bool:
        return bool(self.interpretation) and self.row.interpretation not in ("S", "I", "R")

    @property
    def state(self) -> str:
        return _STATES.get(self.row.state, "")

    @property
    def is_hidden_from_patient(self) -> bool:
        return any(row.document.hidden_from_patient_since for row in self.rows)

    @property
    def day(self) -> date:
        return self.row.started_on or self.row.document.act_on  # type: ignore[no-any-return]

    @property
    def at(self) -> datetime:
        """To sort and to draw: a value known to the day stands at noon."""
        found: datetime | None = self.row.sampled_at
        if found is not None and timezone.localtime(found).date() == self.day:
            return timezone.localtime(found)
        return timezone.make_aware(datetime.combine(self.day, time(12)))

    @property
    def hour(self) -> str:
        found: datetime | None = self.row.sampled_at
        if found is None:
            return ""
        local = timezone.localtime(found)
        return f"{local.hour}\u00a0h\u00a0{local.minute:02d}" if local.date() == self.day else ""

    @property
    def on(self) -> str:
        """In the precision given; the date of the act when the report gives no other."""
        return self.row.started or f"{self.row.document.act_on:%d/%m/%Y}"

    @property
    def url(self) -> str:
        return self._url(self.row)

    @property
    def others(self) -> list[tuple[str, str]]:
        """The other documents that tell the same value: title and address."""
        return [(row.document.title, self._url(row)) for row in self.rows if row is not self.row]

    def _url(self, row: Any) -> str:
        return f"{self.base_url}{row.document.uuid}/"


_folded = lru_cache(maxsize=512)(fold)  # the same few names, row after row


def differ(here: str, there: str) -> bool:
    """Two names that are both known and are not the same."""
    return bool(here and there) and _folded(here) != _folded(there)


def value_words(row: Statement) -> str:
    return f"{row.value}\u00a0{row.unit}".strip()


def shown_values(rows: Iterable[Statement], former: Iterable[Statement], base_url: str) -> list[Shown]:
    """In the order of the rows, those that say the same at the same moment in one."""
    groups: dict[tuple[Any, ...], list[Statement]] = defaultdict(list)
    for row in rows:
        day = row.started_on or row.document.act_on
        groups[row.analysis, day, row.sampled_at, row.value, row.ucum, _folded(row.laboratory)].append(row)
    corrections = _corrections([row for group in groups.values() for row in group], former)
    return [
        Shown(group, base_url, [one for row in group for one in corrections.get(row.pk, [])])
        for group in groups.values()
    ]


def _corrections(rows: list[Statement], former: Iterable[Statement]) -> dict[int, list[Former]]:
    """By the value that counts now, what earlier versions of its document said otherwise.

    Paired within the analysis: at the same rank in both versions, since a correction may bear on the date as well.
    """
    current: dict[tuple[int, str], list[Statement]] = defaultdict(list)
    for row in sorted(rows, key=lambda r: r.position):
        current[row.document_id, row.analysis].append(row)
    documents = {row.document_id: row.document for row in rows}
    ranks: dict[tuple[int, str], int] = defaultdict(int)
    found: dict[int, list[Former]] = defaultdict(list)
    for old in sorted(former, key=lambda r: (-r.document_id, r.position)):
        rank = ranks[old.document_id, old.analysis]
        ranks[old.document_id, old.analysis] += 1
        for new in (d for d in documents.values() if _replaces(d, old.document)):
            counterparts = current.get((new.pk, old.analysis), [])
            if rank < len(counterparts) and _says_otherwise(counterparts[rank], old):
                found[counterparts[rank].pk].append(Former(old, counterparts[rank]))
    return found


def _replaces(new: Any, old: Any) -> bool:
    same_set = bool(new.set_id) and (new.set_id, new.depositor_id) == (old.set_id, old.depositor_id)
    return same_set or new.replaces_id == old.pk


def _says_otherwise(new: Statement, old: Statement) -> bool:
    return (new.value, new.ucum) != (old.value, old.ucum)


def document_count(rows: Iterable[Statement]) -> str:
    """« Valeurs issues de 8 documents de 3 laboratoires. »"""
    kept = list(rows)
    documents = len({row.document_id for row in kept})
    laboratories = len({_folded(row.laboratory) for row in kept if row.laboratory})
    where = f" de {plural(laboratories, 'laboratoire')}" if laboratories else ""
    return f"Valeurs issues de {plural(documents, 'document')}{where}."


def base_url_of(access_uuid: object) -> str:
    return address("documents:list", access_uuid)
