from documents.models.contents import Content
from documents.models.deposits import DepositDraft, ReceivedFile
from documents.models.documents import Availability, Confidentiality, Document, DocumentAuthor, Indexed, SubmissionSet
from documents.models.nomenclature import Concept
from documents.models.passages import Passage
from documents.models.reading import ReadMark
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
    "Indexed",
    "MetadataVersion",
    "Passage",
    "ReadMark",
    "ReceivedFile",
    "Statement",
    "SubmissionSet",
]
