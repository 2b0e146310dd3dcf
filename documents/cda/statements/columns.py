"""Which column of a table says what, by the words of its heading."""

import re

from documents.cda.statements.lines import Cell, Line
from documents.cda.statements.model import Kind
from patients.identity import fold

_NOT_A_LABEL = re.compile(
    r"^(date|jour|periode|duree|debut|fin|entree|sortie|code|n |numero|identifiant|quantite|posologie|dose|frequence"
    r"|rythme|voie|lot|rang|commentaire|severite|statut|specialite du|etablissement du|type d allergie|region)"
)
# Preferred headings of each kind, best first.
_LABELS: dict[Kind, tuple[str, ...]] = {
    Kind.ALLERGY: (r"agent|allergene|substance", r"allergie|intolerance|produit|libelle"),
    Kind.PROBLEM: (r"patholog|probleme|diagnostic|maladie", r"libelle|resume|intitule"),
    Kind.HISTORY: (r"antecedent|patholog|probleme|acte|intervention", r"libelle|intitule"),
    Kind.FAMILY: (r"antecedent|patholog|probleme|maladie",),
    Kind.TREATMENT: (r"^medicament|libelle|specialite|denomination|^produit", r"traitement|medicament|dci"),
    Kind.PAST_TREATMENT: (r"^medicament|libelle|specialite|denomination|^produit", r"traitement|medicament|dci"),
    Kind.DEVICE: (r"libelle|dispositif|materiel|prothese|categorie",),
    Kind.VACCINATION: (r"^vaccin(?!at)|libelle|specialite|produit",),
    Kind.PLANNED_VACCINATION: (r"^vaccin(?!at)|libelle|specialite|produit|rappel",),
    Kind.STAY: (r"rencontre|nature|libelle|sejour(?! du)|motif", r"etablissement|lieu"),
    Kind.REIMBURSEMENT: (
        r"libelle",
        r"^medicament|^acte|^vaccin|^dispositif|nature|designation|^produit",
        r"etablissement|lieu",
    ),
}
_ANY_LABEL = (r"libelle|intitule|designation|type|examen|analyse|observation|resultat",)
_DATE = re.compile(r"^(date|jour|le$|annee|periode|entree|debut|fin|sortie|depuis)|\bdate\b|^duree|^du$|^au$")
_STOP = re.compile(r"\bfin\b|sortie|\barret\b(?!.*motif)|^au$")
_DOSE = re.compile(
    r"^(posologie|dose|frequence|rythme|quantite|periodicite|nombre de (conditionnement|boite)|prise)|^duree"
)
_AUTHOR = re.compile(
    r"^(prescrit par|prescripteur|realise par|execut|vaccinateur|effectue par|professionnel|praticien|medecin|auteur"
    r"|delivre par|par$)"
)
_NO = frozenset({"non", "aucun", "aucune", "absent", "absente", "neant", "non realise", "non fait"})
_NOTHING = re.compile(
    r"^(aucune?s?\b|pas d|absence d|sans (allergie|antecedent|traitement|particularite)|neant\b|ras$|rien\b"
    r"|non (connu|renseigne|communique|determine)|ne prend aucun)"
)


def label_rank(line: Line, kind: Kind) -> int:
    """Which cell says what the fact is about. A table without headings, and a pair of cells, begin with it."""
    headings = [fold(cell.heading) for cell in line.cells]
    for pattern in (*_LABELS.get(kind, ()), *_ANY_LABEL):
        for rank, heading in enumerate(headings):
            usable = heading and not line.cells[rank].is_empty and not _NOT_A_LABEL.search(heading)
            if usable and re.search(pattern, heading):
                return rank
    filled = [rank for rank, cell in enumerate(line.cells) if not cell.is_empty]
    plain = [rank for rank in filled if not _NOT_A_LABEL.search(headings[rank])]
    return (plain or filled or [0])[0]


def is_date(cell: Cell) -> bool:
    return bool(_DATE.search(fold(cell.heading)))


def is_stop(cell: Cell) -> bool:
    return bool(_STOP.search(fold(cell.heading)))


def is_dose(cell: Cell) -> bool:
    return bool(_DOSE.search(fold(cell.heading)))


def is_author(cell: Cell) -> bool:
    return bool(_AUTHOR.search(fold(cell.heading)))


def denies(words: str) -> bool:
    """« Non » as the answer to a line."""
    return fold(words) in _NO


def says_nothing(words: str) -> bool:
    """« Aucune allergie connue », « Néant »: a fact that there is none."""
    return bool(_NOTHING.search(fold(words)))
