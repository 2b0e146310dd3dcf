"""A narrative on paper: from the very tree that the screen shows (documents.cda.narrative), block by block.

There is no second reading of the document: what the viewer draws is what is printed, word for word, in its order.
"""

import io
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from lxml import html
from PIL import Image as Picture
from reportlab.platypus import Flowable, Image, Paragraph

from documents.media import MAX_PIXELS
from documents.printing.styles import ALIGNED, HEIGHT, WIDTH, body, escaped
from documents.printing.tables import Row, linear, table

Flowables = list[Flowable]
Files = Callable[[str], bytes | None]  # address of a picture, as drawn, to its bytes

_BLOCKS = frozenset({"div", "p", "ul", "ol", "li", "table", "pre", "section", "caption", "tr", "td", "th"})
_MARKS = {
    "cda-bold": ("<b>", "</b>"),
    "cda-strong": ("<b>", "</b>"),
    "cda-caption": ("<b>", "</b>"),
    "cda-italic": ("<i>", "</i>"),
    "cda-underline": ("<u>", "</u>"),
    "cda-sub": ("<sub>", "</sub>"),
    "cda-sup": ("<super>", "</super>"),
}
_TAGS = {"sub": ("<sub>", "</sub>"), "sup": ("<super>", "</super>"), "ins": ("<u>", "</u>")}
_TAGS |= {"del": ("<strike>", "</strike>"), "b": ("<b>", "</b>"), "th": ("<b>", "</b>")}


@dataclass
class Layout:
    """How a narrative is laid out. `plain_tables`: rows one under the other, when a table cannot stand on a page."""

    files: Files
    plain_tables: bool = False
    _pictures: list[bytes] = field(default_factory=list)

    def flow(self, drawn: str) -> Flowables:
        """The blocks of one narrative, as HTML of `documents.cda.narrative.draw`."""
        if not drawn:
            return []
        return self._blocks(html.fragment_fromstring(drawn), width=WIDTH)

    def _blocks(self, element: Any, *, indent: int = 0, size: float = 9.5, width: float = WIDTH, bullet: str = "",
                mono: bool = False, bold: bool = False) -> Flowables:  # fmt: skip
        """Blocks in an element: runs of words become paragraphs, the rest is laid out by its kind."""
        options: dict[str, Any] = {"indent": indent, "size": size, "width": width, "mono": mono, "bold": bold}
        align = next((ALIGNED[c] for c in element.get("class", "").split() if c in ALIGNED), 0)
        out: Flowables = []
        run: list[str] = [self._words(element.text, mono)]

        def flush() -> None:
            nonlocal bullet
            markup = "".join(run)
            run.clear()
            if markup.replace("<br/>", "").strip(" \n\t"):
                wrapped = _wrapped(f"<b>{markup}</b>" if bold else markup, element)
                style = body(indent=indent, size=size, align=align, mono=mono)
                out.append(Paragraph(wrapped, style, bulletText=bullet or None))
                bullet = ""
            out.extend(picture(data, width) for data in self._pictures)
            self._pictures.clear()

        for child in element:
            if child.tag in _BLOCKS:
                flush()
                out += self._block(child, bullet=bullet, **options)
                bullet = ""
            else:
                run.append(self._inline(child, mono))
            run.append(self._words(child.tail, mono))
        flush()
        return out

    def _block(self, child: Any, *, bullet: str, **options: Any) -> Flowables:
        if child.tag in ("ul", "ol"):
            return self._items(child, **options)
        if child.tag == "table":
            return self._table(child, **options)
        if child.tag == "pre":
            options["mono"] = True
        return self._blocks(child, bullet=bullet, **options)

    def _items(self, element: Any, *, indent: int, **options: Any) -> Flowables:
        found: Flowables = []
        for rank, item in enumerate((c for c in element if c.tag == "li"), start=1):
            mark = f"{rank}." if element.tag == "ol" else "•"
            found += self._blocks(item, indent=indent + 1, bullet=mark, **options)
        return found

    def _table(self, element: Any, *, size: float, width: float, **options: Any) -> Flowables:
        caption = next((c for c in element if c.tag == "caption"), None)
        out = self._blocks(caption, bold=True, size=size, width=width) if caption is not None else []
        small = min(size, 8.5)
        rows: list[Row] = []
        for row in element.iter("tr"):
            if next(row.iterancestors("table")) is not element:
                continue
            cells = [c for c in row if c.tag in ("td", "th")]
            share = width / max(1, len(cells)) - 8
            blocks = [self._blocks(c, size=small, width=share, bold=c.tag == "th") for c in cells]
            spans = [(int(c.get("colspan", 1)), int(c.get("rowspan", 1))) for c in cells]
            in_head = next(row.iterancestors("thead"), None) is not None
            rows.append(Row(blocks, spans, in_head))
        plain = self.plain_tables or size < 9  # a table inside a cell
        return out + (linear(rows) if plain else table(rows, width))

    def _inline(self, element: Any, mono: bool) -> str:
        if element.tag == "br":
            return "<br/>"
        if element.tag == "img":
            return self._image(element)
        inside = self._words(element.text, mono)
        for child in element:
            inside += self._inline(child, mono) + self._words(child.tail, mono)
        if element.tag == "a" and element.get("href", "").startswith("http"):
            inside += f" &lt;{escaped(element.get('href'))}&gt;"
        return _wrapped(inside, element)

    def _image(self, element: Any) -> str:
        data = self.files(element.get("src", ""))
        if data is None:
            return f"[{escaped(element.get('alt', '') or 'Image')}]"
        self._pictures.append(data)
        return ""

    def _words(self, text: str | None, mono: bool) -> str:
        if not text:
            return ""
        if not mono:
            return escaped(text)
        lines = escaped(text.expandtabs(4)).split("\n")
        return "<br/>".join(line.replace("  ", "\u00a0\u00a0") for line in lines)


def _wrapped(markup: str, element: Any) -> str:
    """The words with the marks of their element; a mark around nothing would be an error."""
    marks = [_MARKS[c] for c in element.get("class", "").split() if c in _MARKS]
    marks += [_TAGS[element.tag]] if element.tag in _TAGS else []
    for opening, closing in marks if markup.strip() else ():
        markup = f"{opening}{markup}{closing}"
    return markup


def picture(data: bytes, width: float = WIDTH) -> Flowable:
    """A picture at its own size, or smaller so as to fit; named when it cannot be drawn."""
    try:
        with Picture.open(io.BytesIO(data)) as picture:
            if picture.width * picture.height > MAX_PIXELS:
                raise ValueError("too large")
            picture.load()
            across, down = picture.width * 0.75, picture.height * 0.75
        scale = min(1.0, max(20.0, width) / across, (HEIGHT - 60) / down)
        return Image(io.BytesIO(data), across * scale, down * scale, hAlign="LEFT")
    except Exception:  # the library promises nothing on hostile bytes
        return Paragraph("[Image endommagée ou trop grande : ouvrez l’original]", body())
