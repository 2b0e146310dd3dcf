"""The paper on which a narrative is drawn: a new HTML tree, its words, and the few attributes that it may bear."""

from collections.abc import Callable
from dataclasses import dataclass, field

from lxml import etree, html

from documents.cda.allowed import ALIGN, BLOCKS, ID_PREFIX, IDENTIFIER, MAX_SPAN, STRUCTURE, STYLES
from documents.cda.model import ClinicalDocument
from documents.cda.nodes import local

_ANY_BLOCK = [f"{{*}}{name}" for name in sorted(BLOCKS)]


@dataclass
class Drawing:
    """One document being drawn: where its attachments are served, the ids that links may reach, what went wrong."""

    document: ClinicalDocument
    attachment_url: Callable[[int], str]
    notices: list[str] = field(default_factory=list)
    drawn_ids: set[str] = field(default_factory=set)
    tables: int = 0
    cited: int = 0
    is_in_link: bool = False  # HTML allows no link inside a link
    leaving: str = ""  # host of the link just drawn, still to be said
    # Answers kept, so that a hostile narrative costs no more than its size.
    block_holders: set[etree._Element] = field(default_factory=set)
    header_rows: dict[etree._Element, bool] = field(default_factory=dict)

    def __post_init__(self) -> None:
        elements = [
            e
            for section in self.document.all_sections
            if section.narrative is not None
            for e in section.narrative.iter()
        ]
        self.ids = frozenset(i for e in elements if (i := e.get("ID")) and IDENTIFIER.fullmatch(i))
        notes = [e for e in elements if local(e) == "footnote"]
        self.note_ranks = {e: rank for rank, e in enumerate(notes, start=1)}
        self.note_ranks_by_id = {
            e.get("ID", ""): rank for e, rank in reversed(self.note_ranks.items()) if e.get("ID") in self.ids
        }

    def note(self, sentence: str) -> None:
        if sentence not in self.notices:
            self.notices.append(sentence)


def block_holders(text: etree._Element) -> set[etree._Element]:
    """Elements that hold a block, however deep."""
    found: set[etree._Element] = set()
    for block in text.iter(*_ANY_BLOCK):
        for holder in block.iterancestors():
            if holder in found:
                break
            found.add(holder)
    return found


def add_text(target: html.HtmlElement, text: str | None) -> None:
    if not text:
        return
    if target.tag in STRUCTURE and text.strip():
        target = holder(target)
    last = next(target.iterchildren(reversed=True), None)  # len() would count them all, at each word
    if last is None:
        target.text = (target.text or "") + text
    else:
        last.tail = (last.tail or "") + text


def holder(target: html.HtmlElement) -> html.HtmlElement:
    """A place for words inside a table or a list that has none of its own."""
    if target.tag in ("ul", "ol"):
        return add(target, "li")
    return add(target if target.tag == "tr" else add(target, "tr"), "td")


def has_words(source: etree._Element) -> bool:
    return any(text.strip() for text in source.itertext())  # type: ignore[union-attr]


def add(target: html.HtmlElement, tag: str) -> html.HtmlElement:
    return etree.SubElement(target, tag)  # type: ignore[return-value]


def set_attributes(source: etree._Element, element: html.HtmlElement, drawing: Drawing) -> None:
    identifier = source.get("ID", "")
    if IDENTIFIER.fullmatch(identifier) and identifier not in drawing.drawn_ids:
        drawing.drawn_ids.add(identifier)
        element.set("id", ID_PREFIX + identifier)
    classes = [STYLES.get(style.lower(), "") for style in source.get("styleCode", "").split()]
    classes.append(ALIGN.get(source.get("align", "").lower(), ""))
    if classes := [c for c in classes if c]:
        element.set("class", " ".join(classes))
    if element.tag in ("td", "th"):
        for span in ("colspan", "rowspan"):
            value = source.get(span, "")
            if value.isdecimal() and len(value) <= 4 and 1 < int(value) <= MAX_SPAN:
                element.set(span, str(int(value)))
    if element.tag == "th":
        element.set("scope", "col" if _is_column_header(source, drawing) else "row")


def _is_column_header(source: etree._Element, drawing: Drawing) -> bool:
    """In the head of a table, or in a row of headers only."""
    row = source.getparent()
    if row is None:
        return True
    if row not in drawing.header_rows:
        in_head = any(local(a) == "thead" for a in row.iterancestors())
        drawing.header_rows[row] = in_head or all(local(cell) == "th" for cell in row)
    return drawing.header_rows[row]
