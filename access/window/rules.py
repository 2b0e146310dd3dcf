"""Whether an account opens the window of a record: the patient's own, or that of who acts for them (AR 8.1, 11.9).

Pure: facts in, what stands in the way out.
"""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum, auto

from access.rules import RecordState


class Bar(StrEnum):
    """What keeps a window shut; the words stand in `access.window.wording`."""

    OFFICE_NOT_BEGUN = auto()
    OFFICE_ENDED = auto()
    OF_AGE = auto()
    DECEASED = auto()
    IDENTITY_NOT_QUALIFIED = auto()
    NO_RECORD = auto()
    CLOSED = auto()


@dataclass(frozen=True, slots=True, kw_only=True)
class Office:
    """A representative's: from a day on (included) to another (excluded); of a minor, or of a protected adult."""

    since: date | None = None
    until: date | None = None
    protects_adult: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class HoldingFacts:
    """All that the decision depends on. `office` is None for the patient themself; `age` in completed years."""

    today: date
    age: int
    age_of_majority: int
    office: Office | None
    deceased: bool
    qualified: bool
    record: RecordState


def decide_holding(facts: HoldingFacts, *, closed_too: bool = False) -> Bar | None:
    """The first thing in the way, or None. Who is no longer in office learns nothing about the record.

    `closed_too`: for what outlives the closure. Contents are then kept without being read (AR 3.3), but the holder
    reads the traces at any time (AR 13.2).
    """
    if facts.office and (bar := _office(facts.office, facts)):
        return bar
    if facts.deceased:
        return Bar.DECEASED
    if not facts.qualified:
        return Bar.IDENTITY_NOT_QUALIFIED
    if facts.record is RecordState.NONE:
        return Bar.NO_RECORD
    return Bar.CLOSED if facts.record is RecordState.CLOSED and not closed_too else None


def _office(office: Office, facts: HoldingFacts) -> Bar | None:
    """On reaching majority a minor's representatives lose access altogether (AR 11.9)."""
    if office.since and facts.today < office.since:
        return Bar.OFFICE_NOT_BEGUN
    if office.until and facts.today >= office.until:
        return Bar.OFFICE_ENDED
    return None if office.protects_adult or facts.age < facts.age_of_majority else Bar.OF_AGE
