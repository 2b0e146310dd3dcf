"""Where a document stands among others that this reader may see: in a list (PS S15), and beside what it is linked to.

Everything starts from the gate: what is out of reach has no number, and what follows it follows what precedes it.
"""

from dataclasses import dataclass, field
from datetime import date
from types import SimpleNamespace
from typing import Any
from uuid import UUID

from django.db.models import BigIntegerField, Case, F, JSONField, Q, QuerySet, TextField, UUIDField, When, Window
from django.db.models.expressions import RawSQL
from django.db.models.functions import Lag, Lead

from access.compiled import compiled
from access.reader import Reader
from documents.listing.filters import ListFilters
from documents.listing.selectors import matching_documents
from documents.models import Availability, Document
from documents.reading.kept import until_revised
from documents.selectors import same_versions

MAX_OF_SET = 10


@dataclass(frozen=True, slots=True)
class Place:
    """Rank in a list, from 1, and who stands before and after."""

    number: int
    total: int
    previous: UUID | None
    next: UUID | None


@dataclass(frozen=True, slots=True)
class Neighbours:
    """Other documents of the record that have to do with one."""

    place: Place | None = None  # in the list that one came from, when the document is one of it
    versions: list[Document] = field(default_factory=list)  # replaced and replacing, the newest first
    same_set: list[Document] = field(default_factory=list)  # deposited together with it; MAX_OF_SET at most
    earlier: Document | None = None  # of the same type
    later: Document | None = None


def neighbours_of(
    *, reader: Reader, document: Document, filters: ListFilters, today: date, again: bool = False
) -> Neighbours:
    """One query at most, whatever there is. `filters`: of the list that one came from, with its period.

    `again`: ask whatever is kept.
    """
    asked = filters.as_asked

    def read() -> Neighbours:
        return _read(reader, document, asked, today)

    if filters.new or filters.unread or filters.words:  # marks change without a trace, and words are not for keeping
        return read()
    return until_revised(reader, read, "neighbours", document.pk, asked, today, size=_size, again=again)


def _size(found: Neighbours) -> int:
    """In bytes: documents without their text, and there may be any number of versions."""
    return 1_500 * (3 + len(found.versions) + len(found.same_set))


def _read(reader: Reader, document: Document, filters: ListFilters, today: date) -> Neighbours:
    has_set, has_depositor = document.set_id != "", document.depositor_id is not None
    own = {name: getattr(document, name) for name in _OWN}
    return _sorted(document, _neighbours(reader, filters, today, has_set, has_depositor, **own))


_OWN: dict[str, Any] = {
    "pk": BigIntegerField(),
    "uuid": UUIDField(),
    "patient_id": BigIntegerField(),
    "replaces_id": BigIntegerField(),
    "set_id": TextField(),
    "depositor_id": BigIntegerField(),
    "submission_set_id": BigIntegerField(),
    "type_code": TextField(),
    "type_oid": TextField(),
}


@compiled(**_OWN)
def _neighbours(
    reader: Reader, filters: ListFilters, today: date, has_set: bool, has_depositor: bool, **own: Any
) -> QuerySet[Document]:
    """`own`: what is known of the document itself."""
    absent = ({} if has_set else {"set_id": ""}) | ({} if has_depositor else {"depositor_id": None})
    document = SimpleNamespace(**own | absent)
    matching = matching_documents(reader=reader, filters=filters, today=today)
    is_version = same_versions(document)
    of_type = Q(type_code=document.type_code, type_oid=document.type_oid)
    types, order = [F("type_code"), F("type_oid"), F("is_old")], ["act_on", "pk"]
    wanted = Q(is_version=True) | Q(submission_set_id=document.submission_set_id)
    found = (
        Document.objects.visible_to(reader)
        .filter(Q(pk=document.pk) | is_version | Q(submission_set_id=document.submission_set_id) | of_type)
        .filter(patient_id=document.patient_id)
        .annotate(
            is_version=Case(When(is_version, then=True), default=False),
            is_old=Case(When(availability=Availability.DEPRECATED, then=True), default=False),
            just_before=Window(Lag("pk"), partition_by=types, order_by=order),
            just_after=Window(Lead("pk"), partition_by=types, order_by=order),
            place=Case(When(pk=document.pk, then=_place_in(matching, document))),
        )
        .filter(wanted | Q(pk=document.pk) | Q(just_before=document.pk) | Q(just_after=document.pk))
    )
    return found.only(*_SHOWN).order_by("-act_on", "-id")


# JSON: rank of an identifier in a list, the length of it, and the identifiers on both sides; null when it is not there.
# OFFSET 0 keeps the array from being made again for each use.
_PLACE = (
    "(SELECT jsonb_build_array(array_position(a, own), cardinality(a), a[array_position(a, own) - 1],"
    " a[array_position(a, own) + 1]) FROM (SELECT ARRAY({list}) AS a, %s::uuid AS own OFFSET 0) AS listed)"
)


def _place_in(matching: QuerySet[Document], document: Any) -> RawSQL:
    """The list is compiled here, once: nested, the ORM would do it again at each level of the query."""
    sql, parameters = matching.values("uuid").query.sql_with_params()
    return RawSQL(_PLACE.format(list=sql), (*parameters, document.uuid), output_field=JSONField())  # noqa: S611


_SHOWN = ("uuid", "title", "act_on", "availability", "version_number", "created_at", "submission_set_id")


def _sorted(document: Document, found: list[Any]) -> Neighbours:
    itself = next((d for d in found if d.pk == document.pk), None)
    others = [d for d in found if d.pk != document.pk]
    versions = [d for d in others if d.is_version]
    current = [d for d in others if not d.is_version and not d.is_old]
    return Neighbours(
        place=_place(*itself.place) if itself else None,
        versions=sorted(versions, key=lambda d: (d.version_number, d.created_at), reverse=True),
        same_set=[d for d in current if d.submission_set_id == document.submission_set_id][:MAX_OF_SET],
        earlier=next((d for d in current if d.just_after == document.pk), None),
        later=next((d for d in current if d.just_before == document.pk), None),
    )


def _place(number: int | None, total: int, previous: str | None, following: str | None) -> Place | None:
    sides = [UUID(uuid) if uuid else None for uuid in (previous, following)]
    return Place(number, total, *sides) if number else None
