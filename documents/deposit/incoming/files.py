"""One file offered for a deposit: what its bytes are, cleaned of what acts, or refused."""

import codecs
import re
from dataclasses import dataclass
from html import unescape

from documents import media
from documents.cda.body import UNREAD_FILES
from documents.cda.model import ClinicalDocument, UnreadableDocument
from documents.cda.parser import parse
from documents.deposit.incoming import antivirus, images, pdf, texts
from documents.deposit.incoming.refusals import FileRefused

CDA = "text/xml"
ACCEPTED = "PDF, JPEG, PNG, TIFF, TXT, RTF ou CDA (XML)"
_UNKNOWN = f"son format n’est pas admis. Formats admis : {ACCEPTED}."


@dataclass(frozen=True, slots=True)
class Incoming:
    """A file that may be deposited. `data` is what readers get, `original` what came, when it is not the same."""

    data: bytes
    media_type: str
    original: bytes | None = None
    document: ClinicalDocument | None = None  # of a CDA, which is deposited as it is


def accept(data: bytes) -> Incoming:
    """Recognise by the bytes, never by the name; examine, clean. Raises FileRefused."""
    if not data:
        raise FileRefused("il est vide.")
    media_type = media.sniff(data)
    if media_type not in _READERS:
        antivirus.check(data)  # a program is named as such, rather than as an unknown format
        raise FileRefused(_UNKNOWN)
    antivirus.check(data)
    return _READERS[media_type](data, media_type)


def _pdf(data: bytes, media_type: str) -> Incoming:
    found = pdf.cleaned(data)
    _refuse_unshown(found.data)
    return Incoming(found.data, media_type, data if found.changes else None)


def _held_pdf(data: bytes, media_type: str) -> Incoming:
    """One that cannot be written again: it is taken as it is, or refused for what would have been changed."""
    changes = pdf.cleaned(data).changes
    for change, sentence in _NOT_IN_A_CDA.items():
        if change in changes:
            raise FileRefused(sentence)
    _refuse_unshown(data)
    return Incoming(data, media_type)


def _refuse_unshown(data: bytes) -> None:
    if not media.pdf_page_count(data):
        raise FileRefused("ce PDF ne peut pas être affiché.")


def _image(data: bytes, media_type: str) -> Incoming:
    images.verify(data, media_type)
    return Incoming(data, media_type)


def _rtf(data: bytes, media_type: str) -> Incoming:
    texts.verify_rtf(data)
    return Incoming(data, media_type)


def _text(data: bytes, media_type: str) -> Incoming:
    normalised = texts.normalised(data)
    return Incoming(normalised, media_type, None if normalised == data else data)


def _cda(data: bytes, media_type: str) -> Incoming:
    """A CDA is deposited as it is, byte for byte: what acts in its PDF cannot be taken away, so that it is refused."""
    try:
        document = parse(data)
    except UnreadableDocument as error:
        reason = str(error)
        raise FileRefused(f"{reason[:1].lower()}{reason[1:]}") from None
    if _STYLE_SHEET_ELSEWHERE.search(_as_text(data)):
        raise FileRefused("il demande une feuille de style à une adresse extérieure.")
    if UNREAD_FILES.intersection(document.notices):
        raise FileRefused("ses pièces jointes sont compressées ou trop nombreuses pour être examinées.")
    for attachment in document.attachments:
        if attachment.data is None:
            raise FileRefused("une de ses pièces jointes est endommagée ou trop volumineuse.")
        _examine_held(attachment.data)
    return Incoming(data, media_type, document=document)


def _examine_held(data: bytes) -> None:
    """A file held by a CDA passes what a bare one would, and more: it cannot be cleaned. Raises FileRefused."""
    antivirus.check(data)
    media_type = media.sniff(data)
    reader = {"image/gif": _image, "application/pdf": _held_pdf}.get(media_type) or _READERS.get(media_type)
    if reader is None or media_type == CDA:
        raise FileRefused("une de ses pièces jointes est d’un format qui n’est pas admis.")
    try:
        reader(data, media_type)
    except FileRefused as refusal:
        sentence = f"une de ses pièces jointes n’est pas admise : {refusal.sentence}"
        raise FileRefused(sentence, refusal.decision) from None


def _as_text(data: bytes) -> str:
    """Enough of it to find an instruction, whose character references stand for what they name."""
    wide = data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE))
    text = data[: len(data) // 2 * 2].decode("utf-16", errors="replace") if wide else data.decode("latin-1")
    return "".join(unescape(found) for found in _INSTRUCTION.findall(text))


# Published documents name a style sheet that stands beside them: only another place is refused. None is ever followed.
_INSTRUCTION = re.compile(r"<\?xml-stylesheet\b[^>]{0,4000}")
_STYLE_SHEET_ELSEWHERE = re.compile(r"""href\s*=\s*["']\s*(?:[a-z][a-z0-9+.-]*:|[/\\]{2})""", re.IGNORECASE)
_NOT_IN_A_CDA = {
    pdf.Change.ACTIVE: "ce PDF porte un script, un fichier incorporé ou une action, qui n’en peuvent être retirés.",
    pdf.Change.AROUND: "ce PDF est précédé ou suivi d’autre chose que lui-même.",
    pdf.Change.DOUBTFUL: "la table des objets de ce PDF est fausse : il pourrait s’afficher autrement ailleurs.",
}
_READERS = {
    "application/pdf": _pdf,
    "image/jpeg": _image,
    "image/png": _image,
    "image/tiff": _image,
    "text/rtf": _rtf,
    "text/plain": _text,
    CDA: _cda,
}
