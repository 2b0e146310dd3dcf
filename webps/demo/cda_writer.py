"""Writes CDA R2 documents (French header) from plain specifications, for the demonstration."""

import base64
from dataclasses import dataclass, field
from datetime import date, datetime

from lxml import etree

from access.oids import PS_IDNAT_OID, STRUCT_IDNAT_OID
from webps.demo.patients import DemoPatient
from webps.demo.people import STRUCTURES, DemoStructure

HL7 = "urn:hl7-org:v3"
XSI = "http://www.w3.org/2001/XMLSchema-instance"
LOINC = "2.16.840.1.113883.6.1"
DEMO_ROOT = "1.2.250.1.999.35"  # arc of the demonstration: every identifier of its documents


@dataclass(frozen=True)
class Author:
    """Who signs: a professional, or a device, or the patient."""

    family: str = ""
    given: str = ""
    idnat: str = ""
    suffix: str = ""
    specialty: tuple[str, str] = ("G15_10/SM53", "Médecin - Médecine générale (SM)")
    structure: str = "cabinet"
    device: str = ""


@dataclass(frozen=True)
class Measure:
    """One biological result, in words and as a coded entry."""

    loinc: str
    label: str
    value: str
    unit: str
    low: str = ""
    high: str = ""

    @property
    def interpretation(self) -> str:
        value = float(self.value)
        if self.low and value < float(self.low):
            return "L"
        return "H" if self.high and value > float(self.high) else "N"


@dataclass(frozen=True)
class Table:
    head: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


Block = str | Table | tuple[str, ...]  # a paragraph, a table, or a list


@dataclass(frozen=True)
class Section:
    title: str
    blocks: tuple[Block, ...] = ()
    measures: tuple[Measure, ...] = ()
    sections: tuple["Section", ...] = ()
    code: str = ""


@dataclass(frozen=True)
class Spec:
    """One document to write. `key` makes its identifier, the same whatever the day of the demonstration."""

    key: str
    type_code: str
    type_oid: str
    type_label: str
    title: str
    patient: DemoPatient
    author: Author
    act: datetime
    sections: tuple[Section, ...] = ()
    template: str = ""
    set_key: str = ""
    version: int = 1
    replaces: str = ""
    body: bytes = b""
    body_type: str = ""
    pdf_copy: bytes = b""
    setting: tuple[str, str] = ("AMBULATOIRE", "Ambulatoire")
    extra: dict[str, str] = field(default_factory=dict)


def write(spec: Spec) -> bytes:
    """The bytes of the document."""
    root = etree.Element(_q("ClinicalDocument"), nsmap={None: HL7, "xsi": XSI})
    _add(root, "realmCode", code="FR")
    _add(root, "typeId", root="2.16.840.1.113883.1.3", extension="POCD_HD000040")
    for template in ("2.16.840.1.113883.2.8.2.1", "1.2.250.1.213.1.1.1.1", spec.template or "1.3.6.1.4.1.19376.1.2.20"):
        _add(root, "templateId", root=template)
    _add(root, "id", root=DEMO_ROOT, extension=spec.key)
    _add(root, "code", code=spec.type_code, codeSystem=spec.type_oid, displayName=spec.type_label)
    _text(root, "title", spec.title)
    _add(root, "effectiveTime", value=_time(spec.act))
    _add(root, "confidentialityCode", code="N", codeSystem="2.16.840.1.113883.5.25", displayName="Normal")
    _add(root, "languageCode", code="fr-FR")
    _add(root, "setId", root=f"{DEMO_ROOT}.1", extension=spec.set_key or spec.key)
    _add(root, "versionNumber", value=str(spec.version))
    _patient(root, spec.patient)
    _author(root, spec)
    _custodian(root, STRUCTURES[spec.author.structure])
    _authenticator(root, spec)
    _service(root, spec)
    if spec.replaces:
        related = _add(root, "relatedDocument", typeCode="RPLC")
        _add(_add(related, "parentDocument"), "id", root=DEMO_ROOT, extension=spec.replaces)
    _encounter(root, spec)
    _body(root, spec)
    return etree.tostring(root, xml_declaration=True, encoding="UTF-8")


def _q(name: str) -> str:
    return f"{{{HL7}}}{name}"


def _add(parent: etree._Element, name: str, **attributes: str) -> etree._Element:
    return etree.SubElement(parent, _q(name), attributes)


def _text(parent: etree._Element, name: str, text: str, **attributes: str) -> etree._Element:
    element = _add(parent, name, **attributes)
    element.text = text
    return element


def _time(moment: datetime) -> str:
    return moment.strftime("%Y%m%d%H%M%S%z")


