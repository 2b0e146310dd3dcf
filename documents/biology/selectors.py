"""Laboratory values of a record, through the gate of their documents, in a constant number of queries (PS S16)."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, NamedTuple

from django.db.models import Count, Exists, F, OuterRef, Q, QuerySet, Value, Window
from django.db.models.functions import Coalesce

from access.models.vocabulary import Category
from access.reader import OpenedRecord
from documents.biology.families import families_of
from documents.cda.statements import Kind
from documents.listing.conditions import whether
from documents.listing.filters import PERIODS
from documents.models import Availability, Document, Statement
from documents.record.outline import OUTSIDE_THE_LIMITS, current_documents
from documents.search.abbreviations import names_in
from patients.identity import fold
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
    *("uuid", "title", "act_on", "created_at", "author_label", "set_id", "availability"),
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
    `reports_total`. `families`: of each analysis that the reader may see, filters aside.
    """

    days: list[date]
    page: int
    pages: int
    families: dict[str, str]
    values: list[Statement]
    latest: list[Statement]
    former: list[Statement]
    reports: list[Document]
    reports_total: int


def biology_of(*, reader: OpenedRecord, filters: BiologyFilters, today: date, page: int) -> Biology:
    """Dates ten at a time; a page past the end becomes the last one.

    The gate is passed once: it gives what tells values apart, newest first; then the rows that the page shows are read
    by their keys.
    """
    keys = _keys(reader, filters, today)
    current = [key for key in keys if key.is_current]
    families = families_of((key.analysis, key.family) for key in current)
    # Of an analysis that one report files or words otherwise, the table shows every value or none.
    named = {key.analysis for key in current if key.is_named}
    kept = {analysis for analysis in named if filters.family in ("", families[analysis])}
    matching = [key for key in current if key.matches and key.analysis in kept]
    days = list(dict.fromkeys(key.day for key in matching))
    pages = max(1, -(-len(days) // DATES_PER_PAGE))
    page = min(page, pages)
    days = days[(page - 1) * DATES_PER_PAGE : page * DATES_PER_PAGE]
    latest: dict[str, _Key] = {}
    for key in matching:
        latest.setdefault(key.analysis, key)
    within = [key for key in matching if key.day in set(days)]
    former = _former(keys, [*within, *latest.values()])
    wanted = {key.pk for key in (*within, *latest.values(), *former)}
    rows = {row.pk: row for row in _light(_results(Statement.objects.filter(pk__in=wanted)))}
    reports, total = _without_values(reader, filters, today)
    return Biology(
        days=days,
        page=page,
        pages=pages,
        families=families,
        values=[rows[key.pk] for key in within],
        latest=[rows[key.pk] for key in latest.values()],
        former=[rows[key.pk] for key in former],
        reports=reports,
        reports_total=total,
    )


class _Key(NamedTuple):
    pk: int
    analysis: str
    family: str
    day: date
    matches: bool
    is_named: bool
    document_id: int
    document__availability: str
    document__set_id: str
    document__replaces_id: int | None

    @property
    def is_current(self) -> bool:
        return self.document__availability == Availability.APPROVED


def _keys(reader: OpenedRecord, filters: BiologyFilters, today: date) -> list[_Key]:
    found = _visible(reader).alias(folded_label=Fold(F("label")))
    found = found.annotate(matches=whether(_matching(filters, today)), is_named=whether(_named(filters)))
    return [_Key(*values) for values in found.order_by(*_NEWEST_FIRST).values_list(*_Key._fields)]


def _former(keys: Iterable[_Key], shown: Iterable[_Key]) -> list[_Key]:
    """What earlier versions of the documents shown said."""
    sets, replaced = set(), set()
    for key in shown:
        sets.add(key.document__set_id)
        replaced.add(key.document__replaces_id)
    sets.discard("")
    old = (key for key in keys if not key.is_current)
    return [key for key in old if key.document__set_id in sets or key.document_id in replaced]


@dataclass(frozen=True, slots=True)
class History:
    """Every value of one analysis, newest first; and what replaced versions of documents said of it."""

    values: list[Statement]
    former: list[Statement]


def history_of(*, reader: OpenedRecord, analysis: str) -> History:
    """Without values when no document that this reader may see tells one of it."""
    rows = list(_light(_visible(reader).filter(analysis=analysis)))
    current = [row for row in rows if row.document.availability == Availability.APPROVED]
    return History(current, [row for row in rows if row.document.availability != Availability.APPROVED])


def _visible(reader: OpenedRecord) -> QuerySet[Statement]:
    """Of the current versions and of those that they replaced, each through the gate."""
    kept = (Availability.APPROVED, Availability.DEPRECATED)
    documents = Document.objects.visible_to(reader).filter(availability__in=kept)
    return _results(Statement.objects.filter(document__in=documents))


def _results(statements: QuerySet[Statement]) -> QuerySet[Statement]:
    return statements.filter(kind=Kind.RESULT).exclude(analysis="").annotate(day=_DAY)


def _light(results: QuerySet[Statement]) -> QuerySet[Statement]:
    """Newest first, without what these pages never show: a document's row is wide."""
    fields = (*_FIELDS, *(f"document__{name}" for name in _OF_DOCUMENT))
    return results.select_related("document").only(*fields).order_by(*_NEWEST_FIRST)


def _matching(filters: BiologyFilters, today: date) -> Q:
    wanted = Q()
    if (days := PERIODS.get(filters.period)) is not None:
        wanted &= Q(day__gt=today - timedelta(days=days))
    if filters.outside:
        wanted &= OUTSIDE_THE_LIMITS
    return wanted


def _named(filters: BiologyFilters) -> Q:
    """Each word in the name of the analysis, as it is or by what it abbreviates; or its code."""
    wanted = Q()
    for word in filters.words.split()[:8]:
        others = (name for _, _, names in names_in(fold(word).split()) for name in names)
        either = Q(code=word)
        for name in (word, *others):
            either |= Q(folded_label__contains=Fold(Value(name)))
        wanted &= either
    return wanted


def _without_values(reader: OpenedRecord, filters: BiologyFilters, today: date) -> tuple[list[Document], int]:
    """Laboratory reports of the period that tell no value: a PDF, a scan, words alone."""
    lines = Statement.objects.filter(document=OuterRef("pk"), kind=Kind.RESULT)
    reports = current_documents(reader).filter(~Exists(lines), category=Category.LABORATORY)
    if (days := PERIODS.get(filters.period)) is not None:
        reports = reports.filter(act_on__gt=today - timedelta(days=days))
    counted = reports.annotate(total=Window(Count("pk"))).order_by("-act_on", "-pk")
    found: list[Any] = list(counted[:SHOWN_REPORTS])
    return found, found[0].total if found else 0
