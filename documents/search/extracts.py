"""Extracts of passages, with the words that were searched: compared as the index compares them. Pure."""

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from documents.search.query import Atom, Query
from patients.identity import fold

BEFORE, LENGTH = 80, 240  # characters shown before the first word found, and in all
_WORD = re.compile(r"[^\W_]+")
Parts = list[tuple[str, str]]  # folded part of a word, stem
Piece = tuple[str, bool]  # words, marked or not
StemsOf = Callable[[Iterable[str]], dict[str, Parts]]


@dataclass(frozen=True, slots=True)
class _Wanted:
    """The parts of an atom, in their order."""

    atom: Atom
    parts: Parts

    def begins_with(self, here: tuple[str, str]) -> bool:
        return self._same(self.parts[0], here, last=len(self.parts) == 1)

    def starts_at(self, row: Sequence[tuple[str, str]], at: int) -> bool:
        end = at + len(self.parts)
        if end > len(row):
            return False
        return all(
            self._same(part, here, last=rank == len(self.parts) - 1)
            for rank, (part, here) in enumerate(zip(self.parts, row[at:end], strict=True))
        )

    def _same(self, part: tuple[str, str], here: tuple[str, str], *, last: bool) -> bool:
        if self.atom.prefix:
            return here[0].startswith(part[0]) if last else here[0] == part[0]
        return here[0] == part[0] if self.atom.exact else here[1] == part[1]


class Marker:
    """Knows the words of a query, and marks them in texts."""

    def __init__(self, query: Query, texts: Iterable[str], stems_of: StemsOf) -> None:
        """`stems_of` is asked once, for the words that may be meant: those with the same initials."""
        atoms = [atom for term in query.terms for atom in term.atoms]
        asked = {word for atom in atoms for word in _WORD.findall(atom.words)}
        initials = {fold(word)[:1] for word in asked}
        words = {word for text in texts for word in _WORD.findall(text)}
        self._stems = stems_of(asked | {word for word in words if fold(word)[:1] in initials})
        self._wanted = [wanted for atom in atoms if (wanted := _Wanted(atom, self._parts(atom.words))).parts]
        self._beginning: dict[
            tuple[str, str], list[_Wanted]
        ] = {}  # a long document says the same words again and again

    def _parts(self, text: str) -> Parts:
        return [part for word in _WORD.findall(text) for part in self._stems.get(word, [])]

    def _beginning_with(self, here: tuple[str, str]) -> list[_Wanted]:
        if here not in self._beginning:
            self._beginning[here] = [wanted for wanted in self._wanted if wanted.begins_with(here)]
        return self._beginning[here]

    def spans(self, text: str) -> list[tuple[int, int]]:
        """Where the words stand in the text, in order, those that touch made one."""
        row, places = [], []
        for match in _WORD.finditer(text):
            for part in self._stems.get(match.group()) or [("", "")]:
                row.append(part)
                places.append(match.span())
        found: list[tuple[int, int]] = []
        for at in (rank for rank, (part, _) in enumerate(row) if part):
            length = max((len(w.parts) for w in self._beginning_with(row[at]) if w.starts_at(row, at)), default=0)
            if length:
                start, end = places[at][0], places[at + length - 1][1]
                if found and start <= found[-1][1]:
                    found[-1] = found[-1][0], max(end, found[-1][1])
                else:
                    found.append((start, end))
        return found

    def marked(self, text: str) -> list[Piece]:
        """The whole text."""
        return _pieces(text, 0, len(text), self.spans(text))

    def extract(self, text: str, heading: str = "") -> list[Piece]:
        """The words around the first one found, beyond the heading when there are some there."""
        spans = self.spans(text)
        body = len(heading) + 1 if heading and text.startswith(f"{heading}\n") else 0
        start, end = _window(text, next((span for span in spans if span[0] >= body), (spans or [(0, 0)])[0]), body)
        pieces = _pieces(text, start, end, spans)
        before = [("… ", False)] if start and text[start - 1] != "\n" else []
        return [*before, *pieces, *([(" …", False)] if end < len(text) else [])]


def _window(text: str, first: tuple[int, int], body: int) -> tuple[int, int]:
    """From and to whole words; nothing of the lines before."""
    line = max(text.rfind("\n", 0, first[0]) + 1, body if first[0] >= body else 0)
    start = line
    if first[0] - line > BEFORE:
        start = text.find(" ", first[0] - BEFORE, first[0]) + 1 or first[0]
    end = max(first[1], min(len(text), start + LENGTH))
    if end < len(text) and not text[end].isspace():
        cut = max(text.rfind(" ", first[1], end), text.rfind("\n", first[1], end))
        end = cut if cut > first[1] else end
    return start, end


def _pieces(text: str, start: int, end: int, spans: list[tuple[int, int]]) -> list[Piece]:
    """Lines stand one after the other, a dot between them."""
    pieces: list[Piece] = []
    at = start
    for first, last in [*spans, (end, end)]:
        if start <= first and last <= end:
            pieces += [(text[at:first], False), (text[first:last], True)]
            at = last
    return [(words.replace("\n", " · "), marked) for words, marked in pieces if words]
