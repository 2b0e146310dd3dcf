"""What the model knows of: professionals and their columns, patients, documents, accesses, messages."""

import csv
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from pathlib import Path
from uuid import UUID
from zoneinfo import ZoneInfo

from access.rules import Basis, Mode

TEAM_DAYS, ACCESS_HOURS, EMERGENCY_MINUTES = 365, 12, 60
MAJORITY = 18
PER_CONSULTATION = {Basis.EXPLICIT, Basis.EXPRESS_WORK}
PARIS = ZoneInfo("Europe/Paris")
MATRIX = Path(__file__).resolve().parents[3] / "access" / "data" / "habilitation_matrix.csv"
TYPES = ("11488-4", "11502-2", "68599-0", "REMB")


def _columns() -> dict[str, frozenset[str]]:
    """Types that each column may consult, straight from the published matrix."""
    lines = [line for line in MATRIX.read_text("utf-8").splitlines() if not line.startswith("#")]
    rows = [row for row in csv.DictReader(lines) if row["code"] in TYPES]
    return {column: frozenset(r["code"] for r in rows if r[column][0] == "+") for column in list(rows[0])[2:]}


COLUMNS = _columns()


def month_after(since: datetime) -> datetime:
    """The same hour of the same day of the next month, or of its last day."""
    local = since.astimezone(PARIS)
    first = (local.replace(day=1) + timedelta(days=31)).replace(day=1)
    last_day = ((first + timedelta(days=31)).replace(day=1) - timedelta(days=1)).day
    return first.replace(day=min(local.day, last_day))


@dataclass(frozen=True)
class Person:
    """A professional as the rules see one."""

    key: str
    column: str
    requires: Basis | None = None
    samu: bool = False

    @property
    def types(self) -> frozenset[str]:
        return COLUMNS.get(self.column, frozenset())


PEOPLE = {
    p.key: p
    for p in (
        Person("generalist", "medecin"),
        Person("specialist", "medecin"),
        Person("regulator", "medecin", samu=True),
        Person("pharmacist", "pharmacien"),
        Person("optician", "opticien_lunetier"),
        Person("occupational", "", requires=Basis.EXPRESS_WORK),
    )
}


@dataclass
class Authorisation:
    basis: Basis
    until: datetime | None
    soon_told: bool = False


@dataclass
class Access:
    """An opened record."""

    person: str
    patient: str
    listing: str
    authorisation: Authorisation | None
    expires_at: datetime
    mode: Mode = Mode.NORMAL
    confidential: bool = False
    extended: bool = False
    ended: bool = False


@dataclass
class Doc:
    """A document with the names that the oracle reads."""

    uuid: UUID
    title: str
    patient_id: str
    document_type_id: str
    masked: bool = False
    hidden_from_patient_since: datetime | None = None
    hidden_from_representatives: bool = False
    mask_on_release: bool = False
    availability: str = "approved"
    depositor_id: str | None = None
    depositing_structure_id: str | None = None
    authors: frozenset[str] = frozenset()
    replaces: UUID | None = None
    opened_by_patient: bool = False
    shown_again: bool = False  # it was hidden from the patient, and no longer is
    update_told: datetime | None = None  # for which beginning of the wait


@dataclass
class Patient:
    key: str
    born: date
    ins_status: str = "QUAL"
    closed: bool = False
    accepts_emergency: bool = True
    accepts_regulation: bool = True
    shows_masked: bool = False
    masks_by_default: bool = False
    blocked: set[str] = field(default_factory=set)
    administrators: set[str] = field(default_factory=set)
    treating: str | None = None  # in office
    declared: str | None = None  # waits for the patient
    met: set[tuple[str, str]] = field(default_factory=set)  # who was told of whose first access

    def leave_roles(self, who: str, *, administrator: bool = True) -> None:
        self.treating = None if self.treating == who else self.treating
        self.declared = None if self.declared == who else self.declared
        if administrator:
            self.administrators.discard(who)


Line = tuple[str, bool, str]  # action, granted, decision
# E-mails to professionals: at once what the law wants told, the rest as they asked.
ALWAYS_SENT = {"emergency": "at_once", "regulation": "at_once"}
PREFERENCES = {"generalist": {"access_ended": "at_once", "treating_doctor_ended": "daily"}}


@dataclass
class Message:
    """An e-mail that waits for its time."""

    kind: str
    to: str
    due: datetime
