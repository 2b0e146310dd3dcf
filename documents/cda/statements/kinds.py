"""What a section speaks of, by its LOINC code, else by its title."""

import re

from documents.cda.model import ClinicalDocument, Section
from documents.cda.statements.model import Kind, ReimbursedAs
from patients.identity import fold

REIMBURSEMENT_TYPE = "REMB"
LABORATORY_TYPE = "11502-2"
# Stays and visits that a document tells by its very type (reports and letters of hospital).
STAY_TYPES = frozenset({"11490-0", "34112-3", "15507-7", "18842-5", "34105-7", "60280-5", "28655-9"})
_LABORATORY_TEMPLATES = frozenset({"1.2.250.1.213.1.1.2.70", "1.2.250.1.213.1.1.2.71"})
_LABORATORY_CODES = frozenset(
    {f"187{n}" for n in ("16-1", "17-9", "18-7", "19-5", "20-3", "21-1", "22-9", "23-7", "24-5", "25-2", "27-8")}
    | {"18728-6", "18729-4", "26435-8", "26436-6", "26437-4", "26438-2"}
)
_BY_CODE = {
    "48765-2": Kind.ALLERGY,
    "11450-4": Kind.PROBLEM,
    "11535-2": Kind.PROBLEM,
    "11348-0": Kind.HISTORY,
    "47519-4": Kind.HISTORY,
    "10167-5": Kind.HISTORY,
    "11329-0": Kind.HISTORY,
    "56836-0": Kind.HISTORY,
    "10157-6": Kind.FAMILY,
    "10160-0": Kind.TREATMENT,
    "57828-6": Kind.TREATMENT,
    "60590-7": Kind.TREATMENT,
    "10183-2": Kind.TREATMENT,
    "18610-6": Kind.PAST_TREATMENT,
    "29549-3": Kind.PAST_TREATMENT,
    "46264-8": Kind.DEVICE,
    "10162-6": Kind.PREGNANCY,
    "11369-6": Kind.VACCINATION,
    "46240-8": Kind.STAY,
    "30954-2": Kind.FINDING,
}
# Codes whose sections may speak of anything: their title tells nothing that may be relied upon.
_NEVER = frozenset(
    {"55112-7", "42349-1", "42545-4", "55107-7", "55108-5", "57723-9", "33557-0", "48767-8", "34895-3"}
    | {"29762-2", "10161-8", "57207-3"}  # habits and risks: no page draws from them
)
_BY_TITLE = (
    (r"allerg|intoleranc|hypersensib", Kind.ALLERGY),
    (r"antecedents? famil|famil.* antecedent", Kind.FAMILY),
    (r"antecedent", Kind.HISTORY),
    (r"^(pathologie|probleme|maladie|diagnostic)s? (actuel|en cours|actif|chronique)", Kind.PROBLEM),
    (
        r"vaccin\w* (prevue?|recommandee?|a (faire|prevoir|venir)|prochaine?)s?|(prochain|rappel)s?\b.*vaccin",
        Kind.PLANNED_VACCINATION,
    ),
    (r"vaccin", Kind.VACCINATION),
    (r"(traitement|medicament)s? (arrete|administre|interrompu|anterieur|recu)s?", Kind.PAST_TREATMENT),
    (
        r"^(traitement|medicament|prescription|ordonnance|dispensation|delivrance|produits? (delivre|dispense))",
        Kind.TREATMENT,
    ),
    (r"dispositifs? (medica|implant)|implants?\b|materiel implante", Kind.DEVICE),
    (r"grossesse", Kind.PREGNANCY),
    (r"^(historique des |precedent(e?)s )?(sejours|hospitalisations|rencontres|passages)", Kind.STAY),
)
_TITLES = tuple((re.compile(pattern), kind) for pattern, kind in _BY_TITLE)
_REIMBURSED_BY_CODE = {
    "10160-0": ReimbursedAs.MEDICINES,
    "11369-6": ReimbursedAs.VACCINES,
    "46264-8": ReimbursedAs.DEVICES,
    "46240-8": ReimbursedAs.STAYS,
}
_REIMBURSED_BY_TITLE = (
    (re.compile(r"vaccin"), ReimbursedAs.VACCINES),
    (re.compile(r"medicament"), ReimbursedAs.MEDICINES),
    (re.compile(r"dispositif|appareil"), ReimbursedAs.DEVICES),
    (re.compile(r"hospitalisation|sejour"), ReimbursedAs.STAYS),
    (re.compile(r"radio|imagerie"), ReimbursedAs.IMAGING),
    (re.compile(r"biolog|laboratoire|analyse"), ReimbursedAs.LABORATORY),
)


def kind_of(section: Section, document: ClinicalDocument) -> Kind | None:
    """None for a section that no page of the record draws from."""
    code, title = section.code.code, fold(section.heading)
    if code in _NEVER:
        return None
    if document.header.type.code == REIMBURSEMENT_TYPE:
        return Kind.REIMBURSEMENT
    if is_laboratory(section, document):
        return Kind.RESULT
    if code in _BY_CODE:
        return _refined(_BY_CODE[code], title)
    return next((kind for pattern, kind in _TITLES if pattern.search(title)), None)


def _refined(kind: Kind, title: str) -> Kind:
    """A code says the subject; the title may say that it is over, or still to come."""
    by_title = next((found for pattern, found in _TITLES if pattern.search(title)), None)
    if (kind, by_title) in {
        (Kind.TREATMENT, Kind.PAST_TREATMENT),
        (Kind.VACCINATION, Kind.PLANNED_VACCINATION),
        (Kind.HISTORY, Kind.FAMILY),
    }:
        return by_title or kind
    return kind


def is_laboratory(section: Section, document: ClinicalDocument) -> bool:
    return (
        document.header.type.code == LABORATORY_TYPE
        or section.code.code in _LABORATORY_CODES
        or not _LABORATORY_TEMPLATES.isdisjoint(section.template_ids)
    )


def reimbursed_as(section: Section) -> ReimbursedAs:
    """Acts that nothing names otherwise are care."""
    title = fold(section.heading)
    found = _REIMBURSED_BY_CODE.get(section.code.code)
    return found or next((as_ for pattern, as_ in _REIMBURSED_BY_TITLE if pattern.search(title)), ReimbursedAs.CARE)
