"""Other formats: what bytes really are, and the text that can be drawn from them. Nothing here raises on bad bytes."""

import codecs
import io
import json
import re
import warnings
from dataclasses import dataclass

from documents.bounded import door

_PDF_TEXT = door.Job("documents.bounded.pdf:text", memory=600_000_000, seconds=5)
_PDF_TOO_HEAVY = "Ce PDF est trop lourd pour que son texte soit affiché."
_PDF_PAGES = door.Job("documents.bounded.pdf:page_count", memory=600_000_000, seconds=5)
_PDF_PICTURE = door.Job("documents.bounded.pages:picture", memory=600_000_000, seconds=5)
SHOWN_FILES = frozenset({"application/pdf", "text/rtf", "text/plain"})
SHOWN_IMAGES = frozenset({"image/jpeg", "image/png", "image/gif", "image/tiff"})
EXTENSIONS = {
    "application/pdf": "pdf",
    "image/jpeg": "jpg",
    "image/png": "png",
    "image/gif": "gif",
    "image/tiff": "tif",
    "text/rtf": "rtf",
    "text/plain": "txt",
    "text/csv": "csv",
    "text/xml": "xml",
}
NAMES = {
    "application/pdf": "PDF",
    "image/jpeg": "image JPEG",
    "image/png": "image PNG",
    "image/gif": "image GIF",
    "image/tiff": "image TIFF",
    "text/rtf": "texte RTF",
    "text/plain": "texte",
    "text/csv": "tableau CSV",
    "text/xml": "XML",
}
_SIGNATURES = (
    (b"%PDF-", "application/pdf"),
    (b"\xff\xd8\xff", "image/jpeg"),
    (b"\x89PNG\r\n\x1a\n", "image/png"),
    (b"GIF87a", "image/gif"),
    (b"GIF89a", "image/gif"),
    (b"II*\x00", "image/tiff"),
    (b"MM\x00*", "image/tiff"),
    (b"{\\rtf", "text/rtf"),
    (b"PK\x03\x04", "application/zip"),
    (
        b"date;fin;nature;code;libelle;",
        "text/csv",
    ),  # reimbursed care as the portal keeps it
)
MAX_PIXELS = 60_000_000
MAX_PDF_PAGES = 100  # shown, as text and as pictures: see documents.bounded.pdf
MAX_RTF = 5_000_000  # bytes read for their words: its pictures are what makes an RTF heavy
_LINK_ADDRESS = re.compile(r"\\\*\\fldinst", re.IGNORECASE)


