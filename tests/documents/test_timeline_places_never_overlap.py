"""Where marks, bars and months stand on a timeline; which days it shows. Tables, and what holds for all dates."""

from datetime import date, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from documents.timeline.places import RADIUS, bars, marks, ticks
from documents.timeline.window import ZOOMS, Window, months_before

TODAY = date(2026, 11, 24)
YEAR = Window(date(2026, 1, 1), date(2026, 12, 31))
days = st.dates(date(1900, 1, 1), date(2100, 1, 1))
any_days = st.dates()
windows = st.tuples(days, days).map(lambda found: Window(min(found), max(found)))
widths = st.sampled_from([300, 600])


@given(windows, st.lists(days, max_size=80), widths)
def test_marks_are_big_enough_apart_inside_and_hold_each_document_once(
    window: Window, found: list[date], width: int
) -> None:
    points = [(on, rank) for rank, on in enumerate(found)]

    placed = marks(window, points, width)

    centres = [mark.x * width / 100 for mark in placed]
    assert 2 * RADIUS >= 24
    assert all(right - left >= 2 * RADIUS for left, right in pairwise(centres))
    assert all(RADIUS - 0.001 <= x <= width - RADIUS + 0.001 for x in centres)
    assert sorted(item for mark in placed for item in mark.items) == list(range(len(found)))
    in_order = [found[item] for mark in placed for item in mark.items]
    assert in_order == sorted(found)
    assert not any(mark.worded for mark in placed if len(mark.items) == 1)


@given(windows, st.lists(days, max_size=40), st.floats(1, 5))
def test_what_is_apart_is_apart_on_any_wider_screen(window: Window, found: list[date], wider: float) -> None:
    centres = [mark.x * 300 * wider / 100 for mark in marks(window, [(on, on) for on in found], 300)]

    assert all(right - left >= 2 * RADIUS - 0.001 for left, right in pairwise(centres))
    assert all(RADIUS - 0.001 <= x <= 300 * wider - RADIUS + 0.001 for x in centres)


@pytest.mark.parametrize(
    ("found", "counts"),
    [
        ([], []),
        ([date(2026, 6, 1)], [1]),
        ([date(2026, 6, 1)] * 5, [5]),
        ([date(2026, 1, 1), date(2026, 12, 31)], [1, 1]),
        ([date(2026, 6, 1), date(2026, 6, 3), date(2026, 9, 1)], [2, 1]),
        ([date(2025, 6, 1), date(2026, 1, 1), date(2027, 6, 1)], [2, 1]),  # out of the window: on its edge
    ],
)
def test_crowded_documents_are_one_mark(found: list[date], counts: list[int]) -> None:
    assert [len(mark.items) for mark in marks(YEAR, [(on, on) for on in found], 600)] == counts


@pytest.mark.parametrize(
    ("found", "worded"),
    [
        ([date(2026, 6, 1)] * 5, [True]),
        ([date(2026, 12, 30)] * 5, [False]),
        ([date(2026, 6, 1)] * 5 + [date(2026, 7, 10)], [False, False]),
    ],
)
def test_words_stand_where_there_is_room(found: list[date], worded: list[bool]) -> None:
    assert [mark.worded for mark in marks(YEAR, [(on, on) for on in found], 600)] == worded


@given(windows, st.lists(st.tuples(days, days).map(sorted), max_size=30), widths)
def test_bars_of_one_row_never_overlap_nor_leave_the_drawing(
    window: Window, spans: list[list[date]], width: int
) -> None:
    placed = bars(window, [(start, stop, rank) for rank, (start, stop) in enumerate(spans)], width)

    within = {rank for rank, (start, stop) in enumerate(spans) if stop >= window.first and start <= window.last}
    assert {bar.item for bar in placed} == within
    assert all(bar.x >= 0 and bar.width > 0 and bar.x + bar.width <= 100.0001 for bar in placed)
    for row in range(len(spans)):
        found = [bar for bar in placed if bar.row == row]
        assert all(one.x + one.width < other.x for one, other in pairwise(found))


