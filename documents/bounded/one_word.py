"""The least PDF that shows a word: read at birth, so that what a library does once is not done for each file."""

_PDF = b"""%PDF-1.4
1 0 obj <</Type /Catalog /Pages 2 0 R>> endobj
2 0 obj <</Type /Pages /Kids [3 0 R] /Count 1>> endobj
3 0 obj <</Type /Page /Parent 2 0 R /MediaBox [0 0 99 99] /Contents 4 0 R /Resources <</Font <</F 5 0 R>>>>>> endobj
4 0 obj <</Length 30>> stream
BT /F 9 Tf 9 9 Td (mot) Tj ET
endstream endobj
5 0 obj <</Type /Font /Subtype /Type1 /BaseFont /FONT>> endobj
trailer <</Root 1 0 R>>
"""


def one_word(font: bytes) -> bytes:
    """A page of 99 points with one word in this font, as PDF names it."""
    return _PDF.replace(b"/FONT", font)
