"""One analysis over time: its table, and one curve per unit drawn from the same values (PS S16)."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from decimal import Decimal
from functools import cached_property
from uuid import UUID

from access.addresses import address
from documents.biology.curve import Curve, Point, draw
from documents.biology.curve import words as number_words
from documents.biology.families import families_of
from documents.biology.selectors import History
from documents.biology.units import convert
from documents.biology.values import Shown, base_url_of, differ, document_count, shown_values
from documents.cda.statements.model import ResultState
from documents.cda.statements.quantities import decimal_words, exact, unit_words


@dataclass(frozen=True, slots=True)
class Line:
    """One value of the table, in the unit of its curve. `converted_from`, `range_from`: the words of the report, when
    they differ.
    """

    shown: Shown
    ucum: str
    words: str
    range: str
    converted_from: str
    limits: tuple[Decimal | None, Decimal | None]
    number: Decimal | None
    range_from: str = ""
    change: str = ""  # « laboratoire », « méthode »: what differs from the value before

    @property
    def is_drawn(self) -> bool:
        return self.number is not None and self.shown.row.state != ResultState.CANCELLED


@dataclass(frozen=True, slots=True)
class Figure:
    unit: str
    curve: Curve
    limits_words: str
    differing_limits: bool
    count: int


@dataclass(frozen=True)
class AnalysisPage:
    found: History
    access_uuid: UUID

    @cached_property
    def _shown(self) -> list[Shown]:
        return shown_values(self.found.values, self.found.former, base_url_of(self.access_uuid))

    @property
    def label(self) -> str:
        return self.found.values[0].label

    @property
    def isolate(self) -> str:
        return self.found.values[0].isolate

    @property
    def family(self) -> str:
        named = ((row.analysis, row.family) for row in self.found.values)
        return families_of(named)[self.found.values[0].analysis]

    @property
    def code_words(self) -> str:
        newest = self.found.values[0]
        return f"LOINC\u00a0{newest.code}" if newest.code and newest.code_system == "2.16.840.1.113883.6.1" else ""

    @property
    def other_labels(self) -> list[str]:
        """How else the reports call it."""
        return sorted({row.label for row in self.found.values} - {self.label})

    @property
    def specimens(self) -> list[str]:
        return sorted({row.specimen for row in self.found.values if row.specimen})

    @property
    def sources_words(self) -> str:
        return document_count(self.found.values)

    @property
    def has_computed(self) -> bool:
        return any(row.outside for row in self.found.values)

    @cached_property
    def lines(self) -> list[Line]:
        """Newest first."""
        ordered = sorted(self._shown, key=lambda one: one.at, reverse=True)
        targets: list[str] = []
        lines = [self._line(one, targets) for one in ordered]
        return [
            replace(line, change=_change(line.shown, before.shown) if before else "")
            for line, before in zip(lines, [*lines[1:], None], strict=True)
        ]

    def _line(self, one: Shown, targets: list[str]) -> Line:
        """In the unit of the newest value that it may be converted to exactly; that unit is its own when none is."""
        row = one.row
        target = next((unit for unit in targets if convert(Decimal(1), row.ucum, unit) is not None), None)
        if row.number is None or target is None or target == row.ucum:
            if row.number is not None and target is None:
                targets.append(row.ucum)
            limits = (row.range_low, row.range_high)
            return Line(one, row.ucum, one.words, one.range, "", limits, row.number)
        return _converted(one, target)

    @cached_property
    def figures(self) -> list[Figure]:
        """Two points at least make a curve."""
        groups: dict[str, list[Line]] = {}
        for line in self.lines:
            if line.is_drawn:
                groups.setdefault(line.ucum, []).append(line)
        return [_figure(lines) for lines in groups.values() if len(lines) > 1]

    @property
    def back_url(self) -> str:
        return address("documents:biology", self.access_uuid)

    @property
    def consulted(self) -> list[str]:
        rows = [row for one in self._shown for row in (*one.rows, *(f.row for f in one.former))]
        return sorted({str(row.document.uuid) for row in rows})


def _change(one: Shown, before: Shown) -> str:
    """Between two values: a method changes with its laboratory, so that the laboratory alone is said then."""
    here, there = one.row, before.row
    if differ(here.laboratory, there.laboratory):
        return "laboratoire"
    if differ(here.method, there.method):
        return "méthode"
    return ""


def _converted(one: Shown, target: str) -> Line:
    """Digit for digit: « 120 mg/dL » becomes « 1,20 g/L ». Limits only in words stay in the words of the report."""
    row = one.row
    number = _in_unit(row, target)
    low, high = (convert(limit, row.ucum, target) if limit is not None else None for limit in _limits(row))
    sign = f"{row.comparator}\u00a0" if row.comparator else ""
    same_scale = unit_words(target) == row.unit and convert(Decimal(1), row.ucum, target) == 1
    return Line(
        one,
        target,
        f"{sign}{decimal_words(format(number, 'f'))}\u00a0{unit_words(target)}",
        _range_words(low, high) or (f"{one.range} ({row.unit})" if one.range else ""),
        "" if same_scale else one.words,
        (low, high),
        number,
        range_from=one.range if not same_scale and (low, high) != (None, None) else "",
    )


def _in_unit(row: object, target: str) -> Decimal:
    """From the digits as the laboratory wrote them, which tell its precision."""
    written = exact(row.value.split("\u00a0")[-1].replace(",", "."))  # type: ignore[attr-defined]
    number: Decimal = written if written is not None else row.number  # type: ignore[attr-defined]
    found = convert(number, row.ucum, target)  # type: ignore[attr-defined]
    assert found is not None, "the target was chosen because the value converts to it"
    return found


def _limits(row: object) -> tuple[Decimal | None, Decimal | None]:
    return row.range_low, row.range_high  # type: ignore[attr-defined]


def _range_words(low: Decimal | None, high: Decimal | None) -> str:
    low_words, high_words = (number_words(v) if v is not None else "" for v in (low, high))
    if low_words and high_words:
        return f"{low_words} à {high_words}"
    return f"< {high_words}" if high_words else f"> {low_words}" if low_words else ""


def _figure(lines: list[Line]) -> Figure:
    """The band stands only for limits that all the values share."""
    shared = {line.limits for line in lines}
    limits = next(iter(shared)) if len(shared) == 1 else None
    return Figure(
        unit=unit_words(lines[0].ucum),
        curve=draw(list(_points(lines)), limits if limits != (None, None) else None),
        limits_words=_range_words(*limits) if limits else "",
        differing_limits=len(shared) > 1,
        count=len(lines),
    )


def _points(lines: list[Line]) -> Iterator[Point]:
    """Changes are told along the drawn values themselves: from one point to the next."""
    for line, before in zip(lines, [*lines[1:], None], strict=True):
        assert line.number is not None
        yield Point(
            at=line.shown.at,
            value=line.number,
            outside=line.shown.is_outside,
            bound=bool(line.shown.row.comparator),
            change=_change(line.shown, before.shown) if before else "",
        )
