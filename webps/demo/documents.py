"""Which documents the demonstration holds: what, for whom, when, from whom, and who must not see them.

Identifiers depend on keys and ranks only, never on the day: loading again on another day adds nothing, since the
loader skips identifiers it knows. Dates do follow the day, so that a demonstration made afresh has recent documents.
"""

import random
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

from webps.demo.cda_spec import Spec, day
from webps.demo.cda_writer import write
from webps.demo.clinical.model import BREAST, CHILD, PREGNANCY
from webps.demo.letters import BY_CODE
from webps.demo.patients import PATIENTS, DemoPatient
from webps.demo.plan import (
    ANY_DAY,
    ARCHIVED,
    BIG,
    BIG_COUNT,
    BIG_KINDS,
    EPISODE,
    HIDDEN_FROM_PARENTS,
    HIDDEN_FROM_PATIENT,
    LAST_DAY,
    MASKED,
    PROFILES,
    RECENT,
    SPECIALS,
    planned,
)
from webps.demo.specials import special
from webps.demo.writing import laboratory, letter

BIG_YEARS = 15
# Days over which a record goes back: six years, but less where the text tells of something recent.
_DEPTH = {CHILD: 600, PREGNANCY: 150, BREAST: 90}
_USUAL_DEPTH = 2190
_PATIENTS = {patient.key: patient for patient in PATIENTS}


@dataclass(frozen=True)
class DemoDocument:
    patient_key: str
    content: bytes
    deposited_at: datetime
    masked: bool = False
    hidden_from_patient: bool = False
    hidden_from_representatives: bool = False
    archived: bool = False


def count() -> int:
    """How many documents `generate` yields, without making them."""
    return sum(1 for _ in planned()) + BIG_COUNT


def generate(today: date) -> Iterator[DemoDocument]:
    """Every document, those of the big record last."""
    for patient_key, kind, rank in planned():
        yield _document(_PATIENTS[patient_key], kind, rank, today)
    yield from _big_record(today)


def _document(patient: DemoPatient, kind: str, rank: int, today: date) -> DemoDocument:
    dice = random.Random(f"{patient.key}/{kind}/{rank}")  # noqa: S311  (the same documents on every machine)
    spec = special(patient, kind, today) if kind in SPECIALS else _ordinary(patient, kind, rank, today, dice)
    mark = (patient.key, kind)
    return DemoDocument(
        patient.key,
        write(spec),
        min(spec.act + timedelta(days=dice.choice((0, 0, 0, 1, 12))), day(today, 8)),
        masked=mark in MASKED,
        hidden_from_patient=mark in HIDDEN_FROM_PATIENT,
        hidden_from_representatives=mark in HIDDEN_FROM_PARENTS,
        archived=mark in ARCHIVED,
    )


def _ordinary(patient: DemoPatient, kind: str, rank: int, today: date, dice: random.Random) -> Spec:
    profile = PROFILES.get(patient.key, "")
    last = min(today, LAST_DAY.get(patient.key, today))
    act = day(_act_on(patient.key, kind, rank, last, dice), dice.randrange(8, 18), dice.choice((0, 15, 30, 45)))
    key = f"{patient.key}.{kind}.{rank}"
    if kind == "BIO":
        return laboratory(patient, profile, key, rank, act, dice)
    return letter(patient, profile, key, BY_CODE[kind], rank, act)


def _act_on(patient_key: str, kind: str, rank: int, last: date, dice: random.Random) -> date:
    """The first of a usual kind is recent; the others thin out as one goes back."""
    profile = PROFILES.get(patient_key, "")
    if rank == 0 and (patient_key, kind) in EPISODE:
        ago = EPISODE[patient_key, kind]
    elif kind == "87273-9":
        ago = _days_since_autumn(last) + dice.randrange(1, 25)
    elif profile == PREGNANCY:
        ago = 40 * min(rank, 2) + dice.randrange(1, 16)  # texts go back with the rank, trimester by trimester
    elif rank == 0 and kind in RECENT:
        ago = dice.randrange(1, 40)
    else:
        ago = 1 + int(_DEPTH.get(profile, _USUAL_DEPTH) * dice.random() ** 2)
    on = last - timedelta(days=ago)
    return on if kind in ANY_DAY else _working(on)


def _days_since_autumn(last: date) -> int:
    """Vaccines against flu are given from mid-October to mid-November: days since the last season ended."""
    season = date(last.year if (last.month, last.day) >= (11, 12) else last.year - 1, 11, 12)
    return (last - season).days


def _working(on: date) -> date:
    """That day, or the Friday before."""
    return on - timedelta(days=max(0, on.weekday() - 4))


def _big_record(today: date) -> Iterator[DemoDocument]:
    """Yesterday back to fifteen years ago, one after the other."""
    patient, profile = _PATIENTS[BIG], PROFILES[BIG]
    for rank in range(BIG_COUNT):
        kind = "REMB" if rank == 0 else BIG_KINDS[rank % len(BIG_KINDS)]
        nth = rank // len(BIG_KINDS)  # which of its kind: the rank alone would always choose the same case
        act = day(_working(today - timedelta(days=1 + rank * BIG_YEARS * 365 // BIG_COUNT)), 8 + rank % 10)
        key = f"{BIG}.{rank}"
        if kind == "BIO":
            dice = random.Random(f"{BIG}/{rank}")  # noqa: S311  (the same documents on every machine)
            spec = laboratory(patient, profile, key, 2 * nth + rank % 2, act, dice)
        else:
            spec = letter(patient, profile, key, BY_CODE[kind], nth, act)
        yield DemoDocument(BIG, write(replace(spec, pdf_copy=b"")), min(act + timedelta(hours=3), day(today, 8)))
