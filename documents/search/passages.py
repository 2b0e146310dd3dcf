"""A document cut into passages: what its entry says, its sections or pages, then the codes behind its words."""

import re
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from documents.cda.model import Attachment, ClinicalDocument, Section
from documents.cda.rendering import ShownAttachment, blocks_of, people_of
from documents.models import Document, DocumentAuthor, Indexed, Passage
from documents.search.query import UNSEEN

Kind = Passage.Kind
MAX_PASSAGE = 8_000  # characters: a long page; far below what a tsvector holds (1 MB, 16,383 positions)
MAX_TEXT = 2_000_000  # characters of one document
MAX_FILES = 50  # files of one document that are read for their text
_CUT = re.compile(r"\ufffe\s*")  # how PDFium marks a word cut at the end of a line


@dataclass(frozen=True, slots=True)
class Drawn:
    """A passage that is not yet a row; `place` and `attachment` mean what they do in Passage."""

    kind: Kind
    text: str
    heading: str = ""
    place: str = ""
    attachment: int | None = None


@dataclass(slots=True)
class Text:
    """The text of a file, and how much of what it shows this is."""

    passages: list[Drawn] = field(default_factory=list)
    missing: bool = False  # scans, files that cannot be read, text beyond the bounds

    @property
    def indexed(self) -> Indexed:
        if all(drawn.kind == Kind.CODES for drawn in self.passages):
            return Indexed.NONE
        return Indexed.PART if self.missing else Indexed.WHOLE


def text_of(cda: ClinicalDocument) -> Text:
    """Everything that can be read in the document. Reads its PDF files: outside any transaction."""
    found, size = Text(), 0
    for drawn in _cut(_bodies(cda, found)):
        size += len(drawn.text)
        if size > MAX_TEXT:
            found.missing = True
            break
        found.passages.append(drawn)
    return found


def _bodies(cda: ClinicalDocument, found: Text) -> Iterator[Drawn]:
    for section in cda.all_sections:
        lines = blocks_of(section.narrative) if section.narrative is not None else []
        words = [section.heading, *people_of(section), *lines] if section.title or lines else []
        yield Drawn(Kind.SECTION, _clean(words), section.heading, section.number)
    yield Drawn(Kind.TEXT, _clean([cda.plain_body]))
    shown = cda.attachments[0] if cda.level == 1 and cda.attachments else cda.pdf_copy
    for attachment in cda.attachments[:MAX_FILES]:
        yield from _file(attachment, found, None if attachment is shown else attachment.index)
    found.missing |= len(cda.attachments) > MAX_FILES
    for section in cda.all_sections:
        yield Drawn(Kind.CODES, _clean(_codes(section)), section.heading, section.number)


def _codes(section: Section) -> Iterator[str]:
    """Codes of the entries of a section (LOINC and others), with the label that its words do not hold already."""
    known = "" if section.narrative is None else " ".join(blocks_of(section.narrative)).lower()
    seen = set()
    for entry in section.entries:
        for node in entry.iter("{*}code", "{*}value", "{*}translation"):
            code, label = node.get("code", ""), node.get("displayName", "")
            if code and (code, label) not in seen:
                seen.add((code, label))
                yield code if not label or label.lower() in known else f"{code} {label}"


def _file(attachment: Attachment, found: Text, index: int | None) -> Iterator[Drawn]:
    if attachment.is_pdf:
        shown = ShownAttachment(attachment, "").pdf
        found.missing |= bool(shown.problem or shown.rest)
        for number, page in enumerate(shown.pages, start=1):
            yield Drawn(Kind.PAGE, _clean([page]), "", str(number), index)
    elif not attachment.is_image:
        text = ShownAttachment(attachment, "").text
        found.missing |= not text
        yield Drawn(Kind.TEXT, _clean([text]), "", "", index)


def entry_of(document: Document, authors: Iterable[DocumentAuthor]) -> list[Drawn]:
    """What the list and the head of the reading page say of the document."""
    kind = document.document_type
    types = [document.type_label, document.type_code, kind.label, document.get_category_display()]
    people = [f"{a.title} {a.given_name} {a.family_name} {a.specialty_label} {a.institution}" for a in authors]
    labels = [str(code.get("label", "")) for code in document.event_codes if isinstance(code, dict)]
    head = [*types, document.author_label, document.institution_label, *people, *labels, document.comments]
    return list(_cut([Drawn(Kind.TITLE, _clean([document.title])), Drawn(Kind.HEAD, _clean(dict.fromkeys(head)))]))


def _clean(lines: Iterable[str]) -> str:
    """One line for each block, composed characters, nothing that is not seen."""
    text = unicodedata.normalize("NFC", UNSEEN.sub("", _CUT.sub("", "\n".join(lines))))
    return "\n".join(line for raw in text.split("\n") if (line := " ".join(raw.split())))


def _cut(passages: Iterable[Drawn]) -> Iterator[Drawn]:
    """Passages of bounded length, cut between lines, or between words of an endless line; empty ones left out."""
    for drawn in passages:
        rest = drawn.text
        while len(rest) > MAX_PASSAGE:
            at = max(rest.rfind("\n", MAX_PASSAGE // 2, MAX_PASSAGE), rest.rfind(" ", MAX_PASSAGE - 200, MAX_PASSAGE))
            at = at if at > 0 else MAX_PASSAGE
            yield Drawn(drawn.kind, rest[:at], drawn.heading, drawn.place, drawn.attachment)
            rest = rest[at:].lstrip()
        if rest:
            yield Drawn(drawn.kind, rest, drawn.heading, drawn.place, drawn.attachment)
