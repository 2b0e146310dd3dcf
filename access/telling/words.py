"""What a notice says, in one table: for its e-mail, for « Mes alertes » and for the patient's own window.

No clinical word, no document, no name: who acted is told in the portal alone (`Notice.actor_words`), since a speciality
says what one is treated for.
"""

from access.models import Notice

Kind = Notice.Kind

# {dossier}: whose record it is, for whom it is told.
SENTENCES: dict[str, str] = {
    Kind.FIRST_ACCESS: "Un professionnel a ouvert {dossier} pour la première fois.",
    Kind.EMERGENCY: "Un professionnel a ouvert {dossier} en urgence (bris de glace).",
    Kind.REGULATION: "Un médecin régulateur (centre 15) a ouvert {dossier}.",
    Kind.DOCUMENT_ADDED: "Un nouveau document a été déposé dans {dossier}.",
    Kind.DOCUMENT_CHANGED: "Un document a été modifié dans {dossier}.",
    Kind.UPDATE_WAITING: "Une mise à jour existe dans {dossier} : prenez rendez-vous avec le médecin pour en parler.",
    Kind.TREATING_DOCTOR_DECLARED: "Un médecin s’est déclaré médecin traitant dans {dossier}.",
    Kind.TREATING_DOCTOR_ENDED: "Un rôle de médecin traitant a pris fin dans {dossier}.",
    Kind.ACCESS_ENDED: "L’accès d’un professionnel a pris fin dans {dossier}.",
    Kind.ACCESS_REPORTED: "Un accès anormal à {dossier} a été signalé aux administrateurs du portail.",
}
# What a professional is told otherwise than patients are.
FOR_PROFESSIONALS: dict[str, str] = {
    Kind.ACCESS_ENDED: "Votre accès au dossier d’un patient a pris fin.",
    Kind.ACCESS_SOON_EXPIRED: "Votre accès au dossier d’un patient arrive bientôt à échéance.",
    Kind.TREATING_DOCTOR_ENDED: "Votre rôle de médecin traitant auprès d’un patient a pris fin.",
    Kind.TEST: "Ceci est un message d’essai : votre adresse reçoit les alertes du portail.",
}
OWN, REPRESENTED, OF_A_PATIENT = (
    "votre dossier",
    "le dossier de la personne que vous représentez",
    "le dossier d’un de vos patients",
)


def sentence(notice: Notice) -> str:
    """The notice for its own recipient."""
    if notice.professional_id is not None:
        words = FOR_PROFESSIONALS.get(notice.kind) or SENTENCES[notice.kind]
        return words.format(dossier=OF_A_PATIENT)
    return SENTENCES[notice.kind].format(dossier=OWN if notice.patient_id is not None else REPRESENTED)
