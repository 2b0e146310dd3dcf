"""A parsed document as the templates show it: table of contents, sections, attachments, header, notices."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from functools import cached_property

from django.template.defaultfilters import filesizeformat
from django.utils.safestring import SafeString, mark_safe

from documents import media
from documents.cda.model import Attachment, ClinicalDocument, Section
from documents.cda.narrative import Drawing, draw, known_ids
from documents.cda.values import Party

MAX_HEADING = 6


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


@dataclass(frozen=True)
class ShownAttachment:
    attachment: Attachment
    url: str

    @property
    def anchor(self) -> str:
        return f"piece-{self.attachment.index}"

    @property
    def name(self) -> str:
        return f"Pièce jointe {self.attachment.index + 1} : {media.name_of(self.attachment.media_type)}"

    @property
    def caption(self) -> str:
        return self.attachment.caption

    @property
    def size(self) -> str:
        return filesizeformat(self.attachment.size)

    @property
    def is_pdf(self) -> bool:
        return self.attachment.is_pdf

    @property
    def is_image(self) -> bool:
        return self.attachment.is_image

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


@dataclass
class Reading:
    """Everything that `templates/documents/reading/body.html` needs. Built once, drawn once."""

    document: ClinicalDocument
    attachment_url: Callable[[int], str]
    notices: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        self._drawing = Drawing(self.document, self.attachment_url, known_ids(self.document))
        self.sections = [self._section(section, 2) for section in self.document.sections]
        unreadable = [a.index + 1 for a in self.document.attachments if a.media_type == "application/octet-stream"]
        self.notices = [
            *self.document.notices,
            *self._drawing.notices,
            *(f"La pièce jointe {n} n’est pas lisible : son contenu est endommagé ou inconnu." for n in unreadable),
        ]

    def _section(self, section: Section, level: int) -> ShownSection:
        body = draw(section.narrative, self._drawing) if section.narrative is not None else ""
        return ShownSection(
            anchor=f"section-{section.number}",
            heading=section.heading,
            level=min(level, MAX_HEADING),
            # Serialised by lxml from a tree of our own: see documents.cda.narrative.
            body=mark_safe(body),  # noqa: S308
            people=_people(section),
            is_bar_code=section.is_bar_code,
            is_empty=section.narrative is None and not section.sections,
            sections=[self._section(child, level + 1) for child in section.sections],
        )

    @property
    def contents(self) -> list[ShownSection]:
        """Sections of the two upper levels, for the table of contents."""
        return [entry for section in self.sections for entry in (section, *section.sections)]

    @cached_property
    def attachments(self) -> list[ShownAttachment]:
        return [ShownAttachment(a, self.attachment_url(a.index)) for a in self.document.attachments]

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


def _people(section: Section) -> list[str]:
    lines = [_line("Auteur", p) for p in section.authors if p] + [
        _line("Informateur", p) for p in section.informants if p
    ]
    return [*lines, f"Sujet : {section.subject}"] if section.subject else lines


def _line(part: str, party: Party) -> str:
    details = [party.words, party.specialty.words, party.organisation.name if party.name else ""]
    return f"{part} : {', '.join(d for d in details if d)}"


def plain_text(document: ClinicalDocument) -> str:
    """Words of the document in their order, one block a line: titles and narrative, then text of attachments."""
    lines = [document.header.title]
    for section in _walk(document.sections):
        lines.append(section.heading)
        if section.narrative is not None:
            lines += _blocks(section)
    if document.plain_body:
        lines.append(document.plain_body)
    for attachment in document.attachments if document.level == 1 else []:
        shown = ShownAttachment(attachment, "")
        lines += [shown.text] if shown.text else [page for page in shown.pdf.pages] if attachment.is_pdf else []
    return "\n".join(line.strip() for line in lines if line.strip()) + "\n"


def _walk(sections: list[Section]) -> Iterator[Section]:
    for section in sections:
        yield section
        yield from _walk(section.sections)


def _blocks(section: Section) -> list[str]:
    from documents.cda.nodes import local

    lines: list[str] = []
    current: list[str] = []

    def end_line() -> None:
        words = " ".join(" ".join(current).split())
        if words:
            lines.append(words)
        current.clear()

    from lxml import etree

    for event, node in etree.iterwalk(section.narrative, events=("start", "end")):
        name = local(node)
        if event == "start":
            if name in ("paragraph", "tr", "item", "list", "table"):
                end_line()
            current.append(node.text or "")
            if name == "br":
                end_line()
        else:
            if name in ("paragraph", "tr", "item", "caption"):
                end_line()
            if node is not section.narrative:
                current.append(node.tail or "")
    end_line()
    return lines
