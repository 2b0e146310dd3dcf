"""A parsed document as the templates show it: table of contents, sections, attachments, header, notices."""

from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cached_property

from django.utils.safestring import SafeString, mark_safe
from lxml import etree

from documents import media
from documents.cda.allowed import BLOCKS
from documents.cda.drawing import Drawing
from documents.cda.model import Attachment, ClinicalDocument, Section
from documents.cda.narrative import draw
from documents.cda.nodes import local
from documents.cda.values import Party
from documents.words import file_size

MAX_HEADING = 6
_LINES = BLOCKS - {"td", "th", "col", "colgroup"} | {"br", "caption"}


@dataclass(frozen=True)
class ShownSection:
    """One section, ready to show: its heading stands under the page's h1."""

    anchor: str
    heading: str
    level: int
    body: SafeString
    people: list[str]
    is_bar_code: bool
    is_empty: bool
    sections: list["ShownSection"]

    @property
    def tag(self) -> str:
        return f"h{self.level}"


@dataclass(frozen=True, slots=True)
class ShownPage:
    """One page of a PDF: its picture, with its size, and its words."""

    number: int
    url: str
    width: int
    height: int
    text: str


@dataclass(frozen=True)
class ShownAttachment:
    attachment: Attachment
    url: str
    pages_url: str = ""  # under which the portal draws the pages of a PDF; empty where it does not

    @property
    def anchor(self) -> str:
        return f"piece-{self.attachment.index}"

    @property
    def name(self) -> str:
        return f"Pièce jointe {self.attachment.index + 1} : {media.name_of(self.attachment.media_type)}"

    @property
    def caption(self) -> str:
        return self.attachment.caption

    @property
    def size(self) -> str:
        return file_size(self.attachment.size)

    @property
    def is_broken(self) -> bool:
        return self.attachment.is_broken

    @property
    def is_pdf(self) -> bool:
        return self.attachment.is_pdf and not self.is_broken

    @property
    def is_image(self) -> bool:
        return self.attachment.is_image and not self.is_broken

    @cached_property
    def text(self) -> str:
        """Words of a text or RTF file."""
        data = self.attachment.data
        if data is None:
            return ""
        if self.attachment.media_type == "text/rtf":
            return media.rtf_text(data)
        return media.plain_text(data) if self.attachment.media_type == "text/plain" else ""

    @cached_property
    def pdf(self) -> media.PdfText:
        """Text alternative of a PDF; read only when the template asks."""
        data = self.attachment.data
        return media.pdf_text(data) if data else media.PdfText((), "Cette pièce jointe est illisible.")

    @cached_property
    def pages(self) -> list[ShownPage]:
        """Of a PDF whose pages are drawn by the portal; none when it cannot be read."""
        if not self.pages_url:
            return []
        words = zip(self.pdf.pages, self.pdf.sizes, strict=True)
        return [ShownPage(n, f"{self.pages_url}{n}/", *size, text) for n, (text, size) in enumerate(words, start=1)]


