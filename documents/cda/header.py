"""The CDA header (document_metadata, section 2): who, what, when, and the patient as the document bears it."""

from lxml import etree

from documents.cda.model import CdaPatient, Encounter, Header, Service, UnreadableDocument
from documents.cda.nodes import (
    SDTC,
    all_at,
    at,
    code,
    contacts,
    identifier,
    identifiers,
    local,
    organisation,
    party,
    period,
    person_name,
    text_of,
    timestamp,
)
from documents.cda.values import Identifier, Party
from patients.ins import INS_OIDS

_INFORMANTS = {
    "ECON": "Personne à prévenir",
    "NOK": "Personne de confiance",
    "CON": "Contact",
    "CAREGIVER": "Aidant",
    "PAT": "Patient",
}
_PARTICIPANTS = {
    "PCP": "Médecin traitant",
    "PRELV": "Préleveur",
    "CORRE": "Correspondant",
    "ATTPHYS": "Référent dans la structure",
    "REF": "Prescripteur ou adresseur",
    "REFB": "Adressé par",
    "RESP": "Responsable",
    "TRC": "Destinataire du suivi",
    "VRF": "Vérificateur",
    "INF": "Informateur",
    "PRF": "Exécutant",
    "CON": "Correspondant",
}


def read_header(document: etree._Element) -> Header:
    """Raises UnreadableDocument without an identifier or a code, or with more than one patient."""
    targets = all_at(document, "recordTarget/patientRole")
    if len(targets) > 1 or sum(len(all_at(target, "patient")) for target in targets) > 1:
        raise UnreadableDocument("Le document porte plusieurs patients ; il ne peut pas être rattaché à un dossier.")
    document_id = identifier(at(document, "id"))
    if document_id is None:
        raise UnreadableDocument("Le document ne porte pas d’identifiant (id).")
    kind = code(at(document, "code"))
    authors = tuple(party(e, "Auteur", "assignedAuthor") for e in all_at(document, "author"))
    encounter = _encounter(at(document, "componentOf/encompassingEncounter"))
    return Header(
        id=document_id,
        type=kind,
        title=text_of(at(document, "title")) or kind.words or "Document sans titre",
        patient=_patient(targets[0]) if targets else CdaPatient(),
        effective_time=timestamp(at(document, "effectiveTime")),
        confidentiality=code(at(document, "confidentialityCode")),
        language=_attribute(document, "languageCode", "code") or "fr-FR",
        set_id=identifier(at(document, "setId")),
        version_number=_number(_attribute(document, "versionNumber", "value")),
        template_ids=tuple(i.root for i in identifiers(document, "templateId")),
        authors=authors,
        custodian=organisation(at(document, "custodian/assignedCustodian/representedCustodianOrganization")),
        legal_authenticator=party(at(document, "legalAuthenticator"), "Signataire légal", "assignedEntity"),
        others=tuple(_others(document)),
        services=tuple(_service(e) for e in all_at(document, "documentationOf/serviceEvent")),
        orders=tuple(_orders(document)),
        replaces=tuple(_related(document, {"RPLC"})),
        related=tuple(_related(document, {"APND", "XFRM"})),
        encounter=encounter,
        authorizations=tuple(w for e in all_at(document, "authorization/consent/code") if (w := code(e).words)),
    )


def _attribute(element: etree._Element, name: str, attribute: str) -> str:
    found = at(element, name)
    return found.get(attribute, "").strip() if found is not None else ""


def _number(text: str) -> int:
    return max(1, int(text)) if text.isdecimal() and len(text) <= 6 else 1


def _patient(role: etree._Element) -> CdaPatient:
    ids = identifiers(role)
    patient = at(role, "patient")
    place = at(patient, "birthplace/place")
    gender = at(patient, "administrativeGenderCode")
    return CdaPatient(
        ins=tuple(i for i in ids if i.root in INS_OIDS),
        local_ids=tuple(i for i in ids if i.root not in INS_OIDS),
        name=person_name(at(patient, "name")),
        sex=gender.get("code", "") if gender is not None else "",
        birth=timestamp(at(patient, "birthTime")),
        birth_place_code=text_of(at(place, "addr/county")),
        birth_place_name=text_of(at(place, "addr/city")) or text_of(at(place, "name")),
        deceased=_deceased(patient),
        contacts=contacts(role),
        guardians=tuple(_guardian(g) for g in all_at(patient, "guardian")),
    )


