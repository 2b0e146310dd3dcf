"""A statement before it is stored, and the kinds that there are."""

from dataclasses import dataclass, field
from datetime import date
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
