"""Small values of a CDA header: identifiers, codes, times, names. Pure, forgiving: a header is often incomplete."""

import re
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta, timezone
from functools import cached_property

NULL_FLAVORS = {
    "UNK": "inconnu",
    "ASKU": "demandé mais inconnu",
    "NAV": "momentanément indisponible",
    "NASK": "non demandé",
    "NA": "sans objet",
    "MSK": "masqué",
    "NI": "non renseigné",
    "OTH": "autre",
}


@dataclass(frozen=True, slots=True)
class Identifier:
    root: str
    extension: str = ""

    @property
    def unique_id(self) -> str:
        """OID, or OID^extension: how XDS writes it."""
        return f"{self.root}^{self.extension}" if self.extension else self.root


@dataclass(frozen=True, slots=True)
class Code:
    code: str = ""
    system: str = ""
    label: str = ""
    translations: tuple["Code", ...] = ()

    @property
    def words(self) -> str:
        return self.label or self.code

    def __bool__(self) -> bool:
        return bool(self.code or self.label)


_TIME = re.compile(r"^(\d{4})(\d{2})?(\d{2})?(\d{2})?(\d{2})?(\d{2})?(?:\.\d+)?([+-]\d{4})?$")
_MONTHS = [
    "janvier",
    "février",
    "mars",
    "avril",
    "mai",
    "juin",
    "juillet",
    "août",
    "septembre",
    "octobre",
    "novembre",
    "décembre",
]


@dataclass(frozen=True)
class Timestamp:
    """An HL7 time with the precision that it was given. Absurd values are kept as text and have no date."""

    text: str

    @cached_property
    def _parts(self) -> tuple[int, ...]:
        match = _TIME.match(self.text)
        return tuple(int(part) for part in match.groups()[:6] if part is not None) if match else ()

    @cached_property
    def moment(self) -> datetime | None:
        """Aware when a zone is given, else naive; missing month and day read as 1."""
        parts = self._parts
        if not parts:
            return None
        try:
            return datetime(*(parts + (1, 1)[len(parts) - 1 :] if len(parts) < 3 else parts), tzinfo=self._zone)  # type: ignore[arg-type,misc]
        except (ValueError, OverflowError):
            return None

    @property
    def _zone(self) -> timezone | None:
        match = _TIME.match(self.text)
        offset = match.group(7) if match else None
        if not offset:
            return None
        delta = timedelta(hours=int(offset[1:3]), minutes=int(offset[3:5]))
        return timezone(-delta if offset[0] == "-" else delta) if delta < timedelta(hours=24) else None

    @property
    def day(self) -> date | None:
        return self.moment.date() if self.moment else None

    @property
    def has_hour(self) -> bool:
        return len(self._parts) > 3

    @property
    def is_partial(self) -> bool:
        """Less precise than a day."""
        return len(self._parts) < 3

    def __str__(self) -> str:
        """In French, with the precision given: « 2019 », « mars 2019 », « 12/03/2019 », « 12/03/2019 à 14 h 32 »."""
        moment, precision = self.moment, len(self._parts)
        if moment is None:
            return self.text
        if precision == 1:
            return f"{moment.year:04d}"
        if precision == 2:
            return f"{_MONTHS[moment.month - 1]} {moment.year:04d}"
        day = f"{moment.day:02d}/{moment.month:02d}/{moment.year:04d}"
        return f"{day} à {moment.hour} h {moment.minute:02d}" if precision >= 5 else day


@dataclass(frozen=True, slots=True)
class Period:
    low: Timestamp | None = None
    high: Timestamp | None = None

    @property
    def words(self) -> str:
        if self.low and self.high and str(self.low) != str(self.high):
            return f"du {self.low} au {self.high}"
        return str(self.low or self.high or "")


@dataclass(frozen=True, slots=True)
class PersonName:
    """Parts of a name whatever their order; qualifiers BR (birth), CL (used), SP (spouse)."""

    family_birth: str = ""
    family_used: str = ""
    given_birth: str = ""
    givens: str = ""
    given_used: str = ""
    prefix: str = ""
    suffix: str = ""
    text: str = ""

    @property
    def family(self) -> str:
        return self.family_used or self.family_birth

    @property
    def given(self) -> str:
        return self.given_used or self.given_birth or self.givens

    @property
    def words(self) -> str:
        """NOM Prénom, with the title before: « Dr NOM Prénom »."""
        title = {"DR": "Dr", "PR": "Pr"}.get(self.suffix.upper(), "") or self.prefix
        parts = [title, self.family.upper(), self.given]
        return " ".join(part for part in parts if part) if self.family or self.given else self.text

    def __bool__(self) -> bool:
        return bool(self.words)


@dataclass(frozen=True, slots=True)
class Organisation:
    name: str = ""
    ids: tuple[Identifier, ...] = ()
    setting: Code = field(default_factory=Code)
    city: str = ""

    @property
    def id(self) -> str:
        return self.ids[0].extension or self.ids[0].root if self.ids else ""

    def __bool__(self) -> bool:
        return bool(self.name or self.ids)


@dataclass(frozen=True, slots=True)
class Party:
    """Anyone or anything that a header names, with the part they play."""

    part: str = ""
    ids: tuple[Identifier, ...] = ()
    name: PersonName = field(default_factory=PersonName)
    device: str = ""
    role: Code = field(default_factory=Code)
    specialty: Code = field(default_factory=Code)
    organisation: Organisation = field(default_factory=Organisation)
    time: Timestamp | None = None
    contacts: tuple[str, ...] = ()

    @property
    def words(self) -> str:
        return self.name.words or self.device or self.organisation.name

    def __bool__(self) -> bool:
        return bool(self.words or self.ids)
