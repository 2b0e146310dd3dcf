"""One stored document, ready to show: read from storage, checked, parsed, or said to be unavailable."""

from collections.abc import Callable
from dataclasses import dataclass

from documents import media, storage
from documents.cda.facts import Fact, header_facts
from documents.cda.model import Attachment, ClinicalDocument, UnreadableDocument
from documents.cda.parser import parse
from documents.cda.rendering import Reading
from documents.models import Document
from documents.record.reimbursements import parse_export


class Unavailable(Exception):
    """The file of a document cannot be shown; the message, in French, says so to the reader. `status`: of HTTP."""

    def __init__(self, sentence: str, status: int = 503) -> None:
        super().__init__(sentence)
        self.status = status


MISSING = "Le fichier est momentanément indisponible. Ses informations restent lisibles. Réessayez plus tard."
ALTERED = "Le fichier est endommagé : il ne correspond plus à son empreinte. Prévenez son auteur."


def content_of(document: Document) -> bytes:
    """The stored bytes, checked against their digest. Raises Unavailable."""
    return _bytes(document.content_id)


def deposited_file_of(document: Document) -> bytes:
    """The file as its depositor sent it, before it was cleaned. Raises Unavailable."""
    return _bytes(document.original_content_id or document.content_id)


def _bytes(key: str) -> bytes:
    try:
        return storage.read(key)
    except storage.MissingContent:
        raise Unavailable(MISSING) from None
    except storage.AlteredContent:
        raise Unavailable(ALTERED) from None


def parsed(document: Document) -> ClinicalDocument:
    """Raises Unavailable."""
    return parsed_bytes(document, content_of(document))


def parsed_bytes(document: Document, data: bytes) -> ClinicalDocument:
    """The stored bytes of a document, read. Raises Unavailable."""
    try:
        return parse_export(data, title=document.title) if media.sniff(data) == "text/csv" else parse(data)
    except UnreadableDocument as error:
        raise Unavailable(f"Le fichier ne peut pas être affiché : {error}") from None


@dataclass(frozen=True)
class DocumentReading:
    """The document drawn, with its header in words; or `problem`, with neither."""

    reading: Reading | None
    facts: list[Fact]
    problem: str = ""


def read(document: Document, attachment_url: Callable[[int], str]) -> DocumentReading:
    """What the reading page shows. A file that cannot be read leaves the metadata readable."""
    try:
        cda = parsed(document)
    except Unavailable as error:
        return DocumentReading(None, [], str(error))
    return DocumentReading(Reading(cda, attachment_url), header_facts(cda.header))


def attachment_of(document: Document, index: int) -> Attachment:
    """One file held by a document. Raises Unavailable."""
    attachments = parsed(document).attachments
    if index >= len(attachments):
        raise Unavailable("Cette pièce jointe n’existe pas dans le document.", 404)
    return attachments[index]


def shown_bytes(attachment: Attachment) -> tuple[bytes, str]:
    """Bytes and media type to send. Raises Unavailable when the base64 is broken.

    A TIFF leaves as PNG, which browsers show; what is neither image, PDF nor text leaves as a plain download.
    """
    data = attachment.data
    if data is None:
        raise Unavailable("Cette pièce jointe est illisible : son contenu est endommagé ou trop volumineux.")
    if attachment.media_type == "image/tiff":
        converted = media.tiff_to_png(data)
        return (converted, "image/png") if converted else (data, "application/octet-stream")
    safe = attachment.is_image or attachment.is_pdf
    return data, attachment.media_type if safe else "application/octet-stream"
