from documents.models.contents import Content
from documents.models.deposits import DepositDraft, ReceivedFile
from documents.models.documents import Availability, Confidentiality, Document, DocumentAuthor, SubmissionSet
from documents.models.nomenclature import Concept
from documents.models.statements import Statement
from documents.models.versions import MetadataVersion

__all__ = [
    "Availability",
    "Concept",
    "Confidentiality",
    "Content",
    "DepositDraft",
    "Document",
    "DocumentAuthor",
    "MetadataVersion",
    "ReceivedFile",
    "Statement",
    "SubmissionSet",
]
