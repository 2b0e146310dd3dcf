"""From bytes to a ClinicalDocument: no DTD, no entity, no network, bounded size, depth and number of nodes."""

import codecs
import re

from lxml import etree

from documents.cda.body import read_body
from documents.cda.header import read_header
from documents.cda.model import ClinicalDocument, UnreadableDocument
from documents.cda.nodes import HL7

MAX_BYTES = 30_000_000
MAX_DEPTH = 120  # drawing recurses: well under Python's own limit, and three times what documents need
MAX_NODES = 300_000
MAX_HEADER_NODES = 20_000  # published headers hold a few hundred
MAX_SECTIONS = 2_000
# Encodings in which a DOCTYPE can be recognised before the parser is let loose: UTF-7 and the like could hide one.
_ENCODINGS = frozenset(
    {
        "utf-8",
        "utf8",
        "utf-16",
        "us-ascii",
        "ascii",
        "iso-8859-1",
        "latin-1",
        "latin1",
        "iso-8859-15",
        "windows-1252",
        "cp1252",
    }
)
_TOO_DEEP = etree.XPath("boolean(/" + "/".join(["*"] * (MAX_DEPTH + 1)) + ")")
_COUNT = etree.XPath("count(//*)")
_COUNT_HEADER = etree.XPath("count(*[not(self::c:component)]/descendant-or-self::*)", namespaces={"c": HL7})
_COUNT_SECTIONS = etree.XPath("count(.//c:section)", namespaces={"c": HL7})


def parse(data: bytes) -> ClinicalDocument:
    """Read one CDA R2 document, in its plain or its self-presenting form (a style sheet that holds it; never run).

    Raises UnreadableDocument, in French, with the line when the XML is malformed.
    """
    if len(data) > MAX_BYTES:
        raise UnreadableDocument(f"Le fichier dépasse {MAX_BYTES // 1_000_000} Mo.")
    document = _clinical_document(_parse_xml(data))
    if _COUNT_HEADER(document) > MAX_HEADER_NODES:
        raise UnreadableDocument(f"L’en-tête du document compte plus de {MAX_HEADER_NODES} éléments.")
    if _COUNT_SECTIONS(document) > MAX_SECTIONS:
        raise UnreadableDocument(f"Le document compte plus de {MAX_SECTIONS} sections.")
    return read_body(document, read_header(document))


def _parse_xml(data: bytes) -> etree._Element:
    _refuse_doctype(data)
    parser = etree.XMLParser(
        resolve_entities=False,
        load_dtd=False,
        dtd_validation=False,
        no_network=True,
        huge_tree=True,  # a base64 text may exceed the library's own bound; ours are checked below
        remove_comments=True,
        remove_pis=True,
    )
    try:
        root = etree.fromstring(data, parser)
    except etree.XMLSyntaxError as error:
        if "depth" in (error.msg or ""):
            raise UnreadableDocument(f"Le fichier imbrique plus de {MAX_DEPTH} éléments.") from None
        raise UnreadableDocument(f"Le fichier n’est pas un XML valide (ligne {error.lineno or 1}).") from None
    if _TOO_DEEP(root):
        raise UnreadableDocument(f"Le fichier imbrique plus de {MAX_DEPTH} éléments.")
    if _COUNT(root) > MAX_NODES:
        raise UnreadableDocument(f"Le fichier compte plus de {MAX_NODES} éléments.")
    return root


_PROLOG = re.compile(r"\s*(?:(?:<\?.*?\?>|<!--.*?-->)\s*)*", re.DOTALL)
_DECLARED = re.compile(r"""^\s*<\?xml[^>]*?encoding\s*=\s*["']([^"']+)["']""")


def _refuse_doctype(data: bytes) -> None:
    """Look at what stands before the root element, before any parser does."""
    start = data[:200_000]
    if start.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        text = start[: len(start) // 2 * 2].decode("utf-16", errors="replace")
    elif start[:4] in (b"<\x00?\x00", b"\x00<\x00?"):
        raise UnreadableDocument("L’encodage du fichier n’est pas reconnu.")
    else:
        text = start.removeprefix(codecs.BOM_UTF8).decode("latin-1")
    declared = _DECLARED.match(text)
    if declared and declared.group(1).lower() not in _ENCODINGS:
        raise UnreadableDocument("L’encodage du fichier n’est pas reconnu.")
    prolog = _PROLOG.match(text)
    rest = text[prolog.end() if prolog else 0 :]
    if rest[:9].upper() == "<!DOCTYPE":
        raise UnreadableDocument("Le fichier contient une déclaration DOCTYPE, refusée par sécurité.")
    if not re.match(r"<[A-Za-z_]", rest):
        raise UnreadableDocument("Le fichier n’est pas un document CDA.")


def _clinical_document(root: etree._Element) -> etree._Element:
    found = [root] if root.tag == f"{{{HL7}}}ClinicalDocument" else []
    found += [e for e in root.iter(f"{{{HL7}}}ClinicalDocument") if e is not root]
    if not found:
        raise UnreadableDocument("Le fichier ne contient pas de document CDA (ClinicalDocument).")
    if len(found) > 1:
        raise UnreadableDocument("Le fichier contient plusieurs documents CDA ; déposez-les un par un.")
    return found[0]
