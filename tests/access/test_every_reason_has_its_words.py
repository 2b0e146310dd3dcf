"""One table of wording: no reason, condition, basis or status without its French."""

import pytest

from access.rules import Basis, Condition, Reason, RecordFacts, RecordState, State, decide_record
from access.wording import (
    BASIS_WORDS,
    CONDITION_NAMES,
    DECLARATIONS,
    INS_STATES,
    INS_STEPS,
    WORDING,
    checklist,
    next_step,
)
from patients.models import InsStatus


@pytest.mark.parametrize("reason", Reason)
def test_each_reason_has_a_title_a_sentence_and_a_next_step(reason: Reason) -> None:
    wording = WORDING[reason]

    assert wording.title
    assert not wording.title.endswith(".")
    for text in (wording.sentence, wording.next_step):
        assert text.endswith(".")
        assert "'" not in text
        assert "!" not in text


def test_conditions_bases_and_statuses_have_their_words() -> None:
    assert set(CONDITION_NAMES) == set(Condition)
    assert set(DECLARATIONS) == set(BASIS_WORDS) == set(Basis)
    assert set(INS_STEPS) == set(INS_STATES) == set(InsStatus.values) - {"QUAL"}


@pytest.mark.parametrize("status", ["PROV", "RECUP", "VALI"])
def test_an_identity_to_qualify_names_the_missing_step(status: str) -> None:
    verdict = decide_record(
        RecordFacts(
            two_factors=True, practice_active=True, ins_status=status, ins_oid_accepted=True, record=RecordState.ACTIVE
        )
    )

    assert next_step(verdict) == INS_STEPS[status]
    first = checklist(verdict)[0]
    assert (first.letter, first.state, first.sentence) == ("I", State.NOT_MET, INS_STATES[status])
