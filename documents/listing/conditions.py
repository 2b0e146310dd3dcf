"""From filters to a condition and to a total order, on documents that are already through the gate."""

from datetime import date, datetime, timedelta
from typing import Any, assert_never

from django.db.models import (
    BooleanField,
    Case,
    Count,
    Exists,
    F,
    IntegerField,
    OuterRef,
    Q,
    QuerySet,
    Value,
    When,
    Window,
)
from django.db.models.functions import MD5, ExtractYear, Least, Left, TruncDate
from django.db.models.lookups import Exact, GreaterThan, GreaterThanOrEqual

from access.models.vocabulary import Category
from access.oids import PS_IDNAT_OID
from access.reader import AuthorOfDeposits, Holder, OpenedRecord, Reader, Representative
from access.rules import Mode
from documents.cda.statements import Kind
from documents.listing.filters import CHOSEN_DATES, FIRST_WINDOW_DAYS, PERIODS, RESTRICTED, ListFilters
from documents.models import Availability, Document, DocumentAuthor, ReadMark, Statement
from patients.models import Fold

KEY_LENGTH = 12
# By which fields, whether from the end; the date of the act and the key make every order total.
_ORDERS: dict[str, tuple[Any, bool]] = {
    "recent": ("act_on", True),
    "ancien": ("act_on", False),
    "depot": ("deposited_at", True),
    "depot_ancien": ("deposited_at", False),
    "titre": ("folded_title", False),
    "titre_z": ("folded_title", True),
    "auteur": (Fold(F("author_label")), False),
    "auteur_z": (Fold(F("author_label")), True),
    "type": (Fold(F("type_label")), False),
    "type_z": (Fold(F("type_label")), True),
}
BY_DEPOSIT, OLDEST_FIRST = ("depot", "depot_ancien"), ("ancien", "depot_ancien")


def whether(condition: Q) -> Any:
    """As a column; an empty condition holds for every row."""
    if not condition:
        return Value(True)
    return Case(When(condition, then=Value(True)), default=Value(False), output_field=BooleanField())


def availabilities(filters: ListFilters) -> list[str]:
    """Current versions only, unless asked (AR 12.3)."""
    found = [Availability.APPROVED]
    found += [Availability.DEPRECATED] if filters.old_versions else []
    found += [Availability.ARCHIVED] if filters.archived else []
    return [value.value for value in found]


def in_period(filters: ListFilters, today: date) -> Q:
    """By the date of the act. 24 months until a period is chosen."""
    if filters.period == CHOSEN_DATES:
        bounds = {"act_on__gte": filters.since, "act_on__lte": filters.until}
        return Q(**{name: day for name, day in bounds.items() if day})
    days = PERIODS.get(filters.period, FIRST_WINDOW_DAYS)
    return Q() if days is None else Q(act_on__gt=today - timedelta(days=days))


def is_read(reader: Reader) -> Q:
    """Read by this professional, or deposited by them. Holders mark nothing."""
    if not isinstance(reader, OpenedRecord):
        return Q(pk__gt=0)
    marks = ReadMark.objects.filter(professional_id=reader.professional_id, document__patient_id=reader.patient_id)
    return Q(pk__in=marks.values("document")) | written_by(reader.professional_id, reader.idnat)


def since_last_visit(reader: Reader) -> datetime | None:
    """The previous visit of this practice; None for holders, and on a first visit."""
    return reader.previous_visit if isinstance(reader, OpenedRecord) else None


def written_by(professional_id: int, idnat: str) -> Q:
    """Deposited by this professional, or theirs in a trusted import."""
    authors = DocumentAuthor.objects.filter(document=OuterRef("pk"), identifier=idnat, identifier_oid=PS_IDNAT_OID)
    return Q(depositor_id=professional_id) | (Q(depositor__isnull=True) & Q(Exists(authors)))


