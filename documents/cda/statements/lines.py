"""The narrative of a section, split into lines: rows of tables under their headings, items of lists, paragraphs."""

from collections.abc import Iterator
from dataclasses import dataclass, field

from lxml import etree

from documents.cda.nodes import local, text_of

MAX_SPAN = 100
_EMPTY = frozenset({"", "-", "–", "—", "/", "."})
_BLOCKS = frozenset({"paragraph", "item", "list", "table", "caption", "br"})


@dataclass(slots=True)
class Cell:
    heading: str
    words: str

    @property
    def is_empty(self) -> bool:
        return self.words in _EMPTY


@dataclass(slots=True)
class Line:
    """Cells of one row (one cell without a heading for an item or a paragraph), and the IDs that stand inside."""

    cells: list[Cell]
    ids: set[str] = field(default_factory=set)
    beside_table: bool = False
    has_headings: bool = False

    @property
    def words(self) -> str:
        return " ".join(cell.words for cell in self.cells if not cell.is_empty)


def lines_of(narrative: etree._Element) -> list[Line]:
    """Every word of the narrative stands in one line, headings of columns apart."""
    tables = [table for table in narrative.iter("{*}table") if not _inside(table, "table")]
    found: list[Line] = []
    rows = {table: _rows(table) for table in tables}
    has_rows = any(rows.values())
    for node in _blocks(narrative):
        if local(node) == "table":
            found += rows[node]
        else:
            words = _own_words(node)
            if words and words not in _EMPTY:
                found.append(Line([Cell("", words)], _own_ids(node), beside_table=has_rows))
    return found


def _blocks(narrative: etree._Element) -> Iterator[etree._Element]:
    """The narrative itself for its loose words, then its blocks in order; what a table holds is the table's."""
    yield narrative
    pending = [child for child in reversed(narrative) if local(child)]
    while pending:
        node = pending.pop()
        if local(node) in ("table", "paragraph", "item", "caption"):
            yield node
        if local(node) != "table":
            pending += [child for child in reversed(node) if local(child)]


def _own_words(node: etree._Element) -> str:
    """Words of a block that no block inside it holds."""
    pieces: list[str] = [node.text or ""]
    for child in node:
        name = local(child)
        if name == "br":
            pieces.append(" ")
        elif name and name not in _BLOCKS:
            pieces.append(_own_words(child) if any(local(e) in _BLOCKS for e in child.iter()) else text_of(child))
        pieces.append(child.tail or "")
    return " ".join("".join(pieces).split())


def _inside(node: etree._Element, name: str) -> bool:
    return next(node.iterancestors(f"{{*}}{name}"), None) is not None


def _ids(node: etree._Element) -> set[str]:
    return {identifier for e in node.iter() if local(e) and (identifier := e.get("ID"))}


def _own_ids(node: etree._Element) -> set[str]:
    """IDs of a block and of what stands in it, but for the blocks inside."""
    found = {node.get("ID", "")} - {""}
    for child in node:
        if local(child) and local(child) not in _BLOCKS:
            found |= _own_ids(child)
    return found


def _rows(table: etree._Element) -> list[Line]:
    """Lines of a table. Rows of headings name the cells; a row that only completes the former one joins it."""
    headings: list[str] = []
    lines: list[Line] = []
    carried: dict[int, tuple[int, str]] = {}
    for row in _own_rows(table):
        cells = [cell for cell in row if local(cell) in ("td", "th")]
        if not cells:
            continue
        if _is_heading(row, cells) or (not lines and not headings and _is_bold(cells)):
            headings, carried = (_spread(cells) if len(cells) > 1 else headings), {}
            continue
        words = _with_spans(cells, carried)
        if _completes(cells, headings, lines):
            lines[-1].cells.append(Cell(words[0], " ".join(words[1:])))
            lines[-1].ids |= _ids(row)
            continue
        named = [Cell(headings[rank] if rank < len(headings) else "", text) for rank, text in enumerate(words)]
        if any(not cell.is_empty for cell in named):
            lines.append(Line(named, _ids(row), has_headings=bool(headings)))
    return lines


def _own_rows(table: etree._Element) -> Iterator[etree._Element]:
    """Rows of this table; those of a table inside a cell are words of that cell."""
    for child in table:
        if local(child) == "tr":
            yield child
        elif local(child) in ("thead", "tbody", "tfoot"):
            yield from (row for row in child if local(row) == "tr")


def _is_heading(row: etree._Element, cells: list[etree._Element]) -> bool:
    if all(local(cell) == "th" for cell in cells):
        return True
    parent = row.getparent()
    return parent is not None and local(parent) == "thead"


def _is_bold(cells: list[etree._Element]) -> bool:
    """A first row in bold throughout: some producers write headings so."""
    return len(cells) > 1 and all(
        len(cell) == 1
        and "bold" in cell[0].get("styleCode", "").lower()
        and not (cell.text or cell[0].tail or "").strip()
        for cell in cells
    )


def _completes(cells: list[etree._Element], headings: list[str], lines: list[Line]) -> bool:
    """« Instruction au patient : … » under a row of many columns."""
    return bool(lines) and len(cells) == 2 and len(headings) >= 4


def _spread(cells: list[etree._Element]) -> list[str]:
    return [text for cell in cells for text in [_text(cell)] * _span(cell, "colspan")]


def _with_spans(cells: list[etree._Element], carried: dict[int, tuple[int, str]]) -> list[str]:
    """Words of a row, with those of the cells that reach down from the rows above."""
    words: list[str] = []
    for cell in cells:
        _take(carried, words)
        if (rows := _span(cell, "rowspan")) > 1:
            carried[len(words)] = (rows - 1, _text(cell))
        words += [_text(cell)] + [""] * (_span(cell, "colspan") - 1)
    _take(carried, words)
    return words


def _take(carried: dict[int, tuple[int, str]], words: list[str]) -> None:
    while (place := len(words)) in carried:
        left, text = carried.pop(place)
        if left > 1:
            carried[place] = (left - 1, text)
        words.append(text)


def _span(cell: etree._Element, name: str) -> int:
    text = cell.get(name, "1")
    return min(int(text), MAX_SPAN) if text.isdecimal() and int(text) > 0 else 1


def _text(cell: etree._Element) -> str:
    """Words of a cell, those of its blocks apart."""
    pieces: list[str] = []
    for event, node in etree.iterwalk(cell, events=("start", "end")):
        name = local(node)
        if name in _BLOCKS or name in ("td", "th", "tr"):
            pieces.append(" ")
        pieces.append((node.text if event == "start" else node.tail if node is not cell else "") or "")
    return " ".join("".join(pieces).split())
