"""A statement before it is stored, and the kinds that there are."""

from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum


class Kind(StrEnum):
    ALLERGY = "allergy"
    PROBLEM = "problem"
    HISTORY = "history"
    FAMILY = "family"
    TREATMENT = "treatment"
    PAST_TREATMENT = "past_treatment"  # stopped or given during a stay: never shown as current
    DEVICE = "device"
    PREGNANCY = "pregnancy"
    VACCINATION = "vaccination"
    PLANNED_VACCINATION = "planned"
    STAY = "stay"
    RESULT = "result"  # one coded laboratory value
    FINDING = "finding"  # results of examinations in words
    REIMBURSEMENT = "reimbursement"


class ReimbursedAs(StrEnum):
    """Families of reimbursed care, as the screen filters them (PS S17)."""

    MEDICINES = "medicaments"
    CARE = "soins"
    STAYS = "hospitalisations"
    IMAGING = "radiologie"
    LABORATORY = "biologie"
    DEVICES = "dispositifs"
    VACCINES = "vaccins"


# Codes of interpretation (HL7 ObservationInterpretation): above, below, or out of a range that has no direction.
HIGH, LOW, ABNORMAL = ("H", "HH", "HU", "HX", ">"), ("L", "LL", "LU", "LX", "<"), ("A", "AA")
SENSITIVITIES = {"S": "sensible", "I": "intermédiaire", "R": "résistant"}


class ResultState(StrEnum):
    FINAL = ""
    PARTIAL = "partial"  # the report, or this value in it, is not complete
    CANCELLED = "cancelled"


class Outside(StrEnum):
    """What the numbers say when the laboratory did not interpret them."""

    UNKNOWN = ""
    ABOVE = "above"
    BELOW = "below"


@dataclass(slots=True, kw_only=True)
class Measure:
    """What a laboratory value is made of, beside its words in `Said`.

    `analysis` is the same wherever the same examination is found: an opaque digest of its code (LOINC first) and of
    the germ it was made on. `number` is in `ucum`, the unit as coded; with a comparator it is a bound. The limits are
    those of this report, in the same unit as the number, else they stay in words only.
    """

    analysis: str
    family: str  # « Hématologie »: chapter of the report
    number: Decimal | None = None
    comparator: str = ""  # « < », « ≤ », « > », « ≥ »
    ucum: str = ""
    range_low: Decimal | None = None
    range_high: Decimal | None = None
    outside: Outside = Outside.UNKNOWN
    sampled_at: datetime | None = None
    laboratory: str = ""
    method: str = ""
    specimen: str = ""
    isolate: str = ""  # germ on which the examination was made
    state: ResultState = ResultState.FINAL


@dataclass(slots=True, kw_only=True)
class Said:
    """One fact of one section. `label` and `details` are words of the narrative, but for `coded_only`.

    `note`: words that stand beside the rows of a table; `negated`: what the document says there is not.
    `started` and `stopped` keep the precision given (« 1975 »); `started_on` and `stopped_on` serve to sort.
    """

    kind: Kind
    section: str
    label: str
    details: list[tuple[str, str]] = field(default_factory=list)
    code: str = ""
    code_system: str = ""
    started: str = ""
    started_on: date | None = None
    stopped: str = ""
    stopped_on: date | None = None
    dose: str = ""
    value: str = ""
    unit: str = ""
    reference_range: str = ""
    interpretation: str = ""
    author: str = ""
    reimbursed_as: str = ""
    declared_by_patient: bool = False
    note: bool = False
    negated: bool = False
    coded_only: bool = False
    measure: "Measure | None" = None  # of a laboratory value alone
