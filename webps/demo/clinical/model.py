"""How the texts are laid down: a letter is a type of document, a case is one text that it may hold.

Texts hold fields (`{age}`, `{pas}/{pad}`, `{ago[20]}`…) that `wording` fills for the patient and the day of the act.
"""

from dataclasses import dataclass

from webps.demo.cda_spec import LOINC, Block, Measure, Section, Table

A05 = "1.2.250.1.213.1.1.4.12"  # TA_ASIP: types of document that LOINC does not name
HOSPITAL = ("ETABLISSEMENT", "Etablissement de santé")
TOWN = ("AMBULATOIRE", "Ambulatoire")
CARE_HOME = ("ESSMS", "Etablissement ou Service Social ou Médico-Social")
INSURANCE = ("AMO", "Organisme d’assurance maladie obligatoire")
PATIENT = ("EXP_PATIENT", "Expression personnelle du patient")

# Whom a case suits. A case without a profile suits any adult; a child only gets cases meant for children.
CHRONIC, CHILD, PREGNANCY, BREAST, MIND, AGED = "chronique", "enfant", "grossesse", "sein", "psychisme", "grand_age"
TEEN = "adolescence"


@dataclass(frozen=True)
class Case:
    """One text: its title, its sections, the profile of the patients it suits, its author when not the usual one.

    `nights`: spent in hospital before the day of the document, which then is that of going home.
    """

    title: str
    sections: tuple[Section, ...]
    profile: str = ""
    author: str = ""
    nights: int = 0


@dataclass(frozen=True)
class Letter:
    """One type of document: who writes it, where, in which form, and the cases to choose from."""

    code: str
    label: str
    author: str
    cases: tuple[Case, ...]
    oid: str = LOINC
    template: str = ""
    setting: tuple[str, str] = TOWN
    as_pdf: bool = False
    pdf_copy: bool = False


def case(title: str, *sections: Section, profile: str = "", author: str = "", nights: int = 0) -> Case:
    return Case(title, sections, profile, author, nights)


def s(title: str, *blocks: Block) -> Section:
    """A section with the LOINC code that its title usually bears."""
    return Section(title, blocks, code=_SECTION_CODES.get(title, ""))


def drugs(*rows: tuple[str, str, str]) -> Table:
    return Table(("Médicament", "Posologie", "Durée"), rows)


def measured(title: str, *measures: Measure) -> Section:
    return Section(title, measures=measures, code=_SECTION_CODES.get(title, ""))


_SECTION_CODES = {
    "Allergies et intolérances": "48765-2",
    "Antécédents": "11348-0",
    "Antécédents familiaux": "10157-6",
    "Conclusion": "55110-1",
    "Dispositifs implantés": "46264-8",
    "Examen": "29545-1",
    "Examen clinique": "29545-1",
    "Histoire de la maladie": "10164-2",
    "Implant": "46264-8",
    "Indication": "18785-6",
    "Motif": "29299-5",
    "Motif d’hospitalisation": "46241-6",
    "Pathologies en cours": "11450-4",
    "Prescription": "57828-6",
    "Produits délivrés": "60590-7",
    "Résultat": "18782-3",
    "Signes vitaux": "8716-3",
    "Suites à donner": "18776-5",
    "Synthèse du séjour": "8648-8",
    "Technique": "55111-9",
    "Traitement": "10160-0",
    "Traitement de sortie": "10183-2",
    "Traitements au long cours": "10160-0",
    "Vaccination": "11369-6",
    "Vaccinations": "11369-6",
    "Vaccinations à prévoir": "11369-6",
}
