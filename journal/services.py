"""Writing and verifying the journal."""

from collections.abc import Iterator
from dataclasses import dataclass, field, fields
from datetime import datetime
from typing import Any
from uuid import UUID

from django.conf import settings
from django.db import DatabaseError, transaction
from django.utils import timezone

from journal import chain as digests
from journal.models import Action, Chain, Line, Tombstone


@dataclass(frozen=True, slots=True, kw_only=True)
class Actor:
    """Who acts, as known at that time. Empty strings where a notion does not apply (a command, an administrator)."""

    account: str = ""
    professional: str = ""
    professional_name: str = ""
    profession: str = ""
    practice: str = ""
    structure: str = ""
    structure_name: str = ""
    session: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One line to write. Without a record it goes to the chain of the account."""

    action: Action
    actor: Actor
    granted: bool = True
    decision: str = ""
    record: UUID | None = None
    record_access: UUID | None = None
    document: UUID | None = None
    document_type: str = ""
    document_version: int | None = None
    mode: str = ""
    basis: str = ""
    motive: str = ""
    edition: str = ""
    confidential: bool = False
    matricule: str = ""
    details: dict[str, Any] = field(default_factory=dict)

    @property
    def chain(self) -> str:
        return f"record:{self.record}" if self.record else f"account:{self.actor.account or 'system'}"


class JournalUnavailable(Exception):
    """The line could not be written: what it records must not be shown (AR 14, step 21)."""


def record(entry: Entry, *, at: datetime | None = None) -> Line:
    """Append one line to its chain, inside the caller's transaction; call it last, since it locks the chain's head.

    Raises JournalUnavailable.
    """
    try:
        with transaction.atomic(savepoint=False):  # without its line, nothing of that transaction stands
            return _append([entry], at or timezone.now())[0]
    except DatabaseError as error:
        raise JournalUnavailable from error


def record_all(entries: list[Entry], *, at: datetime | None = None) -> list[Line]:
    """Append lines of one chain, in their order, in as many queries as for one. Raises JournalUnavailable."""
    if len({entry.chain for entry in entries}) > 1:
        raise ValueError("lines of several chains")
    try:
        with transaction.atomic(savepoint=False):
            return _append(entries, at or timezone.now()) if entries else []
    except DatabaseError as error:
        raise JournalUnavailable from error


def _append(entries: list[Entry], at: datetime) -> list[Line]:
    head = _head(entries[0].chain)
    previous = head.last_digest
    lines = []
    for position, entry in enumerate(entries, start=head.length + 1):
        line = _line(entry, at, position, previous)
        line.head_signature = digests.head_signature(settings.JOURNAL_KEY, head.key, position, line.digest)
        previous = line.digest
        lines.append(line)
    return Line.objects.bulk_create(lines)  # the database advances the head by itself, line after line


def _head(chain: str) -> Chain:
    head = Chain.objects.select_for_update().filter(pk=chain).first()
    if head is None:
        Chain.objects.bulk_create([Chain(key=chain)], ignore_conflicts=True)
        head = Chain.objects.select_for_update().get(pk=chain)
    return head


def _line(entry: Entry, at: datetime, position: int, previous: str) -> Line:
    key = settings.JOURNAL_KEY
    values = {f.name: getattr(entry, f.name) for f in fields(entry) if f.name not in ("actor", "matricule")}
    values |= {f.name: getattr(entry.actor, f.name) for f in fields(entry.actor)}
    values["matricule_hmac"] = digests.matricule_hmac(key, entry.matricule) if entry.matricule else ""
    line = Line(chain=entry.chain, position=position, at=at, previous=previous, **values)
    line.digest = digests.line_digest(key, line.previous, _digested(line))
    return line


_NOT_DIGESTED = frozenset({"id", "previous", "digest", "head_signature"})


def _digested(line: Line) -> dict[str, Any]:
    return {f.attname: getattr(line, f.attname) for f in Line._meta.fields if f.name not in _NOT_DIGESTED}


@transaction.atomic
def drop_chain(key: str, *, by: Actor) -> int:
    """Destroy a whole chain whose time of keeping has passed, and leave a signed tombstone. Returns its length.

    The database lets lines go only under a tombstone; the production role of the portal may not delete at all.
    """
    head = Chain.objects.select_for_update().filter(pk=key).first()
    if head is None:
        return 0
    now = timezone.now()
    signature = digests.tombstone_signature(settings.JOURNAL_KEY, key, head.length, head.last_digest, now)
    Tombstone.objects.create(
        chain=key, length=head.length, last_digest=head.last_digest, dropped_at=now, signature=signature
    )
    Line.objects.filter(chain=key).delete()
    Chain.objects.filter(pk=key).delete()
    record(
        Entry(action=Action.JOURNAL_DROPPED, actor=by, decision="TERM", details={"chain": key, "lines": head.length})
    )
    return head.length


def _false_tombstones() -> Iterator[str]:
    for stone in Tombstone.objects.iterator():
        signature = digests.tombstone_signature(
            settings.JOURNAL_KEY, stone.chain, stone.length, stone.last_digest, stone.dropped_at
        )
        if stone.signature != signature:
            yield f"{stone.chain}: its tombstone is false"


def anchor() -> dict[str, Any]:
    """Length of every chain, signed: kept outside the database, it shows a chain that was removed or set back."""
    lengths = dict(Chain.objects.order_by("key").values_list("key", "length"))
    return {"lengths": lengths, "signature": digests.anchor_signature(settings.JOURNAL_KEY, lengths)}


def verify_against(kept: dict[str, Any]) -> Iterator[str]:
    """Yield one sentence per chain that is shorter than an earlier anchor says, or gone."""
    if kept.get("signature") != digests.anchor_signature(settings.JOURNAL_KEY, kept.get("lengths", {})):
        yield "the anchor was altered"
        return
    now = dict(Chain.objects.values_list("key", "length"))
    now |= {stone.chain: stone.length for stone in Tombstone.objects.all() if now.get(stone.chain, 0) < stone.length}
    for chain, length in kept["lengths"].items():
        if now.get(chain, 0) < length:
            yield f"{chain}: {length} lines were anchored, {now.get(chain, 0)} are left"


def verify() -> Iterator[str]:
    """Walk every chain and yield one sentence per fault; nothing means that the journal is whole."""
    yield from _false_tombstones()
    key = settings.JOURNAL_KEY
    heads = {head.key: head for head in Chain.objects.iterator()}
    ends: dict[str, tuple[int, str]] = {}
    for line in Line.objects.order_by("chain", "position").iterator(chunk_size=2000):
        position, digest = ends.get(line.chain, (0, ""))
        if line.position != position + 1:
            yield f"{line.chain}: line {position + 1} is missing"
        elif line.previous != digest or line.digest != digests.line_digest(key, digest, _digested(line)):
            yield f"{line.chain}: line {line.position} was altered"
        ends[line.chain] = (line.position, line.digest)
    for chain in sorted(heads.keys() | ends.keys()):
        head, (length, digest) = heads.get(chain), ends.get(chain, (0, ""))
        if head is None:
            yield f"{chain}: its head is missing"
        elif (head.length, head.last_digest) != (length, digest):
            yield f"{chain}: {head.length} lines were written, {length} are left"
        elif head.signature != digests.head_signature(key, chain, length, digest):
            yield f"{chain}: its head was altered"
