"""Bodies of several documents on one page: what is named in each bears the number of its document. Pure."""

from lxml import html

MAX_TOGETHER = 20  # documents
_LEVELS = {f"h{level}": f"h{min(level + 1, 6)}" for level in range(2, 7)}


def nested(drawing: str, *, number: int, address: str) -> str:
    """A drawn body as one part of a page: under a heading of its own, its files at its own address."""
    root = html.fragment_fromstring(drawing, create_parent="div")
    for contents in root.find_class("toc"):
        contents.drop_tree()
    for element in root.iter(html.etree.Element):
        _rename(element, number, address)
    for body in root.find_class("reading"):
        body.classes.add("no-toc")
    return "".join(html.tostring(child, encoding="unicode", method="html") for child in root)


def _rename(element: html.HtmlElement, number: int, address: str) -> None:
    element.tag = _LEVELS.get(element.tag, element.tag)
    if identifier := element.get("id"):
        element.set("id", anchor(number, identifier))
    if label := element.get("aria-label"):
        element.set("aria-label", f"{label} (document {number})")
    if "aria-labelledby" in element.attrib:  # a region named as that of another document would be no landmark
        del element.attrib["aria-labelledby"]
    for name in ("href", "src"):
        target = element.get(name, "")
        if target.startswith("#"):
            element.set(name, f"#{anchor(number, target[1:])}")
        elif target.startswith("pieces/"):
            element.set(name, address + target)


def anchor(number: int, identifier: str) -> str:
    return f"d{number}-{identifier}"