def deposited_lately(reader: Reader) -> Q:
    """Since the previous visit of this practice: nothing is on a first visit, nor ever for a holder."""
    if (visit := since_last_visit(reader)) is None:
        return Q(pk__lt=0)  # compiled like any other, where an empty list would be no query at all
    return Q(deposited_at__gt=visit)


def is_new(reader: Reader) -> Q:
    """Deposited since the previous visit, and not read yet."""
    return deposited_lately(reader) & ~is_read(reader)


def narrowing(filters: ListFilters, reader: Reader) -> Q:
    """Everything that is asked but the period and the versions."""
    equal = {"category": filters.category, "type_code": filters.type_code, "origin": filters.origin}
    equal |= {"author_profession": filters.profession}
    found = Q(**{name: value for name, value in equal.items() if value})
    if filters.author:
        field = "institution_label" if filters.author.startswith("s-") else "author_label"
        found &= Q(Exact(Left(MD5(field), KEY_LENGTH), Value(filters.author[2:])))
        found &= ~Q(origin=Document.Origin.PATIENT)
    if filters.structured:
        found &= Q(Exists(Statement.objects.filter(document=OuterRef("pk"), kind=Kind.RESULT)))
    if filters.restricted in restrictions_of(reader):
        found &= RESTRICTED[filters.restricted]
    if filters.new:
        found &= is_new(reader)
    if filters.unread:
        found &= ~is_read(reader)
    for word in filters.words.split()[:8]:
        found &= Q(folded_title__contains=Fold(Value(word)))
    return found


def restrictions_of(reader: Reader) -> list[str]:
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


def ordered(matching: QuerySet[Document], filters: ListFilters, today: date) -> QuerySet[Document]:
    """Each with its `group_key`, by group, then as asked: a total order, the same twice."""
    field, backwards = _ORDERS[filters.sort]
    key = F(field) if isinstance(field, str) else field
    oldest_first = filters.sort in OLDEST_FIRST
    group, by_group = _grouping(filters, today)
    asked = key.desc() if backwards else key.asc()
    return matching.annotate(group_key=group).order_by(
        *by_group, asked, "act_on" if oldest_first else "-act_on", "id" if oldest_first else "-id"
    )


def _grouping(filters: ListFilters, today: date) -> tuple[Any, list[Any]]:
    """Key of the group of a document, and the order of groups (PS S12): those of a date follow that of the list."""
    match filters.group:
        case "categorie":
            return F("category"), [_category_rank()]
        case "auteur":
            return F("author_label"), [Fold(F("author_label")), "author_label"]
        case "episode":  # what was deposited together first, then what was deposited alone
            together = Least(Window(Count("pk"), partition_by=F("submission_set_id")), Value(2))
            return F("submission_set_id"), [together.desc(), "-submission_set__submitted_at", "-submission_set_id"]
        case "periode":
            bucket = _bucket(filters, today)
            return bucket, [bucket.asc() if filters.sort in OLDEST_FIRST else bucket.desc()]
        case _:
            return Value(""), []


THIS_WEEK, THIS_MONTH, LATER = 10_001, 10_000, 10_002


def _bucket(filters: ListFilters, today: date) -> Case:
    """« Cette semaine » from Monday on, « Ce mois-ci », then years; what is dated after today comes apart."""
    on = TruncDate("deposited_at") if filters.sort in BY_DEPOSIT else F("act_on")
    monday, first = today - timedelta(days=today.weekday()), today.replace(day=1)
    return Case(
        When(GreaterThan(on, today), then=Value(LATER)),
        When(GreaterThanOrEqual(on, monday), then=Value(THIS_WEEK)),
        When(GreaterThanOrEqual(on, first), then=Value(THIS_MONTH)),
        default=ExtractYear(on),
        output_field=IntegerField(),
    )


def _category_rank() -> Case:
    whens = [When(category=value, then=Value(rank)) for rank, value in enumerate(Category.values)]
    return Case(*whens, default=Value(99), output_field=IntegerField())
