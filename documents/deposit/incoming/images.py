"""Images are opened whole before they are taken, and then kept byte for byte.

Nothing is encoded again: a radiograph or a skin lesion must not lose a detail or a colour profile, and the same file
must be recognised when it comes twice. What a photograph says of its place and time stays in it: its readers are
entitled to the patient's address and to the date of the act, and nobody else gets the file.
"""

import io
import warnings

from documents.deposit.incoming.refusals import FileRefused
from documents.media import MAX_PIXELS

FORMATS = {"image/jpeg": "JPEG", "image/png": "PNG", "image/tiff": "TIFF", "image/gif": "GIF"}
MAX_FRAMES = 200
_IMMENSE = f"cette image dépasse {MAX_PIXELS // 1_000_000} millions de points."
_DAMAGED = "cette image est endommagée ou incomplète."


def verify(data: bytes, media_type: str) -> None:
    """Raises FileRefused for an image that cannot be drawn whole, or that is too large to be."""
    from PIL import Image

    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            with Image.open(io.BytesIO(data), formats=[FORMATS[media_type]]) as image:
                _draw_each_frame(image)
    except FileRefused:
        raise
    except Image.DecompressionBombError:
        raise FileRefused(_IMMENSE) from None
    except Exception:  # the library promises nothing on hostile bytes
        raise FileRefused(_DAMAGED) from None


def _draw_each_frame(image) -> None:  # type: ignore[no-untyped-def]
    """Sizes are read before anything is decoded: a small file may unfold into an immense image."""
    frames = getattr(image, "n_frames", 1) if image.format == "TIFF" else 1
    if frames > MAX_FRAMES:
        raise FileRefused(f"cette image compte plus de {MAX_FRAMES} pages.")
    pixels = 0
    for number in range(frames):
        image.seek(number)
        pixels += image.width * image.height
        if pixels > MAX_PIXELS:
            raise FileRefused(_IMMENSE)
        image.load()
