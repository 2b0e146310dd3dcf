"""Narrative to HTML: a new tree, rebuilt node by node from an allow-list, then serialised by lxml, which escapes.

Nothing is copied: neither an attribute nor a tag. An unknown element gives way to its words; every word is kept, in
order. What cannot be shown is named in `notices`.
"""

import re
from collections.abc import Callable

from lxml import etree, html

from documents.cda.allowed import (
    BLOCKS,
    ID_PREFIX,
    INLINE_ONLY,
    MAX_ADDRESS,
    MAX_CITED,
    MAX_LABEL,
    NEEDS_PARENT,
    PLAIN,
    STRUCTURE,
    cleaned_address,
    external_address,
)
from documents.cda.drawing import (
    Drawing,
    add,
    add_text,
    block_holders,
    has_words,
    holder,
    set_attributes,
)
from documents.cda.model import Attachment
from documents.cda.nodes import local, text_of
from documents.media import name_of

_AFTER_WORD = re.compile(r"^\S+")


def draw(text: etree._Element, drawing: Drawing) -> str:
    """HTML of one `text` element of a section."""
    drawing.block_holders |= block_holders(text)
    root = html.Element("div")
    set_attributes(text, root, drawing)
    root.set("class", "narrative")
    _children(text, root, drawing)
    return html.tostring(root, encoding="unicode", method="html")


def _children(
    source: etree._Element, target: html.HtmlElement, drawing: Drawing, drawn: etree._Element | None = None
) -> None:
    """Everything that an element holds, but for the child already `drawn`."""
    add_text(target, source.text)
    for child in source:
        if child is not drawn and isinstance(child.tag, str):
            _element(child, target, drawing)
        tail = child.tail or ""
        # « (lien externe : …) » waits for the end of the word: the full stop after a link belongs to it.
        if drawing.leaving and (tail or child.getnext() is not None or target.tag not in INLINE_ONLY):
            rest = _AFTER_WORD.sub("", tail)
            add_text(target, tail.removesuffix(rest))
            _say_where_it_leads(target, drawing)
            tail = rest
        add_text(target, tail)


def _say_where_it_leads(target: html.HtmlElement, drawing: Drawing) -> None:
    target = holder(target) if target.tag in STRUCTURE else target
    leaving = add(target, "span")
    leaving.set("class", "cda-leaving")
    leaving.text = f" (lien externe\N{NO-BREAK SPACE}: {drawing.leaving})"
    drawing.leaving = ""


def _element(source: etree._Element, target: html.HtmlElement, drawing: Drawing) -> None:
    name = local(source)
    if target.tag in STRUCTURE and name not in STRUCTURE[target.tag]:
        if not has_words(source) and not len(source):
            return
        target = holder(target)
    special = _SPECIAL.get(name)
    if special is not None:
        special(source, target, drawing)
    elif name in PLAIN and (target.tag in STRUCTURE or name not in NEEDS_PARENT):
        _plain(source, name, target, drawing)
    elif name == "caption":
        _stray_caption(source, target, drawing)
    elif name in BLOCKS:
        block = add(target, "div")
        set_attributes(source, block, drawing)
        _children(source, block, drawing)
    else:
        _children(source, _anchored(source, target, drawing), drawing)


def _stray_caption(source: etree._Element, target: html.HtmlElement, drawing: Drawing) -> None:
    title = add(target, "div" if source in drawing.block_holders else "span")
    set_attributes(source, title, drawing)
    title.set("class", "cda-caption")
    _children(source, title, drawing)
    if drawing.leaving:
        _say_where_it_leads(title, drawing)


def _anchored(source: etree._Element, target: html.HtmlElement, drawing: Drawing) -> html.HtmlElement:
    """Where to draw an element that has no tag of its own: under its ID when it has one, which links may reach."""
    if source.get("ID", "") not in drawing.ids:
        return target
    place = add(target, "div" if source in drawing.block_holders else "span")
    set_attributes(source, place, drawing)
    return place


def _plain(source: etree._Element, name: str, target: html.HtmlElement, drawing: Drawing) -> None:
    tag = "td" if name == "th" and not has_words(source) else PLAIN[name]  # an empty header says nothing
    if name == "content" and source.get("revised") in ("insert", "delete"):
        tag = "ins" if source.get("revised") == "insert" else "del"
    # HTML allows no block inside these, CDA does: a `div` keeps the structure that a browser would otherwise break.
    if tag in INLINE_ONLY and source in drawing.block_holders:
        tag = "div"
    element = add(target, tag)
    set_attributes(source, element, drawing)
    # HTML lets these hold nothing; words that stand there all the same come after.
    _children(source, target if name in ("br", "col") else element, drawing)


