"""The CDA body: sections (level 3) or one file (level 1), and every file held in base64."""

from lxml import etree

from documents.cda.header import informant
from documents.cda.model import (
    MAX_ATTACHMENTS,
    PDF_COPY_CODE,
    PDF_COPY_TEMPLATE,
    Attachment,
    ClinicalDocument,
    Header,
    Section,
)
from documents.cda.nodes import all_at, at, code, identifiers, local, party, person_name, q, text_of

MAX_CAPTION = 200  # characters
_COMPRESSED = "Une pièce jointe compressée n’a pas pu être affichée."
_TOO_MANY = f"Seules les {MAX_ATTACHMENTS} premières pièces jointes sont affichées."
UNREAD_FILES = frozenset({_COMPRESSED, _TOO_MANY})  # notices which say that a file of the document was not read


def read_body(document: etree._Element, header: Header) -> ClinicalDocument:
    """Sections in their order, attachments, and a notice for what cannot be shown."""
    unstructured = at(document, "component/nonXMLBody/text")
    structured = at(document, "component/structuredBody")
    notices: list[str] = []
    attachments = _attachments(document, notices)
    sections: list[Section] = []
    plain = ""
    if unstructured is not None:
        plain = _plain_body(unstructured, notices)
    elif structured is not None:
        sections = _sections(structured, "")
    else:
        notices.append("Ce document n’a pas de contenu.")
    return ClinicalDocument(
        header=header,
        level=3 if structured is not None else 1,
        sections=sections,
        attachments=attachments,
        notices=notices,
        plain_body=plain,
        body_type=unstructured.get("mediaType", "") if unstructured is not None else "",
    )


def _plain_body(text: etree._Element, notices: list[str]) -> str:
    """A body written as text instead of base64; a body that only refers elsewhere is named as not shown."""
    if _is_base64(text):
        return ""
    if at(text, "reference") is not None:
        notices.append("Le contenu est dans un fichier extérieur au document, qui ne peut pas être affiché.")
        return ""
    return "".join(text.itertext())  # type: ignore[arg-type]


def _sections(parent: etree._Element, prefix: str) -> list[Section]:
    # Nesting is bounded by the parser, so that recursion is too.
    return [
        _section(element, f"{prefix}{rank}")
        for rank, element in enumerate(all_at(parent, "component/section"), start=1)
    ]


def _section(element: etree._Element, number: str) -> Section:
    subject = at(element, "subject/relatedSubject")
    return Section(
        number=number,
        title=text_of(at(element, "title")),
        code=code(at(element, "code")),
        template_ids=tuple(i.root for i in identifiers(element, "templateId")),
        narrative=at(element, "text"),
        entries=tuple(all_at(element, "entry")),
        authors=tuple(party(e, "Auteur", "assignedAuthor") for e in all_at(element, "author")),
        informants=tuple(informant(e) for e in all_at(element, "informant")),
        subject=" ".join(
            part for part in (code(at(subject, "code")).words, person_name(at(subject, "subject/name")).words) if part
        ),
        sections=_sections(element, f"{number}."),
    )


def _attachments(document: etree._Element, notices: list[str]) -> list[Attachment]:
    found: list[Attachment] = []
    captions: dict[etree._Element | None, str] = {}
    copies = {section for section in document.iter(q("section")) if _is_pdf_copy(section)}
    # The body first: what a level 1 document consists of is its first file, whatever its header holds.
    parts = sorted((part for part in document if local(part)), key=lambda part: local(part) != "component")
    for element in (element for part in parts for element in part.iter()):
        if not _is_base64(element):
            continue
        if element.get("compression"):
            _note(notices, _COMPRESSED)
            continue
        if len(found) == MAX_ATTACHMENTS:
            _note(notices, _TOO_MANY)
            break
        sections = list(element.iterancestors(q("section")))
        holder = sections[0] if sections else None
        if holder not in captions:
            captions[holder] = _caption(holder)
        found.append(_attachment(element, len(found), captions[holder], any(s in copies for s in sections)))
    return found


def _attachment(element: etree._Element, index: int, caption: str, is_in_pdf_copy: bool) -> Attachment:
    owner = element.getparent()
    return Attachment(
        index=index,
        element_id=(owner.get("ID", "") if owner is not None else "") or element.get("ID", ""),
        declared_type=element.get("mediaType", ""),
        text=element.text or "",
        caption=caption,
        region_id=_region_id(owner),
        is_in_pdf_copy=is_in_pdf_copy,
    )


def _note(notices: list[str], sentence: str) -> None:
    if sentence not in notices:
        notices.append(sentence)


def _is_base64(element: etree._Element) -> bool:
    """Said to be, or left unsaid: a media's value, and a body that is no text, are base64 all the same."""
    representation = element.get("representation", "").upper()
    if representation or len(element) or not element.text:
        return representation == "B64"
    owner = local(element.getparent()) if element.getparent() is not None else ""
    if owner == "observationMedia" and local(element) == "value":
        return True
    return owner == "nonXMLBody" and not element.get("mediaType", "text/plain").lower().startswith("text/")


def _region_id(owner: etree._Element | None) -> str:
    """ID of the region of interest around a media: the narrative may cite either."""
    region = next(owner.iterancestors(q("regionOfInterest")), None) if owner is not None else None
    return region.get("ID", "") if region is not None else ""


def _caption(section: etree._Element | None) -> str:
    """Title of the section that holds the file: what the file is about."""
    words = text_of(at(section, "title")) or code(at(section, "code")).words
    return words[:MAX_CAPTION]


def _is_pdf_copy(section: etree._Element) -> bool:
    templates = {i.root for i in identifiers(section, "templateId")}
    return PDF_COPY_TEMPLATE in templates or code(at(section, "code")).code == PDF_COPY_CODE
