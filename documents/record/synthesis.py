"""What the one-page synthesis says (PS S11), always through the gate, in a constant number of queries."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.db.models import (
    BooleanField,
    Case,
    Count,
    Exists,
    ExpressionWrapper,
    F,
    OuterRef,
    Q,
    Subquery,
    When,
    Window,
)
from django.db.models.functions import Coalesce, RowNumber

from access.models.vocabulary import Category
from access.reader import OpenedRecord
from documents.cda.statements import Kind
from documents.models import Document, Statement
from documents.record.outline import OUTSIDE_THE_LIMITS, Outline, current_documents, current_statements
from patients.models import Contact, Wish

TREATMENT_DAYS = 183  # six months (PS S11)
PREGNANCY_DAYS = 300
PER_CATEGORY, PER_KIND, RESULTS, NEW_DOCUMENTS, SYNTHESES = 6, 80, 16, 10, 3
# The synthesis proper comes before what is only of its class, however recent.
_SYNTHESIS_TYPES = ("SYNTH", "60591-5")
_CATEGORIES = (
    Category.SYNTHESES,
    Category.REPORTS,
    Category.IMAGING,
    Category.LABORATORY,
    Category.PRESCRIPTIONS,
    Category.DISPENSATIONS,
)
_FIRST_KINDS = (Kind.ALLERGY, Kind.DEVICE, Kind.HISTORY, Kind.FAMILY, Kind.PROBLEM, Kind.STAY, Kind.VACCINATION)


@dataclass(frozen=True, slots=True)
class Synthesis:
    """`statements` by kind, newest first, at most PER_KIND of each; `cut`: the kinds that had more.

    `base`: the newest synthesis that has lines to show; `latest` may be a letter or a PDF, which only its reader knows.
    """

    latest: Document | None
    base: Document | None
    recent: dict[str, list[Document]]
    statements: dict[str, list[Statement]]
    cut: frozenset[str]
    results: list[Statement]
    since: datetime | None
    new: list[Document]
    wishes: list[Wish]
    contacts: list[Contact]

    @property
    def is_empty(self) -> bool:
        """No document at all that this reader may see."""
        return not any(self.recent.values()) and not self.statements and not self.results


def synthesis_of(*, reader: OpenedRecord, outline: Outline, today: date) -> Synthesis:
    recent = _recent(reader)
    syntheses: list[Any] = recent.pop("latest", [])
    base = next((d for d in syntheses if d.has_lines), None)
    statements, cut = _statements(reader, base, today)
    return Synthesis(
        latest=next(iter(syntheses), None),
        base=base,
        recent=recent,
        statements=statements,
        cut=cut,
        results=_results(reader),
        since=reader.previous_visit,
        new=_new(reader, reader.previous_visit),
        wishes=wishes_of(reader, outline),
        contacts=contacts_of(reader, outline),
    )


def _recent(reader: OpenedRecord) -> dict[str, list[Document]]:
    """The newest documents of each category, and under « latest » the latest syntheses."""
    newest = [F("act_on").desc(), F("pk").desc()]
    medical = Q(document_type__code__in=_SYNTHESIS_TYPES)
    ranked = current_documents(reader).annotate(
        rank=Window(RowNumber(), partition_by=F("category"), order_by=newest),
        is_synthesis=ExpressionWrapper(medical, output_field=BooleanField()),
        has_lines=Exists(Statement.objects.filter(document=OuterRef("pk"))),
    )
    kept = ranked.annotate(synthesis_rank=Window(RowNumber(), partition_by=F("is_synthesis"), order_by=newest))
    found: dict[str, list[Document]] = {}
    rows: list[Any] = list(kept.filter(Q(rank__lte=PER_CATEGORY) | Q(is_synthesis=True, synthesis_rank__lte=SYNTHESES)))
    rows.sort(key=lambda d: (d.act_on, d.pk), reverse=True)
    for document in rows:
        if document.rank <= PER_CATEGORY:
            found.setdefault(document.category, []).append(document)
    syntheses = [d for d in rows if d.is_synthesis] or found.get(Category.SYNTHESES, [])
    if syntheses:
        found["latest"] = syntheses
    return found


def _wanted(base: Document | None, today: date) -> Q:
    """What the synthesis tells of, `base` being the latest medical synthesis."""
    since = today - timedelta(days=TREATMENT_DAYS)
    sources = Q(document=base) | Q(document__origin=Document.Origin.PATIENT) | Q(document__act_on__gt=since)
    wanted = (
        Q(kind__in=_FIRST_KINDS)
        | Q(kind=Kind.PLANNED_VACCINATION)
        | Q(kind__in=(Kind.TREATMENT, Kind.PAST_TREATMENT)) & sources
        | Q(kind=Kind.FINDING, document=base)
        | Q(kind=Kind.PREGNANCY, document__act_on__gt=today - timedelta(days=PREGNANCY_DAYS))
    )
    # A device that is prescribed, lent or used for an examination is no implant: its document tells it.
    elsewhere = (Category.PRESCRIPTIONS, Category.DISPENSATIONS, Category.IMAGING)
    prescribed = Q(kind=Kind.DEVICE, document__category__in=elsewhere)
    # A certificate of a child's health tells of the mother's pregnancy.
    of_mother = Q(kind=Kind.PREGNANCY, document__category=Category.CERTIFICATES)
    return wanted & ~prescribed & ~of_mother


def _statements(
    reader: OpenedRecord, base: Document | None, today: date
) -> tuple[dict[str, list[Statement]], frozenset[str]]:
    order = [Coalesce("started_on", "document__act_on").desc(), F("document_id").desc(), F("position").asc()]
    rows: list[Any] = list(
        current_statements(reader)
        .filter(_wanted(base, today))
        .annotate(
            rank=Window(RowNumber(), partition_by=F("kind"), order_by=order),
            of_kind=Window(Count("pk"), partition_by=F("kind")),
        )
        .filter(rank__lte=PER_KIND)
        .select_related("document")
        .order_by("kind", "rank")
    )
    found: dict[str, list[Statement]] = {}
    for row in rows:
        found.setdefault(row.kind, []).append(row)
    return found, frozenset(row.kind for row in rows if row.of_kind > PER_KIND)


def _results(reader: OpenedRecord) -> list[Statement]:
    """The last value of each analysis, the most recent ones; those out of their range first within a day."""
    last = (
        current_statements(reader)
        .filter(kind=Kind.RESULT)
        .exclude(analysis="")
        .order_by("analysis", Coalesce("started_on", "document__act_on").desc(), "-document_id", "position")
        .distinct("analysis")
    )
    out_of_range = Case(When(OUTSIDE_THE_LIMITS, then=0), default=1)
    newest = Statement.objects.filter(pk__in=Subquery(last.values("pk"))).select_related("document")
    day = Coalesce("started_on", "document__act_on").desc()
    return list(newest.order_by(day, out_of_range, "-document_id", "position")[:RESULTS])


def _new(reader: OpenedRecord, since: datetime | None) -> list[Document]:
    """One more than the page shows, so that it knows that there are more."""
    if since is None:
        return []
    documents = current_documents(reader).filter(deposited_at__gt=since)
    return list(documents.order_by("-deposited_at", "-pk")[: NEW_DOCUMENTS + 1])


def wishes_of(reader: OpenedRecord, outline: Outline) -> list[Wish]:
    """Each kind of wish follows the type of document that would hold it."""
    open_kinds = [Wish.Kind.DIRECTIVES] if outline.directives_open else []
    open_kinds += [Wish.Kind.ORGAN_DONATION] if outline.wishes_open else []
    return list(Wish.objects.filter(patient_id=reader.patient_id, kind__in=open_kinds).order_by("kind"))


def contacts_of(reader: OpenedRecord, outline: Outline) -> list[Contact]:
    if not outline.wishes_open:
        return []
    return list(Contact.objects.filter(patient_id=reader.patient_id).order_by("kind", "pk"))
