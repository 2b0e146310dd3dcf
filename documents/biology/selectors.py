"""Laboratory values of a record, through the gate of their documents, in a constant number of queries (PS S16)."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, NamedTuple

from django.db.models import BooleanField, Case, Count, Exists, F, OuterRef, Q, QuerySet, Value, When, Window
from django.db.models.functions import Coalesce

from access.models.vocabulary import Category
from access.reader import OpenedRecord
from documents.cda.statements import Kind
from documents.listing.filters import PERIODS
from documents.models import Availability, Document, Statement
from documents.record.outline import OUTSIDE_THE_LIMITS, current_documents, current_statements
from patients.models import Fold

DATES_PER_PAGE = 10
SHOWN_REPORTS = 20
_DAY = Coalesce("started_on", "document__act_on")
_NEWEST_FIRST = ("-day", F("sampled_at").desc(nulls_last=True), "-document_id", "position")
_FIELDS = (
    *("label", "value", "unit", "ucum", "number", "comparator", "reference_range", "range_low", "range_high", "kind"),
    *("interpretation", "outside", "state", "started", "started_on", "sampled_at", "position", "code", "code_system"),
    *("analysis", "family", "laboratory", "method", "specimen", "isolate"),
)
_OF_DOCUMENT = (
    *("uuid", "title", "act_on", "created_at", "author_label", "set_id", "version_number"),
    *("depositor_id", "replaces_id", "hidden_from_patient_since"),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class BiologyFilters:
    family: str = ""
    period: str = "tout"
    outside: bool = False  # only what lies out of the limits of its report
    words: str = ""

    @property
    def active_count(self) -> int:
        return sum(map(bool, (self.family, self.period != "tout", self.outside, self.words)))


@dataclass(frozen=True, slots=True)
class Biology:
    """`days`: dates of sampling shown, newest first. `latest`: last value of each analysis, whatever its date.

    `former`: what replaced versions said, for the values shown. `reports`: newest reports without any value, out of
    `reports_total`. `families`: all those that the reader may see, filters aside.
    """

    days: list[date]
    page: int
    pages: int
    families: list[str]
    values: list[Statement]
    latest: list[Statement]
    former: list[Statement]
    reports: list[Document]
    reports_total: int


def biology_of(*, reader: OpenedRecord, filters: BiologyFilters, today: date, page: int) -> Biology:
    """Dates ten at a time; a page past the end becomes the last one.

    The gate is passed once: it gives the key, the analysis, the family and the day of every value, newest first; then
    the rows that the page shows are read by their keys.
    """
    keys = _keys(reader, filters, today)
    matching = [key for key in keys if key.matches]
    days = list(dict.fromkeys(key.day for key in matching))
    pages = max(1, -(-len(days) // DATES_PER_PAGE))
    page = min(page, pages)
    days = days[(page - 1) * DATES_PER_PAGE : page * DATES_PER_PAGE]
    latest: dict[str, int] = {}
    for key in matching:
        latest.setdefault(key.analysis, key.pk)
    within = {key.pk for key in matching if key.day in set(days)}
    rows = {row.pk: row for row in _light(_results(Statement.objects.filter(pk__in=within | {*latest.values()})))}
    reports, total = _without_values(reader, filters, today)
    return Biology(
        days=days,
        page=page,
        pages=pages,
        families=sorted({key.family for key in keys}),
        values=[row for pk, row in rows.items() if pk in within],
        latest=[rows[pk] for pk in latest.values()],
        former=_former(reader, rows.values()),
        reports=reports,
        reports_total=total,
    )


class _Key(NamedTuple):
    pk: int
    analysis: str
    family: str
    day: date
    matches: bool


def _keys(reader: OpenedRecord, filters: BiologyFilters, today: date) -> list[_Key]:
    matches = Case(When(_matching(filters, today), then=True), default=False, output_field=BooleanField())
    found = _results(current_statements(reader)).alias(folded_label=Fold(F("label"))).annotate(matches=matches)
    return [_Key(*values) for values in found.order_by(*_NEWEST_FIRST).values_list(*_Key._fields)]


@dataclass(frozen=True, slots=True)
class History:
    """Every value of one analysis, newest first."""

    values: list[Statement]
    former: list[Statement]


def history_of(*, reader: OpenedRecord, analysis: str) -> History:
    """Empty when no document that this reader may see tells a value of it."""
    found = _results(current_statements(reader)).filter(analysis=analysis)
    values = list(_light(found))
    return History(values, _former(reader, values, analysis))


def _results(statements: QuerySet[Statement]) -> QuerySet[Statement]:
    return statements.filter(kind=Kind.RESULT).exclude(analysis="").annotate(day=_DAY)


def _light(results: QuerySet[Statement]) -> QuerySet[Statement]:
    """Newest first, without what these pages never show: a document's row is wide."""
    fields = (*_FIELDS, *(f"document__{name}" for name in _OF_DOCUMENT))
    return results.select_related("document").only(*fields).order_by(*_NEWEST_FIRST)


def _matching(filters: BiologyFilters, today: date) -> Q:
    wanted = Q(family=filters.family) if filters.family else Q()
    if (days := PERIODS.get(filters.period)) is not None:
        wanted &= Q(day__gt=today - timedelta(days=days))
    if filters.outside:
        wanted &= OUTSIDE_THE_LIMITS
    for word in filters.words.split()[:8]:
        wanted &= Q(folded_label__contains=Fold(Value(word))) | Q(code=word)
    return wanted or Q(pk__isnull=False)


def _former(reader: OpenedRecord, values: Iterable[Statement], analysis: str = "") -> list[Statement]:
    """What earlier versions of these values' documents said: only versions that this reader may see."""
    documents = {row.document_id: row.document for row in values}
    sets = {document.set_id for document in documents.values()} - {""}
    near = Q(set_id__in=sets) | Q(replaced_by__in=documents)
    old = Document.objects.visible_to(reader).filter(near, availability=Availability.DEPRECATED)
    found = _results(Statement.objects.filter(document__in=old))
    if analysis:
        found = found.filter(analysis=analysis)
    return list(_light(found).order_by("-document__version_number", "-document_id", "position"))


def _without_values(reader: OpenedRecord, filters: BiologyFilters, today: date) -> tuple[list[Document], int]:
    """Laboratory reports of the period that tell no value: a PDF, a scan, words alone."""
    lines = Statement.objects.filter(document=OuterRef("pk"), kind=Kind.RESULT)
    reports = current_documents(reader).filter(~Exists(lines), category=Category.LABORATORY)
    if (days := PERIODS.get(filters.period)) is not None:
        reports = reports.filter(act_on__gt=today - timedelta(days=days))
    counted = reports.annotate(total=Window(Count("pk"))).order_by("-act_on", "-pk")
    found: list[Any] = list(counted[:SHOWN_REPORTS])
    return found, found[0].total if found else 0
