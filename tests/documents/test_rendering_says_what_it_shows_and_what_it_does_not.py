"""The reading page: headings in order, a table of contents that leads somewhere, folded bar codes, notices."""

import re

from django.conf import settings

from documents.cda.parser import parse
from documents.cda.rendering import Reading
from tests.documents.fixtures import PDF, address, cda, image, media_entry, narrative, page, section, structured

BAR_CODES = '<templateId root="1.2.250.1.213.1.1.2.223"/>'


def test_headings_follow_the_nesting_under_the_title_of_the_page_and_stop_at_six() -> None:
    nested = section("mot", title="Niveau 7")
    for level in range(6, 0, -1):
        nested = section("mot", title=f"Niveau {level}", more=nested)

    found = page(parse(cda(structured(nested))))

    assert [(h.tag, h.text) for h in found.iter("h2", "h3", "h4", "h5", "h6")] == [
        (f"h{min(level + 1, 6)}", f"Niveau {level}") for level in range(1, 8)
    ]


def test_the_table_of_contents_leads_to_each_section_and_to_the_files() -> None:
    inner = section("b", title="Dedans")

    found = page(parse(cda(structured(section("a", title="Dehors", more=inner + media_entry(image()))))))

    entries = [(a.text, a.get("href")) for a in found.find_class("toc")[0].iter("a")]
    assert [text for text, _ in entries] == ["Dehors", "Dedans", "Pièces jointes"]
    for text, href in entries:
        target = found.get_element_by_id(str(href).removeprefix("#"))
        assert text in target.text_content()


def test_each_section_begins_with_its_heading_and_two_alike_are_no_landmarks() -> None:
    found = page(parse(cda(structured(section("a"), section("b")))))

    for part in found.find_class("paper")[0].iter("section"):
        assert part[0].tag.startswith("h")
        assert "aria-labelledby" not in part.attrib


def test_a_section_without_title_takes_the_words_of_its_code() -> None:
    coded = section("a", title="", more='<code code="1" displayName="Traitements"/>')

    found = page(parse(cda(structured(coded, section("b", title="")))))

    assert [h.text for h in found.iter("h2")] == ["Traitements", "Section sans titre"]


def test_an_empty_section_says_so_unless_others_are_inside() -> None:
    found = page(parse(cda(structured(section("", title="Vide"), section(" ", title="Pleine", more=section("mot"))))))

    said = [
        p.getparent().find("h2").text for p in found.iter("p") if p.text == "Cette section ne contient pas de texte."
    ]
    assert said == ["Vide"]


def test_bar_codes_are_folded_and_not_dropped() -> None:
    found = page(parse(cda(structured(section("code 123", title="Codes", more=BAR_CODES)))))

    (fold,) = found.find_class("paper")[0].iter("details")
    assert "code 123" in fold.text_content()
    assert fold.get("open") is None
    assert fold[0].tag == "summary"


def test_who_wrote_and_who_told_a_section_is_said() -> None:
    people = (
        "<author><assignedAuthor><assignedPerson><name><family>Auteur</family></name></assignedPerson></assignedAuthor></author>"
        "<informant><relatedEntity classCode='NOK'><relatedPerson><name><family>Proche</family></name></relatedPerson>"
        "</relatedEntity></informant>"
        "<subject><relatedSubject><code displayName='Mère'/></relatedSubject></subject>"
    )

    (shown,) = Reading(narrative("a", more=people), address).sections

    lines = [line.replace("\N{NO-BREAK SPACE}", " ") for line in shown.people]
    assert lines == ["Auteur : AUTEUR", "Personne de confiance : PROCHE", "Sujet : Mère"]


def test_notices_stand_before_the_document_and_are_absent_when_all_is_shown() -> None:
    whole = page(narrative("a", more=media_entry(PDF, "p")))
    partial = page(narrative("<renderMultiMedia referencedObject='absent'/>", more=media_entry("!!!")))

    assert not whole.find_class("alert")
    (alert,) = partial.find_class("alert")
    assert "Une partie du document n’a pas pu être affichée." in alert.text_content()
    assert len(list(alert.iter("li"))) == 2
    assert list(partial.iter()).index(alert) < list(partial.iter()).index(partial.find_class("paper")[0])


def test_titles_and_header_values_are_escaped() -> None:
    hostile = "&lt;script&gt;alert(1)&lt;/script&gt;"
    custodian = (
        "<custodian><assignedCustodian><representedCustodianOrganization>"
        f"<name>{hostile}</name></representedCustodianOrganization></assignedCustodian></custodian>"
    )

    found = page(parse(cda(structured(section("a", title=hostile)), header=custodian)))

    assert not list(found.iter("script"))
    assert found.text_content().count("<script>alert(1)</script>") == 3  # contents, heading, header


def test_no_style_and_no_script_stands_in_the_mark_up() -> None:
    found = page(narrative("<table><tr><td>a</td></tr></table>", more=media_entry(image()) + media_entry(PDF)))

    assert not list(found.iter("script", "style"))
    assert not [name for e in found.iter() for name in e.attrib if name == "style" or name.startswith("on")]


def test_every_class_of_the_narrative_is_styled() -> None:
    from documents.cda.allowed import ALIGN, STYLES

    sheets = "".join((settings.BASE_DIR / "static" / name).read_text() for name in ("tokens.css", "portal.css"))
    classes = {c for value in (*STYLES.values(), *ALIGN.values()) for c in value.split()}
    classes |= {"cda-caption", "cda-leaving", "cda-footnote"}

    assert {c for c in classes if not re.search(rf"\.{c}\b", sheets)} == set()
