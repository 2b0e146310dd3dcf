"""Links, attributes and images of a narrative: only what the allow-list names gets through."""

from xml.sax.saxutils import quoteattr

import pytest

from documents.cda.rendering import Reading
from tests.documents.fixtures import address, drawn, narrative


def link(href: str) -> list[tuple[str | None, str | None]]:
    found = drawn(f"<linkHtml href={quoteattr(href)}>voir</linkHtml>")
    assert "voir" in found.text_content()
    return [(a.get("href"), a.get("rel")) for a in found.iter("a")]


@pytest.mark.parametrize(
    "href",
    [
        "javascript:alert(1)",
        "JaVaScRiPt:alert(1)",
        " javascript:alert(1)",
        "java\tscript:alert(1)",
        "java\nscript:alert(1)",
        "java\u00adscript:alert(1)",
        "\u200bjavascript:alert(1)",
        "javascript\u2028:alert(1)",
        "vbscript:x",
        "data:text/html,<script>alert(1)</script>",
        "file:///etc/passwd",
        "ftp://exemple.fr",
        "//exemple.fr/x",
        "/dossiers/",
        "resultat.pdf",
        "https:exemple.fr",
        "https:///exemple.fr",
        "https://exemple.fr\\@ailleurs.fr",
        "https://[",
        "http://",
        "mailto:",
        "#inconnu",
        "#",
        "",
    ],
)
def test_other_addresses_become_plain_text(href: str) -> None:
    assert link(href) == []


@pytest.mark.parametrize("reference", ["&#106;avascript:alert(1)", "java&#9;script:x", "java&#x0A;script:x"])
def test_character_references_hide_no_scheme(reference: str) -> None:
    assert not list(drawn(f'<linkHtml href="{reference}">voir</linkHtml>').iter("a"))


@pytest.mark.parametrize(
    ("href", "host"),
    [
        ("https://www.exemple.fr/page?a=1&b=2", "www.exemple.fr"),
        ("HTTP://exemple.fr", "exemple.fr"),
        ("https://exemple.fr/a\n  /b", "exemple.fr"),
        ("https://portail.fr@ailleurs.fr/", "ailleurs.fr"),
        ("mailto:contact@exemple.fr", "contact@exemple.fr"),
        ("tel:+33199000000", "+33199000000"),
    ],
)
def test_admitted_addresses_are_links_that_show_where_they_lead(href: str, host: str) -> None:
    found = drawn(f"<linkHtml href={quoteattr(href)}>voir</linkHtml>")

    (anchor,) = found.iter("a")
    assert (anchor.get("href"), anchor.get("rel")) == ("".join(href.split()), "noopener noreferrer")
    assert found.text_content() == f"voir (lien externe\N{NO-BREAK SPACE}: {host})"


def test_a_link_inside_the_document_reaches_an_id_that_exists_whatever_bears_it() -> None:
    bearers = "<content ID='a'>1</content><inconnu ID='b'>2</inconnu><renderMultiMedia ID='c'/>"
    bearers += "<linkHtml ID='d' href='x'>y</linkHtml>"

    found = drawn("".join(f"<linkHtml href='#{name}'>voir</linkHtml>" for name in "abcd") + bearers)

    targets = [a.get("href", "") for a in found.iter("a")]
    assert targets == ["#cda-a", "#cda-b", "#cda-c", "#cda-d"]
    assert {t.removeprefix("#") for t in targets} == {e.get("id") for e in found.iter() if e.get("id")}


def test_an_id_is_written_once_even_when_the_document_repeats_it() -> None:
    found = drawn("<content ID='a'>1</content><content ID='a'>2</content><content ID='a b&quot;'>3</content>")

    assert [e.get("id") for e in found] == ["cda-a", None, None]


def test_a_refused_link_is_said_and_its_address_kept_when_it_has_no_words() -> None:
    document = narrative("<linkHtml href='compte_rendu.pdf'/>")

    reading = Reading(document, address)

    assert "compte_rendu.pdf" in reading.sections[0].body
    assert reading.notices == [
        "Un lien n’a pas été rendu actif\N{NO-BREAK SPACE}: son adresse n’est pas admise ou mène à un fichier absent."
    ]


def test_events_styles_and_unknown_attributes_are_dropped() -> None:
    events = ["onclick", "onmouseover", "ONLOAD", "onerror", "formaction", "action", "xml:base", "srcset"]
    looks = ["style", "class", "id", "src", "background", "name", "target", "data-x", "width", "scope", "role"]
    attributes = " ".join(f'{name}="https://exemple.fr/x"' for name in events + looks)
    columns = f"<colgroup {attributes}><col {attributes}/></colgroup>"
    cells = f"<tr {attributes}><th {attributes}>a</th><td {attributes}>b</td></tr>"
    table = f"<table {attributes}>{columns}{cells}</table>"

    found = drawn(f"<content {attributes}>a</content><paragraph {attributes}>b</paragraph>{table}")

    assert "exemple.fr" not in "".join(value for e in found.iter() for value in e.attrib.values())
    assert {name for e in found.iter() for name in e.attrib} == {"class", "role", "tabindex", "aria-label", "scope"}


def test_nothing_distant_is_fetched() -> None:
    found = drawn(
        '<img src="https://exemple.fr/x.png">a</img><renderMultiMedia referencedObject="https://exemple.fr/x.png"/>'
        '<svg><image href="https://exemple.fr/x.png"/></svg><iframe src="https://exemple.fr">b</iframe><embed src="x"/>'
    )

    assert {e.tag for e in found.iter()} == {"div"}
    assert found.text_content() == "ab"


@pytest.mark.parametrize(
    "span", ["0", "1", "101", "-2", "2.5", "1e9", "0002999999", "9" * 5000, "99999999999999999999", "deux", "", " "]
)
def test_absurd_spans_are_dropped(span: str) -> None:
    (cell,) = drawn(f"<table><tr><td colspan='{span}'>a</td></tr></table>").iter("td")

    assert cell.get("colspan") is None
