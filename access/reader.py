"""Who reads, as a small immutable value built afresh on every request (ADR 0003). A closed union of four origins."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from access.rules import Basis, Mode


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenedRecord:
    """A professional reading in an opened record, with today's facts."""

    access_uuid: UUID
    record_uuid: UUID
    patient_id: int
    practice_id: int
    professional_id: int
    idnat: str
    structure_id: int
    mode: Mode
    basis: Basis | None
    until: datetime | None
    types: frozenset[int]
    edition: str
    treating_doctor: bool
    administrator: bool
    masked_in_emergency: bool
    confidential: bool = False
    previous_visit: datetime | None = None  # of this practice: what was deposited since is new to it
    revision: UUID | None = None  # of the record, as it was before anything else of it was read

    def __post_init__(self) -> None:
        if type(self.mode) is not Mode:  # a plain word equals a mode, and the rule looks at what it is
            raise TypeError("The mode of an opened record is a Mode")


@dataclass(frozen=True, slots=True, kw_only=True)
class AuthorOfDeposits:
    """A professional over their own deposits: the author clause alone, which opens nothing else (AR 9.3)."""

    professional_id: int
    idnat: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Holder:
    """The patient, over their own record."""

    patient_id: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Representative:
    """Who acts for a minor or a protected adult."""

    patient_id: int


Reader = OpenedRecord | AuthorOfDeposits | Holder | Representative
