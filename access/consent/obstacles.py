"""Why a change of consent or of a role cannot be made, though the record itself is open."""

from enum import StrEnum, auto


class Obstacle(StrEnum):
    ONESELF = auto()
    TREATING_DOCTOR = auto()
    BLOCKED = auto()
    NOT_A_DOCTOR = auto()
    NOT_NORMAL_MODE = auto()
    NOT_IN_TEAM = auto()
    NOT_RENEWABLE = auto()
    NOTHING_DECLARED = auto()
    NOT_ENTITLED = auto()
    EXTENDED_ALREADY = auto()
    MOTIVE_MISSING = auto()


SENTENCES: dict[Obstacle, str] = {
    Obstacle.ONESELF: "Vous ne pouvez pas vous bloquer vous-même. Mettez plutôt fin à votre accès.",
    Obstacle.TREATING_DOCTOR: (
        "Le médecin traitant ne peut pas être bloqué : le patient doit d’abord mettre fin à ce rôle."
    ),
    Obstacle.BLOCKED: "Ce professionnel est bloqué par le patient.",
    Obstacle.NOT_A_DOCTOR: "Seul un médecin, hors médecine du travail, peut être médecin traitant.",
    Obstacle.NOT_NORMAL_MODE: "Cette action demande un dossier ouvert en mode normal, hors session confidentielle.",
    Obstacle.NOT_IN_TEAM: "Seul un membre de l’équipe de soins, dont l’accès est en cours, peut se déclarer.",
    Obstacle.NOT_RENEWABLE: "Votre accès n’est pas à renouveler.",
    Obstacle.NOTHING_DECLARED: "Aucune déclaration de médecin traitant n’est en attente.",
    Obstacle.NOT_ENTITLED: "Cette action est réservée au médecin traitant et à l’administrateur du dossier.",
    Obstacle.EXTENDED_ALREADY: (
        "Cet accès a déjà été prolongé une fois. À son terme, ouvrez un nouvel accès en urgence si nécessaire."
    ),
    Obstacle.MOTIVE_MISSING: "Décrivez le motif de la prolongation en 10 à 500 caractères.",
}


class Impossible(Exception):
    """A change that was refused, with nothing changed. Whoever asked may read `sentence`."""

    def __init__(self, obstacle: Obstacle) -> None:
        super().__init__(obstacle.value)
        self.obstacle = obstacle

    @property
    def sentence(self) -> str:
        return SENTENCES[self.obstacle]
