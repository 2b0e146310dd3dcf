"""The choices of the page of properties in words: one table (PS S23)."""

from dataclasses import dataclass

from documents.lifecycle.rules import Change, Obstacle
from documents.models import Document


@dataclass(frozen=True, slots=True)
class ChangeWords:
    """`label` of the choice, `consequence` in one sentence, `done`: what changed and who sees the document now."""

    label: str
    consequence: str
    done: str


CHANGES = {
    Change.MASK: ChangeWords(
        "Masquer aux professionnels",
        "À la demande du patient. Seuls le patient, l’auteur, le médecin traitant et les administrateurs du dossier "
        "verront encore ce document et ses versions.",
        "Document masqué aux professionnels. Le patient, l’auteur, le médecin traitant et les administrateurs du "
        "dossier le voient encore.",
    ),
    Change.UNMASK: ChangeWords(
        "Ne plus masquer aux professionnels",
        "À la demande du patient. Les professionnels que leur habilitation autorise verront de nouveau ce document.",
        "Document démasqué. Les professionnels que leur habilitation autorise le voient de nouveau.",
    ),
    Change.HIDE_FROM_PATIENT: ChangeWords(
        "Ne pas montrer au patient avant la consultation d’annonce",
        "Le patient apprendra dans deux semaines qu’une mise à jour existe, et verra le document au plus tard dans "
        "un mois.",
        "Le patient ne voit pas ce document. Il le verra quand vous le rendrez visible, au plus tard dans un mois.",
    ),
    Change.SHOW_TO_PATIENT: ChangeWords(
        "Rendre visible au patient",
        "Le patient verra ce document dès maintenant et en sera informé.",
        "Document rendu visible au patient, qui en est informé.",
    ),
    Change.SHOW_TO_REPRESENTATIVES: ChangeWords(
        "Rendre visible aux représentants légaux",
        "Cette action est définitive. Les représentants légaux verront ce document et en seront informés.",
        "Document rendu visible aux représentants légaux. Cette action est définitive.",
    ),
    Change.ARCHIVE: ChangeWords(
        "Archiver",
        "Le document ne figurera plus dans la liste, sauf si l’on affiche les documents archivés.",
        "Document archivé. Les mêmes personnes le voient en affichant les documents archivés.",
    ),
    Change.UNARCHIVE: ChangeWords(
        "Désarchiver",
        "Le document figurera de nouveau dans la liste.",
        "Document désarchivé. Il figure de nouveau dans la liste, pour les mêmes personnes.",
    ),
}

OBSTACLES = {
    Obstacle.NOT_ALLOWED: "Cette modification ne vous est pas permise.",
    Obstacle.FLAGS_INCOMPATIBLE: "Un document ne peut pas être à la fois masqué aux professionnels et non visible par "
    "le patient.",
    Obstacle.OPENED_BY_PATIENT: "Le patient a déjà ouvert ce document : il ne peut plus lui être caché.",
    Obstacle.SHOWN_AGAIN: "Ce document, ou une de ses versions, a déjà attendu la consultation d’annonce puis a été "
    "montré au patient : il ne peut plus lui être caché. S’il contient une erreur, remplacez-le ou supprimez-le.",
}


def done(change: Change, document: Document) -> str:
    """What is said once it is done; the patient's default may have put a mask on at the release (AR 8.6)."""
    if change is Change.SHOW_TO_PATIENT and document.masked:
        return f"{CHANGES[change].done} Selon son choix, il est désormais masqué aux professionnels."
    return CHANGES[change].done
