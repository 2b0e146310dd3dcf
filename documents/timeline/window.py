"""The days that a timeline shows, its zooms and its neighbours. Pure."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Self

ZOOMS = {120: "10 ans", 24: "2 ans", 6: "6 mois"}  # by months (PS S13)
_EMPTY_HISTORY_MONTHS = 24
_DAY = timedelta(days=1)
_CLOSE = 3  # days: 730 days are two years to whoever reads them, and months differ in length


@dataclass(frozen=True, slots=True)
class Window:
    """Days, both included."""

    first: date
    last: date

    @classmethod
    def around(cls, days: Iterable[date], *, since: date | None, until: date | None, today: date) -> Self:
        """What is asked; without a bound, as far as the documents go, and to today at least."""
        found = list(days)
        last = until or max([today, *found])
        first = since or min([*found, min(last, today)], default=last)
        if not found and since is None:
            first = months_before(last, _EMPTY_HISTORY_MONTHS) or last
        return cls(min(first, last), max(first, last))

    @property
    def days(self) -> int:
        return (self.last - self.first).days + 1

    @classmethod
    def up_to(cls, last: date, days: int) -> Self:
        return cls(last - timedelta(days=days - 1), last)

    def share(self, on: date) -> float:
        """Where the middle of a day stands, from 0 to 1; a day out of the window stands on its edge."""
        return min(1.0, max(0.0, ((on - self.first).days + 0.5) / self.days))

    @property
    def zoom(self) -> int:
        """Months of the zoom that it is, or 0."""
        return next((months for months in ZOOMS if self._is(months)), 0)

    def _is(self, months: int) -> bool:
        first = _first_of(self.last, months)
        return first is not None and abs((first - self.first).days) <= _CLOSE

    def zoomed(self, months: int, today: date) -> Self | None:
        """That many months up to its end, or up to today when it is within; nothing before the calendar begins."""
        last = today if self.first <= today <= self.last else self.last
        first = _first_of(last, months)
        return type(self)(first, last) if first else None

    def previous(self) -> Self | None:
        """The window of the same length that ends the day before."""
        last = _shifted(self.first, -1)
        first = months_before(self.first, self.zoom) if self.zoom else _shifted(self.first, -self.days)
        return type(self)(first, last) if first and last else None

    def next(self, today: date) -> Self | None:
        """The window of the same length that begins the day after; nothing when this one goes to today."""
        first = _shifted(self.last, 1) if self.last < today else None
        if first is None:
            return None
        after = months_before(first, -self.zoom) if self.zoom else _shifted(first, self.days)
        last = _shifted(after, -1) if after else None
        return type(self)(first, last) if last else None


def _first_of(last: date, months: int) -> date | None:
    """First day of as many months, of which `last` is the last."""
    after = _shifted(last, 1)
    return months_before(after, months) if after else None


def months_before(on: date, months: int) -> date | None:
    """The same day of the month, or the last one when there is none; nothing out of the calendar."""
    year, month = divmod(on.year * 12 + on.month - 1 - months, 12)
    if not date.min.year <= year <= date.max.year:
        return None
    for day in (on.day, 30, 29, 28):
        if day <= on.day:
            try:
                return date(year, month + 1, day)
            except ValueError:
                continue
    raise AssertionError("every month has 28 days")


def _shifted(on: date, days: int) -> date | None:
    try:
        return on + timedelta(days=days)
    except OverflowError:
        return None
