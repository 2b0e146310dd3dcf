"""A patient's identity in words, as banners and confirmations show it (PS 1.3)."""

from dataclasses import dataclass
from datetime import date
from functools import cached_property

from django.conf import settings

from patients.identity import age_on
from patients.ins import NATURES, Matricule
from patients.models import InsStatus, Patient, Sex


@dataclass(frozen=True)
class PatientBanner:
    """Local reference identity; the matricule is shown only when the identity is qualified (AR 5.6.1)."""

    patient: Patient
    today: date

    @property
    def name(self) -> str:
        return self.patient.birth_name.upper()

    @property
    def first_given_name(self) -> str:
        return self.patient.first_given_name

    @cached_property
    def age(self) -> int:
        return age_on(self.patient.birth_date, self.patient.deceased_on or self.today)

    @property
    def born(self) -> str:
        word = {Sex.FEMALE: "née", Sex.MALE: "né"}.get(Sex(self.patient.sex), "né(e)")
        age = f"{self.age} an{'s' if self.age > 1 else ''}" if self.age else "moins d’un an"
        return f"{word} le {self.patient.birth_date:%d/%m/%Y} ({age})"

    @property
    def sex(self) -> str:
        return Sex(self.patient.sex).label

    @property
    def birth_place(self) -> str:
        name, code = self.patient.birth_place_name, self.patient.birth_place_code
        return f"{name} ({code})" if name and code else name or code

    @property
    def used_name(self) -> str:
        used = self.patient.used_name
        return used.upper() if used and used.casefold() != self.patient.birth_name.casefold() else ""

    @property
    def used_given_name(self) -> str:
        used = self.patient.used_given_name
        return used if used and used.casefold() != self.patient.first_given_name.casefold() else ""

    @property
    def given_names(self) -> str:
        return self.patient.birth_given_names

    @property
    def matricule(self) -> str:
        if self.patient.ins_status != InsStatus.QUALIFIED or not self.patient.matricule:
            return ""
        return Matricule(self.patient.matricule).grouped

    @property
    def nature(self) -> str:
        return NATURES.get(self.patient.ins_oid or "", "")

    @property
    def status(self) -> str:
        return InsStatus(self.patient.ins_status).label

    @property
    def is_qualified(self) -> bool:
        return self.patient.ins_status == InsStatus.QUALIFIED

    @property
    def words(self) -> list[str]:
        """What must be read at once, in words."""
        words = []
        if self.patient.deceased_on:
            words.append("Décédé" if self.patient.sex == Sex.MALE else "Décédée")
        elif self.age < settings.AGE_OF_MAJORITY:
            words.append("Mineur" if self.patient.sex == Sex.MALE else "Mineure")
        return words
