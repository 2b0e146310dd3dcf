"""AR 14, steps 13 to 19, a second time, in plain Python: what the SQL rule is held against."""

from dataclasses import dataclass

from access.reader import AuthorOfDeposits, Holder, OpenedRecord, Reader, Representative
from access.rules import Mode
from documents.decision import Decision
from documents.models import Document


@dataclass(frozen=True)
class Facts:
    """A document, with the identifiers of its authors under the authority of persons."""

    document: Document
    person_identifiers: frozenset[str]


def decide(reader: Reader, facts: Facts) -> Decision:
    document = facts.document
    if document.availability == "deleted":
        return Decision.DELETED
    match reader:
        case AuthorOfDeposits():
            return Decision.AUTHOR if _is_author(reader, facts) else Decision.NOT_DEPOSITOR
        case OpenedRecord():
            return _opened(reader, facts)
        case Holder() | Representative():
            return _own_record(reader, document)


def _own_record(reader: Holder | Representative, document: Document) -> Decision:
    if document.patient_id != reader.patient_id:
        return Decision.OTHER_PATIENT
    if document.hidden_from_patient_since is not None:
        return Decision.HIDDEN_FROM_PATIENT
    if isinstance(reader, Holder):
        return Decision.HOLDER
    return Decision.HIDDEN_FROM_REPRESENTATIVES if document.hidden_from_representatives else Decision.REPRESENTATIVE


def _is_author(reader: OpenedRecord | AuthorOfDeposits, facts: Facts) -> bool:
    if facts.document.depositor_id is not None:
        return facts.document.depositor_id == reader.professional_id
    return reader.idnat in facts.person_identifiers


def _opened(reader: OpenedRecord, facts: Facts) -> Decision:
    document = facts.document
    if document.patient_id != reader.patient_id:
        return Decision.OTHER_PATIENT
    same_structure = document.depositor_id is None and document.depositing_structure_id == reader.structure_id
    if _is_author(reader, facts) or same_structure:
        return Decision.AUTHOR
    if reader.treating_doctor and reader.mode is Mode.NORMAL:
        return Decision.TREATING_DOCTOR
    if document.document_type_id not in reader.types:
        return Decision.TYPE_NOT_ALLOWED
    if document.masked:
        if reader.administrator and reader.mode is Mode.NORMAL:
            return Decision.ADMINISTRATOR
        if reader.masked_in_emergency and reader.mode is not Mode.NORMAL:
            return Decision.MASKED_IN_EMERGENCY
        return Decision.MASKED
    return Decision.MATRIX
