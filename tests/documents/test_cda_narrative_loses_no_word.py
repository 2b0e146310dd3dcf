"""Narrative to HTML: every word is kept, in order, in mark-up that a browser reads back the same way."""

from xml.sax.saxutils import escape

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import etree, html

from documents.cda.drawing import Drawing
from documents.cda.narrative import draw
from tests.documents.fixtures import address, drawn, narrative, words

TAGS = {
    "div",
    "span",
    "p",
    "ins",
    "del",
    "sub",
    "sup",
    "br",
    "pre",
    "ul",
    "ol",
    "li",
    "table",
    "caption",
    "colgroup",
    "col",
    "thead",
    "tbody",
    "tfoot",
    "tr",
    "th",
    "td",
    "a",
    "img",
}
ATTRIBUTES = {"class", "id", "href", "rel", "src", "alt", "loading", "colspan", "rowspan", "scope", "role", "tabindex"}
ATTRIBUTES |= {"aria-label"}
# What a browser leaves where it stands inside these.
HOLDS = {"table": {"caption", "colgroup", "col", "thead", "tbody", "tfoot", "tr"}, "tr": {"td", "th"}}
HOLDS |= {"thead": {"tr"}, "tbody": {"tr"}, "tfoot": {"tr"}, "ul": {"li"}, "ol": {"li"}}
NAMES = [
    "content",
    "paragraph",
    "list",
    "item",
    "table",
    "thead",
    "tbody",
    "tfoot",
    "tr",
    "th",
    "td",
    "caption",
    "col",
    "colgroup",
    "br",
    "pre",
    "sub",
    "sup",
    "footnote",
    "footnoteRef",
    "linkHtml",
    "renderMultiMedia",
    "script",
    "style",
    "iframe",
    "svg",
    "unknown",
    "p",
    "li",
    "object",
]
VALUES = st.sampled_from(["a1", "#a1", "2", "9999", "Bold", "javascript:alert(1)", "https://exemple.fr/x", "x y", ""])
KEYS = st.sampled_from(
    [
        "ID",
        "styleCode",
        "href",
        "colspan",
        "rowspan",
        "onclick",
        "style",
        "align",
        "src",
        "IDREF",
        "referencedObject",
        "revised",
        "listType",
        "width",
        "class",
        "id",
    ]
)
# Letters and digits only: white space is compared apart, and control characters are no XML.
TEXTS = st.text(alphabet="abcdeéàœ<>&\"'0123 \n", max_size=6)


def _element(name: str, attributes: dict[str, str], text: str, children: list[etree._Element]) -> etree._Element:
    element = etree.Element(f"{{urn:hl7-org:v3}}{name}", attributes)
    element.text = text
    element.extend(children)
    return element


def _with_tail(element: etree._Element, tail: str) -> etree._Element:
    element.tail = tail
    return element


def _elements(children: st.SearchStrategy[list[etree._Element]]) -> st.SearchStrategy[etree._Element]:
    attributes = st.dictionaries(KEYS, VALUES, max_size=3)
    return st.builds(_with_tail, st.builds(_element, st.sampled_from(NAMES), attributes, TEXTS, children), TEXTS)


TREES = st.recursive(
    st.lists(_elements(st.just([])), max_size=3), lambda inner: st.lists(_elements(inner), max_size=4), max_leaves=25
)


def _said_by_us(root: html.HtmlElement) -> None:
    """Take out what the drawing adds to the words of the document."""
    for added in root.xpath(".//*[contains(@class,'cda-leaving')] | .//sup[../@class='cda-footnote'][1]"):
        added.drop_tree()


@settings(max_examples=150, deadline=None)
@given(TEXTS, TREES)
def test_words_of_any_tree_are_kept_in_order_and_nothing_else_gets_through(
    text: str, children: list[etree._Element]
) -> None:
    source = _element("text", {}, text, children)
    # Numbers of notes and hosts of empty links are words of ours: left out of this tree.
    for element in source.iter("{*}footnoteRef", "{*}linkHtml"):
        element.attrib.pop("IDREF", None)
        if not "".join(element.itertext()).strip():
            element.attrib.pop("href", None)
    document = narrative("")
    document.sections[0].narrative = source

    root = html.fromstring(draw(source, Drawing(document, address)))

    assert {e.tag for e in root.iter()} <= TAGS
    assert {name for e in root.iter() for name in e.attrib} <= ATTRIBUTES
    assert not [h for h in root.xpath(".//@href") if not h.startswith(("https://exemple.fr/", "#cda-"))]
    assert [(e.tag, c.tag) for e in root.iter(*HOLDS) for c in e if c.tag not in HOLDS[e.tag]] == []
    _said_by_us(root)
    assert words(root.text_content()) == words("".join(source.itertext()))


@pytest.mark.parametrize(
    "source",
    [
        "<renderMultiMedia referencedObject='absent'>avant <caption>légende</caption> après</renderMultiMedia>",
        "<br>dedans</br>après",
        "<table><tr><td>a</td></tr><caption>b</caption>c</table>",
        "<list><item>a</item><caption>b</caption>c<item>d</item></list>",
        "<list>a<caption>b</caption><item>c</item></list>",
        "<table><colgroup>a<col>b</col></colgroup><tbody>c<tr>d<td>e</td>f</tr>g</tbody></table>",
        "<paragraph>a<paragraph>b</paragraph>c<table><tr><td>d</td></tr></table>e</paragraph>f",
        "<linkHtml href='https://exemple.fr'>a<linkHtml href='https://exemple.org'>b</linkHtml>c</linkHtml>",
        "<footnoteRef IDREF='absent'>a</footnoteRef>b",
        "<table><td>a</td><item>b</item></table><td>c</td>",
    ],
)
def test_words_out_of_their_place_are_kept_in_order(source: str) -> None:
    found = drawn(source)

    _said_by_us(found)
    assert words(found.text_content()) == words("".join(etree.fromstring(f"<text>{source}</text>").itertext()))


