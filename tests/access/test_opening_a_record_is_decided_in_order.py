"""Record rules: every refusal of AR 14 (steps 1 to 11 and 20), alone and in their order, with the five conditions."""

from dataclasses import replace
from datetime import date
from itertools import pairwise
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from access.rules import (
    GRANTING,
    Action,
    AuthorisationState,
    Basis,
    Condition,
    Mode,
    Reason,
    RecordFacts,
    RecordState,
    State,
    decide_record,
    flags_are_compatible,
    may_change_own_document,
    may_hold_confidential_session,
    motive_is_valid,
)

OPEN = RecordFacts(
    two_factors=True,
    practice_active=True,
    ins_status="QUAL",
    ins_oid_accepted=True,
    record=RecordState.ACTIVE,
    authorisation=AuthorisationState.VALID,
    basis=Basis.TEAM,
    open_types=78,
)
BREAKING_GLASS: dict[str, Any] = {
    "mode": Mode.BRIS_DE_GLACE,
    "authorisation": AuthorisationState.NONE,
    "basis": None,
    "emergency_motive_valid": True,
}
REGULATING: dict[str, Any] = {
    "mode": Mode.CENTRE_15,
    "authorisation": AuthorisationState.NONE,
    "basis": None,
    "samu_entitled": True,
}

CASES: list[tuple[str, dict[str, Any], Reason]] = [
    ("all conditions hold", {}, Reason.OPEN),
    ("no second factor", {"two_factors": False}, Reason.AUTH_REQUIRED),
    ("no practice", {"practice_active": False}, Reason.PROFILE_REQUIRED),
    ("not for care", {"for_care": False}, Reason.PURPOSE_FORBIDDEN),
    ("case 11: INS validated", {"ins_status": "VALI"}, Reason.INS_NOT_QUALIFIED),
    ("case 12: INS recovered", {"ins_status": "RECUP"}, Reason.INS_NOT_QUALIFIED),
    ("INS provisional", {"ins_status": "PROV"}, Reason.INS_NOT_QUALIFIED),
    ("case 36: test OID in production", {"ins_oid_accepted": False}, Reason.INS_OID_REFUSED),
    ("no record", {"record": RecordState.NONE}, Reason.DMP_NONE),
    ("unknown matricule", {"ins_status": None, "record": RecordState.NONE}, Reason.DMP_NONE),
    ("closed", {"record": RecordState.CLOSED, "closed_on": date(2025, 3, 1)}, Reason.DMP_CLOSED),
    ("case 8: blocked", {"authorisation": AuthorisationState.BLOCKED}, Reason.PRO_BLOCKED),
    ("no consent", {"authorisation": AuthorisationState.NONE, "basis": None}, Reason.CONSENT_MISSING),
    ("expired", {"authorisation": AuthorisationState.EXPIRED}, Reason.CONSENT_EXPIRED),
    ("case 10: yesterday's explicit consent", {"basis": Basis.EXPLICIT}, Reason.CONSENT_EXPIRED),
    ("explicit, this consultation", {"basis": Basis.EXPLICIT, "given_in_this_consultation": True}, Reason.OPEN),
    ("occupational doctor, team", {"required_basis": Basis.EXPRESS_WORK}, Reason.EXPRESS_CONSENT_MISSING),
    (
        "case 29: occupational doctor, express consent, no type",
        {
            "required_basis": Basis.EXPRESS_WORK,
            "basis": Basis.EXPRESS_WORK,
            "given_in_this_consultation": True,
            "open_types": 0,
        },
        Reason.OPEN,
    ),
    ("firefighter, express", {"required_basis": Basis.EXPRESS_FIRE, "basis": None}, Reason.EXPRESS_CONSENT_MISSING),
    ("agreement of a resident, function left", {"basis": Basis.EHPAD}, Reason.CONSENT_MISSING),
    ("EHPAD, resident agrees", {"required_basis": Basis.EHPAD, "basis": Basis.EHPAD}, Reason.OPEN),
    ("case 30: no column", {"open_types": 0}, Reason.OPEN),
    ("bris de glace", BREAKING_GLASS, Reason.OPEN),
    ("case 15: patient refused it", BREAKING_GLASS | {"accepts_emergency": False}, Reason.BTG_OPPOSED),
    ("case 14: blank reason", BREAKING_GLASS | {"emergency_motive_valid": False}, Reason.BTG_REASON_MISSING),
    (
        "blocked, in emergency",
        BREAKING_GLASS | {"authorisation": AuthorisationState.BLOCKED},
        Reason.PRO_BLOCKED,
    ),
    (
        "blocked, in emergency, setting on",
        BREAKING_GLASS | {"authorisation": AuthorisationState.BLOCKED, "blocked_may_break_glass": True},
        Reason.OPEN,
    ),
    ("centre 15", REGULATING, Reason.OPEN),
    ("case 15: centre 15 still works", REGULATING | {"accepts_emergency": False}, Reason.OPEN),
    ("not entitled", REGULATING | {"samu_entitled": False}, Reason.SAMU_NOT_ENTITLED),
    ("regulation refused", REGULATING | {"accepts_regulation": False}, Reason.SAMU_OPPOSED),
    (
        "case 8: a blocked professional deposits",
        {"action": Action.DEPOSIT, "authorisation": AuthorisationState.BLOCKED},
        Reason.DEPOSIT_ALLOWED,
    ),
    (
        "case 13: deposit in a closed record",
        {"action": Action.DEPOSIT, "record": RecordState.CLOSED},
        Reason.DMP_CLOSED,
    ),
    ("deposit, INS validated", {"action": Action.DEPOSIT, "ins_status": "VALI"}, Reason.INS_NOT_QUALIFIED),
]


