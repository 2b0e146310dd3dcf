"""A table of the pure rule: what keeps the window of a record shut."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from access.rules import RecordState
from access.window.rules import Bar, HoldingFacts, Office, decide_holding
from access.window.wording import BARRED

TODAY = date(2026, 11, 24)
PATIENT = HoldingFacts(
    today=TODAY, age=71, age_of_majority=18, office=None, deceased=False, qualified=True, record=RecordState.ACTIVE
)
PARENT = replace(PATIENT, age=15, office=Office())
GUARDIAN = replace(PATIENT, office=Office(protects_adult=True))
DAY = timedelta(days=1)


@pytest.mark.parametrize(
    ("facts", "bar"),
    [
        (PATIENT, None),
        (replace(PATIENT, age=15), None),  # a minor reads what the parents do not
        (PARENT, None),
        (GUARDIAN, None),
        (replace(PARENT, age=17), None),
        (replace(PARENT, age=18), Bar.OF_AGE),
        (replace(PARENT, office=Office(since=TODAY)), None),
        (replace(PARENT, office=Office(since=TODAY + DAY)), Bar.OFFICE_NOT_BEGUN),
        (replace(PARENT, office=Office(until=TODAY + DAY)), None),
        (replace(PARENT, office=Office(until=TODAY)), Bar.OFFICE_ENDED),
        (replace(GUARDIAN, office=Office(until=TODAY, protects_adult=True)), Bar.OFFICE_ENDED),
        (replace(PATIENT, qualified=False), Bar.IDENTITY_NOT_QUALIFIED),
        (replace(PATIENT, qualified=False, record=RecordState.NONE), Bar.IDENTITY_NOT_QUALIFIED),
        (replace(PATIENT, record=RecordState.NONE), Bar.NO_RECORD),
        (replace(PATIENT, record=RecordState.CLOSED), Bar.CLOSED),
        (replace(PARENT, record=RecordState.CLOSED), Bar.CLOSED),
        (replace(PATIENT, deceased=True), Bar.DECEASED),
        (replace(PATIENT, deceased=True, record=RecordState.CLOSED), Bar.DECEASED),
        # Who is no longer in office learns nothing about the record.
        (replace(PARENT, age=18, record=RecordState.CLOSED, qualified=False, deceased=True), Bar.OF_AGE),
    ],
)
def test_the_first_thing_in_the_way(facts: HoldingFacts, bar: Bar | None) -> None:
    assert decide_holding(facts) is bar


@pytest.mark.parametrize(
    ("facts", "bar"),
    [
        (replace(PATIENT, record=RecordState.CLOSED), None),
        (replace(PATIENT, record=RecordState.NONE), Bar.NO_RECORD),
        (replace(PARENT, age=18, record=RecordState.CLOSED), Bar.OF_AGE),
    ],
)
def test_what_outlives_the_closure_is_read_in_a_closed_record(facts: HoldingFacts, bar: Bar | None) -> None:
    assert decide_holding(facts, closed_too=True) is bar


def test_every_bar_has_its_words() -> None:
    assert set(BARRED) == set(Bar)
    assert all(w.title and w.sentence.endswith(".") and w.next_step.endswith(".") for w in BARRED.values())
