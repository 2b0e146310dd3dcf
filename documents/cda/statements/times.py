"""Dates as the words of a cell give them: « 12/03/2019 », « du 15/05/2019 au 30/05/2019 », « mars 2019 », « 1975 »."""

import re
from dataclasses import dataclass
from datetime import date

from documents.cda.values import Timestamp

_MONTHS = (
    "janvier",
    "fevrier",
    "mars",
    "avril",
    "mai",
    "juin",
    "juillet",
    "aout",
    "septembre",
    "octobre",
    "novembre",
    "decembre",
)
_DATE = re.compile(
    rf"(?<!\d)(?:(\d{{1,2}})(?:er)?[/.\- ](\d{{1,2}})[/.\- ](\d{{4}})"
    rf"|(\d{{1,2}})(?:er)? ({'|'.join(_MONTHS)}) (\d{{4}})"
    rf"|(\d{{4}})-(\d{{2}})-(\d{{2}})|(\d{{1,2}})/(\d{{4}})|({'|'.join(_MONTHS)}) (\d{{4}})|((?:19|20)\d{{2}}))(?!\d)"
)


@dataclass(frozen=True, slots=True)
class When:
    """A date with the precision it was given: `words` to show, `on` (its first day) to sort."""

    words: str = ""
    on: date | None = None

    def __bool__(self) -> bool:
        return bool(self.words)


def dates_in(words: str) -> list[When]:
    """Dates in the order of the words; what is no date of the calendar is left out."""
    text = words.lower().replace("é", "e").replace("û", "u")
    return [when for match in _DATE.finditer(text) if (when := _when(match))]


def _when(match: re.Match[str]) -> When | None:
    g = match.groups()
    if g[0]:
        return _day(g[2], g[1], g[0])
    if g[3]:
        return _day(g[5], _MONTHS.index(g[4]) + 1, g[3])
    if g[6]:
        return _day(g[6], g[7], g[8])
    if g[9]:
        return _of(f"{g[10]}{int(g[9]):02d}")
    return _of(f"{g[12]}{_MONTHS.index(g[11]) + 1:02d}") if g[11] else _of(g[13])


def _day(year: str, month: str | int, day: str) -> When | None:
    return _of(f"{year}{int(month):02d}{int(day):02d}")


def _of(text: str) -> When | None:
    return when(Timestamp(text))


def when(timestamp: Timestamp | None) -> When | None:
    """A coded time, to the day: hours of a fact are no use to the pages."""
    if timestamp is None or timestamp.day is None:
        return None
    return When(str(Timestamp(timestamp.text[:8]) if len(timestamp.text) > 8 else timestamp), timestamp.day)