@pytest.mark.parametrize(("changes", "reason"), [c[1:] for c in CASES], ids=[c[0] for c in CASES])
def test_each_situation_has_its_reason(changes: dict[str, Any], reason: Reason) -> None:
    verdict = decide_record(replace(OPEN, **changes))

    assert verdict.reason is reason
    assert verdict.allowed is (reason in GRANTING)


# Each of these alone refuses; together with a later one, the earlier one speaks.
IN_ORDER: list[tuple[dict[str, Any], Reason]] = [
    ({"two_factors": False}, Reason.AUTH_REQUIRED),
    ({"practice_active": False}, Reason.PROFILE_REQUIRED),
    ({"for_care": False}, Reason.PURPOSE_FORBIDDEN),
    ({"ins_status": "VALI"}, Reason.INS_NOT_QUALIFIED),
    ({"record": RecordState.CLOSED}, Reason.DMP_CLOSED),
    ({"authorisation": AuthorisationState.BLOCKED}, Reason.PRO_BLOCKED),
]


@pytest.mark.parametrize(("earlier", "later"), list(pairwise(IN_ORDER)))
def test_the_first_refusal_in_the_order_speaks(
    earlier: tuple[dict[str, Any], Reason], later: tuple[dict[str, Any], Reason]
) -> None:
    assert decide_record(replace(OPEN, **later[0], **earlier[0])).reason is earlier[1]


def test_nothing_is_revealed_about_the_record_or_the_consent_when_the_identity_fails() -> None:
    verdicts = [
        decide_record(replace(OPEN, ins_status="VALI", record=record, authorisation=authorisation))
        for record in RecordState
        for authorisation in AuthorisationState
    ]

    assert len({(v.reason, tuple(v.conditions.items()), v.closed_on, v.until) for v in verdicts}) == 1
    assert verdicts[0].conditions[Condition.AVAILABILITY] is State.NOT_CHECKED
    assert verdicts[0].conditions[Condition.CONSENT] is State.NOT_CHECKED


def test_an_unknown_matricule_and_a_patient_without_a_record_have_one_verdict() -> None:
    unknown = replace(OPEN, ins_status=None, ins_oid_accepted=False, record=RecordState.NONE)

    assert decide_record(unknown) == decide_record(replace(OPEN, record=RecordState.NONE))


FACTS = st.builds(
    RecordFacts,
    two_factors=st.booleans(),
    practice_active=st.booleans(),
    for_care=st.booleans(),
    ins_status=st.sampled_from(["PROV", "RECUP", "VALI", "QUAL"]),
    ins_oid_accepted=st.booleans(),
    record=st.sampled_from(RecordState),
    authorisation=st.sampled_from(AuthorisationState),
    basis=st.none() | st.sampled_from(Basis),
    given_in_this_consultation=st.booleans(),
    required_basis=st.none() | st.sampled_from(Basis),
    mode=st.sampled_from(Mode),
    blocked_may_break_glass=st.booleans(),
    accepts_emergency=st.booleans(),
    accepts_regulation=st.booleans(),
    emergency_motive_valid=st.booleans(),
    samu_entitled=st.booleans(),
    open_types=st.integers(0, 122),
    action=st.sampled_from(Action),
)


@given(FACTS)
def test_a_verdict_never_contradicts_its_conditions(facts: RecordFacts) -> None:
    verdict = decide_record(facts)
    others = {c: s for c, s in verdict.conditions.items() if c is not Condition.HABILITATION}

    assert set(verdict.conditions) == set(Condition)
    assert list(others.values()).count(State.NOT_MET) == (0 if verdict.allowed else 1)
    if verdict.reason is Reason.OPEN:
        assert set(others.values()) == {State.MET}
        assert facts.ins_status == "QUAL"
        assert facts.record is RecordState.ACTIVE
        assert facts.two_factors


@given(FACTS)
def test_a_block_is_never_passed_in_normal_mode(facts: RecordFacts) -> None:
    blocked = replace(facts, authorisation=AuthorisationState.BLOCKED, mode=Mode.NORMAL, action=Action.CONSULT)

    assert not decide_record(blocked).allowed


@pytest.mark.parametrize(
    ("text", "valid"),
    [
        ("Patient inconscient", True),
        ("", False),
        ("          ", False),
        ("aaaaaaaaaaaaaaa", False),
        ("a b a b a b a b a b", False),
        ("Trop bref", False),
        ("Détresse vitale à l’arrivée", True),
        ("x" * 501, False),
        ("Malaise. " * 60, False),
    ],
)
def test_a_motive_has_ten_to_five_hundred_meaningful_characters(text: str, valid: bool) -> None:
    assert motive_is_valid(text) is valid


@pytest.mark.parametrize(
    ("age", "reason"), [(15, None), (17, None), (18, Reason.SECRET_NOT_MINOR), (44, Reason.SECRET_NOT_MINOR)]
)
def test_a_confidential_session_is_for_minors(age: int, reason: Reason | None) -> None:
    assert may_hold_confidential_session(age, 18) is reason


def test_masked_and_hidden_from_the_patient_exclude_one_another() -> None:
    assert flags_are_compatible(masked=True, hidden_from_patient=True) is Reason.FLAGS_INCOMPATIBLE
    assert flags_are_compatible(masked=True, hidden_from_patient=False) is None


@pytest.mark.parametrize(
    ("is_author", "is_current", "reason"),
    [(True, True, None), (False, True, Reason.NOT_AUTHOR), (True, False, Reason.DOC_ALREADY_REPLACED)],
)
def test_only_the_author_changes_a_current_version(is_author: bool, is_current: bool, reason: Reason | None) -> None:
    assert may_change_own_document(is_author=is_author, is_current=is_current) is reason
