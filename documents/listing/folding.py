"""The jumble folded (PS S12): documents that are one for their reader become one row that opens.

Folded among what the list holds, after the gate: a document out of reach folds nothing and is folded under nothing.
"""

from collections import Counter
from collections.abc import Hashable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import NamedTuple
from uuid import UUID


class Light(NamedTuple):
    """What folding, counting and filters need of a document; a whole record is read so, a page alone in full."""

    pk: int
    group_key: Hashable
    content: str
    source_digest: str  # of the file as it came; empty when there is none
    set_id: str
    depositor: int | None
    version: int
    replaces: int | None
    is_current: bool
    type_code: str
    act_on: date
    author: str
    # For the filters
    type_label: str
    category: str
    origin: str
    profession: str
    institution: str
    matches: bool
    news: str
    uuid: str  # as text: making thousands of UUID objects takes longer than reading them
    is_partial: bool = False  # a laboratory report that another will complete


class Tie(StrEnum):
    """What a folded document is to the one that stands for it."""

    COPY = "copy"
    VERSION = "version"
    SAME_DAY = "same_day"
    PARTIAL = "partial"  # of the same day, and complete in the other
    ALIKE = "alike"  # through another document


@dataclass(frozen=True, slots=True)
class Folded:
    """Rows of a list, each by the document that stands for it, and what is folded under some of them."""

    leads: list[Light]
    others: dict[int, list[tuple[Light, Tie]]]  # by key of the lead

    def rank_of(self, uuid: UUID) -> int:
        """Of the row that holds a document, from 0; 0 when none does."""
        wanted = str(uuid)
        for rank, lead in enumerate(self.leads):
            if lead.uuid == wanted or any(other.uuid == wanted for other, _ in self.others.get(lead.pk, ())):
                return rank
        return 0

    def counts(self) -> Counter[Hashable]:
        """Documents of each group, those folded with their lead."""
        counts = Counter(lead.group_key for lead in self.leads)
        for lead in self.leads if self.others else ():
            counts[lead.group_key] += len(self.others.get(lead.pk, ()))
        return counts


def folded(documents: Sequence[Light]) -> Folded:
    """Rows in the order of the list, each where its lead stands."""
    others: dict[int, list[tuple[Light, Tie]]] = {}
    hidden: set[int] = set()
    for alike in _joined(documents):
        lead = _lead(alike)
        others[lead.pk] = [(other, _tie(lead, other)) for other in alike if other is not lead]
        hidden.update(other.pk for other, _ in others[lead.pk])
    return Folded([document for document in documents if document.pk not in hidden], others)


def _keys(document: Light) -> list[Hashable]:
    """Two documents that share one of them are folded together, as are the versions of one."""
    keys: list[Hashable] = [document.content]
    if document.source_digest:
        keys.append(document.source_digest)
    if document.set_id:  # of the same hand: a set is a word in a file, which anybody may type
        keys.append((document.set_id, document.depositor))
    # An old version of one document has nothing to do with another one of that day.
    if document.author and document.is_current:
        keys.append((document.type_code, document.act_on, document.author))
    return keys


def _joined(documents: Sequence[Light]) -> list[list[Light]]:
    """Documents that are joined to others, by however many steps, in the order of the list."""
    parent: dict[int, int] = {}

    def root(pk: int) -> int:
        while (above := parent.get(pk, pk)) != pk:
            pk = above
        return pk

    for one, other in _alike(documents):
        first, second = root(one), root(other)
        if first != second:
            parent[second] = first
    joined = parent.keys() | parent.values()
    found: dict[int, list[Light]] = {}
    for document in documents if joined else ():
        if document.pk in joined:
            found.setdefault(root(document.pk), []).append(document)
    return list(found.values())


def _alike(documents: Sequence[Light]) -> Iterator[tuple[int, int]]:
    """Pairs of keys; of three that share something, two pairs."""
    seen: dict[Hashable, int] = {}
    present = {document.pk for document in documents}
    for document in documents:
        pk = document.pk
        if document.replaces in present:
            yield document.replaces, pk
        for key in _keys(document):
            if (other := seen.setdefault(key, pk)) != pk:
                yield other, pk


def _lead(alike: list[Light]) -> Light:
    """Of the newest version, the first of the list: what was replaced never stands for what replaced it, nor a partial
    report for a complete one.
    """
    replaced = {document.replaces for document in alike}
    newest: dict[Hashable, int] = {}
    for document in alike:
        newest[document.set_id] = max(document.version, newest.get(document.set_id, 0))
    return min(
        alike,
        key=lambda d: (
            *(not d.is_current, d.is_partial, d.pk in replaced),
            bool(d.set_id) and d.version < newest[d.set_id],
        ),
    )


def _tie(lead: Light, other: Light) -> Tie:
    if other.content == lead.content or (other.source_digest and other.source_digest == lead.source_digest):
        return Tie.COPY
    if not other.is_current:
        return Tie.VERSION
    same_day = (other.type_code, other.act_on, other.author) == (lead.type_code, lead.act_on, lead.author)
    if not same_day:
        return Tie.ALIKE
    return Tie.PARTIAL if other.is_partial and not lead.is_partial else Tie.SAME_DAY