def sniff(data: bytes) -> str:
    """Media type by the first bytes. What is no known file nor text is `application/octet-stream`."""
    head = data[:1024].lstrip(b"\x00") if data[:4] == b"\x00\x00\x00\x00" else data[:1024]
    for signature, media_type in _SIGNATURES:
        if head.startswith(signature):
            return media_type
    is_wide = head.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE))
    words = head[: len(head) // 2 * 2].decode("utf-16", errors="ignore").encode() if is_wide else head
    start = words.lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    if start.startswith((b"<!doctype html", b"<html", b"<script", b"<svg")):
        return "text/html"
    if start.startswith((b"<?xml", b"<clinicaldocument")):
        return "text/xml"
    if b"%PDF-" in head:  # readers accept a PDF that begins a little late
        return "application/pdf"
    if is_wide:
        return "text/plain"
    return "text/plain" if _looks_like_text(head) else "application/octet-stream"


def _looks_like_text(head: bytes) -> bool:
    return bool(head) and not any(byte < 9 or (13 < byte < 32 and byte != 27) for byte in head)


def name_of(media_type: str) -> str:
    return NAMES.get(media_type, "fichier")


def extension_of(media_type: str) -> str:
    return EXTENSIONS.get(media_type, "bin")


@dataclass(frozen=True, slots=True)
class PdfText:
    """Text of each page; `problem` says in French why there is none, `rest` that the following pages were not read.

    `sizes`: width and height of these pages, in points.
    """

    pages: tuple[str, ...]
    problem: str = ""
    rest: str = ""
    sizes: tuple[tuple[int, int], ...] = ()

    @property
    def has_text(self) -> bool:
        return any(page.strip() for page in self.pages)


def pdf_text(data: bytes) -> PdfText:
    """Text of a PDF, page by page: for those who cannot read the frame, and for a search. A few milliseconds a file."""
    try:
        found = json.loads(door.run(_PDF_TEXT, data))
    except door.Lost:
        return PdfText((), _PDF_TOO_HEAVY)
    if "count" not in found:
        return PdfText((), "Ce PDF ne peut pas être lu ; il est peut-être protégé ou endommagé.")
    pages, count = tuple(found["pages"]), found["count"]
    sizes = tuple((width, height) for width, height in found["sizes"])
    if count and not pages:
        return PdfText((), _PDF_TOO_HEAVY)
    if not any(page.strip() for page in pages):
        return PdfText(pages, "Ce PDF ne contient pas de texte : c’est sans doute une image numérisée.", sizes=sizes)
    rest = f"Seul le texte des {len(pages)} premières pages sur {count} est affiché."
    return PdfText(pages, rest=rest if count > len(pages) else "", sizes=sizes)


def pdf_picture(data: bytes, number: int, width: int) -> bytes | None:
    """One page as WebP, `width` pixels wide; None when there is no such page, or when it cannot be drawn in bounds."""
    try:
        return door.run(_PDF_PICTURE, number.to_bytes(2) + width.to_bytes(2) + data) or None
    except door.Lost:
        return None


def pdf_page_count(data: bytes) -> int | None:
    """None when it cannot be read, or not within bounds."""
    try:
        return int(door.run(_PDF_PAGES, data) or 0) or None
    except door.Lost:
        return None


def rtf_text(data: bytes) -> str:
    """The words of an RTF document; objects and pictures are left out."""
    from striprtf.striprtf import rtf_to_text

    # Its search for the addresses of links is quadratic; renamed, these groups are left out as any unknown one.
    source = _LINK_ADDRESS.sub(r"\\*\\unknown", data[:MAX_RTF].decode("cp1252", errors="replace"))
    try:
        text = str(rtf_to_text(source, errors="ignore"))
        # Characters beyond the first plane come as two halves, which no answer could carry.
        return text.encode("utf-16", "surrogatepass").decode("utf-16", "replace").replace("\x00", "")
    except Exception:  # the library promises nothing on hostile bytes, and no text is an answer
        return ""


def plain_text(data: bytes) -> str:
    """Text whose encoding is not named: UTF-8 when it is, else the best guess."""
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        from charset_normalizer import from_bytes

        best = from_bytes(data, cp_isolation=["cp1252", "iso8859_15", "utf_16", "mac_roman"]).best()
        return str(best) if best else data.decode("cp1252", errors="replace")


def tiff_page_count(data: bytes) -> int:
    """0 when the TIFF cannot be shown, 1, or 2 when it has several pages: a hostile one could have millions."""
    from PIL import Image

    try:
        with Image.open(io.BytesIO(data), formats=["TIFF"]) as image:
            if image.width * image.height > MAX_PIXELS:
                return 0
            try:
                image.seek(1)
            except EOFError:
                return 1
            return 2
    except Exception:  # the library promises nothing on hostile bytes
        return 0


def tiff_to_png(data: bytes) -> bytes | None:
    """First page of a TIFF as PNG, which browsers show; None when it cannot be read or is too large."""
    from PIL import Image

    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            with Image.open(io.BytesIO(data), formats=["TIFF"]) as image:
                if image.width * image.height > MAX_PIXELS:
                    return None
                out = io.BytesIO()
                (image if image.mode in ("1", "L", "RGB", "RGBA", "P") else image.convert("RGB")).save(out, "PNG")
                return out.getvalue()
    except Exception:  # the library promises nothing on hostile bytes
        return None