def _table(source: etree._Element, target: html.HtmlElement, drawing: Drawing) -> None:
    """A wide table scrolls inside its own region, which the keyboard reaches."""
    drawing.tables += 1
    region = add(target, "div")
    label = _caption(source) or f"Tableau {drawing.tables}"
    for name, value in (("class", "scroll"), ("role", "region"), ("tabindex", "0"), ("aria-label", label)):
        region.set(name, value)
    table = add(region, "table")
    set_attributes(source, table, drawing)
    _children(source, table, drawing)


def _caption(source: etree._Element) -> str:
    found = next((c for c in source if local(c) == "caption"), None)
    return text_of(found)[:MAX_LABEL]


def _list(source: etree._Element, target: html.HtmlElement, drawing: Drawing) -> None:
    first = next((c for c in source if local(c)), None)
    caption = first if first is not None and local(first) == "caption" and not (source.text or "").strip() else None
    if caption is not None:
        _stray_caption(caption, add(target, "div"), drawing)
    items = add(target, "ol" if source.get("listType", "").lower() == "ordered" else "ul")
    set_attributes(source, items, drawing)
    _children(source, items, drawing, drawn=caption)


def _link(source: etree._Element, target: html.HtmlElement, drawing: Drawing) -> None:
    href = cleaned_address(source.get("href", ""))
    if drawing.is_in_link:
        _children(source, _anchored(source, target, drawing), drawing)
    elif href.startswith("#") and href[1:] in drawing.ids:
        _in_link(source, _link_to(href[1:], source, target, drawing), drawing)
    elif (external := external_address(href))[0]:
        _external_link(*external, source, target, drawing)
    else:
        place = _anchored(source, target, drawing)
        _children(source, place, drawing)
        if href:
            drawing.note("Un lien n’a pas été rendu actif : son adresse n’est pas admise ou mène à un fichier absent.")
            if not has_words(source):
                add_text(place, href[:MAX_ADDRESS])


def _in_link(source: etree._Element, anchor: html.HtmlElement, drawing: Drawing) -> None:
    drawing.is_in_link = True
    _children(source, anchor, drawing)
    drawing.is_in_link = False


def _link_to(identifier: str, source: etree._Element, target: html.HtmlElement, drawing: Drawing) -> html.HtmlElement:
    anchor = add(target, "a")
    set_attributes(source, anchor, drawing)
    anchor.set("href", "#" + ID_PREFIX + identifier)
    return anchor


def _external_link(address: str, host: str, source: etree._Element, target: html.HtmlElement, drawing: Drawing) -> None:
    anchor = add(target, "a")
    set_attributes(source, anchor, drawing)
    anchor.set("href", address)
    anchor.set("rel", "noopener noreferrer")
    _in_link(source, anchor, drawing)
    if not has_words(source):
        add_text(anchor, host)
    drawing.leaving = host


def _media(source: etree._Element, target: html.HtmlElement, drawing: Drawing) -> None:
    """An embedded image is drawn; another embedded file becomes a link; nothing distant is ever fetched."""
    references = dict.fromkeys(source.get("referencedObject", "").split())
    found = (a for ref in references for a in drawing.document.attachments_by_id.get(ref, []))
    place = _anchored(source, target, drawing)
    caption = _caption(source)
    attachment = None
    for attachment in found:
        if drawing.cited == MAX_CITED:
            drawing.note(f"Seules les {MAX_CITED} premières illustrations du texte y sont affichées.")
            break
        drawing.cited += 1
        _attachment(attachment, caption, place, drawing)
    if attachment is None:
        drawing.note("Une illustration citée par le texte est absente du document.")
    _children(source, place, drawing)


def _attachment(attachment: Attachment, caption: str, target: html.HtmlElement, drawing: Drawing) -> None:
    name = f"Pièce jointe {attachment.index + 1} ({name_of(attachment.media_type)})"
    if attachment.is_image and not attachment.is_broken:
        image = add(target, "img")
        image.set("src", drawing.attachment_url(attachment.index))
        image.set("alt", caption or attachment.caption or "Image jointe au document")
        image.set("loading", "lazy")
    elif drawing.is_in_link:
        add_text(target, name)
    else:
        link = add(target, "a")
        link.set("href", f"#piece-{attachment.index}")
        link.text = name


def _footnote(source: etree._Element, target: html.HtmlElement, drawing: Drawing) -> None:
    note = add(target, "div" if source in drawing.block_holders else "span")
    set_attributes(source, note, drawing)
    note.set("class", "cda-footnote")
    add(note, "sup").text = str(drawing.note_ranks.get(source, ""))
    add_text(note, " ")
    _children(source, note, drawing)


def _footnote_reference(source: etree._Element, target: html.HtmlElement, drawing: Drawing) -> None:
    identifier = source.get("IDREF", "")
    if identifier in drawing.note_ranks_by_id:
        mark = add(target, "sup")
        place = mark if drawing.is_in_link else _link_to(identifier, source, mark, drawing)
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
