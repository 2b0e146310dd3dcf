"""Fonts of printed documents, and what becomes of a character that they lack: it is named, never lost in silence."""

import unicodedata
from functools import cache
from pathlib import Path

from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont

SANS, MONO = "Sans", "Mono"
_FOLDER = Path(__file__).resolve().parent.parent / "data" / "fonts"
_FILES = {
    SANS: "DejaVuSansCondensed",
    f"{SANS}-Bold": "DejaVuSansCondensed-Bold",
    f"{SANS}-Oblique": "DejaVuSansCondensed-Oblique",
    f"{SANS}-BoldOblique": "DejaVuSansCondensed-BoldOblique",
    MONO: "DejaVuSansMono",
}
# What is seen nowhere: soft hyphen, joiners, marks of direction, byte order mark.
_UNSEEN = dict.fromkeys(map(ord, "\u00ad\u200b\u200c\u200d\u200e\u200f\u2060\ufeff"))
_UNSEEN |= dict.fromkeys(range(0x202A, 0x202F)) | dict.fromkeys(range(0x2066, 0x206A))


@cache
def drawn_characters() -> frozenset[int]:
    """Code points that every one of the fonts can draw; the fonts are made known to the library on the first call."""
    fonts = [TTFont(name, str(_FOLDER / f"{file}.ttf")) for name, file in _FILES.items()]
    for font in fonts:
        pdfmetrics.registerFont(font)
    regular, bold, italic, both = list(_FILES)[:4]
    pdfmetrics.registerFontFamily(regular, normal=regular, bold=bold, italic=italic, boldItalic=both)
    return frozenset.intersection(*(frozenset(font.face.charToGlyph) for font in fonts))


def drawable(text: str) -> str:
    """The text as it can be drawn: « [U+1F600] » stands for a character that the fonts lack."""
    known = drawn_characters()
    composed = unicodedata.normalize("NFC", text).translate(_UNSEEN)
    return "".join(c if ord(c) in known or c in "\n\t" else _named(c) for c in composed)


def _named(character: str) -> str:
    if unicodedata.category(character) in ("Cc", "Cs"):
        return " "
    if unicodedata.category(character) == "Zs":
        return "\u00a0"
    plain = unicodedata.normalize("NFKC", character)
    if plain != character and all(ord(c) in drawn_characters() for c in plain):
        return plain
    return f"[U+{ord(character):04X}]"
