"""What a document of the demonstration is made of, before it is written as CDA."""

from dataclasses import dataclass
from datetime import date, datetime
from zoneinfo import ZoneInfo

from webps.demo.patients import DemoPatient

LOINC = "2.16.840.1.113883.6.1"
_PARIS = ZoneInfo("Europe/Paris")


@dataclass(frozen=True)
class Author:
    """Who signs: a professional, or a device, or the patient."""

    family: str = ""
    given: str = ""
    idnat: str = ""
    suffix: str = ""
    specialty: tuple[str, str] = ("G15_10/SM53", "Médecin - Spécialiste en Médecine Générale (SM)")
    structure: str = "cabinet"
    device: str = ""
    specialty_oid: str = "1.2.250.1.213.1.1.4.5"  # professions and know-hows; other titles have lists of their own
    is_patient: bool = False


@dataclass(frozen=True)
class Measure:
    """One biological result, in words and as a coded entry."""

    loinc: str
    label: str
    value: str
    unit: str
    low: str = ""
    high: str = ""
    comparator: str = ""  # « < »: the value is a bound
    method: str = ""
    critical: bool = False

    @property
    def words(self) -> str:
        return f"{self.comparator} {self.value}".strip().replace(".", ",")

    @property
    def interpretation(self) -> str:
        code = self._place
        return code * 2 if self.critical and code != "N" else code

    @property
    def _place(self) -> str:
        value = float(self.value)
        if self.low and value < float(self.low):
            return "L"
        return "H" if self.high and value > float(self.high) else "N"


@dataclass(frozen=True)
class Sensitivity:
    """One line of an antibiogram: S, I or R."""

    loinc: str
    antibiotic: str
    result: str


@dataclass(frozen=True)
class Table:
    head: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


Block = str | Table | tuple[str, ...]  # a paragraph, a table, or a list


@dataclass(frozen=True)
class Section:
    title: str
    blocks: tuple[Block, ...] = ()
    measures: tuple[Measure, ...] = ()
    sensitivities: tuple[Sensitivity, ...] = ()
    isolate: tuple[str, str] = ("", "")  # germ on which they were made: SNOMED CT code, name
    sections: tuple["Section", ...] = ()
    code: str = ""


@dataclass(frozen=True)
class Spec:
    """One document to write. `key` makes its identifier, the same whatever the day of the demonstration."""

    key: str
    type_code: str
    type_oid: str
    type_label: str
    title: str
    patient: DemoPatient
    author: Author
    act: datetime
    sections: tuple[Section, ...] = ()
    template: str = ""
    set_key: str = ""
    version: int = 1
    replaces: str = ""
    body: bytes = b""
    body_type: str = ""
    pdf_copy: bytes = b""
    setting: tuple[str, str] = ("AMBULATOIRE", "Ambulatoire")
    sampled: datetime | None = None  # when it is not at `act`
    low: str = ""  # start of the act as written in the header, when it is not `act`
    partial: bool = False  # a laboratory report that another will complete
    nights: int = 0  # of a stay that `act` ends: it began so many days before


def day(value: date, hour: int = 9, minute: int = 0) -> datetime:
    """An aware moment of that day, in Paris."""
    return datetime(value.year, value.month, value.day, hour, minute, tzinfo=_PARIS)
