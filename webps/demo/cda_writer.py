"""Writes CDA R2 documents (French header) from plain specifications, for the demonstration."""

from datetime import datetime, timedelta

from lxml import etree

from access.oids import PS_IDNAT_OID, STRUCT_IDNAT_OID
from documents.cda.nodes import HL7, q
from documents.cda.writing import XSI, add, add_text
from webps.demo.cda_body import write_body
from webps.demo.cda_spec import Author, Spec
from webps.demo.patients import DemoPatient
from webps.demo.people import ACCOUNTS, STRUCTURES, DemoStructure

DEMO_ROOT = "1.2.250.1.999.35"  # arc of the demonstration: every identifier of its documents
LOCAL_PATIENTS = f"{DEMO_ROOT}.2"
XD_LAB = "urn:oid:1.3.6.1.4.1.19376.1.3.2"  # namespace in which laboratories say whether a report is complete
_UNSTRUCTURED = "1.3.6.1.4.1.19376.1.2.20"
_NOT_PROFESSIONAL = "1.2.250.1.213.1.1.4.6"  # producers that are no professionals: the patient, a service
# Where documents come from without any account there.
_OTHER_STRUCTURES = {
    "amo": DemoStructure("amo", "1350009981", "Caisse d’assurance maladie (démonstration)", "Rennes", "SA24"),
    "labo_ville": DemoStructure("labo_ville", "1350009983", "Laboratoire de la Vilaine", "Redon", "SA25"),
    "patient": DemoStructure("patient", "1350009982", "Espace du patient (démonstration)", "Rennes", "EXP_PATIENT"),
}


def write(spec: Spec) -> bytes:
    """The bytes of the document."""
    root = etree.Element(q("ClinicalDocument"), nsmap={None: HL7, "xsi": XSI})  # type: ignore[dict-item]
    add(root, "realmCode", code="FR")
    add(root, "typeId", root="2.16.840.1.113883.1.3", extension="POCD_HD000040")
    for template in _templates(spec):
        add(root, "templateId", root=template)
    add(root, "id", root=DEMO_ROOT, extension=spec.key)
    add(root, "code", code=spec.type_code, codeSystem=spec.type_oid, displayName=spec.type_label)
    add_text(root, "title", spec.title)
    add(root, "effectiveTime", value=_time(spec.act))
    add(root, "confidentialityCode", code="N", codeSystem="2.16.840.1.113883.5.25", displayName="Normal")
    add(root, "languageCode", code="fr-FR")
    add(root, "setId", root=f"{DEMO_ROOT}.1", extension=spec.set_key or spec.key)
    add(root, "versionNumber", value=str(spec.version))
    _patient(root, spec.patient)
    _author(root, spec)
    _custodian(root, structure_of(spec.author))
    _authenticator(root, spec)
    _treating_doctor(root, spec.patient)
    _service(root, spec)
    if spec.replaces:
        related = add(root, "relatedDocument", typeCode="RPLC")
        add(add(related, "parentDocument"), "id", root=DEMO_ROOT, extension=spec.replaces)
    _encounter(root, spec)
    write_body(root, spec)
    return etree.tostring(root, xml_declaration=True, encoding="UTF-8")


def structure_of(author: Author) -> DemoStructure:
    return STRUCTURES.get(author.structure) or _OTHER_STRUCTURES[author.structure]


def _templates(spec: Spec) -> tuple[str, ...]:
    """HL7 France, minimal structure of the CI-SIS, then the model when there is one."""
    model = _UNSTRUCTURED if spec.body else spec.template
    return ("2.16.840.1.113883.2.8.2.1", "1.2.250.1.213.1.1.1.1", *((model,) if model else ()))


def _time(moment: datetime) -> str:
    return moment.strftime("%Y%m%d%H%M%S%z")


def _patient(root: etree._Element, patient: DemoPatient) -> None:
    role = add(add(root, "recordTarget"), "patientRole")
    add(role, "id", root=patient.oid, extension=patient.matricule)
    add(role, "id", root=LOCAL_PATIENTS, extension=f"IPP-{patient.key}")
    person = add(role, "patient")
    name = add(person, "name")
    add_text(name, "family", patient.family.upper(), qualifier="BR")
    add_text(name, "given", patient.first_given, qualifier="BR")
    add_text(name, "given", patient.givens)
    if patient.used_family:
        add_text(name, "family", patient.used_family.upper(), qualifier="CL")
    if patient.used_given:
        add_text(name, "given", patient.used_given, qualifier="CL")
    add(person, "administrativeGenderCode", code=patient.sex, codeSystem="2.16.840.1.113883.5.1")
    add(person, "birthTime", value=f"{patient.birth:%Y%m%d}")
    for family, given, kin in patient.representatives:
        guardian = add(person, "guardian")
        add(guardian, "code", code="PRN", displayName=kin, codeSystem="2.16.840.1.113883.5.111")
        guardian_name = add(add(guardian, "guardianPerson"), "name")
        add_text(guardian_name, "family", family)
        add_text(guardian_name, "given", given)
    place = add(add(person, "birthplace"), "place")
    address = add(place, "addr")
    add_text(address, "county", patient.place[0])
    add_text(address, "city", patient.place[1])


