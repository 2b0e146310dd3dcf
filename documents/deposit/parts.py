"""What a deposit is made of, and what may stand in its way."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from access.models import Professional, Structure
from documents.cda.model import ClinicalDocument
from documents.models import Document, SubmissionSet
from patients.models import Patient


class DepositRefused(Exception):
    """The deposit changed nothing; the message says why, in French, without any identity.

    `decision` is the code that the journal keeps.
    """

    def __init__(self, sentence: str, decision: str = "REFUSED") -> None:
        super().__init__(sentence)
        self.decision = decision


class AlreadyDeposited(Exception):
    """The same file is there already."""

    def __init__(self, document: Document) -> None:
        super().__init__("already deposited")
        self.document = document


class AlreadyReplaced(Exception):
    """The version to replace is no longer the current one."""

    def __init__(self, document: Document) -> None:
        super().__init__("already replaced")
        self.document = document


@dataclass(frozen=True, slots=True, kw_only=True)
class Visibility:
    """What the depositor asks (AR 8.3)."""

    masked: bool = False
    hidden_from_patient: bool = False
    hidden_from_representatives: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Circumstances:
    """Where a professional deposits from. `confidential`: a session of confidential care (AR 11.4)."""

    record_access: UUID | None = None
    mode: str = ""
    edition: str = ""
    confidential: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Deposit:
    """One file to deposit for one patient. Without a depositor it is a trusted import, which records the author.

    `replaces`: a current document that the caller has found to be the depositor's own. `original`: what came, when
    `data` is a cleaned or wrapped form of it; `source_digest`: its SHA-256. `own_identifier`: used when a document
    already bears the identifier of the file, so that nothing is learnt of a document that the depositor may not see.
    """

    data: bytes
    document: ClinicalDocument
    patient: Patient
    at: datetime
    depositor: Professional | None = None
    structure: Structure | None = None
    visibility: Visibility = Visibility()
    archived: bool = False
    accept_mismatch: bool = False
    source_id: str = "1.2.250.1.999.1"
    submission_set: SubmissionSet | None = None
    replaces: Document | None = None
    reason: str = ""
    comments: str = ""
    original: bytes | None = None
    source_digest: str = ""
    own_identifier: str = ""
    circumstances: Circumstances = Circumstances()
