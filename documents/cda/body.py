"""The CDA body: sections (level 3) or one file (level 1), and every file held in base64."""

from lxml import etree

from documents.cda.header import informant
from documents.cda.model import PDF_COPY_CODE, PDF_COPY_TEMPLATE, Attachment, ClinicalDocument, Header, Section
from documents.cda.nodes import all_at, at, code, identifiers, local, party, person_name, q, text_of


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
        pdf_copy_indexes=_pdf_copies(structured, attachments),
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
        authors=tuple(party(e, "Auteur", "assignedAuthor") for e in all_at(element, "author")),
        informants=tuple(informant(e) for e in all_at(element, "informant")),
        subject=" ".join(
            part for part in (code(at(subject, "code")).words, person_name(at(subject, "subject/name")).words) if part
        ),
        sections=_sections(element, f"{number}."),
    )


def _attachments(document: etree._Element, notices: list[str]) -> list[Attachment]:
    found = []
    for element in document.iter():
        if not _is_base64(element):
            continue
        owner = element.getparent()
        if element.get("compression"):
            notices.append("Une pièce jointe compressée n’a pas pu être affichée.")
            continue
        found.append(
            Attachment(
                index=len(found),
                element_id=(owner.get("ID", "") if owner is not None else "") or element.get("ID", ""),
                declared_type=element.get("mediaType", ""),
                text=element.text or "",
                caption=_caption(owner),
                region_id=_region_id(owner),
            )
        )
    return found


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


def _caption(owner: etree._Element | None) -> str:
    """Title of the section that holds the file: what the file is about."""
    element = owner
    while element is not None and local(element) != "section":
        element = element.getparent()
    return (text_of(at(element, "title")) or code(at(element, "code")).words) if element is not None else ""


def _pdf_copies(structured: etree._Element | None, attachments: list[Attachment]) -> frozenset[int]:
    """Indexes of the files in the sections that hold a PDF copy of the whole document."""
    inside = {
        value.text
        for section in (structured.iter(q("section")) if structured is not None else ())
        if _is_pdf_copy(section)
        for value in section.iter()
        if value.text and _is_base64(value)
    }
    return frozenset(a.index for a in attachments if a.text in inside)


def _is_pdf_copy(section: etree._Element) -> bool:
    templates = {i.root for i in identifiers(section, "templateId")}
    return PDF_COPY_TEMPLATE in templates or code(at(section, "code")).code == PDF_COPY_CODE