def _patient(root: etree._Element, patient: DemoPatient) -> None:
    role = _add(_add(root, "recordTarget"), "patientRole")
    _add(role, "id", root=patient.oid, extension=patient.matricule)
    _add(role, "id", root="1.2.250.1.999.35.2", extension=f"IPP-{patient.key}")
    person = _add(role, "patient")
    name = _add(person, "name")
    _text(name, "family", patient.family.upper(), qualifier="BR")
    _text(name, "given", patient.first_given, qualifier="BR")
    _text(name, "given", patient.givens)
    if patient.used_family:
        _text(name, "family", patient.used_family.upper(), qualifier="CL")
    _add(person, "administrativeGenderCode", code=patient.sex, codeSystem="2.16.840.1.113883.5.1")
    _add(person, "birthTime", value=f"{patient.birth:%Y%m%d}")
    for family, given, kin in patient.representatives:
        guardian = _add(person, "guardian")
        _add(guardian, "code", code="PRN", displayName=kin, codeSystem="2.16.840.1.113883.5.111")
        guardian_name = _add(_add(guardian, "guardianPerson"), "name")
        _text(guardian_name, "family", family)
        _text(guardian_name, "given", given)
    place = _add(_add(person, "birthplace"), "place")
    address = _add(place, "addr")
    _text(address, "county", patient.place[0])
    _text(address, "city", patient.place[1])


def _author(root: etree._Element, spec: Spec) -> None:
    author = _add(root, "author")
    _add(author, "time", value=_time(spec.act))
    assigned = _add(author, "assignedAuthor")
    who = spec.author
    if who.device:
        _add(assigned, "id", root="1.2.250.1.999.35.3", extension=who.device)
        device = _add(assigned, "assignedAuthoringDevice")
        _text(device, "softwareName", who.device)
    else:
        _add(
            assigned, "id", root=PS_IDNAT_OID if who.idnat else "1.2.250.1.999.35.4", extension=who.idnat or who.family
        )
        _add(assigned, "code", code=who.specialty[0], displayName=who.specialty[1], codeSystem="1.2.250.1.213.1.1.4.5")
        _person(assigned, "assignedPerson", who)
    _organisation(assigned, "representedOrganization", STRUCTURES[who.structure])


def _person(parent: etree._Element, wrapper: str, who: Author) -> None:
    name = _add(_add(parent, wrapper), "name")
    _text(name, "family", who.family)
    _text(name, "given", who.given)
    if who.suffix:
        _text(name, "suffix", who.suffix)


def _organisation(parent: etree._Element, wrapper: str, structure: DemoStructure) -> etree._Element:
    organisation = _add(parent, wrapper)
    _add(organisation, "id", root=STRUCT_IDNAT_OID, extension=structure.idnat)
    _text(organisation, "name", structure.name)
    return organisation


def _custodian(root: etree._Element, structure: DemoStructure) -> None:
    _organisation(_add(_add(root, "custodian"), "assignedCustodian"), "representedCustodianOrganization", structure)


def _authenticator(root: etree._Element, spec: Spec) -> None:
    authenticator = _add(root, "legalAuthenticator")
    _add(authenticator, "time", value=_time(spec.act))
    _add(authenticator, "signatureCode", code="S")
    entity = _add(authenticator, "assignedEntity")
    who = spec.author
    _add(
        entity, "id", root=PS_IDNAT_OID if who.idnat else "1.2.250.1.999.35.4", extension=who.idnat or spec.patient.key
    )
    _person(entity, "assignedPerson", who)


def _service(root: etree._Element, spec: Spec) -> None:
    event = _add(_add(root, "documentationOf"), "serviceEvent")
    _add(event, "code", code=spec.type_code, codeSystem=spec.type_oid, displayName=spec.type_label)
    interval = _add(event, "effectiveTime")
    _add(interval, "low", value=spec.extra.get("low") or _time(spec.act))
    entity = _add(_add(event, "performer", typeCode="PRF"), "assignedEntity")
    _add(entity, "id", root=PS_IDNAT_OID, extension=spec.author.idnat or "0")
    organisation = _organisation(entity, "representedOrganization", STRUCTURES[spec.author.structure])
    code, label = spec.setting
    _add(organisation, "standardIndustryClassCode", code=code, displayName=label, codeSystem="1.2.250.1.213.1.1.4.9")


def _encounter(root: etree._Element, spec: Spec) -> None:
    encounter = _add(_add(root, "componentOf"), "encompassingEncounter")
    _add(_add(encounter, "effectiveTime"), "low", value=_time(spec.act))
    structure = STRUCTURES[spec.author.structure]
    facility = _add(_add(encounter, "location"), "healthCareFacility")
    _add(facility, "code", code=structure.sector, codeSystem="1.2.250.1.71.4.2.4")
    _text(_add(facility, "location"), "name", structure.name)