@given(st.tuples(any_days, any_days).map(lambda found: Window(min(found), max(found))), widths)
def test_names_on_the_axis_never_overlap(window: Window, width: int) -> None:
    found = ticks(window, width)

    assert len(found) <= width / 40
    assert all(other.x - one.x >= 40 / width * 100 for one, other in pairwise(found))
    assert all(window.first <= tick.on <= window.last and tick.on.day == 1 for tick in found)


@pytest.mark.parametrize(
    ("window", "width", "first", "count"),
    [
        (Window(date(2026, 5, 25), TODAY), 600, date(2026, 6, 1), 6),
        (Window(date(2024, 11, 25), TODAY), 600, date(2025, 1, 1), 8),
        (Window(date(2016, 11, 25), TODAY), 600, date(2017, 1, 1), 10),
        (Window(date(2016, 11, 25), TODAY), 300, date(2018, 1, 1), 4),
    ],
)
def test_the_axis_names_months_then_years(window: Window, width: int, first: date, count: int) -> None:
    found = ticks(window, width)

    assert (found[0].on, len(found)) == (first, count)


@given(any_days, any_days, any_days)
def test_going_back_and_forth_leaves_no_day_out(first: date, last: date, today: date) -> None:
    window = Window(min(first, last), max(first, last))
    before, after = window.previous(), window.next(today)

    assert before is None or before.last == window.first - timedelta(days=1)
    assert after is None or after.first == window.last + timedelta(days=1)
    assert after is None or window.last < today
    for found in filter(None, (before, after)):
        assert found.first <= found.last


@pytest.mark.parametrize("months", ZOOMS)
@pytest.mark.parametrize("last", [date(2024, 2, 29), date(2025, 8, 31), TODAY])
def test_a_zoom_knows_itself_and_so_do_its_neighbours(months: int, last: date) -> None:
    zoomed = Window.up_to(last, 3).zoomed(months, date(2030, 1, 1))

    assert zoomed is not None
    assert zoomed.last == last
    for window in (zoomed, zoomed.previous(), zoomed.next(date(2030, 1, 1))):
        assert window is not None
        assert window.zoom == months


@pytest.mark.parametrize(
    ("on", "months", "before"),
    [
        (date(2026, 8, 31), 6, date(2026, 2, 28)),
        (date(2024, 8, 31), 6, date(2024, 2, 29)),
        (date(2026, 1, 15), 24, date(2024, 1, 15)),
        (date(2026, 1, 15), -6, date(2026, 7, 15)),
        (date(3, 1, 1), 120, None),
    ],
)
def test_months_go_back_to_a_day_that_exists(on: date, months: int, before: date | None) -> None:
    assert months_before(on, months) == before


@pytest.mark.parametrize(
    ("found", "since", "until", "expected"),
    [
        ([], None, None, (date(2024, 11, 24), TODAY)),
        ([date(2011, 3, 2), date(2020, 1, 1)], None, None, (date(2011, 3, 2), TODAY)),
        ([date(2027, 1, 1)], None, None, (TODAY, date(2027, 1, 1))),
        ([date(2011, 3, 2)], None, date(2015, 1, 1), (date(2011, 3, 2), date(2015, 1, 1))),
        ([], date(2015, 1, 1), date(2014, 1, 1), (date(2014, 1, 1), date(2015, 1, 1))),
    ],
)
def test_a_window_goes_as_far_as_what_is_asked_or_found(
    found: list[date], since: date | None, until: date | None, expected: tuple[date, date]
) -> None:
    window = Window.around(found, since=since, until=until, today=TODAY)

    assert (window.first, window.last) == expected


@given(st.lists(days, min_size=1), days)
def test_without_bounds_the_window_holds_every_document_and_today(found: list[date], today: date) -> None:
    window = Window.around(found, since=None, until=None, today=today)

    assert all(window.first <= on <= window.last for on in [*found, today])
