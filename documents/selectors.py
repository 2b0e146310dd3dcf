"""Reading documents, always through the gate. Selectors never write."""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, assert_never
from uuid import UUID

from django.db.models import Case, Count, F, IntegerField, Q, QuerySet, Value, When, Window

from access.models.vocabulary import Category
from access.reader import AuthorOfDeposits, Holder, OpenedRecord, Reader, Representative
from access.rules import Mode
from access.traces.selectors import TraceFilters, traces_for
from documents.decision import GRANTING, Decision
from documents.models import Availability, Document
from journal.models import Line
from patients.models import Fold

PAGE_SIZE = 50
FIRST_WINDOW_DAYS = 730  # the first list goes back two years (AR 12.3)
# What only some see, as a filter (AR 12.2).
RESTRICTED = {
    "masques": Q(masked=True),
    "patient": Q(hidden_from_patient_since__isnull=False),
    "representants": Q(hidden_from_representatives=True),
}
PERIODS = {"3m": 92, "1a": 366, "2a": FIRST_WINDOW_DAYS, "tout": None}


@dataclass(frozen=True, slots=True, kw_only=True)
class ListFilters:
    """What the reader asked of the list. `period` is empty until they choose one."""

    category: str = ""
    type_code: str = ""
    period: str = ""
    words: str = ""
    old_versions: bool = False
    archived: bool = False
    restricted: str = ""

    @property
    def active_count(self) -> int:
        chosen = (self.category, self.type_code, self.words, self.old_versions, self.archived, self.restricted)
        return sum(map(bool, chosen))


@dataclass(frozen=True, slots=True)
class Facet:
    """One document type, with how many documents of it the reader may see in the period, filters aside."""

    category: str
    type_code: str
    label: str
    count: int


@dataclass(frozen=True, slots=True)
class DocumentList:
    """One page of the list, grouped by category; each document carries `group_count`."""

    documents: list[Document]
    total: int
    page: int
    facets: list[Facet]
    period: str
    widened: bool
    restrictions: list[str]  # filters of RESTRICTED that this reader has

    @property
    def pages(self) -> int:
        return max(1, -(-self.total // PAGE_SIZE))


def document_list(*, reader: Reader, filters: ListFilters, today: date, page: int = 1) -> DocumentList:
    """The filtered list and its facets, from the same predicate: what is out of reach is neither listed nor counted.

    Without a chosen period the window is 24 months, and widens by itself when nothing visible falls in it but older
    visible documents exist (DESIGN 7).
    """
    visible = Document.objects.visible_to(reader).filter(availability__in=_availabilities(filters))
    window = Q(act_on__gt=today - timedelta(days=PERIODS.get(filters.period) or FIRST_WINDOW_DAYS))
    rows = list(
        visible.values("category", "document_type__code", "document_type__label")
        .annotate(everything=Count("pk"), in_window=Count("pk", filter=window))
        .order_by("document_type__label")
    )
    widened = not filters.period and bool(rows) and not any(row["in_window"] for row in rows)
    # A record with nothing for this reader is said to be so of the whole history, at once.
    period = filters.period if filters.period in PERIODS else ("tout" if widened or not rows else "2a")
    bounded = PERIODS[period] is not None
    facets = [
        Facet(row["category"], row["document_type__code"], row["document_type__label"], count)
        for row in rows
        if (count := row["in_window"] if bounded else row["everything"])
    ]
    restrictions = _restrictions(reader)
    if filters.restricted in restrictions:
        visible = visible.filter(RESTRICTED[filters.restricted])
    matching = _matching(visible.filter(window) if bounded else visible, filters)
    matching = matching.annotate(group_count=Window(Count("pk"), partition_by=F("category")))
    documents, total, page = page_of(matching, page)
    return DocumentList(documents, total, page, facets, period, widened, restrictions)


def _restrictions(reader: Reader) -> list[str]:
    """« Masqués » is for the médecin traitant and the administrators, and for those whose choice it is (AR 12.2)."""
    match reader:
        case OpenedRecord():
            all_masked = reader.mode is Mode.NORMAL and (reader.treating_doctor or reader.administrator)
            return [*(["masques"] if all_masked else []), "patient", "representants"]
        case Holder():
            return ["masques", "representants"]
        case Representative():
            return ["masques"]
        case AuthorOfDeposits():
            return []
        case _:
            assert_never(reader)


def page_of(matching: QuerySet[Document], page: int) -> tuple[list[Document], int, int]:
    """The rows of a page and the total, in one statement; a page past the end becomes the first one."""
    rows = matching.annotate(total=Window(Count("pk")))
    found: list[Any] = list(rows[(page - 1) * PAGE_SIZE : page * PAGE_SIZE])
    if not found and page > 1:
        return page_of(matching, 1)
    return found, (found[0].total if found else 0), page


def _availabilities(filters: ListFilters) -> list[str]:
    """Current versions only, unless asked (AR 12.3)."""
    found = [Availability.APPROVED]
    found += [Availability.DEPRECATED] if filters.old_versions else []
    found += [Availability.ARCHIVED] if filters.archived else []
    return [value.value for value in found]


def _matching(visible: QuerySet[Document], filters: ListFilters) -> QuerySet[Document]:
    if filters.category:
        visible = visible.filter(category=filters.category)
    if filters.type_code:
        visible = visible.filter(document_type__code=filters.type_code)
    for word in filters.words.split()[:8]:
        visible = visible.filter(folded_title__contains=Fold(Value(word)))
    rank = _category_rank()
    return visible.alias(category_rank=rank).order_by("category_rank", "-act_on", "-id").select_related("content")


def _category_rank() -> Case:
    """Groups in the order of the screen (PS S12)."""
    whens = [When(category=value, then=Value(rank)) for rank, value in enumerate(Category.values)]
    return Case(*whens, default=Value(99), output_field=IntegerField())


def document_get(*, reader: Reader, uuid: UUID) -> tuple[Document | None, Decision]:
    """One document with the true decision, for the journal. Without a granting decision the document is None.

    The decision is read alone: nothing of a document out of reach leaves the database, whatever its row holds.
    """
    found = Document.objects.with_decision(reader).filter(uuid=uuid)
    value = found.values_list("decision", flat=True).first()  # type: ignore[misc]  # an annotation
    decision = Decision(value) if value else Decision.UNKNOWN
    if decision not in GRANTING:
        return None, decision
    return found.select_related("content", "document_type", "replaces").get(), decision


def same_set(document: Document) -> Q:
    """Of the same set by the same hand: a set is a word in a file, which anybody may type."""
    return Q(set_id=document.set_id, depositor=document.depositor_id)


def versions_of(*, reader: Reader, document: Document) -> list[Document]:
    """Other versions that this reader may see: the one that replaces it, the ones that it replaces."""
    same = Q(replaces=document) | Q(pk=document.replaces_id)
    if document.set_id:
        same |= same_set(document)
    found = Document.objects.visible_to(reader).filter(same, patient_id=document.patient_id).exclude(pk=document.pk)
    return list(found.order_by("-version_number", "-created_at"))


def traces_of_holder(*, reader: Holder | Representative, filters: TraceFilters | None = None) -> QuerySet[Line]:
    """The history as its holder reads it: the name of a document goes with the right to read it."""
    return traces_for(reader, filters=filters, visible=Document.objects.visible_to(reader))
