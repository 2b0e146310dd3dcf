"""The INS value object: vectors of AR 5.5.4, shapes, keys, and what people really type."""

from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from patients.forms import MESSAGES
from patients.ins import NIA_OID, NIR_OID, InsProblem, InvalidMatricule, Matricule

VALID = [
    "255081416802538",
    "294037512000591",
    "153124500723160",
    "284052A32102552",
    "284052B32102579",
    "185057800608491",
]


@pytest.mark.parametrize("text", VALID)
def test_the_vectors_are_valid(text: str) -> None:
    assert Matricule.parse(text).key_is_valid


@pytest.mark.parametrize(
    ("typed", "value"),
    [
        ("2 84 05 2b 321 025 79", "284052B32102579"),
        ("  1.85.05.78.006.084.91 ", "185057800608491"),
        ("2-84-05-2A-321-025-52", "284052A32102552"),
        ("2\u00a055 08 14 168 025 38", "255081416802538"),
    ],
)
def test_spaces_dots_hyphens_and_lower_case_are_accepted(typed: str, value: str) -> None:
    assert Matricule.parse(typed).value == value


@pytest.mark.parametrize(
    ("typed", "problem"),
    [
        ("", InsProblem.EMPTY),
        ("   ", InsProblem.EMPTY),
        ("bonjour", InsProblem.CHARACTERS),
        ("25508141680253X", InsProblem.CHARACTERS),
        ("255081416802538\x00", InsProblem.CHARACTERS),
        ("2550814168025", InsProblem.NO_KEY),
        ("25508141680253", InsProblem.LENGTH),
        ("2" * 10_000, InsProblem.LENGTH),
        ("355081416802538", InsProblem.SEX),
        ("555081416802538", InsProblem.SEX),
        ("655081416802538", InsProblem.SEX),
        ("055081416802538", InsProblem.SEX),
        ("255131416802538", InsProblem.MONTH),
        ("255001416802538", InsProblem.MONTH),
        ("255191416802538", InsProblem.MONTH),
        ("255081400002538", InsProblem.PLACE),
        ("255083B16802538", InsProblem.PLACE),
        ("255081416800038", InsProblem.ORDER),
        ("255081416802500", InsProblem.KEY),
        ("255081416802598", InsProblem.KEY),
    ],
)
def test_each_fault_has_its_problem_and_its_message(typed: str, problem: InsProblem) -> None:
    with pytest.raises(InvalidMatricule) as refused:
        Matricule.parse(typed)

    assert refused.value.problem is problem
    assert MESSAGES[problem].endswith(".")
    assert typed.strip() == "" or typed not in str(refused.value)


def test_a_wrong_key_is_told_without_refusing_the_shape() -> None:
    assert not Matricule.parse("284058832102530").key_is_valid
    assert Matricule.parse("284058832102532").key_is_valid


def test_a_provisional_number_fits_the_nia_authority_only() -> None:
    provisional = Matricule.parse("755081416802538"[:13] + "01")

    assert provisional.is_provisional
    assert provisional.fits(NIA_OID)
    assert not provisional.fits(NIR_OID)


def test_a_matricule_is_shown_in_groups() -> None:
    assert Matricule("185057800608491").grouped.replace("\u00a0", " ") == "1 85 05 78 006 084 91"


@given(st.text(max_size=40))
def test_no_text_at_all_makes_anything_but_a_matricule_or_a_problem(text: str) -> None:
    try:
        value = Matricule.parse(text).value
    except InvalidMatricule as refused:
        assert refused.problem in MESSAGES  # noqa: PT017
    else:
        assert len(value) == 15
        assert Matricule.parse(value).value == value


@given(st.sampled_from(VALID), st.integers(0, 12), st.integers(1, 9))
def test_changing_one_digit_breaks_the_key(valid: str, position: int, shift: int) -> None:
    if not valid[position].isdigit() or position in (5, 6):
        return
    changed = valid[:position] + str((int(valid[position]) + shift) % 10) + valid[position + 1 :]
    with suppress(InvalidMatricule):
        assert not Matricule.parse(changed).key_is_valid
