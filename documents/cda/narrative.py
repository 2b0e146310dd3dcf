"""Narrative to HTML: a new tree, rebuilt node by node from an allow-list, then serialised by lxml, which escapes.

Nothing is copied: neither an attribute nor a tag. An unknown element gives way to its words; every word is kept, in
order. What cannot be shown is named in `notices`.
"""

from collections.abc import Callable
from dataclasses import dataclass, field

from lxml import etree, html

from documents.cda.allowed import (
    ALIGN,
    BLOCKS,
    ID_PREFIX,
    IDENTIFIER,
    INLINE_ONLY,
    MAX_ADDRESS,
    MAX_SPAN,
    NEEDS_PARENT,
    PLAIN,
    STRUCTURE,
    STYLES,
    cleaned_address,
    external_address,
)
from documents.cda.model import Attachment, ClinicalDocument
from documents.cda.nodes import local
from documents.media import name_of

_ANY_BLOCK = [f"{{*}}{name}" for name in sorted(BLOCKS)]


@dataclass
class Drawing:
    """One document being drawn: where its attachments are served, the ids that links may reach, what went wrong."""

    document: ClinicalDocument
    attachment_url: Callable[[int], str]
    notices: list[str] = field(default_factory=list)
    drawn_ids: set[str] = field(default_factory=set)
    tables: int = 0
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


def draw(text: etree._Element, drawing: Drawing) -> str:
    """HTML of one `text` element of a section."""
    drawing.block_holders |= _block_holders(text)
    root = html.Element("div")
    _attributes(text, root, drawing)
    root.set("class", "narrative")
    _children(text, root, drawing)
    return html.tostring(root, encoding="unicode", method="html")


def _block_holders(text: etree._Element) -> set[etree._Element]:
    """Elements that hold a block, however deep."""
    found: set[etree._Element] = set()
    for block in text.iter(*_ANY_BLOCK):
        for holder in block.iterancestors():
            if holder in found:
                break
            found.add(holder)
    return found


def _children(source: etree._Element, target: html.HtmlElement, drawing: Drawing) -> None:
    _append_text(target, source.text)
    for child in source:
        if isinstance(child.tag, str):
            _element(child, target, drawing)
        _append_text(target, child.tail)


def _append_text(target: html.HtmlElement, text: str | None) -> None:
    if not text:
        return
    if target.tag in STRUCTURE and text.strip():
        target = _holder(target)
    last = next(target.iterchildren(reversed=True), None)  # len() would count them all, at each word
    if last is None:
        target.text = (target.text or "") + text
    else:
        last.tail = (last.tail or "") + text


def _holder(target: html.HtmlElement) -> html.HtmlElement:
    """A place for words inside a table or a list that has none of its own."""
    if target.tag in ("ul", "ol"):
        return _sub(target, "li")
    return _sub(target if target.tag == "tr" else _sub(target, "tr"), "td")


def _element(source: etree._Element, target: html.HtmlElement, drawing: Drawing) -> None:
    name = local(source)
    if target.tag in STRUCTURE and name not in STRUCTURE[target.tag]:
        if not _has_words(source) and not len(source):
            return
        target = _holder(target)
    special = _SPECIAL.get(name)
    if special is not None:
        special(source, target, drawing)
    elif name in PLAIN and (target.tag in STRUCTURE or name not in NEEDS_PARENT):
        _plain(source, name, target, drawing)
    elif name == "caption":
        _stray_caption(source, target, drawing)
    elif name in BLOCKS:
        block = _sub(target, "div")
        _attributes(source, block, drawing)
        _children(source, block, drawing)
    else:
        _children(source, _anchored(source, target, drawing), drawing)


def _stray_caption(source: etree._Element, target: html.HtmlElement, drawing: Drawing) -> None:
    title = _sub(target, "div" if source in drawing.block_holders else "span")
    _attributes(source, title, drawing)
    title.set("class", "cda-caption")
    _children(source, title, drawing)


def _anchored(source: etree._Element, target: html.HtmlElement, drawing: Drawing) -> html.HtmlElement:
    """Where to draw an element that has no tag of its own: under its ID when it has one, which links may reach."""
    if source.get("ID", "") not in drawing.ids:
        return target
    place = _sub(target, "div" if source in drawing.block_holders else "span")
    _attributes(source, place, drawing)
    return place


def _has_words(source: etree._Element) -> bool:
    return any(text.strip() for text in source.itertext())  # type: ignore[union-attr]


def _plain(source: etree._Element, name: str, target: html.HtmlElement, drawing: Drawing) -> None:
    tag = "td" if name == "th" and not _has_words(source) else PLAIN[name]  # an empty header says nothing
    if name == "content" and source.get("revised") in ("insert", "delete"):
        tag = "ins" if source.get("revised") == "insert" else "del"
    # HTML allows no block inside these, CDA does: a `div` keeps the structure that a browser would otherwise break.
    if tag in INLINE_ONLY and source in drawing.block_holders:
        tag = "div"
    element = _sub(target, tag)
    _attributes(source, element, drawing)
    # HTML lets these hold nothing; words that stand there all the same come after.
    _children(source, target if name in ("br", "col") else element, drawing)


def _sub(target: html.HtmlElement, tag: str) -> html.HtmlElement:
    return etree.SubElement(target, tag)  # type: ignore[return-value]


def _attributes(source: etree._Element, element: html.HtmlElement, drawing: Drawing) -> None:
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
            if value.isdecimal() and 1 < int(value[:4]) <= MAX_SPAN:
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


