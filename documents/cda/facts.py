"""« Toutes les informations du document »: the whole header, in words. The matricule is the record's to show."""

from collections.abc import Iterator

from documents.cda.model import Header
from documents.cda.values import Party
from documents.words import in_order

Fact = tuple[str, list[str]]
_SEX = {"M": "Homme", "F": "Femme", "U": "Sexe inconnu"}
_LEVELS = {"N": "Normal", "R": "Restreint", "V": "Très restreint"}


def header_facts(header: Header) -> list[Fact]:
    """Label and values of everything that the header says; what it leaves out is left out."""
    found = [(label, [in_order(value) for value in values if value]) for label, values in _facts(header)]
    return [(label, values) for label, values in found if values]


def _facts(header: Header) -> Iterator[Fact]:
    yield "Titre", [header.title]
    yield "Type", [f"{header.type.words} ({header.type.code})" if header.type.code else header.type.words]
    yield "Actes documentés", [_line(s.code.words, s.period.words, _person(s.performer)) for s in header.services]
    yield "Autres exécutants", [_person(p) for s in header.services for p in s.other_performers]
    yield "Créé le", [str(header.effective_time or "")]
    yield "Version", [str(header.version_number)]
    yield "Remplace", [i.unique_id for i in header.replaces]
    yield "Complète", [i.unique_id for i in header.related]
    yield "Confidentialité", [_LEVELS.get(header.confidentiality.code, header.confidentiality.words)]
    yield from _people(header)
    yield (
        "Prise en charge",
        [
            _line(header.encounter.code.words, header.encounter.period.words, header.encounter.place),
            header.encounter.facility.words,
            _person(header.encounter.responsible),
            _line("Sortie", header.encounter.discharge.words) if header.encounter.discharge else "",
        ],
    )
    yield "Demandes", [i.unique_id for i in header.orders]
    yield "Consentements", list(header.authorizations)
    yield "Identifiant", [header.id.unique_id]
    yield "Lot de versions", [header.set_id.unique_id if header.set_id else ""]
    yield "Langue", [header.language]
    yield "Modèles", list(header.template_ids)


def _people(header: Header) -> Iterator[Fact]:
    patient = header.patient
    name = patient.name
    place = _line(patient.birth_place_name, patient.birth_place_code)
    yield (
        "Patient porté par le document",
        [
            _line(f"{name.family_birth.upper()} {name.givens or name.given_birth}".strip(), _SEX.get(patient.sex, "")),
            _line(f"Nom utilisé : {name.family_used.upper()}" if name.family_used else "", name.given_used),
            f"Naissance : {patient.birth}" if patient.birth else "",
            f"Lieu : {place}" if place else "",
            f"Décès : {patient.deceased}" if patient.deceased else "",
            *patient.contacts,
        ],
    )
    yield "Représentants", list(patient.guardians)
    yield "Auteurs", [_person(p) for p in header.authors]
    yield "Responsable de la conservation", [header.custodian.name]
    yield "Signataire légal", [_person(header.legal_authenticator)]
    for part in dict.fromkeys(p.part for p in header.others):
        yield part, [_person(p) for p in header.others if p.part == part]


def _person(party: Party) -> str:
    """Name, speciality, role, organisation, date and contacts on one line."""
    organisation = party.organisation.name if party.organisation.name != party.words else ""
    words = [party.words, party.specialty.words, party.role.label, organisation, str(party.time or ""), *party.contacts]
    return _line(*words)


def _line(*words: str) -> str:
    return " · ".join(word for word in words if word)
