"""Type on paper: black on white, one size of text, headings that are never alone at the foot of a page."""

from functools import cache

from reportlab.lib.enums import TA_CENTER, TA_LEFT, TA_RIGHT
from reportlab.lib.pagesizes import A4
from reportlab.lib.styles import ParagraphStyle
from reportlab.lib.units import cm
from reportlab.platypus import CondPageBreak, Flowable, Paragraph

from documents.printing.fonts import MONO, SANS, drawable, drawn_characters

PAGE_WIDTH, PAGE_HEIGHT = A4
MARGIN, HEAD, FOOT = 1.8 * cm, 2.4 * cm, 1.7 * cm
WIDTH = PAGE_WIDTH - 2 * MARGIN
HEIGHT = PAGE_HEIGHT - HEAD - FOOT
INDENT = 12  # points, of each level of a list
ALIGNED = {"cda-left": TA_LEFT, "cda-right": TA_RIGHT, "cda-center": TA_CENTER}
_HEADINGS = {1: (15, 19), 2: (12, 15.5), 3: (10.5, 13.5)}


@cache
def body(*, indent: int = 0, size: float = 9.5, align: int = TA_LEFT, mono: bool = False) -> ParagraphStyle:
    drawn_characters()  # the fonts must be known before a style names them
    return ParagraphStyle(
        f"body-{indent}-{size}-{align}-{mono}",
        fontName=MONO if mono else SANS,
        fontSize=size - (1 if mono else 0),
        leading=size * 1.32,
        leftIndent=indent * INDENT,
        bulletIndent=max(0, indent - 1) * INDENT + 2,
        bulletFontName=SANS,
        bulletFontSize=size,
        alignment=align,
        spaceAfter=size * 0.45,
        splitLongWords=1,
    )


@cache
def heading(level: int) -> ParagraphStyle:
    size, leading = _HEADINGS.get(level, (9.5, 12.5))
    drawn_characters()
    return ParagraphStyle(
        f"heading-{level}",
        fontName=f"{SANS}-Bold",
        fontSize=size,
        leading=leading,
        spaceBefore=0 if level == 1 else size * 0.8,
        spaceAfter=size * 0.35,
        splitLongWords=1,
    )


def escaped(text: str) -> str:
    """Words inside the library's own mark-up."""
    return drawable(text).replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def line(text: str, style: ParagraphStyle | None = None) -> Paragraph:
    return Paragraph(escaped(text), style or body())


def headed(text: str, level: int) -> list[Flowable]:
    """A heading with room for the first lines of what follows: a table larger than the page may still start there."""
    return [CondPageBreak(80), line(text, heading(level))]
