"""« Mes alertes » in words (PS S29)."""

from dataclasses import dataclass
from datetime import datetime

from access.models import Notice
from access.telling.alerts import patients_of
from access.telling.words import sentence
from patients.models import Patient


@dataclass(frozen=True, slots=True)
class AlertRow:
    """One notice; the patient is named in the portal alone."""

    notice: Notice
    patient: Patient | None

    @property
    def at(self) -> datetime:
        return self.notice.at

    @property
    def sentence(self) -> str:
        return sentence(self.notice)

    @property
    def is_unread(self) -> bool:
        return self.notice.read_at is None

    @property
    def patient_name(self) -> str:
        return f"{self.patient.birth_name.upper()} {self.patient.first_given_name}" if self.patient else ""

    @property
    def actor(self) -> str:
        return self.notice.actor_words


def alert_rows(notices: list[Notice]) -> list[AlertRow]:
    patients = patients_of(notices)
    return [AlertRow(notice, patients.get(notice.record) if notice.record else None) for notice in notices]
