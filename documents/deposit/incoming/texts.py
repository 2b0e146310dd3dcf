"""Plain text and RTF.

The viewer shows the words of an RTF and nothing else. So one that holds an object, a picture or a link to another file
is refused: its readers would miss a part of it, or run what it carries.
"""

import re
import unicodedata

from documents import media
from documents.deposit.incoming.refusals import FileRefused

_RTF_OBJECT = re.compile(rb"\\(?:object|objdata|objocx|objemb|objlink|objupdate|objautlink)(?![a-z])", re.IGNORECASE)
_RTF_PICTURE = re.compile(rb"\\(?:pict|shppict|nonshppict)(?![a-z])", re.IGNORECASE)
_RTF_LINK = re.compile(
    rb"\\\*\s*\\template|\b(?:DDEAUTO|DDE|INCLUDEPICTURE|INCLUDETEXT|LINK)\s+[\"\\a-z]|\\(?:filetbl|passwordhash)(?![a-z])",
    re.IGNORECASE,
)
_AS_PDF = "Enregistrez le document en PDF."
_KEPT_CONTROLS = "\t\n"


def normalised(data: bytes) -> bytes:
    """The same words in UTF-8, one kind of line ends, without control characters. Raises FileRefused."""
    text = media.plain_text(data).replace("\r\n", "\n").replace("\r", "\n").replace("\f", "\n")
    odd = sum(1 for c in text if unicodedata.category(c) in ("Cc", "Cs") and c not in _KEPT_CONTROLS)
    if odd > len(text) // 100:
        raise FileRefused("ce fichier n’est pas un texte.")
    kept = "".join(c for c in text if c in _KEPT_CONTROLS or unicodedata.category(c) not in ("Cc", "Cs"))
    if not kept.strip():
        raise FileRefused("ce texte est vide.")
    return kept.encode()


def verify_rtf(data: bytes) -> None:
    """Raises FileRefused."""
    if len(data) > media.MAX_RTF:
        raise FileRefused(f"ce fichier RTF dépasse {media.MAX_RTF // 1_000_000} Mo. {_AS_PDF}")
    if _RTF_OBJECT.search(data) or _RTF_LINK.search(data):
        raise FileRefused(f"ce fichier RTF contient un objet incorporé ou un lien vers un autre fichier. {_AS_PDF}")
    if _RTF_PICTURE.search(data):
        raise FileRefused(f"ce fichier RTF contient des images, que le portail n’afficherait pas. {_AS_PDF}")
    if not data.rstrip(b"\x00\r\n \t").endswith(b"}") or not media.rtf_text(data).strip():
        raise FileRefused("ce fichier RTF est endommagé, incomplet ou vide.")
