"""The rule on one document: AR 14, steps 13 to 19, written once, as an ordered SQL `Case` (ADR 0001).

The same annotation filters lists and tells the journal the true reason of a refusal, while the reader gets one 404.
Its plain Python twin lives in tests/documents/oracle.py.
"""

from collections.abc import Collection
from enum import StrEnum
from typing import assert_never

from django.db.models import Case, CharField, Exists, OuterRef, Q, Value, When

from access.oids import PS_IDNAT_OID
from access.reader import AuthorOfDeposits, Holder, OpenedRecord, Reader, Representative
from access.rules import Mode


class Decision(StrEnum):
    """Granting reasons, then refusing ones. All refusals look alike to the reader (AR 14.1)."""

    AUTHOR = "AUTHOR"
    TREATING_DOCTOR = "MT"
    MATRIX = "MATRIX"
    ADMINISTRATOR = "ADMINISTRATOR"
    MASKED_IN_EMERGENCY = "MASKED_IN_EMERGENCY"
    HOLDER = "HOLDER"
    REPRESENTATIVE = "REPRESENTATIVE"
    DELETED = "DOC_DELETED"
    OTHER_PATIENT = "DOC_OTHER_PATIENT"
    TYPE_NOT_ALLOWED = "DOC_TYPE_NOT_ALLOWED"
    MASKED = "DOC_MASKED"
    NOT_DEPOSITOR = "DOC_NOT_DEPOSITOR"
    HIDDEN_FROM_PATIENT = "DOC_HIDDEN_FROM_PATIENT"
    HIDDEN_FROM_REPRESENTATIVES = "DOC_HIDDEN_FROM_REPRESENTATIVES"
    UNKNOWN = "DOC_NOT_FOUND"


GRANTING = frozenset(
    {
        Decision.AUTHOR,
        Decision.TREATING_DOCTOR,
        Decision.MATRIX,
        Decision.ADMINISTRATOR,
        Decision.MASKED_IN_EMERGENCY,
        Decision.HOLDER,
        Decision.REPRESENTATIVE,
    }
)


def decision_case(reader: Reader, patients: Collection[int] = ()) -> Case:
    """The ordered rule for this reader. Raises TypeError for anything but the four origins.

    `patients`: of all the records that this reader would have opened with the very same rights (see `visible_to_any`).
    """
    match reader:
        case OpenedRecord():
            return _opened_record(reader, Q(patient_id__in=patients) if patients else Q(patient_id=reader.patient_id))
        case AuthorOfDeposits():
            return _case(
                (_deleted(), Decision.DELETED), (_own(reader), Decision.AUTHOR), default=Decision.NOT_DEPOSITOR
            )
        case Holder():
            return _case(
                (_deleted(), Decision.DELETED),
                (~Q(patient_id=reader.patient_id), Decision.OTHER_PATIENT),
                (Q(hidden_from_patient_since__isnull=False), Decision.HIDDEN_FROM_PATIENT),
                default=Decision.HOLDER,
            )
        case Representative():
            return _case(
                (_deleted(), Decision.DELETED),
                (~Q(patient_id=reader.patient_id), Decision.OTHER_PATIENT),
                (Q(hidden_from_patient_since__isnull=False), Decision.HIDDEN_FROM_PATIENT),
                (Q(hidden_from_representatives=True), Decision.HIDDEN_FROM_REPRESENTATIVES),
                default=Decision.REPRESENTATIVE,
            )
        case _:
            assert_never(reader)


def scope(reader: Reader) -> Q:
    """Rows worth deciding on, so that an index serves: never wider nor narrower than the rule itself."""
    match reader:
        case AuthorOfDeposits():
            return _own(reader)
        case OpenedRecord() | Holder() | Representative():
            return Q(patient_id=reader.patient_id)
        case _:
            assert_never(reader)


def _opened_record(reader: OpenedRecord, of_patient: Q) -> Case:
    normal, emergency = reader.mode is Mode.NORMAL, reader.mode is not Mode.NORMAL
    steps: list[tuple[Q, Decision]] = [
        (_deleted(), Decision.DELETED),  # step 13
        (~of_patient, Decision.OTHER_PATIENT),  # step 14
        (_own(reader), Decision.AUTHOR),  # step 15
    ]
    if reader.treating_doctor and normal:  # step 16
        return _case(*steps, default=Decision.TREATING_DOCTOR)
    steps.append((~Q(document_type_id__in=reader.types), Decision.TYPE_NOT_ALLOWED))  # step 17
    if reader.administrator and normal:  # step 18
        steps.append((Q(masked=True), Decision.ADMINISTRATOR))
    elif emergency and reader.masked_in_emergency:
        steps.append((Q(masked=True), Decision.MASKED_IN_EMERGENCY))
    else:
        steps.append((Q(masked=True), Decision.MASKED))
    return _case(*steps, default=Decision.MATRIX)  # step 19: hidden from patient or parents is shown, with a warning


def _own(reader: OpenedRecord | AuthorOfDeposits) -> Q:
    """Step 15: the depositor, else the author as a trusted import recorded it; a structure only when nobody deposited.

    An identifier counts with its authority alone; the organisation of a header never grants.
    """
    from documents.models import DocumentAuthor

    author = DocumentAuthor.objects.filter(
        document=OuterRef("pk"), identifier=reader.idnat, identifier_oid=PS_IDNAT_OID
    )
    own = Q(depositor_id=reader.professional_id) | (Q(depositor__isnull=True) & Q(Exists(author)))
    if isinstance(reader, OpenedRecord):
        own |= Q(depositor__isnull=True, depositing_structure_id=reader.structure_id)
    return own


def _deleted() -> Q:
    return Q(availability="deleted")


def _case(*steps: tuple[Q, Decision], default: Decision) -> Case:
    whens = [When(condition, then=Value(decision.value)) for condition, decision in steps]
    return Case(*whens, default=Value(default.value), output_field=CharField())
