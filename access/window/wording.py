"""What patients and their representatives read when their window stays shut. Plain French, with vous."""

from access.window.rules import Bar
from access.wording import Wording

BARRED: dict[Bar, Wording] = {
    Bar.OFFICE_NOT_BEGUN: Wording(
        "Votre accès n’a pas encore commencé",
        "La date à partir de laquelle vous représentez cette personne n’est pas encore arrivée.",
        "Revenez à cette date.",
    ),
    Bar.OFFICE_ENDED: Wording(
        "Votre accès a pris fin",
        "Vous ne représentez plus cette personne.",
        "En cas d’erreur, adressez-vous à l’Assurance Maladie.",
    ),
    Bar.OF_AGE: Wording(
        "Votre accès a pris fin",
        "La personne que vous représentiez est majeure : elle seule ouvre désormais son dossier.",
        "Elle peut demander son propre compte.",
    ),
    Bar.DECEASED: Wording(
        "Ce compte n’ouvre plus de dossier",
        "Les ayants droit demandent les informations utiles au professionnel ou à l’établissement de santé.",
        "En cas d’erreur, adressez-vous à l’Assurance Maladie.",
    ),
    Bar.IDENTITY_NOT_QUALIFIED: Wording(
        "Votre identité reste à vérifier",
        "Le dossier ne s’ouvre que lorsque votre identité a été contrôlée.",
        "Présentez une pièce d’identité à un professionnel de santé, par exemple à la pharmacie.",
    ),
    Bar.NO_RECORD: Wording(
        "Vous n’avez pas de dossier",
        "Aucun dossier partagé n’a été ouvert à votre nom, et ce portail n’en ouvre pas.",
        "Adressez-vous à l’Assurance Maladie si vous en souhaitez un.",
    ),
    Bar.CLOSED: Wording(
        "Ce dossier est fermé",
        "Ses documents ne peuvent plus être lus. Ils sont conservés dix ans, puis détruits.",
        "Vous pouvez encore lire l’historique des accès.",
    ),
}