@dataclass
class Reading:
    """Everything that `templates/documents/reading/body.html` needs. Built once, drawn once."""

    document: ClinicalDocument
    attachment_url: Callable[[int], str]
    notices: list[str] = field(default_factory=list)
    page_url: Callable[[int], str] | None = None  # address under which the pages of a PDF are drawn

    def __post_init__(self) -> None:
        self._drawing = Drawing(self.document, self.attachment_url)
        self.sections = [self._section(section, 2) for section in self.document.sections]
        doubts = [_doubt(attachment) for attachment in self.document.attachments]
        self.notices = [*self.document.notices, *self._drawing.notices, *(doubt for doubt in doubts if doubt)]

    def _section(self, section: Section, level: int) -> ShownSection:
        is_blank = section.narrative is None or _is_blank(section.narrative)
        body = "" if is_blank else draw(section.narrative, self._drawing)
        return ShownSection(
            anchor=f"s-{section.number}",
            heading=section.heading,
            level=min(level, MAX_HEADING),
            # Serialised by lxml from a tree of our own: see documents.cda.narrative.
            body=mark_safe(body),  # noqa: S308
            people=people_of(section),
            is_bar_code=section.is_bar_code,
            is_empty=is_blank and not section.sections,
            sections=[self._section(child, level + 1) for child in section.sections],
        )

    @property
    def contents(self) -> list[ShownSection]:
        """Sections of the two upper levels, for the table of contents."""
        return [entry for section in self.sections for entry in (section, *section.sections)]

    @cached_property
    def attachments(self) -> list[ShownAttachment]:
        pages_url = self.page_url or (lambda index: "")
        urls = ((a, self.attachment_url(a.index), pages_url(a.index)) for a in self.document.attachments)
        return [ShownAttachment(*one) for one in urls]

    @property
    def pdf_copy(self) -> ShownAttachment | None:
        copy = self.document.pdf_copy
        return next((a for a in self.attachments if copy and a.attachment.index == copy.index), None)

    @property
    def main_file(self) -> ShownAttachment | None:
        """The file that a level 1 document consists of."""
        return self.attachments[0] if self.document.level == 1 and self.attachments else None

    @property
    def plain_body(self) -> str:
        return self.document.plain_body


def _doubt(attachment: Attachment) -> str:
    """Why a file held by the document is not shown, or not whole."""
    name = f"La pièce jointe {attachment.index + 1}"
    if attachment.is_broken:
        return f"{name} n’est pas lisible : son contenu est endommagé ou trop volumineux."
    if attachment.media_type == "image/tiff":
        pages = media.tiff_page_count(attachment.data or b"")
        if pages == 0:
            return f"{name} n’est pas affichée : cette image TIFF est endommagée ou trop grande."
        return f"{name} compte plusieurs pages ; seule la première est affichée." if pages > 1 else ""
    shown = attachment.is_image or attachment.media_type in media.SHOWN_FILES
    return "" if shown else f"{name} n’est pas affichée : son format n’est pas reconnu. Vous pouvez la télécharger."


def _is_blank(narrative: etree._Element) -> bool:
    """Neither words, nor a picture, nor a link."""
    shows_something = next(narrative.iter("{*}renderMultiMedia", "{*}linkHtml"), None) is not None
    return not shows_something and not any(text.strip() for text in narrative.itertext())  # type: ignore[union-attr]


def people_of(section: Section) -> list[str]:
    """Who wrote or told a section, and on whom it bears."""
    lines = [_line(p.part, p) for p in (*section.authors, *section.informants) if p]
    return [*lines, f"Sujet : {section.subject}"] if section.subject else lines


def _line(part: str, party: Party) -> str:
    details = [party.words, party.specialty.words, party.organisation.name if party.name else ""]
    return f"{part}\N{NO-BREAK SPACE}: {', '.join(d for d in details if d)}"


def plain_text(document: ClinicalDocument) -> str:
    """Words of the document in their order, one block a line: titles and narrative, then text of attachments."""
    lines = [document.header.title]
    for section in document.all_sections:
        lines.append(section.heading)
        if section.narrative is not None:
            lines += blocks_of(section.narrative)
    if document.plain_body:
        lines.append(document.plain_body)
    for attachment in document.attachments if document.level == 1 else []:
        shown = ShownAttachment(attachment, "")
        lines += [shown.text] if shown.text else list(shown.pdf.pages) if attachment.is_pdf else []
    return "\n".join(line.strip() for line in lines if line.strip()) + "\n"


def blocks_of(narrative: etree._Element) -> list[str]:
    """Words of a narrative, one line for a paragraph, an item, a row; cells apart, the rest as it was typed."""
    pieces: list[str] = []
    for event, node in etree.iterwalk(narrative, events=("start", "end")):
        name = local(node)
        break_ = "\n" if name in _LINES else " " if name in ("td", "th") else ""
        text = node.text if event == "start" else node.tail if node is not narrative else ""
        folded = " ".join(f"|{text or ''}|".split())[1:-1]  # white space at the edges kept as one space
        pieces += [break_, folded]
    lines = ("".join(pieces)).split("\n")
    return [words for line in lines if (words := " ".join(line.split()))]
