"""The allow-list of the narrative: what may appear in the HTML drawn from it, and nothing else."""

import re
from urllib.parse import urlsplit

ID_PREFIX = "cda-"
MAX_SPAN = 100
MAX_ADDRESS = 300  # characters of an address shown as text
MAX_LABEL = 200  # characters of a text repeated in an attribute
MAX_CITED = 1_000  # files drawn or named in the narratives of one document
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
ALIGN = {"left": "cda-left", "right": "cda-right", "center": "cda-center"}
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
# Meaningless outside a table or a list: there, they keep their words in a block of their own.
NEEDS_PARENT = frozenset({"item"}).union(*(STRUCTURE[tag] for tag in ("table", "tbody", "tr", "colgroup")))
# Not in CDA, but some producers write HTML: the words of two such blocks must not run into one.
_FOREIGN_BLOCKS = frozenset(
    {"p", "div", "section", "article", "blockquote", "address", "center", "ul", "ol", "li", "dl", "dt", "dd", "hr"}
    | {f"h{level}" for level in range(1, 7)}
)
BLOCKS = frozenset({"paragraph", "list", "table", "pre"}) | NEEDS_PARENT - {"caption"} | _FOREIGN_BLOCKS
# HTML allows no block inside these, CDA does.
INLINE_ONLY = frozenset({"p", "span", "sub", "sup", "pre", "ins", "del"})
IDENTIFIER = re.compile(r"[\w.:-]+")
_INVISIBLE = re.compile(r"[\x00-\x20\x7f-\xa0\xad\u200b-\u200f\u2028-\u202f\u2060-\u206f\ufeff]")


def cleaned_address(href: str) -> str:
    """The address without the white space and invisible characters that hide its scheme."""
    return _INVISIBLE.sub("", href)


def external_address(href: str) -> tuple[str, str]:
    """Address and what to call it, for the schemes admitted; ("", "") otherwise.

    A backslash is refused: browsers read it as a slash, so that the host shown would not be the host reached.
    """
    try:
        parts = urlsplit(href)
    except ValueError:
        return "", ""
    if parts.scheme.lower() not in SCHEMES or any(character in href for character in '"<>\\'):
        return "", ""
    if parts.scheme.lower() in ("http", "https"):
        return (href, parts.hostname) if parts.hostname else ("", "")
    return (href, parts.path) if parts.path else ("", "")