def _deceased(patient: etree._Element | None) -> str:
    """Date of death, or « oui » when the document only says that the patient is dead."""
    if patient is None:
        return ""
    said = patient.find(f"{{{SDTC}}}deceasedInd")
    when = timestamp(patient.find(f"{{{SDTC}}}deceasedTime"))
    return str(when) if when else "oui" if said is not None and said.get("value") == "true" else ""


def _guardian(element: etree._Element) -> str:
    name = person_name(at(element, "guardianPerson/name")).words or text_of(at(element, "guardianOrganization/name"))
    return " · ".join(part for part in (name, code(at(element, "code")).words, *contacts(element)) if part)


def _service(element: etree._Element) -> Service:
    performers = tuple(party(e, "Exécutant", "assignedEntity") for e in all_at(element, "performer"))
    main = performers[0] if performers else Party()
    return Service(
        code(at(element, "code")), period(at(element, "effectiveTime")), main, performers[1:], _status(element)
    )


def _status(event: etree._Element) -> str:
    """`statusCode`, which laboratories write in a namespace of their own (IHE XD-LAB)."""
    return next((e.get("code", "").lower() for e in event if local(e) == "statusCode"), "")


def _encounter(element: etree._Element | None) -> Encounter:
    place = at(element, "location/healthCareFacility")
    return Encounter(
        ids=identifiers(element),
        code=code(at(element, "code")),
        period=period(at(element, "effectiveTime")),
        facility=code(at(place, "code")),
        place=text_of(at(place, "location/name")) or text_of(at(place, "serviceProviderOrganization/name")),
        responsible=party(at(element, "responsibleParty"), "Responsable de la prise en charge", "assignedEntity"),
        discharge=code(at(element, "dischargeDispositionCode")),
    )


def _others(document: etree._Element) -> list[Party]:
    found = [party(e, "Valideur", "assignedEntity") for e in all_at(document, "authenticator")]
    found += [party(e, "Saisie", "assignedEntity") for e in all_at(document, "dataEnterer")]
    found += [informant(e) for e in all_at(document, "informant")]
    for element in all_at(document, "participant"):
        function = at(element, "functionCode")
        key = function.get("code", "") if function is not None else ""
        part = _PARTICIPANTS.get(key) or _PARTICIPANTS.get(element.get("typeCode", ""), "Participant")
        found.append(party(element, part, "associatedEntity", "associatedPerson"))
    for element in all_at(document, "componentOf/encompassingEncounter/encounterParticipant"):
        part = _PARTICIPANTS.get(element.get("typeCode", ""), "Participant à la prise en charge")
        found.append(party(element, part, "assignedEntity"))
    for element in all_at(document, "informationRecipient"):
        found.append(party(element, "Destinataire", "intendedRecipient", "informationRecipient"))
    return [p for p in found if p]


def informant(element: etree._Element) -> Party:
    """Who told: someone of the patient's circle, with their part in it, or a professional."""
    related = at(element, "relatedEntity")
    if related is None:
        return party(element, "Informateur", "assignedEntity")
    part = _INFORMANTS.get(related.get("classCode", ""), "Informateur")
    return party(element, part, "relatedEntity", "relatedPerson")


def _orders(document: etree._Element) -> list[Identifier]:
    found: list[Identifier] = []
    for order in all_at(document, "inFulfillmentOf/order"):
        found += identifiers(order)
        # The accession number of an imaging examination stands in DICOM's own namespace.
        found += [i for e in order.iter("{urn:dicom-org:ps3-20}accessionNumber") if (i := identifier(e))]
    return found


def _related(document: etree._Element, kinds: set[str]) -> list[Identifier]:
    return [
        i
        for related in all_at(document, "relatedDocument")
        if related.get("typeCode") in kinds
        for i in identifiers(at(related, "parentDocument"))
    ]
