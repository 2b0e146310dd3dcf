"""Bytes to document: what is refused, with which words, and what is taken although it is odd."""

import codecs
import time

import pytest

from documents.cda.model import UnreadableDocument
from documents.cda.parser import MAX_BYTES, MAX_DEPTH, MAX_HEADER_NODES, MAX_NODES, MAX_SECTIONS, parse
from tests.documents.fixtures import cda, drawn, image, media_entry, narrative, page, section, structured, unstructured

SIMPLE = cda(structured(section("été")))
MATRICULE = "255031234500188"


def refusal(data: bytes) -> str:
    with pytest.raises(UnreadableDocument) as raised:
        parse(data)
    assert MATRICULE not in str(raised.value)
    assert raised.value.__cause__ is None
    return str(raised.value)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "utf-32", "iso-8859-1"])
@pytest.mark.parametrize(
    "doctype",
    [
        "<!DOCTYPE ClinicalDocument>",
        '<!DOCTYPE a [<!ENTITY b SYSTEM "file:///etc/passwd">]>',
        '<!DOCTYPE a SYSTEM "https://exemple.fr/a.dtd">',
        '<!DOCTYPE a [<!ENTITY a "aa"><!ENTITY b "&a;&a;"><!ENTITY c "&b;&b;">]>',
        "<!-- <a> --><?pi <a>?>\n<!DOCTYPE a>",
    ],
)
def test_no_doctype_gets_in_whatever_the_encoding(encoding: str, doctype: str) -> None:
    refusal((doctype + SIMPLE.decode()).encode(encoding))
    declared = encoding.removesuffix("-sig").removesuffix("-le").removesuffix("-be")
    refusal((f'<?xml version="1.0" encoding="{declared}"?>' + doctype + SIMPLE.decode()).encode(encoding))


def test_a_doctype_pushed_far_away_is_still_refused() -> None:
    refusal(b"<!-- " + b"x" * 300_000 + b" --><!DOCTYPE a>" + SIMPLE)


def test_a_doctype_is_named_in_plain_words() -> None:
    assert "DOCTYPE" in refusal(b"<!DOCTYPE a>" + SIMPLE)


def test_entities_are_unknown() -> None:
    assert refusal(cda(structured(section("&secret;")))) == "Le fichier n’est pas un XML valide (ligne 1)."


@pytest.mark.parametrize("declared", ["utf-7", "x-inconnu", "EBCDIC-CP-FR"])
def test_an_encoding_that_could_hide_something_is_refused(declared: str) -> None:
    assert refusal(f'<?xml version="1.0" encoding="{declared}"?>'.encode() + SIMPLE) == (
        "L’encodage du fichier n’est pas reconnu."
    )


@pytest.mark.parametrize("encoding", ["utf-8", "iso-8859-1", "latin1", "ISO-8859-15", "windows-1252", "utf-16"])
def test_usual_encodings_are_read(encoding: str) -> None:
    data = (f'<?xml version="1.0" encoding="{encoding}"?>\n' + SIMPLE.decode()).encode(encoding)

    assert page(parse(data)).find_class("narrative")[0].text_content() == "été"


@pytest.mark.parametrize("mark", [codecs.BOM_UTF8, b"\n\n", b'<?xml-stylesheet href="x.xsl"?>', b"<!-- mot -->"])
def test_marks_and_instructions_before_the_root_are_passed_over(mark: bytes) -> None:
    assert parse(mark + SIMPLE).header.title == "Compte rendu simple"


def test_a_malformed_file_is_refused_with_its_line() -> None:
    assert refusal(SIMPLE.replace(b"<title>", b"\n\n<title")) == "Le fichier n’est pas un XML valide (ligne 3)."


@pytest.mark.parametrize(
    "data", [b"", b" ", b"texte", b"\x00" * 50, b"%PDF-1.4", SIMPLE[:300], b"<html><p>a</p></html>"]
)
def test_what_is_no_document_is_refused(data: bytes) -> None:
    assert refusal(data)


def test_no_message_quotes_the_file() -> None:
    refusal(f'<ClinicalDocument xmlns="urn:hl7-org:v3"><id extension="{MATRICULE}"/></mal{MATRICULE}>'.encode())
    refusal(
        cda(
            header=f'<recordTarget><patientRole><id root="1.2" extension="{MATRICULE}"/></patientRole></recordTarget>'
            * 2
        )
    )


def test_two_patients_are_refused() -> None:
    target = "<recordTarget><patientRole><patient/></patientRole></recordTarget>"

    assert refusal(cda(header=target * 2)).startswith("Le document porte plusieurs patients")
    assert refusal(
        cda(header="<recordTarget><patientRole><patient/><patient/></patientRole></recordTarget>")
    ).startswith("Le document porte plusieurs patients")


