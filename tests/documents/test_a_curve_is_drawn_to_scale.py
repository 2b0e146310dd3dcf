"""Where each value stands in the drawing: in order, within the frame, by round graduations."""

from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from documents.biology.curve import BOTTOM, HEIGHT, LEFT, RIGHT, TOP, WIDTH, Point, draw, graduations, words

START = datetime(2026, 1, 1, 12, tzinfo=UTC)
VALUES = st.decimals(min_value=-(10**6), max_value=10**6, places=4)


def points(*values: str, **more: object) -> list[Point]:
    return [Point(at=START + timedelta(days=30 * rank), value=Decimal(v), **more) for rank, v in enumerate(values)]  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("values", "expected"),
    [
        (("3.5", "5.1"), ["3.5", "4", "4.5", "5", "5.5"]),
        (("0", "100"), ["0", "50", "100"]),
        (("12", "17"), ["12", "14", "16", "18"]),
        (("140", "140"), ["120", "130", "140", "150", "160"]),
        (("0", "0"), ["-1", "-0.5", "0", "0.5", "1"]),
        (("-2", "3"), ["-2", "0", "2", "4"]),
    ],
)
def test_graduations_are_round_and_hold_every_value(values: tuple[str, ...], expected: list[str]) -> None:
    assert graduations([Decimal(v) for v in values]) == [Decimal(mark) for mark in expected]


def test_a_later_value_stands_further_right_and_a_higher_one_higher() -> None:
    first, second, third = draw(points("4", "5", "3")).dots

    assert first.x < second.x < third.x
    assert second.y < first.y < third.y


def test_the_order_of_the_points_does_not_matter() -> None:
    given_points = points("4", "5", "3")

    assert draw(given_points[::-1]) == draw(given_points)


def test_the_band_stands_between_its_limits_and_is_open_where_they_are() -> None:
    limits = (Decimal(3), Decimal(5))
    curve, open_above = draw(points("4", "6"), limits), draw(points("4", "6"), (Decimal(5), None))
    heights = {label.words: label.at for label in curve.values}

    assert curve.band is not None
    assert open_above.band is not None
    assert (curve.band.y, curve.band.y + curve.band.height) == (heights["5"], heights["3"])
    assert open_above.band.y == TOP
    assert draw(points("4", "6")).band is None


def test_a_bound_is_drawn_and_not_joined() -> None:
    curve = draw([*points("4", "5"), Point(at=START + timedelta(days=90), value=Decimal(3), bound=True)])

    assert len(curve.dots) == 3
    assert len(curve.line.split()) == 2


def test_what_changed_is_marked_where_it_changed() -> None:
    curve = draw([*points("4"), *points("5", change="méthode")])

    assert [(label.at, label.words) for label in curve.changes] == [(curve.dots[1].x, "méthode")]


@pytest.mark.parametrize(
    ("number", "expected"), [("0.50", "0,5"), ("1200", "1200"), ("1E+3", "1000"), ("-0.1", "-0,1")]
)
def test_graduations_are_written_in_french(number: str, expected: str) -> None:
    assert words(Decimal(number)) == expected


@given(st.lists(st.tuples(st.integers(0, 6000), VALUES), min_size=1, max_size=30), VALUES, VALUES)
def test_everything_stays_within_the_frame(values: list[tuple[int, Decimal]], one: Decimal, other: Decimal) -> None:
    given_points = [Point(at=START + timedelta(days=day), value=value) for day, value in values]
    curve = draw(given_points, (min(one, other), max(one, other)))

    assert all(LEFT < dot.x < WIDTH - RIGHT and TOP <= dot.y <= HEIGHT - BOTTOM for dot in curve.dots)
    assert curve.band is not None
    assert curve.band.y >= TOP
    assert curve.band.height >= 0
    assert curve.band.y + curve.band.height <= HEIGHT - BOTTOM + 0.1
    assert 2 <= len(curve.values) <= 8
    assert sorted((label.at for label in curve.values), reverse=True) == [label.at for label in curve.values]
    assert all(b.at - a.at > 70 for a, b in zip(curve.dates, curve.dates[1:], strict=False))
