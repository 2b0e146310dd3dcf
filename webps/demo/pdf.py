"""A small PDF of text, written by hand: real fonts, real cross-references, no dependency."""

import textwrap

LINES_PER_PAGE = 44
CHARACTERS_PER_LINE = 92  # what A4 holds of Helvetica at 10.5 points, with room for wide letters
_NARROW_NBSP, _NBSP = "\N{NARROW NO-BREAK SPACE}", "\N{NO-BREAK SPACE}"


def text_pdf(title: str, lines: list[str]) -> bytes:
    """A4 pages of Helvetica; long lines are folded; characters outside Windows-1252 become question marks."""
    lines = [piece for line in lines for piece in _folded(line)]
    pages = [lines[n : n + LINES_PER_PAGE] for n in range(0, len(lines), LINES_PER_PAGE)] or [[]]
    objects = [b"<< /Type /Catalog /Pages 2 0 R >>"]
    kids = " ".join(f"{4 + 2 * n} 0 R" for n in range(len(pages)))
    objects.append(f"<< /Type /Pages /Kids [{kids}] /Count {len(pages)} >>".encode())
    objects.append(b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>")
    for number, page in enumerate(pages):
        stream = _page_stream(title if number == 0 else "", page)
        objects.append(
            f"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents {5 + 2 * number} 0 R "
            "/Resources << /Font << /F1 3 0 R >> >> >>".encode()
        )
        objects.append(b"<< /Length %d >>\nstream\n%s\nendstream" % (len(stream), stream))
    return _assemble(objects)


def _folded(line: str) -> list[str]:
    indent = " " * (len(line) - len(line.lstrip(" ")))
    return textwrap.wrap(line, CHARACTERS_PER_LINE, subsequent_indent=indent) or [""]


def _page_stream(title: str, lines: list[str]) -> bytes:
    parts = [b"BT /F1 15 Tf 60 780 Td (%s) Tj ET" % _literal(title)] if title else []
    parts += [b"BT /F1 10.5 Tf 60 %d Td (%s) Tj ET" % (750 - 16 * n, _literal(line)) for n, line in enumerate(lines)]
    return b"\n".join(parts)


def _literal(text: str) -> bytes:
    raw = text.replace(_NARROW_NBSP, _NBSP).encode("cp1252", errors="replace")
    return raw.replace(b"\\", b"\\\\").replace(b"(", b"\\(").replace(b")", b"\\)")


def _assemble(objects: list[bytes]) -> bytes:
    out = bytearray(b"%PDF-1.4\n%\xe2\xe3\xcf\xd3\n")
    offsets = []
    for number, body in enumerate(objects, start=1):
        offsets.append(len(out))
        out += b"%d 0 obj\n%s\nendobj\n" % (number, body)
    start = len(out)
    out += b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1)
    out += b"".join(b"%010d 00000 n \n" % offset for offset in offsets)
    out += b"trailer\n<< /Size %d /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF\n" % (len(objects) + 1, start)
    return bytes(out)
