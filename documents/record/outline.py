"""Which tabs of a record a reader has, and the flags of its banner: one query at most for every page of a record."""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import Exists, OuterRef, Q, QuerySet, Subquery

from access.compiled import compiled
from access.models import DocumentType
from access.models.vocabulary import Category
from access.reader import OpenedRecord
from access.rules import Mode
from documents.cda.statements import Kind
from documents.cda.statements.model import ABNORMAL, HIGH, LOW
from documents.models import Availability, Document, Statement
from documents.reading.kept import until_revised
from patients.models import Contact, Patient, Wish

VACCINATION_TYPES = ("11369-6", "87273-9", "96874-3")
# A laboratory value: by the word of the laboratory, else by its own limits.
OUTSIDE_THE_LIMITS = Q(interpretation__in=(*HIGH, *LOW, *ABNORMAL)) | ~Q(outside="")
DIRECTIVES_TYPE, WISHES_TYPE = "EXPPAT_3", "EXPPAT_1"


@dataclass(frozen=True, slots=True)
class Outline:
    """`allergy` and `directives`: uuid of the newest visible document that says so, for the banner."""

    laboratory: bool
    reimbursements: bool
    vaccinations: bool
    directives_open: bool
    wishes_open: bool
    allergy: UUID | None = None
    directives: UUID | None = None
    directives_declared: bool = False
    trusted_person: bool = False

    @property
    def wishes(self) -> bool:
        """The page of wishes and people: closed to who may read none of the documents behind it (AR 6.2.7, 7)."""
        return self.directives_open or self.wishes_open


def current_documents(reader: OpenedRecord) -> QuerySet[Document]:
    """Current versions that this reader may see (AR 12.3)."""
    return Document.objects.visible_to(reader).filter(availability=Availability.APPROVED)


def current_statements(reader: OpenedRecord) -> QuerySet[Statement]:
    """What those documents say. The one way in to statements: through the gate of their documents."""
    return Statement.objects.filter(document__in=current_documents(reader))


def outline_of(reader: OpenedRecord) -> Outline:
    """A tab is absent when the matrix gives none of the types behind it; the médecin traitant reads all types.

    A type that a new nomenclature puts behind another tab is there in records opened from then on.
    """
    everything = reader.treating_doctor and reader.mode is Mode.NORMAL
    found: dict[str, Any] = until_revised(reader, lambda: _outline(reader)[0], "outline", size=lambda _: 1_500)
    opened = {name: everything or not reader.types.isdisjoint(found[name]) for name in _TYPES}
    return Outline(
        **opened,
        allergy=found["allergy"],
        directives=found["directives"],
        directives_declared=found["directives_declared"] and opened["directives_open"],
        trusted_person=found["trusted_person"] and opened["wishes_open"],
    )


@compiled()
def _outline(reader: OpenedRecord) -> Any:
    flags = _flags(reader)
    row = Patient.objects.filter(pk=reader.patient_id).values_list("pk", flat=True)
    return row.annotate(**_TYPES, **flags).values(*_TYPES, *flags)


def _types(**wanted: Any) -> ArraySubquery:
    return ArraySubquery(DocumentType.objects.filter(**wanted).values("pk"))


# Types behind each tab: compared with the reader's own once read, rather than by a long list in the statement.
_TYPES = {
    "laboratory": _types(category=Category.LABORATORY),
    "reimbursements": _types(category=Category.REIMBURSEMENTS),
    "vaccinations": _types(code__in=VACCINATION_TYPES),
    "directives_open": _types(code=DIRECTIVES_TYPE),
    "wishes_open": _types(code=WISHES_TYPE),
}


def _flags(reader: OpenedRecord) -> dict[str, Any]:
    documents = current_documents(reader)
    allergies = current_statements(reader).filter(kind=Kind.ALLERGY, negated=False, note=False)
    directives = documents.filter(document_type__code=DIRECTIVES_TYPE)
    of_patient = Q(patient=OuterRef("pk"))
    return {
        "allergy": Subquery(allergies.order_by("-document__act_on", "-document_id").values("document__uuid")[:1]),
        "directives": Subquery(directives.order_by("-act_on", "-pk").values("uuid")[:1]),
        "directives_declared": Exists(Wish.objects.filter(of_patient, kind=Wish.Kind.DIRECTIVES)),
        "trusted_person": Exists(Contact.objects.filter(of_patient, kind=Contact.Kind.TRUSTED)),
    }
