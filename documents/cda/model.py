"""A CDA document as plain values. Bytes of attachments are decoded only when asked for."""

import base64
import binascii
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cached_property

from lxml import etree

from documents import media
from documents.cda.values import Code, Identifier, Organisation, Party, Period, PersonName, Timestamp

MAX_ATTACHMENT = 20_000_000  # bytes, decoded
MAX_ATTACHMENTS = 500
PDF_COPY_TEMPLATE = "1.2.250.1.213.1.1.2.243"
PDF_COPY_CODE = "55108-5"
BAR_CODE_TEMPLATE = "1.2.250.1.213.1.1.2.223"


class UnreadableDocument(ValueError):
    """The file cannot be read as a document. The message, in French, says why; it never holds a matricule."""


@dataclass(frozen=True, slots=True)
class CdaPatient:
    """The patient as the document bears it: compared with the record's holder, never merged."""

    ins: tuple[Identifier, ...] = ()
    local_ids: tuple[Identifier, ...] = ()
    name: PersonName = field(default_factory=PersonName)
    sex: str = ""
    birth: Timestamp | None = None
    birth_place_code: str = ""
    birth_place_name: str = ""
    deceased: str = ""
    contacts: tuple[str, ...] = ()
    guardians: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Service:
    """A documented act (documentationOf); the first one is the main act."""

    code: Code = field(default_factory=Code)
    period: Period = field(default_factory=Period)
    performer: Party = field(default_factory=Party)
    other_performers: tuple[Party, ...] = ()
    status: str = ""  # « completed », « active »: of laboratory reports (IHE XD-LAB)


@dataclass(frozen=True, slots=True)
class Encounter:
    ids: tuple[Identifier, ...] = ()
    code: Code = field(default_factory=Code)
    period: Period = field(default_factory=Period)
    facility: Code = field(default_factory=Code)
    place: str = ""
    responsible: Party = field(default_factory=Party)
    discharge: Code = field(default_factory=Code)


@dataclass(frozen=True, slots=True)
class Header:
    id: Identifier
    type: Code
    title: str
    patient: CdaPatient
    effective_time: Timestamp | None = None
    confidentiality: Code = field(default_factory=Code)
    language: str = "fr-FR"
    set_id: Identifier | None = None
    version_number: int = 1
    template_ids: tuple[str, ...] = ()
    authors: tuple[Party, ...] = ()
    custodian: Organisation = field(default_factory=Organisation)
    legal_authenticator: Party = field(default_factory=Party)
    others: tuple[Party, ...] = ()
    services: tuple[Service, ...] = ()
    orders: tuple[Identifier, ...] = ()
    replaces: tuple[Identifier, ...] = ()
    related: tuple[Identifier, ...] = ()  # completed (APND) or transformed (XFRM)
    encounter: Encounter = field(default_factory=Encounter)
    authorizations: tuple[str, ...] = ()

    @property
    def act(self) -> Service:
        return self.services[0] if self.services else Service()


@dataclass
class Attachment:
    """A file held in base64 inside the document."""

    index: int
    element_id: str
    declared_type: str
    text: str = field(repr=False)
    caption: str = ""
    region_id: str = ""  # of the region of interest that marks this image
    is_in_pdf_copy: bool = False  # in a section that holds a PDF copy of the whole document

    @cached_property
    def media_type(self) -> str:
        """From the first bytes, never from what the document declares."""
        return media.sniff(_decode(self.text.lstrip()[:2048], partial=True) or b"")

    @cached_property
    def data(self) -> bytes | None:
        """Decoded bytes; None when the base64 is broken or too large."""
        return _decode(self.text) if self.size <= MAX_ATTACHMENT else None

    @property
    def is_broken(self) -> bool:
        return self.data is None

    @cached_property
    def size(self) -> int:
        """Decoded size in bytes, without decoding."""
        digits = sum(len(line.rstrip("=")) for line in self.text.split())
        return digits * 3 // 4

    @property
    def is_image(self) -> bool:
        return self.media_type in media.SHOWN_IMAGES

    @property
    def is_pdf(self) -> bool:
        return self.media_type == "application/pdf"


_NOT_BASE64 = re.compile(r"[^A-Za-z0-9+/=\s]")


def _decode(text: str, *, partial: bool = False) -> bytes | None:
    if _NOT_BASE64.search(text):
        return None
    compact = "".join(text.split())
    if partial:
        compact = compact[: len(compact) // 4 * 4]
    try:
        return base64.b64decode(compact, validate=True)
    except (binascii.Error, ValueError):
        return None


@dataclass
class Section:
    """One section of the body, with its narrative still in XML: `documents.cda.narrative` draws it."""

    number: str
    title: str
    code: Code
    template_ids: tuple[str, ...]
    narrative: etree._Element | None
    entries: tuple[etree._Element, ...] = ()  # coded, for `documents.cda.statements`: never shown
    authors: tuple[Party, ...] = ()
    informants: tuple[Party, ...] = ()
    subject: str = ""
    sections: list["Section"] = field(default_factory=list)

    @property
    def heading(self) -> str:
        return self.title or self.code.words or "Section sans titre"

    @property
    def is_bar_code(self) -> bool:
        return BAR_CODE_TEMPLATE in self.template_ids


@dataclass
class ClinicalDocument:
    header: Header
    level: int
    sections: list[Section]
    attachments: list[Attachment]
    notices: list[str]
    plain_body: str = ""
    body_type: str = ""

    @property
    def all_sections(self) -> Iterator[Section]:
        """Every section in the order of the document, whatever its depth."""
        pending = self.sections[::-1]
        while pending:
            section = pending.pop()
            yield section
            pending += section.sections[::-1]

    @cached_property
    def attachments_by_id(self) -> dict[str, list[Attachment]]:
        found: dict[str, list[Attachment]] = {}
        for attachment in self.attachments:
            for identifier in {attachment.element_id, attachment.region_id} - {""}:
                found.setdefault(identifier, []).append(attachment)
        return found

    @property
    def pdf_copy(self) -> Attachment | None:
        """The PDF that is a copy of the whole document, when it has exactly one."""
        copies = [a for a in self.attachments if a.is_in_pdf_copy and a.is_pdf]
        return copies[0] if len(copies) == 1 else None