def _table(source: etree._Element, target: html.HtmlElement, drawing: Drawing) -> None:
    """A wide table scrolls inside its own region, which the keyboard reaches."""
    drawing.tables += 1
    region = _sub(target, "div")
    label = _caption(source) or f"Tableau {drawing.tables}"
    for name, value in (("class", "scroll"), ("role", "region"), ("tabindex", "0"), ("aria-label", label)):
        region.set(name, value)
    table = _sub(region, "table")
    _attributes(source, table, drawing)
    _children(source, table, drawing)


def _caption(source: etree._Element) -> str:
    found = next((c for c in source if local(c) == "caption"), None)
    return " ".join("".join(found.itertext()).split()) if found is not None else ""  # type: ignore[arg-type]


def _list(source: etree._Element, target: html.HtmlElement, drawing: Drawing) -> None:
    first = next((c for c in source if local(c)), None)
    caption = first if first is not None and local(first) == "caption" and not (source.text or "").strip() else None
    if caption is not None:
        _stray_caption(caption, _sub(target, "div"), drawing)
    items = _sub(target, "ol" if source.get("listType", "").lower() == "ordered" else "ul")
    _attributes(source, items, drawing)
    _append_text(items, source.text)
    for child in source:
        if child is not caption and local(child):
            _element(child, items, drawing)
        _append_text(items, child.tail)


def _link(source: etree._Element, target: html.HtmlElement, drawing: Drawing) -> None:
    href = cleaned_address(source.get("href", ""))
    if _is_inside_link(target):
        _children(source, target, drawing)
    elif href.startswith("#") and href[1:] in drawing.ids:
        _children(source, _link_to(href[1:], source, target, drawing), drawing)
    elif (external := external_address(href))[0]:
        _external_link(*external, source, target, drawing)
    else:
        place = _anchored(source, target, drawing)
        _children(source, place, drawing)
        if href:
            drawing.note("Un lien n’a pas été rendu actif : son adresse n’est pas admise ou mène à un fichier absent.")
            if not _has_words(source):
                _append_text(place, href[:MAX_ADDRESS])


def _is_inside_link(target: html.HtmlElement) -> bool:
    """HTML allows no link inside a link."""
    return target.tag == "a" or any(e.tag == "a" for e in target.iterancestors())


def _link_to(identifier: str, source: etree._Element, target: html.HtmlElement, drawing: Drawing) -> html.HtmlElement:
    anchor = _sub(target, "a")
    _attributes(source, anchor, drawing)
    anchor.set("href", "#" + ID_PREFIX + identifier)
    return anchor


def _external_link(address: str, host: str, source: etree._Element, target: html.HtmlElement, drawing: Drawing) -> None:
    anchor = _sub(target, "a")
    _attributes(source, anchor, drawing)
    anchor.set("href", address)
    anchor.set("rel", "noopener noreferrer")
    _children(source, anchor, drawing)
    if not _has_words(source):
        _append_text(anchor, host)
    leaving = _sub(target, "span")
    leaving.set("class", "cda-leaving")
    leaving.text = f" (lien externe\N{NO-BREAK SPACE}: {host})"


def _media(source: etree._Element, target: html.HtmlElement, drawing: Drawing) -> None:
    """An embedded image is drawn; another embedded file becomes a link; nothing distant is ever fetched."""
    references = source.get("referencedObject", "").split()
    found = [a for ref in references for a in drawing.document.attachments_by_id.get(ref, [])]
    if not found:
        drawing.note("Une illustration citée par le texte est absente du document.")
    place = _anchored(source, target, drawing)
    for attachment in found:
        _attachment(attachment, _caption(source), place, drawing)
    _children(source, place, drawing)


def _attachment(attachment: Attachment, caption: str, target: html.HtmlElement, drawing: Drawing) -> None:
    name = f"Pièce jointe {attachment.index + 1} ({name_of(attachment.media_type)})"
    if attachment.is_image and not attachment.is_broken:
        image = _sub(target, "img")
        image.set("src", drawing.attachment_url(attachment.index))
        image.set("alt", caption or attachment.caption or "Image jointe au document")
        image.set("loading", "lazy")
    elif _is_inside_link(target):
        _append_text(target, name)
    else:
        link = _sub(target, "a")
        link.set("href", f"#piece-{attachment.index}")
        link.text = name


def _footnote(source: etree._Element, target: html.HtmlElement, drawing: Drawing) -> None:
    note = _sub(target, "div" if source in drawing.block_holders else "span")
    _attributes(source, note, drawing)
    note.set("class", "cda-footnote")
    _sub(note, "sup").text = str(drawing.note_ranks.get(source, ""))
    _append_text(note, " ")
    _children(source, note, drawing)


def _footnote_reference(source: etree._Element, target: html.HtmlElement, drawing: Drawing) -> None:
    identifier = source.get("IDREF", "")
    if identifier in drawing.note_ranks_by_id:
        mark = _sub(target, "sup")
        place = mark if _is_inside_link(target) else _link_to(identifier, source, mark, drawing)
        place.text = str(drawing.note_ranks_by_id[identifier])
    else:
        drawing.note("Une note citée par le texte est absente du document.")
    _children(source, _anchored(source, target, drawing), drawing)


_SPECIAL: dict[str, Callable[[etree._Element, html.HtmlElement, Drawing], None]] = {
    "table": _table,
    "list": _list,
    "linkHtml": _link,
    "renderMultiMedia": _media,
    "footnote": _footnote,
    "footnoteRef": _footnote_reference,
}
