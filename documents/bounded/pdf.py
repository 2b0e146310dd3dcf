"""What is read of a PDF, by PDFium. These functions are the jobs of a bounded process: nobody else calls them."""

import contextlib
import json
from typing import Any

import pypdfium2

from documents.bounded.one_word import one_word

MAX_PAGES = 100
MAX_CHARACTERS = 5_000_000


def text(data: bytes) -> bytes:
    """JSON: `count` of the pages, text and size in points of the first ones; no count when it cannot be read."""
    try:
        with contextlib.closing(pypdfium2.PdfDocument(data)) as document:
            count, pages, sizes, size = len(document), [], [], 0
            for number in range(min(count, MAX_PAGES)):
                page = _page_text(document, number)
                size += len(page)
                if size > MAX_CHARACTERS:
                    break
                pages.append(page)
                sizes.append([round(points) for points in document.get_page_size(number)])
    except pypdfium2.PdfiumError:
        return b"{}"
    return json.dumps({"count": count, "pages": pages, "sizes": sizes}).encode()


def _page_text(document: Any, number: int) -> str:
    """Text of one page; a damaged page has none, and the others keep theirs."""
    try:
        with contextlib.closing(document[number]) as page, contextlib.closing(page.get_textpage()) as textpage:
            return str(textpage.get_text_bounded()).replace("\r\n", "\n").replace("\x00", "")
    except pypdfium2.PdfiumError:
        return ""


def page_count(data: bytes) -> bytes:
    """In figures; nothing when it cannot be read."""
    try:
        with contextlib.closing(pypdfium2.PdfDocument(data)) as document:
            return str(len(document)).encode()
    except pypdfium2.PdfiumError:
        return b""


# Read once at birth: PDFium lists the fonts of the machine at the first text that it meets, which costs several files.
text(one_word(b"/Arial"))
