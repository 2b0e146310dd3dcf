"""Other formats: what bytes really are, and the text that can be drawn from them. Nothing here raises on bad bytes."""

import codecs
import contextlib
import io
import re
import threading
import warnings
import zlib
from dataclasses import dataclass
from typing import Any

# One at a time: the library that reads PDF is not made for threads, and the server has several.
_PDF_LOCK = threading.Lock()
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
MAX_PDF_PAGES_READ = 100
MAX_PDF_STREAM = 20_000_000  # bytes, unfolded
MAX_PDF_STREAMS = 100_000_000
_STREAM = re.compile(rb"(?<!end)stream\r?\n")
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
    """Text of each page; `problem` says in French why there is none, `rest` that the following pages were not read."""

    pages: tuple[str, ...]
    problem: str = ""
    rest: str = ""

    @property
    def has_text(self) -> bool:
        return any(page.strip() for page in self.pages)


def pdf_text(data: bytes) -> PdfText:
    """Text of a PDF, page by page, for those who cannot read the frame."""
    import pypdfium2  # heavy: loaded only by pages that show a PDF

    if _unfolds_immensely(data):
        return PdfText((), "Ce PDF est trop lourd pour que son texte soit affiché.")
    try:
        with _PDF_LOCK, contextlib.closing(pypdfium2.PdfDocument(data)) as document:
            count = len(document)
            pages = tuple(_page_text(document, n) for n in range(min(count, MAX_PDF_PAGES_READ)))
    except pypdfium2.PdfiumError:
        return PdfText((), "Ce PDF ne peut pas être lu ; il est peut-être protégé ou endommagé.")
    if not any(page.strip() for page in pages):
        return PdfText(pages, "Ce PDF ne contient pas de texte : c’est sans doute une image numérisée.")
    rest = f"Seul le texte des {MAX_PDF_PAGES_READ} premières pages sur {count} est affiché."
    return PdfText(pages, rest=rest if count > MAX_PDF_PAGES_READ else "")


def _unfolds_immensely(data: bytes) -> bool:
    """A small file may hold streams, pictures apart, whose reading would take gigabytes (one deflates 1000 times)."""
    total, held = 0, memoryview(data)
    for found in _STREAM.finditer(data) if len(data) > MAX_PDF_STREAM // 1100 else ():
        if b"/Image" in data[max(0, found.start() - 400) : found.start()].rpartition(b"obj")[2]:
            continue
        with contextlib.suppress(zlib.error):
            size = len(zlib.decompressobj().decompress(held[found.end() :], MAX_PDF_STREAM))
            total += size
            if size == MAX_PDF_STREAM or total > MAX_PDF_STREAMS:
                return True
    return False


def _page_text(document: Any, number: int) -> str:
    """Text of one page; a damaged page has none, and the others keep theirs."""
    import pypdfium2

    try:
        with contextlib.closing(document[number]) as page, contextlib.closing(page.get_textpage()) as textpage:
            return str(textpage.get_text_bounded()).replace("\r\n", "\n").replace("\x00", "")
    except pypdfium2.PdfiumError:
        return ""


def pdf_page_count(data: bytes) -> int | None:
    import pypdfium2

    try:
        with _PDF_LOCK, contextlib.closing(pypdfium2.PdfDocument(data)) as document:
            return len(document)
    except pypdfium2.PdfiumError:
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