def _body(root: etree._Element, spec: Spec) -> None:
    component = _add(root, "component")
    if spec.body:
        text = _add(_add(component, "nonXMLBody"), "text", mediaType=spec.body_type, representation="B64")
        text.text = base64.b64encode(spec.body).decode()
        return
    body = _add(component, "structuredBody")
    for number, section in enumerate(spec.sections, start=1):
        _section(body, section, f"s{number}")
    if spec.pdf_copy:
        section_ = _add(_add(body, "component"), "section")
        _add(section_, "templateId", root="1.2.250.1.213.1.1.2.243")
        _add(section_, "code", code="55108-5", codeSystem=LOINC, displayName="Document")
        _text(section_, "title", "Copie du document")
        text = _add(section_, "text")
        _add(text, "renderMultiMedia", referencedObject="copie")
        media = _add(_add(section_, "entry"), "observationMedia", classCode="OBS", moodCode="EVN", ID="copie")
        value = _add(media, "value", mediaType="application/pdf", representation="B64")
        value.text = base64.b64encode(spec.pdf_copy).decode()


def _section(parent: etree._Element, section: Section, key: str) -> None:
    element = _add(_add(parent, "component"), "section")
    if section.code:
        _add(element, "code", code=section.code, codeSystem=LOINC)
    _text(element, "title", section.title)
    if section.blocks or section.measures:
        text = _add(element, "text")
        for block in section.blocks:
            _block(text, block)
        if section.measures:
            _measures(text, element, section.measures, key)
    for number, child in enumerate(section.sections, start=1):
        _section(element, child, f"{key}-{number}")


def _block(text: etree._Element, block: Block) -> None:
    if isinstance(block, str):
        _text(text, "paragraph", block)
    elif isinstance(block, Table):
        table = _add(text, "table", border="1")
        row = _add(_add(table, "thead"), "tr")
        for cell in block.head:
            _text(row, "th", cell)
        body = _add(table, "tbody")
        for cells in block.rows:
            row = _add(body, "tr")
            for cell in cells:
                _text(row, "td", cell)
    else:
        items = _add(text, "list", listType="unordered")
        for item in block:
            _text(items, "item", item)


def _measures(text: etree._Element, section: etree._Element, measures: tuple[Measure, ...], key: str) -> None:
    """A table for people, and the same results as coded entries that point to it."""
    table = _add(text, "table", border="1")
    head = _add(_add(table, "thead"), "tr")
    for cell in ("Analyse", "Résultat", "Unité", "Valeurs de référence", "Interprétation"):
        _text(head, "th", cell)
    body = _add(table, "tbody")
    organizer = _add(_add(section, "entry"), "organizer", classCode="BATTERY", moodCode="EVN")
    _add(organizer, "statusCode", code="completed")
    for number, measure in enumerate(measures, start=1):
        word = {"H": "élevé", "L": "bas", "N": ""}[measure.interpretation]
        row = _add(body, "tr")
        _text(row, "td", measure.label)
        cell = _add(row, "td")
        style = {"styleCode": "Bold"} if word else {}
        _text(cell, "content", measure.value.replace(".", ","), ID=f"{key}-r{number}", **style)
        _text(row, "td", measure.unit)
        _text(row, "td", _range(measure))
        _text(row, "td", word)
        _observation(organizer, measure, f"#{key}-r{number}")


def _range(measure: Measure) -> str:
    low, high = measure.low.replace(".", ","), measure.high.replace(".", ",")
    return f"{low} – {high}" if low and high else f"< {high}" if high else f"> {low}" if low else ""


def _observation(organizer: etree._Element, measure: Measure, reference: str) -> None:
    observation = _add(_add(organizer, "component"), "observation", classCode="OBS", moodCode="EVN")
    code = _add(observation, "code", code=measure.loinc, codeSystem=LOINC, displayName=measure.label)
    _add(_add(code, "originalText"), "reference", value=reference)
    _add(observation, "statusCode", code="completed")
    value = _add(observation, "value", value=measure.value, unit=measure.unit)
    value.set(f"{{{XSI}}}type", "PQ")
    _add(observation, "interpretationCode", code=measure.interpretation, codeSystem="2.16.840.1.113883.5.83")
    if measure.low or measure.high:
        range_ = _add(_add(observation, "referenceRange"), "observationRange")
        interval = _add(range_, "value")
        interval.set(f"{{{XSI}}}type", "IVL_PQ")
        for bound, number in (("low", measure.low), ("high", measure.high)):
            if number:
                _add(interval, bound, value=number, unit=measure.unit)


def day(value: date, hour: int = 9, minute: int = 0) -> datetime:
    """An aware moment of that day, in Paris."""
    from zoneinfo import ZoneInfo

    return datetime(value.year, value.month, value.day, hour, minute, tzinfo=ZoneInfo("Europe/Paris"))