def test_words_of_two_blocks_never_run_into_one() -> None:
    found = drawn("<table><tr><td>5</td><td>mg</td></tr></table><div>7</div><div>g</div><h1>x</h1>y")

    assert [cell.text for cell in found.iter("td")] == ["5", "mg"]
    assert [block.text for block in found.iter("div") if block.text] == ["7", "g", "x"]


def test_inline_mark_up_does_not_cut_a_word() -> None:
    assert drawn("H<sub>2</sub>O<content styleCode='Bold'>xy</content>gène").text_content() == "H2Oxygène"


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("<linkHtml href='https://a.fr'>a.fr</linkHtml>. Puis", "a.fr. (lien externe : a.fr) Puis"),
        ("<content><linkHtml href='https://a.fr'>a.fr</linkHtml></content>), b", "a.fr), (lien externe : a.fr) b"),
        ("<linkHtml href='https://a.fr'>x</linkHtml><linkHtml href='https://b.fr'>y</linkHtml>",
         "x (lien externe : a.fr)y (lien externe : b.fr)"),
        ("<list><caption><linkHtml href='https://a.fr'>x</linkHtml></caption><item>y</item></list>",
         "x (lien externe : a.fr)y"),
        ("<table><linkHtml href='https://a.fr'>x</linkHtml><tr><td>y</td></tr></table>", "x (lien externe : a.fr)y"),
    ],
)  # fmt: skip
def test_the_host_of_a_link_is_said_after_the_word_that_ends_it(source: str, expected: str) -> None:
    assert drawn(source).text_content() == expected.replace(" : ", "\N{NO-BREAK SPACE}: ")


def test_text_that_looks_like_mark_up_stays_text() -> None:
    hostile = "<script>alert(1)</script> & <b onclick='x'>"

    found = drawn(f"<paragraph>{escape(hostile)}</paragraph>")

    assert found.text_content() == hostile
    assert [e.tag for e in found.iter()] == ["div", "p"]


def test_a_block_inside_a_paragraph_does_not_close_it() -> None:
    found = drawn("<paragraph>avant <list><item>un</item></list> après</paragraph>")

    (block,) = found
    assert block.tag == "div"
    assert block.text_content() == "avant un après"
    assert [e.tag for e in block] == ["ul"]


def test_lists_keep_their_kind_and_their_caption() -> None:
    found = drawn(
        "<list listType='Ordered'><caption>À faire</caption><item>un</item></list><list><item>a</item></list>"
    )

    assert [e.tag for e in found.iter("ol", "ul")] == ["ol", "ul"]
    assert [e.text for e in found.find_class("cda-caption")] == ["À faire"]
    assert found.text_content() == "À faireuna"


def test_notes_are_numbered_in_order_and_their_marks_lead_to_them() -> None:
    found = drawn(
        "x<footnoteRef IDREF='n2'/> y<footnoteRef IDREF='n1'/>"
        "<footnote ID='n1'>un</footnote><footnote ID='n2'>deux</footnote>"
    )

    assert [(a.text, a.get("href")) for a in found.iter("a")] == [("2", "#cda-n2"), ("1", "#cda-n1")]
    assert [(n.get("id"), n.text_content()) for n in found.find_class("cda-footnote")] == [
        ("cda-n1", "1 un"),
        ("cda-n2", "2 deux"),
    ]


def test_revisions_are_marked_as_such() -> None:
    found = drawn("<content revised='delete'>2 mg</content><content revised='insert'>3 mg</content>")

    assert [(e.tag, e.text) for e in found] == [("del", "2 mg"), ("ins", "3 mg")]


def test_tables_scroll_in_a_region_that_the_keyboard_reaches_and_headers_have_a_scope() -> None:
    found = drawn(
        "<table><caption>Ionogramme</caption><thead><tr><th>Analyse</th><th>Valeur</th></tr></thead>"
        "<tbody><tr><th>Sodium</th><td colspan='2' rowspan='9000'>140</td></tr></tbody></table>"
        "<table><tr><td/></tr></table>"
    )

    regions = found.find_class("scroll")
    assert [(r.get("role"), r.get("tabindex"), r.get("aria-label")) for r in regions] == [
        ("region", "0", "Ionogramme"),
        ("region", "0", "Tableau 2"),
    ]
    assert [th.get("scope") for th in found.iter("th")] == ["col", "col", "row"]
    (cell,) = [td for td in found.iter("td") if td.text]
    assert (cell.get("colspan"), cell.get("rowspan")) == ("2", None)


def test_style_codes_are_compared_without_case_and_unknown_ones_dropped() -> None:
    found = drawn("<content styleCode='BOLD xFgRed inventé'>a</content><paragraph align='RIGHT'>b</paragraph>")

    assert [e.get("class") for e in found] == ["cda-bold cda-strong", "cda-right"]
