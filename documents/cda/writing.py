"""Writing a CDA R2 document of level 1: a header around one file (document_metadata, sections 2 and 3). Pure."""

import base64
import re

from lxml import etree

from documents.cda.model import CdaPatient, Encounter, Header, Service
from documents.cda.nodes import HL7, q
from documents.cda.values import Code, Identifier, Organisation, Party, Period, PersonName, Timestamp

XSI = "http://www.w3.org/2001/XMLSchema-instance"
# HL7 France, minimal structure of the CI-SIS, document whose body is not structured.
LEVEL_1 = ("2.16.840.1.113883.2.8.2.1", "1.2.250.1.213.1.1.1.1", "1.3.6.1.4.1.19376.1.2.20")
_ILLEGAL = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def add(parent: etree._Element, name: str, **attributes: str) -> etree._Element:
    return etree.SubElement(parent, q(name), attributes)


def add_text(parent: etree._Element, name: str, text: str, **attributes: str) -> etree._Element:
    element = add(parent, name, **attributes)
    element.text = text
    return element


def legal(text: str) -> str:
    """The characters that XML can hold."""
    return _ILLEGAL.sub("", text)


def write(header: Header, body: bytes, media_type: str) -> bytes:
    """The bytes of the document. Read back by `documents.cda.parser`, they give the same header and the same file."""
    root = etree.Element(q("ClinicalDocument"), nsmap={None: HL7, "xsi": XSI})  # type: ignore[dict-item]
    add(root, "realmCode", code="FR")
    add(root, "typeId", root="2.16.840.1.113883.1.3", extension="POCD_HD000040")
    for template in header.template_ids:
        add(root, "templateId", root=template)
    _id(root, "id", header.id)
    _code(root, "code", header.type)
    add_text(root, "title", legal(header.title))
    _time(root, "effectiveTime", header.effective_time)
    _code(root, "confidentialityCode", header.confidentiality)
    add(root, "languageCode", code=header.language)
    if header.set_id:
        _id(root, "setId", header.set_id)
    add(root, "versionNumber", value=str(header.version_number))
    _patient(root, header.patient)
    for author in header.authors:
        _author(root, author)
    for enterer in header.others:
        element = add(root, "dataEnterer")
        _time(element, "time", enterer.time)
        _entity(element, "assignedEntity", enterer)
    _organisation(
        add(add(root, "custodian"), "assignedCustodian"), "representedCustodianOrganization", header.custodian
    )
    _authenticator(root, header.legal_authenticator)
    for service in header.services:
        _service(root, service)
    for replaced in header.replaces:
        _id(add(add(root, "relatedDocument", typeCode="RPLC"), "parentDocument"), "id", replaced)
    _encounter(root, header.encounter)
    file = add(add(add(root, "component"), "nonXMLBody"), "text", mediaType=media_type, representation="B64")
    file.text = base64.b64encode(body).decode()
    return etree.tostring(root, xml_declaration=True, encoding="UTF-8")


def _id(parent: etree._Element, name: str, identifier: Identifier) -> None:
    extension = {"extension": legal(identifier.extension)} if identifier.extension else {}
    add(parent, name, root=identifier.root, **extension)


def _code(parent: etree._Element, name: str, code: Code) -> None:
    """What is not known is said to be unknown, rather than left out where the standard wants an element."""
    values = {"code": code.code, "codeSystem": code.system, "displayName": legal(code.label)}
    add(parent, name, **({key: value for key, value in values.items() if value} or {"nullFlavor": "UNK"}))


def _time(parent: etree._Element, name: str, time: Timestamp | None) -> None:
    add(parent, name, **({"value": time.text} if time else {"nullFlavor": "UNK"}))


def _period(parent: etree._Element, period: Period) -> None:
    interval = add(parent, "effectiveTime")
    _time(interval, "low", period.low)
    if period.high:
        _time(interval, "high", period.high)


def _name(parent: etree._Element, name: PersonName) -> None:
    element = add(parent, "name")
    parts = (
        ("prefix", name.prefix, ""),
        ("family", name.family_birth, "BR" if name.given_birth or name.family_used else ""),
        ("given", name.given_birth, "BR"),
        ("given", name.givens, ""),
        ("family", name.family_used, "CL"),
        ("given", name.given_used, "CL"),
        ("suffix", name.suffix, ""),
    )
    for tag, text, qualifier in parts:
        if text:
            add_text(element, tag, legal(text), **({"qualifier": qualifier} if qualifier else {}))


def _patient(root: etree._Element, patient: CdaPatient) -> None:
    role = add(add(root, "recordTarget"), "patientRole")
    for identifier in (*patient.ins, *patient.local_ids):
        _id(role, "id", identifier)
    person = add(role, "patient")
    _name(person, patient.name)
    add(person, "administrativeGenderCode", code=patient.sex, codeSystem="2.16.840.1.113883.5.1")
    _time(person, "birthTime", patient.birth)
    address = add(add(add(person, "birthplace"), "place"), "addr")
    for name, text in (("county", patient.birth_place_code), ("city", patient.birth_place_name)):
        if text:
            add_text(address, name, legal(text))


def _author(root: etree._Element, author: Party) -> None:
    element = add(root, "author")
    _time(element, "time", author.time)
    _entity(element, "assignedAuthor", author)


def _entity(parent: etree._Element, wrapper: str, who: Party) -> None:
    entity = add(parent, wrapper)
    for identifier in who.ids:
        _id(entity, "id", identifier)
    if who.specialty:
        _code(entity, "code", who.specialty)
    if who.name:
        _name(add(entity, "assignedPerson"), who.name)
    if who.organisation:
        _organisation(entity, "representedOrganization", who.organisation)


def _organisation(parent: etree._Element, wrapper: str, organisation: Organisation) -> None:
    element = add(parent, wrapper)
    for identifier in organisation.ids:
        _id(element, "id", identifier)
    if organisation.name:
        add_text(element, "name", legal(organisation.name))
    if organisation.city:
        add_text(add(element, "addr"), "city", legal(organisation.city))
    if organisation.setting:
        _code(element, "standardIndustryClassCode", organisation.setting)


def _authenticator(root: etree._Element, who: Party) -> None:
    element = add(root, "legalAuthenticator")
    _time(element, "time", who.time)
    add(element, "signatureCode", code="S")
    _entity(element, "assignedEntity", who)


def _service(root: etree._Element, service: Service) -> None:
    event = add(add(root, "documentationOf"), "serviceEvent")
    _code(event, "code", service.code)
    _period(event, service.period)
    _entity(add(event, "performer", typeCode="PRF"), "assignedEntity", service.performer)


def _encounter(root: etree._Element, encounter: Encounter) -> None:
    element = add(add(root, "componentOf"), "encompassingEncounter")
    _period(element, encounter.period)
    facility = add(add(element, "location"), "healthCareFacility")
    _code(facility, "code", encounter.facility)
    if encounter.place:
        add_text(add(facility, "location"), "name", legal(encounter.place))
