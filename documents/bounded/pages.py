"""Pages of a PDF as pictures, by PDFium. A job of a bounded process: nobody else calls it."""

import contextlib
import io

import pypdfium2
from PIL import Image, WebPImagePlugin  # noqa: F401  (loaded here, so that every process is born with it)

from documents.bounded.one_word import one_word

MAX_RATIO = 4  # height over width: a taller page is drawn smaller
_FEW_COLOURS = 4096  # what is drawn, and not photographed, has fewer


def picture(asked: bytes) -> bytes:
    """WebP of one page: rank from zero and width in pixels on two bytes each, then the file; nothing if unreadable."""
    number, width, data = int.from_bytes(asked[:2]), int.from_bytes(asked[2:4]), asked[4:]
    try:
        with contextlib.closing(pypdfium2.PdfDocument(data)) as document:
            document.init_forms()  # what was typed into a form is part of the page
            if number >= len(document):
                return b""
            with contextlib.closing(document[number]) as page:
                scale = min(width / page.get_width(), MAX_RATIO * width / page.get_height())
                return _webp(page.render(scale=scale).to_pil())
    except (pypdfium2.PdfiumError, ZeroDivisionError):
        return b""


def _webp(image: Image.Image) -> bytes:
    """Drawn words and lines are kept sharp, in sixteen greys when they have no colour: a third of the weight."""
    out = io.BytesIO()
    colours = image.convert("RGB").getcolors(_FEW_COLOURS)
    if colours is None:
        image.save(out, "WEBP", quality=70, method=2)
        return out.getvalue()
    if all(red == green == blue for _, (red, green, blue) in colours):  # type: ignore[misc]
        image = image.convert("L").point([grey // 17 * 17 for grey in range(256)]).convert("RGB")
    image.save(out, "WEBP", lossless=True, method=0)
    return out.getvalue()


# As for the text: fonts are listed once, at birth.
picture(b"\x00\x00\x00\x63" + one_word(b"/Helvetica"))
