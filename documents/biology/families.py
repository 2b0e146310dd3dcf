"""Families of analyses as the reports name them, one name each however laboratories write it. Pure."""

from collections.abc import Iterable

from documents.cda.statements.results import CHAPTERS
from patients.identity import fold

OTHERS = "Autres analyses"
_CHAPTERS = {fold(name): name for name in CHAPTERS.values()}


def families_of(named: Iterable[tuple[str, str]]) -> dict[str, str]:
    """Family of each analysis, from pairs of an analysis and of what a report calls its family, newest first.

    The chapter that a laboratory report gives it, whatever a letter that recalls a value calls its own section; else
    the words of the newest report.
    """
    found: dict[str, str] = {}
    words: dict[str, str] = {}
    folded: dict[str, str] = {}  # a record has thousands of values, and a few families
    for analysis, said in named:
        key = folded.get(said)
        if key is None:
            key = folded[said] = fold(said)
        if key in _CHAPTERS and found.get(analysis) not in CHAPTERS.values():
            found[analysis] = _CHAPTERS[key]
        elif not found.get(analysis):
            found[analysis] = words.setdefault(key, said) if key else ""
    return {analysis: family or OTHERS for analysis, family in found.items()}


def in_order(families: Iterable[str]) -> list[str]:
    """Each once, by their words; what has no family comes last."""
    return sorted(set(families), key=lambda family: (family == OTHERS, fold(family)))
