"""Where things stand on a drawing as wide as its window, in percent of its width. Pure.

Places are worked out for the narrowest width, in pixels, at which a drawing is shown: what is apart there is apart on
every wider screen, since marks keep their size.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Generic, TypeVar

from documents.timeline.window import Window

RADIUS = 14  # pixels: targets of 28 (24 at least, WCAG 2.5.8)
APART = 2 * RADIUS + 2
WORDS = 74  # pixels that « documents » takes on the right of a number
_TICK = 46  # pixels between two marks of the axis: what « sept. » takes
_LAST_TICK = 28  # pixels between the last one and the edge: its name may run over the border
_MONTHS = (1, 3, 6, 12, 24, 60, 120, 240, 600, 1200, 6000, 12000, 60000)
_SHORTEST_BAR = 5  # pixels

Item = TypeVar("Item")


@dataclass(frozen=True, slots=True)
class Mark(Generic[Item]):
    """One document, or several that would stand too close. `worded`: there is room for words beside the number."""

    x: float
    items: list[Item]
    worded: bool


@dataclass(frozen=True, slots=True)
class Tick:
    x: float
    on: date


@dataclass(frozen=True, slots=True)
class Bar(Generic[Item]):
    x: float
    width: float
    row: int
    item: Item


def marks(window: Window, points: Sequence[tuple[date, Item]], width: int) -> list[Mark[Item]]:
    """Marks that never overlap and never leave the drawing, oldest first; each point is in one of them."""
    groups: list[tuple[float, float, list[Item]]] = []  # first and last place in pixels, points
    begin, day = window.first.toordinal() - 0.5, width / window.days  # a document stands in the middle of its day
    for on, item in sorted(points, key=_day):
        x = min(width - RADIUS, max(RADIUS, (on.toordinal() - begin) * day))
        if groups and x - _middle(groups[-1]) < APART:
            first, _, items = groups[-1]
            items.append(item)
            groups[-1] = (first, x, items)
        else:
            groups.append((x, x, [item]))
    middles = [_middle(group) for group in groups]
    limits = [*(middle - RADIUS for middle in middles[1:]), width]
    return [
        Mark(100 * middle / width, items, len(items) > 1 and middle + RADIUS + WORDS <= limit)
        for middle, limit, (_, _, items) in zip(middles, limits, groups, strict=False)
    ]


def _day(point: tuple[date, object]) -> date:
    return point[0]


def _middle(group: tuple[float, float, list[Item]]) -> float:
    return (group[0] + group[1]) / 2


def ticks(window: Window, width: int) -> list[Tick]:
    """First days of months or years, as close as their names allow."""
    step = next((months for months in _MONTHS if _spacing(window, months, width) >= _TICK), _MONTHS[-1])
    begin, end = _month(window.first), _month(window.last)
    found = []
    for month in range(-(-begin // step) * step, end + 1, step):
        if month // 12 in range(date.min.year, date.max.year + 1):
            on = date(month // 12, month % 12 + 1, 1)
            x = window.share(on)
            if window.first <= on and x * width <= width - _LAST_TICK:
                found.append(Tick(100 * x, on))
    return found


def _month(on: date) -> int:
    return on.year * 12 + on.month - 1


def _spacing(window: Window, months: int, width: int) -> float:
    return width * months * 28 / window.days


def bars(window: Window, spans: Sequence[tuple[date, date, Item]], width: int) -> list[Bar[Item]]:
    """What lasts, cut at the edges; what would overlap stands on rows of its own. Oldest first."""
    ends: list[float] = []  # of each row
    found = []
    shortest = 100 * _SHORTEST_BAR / width
    for start, stop, item in sorted(spans, key=lambda span: span[:2]):
        if stop < window.first or start > window.last:
            continue
        left, right = 100 * window.share(start), 100 * window.share(stop)
        left = min(left, 100 - shortest)
        right = max(right, left + shortest)
        row = next((rank for rank, end in enumerate(ends) if end < left), len(ends))
        ends[row:] = [right, *ends[row + 1 :]]
        found.append(Bar(left, right - left, row, item))
    return found