def test_two_documents_are_refused_and_so_is_none() -> None:
    two = f'<a xmlns:p="urn:hl7-org:v3">{SIMPLE.decode() * 2}</a>'.encode()

    assert "plusieurs documents" in refusal(two)
    assert "plusieurs documents" in refusal(cda(SIMPLE.decode()))
    assert "ne contient pas de document" in refusal(b"<ClinicalDocument/>")


def test_the_self_presenting_form_is_read_and_its_style_sheet_never_run() -> None:
    inner = SIMPLE.decode().replace('xmlns="urn:hl7-org:v3"', 'xmlns:n1="urn:hl7-org:v3"').replace("<n1:", "<")
    for name in ("ClinicalDocument", "id", "code", "title", "component", "structuredBody", "section", "text"):
        inner = inner.replace(f"<{name}", f"<n1:{name}").replace(f"</{name}>", f"</n1:{name}>")
    sheet = (
        '<?xml version="1.0"?><?xml-stylesheet href="#" type="text/xsl"?>'
        '<xsl:stylesheet xmlns:xsl="http://www.w3.org/1999/XSL/Transform" version="1.0">'
        '<xsl:template match="/"><xsl:value-of select="document(\'/etc/passwd\')"/></xsl:template>'
        f'<a:doc xmlns:a="urn:asip-sante:ci-sis">{inner}</a:doc></xsl:stylesheet>'
    )

    document = parse(sheet.encode())

    assert document.header.title == "Compte rendu simple"
    assert page(document).find_class("narrative")[0].text_content() == "été"


def test_xinclude_is_not_followed() -> None:
    found = drawn(
        '<x:include xmlns:x="http://www.w3.org/2001/XInclude" href="/etc/hostname" parse="text">a</x:include>'
    )

    assert found.text_content() == "a"


@pytest.mark.parametrize("depth", [MAX_DEPTH, 500, 3_000, 10_000])
@pytest.mark.parametrize("tag", ["content", "table", "list", "section", "x"])
def test_ten_thousand_nested_elements_are_refused_in_words(tag: str, depth: int) -> None:
    nested = f"<{tag}>" * depth + f"</{tag}>" * depth

    assert refusal(cda(structured(section(nested)))) == f"Le fichier imbrique plus de {MAX_DEPTH} éléments."


def test_the_deepest_document_admitted_is_drawn_with_room_left_for_a_request() -> None:
    nested = section("mot")
    for _ in range((MAX_DEPTH - 6) // 2):
        nested = section("mot", more=nested)
    document = parse(cda(structured(nested)))

    def under(frames: int) -> int:
        return under(frames - 1) if frames else len(page(document).find_class("narrative"))

    assert under(250) == (MAX_DEPTH - 6) // 2 + 1


def test_too_many_elements_are_refused() -> None:
    assert refusal(cda(structured(section("<br/>" * MAX_NODES)))) == f"Le fichier compte plus de {MAX_NODES} éléments."


def test_a_header_or_a_table_of_contents_without_end_is_refused() -> None:
    assert refusal(cda(header="<author/>" * MAX_HEADER_NODES)).startswith("L’en-tête du document compte plus de")
    assert refusal(cda(structured(section("a") * (MAX_SECTIONS + 1)))).startswith("Le document compte plus de")


def test_a_text_repeated_in_attributes_is_cut() -> None:
    long = "mot " * 20_000
    document = narrative(
        f"<table><caption>{long}</caption></table><renderMultiMedia referencedObject='img1'><caption>{long}</caption>"
        "</renderMultiMedia>",
        more=media_entry(image()),
    )

    assert max(len(value) for e in page(document).iter() for value in e.attrib.values()) <= 200


def test_a_file_over_the_bound_is_refused_and_one_of_25_mb_is_read() -> None:
    assert refusal(SIMPLE + b" " * MAX_BYTES) == "Le fichier dépasse 30 Mo."
    assert parse(SIMPLE + b" " * 25_000_000).header.title == "Compte rendu simple"


def test_an_attachment_over_the_bound_is_named_and_the_rest_is_read() -> None:
    document = parse(cda(unstructured("JVBERi0x" * 3_400_000)))

    assert document.attachments[0].data is None
    assert "La pièce jointe 1 n’est pas lisible" in page(document).text_content()


@pytest.mark.parametrize(
    "text",
    [
        "<table><tr>" + "<th>a</th>" * 8_000 + "</tr></table>",
        "<br/>mot" * 40_000,
        "<content>" * 90 + "<content>a</content>" * 8_000 + "</content>" * 90,
        "<paragraph>" * 90 + "<sup>a</sup>" * 8_000 + "</paragraph>" * 90,
        "<list><item>" * 40 + "a" * 8_000 + "</item></list>" * 40,
    ],
)
def test_cost_grows_with_the_size_of_a_narrative_and_no_faster(text: str) -> None:
    document = narrative(text)
    start = time.process_time()

    page(document)

    # Each took from three seconds to a minute when drawn element against element.
    assert time.process_time() - start < 2
