"""Narrative to HTML: a new tree, rebuilt node by node from an allow-list, then serialised by lxml, which escapes.

Nothing is copied: neither an attribute nor a tag. An unknown element gives way to its words; every word is kept, in
order. What cannot be shown is named in `notices`.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from urllib.parse import urlsplit

from lxml import etree, html

from documents.cda.model import Attachment, ClinicalDocument
from documents.cda.nodes import local
from documents.media import name_of

ID_PREFIX = "cda-"
MAX_SPAN = 100
SCHEMES = frozenset({"http", "https", "mailto", "tel"})
STYLES = {
    "bold": "cda-bold",
    "italics": "cda-italic",
    "bolditalics": "cda-bold cda-italic",
    "emphasis": "cda-italic",
    "underline": "cda-underline",
    "subscript": "cda-sub",
    "superscript": "cda-sup",
    "xallcaps": "cda-caps",
    "xfgred": "cda-strong",
}
ALIGN = {"left": "cda-left", "right": "cda-right", "center": "cda-center", "justify": ""}
# CDA element -> HTML element; the rest is drawn by a function of its own, or reduced to its words.
PLAIN = {
    "content": "span",
    "paragraph": "p",
    "item": "li",
    "thead": "thead",
    "tbody": "tbody",
    "tfoot": "tfoot",
    "tr": "tr",
    "th": "th",
    "td": "td",
    "caption": "caption",
    "col": "col",
    "colgroup": "colgroup",
    "br": "br",
    "sub": "sub",
    "sup": "sup",
    "pre": "pre",
}
BLOCKS = frozenset({"paragraph", "list", "table", "pre"})
TABLE_PARTS = frozenset({"thead", "tbody", "tfoot", "tr", "colgroup", "col", "caption"})
# What HTML admits inside these; a browser throws anything else out of its place, and the words out of order.
STRUCTURE = {
    "table": frozenset({"caption", "colgroup", "col", "thead", "tbody", "tfoot", "tr"}),
    "thead": frozenset({"tr"}),
    "tbody": frozenset({"tr"}),
    "tfoot": frozenset({"tr"}),
    "tr": frozenset({"td", "th"}),
    "colgroup": frozenset({"col"}),
    "ul": frozenset({"item"}),
    "ol": frozenset({"item"}),
}
_ID = re.compile(r"[\w.:-]+")


@dataclass
class Drawing:
    """One document being drawn: where its attachments are served, the ids that links may reach, what went wrong."""

    document: ClinicalDocument
    attachment_url: Callable[[int], str]
    ids: frozenset[str] = frozenset()
    notices: list[str] = field(default_factory=list)
    shown: set[int] = field(default_factory=set)
    drawn_ids: set[str] = field(default_factory=set)
    footnotes: int = 0
    tables: int = 0

    def note(self, sentence: str) -> None:
        if sentence not in self.notices:
            self.notices.append(sentence)


def draw(text: etree._Element, drawing: Drawing) -> str:
    """HTML of one `text` element of a section."""
    root = html.Element("div")
    root.set("class", "narrative")
    _children(text, root, drawing)
    return html.tostring(root, encoding="unicode", method="html")


def known_ids(document: ClinicalDocument) -> frozenset[str]:
    """Ids of the narrative: the only targets of inner links."""
    found: set[str] = set()
    pending = list(document.sections)
    while pending:
        section = pending.pop()
        pending += section.sections
        if section.narrative is not None:
            found |= {
                identifier
                for e in section.narrative.iter()
                if (identifier := e.get("ID")) and _ID.fullmatch(identifier)
            }
    return frozenset(found)


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
    if len(target):
        target[-1].tail = (target[-1].tail or "") + text
    else:
        target.text = (target.text or "") + text


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
    elif name in PLAIN and (target.tag in STRUCTURE or name not in _NEEDS_PARENT):
        _plain(source, name, target, drawing)
    elif name in _NEEDS_PARENT:
        _children(source, _sub(target, "div"), drawing)
    else:
        _children(source, target, drawing)


_NEEDS_PARENT = TABLE_PARTS | {"td", "th", "item"}


def _has_words(source: etree._Element) -> bool:
    return any(text.strip() for text in source.itertext())  # type: ignore[union-attr]


def _plain(source: etree._Element, name: str, target: html.HtmlElement, drawing: Drawing) -> None:
    tag = "td" if name == "th" and not _has_words(source) else PLAIN[name]  # an empty header says nothing
    if name == "content" and source.get("revised") in ("insert", "delete"):
        tag = "ins" if source.get("revised") == "insert" else "del"
    # HTML allows no block inside these, CDA does: a `div` keeps the structure that a browser would otherwise break.
    if tag in ("p", "span", "sub", "sup", "pre", "ins", "del") and _holds_block(source):
        tag = "div"
    element = _sub(target, tag)
    _attributes(source, element, drawing)
    if name not in ("br", "col"):
        _children(source, element, drawing)
    elif source.text:
        _append_text(target, source.text)


def _holds_block(source: etree._Element) -> bool:
    return any(local(e) in BLOCKS for e in source.iterdescendants())


def _sub(target: html.HtmlElement, tag: str) -> html.HtmlElement:
    element = html.Element(tag)
    target.append(element)
    return element


def _attributes(source: etree._Element, element: html.HtmlElement, drawing: Drawing) -> None:
    identifier = source.get("ID", "")
    if _ID.fullmatch(identifier) and identifier not in drawing.drawn_ids:
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
        element.set("scope", "col" if _is_column_header(source) else "row")


def _is_column_header(source: etree._Element) -> bool:
    """In the head of a table, or in a row of headers only."""
    row = source.getparent()
    if row is None or any(local(a) == "thead" for a in source.iterancestors()):
        return True
    return all(local(cell) == "th" for cell in row)


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
    caption = next((c for c in source if local(c) == "caption"), None)
    if caption is not None:
        title = _sub(target, "div")
        title.set("class", "cda-caption")
        _children(caption, title, drawing)
    items = _sub(target, "ol" if source.get("listType", "").lower() == "ordered" else "ul")
    _attributes(source, items, drawing)
    _append_text(items, source.text)
    for child in source:
        if child is not caption and local(child):
            _element(child, items, drawing)
        _append_text(items, child.tail)


def _link(source: etree._Element, target: html.HtmlElement, drawing: Drawing) -> None:
    href = re.sub(r"[\x00-\x20\x7f-\xa0\u200b-\u200f\u2028-\u202f\ufeff]", "", source.get("href", ""))
    if href.startswith("#") and href[1:] in drawing.ids:
        anchor = _sub(target, "a")
        anchor.set("href", "#" + ID_PREFIX + href[1:])
        _children(source, anchor, drawing)
        return
    address, host = _external(href)
    if not address:
        _children(source, target, drawing)
        if href:
            drawing.note("Un lien n’a pas été rendu actif : son adresse n’est pas admise ou mène à un fichier absent.")
        return
    anchor = _sub(target, "a")
    anchor.set("href", address)
    anchor.set("rel", "noopener noreferrer")
    _children(source, anchor, drawing)
    if not "".join(anchor.itertext()).strip():
        anchor.text = host
    leaving = _sub(target, "span")
    leaving.set("class", "cda-leaving")
    leaving.text = f" (lien externe : {host})"


def _external(href: str) -> tuple[str, str]:
    """Address and what to call it, for the schemes admitted; nothing otherwise."""
    try:
        parts = urlsplit(href)
    except ValueError:
        return "", ""
    if parts.scheme.lower() not in SCHEMES or '"' in href or "<" in href:
        return "", ""
    if parts.scheme.lower() in ("http", "https"):
        return (href, parts.hostname) if parts.hostname else ("", "")
    return (href, parts.path) if parts.path else ("", "")


def _media(source: etree._Element, target: html.HtmlElement, drawing: Drawing) -> None:
    """An embedded image is drawn; another embedded file becomes a link; nothing distant is ever fetched."""
    caption = _caption(source)
    references = source.get("referencedObject", "").split()
    found = [a for ref in references for a in drawing.document.attachments_by_id.get(ref, [])]
    if not found:
        drawing.note("Une illustration citée par le texte est absente du document.")
    for attachment in found:
        _attachment(attachment, caption, target, drawing)
    if caption:
        words = _sub(target, "span")
        words.set("class", "cda-caption")
        words.text = caption


def _attachment(attachment: Attachment, caption: str, target: html.HtmlElement, drawing: Drawing) -> None:
    drawing.shown.add(attachment.index)
    if attachment.is_image:
        image = _sub(target, "img")
        image.set("src", drawing.attachment_url(attachment.index))
        image.set("alt", caption or attachment.caption or "Image jointe au document")
        image.set("loading", "lazy")
    else:
        link = _sub(target, "a")
        link.set("href", f"#piece-{attachment.index}")
        link.text = f"Pièce jointe {attachment.index + 1} ({name_of(attachment.media_type)})"


def _footnote(source: etree._Element, target: html.HtmlElement, drawing: Drawing) -> None:
    drawing.footnotes += 1
    note = _sub(target, "div" if _holds_block(source) else "span")
    _attributes(source, note, drawing)
    note.set("class", "cda-footnote")
    rank = _sub(note, "sup")
    rank.text = str(drawing.footnotes)
    _children(source, note, drawing)


def _footnote_reference(source: etree._Element, target: html.HtmlElement, drawing: Drawing) -> None:
    identifier = source.get("IDREF", "")
    if identifier in drawing.ids:
        anchor = _sub(_sub(target, "sup"), "a")
        anchor.set("href", "#" + ID_PREFIX + identifier)
        anchor.text = "note"


_SPECIAL: dict[str, Callable[[etree._Element, html.HtmlElement, Drawing], None]] = {
    "table": _table,
    "list": _list,
    "linkHtml": _link,
    "renderMultiMedia": _media,
    "footnote": _footnote,
    "footnoteRef": _footnote_reference,
}
