"""UCUM units: the same quantity on another scale, digit for digit, or nothing."""

from decimal import Decimal
from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from documents.biology.units import convert, factor_between, unit_of

EXACT = [
    ("g/L", "mg/dL", "100"),
    ("g/dL", "g/L", "10"),
    ("umol/L", "mmol/L", "0.001"),
    ("µmol/L", "umol/L", "1"),
    ("10*9/L", "/uL", "1000"),
    ("10*9/L", "10^3/uL", "1"),
    ("10*6/mm3", "10*12/L", "1"),
    ("fL", "um3", "1"),
    ("m[IU]/L", "u[iU]/mL", "1"),
    ("[iU]/L", "[IU]/L", "1"),
    ("ng/mL", "ug/L", "1"),
    ("mm[Hg]", "cm[Hg]", "0.1"),
    ("mg/(24.h)", "g/(24.h)", "0.001"),
    ("UI/L", "UI/L", "1"),
    ("%", "%", "1"),
]
APART = [
    ("mmol/L", "g/L"),  # a molar mass would be needed
    ("%", "mmol/mol"),  # not one scale for glycated haemoglobin
    ("mg/g", "ug/mg"),  # without dimension: what is compared is not known
    ("U/L", "nkat/L"),  # a sixtieth has no end
    ("min", "s"),
    ("[iU]/L", "U/L"),
    ("meq/L", "mmol/L"),
    ("mL/min", "mL/min/{1.73_m2}"),
    ("10*3/uL{cellules}", "10*9/L"),
    ("UI/L", "[iU]/L"),
    ("", "g/L"),
    ("g//L", "g/L"),
    ("(g/L", "g/L"),
]
UNITS = sorted({unit for pair in (*EXACT, *APART) for unit in pair[:2]})
UNIT = st.sampled_from(UNITS)


@pytest.mark.parametrize(("source", "target", "factor"), EXACT)
def test_units_of_one_scale_have_an_exact_factor_both_ways(source: str, target: str, factor: str) -> None:
    assert factor_between(source, target) == Decimal(factor)
    assert factor_between(target, source) == 1 / Decimal(factor)


@pytest.mark.parametrize(("source", "target"), APART)
def test_units_that_do_not_say_the_same_have_none(source: str, target: str) -> None:
    assert factor_between(source, target) is None
    assert factor_between(target, source) is None
    assert convert(Decimal(1), source, target) is None


@pytest.mark.parametrize(
    ("value", "source", "target", "expected"),
    [("120", "mg/dL", "g/L", "1.20"), ("5.90", "g/L", "mg/dL", "590"), ("13.4", "g/dL", "g/L", "134")],
)
def test_digits_are_kept_as_the_laboratory_wrote_them(value: str, source: str, target: str, expected: str) -> None:
    found = convert(Decimal(value), source, target)

    assert found is not None
    assert format(found, "f") == expected


def test_being_of_one_scale_is_an_equivalence() -> None:
    for a, b in product(UNITS, UNITS):
        assert (factor_between(a, b) is None) == (factor_between(b, a) is None)
        for c in UNITS:
            if factor_between(a, b) is not None and factor_between(b, c) is not None:
                assert factor_between(a, c) is not None, (a, b, c)


@given(st.decimals(min_value=-(10**9), max_value=10**9, places=6), UNIT, UNIT)
def test_there_and_back_is_where_one_was(value: Decimal, source: str, target: str) -> None:
    there = convert(value, source, target)

    assert there is None or convert(there, target, source) == value


@given(st.text(alphabet="gmolLukd/.*^()[]{}IU%0123456789 -hµ", max_size=50))
def test_whatever_is_written_a_unit_equals_itself_and_nothing_fails(text: str) -> None:
    assert factor_between(text, text) == 1
    assert unit_of(text) == unit_of(f" {text} ".strip())
    factor_between(text, "g/L")
