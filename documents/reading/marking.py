"""Words sought in a drawn document: marked in its tree, so that nothing of what was typed becomes HTML. Pure."""

import re
import unicodedata
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import cache
from itertools import groupby

from lxml import html

MAX_LENGTH = 100  # characters sought
MAX_MARKS = 300
Spans = Callable[[str], Iterable[tuple[int, int]]]
# A word may run through these; anything else ends it.
_INLINE = frozenset({"a", "b", "del", "em", "i", "ins", "span", "strong", "sub", "sup", "u"})
# Not seen, and refused by lxml: a text of an RTF or PDF file may hold them.
_CONTROLS = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")


@dataclass(frozen=True, slots=True)
class Found:
    """One occurrence: its number, from 1, and the part of the document where it stands."""

    number: int
    where: str


@dataclass(frozen=True, slots=True)
class Marked:
    """The drawing with its marks, whose ids are `trouve-1`, `trouve-2`…"""

    html: str
    found: tuple[Found, ...]
    is_cut: bool = False  # there are more than MAX_MARKS

    @property
    def by_part(self) -> list[tuple[str, list[int]]]:
        """Numbers of the occurrences of each part, in order."""
        return [(where, [f.number for f in group]) for where, group in groupby(self.found, key=lambda f: f.where)]


def phrase(text: str) -> Spans:
    """These words side by side, wherever they stand, accents and capitals aside."""
    words = _folded(text)[0].split()
    return _spans(r"\s+".join(map(re.escape, words))) if words else lambda _: ()


def _spans(pattern: str) -> Spans:
    sought = re.compile(pattern)

    def spans(text: str) -> Iterator[tuple[int, int]]:
        folded, places = _folded(text)
        for match in sought.finditer(folded):
            yield places[match.start()], places[match.end() - 1] + 1

    return spans


def _folded(text: str) -> tuple[str, list[int]]:
    """Without accents nor capitals, œ and æ spelt out; with the place in the text that each character comes from."""
    folded, places = [], []
    for place, character in enumerate(text):
        bare = _bare(character)
        folded.append(bare)
        places += [place] * len(bare)
    return "".join(folded), places


@cache
def _bare(character: str) -> str:
    spelt = character.casefold().replace("œ", "oe").replace("æ", "ae").replace("’", "'")
    return "".join(c for c in unicodedata.normalize("NFD", spelt) if not unicodedata.combining(c))


@dataclass(slots=True)
class _Piece:
    """Words of one node of the tree: those that an element begins with, or those that follow it."""

    element: html.HtmlElement
    is_tail: bool
    text: str
    cuts: list[tuple[int, int, str]] = field(default_factory=list)  # start, end, id of the mark


def mark(drawing: str, spans: Spans) -> Marked:
    """Mark what is sought in the articles of a drawn body: not in its table of contents, nor in its header."""
    root = html.fragment_fromstring(_CONTROLS.sub("", drawing), create_parent="div")
    found: list[Found] = []
    is_cut = False
    for run in [run for article in root.iter("article") for run in _runs(article)]:
        for start, end in spans("".join(piece.text for piece in run)):
            if len(found) == MAX_MARKS:
                is_cut = True
                break
            found.append(Found(len(found) + 1, _part_of(run[0].element)))
            _cut(run, start, end, len(found))
        for piece in run:
            _draw(piece)
        if is_cut:
            break
    inside = "".join(html.tostring(child, encoding="unicode", method="html") for child in root)
    return Marked(inside, tuple(found), is_cut)


def _runs(article: html.HtmlElement) -> Iterator[list[_Piece]]:
    """Pieces of text that follow one another without a block, a cell or a line break between them."""
    run: list[_Piece] = []
    for element, is_tail, breaks in _walk(article):
        if breaks and run:
            yield run
            run = []
        text = element.tail if is_tail else element.text
        if text:
            run.append(_Piece(element, is_tail, text))
    if run:
        yield run


def _walk(element: html.HtmlElement) -> Iterator[tuple[html.HtmlElement, bool, bool]]:
    """Every text of an element in order, as (element, is its tail, does a block begin or end there)."""
    yield element, False, element.tag not in _INLINE
    for child in element:
        if isinstance(child.tag, str) and child.tag != "nav" and "pdf-links" not in child.classes:
            yield from _walk(child)
        yield child, True, child.tag not in _INLINE


def _cut(run: Sequence[_Piece], start: int, end: int, number: int) -> None:
    at = 0
    for piece in run:
        first, last = max(start - at, 0), min(end - at, len(piece.text))
        if first < last:
            piece.cuts.append((first, last, f"trouve-{number}" if at <= start else ""))
        at += len(piece.text)


def _draw(piece: _Piece) -> None:
    """Put the marks of one piece in the tree; folded parts that hold one are opened."""
    if not piece.cuts:
        return
    element, text = piece.element, piece.text
    ends = [start for start, _, _ in piece.cuts[1:]] + [len(text)]
    marks = [
        _mark(text[start:end], text[end:rest], name) for (start, end, name), rest in zip(piece.cuts, ends, strict=True)
    ]
    before = text[: piece.cuts[0][0]]
    if piece.is_tail:
        element.tail = None
        for one in reversed(marks):
            element.addnext(one)
        element.tail = before
    else:
        element.text = before
        element[:0] = marks
    for fold in marks[0].iterancestors("details"):
        fold.set("open", "")


def _mark(words: str, following: str, name: str) -> html.HtmlElement:
    one = html.Element("mark")
    one.text, one.tail = words, following
    if name:
        one.set("id", name)
    return one


def _part_of(element: html.HtmlElement) -> str:
    """Heading of the section, or number of the page, where an element stands."""
    for holder in (element, *element.iterancestors()):
        identifier = holder.get("id", "")
        if identifier.startswith("page-"):
            return f"Page {identifier.removeprefix('page-')}"
        if holder.tag == "section":
            heading = next(holder.iter("h2", "h3", "h4", "h5", "h6"), None)
            return heading.text_content().strip() if heading is not None else ""
    return ""
