"""Geometry of a curve of values over time: where each thing stands in a drawing. Pure; the template writes the SVG.

Coordinates are those of the view box (x to the right, y downwards), rounded to a tenth.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

WIDTH, HEIGHT = 720, 260
LEFT, RIGHT, TOP, BOTTOM = 64, 20, 30, 34
_STEPS = (Decimal(1), Decimal(2), Decimal(5), Decimal(10))
_INTERVALS = 4  # between graduations, about
_LABEL_WIDTH = 76  # of a date under the axis


@dataclass(frozen=True, slots=True, kw_only=True)
class Point:
    """One value. `bound`: it is only known to be below or above; `change`: what changed since the one before."""

    at: datetime
    value: Decimal
    outside: bool = False
    bound: bool = False
    change: str = ""


@dataclass(frozen=True, slots=True)
class Dot:
    x: float
    y: float
    outside: bool
    bound: bool

    @property
    def diamond(self) -> str:
        """Out of the limits is told by a shape as well as by a colour."""
        corners = ((0, -6), (6, 0), (0, 6), (-6, 0))
        return " ".join(f"{self.x + across:.1f},{self.y + down:.1f}" for across, down in corners)


@dataclass(frozen=True, slots=True)
class Label:
    at: float
    words: str


@dataclass(frozen=True, slots=True)
class Change:
    x: float
    at: float  # of its words
    words: str


@dataclass(frozen=True, slots=True)
class Band:
    y: float
    height: float


@dataclass(frozen=True, slots=True)
class Curve:
    """`line`: points that are values, joined; bounds stand apart. `band` within the plot, if any."""

    dots: tuple[Dot, ...]
    line: str
    values: tuple[Label, ...]
    dates: tuple[Label, ...]
    changes: tuple[Change, ...]
    band: Band | None

    width, height = WIDTH, HEIGHT
    left, right, top, bottom = LEFT, WIDTH - RIGHT, TOP, HEIGHT - BOTTOM

    @property
    def plot_width(self) -> int:
        return self.right - self.left


def draw(points: Sequence[Point], limits: tuple[Decimal | None, Decimal | None] | None = None) -> Curve:
    """Points in any order; `limits` are those that all of them share, one of which may be open. At least one point."""
    ordered = sorted(points, key=lambda p: p.at)
    low, high = limits or (None, None)
    marks = graduations([*(p.value for p in ordered), *(v for v in (low, high) if v is not None)])
    across = _Scale(_seconds(ordered[0].at), _seconds(ordered[-1].at), LEFT + 10, WIDTH - RIGHT - 10)
    up = _Scale(float(marks[0]), float(marks[-1]), HEIGHT - BOTTOM, TOP)
    dots = tuple(Dot(across.place(_seconds(p.at)), up.place(float(p.value)), p.outside, p.bound) for p in ordered)
    return Curve(
        dots=dots,
        line=" ".join(f"{dot.x},{dot.y}" for dot in dots if not dot.bound),
        values=tuple(Label(up.place(float(mark)), words(mark)) for mark in marks),
        dates=tuple(_dates(ordered, dots)),
        changes=tuple(_changes(ordered, dots)),
        band=_band(low, high, marks, up) if low is not None or high is not None else None,
    )


def graduations(values: Sequence[Decimal]) -> list[Decimal]:
    """Round numbers, evenly spaced, from below the lowest value to above the highest. Always two at least."""
    lowest, highest = min(values), max(values)
    if lowest == highest:
        margin = abs(lowest) / 10 or Decimal(1)
        lowest, highest = lowest - margin, highest + margin
    rough = (highest - lowest) / _INTERVALS
    power = Decimal(1).scaleb(rough.adjusted())
    step = next(one * power for one in _STEPS if one * power >= rough)
    first, last = int(lowest // step), int(highest // step)
    first -= 1 if first * step > lowest else 0
    last += 1 if last * step < highest else 0
    return [rank * step for rank in range(first, last + 1)]


def words(number: Decimal) -> str:
    """Plainly, with a comma: « 0,5 », « 1200 »."""
    text = format(number, "f")
    return (text.rstrip("0").rstrip(".") if "." in text else text).replace(".", ",")


@dataclass(frozen=True, slots=True)
class _Scale:
    """From an interval of values to one of coordinates; the middle of it when the values are one."""

    low: float
    high: float
    start: float
    end: float

    def place(self, value: float) -> float:
        share = (value - self.low) / (self.high - self.low) if self.high > self.low else 0.5
        return round(self.start + min(1.0, max(0.0, share)) * (self.end - self.start), 1)


def _seconds(moment: datetime) -> float:
    return moment.timestamp()


def _dates(points: Sequence[Point], dots: Sequence[Dot]) -> list[Label]:
    """Days of points from the oldest, as many as there is room for; the newest and the oldest come first."""
    days: dict[date, float] = {}
    for point, dot in zip(points, dots, strict=True):
        days.setdefault(point.at.date(), _within(dot.x))
    order = sorted(days, reverse=True)
    found: list[Label] = []
    for day in (*order[:1], *order[-1:], *order[1:-1]):
        if all(abs(label.at - days[day]) >= _LABEL_WIDTH for label in found):
            found.append(Label(days[day], f"{day:%d/%m/%Y}"))
    return sorted(found, key=lambda label: label.at)


def _changes(points: Sequence[Point], dots: Sequence[Dot]) -> Iterator[Change]:
    """Every change has its line; its words, where there is room for them."""
    last = 0.0
    for point, dot in zip(points, dots, strict=True):
        if point.change:
            at = _within(dot.x)
            has_room = at - last >= _LABEL_WIDTH
            last = at if has_room else last
            yield Change(dot.x, at, point.change if has_room else "")


def _within(x: float) -> float:
    """Where words centred on x hold in the drawing."""
    half = _LABEL_WIDTH / 2
    return round(min(max(x, LEFT - RIGHT + half), WIDTH - half), 1)


def _band(low: Decimal | None, high: Decimal | None, marks: Sequence[Decimal], up: _Scale) -> Band:
    top = up.place(float(high if high is not None else marks[-1]))
    return Band(top, round(up.place(float(low if low is not None else marks[0])) - top, 1))
