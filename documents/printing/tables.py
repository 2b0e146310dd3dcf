"""Tables on paper: headings repeated on each page, no row cut, columns as wide as their words ask."""

from dataclasses import dataclass
from typing import Any

from reportlab.lib import colors
from reportlab.pdfbase.pdfmetrics import stringWidth
from reportlab.platypus import Flowable, HRFlowable, Paragraph, Table, TableStyle

from documents.printing.fonts import MONO, SANS

PADDING = 4  # points, on each side
_GRID = colors.Color(0.6, 0.6, 0.6)
_HEAD = colors.Color(0.94, 0.94, 0.94)


@dataclass(frozen=True, slots=True)
class Row:
    """Blocks of each cell, and how many columns and rows it spans."""

    cells: list[list[Flowable]]
    spans: list[tuple[int, int]]
    in_head: bool


def table(rows: list[Row], width: float) -> list[Flowable]:
    """The table, or its rows one under the other when its columns would be too narrow for their words."""
    rows = [row for row in rows if row.cells]
    if not rows:
        return []
    grid, spans = _grid(rows)
    columns = len(grid[0])
    needs = [_needs(grid, column) for column in range(columns)]
    if columns > 40 or sum(least for least, _ in needs) > width:
        return linear(rows)
    heads = next((rank for rank, row in enumerate(rows) if not row.in_head), 0)
    style: list[Any] = [
        ("VALIGN", (0, 0), (-1, -1), "TOP"),
        ("LINEBELOW", (0, 0), (-1, -1), 0.4, _GRID),
        ("BOX", (0, 0), (-1, -1), 0.4, _GRID),
        ("LINEAFTER", (0, 0), (-2, -1), 0.25, _GRID),
        ("LEFTPADDING", (0, 0), (-1, -1), PADDING),
        ("RIGHTPADDING", (0, 0), (-1, -1), PADDING),
        ("TOPPADDING", (0, 0), (-1, -1), 2),
        ("BOTTOMPADDING", (0, 0), (-1, -1), 1),
        *spans,
    ]
    if heads:
        style.append(("BACKGROUND", (0, 0), (-1, heads - 1), _HEAD))
    drawn = Table(grid, colWidths=_widths(needs, width), repeatRows=heads, hAlign="LEFT", spaceBefore=2, spaceAfter=8)
    drawn.setStyle(TableStyle(style))
    return [drawn]


def linear(rows: list[Row]) -> list[Flowable]:
    """Every word of the table in its order: cells one under the other, a rule between rows."""
    found: list[Flowable] = []
    for row in rows:
        found += [block for cell in row.cells for block in cell]
        found.append(HRFlowable(width="100%", thickness=0.4, color=_GRID, spaceBefore=1, spaceAfter=3))
    return found


def _grid(rows: list[Row]) -> tuple[list[list[Any]], list[Any]]:
    """Cells in their places, those that others span left empty; and the commands that make them span."""
    taken: dict[tuple[int, int], Any] = {}
    commands = []
    for rank, row in enumerate(rows):
        column = 0
        for blocks, (across, down) in zip(row.cells, row.spans, strict=True):
            while (rank, column) in taken:
                column += 1
            down = min(down, len(rows) - rank)
            for y in range(rank, rank + down):
                for x in range(column, column + across):
                    taken[y, x] = ""
            taken[rank, column] = blocks
            if across > 1 or down > 1:
                commands.append(("SPAN", (column, rank), (column + across - 1, rank + down - 1)))
            column += across
    columns = max(x for _, x in taken) + 1
    return [[taken.get((y, x), "") for x in range(columns)] for y in range(len(rows))], commands


def _needs(grid: list[list[Any]], column: int) -> tuple[float, float]:
    """Least width (its longest word) and wanted width (its longest line) of a column, in points."""
    least = wanted = 10.0
    for row in grid:
        for block in row[column] or ():
            if isinstance(block, Paragraph):
                style, text = block.style, block.getPlainText()
                indent = style.leftIndent + 2 * PADDING + 2
                words = text.split() or [""]
                least = max(least, indent + max(_width(word, style) for word in words))
                wanted = max(wanted, indent + _width(text, style))
            else:
                least = max(least, getattr(block, "drawWidth", 0) + 2 * PADDING)
                wanted = max(wanted, least)
    return min(least, 220.0), max(wanted, least)


def _width(text: str, style: Any) -> float:
    font = style.fontName if style.fontName == MONO else f"{SANS}-Bold"  # some of it may be bold
    return float(stringWidth(text, font, style.fontSize)) + 1


def _widths(needs: list[tuple[float, float]], width: float) -> list[float]:
    """Each column gets what its longest word asks; what is left goes to those that want more."""
    least = [one for one, _ in needs]
    more = [wanted - one for one, wanted in needs]
    left = width - sum(least)
    total = sum(more)
    if total <= left:
        return [one + extra for one, extra in zip(least, more, strict=True)]
    return [one + left * extra / total for one, extra in zip(least, more, strict=True)]
