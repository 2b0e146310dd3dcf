"""Emergencies of the past month, so that the référent of the hospital has something to review."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction
from django.utils import timezone

from access.emergency.opening import emergency_open
from access.models import Practice, RecordAccess
from access.practices import PRACTICE_RELATIONS
from access.rules import Mode
from access.services import actor
from webps.demo.records import patient_of
from webps.demo.visits import read_and_leave


@dataclass(frozen=True)
class DemoEmergency:
    """Who broke the glass, for whom, how long ago, why, for how long, and how many documents were read."""

    username: str
    patient: str
    ago: timedelta
    motive: str
    lasted: timedelta
    read: int


EMERGENCIES = (
    DemoEmergency(
        "dr.aubry",
        "etranger",
        timedelta(days=9, hours=5),
        "Personne inconsciente – Amené par les pompiers, seul, sans traitement connu",
        timedelta(minutes=34),
        3,
    ),
    DemoEmergency(
        "diet.marchal",
        "jamais_active",
        timedelta(days=2, hours=3),
        "Préparation de la consultation de diététique de demain",
        timedelta(minutes=6),
        1,
    ),
)


@transaction.atomic
def load_emergencies() -> None:
    """Once: a reviewed demonstration is left as it is."""
    for demo in EMERGENCIES:
        practices = Practice.objects.select_related(*PRACTICE_RELATIONS)
        practice = practices.get(professional__account__username=demo.username)
        if not RecordAccess.objects.filter(practice=practice, motive=demo.motive).exists():
            _load(demo, practice, timezone.now() - demo.ago)


def _load(demo: DemoEmergency, practice: Practice, at: datetime) -> None:
    patient = patient_of(demo.patient)
    by = actor(practice.professional.account, practice, session="demonstration")
    opened = emergency_open(
        patient=patient, practice=practice, mode=Mode.BRIS_DE_GLACE, by=by, now=at, motive=demo.motive
    )
    read_and_leave(opened, practice, by, at, read=demo.read, lasted=demo.lasted)