def _author(root: etree._Element, spec: Spec) -> None:
    author = add(root, "author")
    add(author, "time", value=_time(spec.act))
    assigned = add(author, "assignedAuthor")
    who = spec.author
    _identifier(assigned, spec)
    if who.device:
        add_text(add(assigned, "assignedAuthoringDevice"), "softwareName", who.device)
    else:
        if not who.is_patient:
            add(assigned, "code", code=who.specialty[0], displayName=who.specialty[1], codeSystem=who.specialty_oid)
        _person(assigned, "assignedPerson", spec)
    if not who.is_patient:
        _organisation(assigned, "representedOrganization", structure_of(who))


def _identifier(parent: etree._Element, spec: Spec) -> None:
    """Whoever has no national identifier bears one of the demonstration's own: never the matricule."""
    who = spec.author
    if who.is_patient:
        add(parent, "id", root=LOCAL_PATIENTS, extension=f"IPP-{spec.patient.key}")
    elif who.idnat:
        add(parent, "id", root=PS_IDNAT_OID, extension=who.idnat)
    elif who.device:
        add(parent, "id", root=f"{DEMO_ROOT}.3", extension=who.device)
    else:
        add(parent, "id", root=f"{DEMO_ROOT}.4", extension=f"{who.family}-{who.given}".lower())


def _person(parent: etree._Element, wrapper: str, spec: Spec) -> None:
    who, patient = spec.author, spec.patient
    name = add(add(parent, wrapper), "name")
    add_text(name, "family", (patient.used_family or patient.family) if who.is_patient else who.family)
    add_text(name, "given", (patient.used_given or patient.first_given) if who.is_patient else who.given)
    if who.suffix:
        add_text(name, "suffix", who.suffix)


def _organisation(parent: etree._Element, wrapper: str, structure: DemoStructure) -> etree._Element:
    organisation = add(parent, wrapper)
    add(organisation, "id", root=STRUCT_IDNAT_OID, extension=structure.idnat)
    add_text(organisation, "name", structure.name)
    return organisation


def _custodian(root: etree._Element, structure: DemoStructure) -> None:
    _organisation(add(add(root, "custodian"), "assignedCustodian"), "representedCustodianOrganization", structure)


def _authenticator(root: etree._Element, spec: Spec) -> None:
    authenticator = add(root, "legalAuthenticator")
    add(authenticator, "time", value=_time(spec.act))
    add(authenticator, "signatureCode", code="S")
    entity = add(authenticator, "assignedEntity")
    _identifier(entity, spec)
    if spec.author.device:
        _organisation(entity, "representedOrganization", structure_of(spec.author))
    else:
        _person(entity, "assignedPerson", spec)


def _treating_doctor(root: etree._Element, patient: DemoPatient) -> None:
    doctor = next((a for a in ACCOUNTS if a.username == patient.treating_doctor), None)
    if doctor is None:
        return
    participant = add(root, "participant", typeCode="INF")
    add(participant, "functionCode", code="PCP", displayName="Médecin traitant", codeSystem="2.16.840.1.113883.5.88")
    entity = add(participant, "associatedEntity", classCode="PROV")
    add(entity, "id", root=PS_IDNAT_OID, extension=doctor.idnat)
    name = add(add(entity, "associatedPerson"), "name")
    add_text(name, "family", doctor.family)
    add_text(name, "given", doctor.given)
    add_text(name, "suffix", "DR")


def _service(root: etree._Element, spec: Spec) -> None:
    event = add(add(root, "documentationOf"), "serviceEvent")
    add(event, "code", code=spec.type_code, codeSystem=spec.type_oid, displayName=spec.type_label)
    if spec.partial:
        etree.SubElement(event, f"{{{XD_LAB}}}statusCode", {"code": "active"}, nsmap={"lab": XD_LAB})
    interval = add(event, "effectiveTime")
    add(interval, "low", value=spec.low or _time(spec.act - timedelta(days=spec.nights)))
    if spec.nights:
        add(interval, "high", value=_time(spec.act))
    entity = add(add(event, "performer", typeCode="PRF"), "assignedEntity")
    _identifier(entity, spec)
    organisation = _organisation(entity, "representedOrganization", structure_of(spec.author))
    code, label = spec.setting
    oid = _NOT_PROFESSIONAL if code == "EXP_PATIENT" else "1.2.250.1.213.1.1.4.9"
    add(organisation, "standardIndustryClassCode", code=code, displayName=label, codeSystem=oid)


def _encounter(root: etree._Element, spec: Spec) -> None:
    encounter = add(add(root, "componentOf"), "encompassingEncounter")
    add(add(encounter, "effectiveTime"), "low", value=_time(spec.act - timedelta(days=spec.nights)))
    structure = structure_of(spec.author)
    facility = add(add(encounter, "location"), "healthCareFacility")
    oid = _NOT_PROFESSIONAL if structure.sector == "EXP_PATIENT" else "1.2.250.1.71.4.2.4"
    add(facility, "code", code=structure.sector, codeSystem=oid)
    add_text(add(facility, "location"), "name", structure.name)
