"""Medical abbreviations of French, with what they stand for: each line of the table holds names of one thing. Pure."""

import csv
from collections.abc import Iterator, Sequence
from functools import cache
from pathlib import Path

from patients.identity import fold

TABLE = Path(__file__).resolve().parent.parent / "data" / "abbreviations.csv"


@cache
def _names() -> dict[tuple[str, ...], tuple[str, ...]]:
    """Folded words of each name, with the other names of the same thing."""
    found: dict[tuple[str, ...], tuple[str, ...]] = {}
    with TABLE.open(encoding="utf-8", newline="") as lines:
        for row in csv.reader(lines, delimiter=";"):
            for name in row:
                key = tuple(fold(name).split())
                others = tuple(other for other in row if other != name)
                found[key] = tuple(dict.fromkeys((*found.get(key, ()), *others)))
    return found


@cache
def _longest() -> int:
    return max(map(len, _names()))


def names_in(words: Sequence[str]) -> Iterator[tuple[int, int, tuple[str, ...]]]:
    """Where names stand in a row of folded words: first, one past the last, and the other names of the same thing."""
    for start in range(len(words)):
        for end in range(start + 1, min(len(words), start + _longest()) + 1):
            if others := _names().get(tuple(words[start:end])):
                yield start, end, others
